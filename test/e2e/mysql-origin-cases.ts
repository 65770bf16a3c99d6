/** What test/e2e/mysql-origin.e2e.test.ts asks the servers. Every text value says which column it is of: `<t1.a>`. */

export const TAGGED_SCHEMA = `
  DROP DATABASE IF EXISTS tagged; DROP DATABASE IF EXISTS other;
  CREATE DATABASE tagged CHARACTER SET utf8mb4; CREATE DATABASE other CHARACTER SET utf8mb4; USE tagged;
  CREATE TABLE t1 (id INT PRIMARY KEY, a VARCHAR(40), b VARCHAR(40), c VARCHAR(40), s VARCHAR(10));
  CREATE TABLE t2 (id INT PRIMARY KEY, a VARCHAR(40), d VARCHAR(40), s VARCHAR(10), x VARCHAR(40));
  CREATE TABLE t3 (id INT PRIMARY KEY, b VARCHAR(40), d VARCHAR(40), e VARCHAR(40), s VARCHAR(10));
  CREATE TABLE other.t1 (id INT PRIMARY KEY, a VARCHAR(40), y VARCHAR(40), s VARCHAR(10));
  CREATE TABLE made (id INT PRIMARY KEY, a VARCHAR(40), up VARCHAR(40) AS (UPPER(a)) STORED, twice VARCHAR(90) AS (CONCAT(a, '/', a)) VIRTUAL);
  CREATE TABLE hidden (id INT PRIMARY KEY, a VARCHAR(40), z VARCHAR(40) INVISIBLE, s VARCHAR(10));
  INSERT INTO t1 VALUES (1, '<t1.a>1', '<t1.b>1', '<t1.c>1', 'S'), (2, '<t1.a>2', '<t1.b>2', '<t1.c>2', 'S');
  INSERT INTO t2 VALUES (1, '<t2.a>1', '<t2.d>1', 'S', '<t2.x>1'), (3, '<t2.a>3', '<t2.d>3', 'S', '<t2.x>3');
  INSERT INTO t3 VALUES (1, '<t3.b>1', '<t3.d>1', '<t3.e>1', 'S');
  INSERT INTO other.t1 VALUES (1, '<other.a>1', '<other.y>1', 'S');
  INSERT INTO made (id, a) VALUES (1, '<made.a>1');
  INSERT INTO hidden (id, a, z, s) VALUES (1, '<hidden.a>1', '<hidden.z>1', 'S');
  CREATE VIEW v1 AS SELECT id, a AS va, CONCAT(b, '') AS vb, s FROM t1;
  CREATE VIEW v2 AS SELECT v1.id, va AS a, d FROM v1 LEFT JOIN t2 USING (id);
  CREATE VIEW v3 AS SELECT a FROM t1 UNION ALL SELECT d FROM t2;
  CREATE FUNCTION single() RETURNS INT DETERMINISTIC RETURN 1;
`;

