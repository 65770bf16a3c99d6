import { describe, expect, it } from 'vitest';
import { MARIADB, MYSQL, query } from './tree.ts';

const SYNTAX = 'WW_SYNTAX_ERROR';
const UNREAD = 'WW_SQL_NOT_UNDERSTOOD';

describe('queries of both servers', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['SELECT *, t.*, s.t.*, a FROM t', 'SELECT *, t.*, s.t.*, a FROM t'],
    ["SELECT 1 a, 2 AS b, 3 'c', 4 AS 'd', 5 AS `e`, 6 \"f\"", 'SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e, 6 AS f'],
    ['SELECT SQL_NO_CACHE DISTINCTROW STRAIGHT_JOIN 1', 'SELECT SQL_NO_CACHE DISTINCT STRAIGHT_JOIN 1'],
    ['SELECT ALL SQL_CALC_FOUND_ROWS a FROM t', 'SELECT ALL SQL_CALC_FOUND_ROWS a FROM t'],
    ['SELECT DISTINCT (a), b FROM t', 'SELECT DISTINCT a, b FROM t'],
    ['SELECT 1 FROM DUAL WHERE 1', 'SELECT 1 FROM DUAL WHERE 1'],
    ['SELECT 1 WHERE 1 HAVING 2', 'SELECT 1 WHERE 1 HAVING 2'],
    ['SELECT a FROM t GROUP BY a, b WITH ROLLUP HAVING 1', 'SELECT a FROM t GROUP BY a, b WITH ROLLUP HAVING 1'],
    ['SELECT a FROM t ORDER BY a DESC, b ASC, 1 LIMIT 5', 'SELECT a FROM t ORDER BY a DESC, b ASC, 1 LIMIT 5'],
    ['SELECT 1 LIMIT 5, 10', 'SELECT 1 LIMIT 10 OFFSET 5'],
    ['SELECT 1 LIMIT ? OFFSET ?', 'SELECT 1 LIMIT ?1 OFFSET ?2'],
    ['SELECT 1 FROM t WINDOW w AS (ORDER BY a), v AS (w)', 'SELECT 1 FROM t WINDOW w AS (ORDER BY a), v AS (w)'],
    ['SELECT a FROM t FOR UPDATE', 'SELECT a FROM t FOR UPDATE'],
    ['SELECT a FROM t LIMIT 1 LOCK IN SHARE MODE', 'SELECT a FROM t LIMIT 1 LOCK IN SHARE MODE'],
    ['SELECT a FROM t FOR UPDATE SKIP LOCKED', 'SELECT a FROM t FOR UPDATE SKIP LOCKED'],
    ['SELECT a INTO @x FROM t', 'SELECT a FROM t INTO @x'],
    ['SELECT a, b FROM t LIMIT 1 INTO @x, @y', 'SELECT a, b FROM t LIMIT 1 INTO @x, @y'],
    ['SELECT a FROM t FOR UPDATE INTO @x', 'SELECT a FROM t INTO @x FOR UPDATE'],
    [
      "SELECT a INTO OUTFILE '/x' CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' LINES TERMINATED BY 0x0a FROM t",
      "SELECT a FROM t INTO OUTFILE '/x'",
    ],
    ["SELECT a FROM t INTO DUMPFILE '/x'", "SELECT a FROM t INTO DUMPFILE '/x'"],
    [
      'WITH a AS (SELECT 1), b (x, y) AS (SELECT 1, 2) SELECT 1',
      'WITH a AS (SELECT 1), b(x, y) AS (SELECT 1, 2) SELECT 1',
    ],
    [
      'WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT 2 FROM a) SELECT 1 FROM a LIMIT 1',
      'WITH RECURSIVE a AS ({SELECT 1 UNION ALL SELECT 2 FROM a}) SELECT 1 FROM a LIMIT 1',
    ],
    ['WITH a AS (WITH b AS (SELECT 1) SELECT 2) (SELECT 3)', 'WITH a AS (WITH b AS (SELECT 1) SELECT 2) SELECT 3'],
  ])('%s', (text, tree) => {
    expect(query(text, MYSQL)).toBe(tree);
    expect(query(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['SELECT 1 UNION SELECT 2 EXCEPT SELECT 3', '{{SELECT 1 UNION SELECT 2} EXCEPT SELECT 3}'],
    ['SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3', '{SELECT 1 UNION ALL {SELECT 2 INTERSECT SELECT 3}}'],
    ['SELECT 1 INTERSECT SELECT 2 INTERSECT ALL SELECT 3', '{{SELECT 1 INTERSECT SELECT 2} INTERSECT ALL SELECT 3}'],
    ['SELECT 1 UNION DISTINCT SELECT 2 ORDER BY 1 LIMIT 1', '{SELECT 1 UNION SELECT 2} ORDER BY 1 LIMIT 1'],
    ['(SELECT 1)', 'SELECT 1'],
    ['((SELECT 1 LIMIT 2))', 'SELECT 1 LIMIT 2'],
    ['(SELECT 1) LIMIT 1', 'SELECT 1 LIMIT 1'],
    ['(SELECT 1 LIMIT 2) LIMIT 1', '(SELECT 1 LIMIT 2) LIMIT 1'],
    ['(SELECT 1) UNION (SELECT 2)', '{SELECT 1 UNION SELECT 2}'],
    ['(SELECT 1 ORDER BY 1 LIMIT 1) UNION (SELECT 2 LIMIT 2) LIMIT 3', '{(SELECT 1 ORDER BY 1 LIMIT 1) UNION (SELECT 2 LIMIT 2)} LIMIT 3'],
    ['SELECT 1 UNION (SELECT 2 UNION SELECT 3)', '{SELECT 1 UNION ({SELECT 2 UNION SELECT 3})}'],
    ['(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3', '{({SELECT 1 UNION SELECT 2}) INTERSECT SELECT 3}'],
    ['SELECT 1 UNION SELECT 2 INTO @x', '{SELECT 1 UNION SELECT 2} INTO @x'],
    ['SELECT 1 UNION SELECT 2 FOR UPDATE', '{SELECT 1 UNION SELECT 2} FOR UPDATE'],
  ])('%s keeps its clauses on their level', (text, tree) => {
    expect(query(text, MYSQL)).toBe(tree);
    expect(query(text, MARIADB)).toBe(tree);
  }); // prettier-ignore

  it.each([
    ['TABLE s.t ORDER BY a LIMIT 1', 'TABLE s.t ORDER BY a LIMIT 1', SYNTAX],
    ['VALUES ROW(1, 2), ROW(3, 4) ORDER BY 1', 'VALUES ROW(1, 2), ROW(3, 4) ORDER BY 1', SYNTAX],
    ['VALUES (1, 2), (3, 4)', SYNTAX, 'VALUES (1, 2), (3, 4)'],
    ['SELECT a FROM t GROUP BY a DESC', SYNTAX, 'SELECT a FROM t GROUP BY a DESC'],
    ['SELECT a FROM t GROUP BY ROLLUP (a, b)', 'SELECT a FROM t GROUP BY a, b WITH ROLLUP', 'SELECT a FROM t GROUP BY ?ROLLUP(a, b)'],
    ['SELECT a FROM t GROUP BY CUBE (a)', UNREAD, 'SELECT a FROM t GROUP BY ?CUBE(a)'],
    ['SELECT a FROM t QUALIFY 1', UNREAD, SYNTAX],
    ['SELECT UNIQUE a FROM t', SYNTAX, 'SELECT DISTINCT a FROM t'],
    ['SELECT SQL_CACHE a FROM t', 'SELECT SQL_CACHE AS a FROM t', 'SELECT SQL_CACHE a FROM t'],
    ['SELECT a FROM t FOR SHARE OF t NOWAIT FOR UPDATE OF u', 'SELECT a FROM t FOR SHARE OF t NOWAIT FOR UPDATE OF u', SYNTAX],
    ['SELECT a FROM t FOR UPDATE WAIT 5', SYNTAX, 'SELECT a FROM t FOR UPDATE WAIT 5'],
    ['SELECT a FROM t LOCK IN SHARE MODE NOWAIT', SYNTAX, 'SELECT a FROM t LOCK IN SHARE MODE NOWAIT'],
    ['SELECT a FROM t LIMIT 1 ROWS EXAMINED 2', SYNTAX, UNREAD],
    ['SELECT a FROM t FETCH FIRST ROW ONLY', SYNTAX, UNREAD],
    ['SELECT a FROM t PROCEDURE ANALYSE()', SYNTAX, UNREAD],
    ['SELECT a OFFSET FROM t', 'SELECT a AS OFFSET FROM t', UNREAD],
  ])('%s differs between MySQL and MariaDB', (text, mysql, mariadb) => {
    expect(query(text, MYSQL)).toBe(mysql);
    expect(query(text, MARIADB)).toBe(mariadb);
  }); // prettier-ignore

  it.each([
    'SELECT', 'SELECT FROM t', 'SELECT 1,', 'SELECT a, * FROM t', 'SELECT *, *', 'SELECT 1 LIMIT 1 UNION SELECT 2', 'SELECT 1 ORDER BY 1 UNION SELECT 2',
    '(SELECT 1) ORDER BY 1 UNION SELECT 2', 'SELECT 1 FOR UPDATE UNION SELECT 2', 'SELECT 1 INTO @x UNION SELECT 2', 'SELECT (SELECT 1 INTO @x)',
    '(SELECT 1 INTO @x)', 'SELECT 1 FROM (SELECT 1 INTO @x) d', 'SELECT 1 FROM t INTO @x LIMIT 1', 'SELECT 1 INTO @x INTO @y', 'SELECT 1 INTO x',
    'SELECT 1 UNION WITH a AS (SELECT 1) SELECT 1', 'SELECT 1 UNION ALL DISTINCT SELECT 2', 'SELECT 1 MINUS SELECT 2', 'SELECT 1 LIMIT 1 + 1', 'SELECT 1 LIMIT -1',
    "SELECT 1 LIMIT '1'", 'SELECT 1 LIMIT 0x10', 'SELECT 1 LIMIT a', 'SELECT 1 OFFSET 1 FROM t', 'SELECT ALL DISTINCT 1', 'SELECT 1 FROM DUAL, t', 'SELECT 1 FROM DUAL d',
    'SELECT 1 HAVING 1 WHERE 1', 'SELECT 1 WHERE', 'WITH SELECT 1', 'WITH a AS SELECT 1 SELECT 1', "SELECT 1 AS 'a' 'b'", "SELECT 1 AS x'41'", 'SELECT 1 _utf8',
    'SELECT 1 FROM t GROUP a', 'SELECT 1 FROM t ORDER a', 'SELECT 1 SELECT 2', 'SELECT 1) UNION (SELECT 2',
  ])('%s is a syntax error', (text) => {
    expect(query(text, MYSQL)).toBe(SYNTAX);
    expect([SYNTAX, UNREAD]).toContain(query(text, MARIADB));
  }); // prettier-ignore
});

describe('an alias', () => {
  it('is what the server makes of it, so that an outer query means the same column', () => {
    expect(query("SELECT 1 AS '  a', 2 ` b`, 3 AS '\\tc'")).toBe('SELECT 1 AS a, 2 AS b, 3 AS c');
    expect(query("SELECT 1 AS 'a '")).toBe('SELECT 1 AS a ');
  });

  it.each([
    ['with a NUL, at which MySQL cuts it', "SELECT 1 AS 'a\\0b'"],
    ['that is too long, and would be cut', `SELECT 1 AS '${'é'.repeat(128)}'`],
    ['with a character of four bytes, which the servers replace or refuse', "SELECT 1 AS '\u{1f600}'"],
  ])('is refused %s', (_, text) => {
    expect(query(text)).toBe(UNREAD);
  });
});
