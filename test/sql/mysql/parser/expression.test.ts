import { describe, expect, it } from 'vitest';
import { expression, inMode, MARIADB, MYSQL } from './tree.ts';

const SYNTAX = 'WW_SYNTAX_ERROR';
const UNREAD = 'WW_SQL_NOT_UNDERSTOOD';

describe('operators bind as the grammars of both servers have it', () => {
  it.each([
    ['a OR b AND c', '(a OR (b AND c))'],
    ['a AND NOT b OR c', '((a AND (NOT b)) OR c)'],
    ['a = b AND c XOR d OR e', '((((a = b) AND c) XOR d) OR e)'],
    ['a XOR b AND c', '(a XOR (b AND c))'],
    ['a || b && c', '(a OR (b AND c))'],
    ['NOT a = b', '(NOT (a = b))'],
    ['NOT a BETWEEN 1 AND 2', '(NOT (a BETWEEN 1 AND 2))'],
    ['NOT a IS NULL', '(NOT (a IS NULL))'],
    ['NOT NOT a', '(NOT (NOT a))'],
    ['a = b = c', '((a = b) = c)'],
    ['a < b <=> c', '((a < b) <=> c)'],
    ['a != b', '(a <> b)'],
    ['a = b IS NULL', '((a = b) IS NULL)'],
    ['a IS NULL = b', '((a IS NULL) = b)'],
    ['a IS NOT UNKNOWN AND b', '((a IS NOT UNKNOWN) AND b)'],
    ['a BETWEEN 1 AND 2 AND b', '((a BETWEEN 1 AND 2) AND b)'],
    ['a BETWEEN 1 AND b = c', '((a BETWEEN 1 AND b) = c)'],
    ['a BETWEEN 1 AND b LIKE c', '(a BETWEEN 1 AND (b LIKE c))'],
    ['a BETWEEN 1 AND b IN (3)', '(a BETWEEN 1 AND (b IN [3]))'],
    ['a NOT BETWEEN b + 1 AND c | d', '(a NOT BETWEEN (b + 1) AND (c | d))'],
    ['a = b IN (1)', '(a = (b IN [1]))'],
    ['a IN (1) = b', '((a IN [1]) = b)'],
    ['a LIKE b = c', '((a LIKE b) = c)'],
    ["a NOT LIKE b ESCAPE '|'", "(a NOT LIKE b ESCAPE '|')"],
    ['a REGEXP b + c', '(a REGEXP (b + c))'],
    ['a NOT RLIKE b', '(a NOT REGEXP b)'],
    ['a SOUNDS LIKE b', '(a SOUNDS LIKE b)'],
    ['a | b & c', '(a | (b & c))'],
    ['a & b << c + d', '(a & (b << (c + d)))'],
    ['a << b >> c', '((a << b) >> c)'],
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a MOD b DIV c % d', '(((a % b) DIV c) % d)'],
    ['a * b ^ c', '(a * (b ^ c))'],
    ['- a ^ - b', '((- a) ^ (- b))'],
    ['- - a', '(- (- a))'],
    ['! a + b', '((! a) + b)'],
    ['~ a + b', '((~ a) + b)'],
    ['BINARY a + b', '((BINARY a) + b)'],
    ['BINARY a COLLATE utf8mb4_bin', '(BINARY (a COLLATE utf8mb4_bin))'],
    ["c COLLATE 'utf8mb4_bin' LIKE 'a'", "((c COLLATE utf8mb4_bin) LIKE 'a')"],
    ['1 + @x := a AND b', '(1 + (@x := (a AND b)))'],
  ])('%s', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
    expect(expression(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['a IS TRUE = b', SYNTAX, '((a IS TRUE) = b)'],
    ['a IS TRUE IS TRUE', SYNTAX, '((a IS TRUE) IS TRUE)'],
    ['a IS NULL IS NULL', '((a IS NULL) IS NULL)', '((a IS NULL) IS NULL)'],
    ['a LIKE b + c', SYNTAX, '(a LIKE (b + c))'],
    ['a BETWEEN b LIKE c AND d', SYNTAX, '(a BETWEEN (b LIKE c) AND d)'],
    ['a BETWEEN 1 AND 2 BETWEEN 3 AND 4', '(a BETWEEN 1 AND (2 BETWEEN 3 AND 4))', UNREAD],
    ['a LIKE b LIKE c', SYNTAX, UNREAD],
    ['a IN (1) NOT IN (2)', SYNTAX, UNREAD],
    ["j -> '$.x' + 1", "((j -> '$.x') + 1)", SYNTAX],
    ["t.j ->> '$.x'", "(t.j ->> '$.x')", SYNTAX],
    ["(j) -> '$.x'", SYNTAX, SYNTAX],
    ["j -> '$.x' -> '$.y'", SYNTAX, SYNTAX],
    ['j -> k', SYNTAX, SYNTAX],
    ['1 MEMBER OF (j)', '(1 MEMBER OF j)', SYNTAX],
    ['- INTERVAL 1 DAY + a', '(- (a + INTERVAL 1 DAY))', UNREAD],
  ])('%s differs between MySQL and MariaDB', (text, mysql, mariadb) => {
    expect(expression(text, MYSQL)).toBe(mysql);
    expect(expression(text, MARIADB)).toBe(mariadb);
  });

  it.each([
    'a = NOT b', 'a + NOT b', 'a IN (1) + 1', 'a NOT SOUNDS LIKE b', 'a IS 1', 'a IS b', 'a <=> ALL (SELECT 1)', 'a IN ()', '()', 'ROW(1)', 'a := 1',
    'a COLLATE binary', 'a BETWEEN 1 OR 2 AND 3', 'INTERVAL 1 DAY', 'INTERVAL 1 DAY - d', 'CASE END', 'CASE 1 ELSE 2 END', '(a).b', "'a' N'b'", "x'41' x'41'",
    'a +', 'a b c', '@@default.x', '@@global.session.x', '* 1', '1 +', '(1', '1)', 'SELECT 1', 'NOT',
  ])('%s is a syntax error, as for the servers', (text) => {
    expect(expression(text, MYSQL)).toBe(SYNTAX);
    expect(expression(text, MARIADB)).toBe(SYNTAX);
  }); // prettier-ignore

  it('reads || and NOT as the mode has them', () => {
    const pipes = { pipesAsConcat: true };
    const high = { highNotPrecedence: true };
    expect(expression('a || b * c', inMode(MYSQL, pipes))).toBe('((a CONCAT b) * c)');
    expect(expression('- a || b COLLATE x', inMode(MARIADB, pipes))).toBe('((- a) CONCAT (b COLLATE x))');
    expect(expression("a LIKE b || '%'", inMode(MYSQL, pipes))).toBe("(a LIKE (b CONCAT '%'))");
    expect(expression('NOT a = b', inMode(MYSQL, high))).toBe('((! a) = b)');
    expect(expression('a NOT IN (1)', inMode(MYSQL, high))).toBe('(a NOT IN [1])');
  });

  it('writes out that the backslash escapes nothing where the mode says so', () => {
    expect(expression("a LIKE 'x'", inMode(MYSQL, { noBackslashEscapes: true }))).toBe("(a LIKE 'x' ESCAPE '')");
    expect(expression("a LIKE 'x' ESCAPE '|'", inMode(MYSQL, { noBackslashEscapes: true }))).toBe(
      "(a LIKE 'x' ESCAPE '|')",
    );
  });
});

describe('operands', () => {
  it.each([
    ["'a' 'b'", "'ab'"],
    ["N'a' 'b'", "_utf8mb3'ab'"],
    ["_latin1 'a' 'b'", "_latin1'ab'"],
    ["x'4D'", 'hex:4D'],
    ['0x4d', 'hex:4D'],
    ["_binary b'101'", '_binarybit:101'],
    ["DATE '2020-01-01'", "DATE'2020-01-01'"],
    ['date', 'date'],
    ['timestamp + 1', '(timestamp + 1)'],
    ["{d '2020-01-01'}", "DATE'2020-01-01'"],
    ["{ts '2020-01-01 00:00:00.5'}", "TIMESTAMP'2020-01-01 00:00:00.5'"],
    ["{t '2020-01-01'}", UNREAD],
    ['{fn abs(a)}', '?abs(a)'],
    ['{d a}', 'a'],
    ['TRUE', 'TRUE'],
    ['? + ?', '(?1 + ?2)'],
    ['db.t.a', 'db.t.a'],
    ['order.id', 'order.id'],
    ['t.select', 't.select'],
    ['`select`', 'select'],
    ['@`a b`', '@a b'],
    ['@@autocommit', '@@autocommit'],
    ['@@LOCAL.autocommit', '@@SESSION.autocommit'],
    ['@@global.kc.key_buffer_size', '@@GLOBAL.kc.key_buffer_size'],
    ['(a, b) = (1, 2)', '(ROW(a, b) = ROW(1, 2))'],
    ['ROW(a, (b, c))', 'ROW(a, ROW(b, c))'],
    ['((a))', 'a'],
    ['CASE a WHEN 1 THEN 2 ELSE 3 END', 'CASE a WHEN 1 THEN 2 ELSE 3 END'],
    ['CASE WHEN a OR b THEN c END', 'CASE WHEN (a OR b) THEN c END'],
    ['d + INTERVAL 1 DAY', '(d + INTERVAL 1 DAY)'],
    ['d - INTERVAL a + 1 SQL_TSI_MONTH - 1', '((d - INTERVAL (a + 1) MONTH) - 1)'],
    ["d + INTERVAL '1 2' DAY_HOUR", "(d + INTERVAL '1 2' DAY_HOUR)"],
    ['INTERVAL 1 DAY + d = a AND b', '(((d = a) + INTERVAL 1 DAY) AND b)'],
    ['a * INTERVAL 1 DAY + d', '(a * (d + INTERVAL 1 DAY))'],
    ['d + INTERVAL (1) + (2) DAY', '(d + INTERVAL (1 + 2) DAY)'],
    ['d + INTERVAL (1, 2)', '(d + INTERVAL(1, 2))'],
    ['INTERVAL (a, 1) + 1', '(INTERVAL(a, 1) + 1)'],
    ['d + INTERVAL (SELECT a FROM t, u) DAY', '(d + INTERVAL (SELECT a FROM t, u) DAY)'],
    ['CAST(a AS UNSIGNED INTEGER)', 'CAST(a AS UNSIGNED)'],
    ['CAST(a AS CHAR(3) CHARACTER SET latin1)', 'CAST(a AS CHAR(3) CHARSET latin1)'],
    ['CAST(a AS DECIMAL(10, 2))', 'CAST(a AS DECIMAL(10, 2))'],
    ['CONVERT(a, DATETIME(6))', 'CAST(a AS DATETIME(6))'],
    ["CONVERT(a USING 'utf8mb4')", 'CONVERT(a USING utf8mb4)'],
  ])('%s', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
    expect(expression(text, MARIADB)).toBe(tree);
  });

  it.each([
    ['(SELECT 1) + 1', '((SELECT 1) + 1)'],
    ['((SELECT 1) + 1)', '((SELECT 1) + 1)'],
    ['((SELECT 1))', '(SELECT 1)'],
    ['((SELECT 1) UNION SELECT 2)', '({SELECT 1 UNION SELECT 2})'],
    ['((SELECT 1) LIMIT 1) + 1', '((SELECT 1 LIMIT 1) + 1)'],
    ['((SELECT 1), 2) = (1, 2)', '(ROW((SELECT 1), 2) = ROW(1, 2))'],
    ['a IN (SELECT 1)', '(a IN (SELECT 1))'],
    ['a IN ((SELECT 1))', '(a IN (SELECT 1))'],
    ['a IN ((SELECT 1), 2)', '(a IN [(SELECT 1), 2])'],
    ['a IN ((SELECT 1) + 1)', '(a IN [((SELECT 1) + 1)])'],
    ['a IN ((SELECT 1) UNION SELECT 2)', '(a IN ({SELECT 1 UNION SELECT 2}))'],
    ['(a, b) NOT IN ((1, 2), (3, 4))', '(ROW(a, b) NOT IN [ROW(1, 2), ROW(3, 4)])'],
    ['a > ALL (SELECT 1) IS NULL', '((a > ALL (SELECT 1)) IS NULL)'],
    ['a = SOME ((SELECT 1))', '(a = ANY (SELECT 1))'],
    ['NOT EXISTS (SELECT 1) AND a', '((NOT EXISTS (SELECT 1)) AND a)'],
  ])('%s', (text, tree) => {
    expect(expression(text, MYSQL)).toBe(tree);
    expect(expression(text, MARIADB)).toBe(tree);
  });
});