/** Accepted by every server, read or changed with what our accesses name and with nothing less. */
export const EXACT: readonly string[] = [
  'SELECT 1 FROM t1',
  'SELECT COUNT(*) FROM t1, t2',
  'SELECT COUNT(*) FROM v1',
  'SELECT a, c AS b FROM t1 WHERE b IS NOT NULL ORDER BY id',
  'SELECT B, t1.A, tagged.t1.c, q.a FROM t1, t2 AS q',
  'SELECT x.n FROM (SELECT a AS n FROM t1) x',
  'SELECT (SELECT MAX(d) FROM t2 WHERE t2.id = t1.id), b FROM t1',
  'SELECT (SELECT t1.c FROM t2 AS t1 LIMIT 1), (SELECT q.x FROM t2 AS q LIMIT 1) FROM t1',
  'SELECT a AS n, (SELECT n) FROM t1',
  'SELECT a FROM t1 WHERE EXISTS (SELECT * FROM t2 WHERE t2.id = t1.id)',
  'SELECT a, b FROM t1 WHERE (a, b) IN (SELECT a, d FROM t2)',
  'SELECT t1.*, t2.d FROM t1 LEFT JOIN t2 ON t2.id = t1.id AND t2.a = t1.a',
  'SELECT * FROM t1 NATURAL RIGHT JOIN t2 NATURAL LEFT JOIN t3',
  'SELECT id, a FROM t1 RIGHT JOIN t2 USING (id, a)',
  'SELECT * FROM t1 JOIN (t2 JOIN t3 USING (id, d)) USING (id)',
  'SELECT * FROM (t1, t2) JOIN t3 ON t1.id = t3.id',
  'SELECT other.t1.y, t1.b FROM other.t1, tagged.t1',
  'SELECT z FROM hidden',
  'SELECT * FROM (SELECT z FROM hidden) q',
  'SELECT up, twice FROM made',
  'SELECT va, vb FROM v1',
  'SELECT a, d FROM v2',
  'SELECT a FROM v3',
  'SELECT UPPER(b) AS a FROM t1 GROUP BY a',
  'SELECT UPPER(b) AS k FROM t1 GROUP BY k HAVING k > 0',
  'SELECT COUNT(*) n FROM t1 GROUP BY s HAVING n > 1',
  'SELECT s, MAX(a) FROM t1 GROUP BY 1 HAVING MAX(b) > 0',
  'SELECT id FROM t1 GROUP BY id HAVING t1.id > 0',
  'SELECT id FROM t1 JOIN t2 USING (id) GROUP BY id HAVING id > 0',
  'SELECT b AS a FROM t1 ORDER BY a, CONCAT(c)',
  'SELECT id FROM t1 ORDER BY (SELECT MAX(d) FROM t2 WHERE t2.id = t1.id)',
  "SELECT GROUP_CONCAT(a ORDER BY b SEPARATOR '-') FROM t1",
  'SELECT MAX(a) OVER w FROM t1 WINDOW w AS (PARTITION BY b ORDER BY c)',
  'SELECT CASE WHEN a > 0 THEN b ELSE c END FROM t1',
  'SELECT id FROM t1 UNION SELECT id FROM t2 ORDER BY id LIMIT 1',
  '(SELECT a FROM t1 ORDER BY b LIMIT 1) UNION ALL (SELECT d FROM t2) ORDER BY a',
  'SELECT a FROM t1 INTERSECT SELECT a FROM t2',
  'WITH w AS (SELECT a AS n FROM t1), v AS (SELECT n FROM w) SELECT v.n, w.n FROM v, w',
  'WITH t1 AS (SELECT d AS a FROM t2) SELECT a FROM t1',
  'WITH RECURSIVE w (n, v) AS (SELECT 1, a FROM t1 UNION ALL SELECT n + 1, v FROM w WHERE n < 3) SELECT v FROM w',
  'WITH RECURSIVE w (n, p, q) AS (SELECT 1, a, b FROM t1 UNION ALL SELECT n + 1, q, p FROM w WHERE n < 3) SELECT p FROM w',
  "SELECT j.v FROM t1, JSON_TABLE(JSON_ARRAY(a), '$[*]' COLUMNS (v VARCHAR(40) PATH '$')) j",
  'SELECT single(), a FROM t1',
  "INSERT INTO t1 VALUES (10, 'p', 'q', 'r', 'S')",
  "INSERT INTO t1 (id, a) VALUES (10, 'x'), (11, DEFAULT)",
  "INSERT INTO t1 SET id = 10, a = 'x'",
  'INSERT INTO t1 (id, a) SELECT id + 20, d FROM t2',
  'INSERT INTO other.t1 SELECT id + 9, a, x, s FROM t2',
  "INSERT IGNORE INTO t1 (id, a) VALUES (1, 'x')",
  "REPLACE INTO t1 (id, a) VALUES (1, 'x')",
  "UPDATE t1 SET a = 'x'",
  'UPDATE t1 SET a = b WHERE id = 1',
  "UPDATE t1 AS q SET q.a = 'x' WHERE q.id = 1 ORDER BY q.b LIMIT 1",
  'UPDATE t1 JOIN t2 ON t1.id = t2.id SET t1.a = t2.d',
  "UPDATE t1, t2 SET t1.a = 'x', t2.d = 'y' WHERE t1.id = t2.id",
  'UPDATE t1, (SELECT id, d FROM t2) q SET t1.a = q.d WHERE t1.id = q.id',
  'UPDATE t1 SET a = (SELECT MAX(d) FROM t2 WHERE t2.id = t1.id)',
  "UPDATE other.t1 SET y = 'k' WHERE a = 'z'",
  'DELETE FROM t1',
  "DELETE FROM t1 WHERE a = 'x' ORDER BY b LIMIT 2",
  'DELETE t1 FROM t1 JOIN t2 USING (id)',
  'DELETE q FROM t1 AS q JOIN t2 ON q.id = t2.id',
  'DELETE FROM t1, t2 USING t1 JOIN t2 ON t1.id = t2.id',
  'DELETE FROM t1 WHERE id IN (SELECT id FROM t2 WHERE d = 0)',
];

