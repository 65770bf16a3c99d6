import { describe, expect, test } from 'vitest';
import { output, refusal, writes } from './shown.ts';
import { shopOnMariaDb } from './shop-catalog.ts';

const COPY = 'copy customers.email';
const DERIVED = 'derived customers.email';

describe('a sensitive column keeps its lineage', () => {
  test.each<[string, string]>([
    ['SELECT email AS harmless FROM customers', COPY],
    ['SELECT EMAIL FROM customers', COPY],
    ['SELECT x.harmless FROM (SELECT email AS harmless FROM customers) x', COPY],
    ['SELECT b FROM (SELECT email FROM customers) AS x (b)', COPY],
    ['WITH a AS (SELECT email e FROM customers), b AS (SELECT e f FROM a) SELECT f FROM b', COPY],
    ['WITH orders AS (SELECT email AS status FROM customers) SELECT status FROM orders', COPY],
    ['WITH RECURSIVE t (e) AS (SELECT email FROM customers UNION ALL SELECT e FROM t) SELECT e FROM t', COPY],
    [
      "WITH RECURSIVE t (a, b) AS (SELECT 'x', email FROM customers UNION ALL SELECT b, a FROM t) SELECT a FROM t",
      COPY,
    ],
    [
      "WITH RECURSIVE t (a, b, c) AS (SELECT email, 'x', 'y' FROM customers UNION ALL SELECT 'z', a, b FROM t) SELECT c FROM t",
      COPY,
    ],
    ['SELECT contact_email FROM customer_contacts', COPY],
    ['SELECT mail FROM contact_names', COPY],
    ['SELECT (SELECT email FROM customers LIMIT 1)', COPY],
    ["SELECT 'a' UNION ALL SELECT email FROM customers", COPY],
    ["SELECT column_0 FROM (VALUES ROW('a'), ROW((SELECT email FROM customers LIMIT 1))) v", COPY],
    ['SELECT s.e FROM orders o, LATERAL (SELECT c.email e FROM customers c WHERE c.id = o.customer_id) s', COPY],
    ['SELECT shop.c.email FROM shop.customers c', COPY],
    ['SELECT email AS e, (SELECT e) FROM customers', `${COPY} ${COPY}`],
    ['SELECT email COLLATE utf8mb4_bin FROM customers', DERIVED],
    ['SELECT BINARY email FROM customers', DERIVED],
    ['SELECT CAST(email AS CHAR) FROM customers', DERIVED],
    ['SELECT CONVERT(email USING utf8mb4) FROM customers', DERIVED],
    ['SELECT CONCAT(email) FROM customers', DERIVED],
    ["SELECT email '' FROM customers", COPY],
    ['SELECT MAX(email) FROM customers', DERIVED],
    ['SELECT ANY_VALUE(email) FROM customers', DERIVED],
    ["SELECT IFNULL(email, 'x') FROM customers", DERIVED],
    ['SELECT CASE WHEN 1 THEN email END FROM customers', DERIVED],
    ["SELECT CASE WHEN email = 'x' THEN 1 END FROM customers", DERIVED],
    ['SELECT GROUP_CONCAT(email) FROM customers', DERIVED],
    ['SELECT JSON_ARRAYAGG(email) FROM customers', DERIVED],
    ["SELECT JSON_OBJECT('a', email) FROM customers", DERIVED],
    ["SELECT email -> '$' FROM customers", DERIVED],
    ['SELECT FIRST_VALUE(email) OVER () FROM customers', DERIVED],
    ['SELECT RANK() OVER w FROM customers WINDOW w AS (ORDER BY email)', DERIVED],
    ["SELECT a FROM customers, JSON_TABLE(JSON_ARRAY(email), '$[*]' COLUMNS (a TEXT PATH '$')) j", DERIVED],
    ['SELECT DEFAULT(email) FROM customers', DERIVED],
    ['SELECT @a := email FROM customers', DERIVED],
    ['SELECT -email FROM customers', DERIVED],
    ['SELECT email IS NULL FROM customers', 'none'],
    ['SELECT ISNULL(email) FROM customers', 'none'],
    ['SELECT COUNT(email) FROM customers', 'none'],
    ['SELECT COUNT(LOWER(email)) FROM customers', DERIVED],
    ["SELECT NULLIF(email, 'a') IS NULL FROM customers", DERIVED],
    ['SELECT x FROM unreadable', 'unknown'],
    ['SELECT x FROM endless', 'unknown'],
    ['SELECT x FROM gone', 'unknown'],
    ['SELECT items FROM order_summary', 'none'],
    ['SELECT order_total(1)', 'none'],
    ['SELECT @@version', 'none'],
  ])('%s', (sql, expected) => {
    const shown = output(sql).map((column) => column.slice(column.indexOf(': ') + 2));
    expect(shown.join(' ')).toEqual(expected);
  });

  test('a generated column is of what its expression reads, and of itself', () => {
    expect(output('SELECT * FROM made')).toEqual([
      'id: copy made.id',
      'email: copy made.email',
      'domain: derived made.domain,made.email',
      'shouted: derived made.shouted,made.domain,made.email',
      'twice: derived made.twice,made.id',
      'broken: unknown',
    ]);
  });

  test('columns merged by USING and NATURAL may be either side', () => {
    expect(output('SELECT id FROM customers JOIN orders USING (id)')).toEqual(['id: copy customers.id,orders.id']);
    expect(output('SELECT orders.id FROM customers JOIN orders USING (id)')).toEqual(['id: copy orders.id']);
  });
});

