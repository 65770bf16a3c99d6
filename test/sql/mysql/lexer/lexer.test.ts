import { describe, expect, test } from 'vitest';
import { DEFAULT_MODE } from '../../../../src/sql/mysql/context.ts';
import type { Charset, LexicalMode } from '../../../../src/sql/mysql/context.ts';
import { tokenize } from '../../../../src/sql/mysql/lexer/index.ts';
import type { LexerContext } from '../../../../src/sql/mysql/lexer/index.ts';
import { RECORDED } from './recorded.ts';
import { lexed, lexedBytes, MARIADB, MYSQL } from './shown.ts';

describe.each(Object.entries(RECORDED))('%s', (_, cases) => {
  test.for(cases)('%s is cut as the servers cut it', ([text, mysql, mariadb = mysql]) => {
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
