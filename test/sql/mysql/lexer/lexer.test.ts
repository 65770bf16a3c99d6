/**
 * What was asked of MySQL 9.7, MariaDB 10.11 and 11.8: for each text, whether it gives the same as what these tokens say when they are
 * written with spaces between, names in backticks and strings in single quotes.
 */
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODE } from '../../../../src/sql/mysql/context.ts';
import type { Charset, LexicalMode } from '../../../../src/sql/mysql/context.ts';
import { tokenize } from '../../../../src/sql/mysql/lexer/index.ts';
import type { LexerContext } from '../../../../src/sql/mysql/lexer/index.ts';
import { lexed, lexedBytes, MARIADB, MYSQL } from './shown.ts';

describe('numbers and names that begin with a digit', () => {
  test.each([
    ['1abc', '1abc'],
    ['1e1FROM t', '1e1:float FROM t'],
    ['1e1 FROM t', '1e1:float FROM t'],
    ['1.e5', '1.e5:float'],
    ['1.e', 'WW_SYNTAX_ERROR'],
    ['1.5e+', 'WW_SYNTAX_ERROR'],
    ['1.a', '1.:decimal a'],
    ['1.FROM t', '1.:decimal FROM t'],
    ['1..2', '1.:decimal .2:decimal'],
    ['.5', '.5:decimal'],
    ['.5e1', '.5e1:float'],
    ['1ea10', '1ea10'],
    ['1e+', '1e +'],
    ['1e+1', '1e+1:float'],
    ['1e+a', '1e + a'],
    ['0x', '0x'],
    ['0xg', '0xg'],
    ['0x1F', '1F:hex'],
    ['0X1F', '0X1F'],
    ['0x1G', '0x1G'],
    ['0b1', '1:bit'],
    ['0b12', '0b12'],
    ['0B1', '0B1'],
    ['1.0e10.5', '1.0e10:float .5:decimal'],
    ['1.2.3', '1.2:decimal .3:decimal'],
    ['1e5.5', '1e5:float .5:decimal'],
    ['1e5a', '1e5:float a'],
    ["x'4d'", '4D:hex'],
    ["x'4'", 'WW_SYNTAX_ERROR'],
    ["x''", ':hex'],
    ["x'4G'", 'WW_SYNTAX_ERROR'],
    ['x "4D"', "x '4D'"],
    ["b'01'", '01:bit'],
    ["b'2'", 'WW_SYNTAX_ERROR'],
    ["b''", ':bit'],
  ])('%s is cut as the servers cut it', (text, mysql, mariadb = mysql) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });
});

describe('names and dots', () => {
  test.each([
    ['1a.2b', '1a . .2b'],
    ['t.1e5', '«t» . .1e5'],
    ['t.1.5', '«t» . .1 . .5'],
    ['t .1', 't .1:decimal'],
    ['t. 1', 't . 1:integer'],
    ['`t`.1', '«t» .1:decimal'],
    ['`t`.a', '«t» . .a'],
    ['t.SELECT', '«t» . .SELECT'],
    ['t. SELECT', 't . SELECT'],
    ['t .SELECT', 't . .SELECT'],
    ['SELECT.a', '«SELECT» . .a'],
    ['SELECT .a', 'SELECT . .a'],
    ['SELECT.*', 'SELECT . *'],
    ['a.b.c', '«a» . .b . .c'],
    ['`a', 'WW_SYNTAX_ERROR'],
    ['``', 'WW_SYNTAX_ERROR'],
    ['`a``b`', '«a`b»'],
    ['`a b `', '«a b »'],
    ['$a', '$a'],
    ['$a$b', 'WW_SQL_NOT_UNDERSTOOD', '$a$b'],
    ['a$b', 'a$b'],
    ['$$x$$', 'WW_SQL_NOT_UNDERSTOOD', '$$x$$'],
    ['é日本', 'é日本'],
    ['🐬', 'WW_SQL_NOT_UNDERSTOOD'],
    ['`🐬`', 'WW_SQL_NOT_UNDERSTOOD'],
    ['count(*)', 'count( ( * )'],
    ['count (*)', 'count ( * )'],
    ['db.f(1)', '«db» . .f( ( 1:integer )'],
  ])('%s is cut as the servers cut it', (text, mysql, mariadb = mysql) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });
});

