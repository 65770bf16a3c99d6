import { describe, expect, it } from 'vitest';
import { expression, inMode, MARIADB, MYSQL } from './tree.ts';

const SYNTAX = 'WW_SYNTAX_ERROR';
const UNREAD = 'WW_SQL_NOT_UNDERSTOOD';

describe('functions with a form of their own', () => {
  it.each([
    ['EXTRACT(DAY_HOUR FROM a)', 'EXTRACT(DAY_HOUR FROM a)'],
    ['TRIM(a)', 'TRIM(a)'],
    ["TRIM('x' FROM a)", "TRIM('x' FROM a)"],
    ["TRIM(BOTH 'x' FROM a)", "TRIM(BOTH 'x' FROM a)"],
    ['TRIM(LEADING FROM a)', 'TRIM(LEADING FROM a)'],
    ['SUBSTRING(a FROM 2 FOR 3)', 'SUBSTRING(a, 2, 3)'],
    ['SUBSTR(a, 2)', 'SUBSTRING(a, 2)'],
    ['MID(a, 2, 3)', 'SUBSTRING(a, 2, 3)'],
    ['POSITION(a IN b)', 'LOCATE(a, b)'],
    ['CHAR(65, 66 USING utf8mb4)', 'CHAR(65, 66 USING utf8mb4)'],
    ["GET_FORMAT(DATE, 'USA')", "GET_FORMAT(DATE, 'USA')"],
    ['TIMESTAMPADD(SQL_TSI_DAY, 1, a)', 'TIMESTAMPADD(DAY, 1, a)'],
    ['TIMESTAMPDIFF(MONTH, a, b)', 'TIMESTAMPDIFF(MONTH, a, b)'],
    ['DATE_ADD(a, INTERVAL 1 DAY)', '(a + INTERVAL 1 DAY)'],
    ['DATE_SUB(a, INTERVAL b HOUR_MINUTE)', '(a - INTERVAL b HOUR_MINUTE)'],
    ['ADDDATE(a, 3)', '(a + INTERVAL 3 DAY)'],
    ['SUBDATE(a, INTERVAL 3 WEEK)', '(a - INTERVAL 3 WEEK)'],
    ['MATCH (a, t.b) AGAINST (?)', 'MATCH(a, t.b) AGAINST (?1)'],
    ["MATCH a, b AGAINST ('x' IN BOOLEAN MODE) > 0", "(MATCH(a, b) AGAINST ('x' IN BOOLEAN MODE) > 0)"],
    [
      "MATCH (a) AGAINST ('x' IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)",
      "MATCH(a) AGAINST ('x' IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)",
    ],
    ['COUNT(*)', 'COUNT(*)'],
    ['COUNT(DISTINCT a, b)', 'COUNT(DISTINCT a, b)'],
    ['COUNT(ALL a)', 'COUNT(a)'],
    ['SUM(DISTINCT a) OVER w', 'SUM(DISTINCT a) OVER w'],
    ['STD(a)', 'STDDEV_POP(a)'],
    ['VARIANCE(a)', 'VAR_POP(a)'],
    ['JSON_OBJECTAGG(a, b)', 'JSON_OBJECTAGG(a, b)'],
    [
      "GROUP_CONCAT(DISTINCT a, b ORDER BY c DESC, d SEPARATOR ';')",
      "GROUP_CONCAT(DISTINCT a, b ORDER BY c DESC, d SEPARATOR ';')",
    ],
    ['ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC)', 'ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC)'],
    [
      'SUM(a) OVER (w ORDER BY b ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)',
      'SUM(a) OVER (w ORDER BY b ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)',
    ],
    ['SUM(a) OVER (RANGE CURRENT ROW EXCLUDE TIES)', 'SUM(a) OVER (RANGE CURRENT ROW EXCLUDE TIES)'],
    ['DEFAULT(t.a)', 'DEFAULT(t.a)'],
    ['LEFT(a, 1)', 'LEFT(a, 1)'],
    ['left (a, 1)', 'LEFT(a, 1)'],
    ['INSERT(a, 1, 2, b)', 'INSERT(a, 1, 2, b)'],
    ['IF (a, 1, 2)', 'IF(a, 1, 2)'],
    ['MOD(a, 2) % 3', '(MOD(a, 2) % 3)'],
    ['date(a)', 'DATE(a)'],
    ['YEAR (a)', 'YEAR(a)'],
    ['concat (a, b)', '?concat(a, b)'],
    ['shop.f(a)', '?shop.f(a)'],
    ['`concat`(a)', '?concat(a)'],
    ['uuid()', '?uuid()'],
  ])('%s', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
    expect(expression(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['CURRENT_TIMESTAMP', 'NOW()'],
    ['CURRENT_TIMESTAMP(6)', 'NOW(6)'],
    ['LOCALTIME()', 'NOW()'],
    ['now(3)', 'NOW(3)'],
    ['CURRENT_DATE', 'CURDATE()'],
    ['current_time', 'CURTIME()'],
    ['UTC_TIMESTAMP', 'UTC_TIMESTAMP()'],
    ['CURRENT_USER', 'CURRENT_USER()'],
    ['SESSION_USER()', 'USER()'],
    ['now', 'now'],
    ['user', 'user'],
  ])('%s needs no parentheses where the server wants none', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
    expect(expression(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['DATABASE()', 'DATABASE()', '?DATABASE()'],
    ['schema()', 'DATABASE()', '?schema()'],
    ['CURRENT_ROLE', 'CURRENT_ROLE', 'CURRENT_ROLE()'],
    ['VALUES(a)', 'VALUES(a)', 'VALUES(a)'],
    ['VALUE(a)', '?VALUE(a)', 'VALUES(a)'],
    ['(VALUES(a)) + 1', '(VALUES(a) + 1)', '(VALUES(a) + 1)'],
    ['(VALUES(t.`a`))', 'VALUES(t.a)', 'VALUES(t.a)'],
    ['(VALUES (1))', SYNTAX, '(VALUES (1))'],
    ['(VALUES (a), (b))', 'ROW(VALUES(a), b)', '(VALUES (a), (b))'],
    ['(VALUES (NULL))', SYNTAX, '(VALUES (NULL))'],
    ['GROUPING(a, b)', 'GROUPING(a, b)', '?GROUPING(a, b)'],
    ['RANK() OVER ()', 'RANK() OVER ()', 'RANK() OVER ()'],
    ['RANK () OVER ()', 'RANK() OVER ()', UNREAD],
    ['rank', SYNTAX, 'rank'],
    ['LAG(a, 1, 0) IGNORE NULLS OVER ()', 'LAG(a, 1, 0) IGNORE NULLS OVER ()', SYNTAX],
    ['NTH_VALUE(a, 2) FROM LAST OVER ()', UNREAD, SYNTAX],
    ['LAST_VALUE(a, b)', SYNTAX, 'LAST_VALUE(a, b)'],
    ['GROUP_CONCAT(a LIMIT 1, 2)', SYNTAX, 'GROUP_CONCAT(a LIMIT 1, 2)'],
    ['JSON_ARRAYAGG(DISTINCT a ORDER BY b)', SYNTAX, 'JSON_ARRAYAGG(DISTINCT a ORDER BY b)'],
    ['MEDIAN(a) OVER ()', SYNTAX, 'MEDIAN(a) OVER ()'],
    [
      'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER ()',
      SYNTAX,
      'PERCENTILE_CONT(0.5) OVER () WITHIN GROUP (ORDER BY a)',
    ],
    ["JSON_VALUE(a, '$')", "JSON_VALUE(a, '$')", "?JSON_VALUE(a, '$')"],
    ["JSON_VALUE(a, '$' RETURNING SIGNED)", UNREAD, SYNTAX],
    ['NEXTVAL(s)', '?NEXTVAL(s)', UNREAD],
    ['NEXT VALUE FOR s', SYNTAX, UNREAD],
    ["COLUMN_GET(a, 'x' AS CHAR)", SYNTAX, UNREAD],
    ['CAST(a AS JSON)', 'CAST(a AS JSON)', UNREAD],
    ['CAST(a AS UUID)', UNREAD, 'CAST(a AS UUID)'],
    ["CAST(a AT TIME ZONE '+00:00' AS DATETIME)", "CAST(a AT TIME ZONE '+00:00' AS DATETIME)", SYNTAX],
  ])('%s differs between MySQL and MariaDB', (text, mysql, mariadb) => {
    expect(expression(text, MYSQL)).toBe(mysql);
    expect(expression(text, MARIADB)).toBe(mariadb);
  });
});

describe('a function that the lexer tells by the parenthesis behind it', () => {
  it.each([
    'COUNT (*)',
    'count (a)',
    'NOW ()',
    'SUBSTRING (a, 1)',
    'CAST (a AS CHAR)',
    '`now`()',
    '`COUNT`(a)',
    '`left`(a, 1)',
  ])('is refused as %s, which would be a stored function of that name', (text) => {
    for (const context of [MYSQL, MARIADB]) {
      expect([SYNTAX, UNREAD]).toContain(expression(text, context));
    }
  });

  it('may have a space before it with IGNORE_SPACE', () => {
    const context = inMode(MYSQL, { ignoreSpace: true });
    expect(expression('COUNT (a)', context)).toBe('COUNT(a)');
    expect(expression('now ()', context)).toBe('NOW()');
  });

  it.each([
    ['count', 'count'],
    ['now + max', '(now + max)'],
    ['t.count', 't.count'],
  ])('is a name elsewhere: %s', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
  });

  it.each(['LEFT(a)', 'IF(a, b)', 'SUM(a, b)', 'SUM(*)', 'COUNT(DISTINCT *)', 'BIT_AND(DISTINCT a)', 'RANK()', 'RANK(a) OVER ()', 'DATE_ADD(a, 1)', 'EXTRACT(a FROM b)', 'TRIM(BOTH a)', 'NOW(1, 2)', 'DATE()', 'concat(a AS b)'])(
    '%s is a syntax error',
    (text) => {
      expect(expression(text, MYSQL)).toBe(SYNTAX);
      expect(expression(text, MARIADB)).toBe(SYNTAX);
    },
  ); // prettier-ignore
});
