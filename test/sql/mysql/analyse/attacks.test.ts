/**
 * The attacks that fixtures/attacks has for Postgres, as far as MySQL can say them, and MySQL's own: each is refused by the analysis or by the
 * masks, or comes back masked. The tests with servers show that they work where nobody stops them.
 */
import { describe, expect, test } from 'vitest';
import type { ColumnMask } from '../../../../src/core/verdict.ts';
import { planMasks } from '../../../../src/masking/index.ts';
import type { MySqlContext } from '../../../../src/sql/mysql/context.ts';
import { reading } from './shown.ts';
import { shop, shopCatalog, shopOnMariaDb } from './shop-catalog.ts';

const masks: readonly ColumnMask[] = ['email', 'card_number', 'phone'].map((column) => ({
  schema: 'shop',
  table: 'customers',
  column,
  mask: { kind: 'redact' },
  source: { file: 'sensitive.yaml', line: 1 },
}));
const made: ColumnMask = {
  schema: 'shop',
  table: 'made',
  column: 'email',
  mask: { kind: 'redact' },
  source: { file: 'sensitive.yaml', line: 2 },
};

/** `refused`, `masked 1 of 2`, or `passes`. */
function outcome(sql: string, context: MySqlContext): string {
  const read = reading(sql, context);
  if (read.kind === 'refused') return 'refused';
  const all = read.statements.map((statement) => {
    if (statement.hazards.length > 0) return 'refused';
    const ruling = planMasks(statement, { masks: [...masks, made], results: [], relations: shopCatalog, held: false });
    if (ruling.kind === 'refuse') return 'refused';
    const count = ruling.specs.filter((spec) => spec !== undefined).length;
    return count === 0 ? 'passes' : `masked ${count} of ${ruling.specs.length}`;
  });
  return all.find((one) => one === 'refused') ?? all[0] ?? 'passes';
}

const GUESS = "'ada@example.com'";

const MASKED: readonly (readonly [string, string])[] = [
  // One name for two WITH queries: as they are printed no server takes one for the other.
  [
    'WITH s AS (SELECT 1 AS a) SELECT * FROM (WITH s AS (SELECT email AS a FROM customers) SELECT a FROM s) t',
    'masked 1 of 1',
  ],
  [
    'WITH w AS (SELECT email AS a FROM customers), v AS (WITH w AS (SELECT name AS a FROM customers) SELECT a FROM w) SELECT a FROM v',
    'passes',
  ],
  ['SELECT email, card_number, phone FROM customers ORDER BY id', 'masked 3 of 3'],
  ['SELECT * FROM customers', 'masked 3 of 8'],
  ['SELECT email AS city, phone "name" FROM customers ORDER BY id', 'masked 2 of 2'],
  ['SELECT x FROM (SELECT email AS x FROM customers) s', 'masked 1 of 1'],
  ['SELECT y FROM (SELECT x AS y FROM (SELECT card_number AS x FROM customers) s) t', 'masked 1 of 1'],
  ['SELECT p.name FROM (SELECT id, city, email FROM customers) AS p (id, city, name)', 'masked 1 of 1'],
  ["SELECT 1, 'x', (SELECT phone FROM customers WHERE id = 1) AS z", 'masked 1 of 3'],
  ['WITH customers AS (SELECT email AS name FROM customers) SELECT name FROM customers', 'masked 1 of 1'],
  [
    'WITH RECURSIVE r (n, a, b) AS (SELECT 1, email, name FROM customers UNION ALL SELECT n + 1, b, a FROM r WHERE n < 3) SELECT n, b FROM r',
    'masked 1 of 2',
  ],
  ["SELECT 'x' AS a UNION ALL SELECT email FROM customers", 'masked 1 of 1'],
  ['SELECT name FROM customers UNION ALL SELECT card_number FROM customers', 'masked 1 of 1'],
  ['VALUES ROW((SELECT email FROM customers WHERE id = 1), 2)', 'masked 1 of 2'],
  ['TABLE customers', 'masked 3 of 8'],
  ['SELECT contact_email FROM customer_contacts', 'masked 1 of 1'],
  ['SELECT mail FROM contact_names', 'masked 1 of 1'],
  ['SELECT email AS e, (SELECT e) FROM customers', 'masked 2 of 2'],
  ['SELECT l.x FROM customers p, LATERAL (SELECT p.email AS x) l', 'masked 1 of 1'],
  ['SELECT COUNT(email), email IS NULL FROM customers GROUP BY id', 'passes'],
  ['SELECT id FROM customers FORCE INDEX (PRIMARY)', 'passes'],
  ['SELECT id FROM orders USE INDEX (status)', 'passes'],
];

