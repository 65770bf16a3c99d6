import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../../../src/sql/postgres/parse.ts';
import { positions } from './shown.ts';

beforeAll(loadParser);

describe('no place of a column is forgotten', () => {
  test.each<[string, string]>([
    ["SELECT 1 FROM customers WHERE email = 'x'", 'predicate'],
    ['EXPLAIN SELECT email FROM customers', 'other'],
    ['EXPLAIN WITH m AS MATERIALIZED (SELECT contact_email FROM customer_contacts) SELECT 1 FROM m', 'other'],
    ["SELECT 1 FROM customers WHERE lower(email) LIKE 'x%'", 'predicate'],
    ["SELECT 1 FROM customers WHERE email IS DISTINCT FROM 'x'", 'predicate'],
    ["SELECT 1 FROM customers WHERE email BETWEEN 'a' AND 'b'", 'predicate'],
    ["SELECT 1 FROM customers WHERE 'x' IN (email)", 'predicate'],
    ["SELECT 1 FROM customers WHERE (email, 1) < ('b', 2)", 'predicate'],
    ["SELECT 1 WHERE 'x' = ANY (ARRAY(SELECT email FROM customers))", 'predicate'],
    ["SELECT 1 WHERE 'x' IN (SELECT email FROM customers)", 'predicate'],
    ["SELECT 'x' IN (SELECT email FROM customers)", 'predicate'],
    ["SELECT 1 WHERE (SELECT email FROM customers LIMIT 1) > 'x'", 'predicate'],
    ["SELECT 1 FROM (SELECT email AS e FROM customers) s WHERE e > 'x'", 'predicate'],
    ["SELECT 1 FROM customer_contacts WHERE contact_email > 'x'", 'predicate'],
    ["SELECT 1 FROM customers c WHERE (c).email > 'x'", 'predicate'],
    ["SELECT 1 FROM customers c WHERE email(c) > 'x'", 'predicate'],
    ["SELECT 1 FROM orders o WHERE EXISTS (SELECT FROM customers c WHERE c.email = 'x')", 'predicate'],
    ['SELECT 1 FROM customers WHERE EXISTS (SELECT generate_series(1, ascii(email)))', 'other'],
    ['SELECT 1 FROM customers c JOIN notes n ON n.author = c.email', 'join'],
    ['SELECT 1 FROM customers c JOIN (SELECT author AS email FROM notes) n USING (email)', 'join'],
    ['SELECT 1 FROM customers c NATURAL JOIN (SELECT author AS email FROM notes) n', 'join'],
    ['SELECT count(*) FROM customers GROUP BY email', 'group'],
    ['SELECT email FROM customers GROUP BY 1', 'group'],
    ['SELECT email AS e FROM customers GROUP BY e', 'group'],
    ['SELECT count(*) FROM customers GROUP BY GROUPING SETS ((email), ROLLUP (email))', 'group'],
    ["SELECT 1 FROM customers HAVING max(email) > 'x'", 'having'],
    ['SELECT id FROM customers ORDER BY email', 'order'],
    ['SELECT email FROM customers ORDER BY 1', 'order'],
    ['SELECT email AS id FROM customers ORDER BY id', 'order'],
    ["SELECT string_agg(name, ',' ORDER BY email) FROM customers", 'order'],
    ['SELECT DISTINCT email FROM customers', 'distinct'],
    ['SELECT DISTINCT ON (email) id FROM customers', 'distinct'],
    ['SELECT count(DISTINCT email) FROM customers', 'distinct'],
    ['SELECT email FROM customers UNION SELECT author FROM notes', 'set_operation'],
    ['SELECT author FROM notes EXCEPT SELECT email FROM customers', 'set_operation'],
    ['SELECT rank() OVER (ORDER BY email) FROM customers', 'window'],
    ['SELECT count(*) OVER w FROM customers WINDOW w AS (PARTITION BY email)', 'window'],
    ["SELECT count(*) FILTER (WHERE email > 'x') FROM customers", 'filter'],
    ["SELECT CASE email WHEN 'x' THEN 1 END FROM customers", 'condition'],
    ["SELECT CASE WHEN email > 'x' THEN 1 END FROM customers", 'condition'],
    ['SELECT 1 LIMIT (SELECT length(email) FROM customers)', 'argument limit'],
    ['SELECT 1 OFFSET (SELECT length(email) FROM customers)', 'argument limit'],
    ['SELECT 1 FROM customers c, generate_series(1, ascii(c.email))', 'other'],
    ['SELECT generate_series(1, ascii(email)) FROM customers', 'other'],
    ['SELECT 1 FROM customers c, ROWS FROM (generate_series(1, ascii(c.email))) r', 'other'],
    [
      'SELECT 1 FROM customers c, order_items TABLESAMPLE system ((SELECT length(email) FROM customers LIMIT 1))',
      'argument limit',
    ],
    ['SELECT email::int FROM customers', 'cast'],
    ['SELECT int4(email) FROM customers', 'argument'],
    ['SELECT upper(email) FROM customers', 'argument'],
    ['SELECT email > $$x$$ FROM customers', 'argument'],
    ['SELECT email[1] FROM customers', 'argument'],
    ['SELECT ARRAY(SELECT email FROM customers)', 'subquery'],
    ['SELECT count(email) FROM customers', 'count'],
    ['SELECT 1 FROM customers WHERE email IS NOT NULL', 'null_test'],
    ['SELECT nullif(email, $$x$$) IS NULL FROM customers', 'condition'],
    ['SELECT email FROM customers', ''],
    ['SELECT email FROM customers WHERE EXISTS (SELECT email FROM customers)', ''],
    ["INSERT INTO notes (author) SELECT name FROM customers WHERE email = 'x'", 'predicate'],
    ["INSERT INTO customers (email) VALUES ('x') ON CONFLICT (email) DO NOTHING", 'conflict'],
    ["INSERT INTO customers (email) VALUES ('x') ON CONFLICT DO NOTHING", 'conflict'],
    ["INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) WHERE email > 'x' DO NOTHING", 'conflict'],
    [
      "INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'a' WHERE customers.email = 'x'",
      'predicate',
    ],
    [
      "INSERT INTO customers (id, email) VALUES (1, 'q') ON CONFLICT (id) DO UPDATE SET name = 'a' WHERE excluded.email = 'x'",
      'predicate',
    ],
    ["UPDATE customers SET name = 'a' WHERE email = 'x'", 'predicate'],
    ["UPDATE orders SET total_cents = 1 FROM customers c WHERE c.email = 'x'", 'predicate'],
    ['UPDATE customers SET name = upper(email)', 'argument'],
    ['DELETE FROM notes USING customers c WHERE c.email = author', 'predicate'],
    ['DELETE FROM customers RETURNING upper(email)', 'argument'],
    ['MERGE INTO notes n USING customers c ON n.author = c.email WHEN MATCHED THEN DELETE', 'join'],
    ["MERGE INTO notes n USING customers c ON n.id = c.id WHEN MATCHED AND c.email > 'x' THEN DELETE", 'condition'],
    ["EXPLAIN ANALYZE SELECT 1 FROM customers WHERE email = 'x'", 'predicate other'],
    ["PREPARE p AS SELECT 1 FROM customers WHERE email = 'x'", 'predicate'],
    ["CREATE TABLE shop.t AS SELECT id FROM customers WHERE email = 'x'", 'predicate'],
    ['CREATE INDEX ON customers (email)', 'ddl'],
    [
      "WITH RECURSIVE t AS (SELECT email e FROM customers UNION ALL SELECT e FROM t WHERE e > 'x') SELECT 1 FROM t",
      'predicate',
    ],
    ['SELECT 1 FROM customers c, XMLTABLE($$/a$$ PASSING xmlelement(name a, c.email) COLUMNS x text) t', 'other'],
  ])('%s', (sql, expected) => {
    const kinds = new Set(
      positions(sql)
        .filter((position) => position.endsWith('customers.email'))
        .map((position) => position.split(' ')[0]),
    );
    expect(kinds).toEqual(new Set(expected.split(' ').filter((kind) => kind !== '')));
  });

  test('a whole row counts as every column', () => {
    expect(positions('SELECT c FROM customers c')).toContain('whole_row customers.email');
    expect(positions('SELECT 1 FROM customers c WHERE c IS NOT NULL')).not.toContain('null_test customers.email');
    expect(positions('SELECT count(c) FROM customers c')).toContain('whole_row customers.email');
  });
});