describe('operators', () => {
  test.each([
    ['1=!1', 'WW_SYNTAX_ERROR', '1:integer = ! 1:integer'],
    ['!!1', 'WW_SYNTAX_ERROR', '! ! 1:integer'],
    ['!>1', 'WW_SYNTAX_ERROR', '! > 1:integer'],
    ['1<=!1', 'WW_SYNTAX_ERROR', '1:integer <= ! 1:integer'],
    ['1>=!1', '1:integer >= ! 1:integer'],
    ['1<<!1', 'WW_SYNTAX_ERROR', '1:integer << ! 1:integer'],
    ['1>>!1', '1:integer >> ! 1:integer'],
    ['1<>-1', '1:integer <> - 1:integer'],
    ['1<=>1', '1:integer <=> 1:integer'],
    ['1=<1', 'WW_SYNTAX_ERROR', '1:integer = < 1:integer'],
    ['1:=1', '1:integer := 1:integer'],
    ['1&&1', '1:integer && 1:integer'],
    ['1& &1', '1:integer & & 1:integer'],
    ['1||0', '1:integer || 0:integer'],
    ['1|2', '1:integer | 2:integer'],
    ["j->'$.b'", "j -> '$.b'", "j - > '$.b'"],
    ["j->>'$.b'", "j ->> '$.b'", "j - >> '$.b'"],
    ['j- >1', 'j - > 1:integer'],
    ['1--1', '1:integer - - 1:integer'],
    ['\\N', 'WW_SYNTAX_ERROR', 'NULL'],
    ['\\n', 'WW_SYNTAX_ERROR'],
    ['[1]', 'WW_SYNTAX_ERROR'],
    ['1; 2', '1:integer ; 2:integer'],
    ["{d '2020-01-01'}", "{ d '2020-01-01' }"],
    ['?', '?'],
    ['?a', 'WW_SYNTAX_ERROR'],
  ])('%s is cut as the servers cut it', (text, mysql, mariadb = mysql) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });
});

describe('variables', () => {
  test.each([
    ['@a:=1', '@a := 1:integer'],
    ['@a.b$c', '@a.b$c'],
    ['@1a', '@1a'],
    ["@'a b'", '@a b'],
    ['@"a b"', '@a b'],
    ['@`a``b`', '@a`b'],
    ['@ a', '@ a'],
    ["u@'h'", 'u @h'],
    ['@@version', '@@ version'],
    ['@@ version', 'WW_SYNTAX_ERROR'],
    ['@@global.version', '@@ global . .version'],
    ['@@global . version', '@@ global . version'],
    ['@@`version`', '@@ «version»'],
    ['@@1e5', '@@ 1e5'],
    ['@@.a', 'WW_SYNTAX_ERROR'],
  ])('%s is cut as the servers cut it', (text, mysql, mariadb = mysql) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });
});

describe('strings', () => {
  test.each([
    ["'a' 'b'", "'a' 'b'"],
    ["'a''b'", "'a'b'"],
    ["'a\\'b'", "'a'b'"],
    ["'a\"b'", "'a\"b'"],
    ['"a""b"', "'a\"b'"],
    ["'\\a\\%\\_\\\\\\\"'", "'a\\%\\_\\\"'"],
    ["'\\0\\b\\n\\r\\t\\Z' ", "'\0\b\n\r\t\x1a'"],
    ["'\\", 'WW_SYNTAX_ERROR'],
    ["'a", 'WW_SYNTAX_ERROR'],
    ["'a\\'", 'WW_SYNTAX_ERROR'],
    ["n'a'", "N'a'"],
    ["N 'a'", "N 'a'"],
    ['n"a"', "n 'a'"],
    ["_utf8mb4'a'", "_utf8mb4_ 'a'"],
    ["_UTF8MB4 x'41'", '_utf8mb4_ 41:hex'],
    ["_foo'a'", "_foo 'a'"],
    ["_gb18030'a'", "_gb18030_ 'a'", "_gb18030 'a'"],
    ["_filename'a'", "_filename 'a'"],
  ])('%s is cut as the servers cut it', (text, mysql, mariadb = mysql) => {
    expect(lexed(text)).toBe(mysql);
    expect(lexed(text, MARIADB)).toBe(mariadb);
  });
});