const REFUSED: readonly string[] = [
  // Combined, computed with, moved.
  'SELECT email FROM customers UNION SELECT name FROM customers',
  `SELECT email FROM customers INTERSECT SELECT ${GUESS}`,
  `SELECT ${GUESS} EXCEPT SELECT email FROM customers`,
  'SELECT email FROM customers JOIN customer_contacts ON contact_email = email',
  'SELECT email FROM customers NATURAL JOIN (SELECT email FROM customers) d',
  'SELECT email FROM customers JOIN (SELECT email FROM customers) d USING (email)',
  'SELECT shouted FROM made', 'SELECT domain FROM made', "SELECT id FROM made WHERE shouted LIKE 'A%'", 'SELECT broken FROM made',
  'SELECT x FROM unreadable', 'SELECT x FROM endless', 'SELECT x FROM gone', 'SELECT email FROM merged', "SELECT id FROM merged WHERE email LIKE 'a%'",
  'SELECT UPPER(email) FROM customers', 'SELECT SUBSTR(email, 2) FROM customers', "SELECT CONCAT(email, '') FROM customers",
  "SELECT email '' 'x' FROM customers WHERE email = 'x'", 'SELECT HEX(email) FROM customers', 'SELECT TO_BASE64(email) FROM customers',
  'SELECT MD5(email) FROM customers', 'SELECT CRC32(card_number) FROM customers', 'SELECT LENGTH(email) FROM customers',
  'SELECT ASCII(email) FROM customers', 'SELECT BINARY email FROM customers', 'SELECT email COLLATE utf8mb4_bin FROM customers',
  'SELECT CONVERT(email USING latin1) FROM customers', 'SELECT CAST(email AS CHAR(3)) FROM customers', 'SELECT email + 0 FROM customers',
  'SELECT -card_number FROM customers', 'SELECT card_number | 0 FROM customers', 'SELECT QUOTE(email) FROM customers',
  "SELECT JSON_OBJECT('e', email) FROM customers", 'SELECT JSON_ARRAYAGG(email) FROM customers', 'SELECT GROUP_CONCAT(email) FROM customers',
  'SELECT MAX(email), MIN(card_number) FROM customers', 'SELECT ANY_VALUE(email) FROM customers', 'SELECT BIT_XOR(card_number) FROM customers',
  "SELECT IFNULL(email, 'x') FROM customers", "SELECT IF(id > 0, email, '') FROM customers", 'SELECT CASE WHEN id THEN email END FROM customers',
  "SELECT ELT(1, email) FROM customers", "SELECT FIELD('x', email) FROM customers", "SELECT INTERVAL(email, 1, 2) FROM customers",
  'SELECT FIRST_VALUE(email) OVER (ORDER BY id) FROM customers', 'SELECT LAG(email) OVER (ORDER BY id) FROM customers',
  'SELECT DEFAULT(email) FROM customers', 'SELECT WEIGHT_STRING(email) FROM customers', 'SELECT COMPRESS(email) FROM customers',
  "SELECT AES_ENCRYPT(email, 'k') FROM customers", "SELECT REGEXP_REPLACE(email, '^a', '') FROM customers",
  "SELECT a FROM customers, JSON_TABLE(JSON_QUOTE(email), '$' COLUMNS (a TEXT PATH '$')) j",
  "SELECT ExtractValue('<a/>', CONCAT('/', email)) FROM customers", "SELECT UpdateXML('<a/>', email, 'x') FROM customers",
  'SELECT ROW(email, 1) = ROW(1, 1) FROM customers', 'SELECT GREATEST(email, 1) FROM customers', 'SELECT STRCMP(email, 1) FROM customers',
  'SELECT JSON_VALID(email) FROM customers', 'SELECT COUNT(NULLIF(LEFT(email, 2), 1)) FROM customers', 'SELECT SUM(card_number > 4) FROM customers',
  // Oracles: rows, their number, their order.
  "SELECT id FROM customers WHERE email LIKE 'a%'", 'SELECT COUNT(*) FROM customers WHERE card_number < 6',
  "SELECT COUNT(*) FROM customer_contacts WHERE contact_email < 'b'", "WITH s AS (SELECT email AS e FROM customers) SELECT COUNT(*) FROM s WHERE e < 'b'",
  `SELECT id FROM customers WHERE email IN (${GUESS})`, `SELECT ${GUESS} IN (SELECT email FROM customers)`,
  `SELECT ${GUESS} = ANY (SELECT email FROM customers)`, `SELECT 1 WHERE ${GUESS} NOT IN (SELECT contact_email FROM customer_contacts)`,
  'SELECT id FROM customers ORDER BY email', 'SELECT email, id FROM customers ORDER BY 1', 'SELECT email, id FROM customers ORDER BY ?',
  'SELECT email, id FROM customers ORDER BY +1', 'SELECT email, id FROM customers ORDER BY - -1', 'SELECT email, id FROM customers ORDER BY TRUE',
  'SELECT card_number AS k, id FROM customers ORDER BY k', 'SELECT card_number AS k, id FROM customers ORDER BY k + 0',
  'SELECT card_number AS k, id FROM customers ORDER BY (SELECT k)', 'SELECT id FROM (SELECT id FROM customers ORDER BY card_number LIMIT 2) s',
  'SELECT id FROM customers ORDER BY email COLLATE utf8mb4_bin', 'SELECT GROUP_CONCAT(id ORDER BY email) FROM customers',
  'SELECT COUNT(*) FROM customers GROUP BY phone', 'SELECT phone AS p, COUNT(*) FROM customers GROUP BY p', 'SELECT phone FROM customers GROUP BY 1',
  'SELECT phone FROM customers GROUP BY ?', 'SELECT COUNT(*) FROM customers GROUP BY phone WITH ROLLUP',
  "SELECT city FROM customers GROUP BY city HAVING MAX(card_number) > '9'", "SELECT email AS e FROM customers HAVING e LIKE 'a%'",
  "SELECT email FROM customers HAVING (SELECT email) LIKE 'a%'", 'SELECT DISTINCT phone FROM customers', 'SELECT DISTINCTROW phone FROM customers',
  'SELECT COUNT(DISTINCT phone) FROM customers', 'SELECT id, ROW_NUMBER() OVER (ORDER BY card_number) FROM customers',
  'SELECT id, COUNT(*) OVER (PARTITION BY phone) FROM customers', 'SELECT id, RANK() OVER w FROM customers WINDOW w AS (ORDER BY email)',
  'SELECT id, RANK() OVER (w) FROM customers WINDOW w AS (ORDER BY email)',
  'SELECT id, COUNT(*) OVER (ORDER BY card_number RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM customers',
  'SELECT COUNT(*) FROM customers a JOIN customers b ON a.card_number < b.card_number', 'SELECT COUNT(*) FROM customers a STRAIGHT_JOIN customers b ON a.phone = b.phone',
  'SELECT (SELECT COUNT(*) FROM customers b WHERE b.email < a.email) FROM customers a', 'SELECT id FROM customers WHERE (phone, id) > (1, 0)',
  "SELECT id FROM customers WHERE MATCH (email) AGAINST ('ada')", "SELECT id FROM customers WHERE email RLIKE 'a'", "SELECT id FROM customers WHERE email -> '$.a' = 1",
  "SELECT COUNT(*) FROM customers, JSON_TABLE(CONCAT('[', LENGTH(email), ']'), '$[*]' COLUMNS (a INT PATH '$')) j", 'SELECT (email IS NULL) + (email > 1) FROM customers',
  "SELECT CASE LEFT(card_number, 1) WHEN '4' THEN 1 END FROM customers", "SELECT IF(email < 'b', SLEEP(1), 0) FROM customers",
  "SELECT id FROM customers WHERE email = '' OR SLEEP(1)", "SELECT (SELECT email FROM customers p WHERE p.email LIKE 'a%' LIMIT 1) IS NULL",
  'SELECT EXISTS (SELECT 1 FROM customers WHERE phone > 5)', 'EXPLAIN SELECT email FROM customers', 'EXPLAIN SELECT id FROM customers WHERE email = 1',
  'EXPLAIN FORMAT=JSON SELECT contact_email FROM customer_contacts',
  'SELECT id FROM customers FORCE INDEX (email)', 'SELECT id FROM customers USE INDEX FOR ORDER BY (email) LIMIT 1', 'SELECT id FROM customers IGNORE INDEX (PRIMARY)',
  // State that is kept.
  'SELECT @a := email FROM customers', 'SELECT @a := LEFT(email, 1) FROM customers', 'SELECT email INTO @a FROM customers LIMIT 1',
  'SET @a = (SELECT email FROM customers LIMIT 1)', 'SELECT LAST_INSERT_ID(card_number) FROM customers', 'DO LAST_INSERT_ID((SELECT MAX(card_number) FROM customers))',
  'DO (SELECT @a := email FROM customers LIMIT 1)', 'SELECT GET_LOCK(email, 1) FROM customers', 'SELECT IS_FREE_LOCK(email) FROM customers',
  'SELECT RAND(card_number) FROM customers', 'SELECT ROW_COUNT()', "SELECT NAME_CONST('a', 1)", "SELECT BENCHMARK(email > 'b', SHA2('x', 512)) FROM customers",
  "SELECT LOAD_FILE('/etc/passwd')", "SELECT email FROM customers INTO OUTFILE '/tmp/x'", "SELECT email FROM customers INTO DUMPFILE '/tmp/x'",
  // Writing.
  'INSERT INTO notes (body) SELECT email FROM customers', "INSERT INTO notes (body) SELECT CONCAT(card_number, 'x') FROM customers",
  'INSERT INTO notes (body) VALUES ((SELECT email FROM customers WHERE id = 1))', 'INSERT INTO notes SET body = (SELECT email FROM customers LIMIT 1)',
  'REPLACE INTO notes (body) SELECT card_number FROM customers', 'INSERT INTO notes (body) WITH s AS (SELECT phone FROM customers) SELECT phone FROM s',
  'INSERT INTO notes (body) TABLE customers', 'UPDATE notes SET body = (SELECT email FROM customers WHERE id = 1)',
  'UPDATE notes n, customers c SET n.body = c.email', 'UPDATE customers SET city = email', 'UPDATE customers SET card_number = CONCAT(SUBSTR(card_number, 5), LEFT(card_number, 4))',
  'UPDATE customers SET email = card_number', 'UPDATE customers SET email = email', "UPDATE customers SET city = 'hit' WHERE email LIKE 'a%'",
  `UPDATE IGNORE customers SET email = ${GUESS} WHERE id = 1`,
  `UPDATE customer_contacts SET contact_email = ${GUESS} WHERE customer_id = 1`, 'UPDATE customers SET city = 1 ORDER BY email LIMIT 1',
  "DELETE FROM notes WHERE EXISTS (SELECT 1 FROM customers WHERE email LIKE 'a%')", "DELETE n FROM notes n JOIN customers c ON c.id = n.id WHERE c.email LIKE 'a%'",
  'DELETE FROM customers ORDER BY email LIMIT 1', `INSERT IGNORE INTO customers (id, email) VALUES (99, ${GUESS})`, `REPLACE INTO customers (id, email) VALUES (99, ${GUESS})`,
  `INSERT INTO customers (id, email) VALUES (99, ${GUESS}) ON DUPLICATE KEY UPDATE city = 1`, `INSERT INTO customers (id) VALUES (1) ON DUPLICATE KEY UPDATE email = ${GUESS}`,
  'INSERT INTO customers (id) VALUES (1) ON DUPLICATE KEY UPDATE city = email', "INSERT INTO customers (id) VALUES (1) ON DUPLICATE KEY UPDATE city = IF(email > 'b', 1, 2)",
  'INSERT INTO notes (id, body) SELECT c.id, 1 FROM customers c ON DUPLICATE KEY UPDATE notes.body = c.email',
  'INSERT INTO notes (id, body) SELECT id, email FROM customers ON DUPLICATE KEY UPDATE author = VALUES(body)',
  'CREATE TABLE shop.copied AS SELECT email FROM customers', 'CREATE TABLE shop.copied SELECT UPPER(email) FROM customers',
  'CREATE VIEW shop.mine AS SELECT email FROM customers', 'CREATE OR REPLACE VIEW shop.customer_contacts AS SELECT UPPER(email) AS contact_email FROM customers',
  'CREATE TEMPORARY TABLE t AS SELECT email FROM customers', 'ALTER TABLE customers RENAME TO folks', 'ALTER TABLE customers RENAME COLUMN email TO handle',
  'ALTER TABLE customers ADD COLUMN open_ TEXT AS (LOWER(email))', 'CREATE INDEX i ON customers ((LOWER(email)))', 'RENAME TABLE customers TO folks',
  // Hidden in the text.
  'SELECT id FROM customers /*! WHERE email > 1 */', "SELECT 1 FROM customers WHERE 1 /*!50000 AND email > 'b' */", 'SELECT /*!email*/ FROM customers',
  // What nobody knows.
  'SELECT sys_exec(1)', "SELECT lib_mysqludf_info()", 'SELECT nothing(email) FROM customers', 'SELECT email FROM customers PROCEDURE ANALYSE()',
  "HANDLER customers OPEN", "PREPARE p FROM 'SELECT email FROM customers'", "EXECUTE IMMEDIATE 'SELECT email FROM customers'", "LOAD DATA INFILE '/x' INTO TABLE notes",
  'SELECT User, authentication_string FROM mysql.user', 'SELECT * FROM information_schema.COLUMN_STATISTICS', 'SELECT INFO FROM information_schema.PROCESSLIST',
  'SELECT SQL_TEXT FROM performance_schema.events_statements_history', "GET DIAGNOSTICS CONDITION 1 @a = MESSAGE_TEXT", 'SELECT @wirewall_token',
]; // prettier-ignore

