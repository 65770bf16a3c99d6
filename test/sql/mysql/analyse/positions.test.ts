import { describe, expect, test } from 'vitest';
import { positions } from './shown.ts';

describe('no place of a column is forgotten', () => {
  test.each<[string, string]>([
    ["SELECT 1 FROM customers WHERE email = 'x'", 'predicate'],
    ["SELECT 1 FROM customers WHERE LOWER(email) LIKE 'x%'", 'predicate'],
    ["SELECT 1 FROM customers WHERE email <=> 'x'", 'predicate'],
    ["SELECT 1 FROM customers WHERE email REGEXP 'x'", 'predicate'],
    ["SELECT 1 FROM customers WHERE email SOUNDS LIKE 'x'", 'predicate'],
    ["SELECT 1 FROM customers WHERE MATCH (email) AGAINST ('x')", 'predicate'],
    ["SELECT 1 FROM customers WHERE email BETWEEN 'a' AND 'b'", 'predicate'],
    ["SELECT 1 FROM customers WHERE 'x' IN (email)", 'predicate'],
    ["SELECT 1 FROM customers WHERE (email, 1) < ('b', 2)", 'predicate'],
    ["SELECT 1 FROM customers WHERE (SELECT email) = 'x'", 'predicate'],
    ["SELECT 'x' = ANY (SELECT email FROM customers)", 'predicate'],
    ["SELECT 'x' IN (SELECT email FROM customers)", 'predicate'],
    ["SELECT 1 FROM (SELECT email AS e FROM customers) s WHERE e > 'x'", 'predicate'],
    ["SELECT 1 FROM customer_contacts WHERE contact_email > 'x'", 'predicate'],
    ["SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.email = 'x')", 'predicate'],
    ['SELECT 1 FROM customers c JOIN notes n ON n.author = c.email', 'join'],
    ['SELECT 1 FROM customers c JOIN (SELECT author AS email FROM notes) n USING (email)', 'join'],
    ['SELECT 1 FROM customers c NATURAL JOIN (SELECT author AS email FROM notes) n', 'join'],
    ['SELECT COUNT(*) FROM customers GROUP BY email', 'group'],
    ['SELECT email FROM customers GROUP BY 1', 'group'],
    ['SELECT email AS e FROM customers GROUP BY e', 'group'],
    ['SELECT email AS e FROM customers GROUP BY CONCAT(e)', 'group'],
    ['SELECT email FROM customers GROUP BY email WITH ROLLUP', 'group'],
    ["SELECT 1 FROM customers HAVING MAX(email) > 'x'", 'having'],
    ["SELECT email AS e FROM customers HAVING e > 'x'", 'having'],
    ["SELECT email FROM customers HAVING customers.email > 'x'", 'having'],
    ["SELECT 1 FROM customers GROUP BY email HAVING email > 'x'", 'group having'],
    ['SELECT id FROM customers ORDER BY email', 'order'],
    ['SELECT email FROM customers ORDER BY 1', 'order'],
    ['SELECT email FROM customers ORDER BY +1', 'order'],
    ['SELECT email FROM customers ORDER BY - -1', 'order'],
    ['SELECT email FROM customers ORDER BY ?', 'order'],
    ['SELECT email FROM customers ORDER BY TRUE', 'order'],
    ['SELECT email FROM customers ORDER BY NULL', ''],
    ['SELECT email AS id FROM customers ORDER BY id', 'order'],
    ['SELECT email AS e FROM customers ORDER BY CONCAT(e)', 'order'],
    ['SELECT email AS e FROM customers ORDER BY (SELECT e)', 'order'],
    ['(SELECT email FROM customers LIMIT 5) ORDER BY email', 'order'],
    ['SELECT email FROM customers UNION ALL SELECT author FROM notes ORDER BY 1', 'order'],
    ['SELECT GROUP_CONCAT(name ORDER BY email) FROM customers', 'order'],
    ['SELECT DISTINCT email FROM customers', 'distinct'],
    ['SELECT COUNT(DISTINCT email) FROM customers', 'distinct'],
    ['SELECT COUNT(DISTINCT id, email) FROM customers', 'distinct'],
    ['SELECT email FROM customers UNION SELECT author FROM notes', 'set_operation'],
    ['SELECT author FROM notes EXCEPT SELECT email FROM customers', 'set_operation'],
    ['SELECT author FROM notes INTERSECT ALL SELECT email FROM customers', 'set_operation'],
    ['SELECT RANK() OVER (ORDER BY email) FROM customers', 'window'],
    ['SELECT COUNT(*) OVER w FROM customers WINDOW w AS (PARTITION BY email)', 'window'],
    ['SELECT 1 FROM customers WINDOW w AS (PARTITION BY email)', 'window'],
    ["SELECT IF(email > 'x', 1, 2) FROM customers", 'condition'],
    ["SELECT COALESCE(email, 'x') FROM customers", 'condition'],
    ["SELECT CASE email WHEN 'x' THEN 1 END FROM customers", 'condition'],
    ["SELECT CASE WHEN email > 'x' THEN 1 END FROM customers", 'condition'],
    ["SELECT 1 FROM customers c, JSON_TABLE(c.email, '$[*]' COLUMNS (a TEXT PATH '$')) j", 'other'],
    ['SELECT CAST(email AS SIGNED) FROM customers', 'cast'],
    ['SELECT CONVERT(email, CHAR) FROM customers', 'cast'],
    ['SELECT UPPER(email) FROM customers', 'argument'],
    ["SELECT email > 'x' FROM customers", 'argument'],
    ["SELECT email OR '' FROM customers", 'argument'],
    ['SELECT @a := email FROM customers', 'argument'],
    ['SELECT COUNT(email) FROM customers', 'count'],
    ['SELECT COUNT(email) OVER () FROM customers', 'argument'],
    ['SELECT 1 FROM customers WHERE email IS NOT NULL', 'null_test'],
    ['SELECT ISNULL(email) FROM customers', 'null_test'],
    ["SELECT NULLIF(email, 'x') IS NULL FROM customers", 'condition'],
    ['SELECT email FROM customers', ''],
    ['SELECT email FROM customers WHERE EXISTS (SELECT email FROM customers)', ''],
    ['EXPLAIN SELECT email FROM customers', 'other'],
    ["INSERT INTO notes (author) SELECT name FROM customers WHERE email = 'x'", 'predicate'],
    ["INSERT INTO customers (email) VALUES ('x')", ''],
    ["INSERT IGNORE INTO customers (email) VALUES ('x')", 'conflict'],
    ["REPLACE INTO customers (email) VALUES ('x')", 'conflict'],
    ["INSERT INTO customers (email) VALUES ('x') ON DUPLICATE KEY UPDATE name = 'y'", 'conflict'],
    ["INSERT INTO customers (id) VALUES (1) ON DUPLICATE KEY UPDATE email = 'y'", 'conflict'],
    ["INSERT INTO customers (id) VALUES (1) ON DUPLICATE KEY UPDATE name = IF(email = 'y', 1, 2)", 'condition'],
    ["INSERT INTO customers (id, email) VALUES (1, 'x') ON DUPLICATE KEY UPDATE name = LEFT(VALUES(email), 1)", 'argument conflict'],
    ["INSERT INTO customers (id, email) VALUES (1, 'x') AS n ON DUPLICATE KEY UPDATE name = LEFT(n.email, 1)", 'argument conflict'],
    ["UPDATE customers SET name = 'a' WHERE email = 'x'", 'predicate'],
    ["UPDATE customers SET email = 'a' WHERE id = 1", ''],
    ["UPDATE customer_contacts SET contact_email = 'a' WHERE customer_id = 1", 'conflict'],
    ["UPDATE customers SET name = 'a' ORDER BY email LIMIT 1", 'order'],
    ["UPDATE orders o JOIN customers c ON c.email = 'x' SET o.total_cents = 1", 'join'],
    ['UPDATE customers SET name = UPPER(email)', 'argument'],
    ['DELETE n FROM notes n JOIN customers c WHERE c.email = n.author', 'predicate'],
    ['DELETE FROM customers ORDER BY email LIMIT 1', 'order'],
    [
      "WITH RECURSIVE t AS (SELECT email e FROM customers UNION ALL SELECT e FROM t WHERE e > 'x') SELECT 1 FROM t",
      'predicate',
    ],
    ["DO IF((SELECT MAX(email) FROM customers) > 'x', 1, 2)", 'argument condition other'],
  ])('%s', (sql, expected) => {
    const kinds = new Set(
      positions(sql)
        .filter((position) => position.endsWith('customers.email'))
        .map((position) => position.split(' ')[0]),
    );
    expect(kinds).toEqual(new Set(expected.split(' ').filter((kind) => kind !== '')));
  });

  test.each([
    ["UPDATE stamped SET email = 'a' WHERE id = 1", true],
    ["UPDATE stamped s JOIN orders o ON o.id = s.id SET s.email = 'a'", true],
    ["UPDATE stamped SET email = 'a', changed_at = NOW() WHERE id = 1", false],
  ])('a column that is set by the change itself would tell whether there was one: %s', (sql, tells) => {
    expect(positions(sql).includes('conflict stamped.email')).toBe(tells);
  });

  test('a name that FROM has is grouped by, one that an output has is ordered by', () => {
    expect(positions('SELECT UPPER(email) AS name FROM customers GROUP BY name')).toContain('group customers.name');
    expect(positions('SELECT UPPER(email) AS name FROM customers ORDER BY name')).toContain('order customers.email');
  });
}); // prettier-ignore
