import { describe, expect, it } from 'vitest';
import { MARIADB, MYSQL, query } from './tree.ts';

const SYNTAX = 'WW_SYNTAX_ERROR';
const UNREAD = 'WW_SQL_NOT_UNDERSTOOD';

function from(text: string, context = MYSQL): string {
  return query(`SELECT 1 FROM ${text}`, context).replace('SELECT 1 FROM ', '');
}

describe('joins', () => {
  it.each([
    ['a JOIN b ON x', '(a INNER JOIN b ON x)'],
    ['a JOIN b JOIN c ON x ON y', '(a INNER JOIN (b INNER JOIN c ON x) ON y)'],
    ['a JOIN b ON x JOIN c ON y', '((a INNER JOIN b ON x) INNER JOIN c ON y)'],
    ['a JOIN b JOIN c', '((a INNER JOIN b) INNER JOIN c)'],
    ['a JOIN b JOIN c ON x', '((a INNER JOIN b) INNER JOIN c ON x)'],
    ['a JOIN b LEFT JOIN c ON x', '((a INNER JOIN b) LEFT JOIN c ON x)'],
    ['a JOIN (b LEFT JOIN c ON x)', '(a INNER JOIN (b LEFT JOIN c ON x))'],
    ['a LEFT JOIN b JOIN c ON x ON y', '(a LEFT JOIN (b INNER JOIN c ON x) ON y)'],
    ['a LEFT JOIN b ON x RIGHT OUTER JOIN c USING (i, j)', '((a LEFT JOIN b ON x) RIGHT JOIN c USING (i, j))'],
    ['a CROSS JOIN b ON x', '(a CROSS JOIN b ON x)'],
    ['a STRAIGHT_JOIN b JOIN c USING (i)', '((a STRAIGHT JOIN b) INNER JOIN c USING (i))'],
    ['a NATURAL JOIN b NATURAL LEFT OUTER JOIN c', '((a NATURAL INNER JOIN b) NATURAL LEFT JOIN c)'],
    ['a JOIN b NATURAL JOIN c', '((a INNER JOIN b) NATURAL INNER JOIN c)'],
    ['a JOIN b NATURAL JOIN c ON x', '(a INNER JOIN (b NATURAL INNER JOIN c) ON x)'],
    ['a, b LEFT JOIN c ON x, d', 'a, (b LEFT JOIN c ON x), d'],
    ['a LEFT JOIN (b, c) ON x', '(a LEFT JOIN (b, c) ON x)'],
    ['{ OJ a LEFT JOIN b ON x }, c', '(a LEFT JOIN b ON x), c'],
    ['((a))', 'a'],
    ['(a AS x)', 'a AS x'],
  ])('%s', (text, tree) => {
    expect(from(text, MYSQL)).toBe(tree);
    expect(from(text, MARIADB)).toBe(tree);
  });

  it.each([
    'a LEFT JOIN b', 'a LEFT JOIN b JOIN c ON x', 'a NATURAL JOIN b ON x', 'a NATURAL CROSS JOIN b', 'a NATURAL STRAIGHT_JOIN b', 'a ON x', 'a JOIN b ON x ON y',
    'a JOIN', 'JOIN b', 'a FULL OUTER JOIN b ON x', '(a) x', '(a JOIN b) x', 'a,', "a AS 'x'", "a 'x'", 'a AS x PARTITION (p)', 'a IGNORE INDEX ()',
    'a USE INDEX (i), FORCE INDEX (j)', '(SELECT 1)', "(SELECT 1) AS 'x'", 'a AS select', 's.t.u', 'a USING (i)',
  ])('%s is a syntax error', (text) => {
    expect(from(text, MYSQL)).toBe(SYNTAX);
    expect(from(text, MARIADB)).toBe(SYNTAX);
  }); // prettier-ignore
});

describe('tables', () => {
  it.each([
    ['s.t AS x', 's.t AS x'],
    ['s . t x', 's.t AS x'],
    ['s.select', 's.select'],
    ['t PARTITION (p0, p1) x', 't PARTITION (p0, p1) AS x'],
    ['t USE INDEX (a) IGNORE KEY FOR ORDER BY (PRIMARY, b)', 't USE INDEX [a] IGNORE INDEX FOR ORDER BY [PRIMARY, b]'],
    ['t USE INDEX ()', 't USE INDEX []'],
    ['(SELECT 1) x', '(SELECT 1) AS x'],
    ['((SELECT 1) UNION (SELECT 2)) x', '({SELECT 1 UNION SELECT 2}) AS x'],
    ['((SELECT 1)) AS x', '(SELECT 1) AS x'],
    ['((SELECT 1) x JOIN t)', '((SELECT 1) AS x INNER JOIN t)'],
    ['((SELECT 1) x, t)', '((SELECT 1) AS x, t)'],
    ['(SELECT 1) x (a, b)', '(SELECT 1) AS x(a, b)'],
    [
      "JSON_TABLE(t.j, '$[*]' COLUMNS (i FOR ORDINALITY, a INT PATH '$.a' DEFAULT '0' ON EMPTY ERROR ON ERROR, b DECIMAL(4, 2) EXISTS PATH '$.b', NESTED PATH '$.c' COLUMNS (d VARCHAR(3) PATH '$'))) AS x",
      "JSON_TABLE(t.j, '$[*]' COLUMNS (i FOR ORDINALITY, a INT '$.a' DEFAULT '0' ON EMPTY ERROR ON ERROR, b DECIMAL(4, 2) EXISTS '$.b', NESTED '$.c' (d VARCHAR(3) '$'))) AS x",
    ],
  ])('%s', (text, tree) => {
    expect(from(text, MYSQL)).toBe(tree);
    expect(from(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['a, LATERAL (SELECT a.b) AS x', 'a, LATERAL (SELECT a.b) AS x', SYNTAX],
    ['((SELECT 1) x)', SYNTAX, '(SELECT 1) AS x'],
    ['{ xx a JOIN b }', SYNTAX, '(a INNER JOIN b)'],
    ['a LEFT JOIN b JOIN c USING (i) USING (i)', '(a LEFT JOIN (b INNER JOIN c USING (i)) USING (i))', SYNTAX],
    ['(VALUES ROW(1)) x', '(VALUES ROW(1)) AS x', SYNTAX],
    ['(VALUES (1)) x', SYNTAX, '(VALUES (1)) AS x'],
    ['t FOR SYSTEM_TIME ALL', UNREAD, UNREAD],
    ['t TABLESAMPLE BERNOULLI (1)', UNREAD, SYNTAX],
    ['t AS window', SYNTAX, SYNTAX],
    ['t offset', 't AS offset', UNREAD],
  ])('%s differs between MySQL and MariaDB', (text, mysql, mariadb) => {
    expect(from(text, MYSQL)).toBe(mysql);
    expect(from(text, MARIADB)).toBe(mariadb);
  });
});