/** Of the language of one of them alone. */
const ON_MARIADB: readonly string[] = [
  'DELETE FROM customers WHERE id = 1 RETURNING UPPER(email)',
  'INSERT INTO notes (body) VALUES (1) RETURNING (SELECT UPPER(email) FROM customers LIMIT 1)',
  'SELECT MEDIAN(card_number) OVER (PARTITION BY city) FROM customers',
  'SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY email) OVER (PARTITION BY city) FROM customers',
  'SELECT email FROM customers ORDER BY - -1',
  'SELECT NVL(email, 1) FROM customers',
  'SELECT COLUMN_CREATE(1, email) FROM customers',
  'SELECT NEXTVAL(s)',
  "SET STATEMENT max_statement_time = 1 FOR SELECT UPPER(email) FROM customers",
  'SELECT id FROM customers /*M! WHERE email > 1 */',
]; // prettier-ignore

describe.each([
  ['MySQL', shop],
  ['MariaDB', shopOnMariaDb],
])('on %s', (name, context) => {
  const spoken = MASKED.filter(([sql]) => name === 'MySQL' || !/ROW\(|LATERAL|^TABLE/.test(sql));
  test.each(spoken)('%s: %s', (sql, expected) => {
    expect(outcome(sql, context)).toBe(expected);
  });

  test.each(REFUSED)('%s is refused', (sql) => {
    expect(outcome(sql, context)).toBe('refused');
  });
});

test.each(ON_MARIADB)('%s is refused on MariaDB', (sql) => {
  expect(outcome(sql, shopOnMariaDb)).toBe('refused');
});

test('what MariaDB returns of a change is masked', () => {
  expect(outcome('DELETE FROM customers WHERE id = 1 RETURNING email, id', shopOnMariaDb)).toBe('masked 1 of 2');
});