/** Only on MySQL. */
export const EXACT_ON_MYSQL: readonly string[] = [
  'SELECT d.x, d.d FROM t1 AS o, LATERAL (SELECT t2.d, o.a AS x FROM t2 WHERE t2.id = o.id) d',
  'SELECT (SELECT d.x FROM (SELECT t1.a AS x FROM t2 LIMIT 1) d) FROM t1',
  'TABLE t1',
  "SELECT column_1 FROM (VALUES ROW(1, (SELECT MAX(a) FROM t1))) v",
  "INSERT INTO t1 (id, a) VALUES (1, 'x') ON DUPLICATE KEY UPDATE a = VALUES(a), c = CONCAT(b, VALUES(a))",
  'INSERT INTO t1 (id, a) SELECT id, d FROM t2 ON DUPLICATE KEY UPDATE b = x, t1.c = t2.d',
  "INSERT INTO t1 (id, a) VALUES (1, 'x') AS n (m1, m2) ON DUPLICATE KEY UPDATE b = m2",
  "INSERT INTO t1 (id, a) VALUES (1, 'x') ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)",
  'WITH w AS (SELECT id FROM t2) DELETE FROM t1 WHERE id IN (SELECT id FROM w)',
  'WITH w AS (SELECT id, d FROM t2) UPDATE t1 JOIN w ON w.id = t1.id SET a = w.d',
  'SELECT id FROM t1 FOR UPDATE',
  'SELECT t1.id FROM t1 JOIN t2 ON t1.id = t2.id FOR UPDATE OF t1',
  'SELECT id FROM t1 FOR SHARE',
]; // prettier-ignore

/** Only on MariaDB. */
export const EXACT_ON_MARIADB: readonly string[] = ['DELETE FROM t1 WHERE id = 1 RETURNING a'];

