import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../../../src/sql/postgres/parse.ts';
import { output } from './shown.ts';

beforeAll(loadParser);

const COPY = 'copy customers.email';
const DERIVED = 'derived customers.email';

describe('a sensitive column keeps its lineage', () => {
  test.each<[string, string]>([
    ['SELECT email AS harmless FROM customers', COPY],
    ['SELECT x.harmless FROM (SELECT email AS harmless FROM customers) x', COPY],
    ['SELECT b FROM (SELECT email FROM customers) AS x(b)', COPY],
    ['WITH a AS (SELECT email e FROM customers), b AS (SELECT e f FROM a) SELECT f FROM b', COPY],
    ['WITH orders AS (SELECT email AS status FROM customers) SELECT status FROM orders', COPY],
    ['WITH RECURSIVE t(e) AS (SELECT email FROM customers UNION ALL SELECT e FROM t) SELECT e FROM t', COPY],
    ["WITH RECURSIVE t(a, b) AS (SELECT 'x', email FROM customers UNION ALL SELECT b, a FROM t) SELECT a FROM t", COPY],
    ['SELECT contact_email FROM customer_contacts', COPY],
    ['SELECT mail FROM contact_names', COPY],
    ['SELECT copy FROM email_copies', COPY],
    ['SELECT (SELECT email FROM customers LIMIT 1)', COPY],
    ['SELECT email(c) FROM customers c', COPY],
    ['SELECT (c).email FROM customers c', COPY],
    ['SELECT (SELECT c FROM customers c LIMIT 1).email', COPY],
    ['SELECT (s.r).email FROM (SELECT c AS r FROM customers c) s', COPY],
    ["SELECT 'a' UNION ALL SELECT email FROM customers", COPY],
    ["SELECT * FROM (VALUES ('a'), ((SELECT email FROM customers LIMIT 1))) v", COPY],
    ['SELECT s.e FROM orders o, LATERAL (SELECT c.email e FROM customers c WHERE c.id = o.customer_id) s', COPY],
    ['SELECT email COLLATE "C" FROM customers', COPY],
    ['SELECT email::text FROM customers', COPY],
    ['SELECT email::varchar FROM customers', COPY],
    ['SELECT email::varchar(3) FROM customers', DERIVED],
    ['SELECT j.email FROM (customers JOIN orders ON true) AS j(a, b, email)', COPY],
    ['SELECT shouted FROM contact_names', DERIVED],
    ["SELECT email || '' FROM customers", DERIVED],
    ['SELECT max(email) FROM customers', DERIVED],
    ["SELECT coalesce(email, 'x') FROM customers", DERIVED],
    ['SELECT CASE WHEN true THEN email END FROM customers', DERIVED],
    ["SELECT CASE WHEN email = 'x' THEN 1 END FROM customers", DERIVED],
    ["SELECT string_agg(email, ',') FROM customers", DERIVED],
    ['SELECT mode() WITHIN GROUP (ORDER BY email) FROM customers', DERIVED],
    ['SELECT first_value(email) OVER () FROM customers', DERIVED],
    ['SELECT ARRAY[email] FROM customers', DERIVED],
    ['SELECT ARRAY(SELECT email FROM customers)', DERIVED],
    ['SELECT (ARRAY(SELECT email FROM customers))[1:2]', DERIVED],
    ['SELECT email[1] FROM customers', DERIVED],
    ['SELECT ROW (1, email) FROM customers', DERIVED],
    ['SELECT g FROM customers, LATERAL regexp_split_to_table(email, $$$$) g', DERIVED],
    ["SELECT json_object('a': email) FROM customers", DERIVED],
    ["SELECT a FROM customers, JSON_TABLE(jsonb_build_array(email), '$[*]' COLUMNS (a text PATH '$')) j", DERIVED],
    ['SELECT x FROM customers, XMLTABLE($$/a$$ PASSING xmlelement(name a, email) COLUMNS x text) t', DERIVED],
    ['SELECT email IS NULL FROM customers', 'none'],
    ['SELECT count(email) FROM customers', 'none'],
    ['SELECT count(lower(email)) FROM customers', DERIVED],
    ['SELECT nullif(email, $$a$$) IS NULL FROM customers', DERIVED],
    ['SELECT x FROM unreadable', 'unknown'],
    ['SELECT x FROM endless', 'unknown'],
    ['SELECT most_common_vals FROM pg_stats', 'unknown'],
  ])('%s', (sql, expected) => {
    expect(output(sql).map((column) => column.slice(column.indexOf(': ') + 2))).toEqual([expected]);
  });

  test('a whole row, as JSON or as it is, derives from every column', () => {
    for (const sql of [
      'SELECT c FROM customers c',
      'SELECT row_to_json(c) FROM customers c',
      'SELECT to_jsonb(c.*) FROM customers c',
    ]) {
      expect(output(sql)[0]).toMatch(/derived .*customers\.email,customers\.card_number/);
    }
  });

  test('columns merged by USING and NATURAL may be either side', () => {
    expect(output('SELECT id FROM customers JOIN orders USING (id)')).toEqual(['id: copy customers.id,orders.id']);
    expect(output('SELECT created_at FROM customers NATURAL JOIN notes')).toEqual([
      'created_at: copy customers.created_at,notes.created_at',
    ]);
  });

  test('"*" expands as the server expands it', () => {
    expect(output('SELECT n.* FROM orders JOIN notes n ON n.order_id = orders.id')).toHaveLength(5);
    expect(output('SELECT * FROM order_items JOIN notes USING (order_id)').map((column) => column.split(':')[0])).toEqual([
      'order_id', 'line', 'product_id', 'quantity', 'price_cents', 'id', 'author', 'body', 'created_at',
    ]); // prettier-ignore
  });
});