describe('"*" expands as the servers expand it', () => {
  const names = (sql: string): string[] => output(sql).map((column) => column.slice(0, column.indexOf(':')));

  test.each<[string, string]>([
    ['SELECT * FROM orders', 'id customer_id status total_cents placed_at shipped_at'],
    ['SELECT n.* FROM orders JOIN notes n ON n.order_id = orders.id', 'id order_id author body created_at'],
    [
      'SELECT * FROM order_items JOIN notes USING (order_id)',
      'order_id line product_id quantity price_cents id author body created_at',
    ],
    [
      'SELECT * FROM notes RIGHT JOIN order_items USING (order_id)',
      'order_id line product_id quantity price_cents id author body created_at',
    ],
    ['SELECT * FROM events NATURAL JOIN notes', 'id order_id kind details occurred_at author body created_at'],
    ['SELECT * FROM (SELECT 1 AS a, 2 AS b) p JOIN (SELECT 3 AS b, 4 AS a) q USING (b, a)', 'a b'],
    ['SELECT * FROM hidden', 'id shown'],
    ['SELECT hidden.* FROM hidden', 'id shown'],
    ['SELECT *, secret FROM hidden', 'id shown secret'],
    ['SELECT * FROM (SELECT secret FROM hidden) h', 'secret'],
    ['TABLE hidden', 'id shown'],
    ['SELECT * FROM (VALUES ROW(1, 2)) v', 'column_0 column_1'],
  ])('%s', (sql, expected) => {
    expect(names(sql).join(' ')).toBe(expected);
  });
});

describe('of a table whose rows lie elsewhere nobody knows the origin', () => {
  test.each([
    ['SELECT email FROM merged', 'unknown'],
    ['SELECT UPPER(email) FROM merged', 'unknown'],
    ['SELECT COUNT(*) FROM merged', 'none'],
  ])('%s', (sql, expected) => {
    expect(output(sql)[0]).toContain(expected);
  });

  test('nor what a condition on it asks', () => {
    expect(writes("SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM merged WHERE email LIKE 'a%')")[0]).toContain(
      'unknown',
    );
  });
});

test('the order of "*" is not guessed where the servers differ', () => {
  expect(
    refusal('SELECT * FROM products RIGHT JOIN orders ON products.id = orders.id JOIN order_items USING (price_cents)')
      .code,
  ).toBe('WW_NOT_SUPPORTED');
  expect(refusal('SELECT notes.* FROM shop.notes, (SELECT 1 AS a) notes').code).toBe('WW_NOT_SUPPORTED');
});

describe('scopes are those of the server', () => {
  test('what is around a query is seen by derived tables and WITH on MySQL alone', () => {
    const derived = 'SELECT (SELECT d.x FROM (SELECT c.email AS x LIMIT 1) d) FROM customers c';
    const common = 'SELECT (WITH w AS (SELECT c.email AS x) SELECT x FROM w) FROM customers c';
    for (const sql of [derived, common]) {
      expect(output(sql)[0]).toContain(COPY);
      expect(refusal(sql, shopOnMariaDb)).toMatchObject({
        mysql: 1054,
        message: "Unknown column 'c.email' in 'SELECT'",
      });
    }
  });

  test('a table that lacks the column does not hide the one further out that has it', () => {
    expect(output('SELECT (SELECT c.email FROM orders c LIMIT 1) FROM customers c')[0]).toContain(COPY);
  });
});