/** Refused by the servers, and by us with the same number. */
export const REFUSED: readonly string[] = [
  'SELECT nope FROM t1', 'SELECT a AS k FROM t1 WHERE k = 1', 'SELECT 1 AS k, k + 1', 'SELECT a FROM t1 HAVING b = 1', 'SELECT a FROM t1 ORDER BY 9',
  'SELECT a FROM t1 GROUP BY 9', 'SELECT q.a FROM t1', 'SELECT t1.a FROM t1 q', 'SELECT T1.a FROM t1', 'SELECT q.* FROM t1', 'SELECT *',
  'SELECT a FROM t1, t2', 'SELECT 1 FROM t1 JOIN t2 ON a = 1', 'SELECT 1 FROM t1, t2 JOIN t3 ON t1.id = t3.id', 'SELECT 1 FROM t1, t1',
  'SELECT 1 FROM t1 JOIN t1 ON id = 1', 'SELECT 1 FROM t1 JOIN t3 USING (a)', 'SELECT (SELECT k), a AS k FROM t1', 'SELECT a k, b k FROM t1 ORDER BY k',
  'SELECT a FROM t1 UNION SELECT a, d FROM t2', 'SELECT a FROM t1 UNION SELECT d FROM t2 ORDER BY d', '(SELECT a FROM t1 LIMIT 1) ORDER BY b',
  'SELECT (SELECT a, b FROM t1)', 'SELECT 1 FROM (SELECT a, a FROM t1) d', 'SELECT 1 FROM nope', 'SELECT nope()', 'SELECT other.nope()',
  'SELECT RANK() OVER w FROM t1', 'SELECT MAX(a) OVER w2 FROM t1 WINDOW w AS (PARTITION BY b)', 'INSERT INTO t1 (id, nope) VALUES (9, 1)',
  'INSERT INTO t1 (id, id) VALUES (9, 9)', 'INSERT INTO t1 (id) VALUES (9, 9)', 'INSERT INTO t1 (t2.id) VALUES (9)', 'INSERT INTO t1 (id) SELECT 1, 2',
  'UPDATE t1 SET nope = 1', 'UPDATE t1, t2 SET a = 1', 'UPDATE t1, (SELECT 1 AS x) q SET q.x = 1',
  'DELETE t1 FROM t1 AS q JOIN t2 ON 1', 'DELETE tagged.q FROM t1 q JOIN t2 ON 1', 'DELETE t1 FROM other.t1 JOIN t2 ON 1',
  'SELECT (SELECT d.x FROM (SELECT q.a AS x FROM t2) d) FROM t1', 'SELECT 1 FROM t1, (SELECT t1.a AS x FROM t2) d',
]; // prettier-ignore

/**
 * Names of WITH queries that meet those of tables, or one another: whatever the servers make of the original, what we print holds nothing but
 * what was said, or is an error.
 */
export const DOUBTFUL: readonly string[] = [
  'WITH w AS (SELECT b AS a FROM t1), v AS (WITH w AS (SELECT d AS a FROM t2) SELECT a FROM w) SELECT v.a, w.a FROM v, w',
  "WITH w AS (SELECT b AS a FROM t1) (WITH w AS (SELECT d AS a FROM t2) SELECT 'x' FROM w) UNION ALL SELECT a FROM w",
  '(WITH t1 AS (SELECT d AS a FROM t2) SELECT a FROM t1) UNION ALL SELECT a FROM t1',
  'SELECT a FROM t1 UNION ALL (WITH t1 AS (SELECT d AS a FROM t2) SELECT a FROM t1) UNION ALL SELECT a FROM t1',
  'WITH t2 AS (SELECT b AS a FROM t1) SELECT a FROM (WITH q AS (SELECT a FROM t2) SELECT a FROM q) z',
  'WITH t2 AS (SELECT b AS a FROM t1) SELECT a FROM t2 WHERE a IN (WITH q AS (SELECT a FROM t2) SELECT a FROM q)',
  'WITH t2 AS (SELECT b AS a FROM t1) SELECT (SELECT MAX(a) FROM t2), x.a FROM (SELECT a FROM t2) x',
  'WITH T2 AS (SELECT b AS a FROM t1) SELECT a FROM t2',
  'SELECT * FROM (WITH t2 AS (SELECT b AS a FROM t1) SELECT a FROM t2) p, t2',
  'WITH q AS (WITH t2 AS (SELECT b AS a FROM t1) SELECT a FROM t2), r AS (SELECT a FROM t2) SELECT q.a, r.a FROM q, r',
  'WITH t3 AS (SELECT a AS e FROM t2), t2 AS (SELECT b AS a FROM t1) SELECT e FROM t3 UNION ALL SELECT a FROM t2',
];