describe('the mode', () => {
  const inMode = (mode: Partial<LexicalMode>): LexerContext => ({ ...MYSQL, mode: { ...DEFAULT_MODE, ...mode } });

  test.each([
    ['ansiQuotes', '"a""b" \'c\' @"d"', "«a\"b» 'c' @d"],
    ['ansiQuotes', '"a\\n"', '«a\\n»'],
    ['noBackslashEscapes', "'a\\' 'b'", "'a\\' 'b'"],
    ['noBackslashEscapes', "'\\n'", "'\\n'"],
    ['ignoreSpace', 'count\t(*) f /**/ (', 'count( ( * ) f ('],
    ['ignoreSpace', 't .a', 't . .a'],
  ] as const)('with %s: %s', (mode, text, tokens) => {
    expect(lexed(text, inMode({ [mode]: true }))).toBe(tokens);
  });
});

describe('bytes', () => {
  const inCharset = (charset: Charset): LexerContext => ({ ...MYSQL, charset });

  test.each([
    ['a NUL byte and white space at the end, as clients of old send it', 'SELECT 1; \0\n', 'SELECT 1:integer ;'],
    ['two NUL bytes at the end', 'SELECT 1\0\0', 'WW_SYNTAX_ERROR'],
    ['a NUL byte in the text', 'SELECT \0 1', 'WW_SYNTAX_ERROR'],
    ['a NUL byte in a name', '`a\0b`', 'WW_SYNTAX_ERROR'],
    ["a NUL byte in a variable's name", "@'a\0b'", 'WW_SYNTAX_ERROR'],
    ['a NUL byte in a string', "'a\0b'", "'a\0b'"],
    ['white space', 'a\tb\nc\vd\fe\rf g', 'a b c d e f g'],
    ['other control characters', 'a\x1fb', 'WW_SYNTAX_ERROR'],
    ['DEL', 'a\x7fb', 'WW_SYNTAX_ERROR'],
    ['a string of any bytes', "_binary'\xff\xe2'", "_binary_ '\xff\xe2'"],
    ['a name that is no UTF-8', '`a\xff`', 'WW_SYNTAX_ERROR'],
    ['a name that ends in the middle of a character', '`a\xe2`', 'WW_SYNTAX_ERROR'],
    ['an unquoted name that is no UTF-8', 'a\xe9', 'WW_SYNTAX_ERROR'],
    ['a surrogate in UTF-8', '`\xed\xa0\x80`', 'WW_SYNTAX_ERROR'],
    ['an overlong backtick', '`\xc1\xa0`', 'WW_SYNTAX_ERROR'],
  ])('%s', (_, text, tokens) => {
    expect(lexedBytes(text)).toBe(tokens);
  });

  test.each([
    ['latin1', 'caf\xe9', 'café'],
    ['latin1', '`\x80`', '«€»'],
    // White space to the server.
    ['latin1', 'a\xa0b', 'WW_SQL_NOT_UNDERSTOOD'],
    ['latin1', 'a\xd7b', 'WW_SQL_NOT_UNDERSTOOD'],
    ['utf8mb3', 'caf\xc3\xa9', 'café'],
    ['utf8mb3', '`\xf0\x9f\x90\xac`', 'WW_SYNTAX_ERROR'],
    ['ascii', 'caf\xc3\xa9', 'WW_SYNTAX_ERROR'],
    ['ascii', "'\xc3\xa9'", "'\xc3\xa9'"],
  ] as const)('names are decoded by the character set: %s %s', (charset, text, tokens) => {
    expect(lexedBytes(text, inCharset(charset))).toBe(tokens);
  });
});

test('words are upper case in ASCII letters alone', () => {
  const [token] = tokenize(Buffer.from('straßeı').toString('latin1'), MYSQL);
  expect(token).toMatchObject({ name: 'straßeı', upper: Buffer.from('STRAßEı').toString('latin1') });
});

test('a refusal quotes the place, and says where it is', () => {
  expect(() => tokenize("SELECT 1, 'open", MYSQL)).toThrow(
    expect.objectContaining({
      refusal: expect.objectContaining({
        code: 'WW_SYNTAX_ERROR',
        message: "you have an error in your SQL syntax near ''open': a string is not closed",
        offset: 10,
      }),
    }),
  );
});
