import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../src/core/errors.ts';
import { DEFAULT_MODE } from '../../../src/sql/mysql/context.ts';
import { lexicalModeOf, withoutLexicalBits } from '../../../src/sql/mysql/mode.ts';

/** What @@sql_mode of MySQL 9.7 and MariaDB 10.11 shows once the word was set. */
const SHOWN = [
  ['mysql', 'ANSI', 'REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI'],
  ['mariadb', 'ANSI', 'REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI'],
  ['mariadb', 'DB2', 'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,DB2,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS'],
  ['mariadb', 'POSTGRESQL', 'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,POSTGRESQL,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS'],
  ['mariadb', 'MAXDB', 'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,MAXDB,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_AUTO_CREATE_USER'],
  ['mariadb', 'MYSQL323', 'MYSQL323,HIGH_NOT_PRECEDENCE'],
  ['mariadb', 'MYSQL40', 'MYSQL40,HIGH_NOT_PRECEDENCE'],
] as const; // prettier-ignore

const sorted = (mode: string): string[] => mode.split(',').sort();

describe('the lexical mode', () => {
  test.each([
    ['', DEFAULT_MODE],
    ['STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', DEFAULT_MODE],
    ['TRADITIONAL', DEFAULT_MODE],
    ['ANSI_QUOTES', { ...DEFAULT_MODE, ansiQuotes: true }],
    [',ansi_quotes,,', { ...DEFAULT_MODE, ansiQuotes: true }],
    ['NO_BACKSLASH_ESCAPES', { ...DEFAULT_MODE, noBackslashEscapes: true }],
    ['PIPES_AS_CONCAT,IGNORE_SPACE', { ...DEFAULT_MODE, pipesAsConcat: true, ignoreSpace: true }],
    ['HIGH_NOT_PRECEDENCE', { ...DEFAULT_MODE, highNotPrecedence: true }],
    ['ANSI', { ...DEFAULT_MODE, ansiQuotes: true, pipesAsConcat: true, ignoreSpace: true }],
  ])('of %j', (sqlMode, mode) => {
    expect(lexicalModeOf(sqlMode)).toEqual(mode);
  });

  test.each(SHOWN)('on %s of %s is that of what it stands for', (flavor, word, shown) => {
    expect(lexicalModeOf(word, flavor)).toEqual(lexicalModeOf(shown, flavor));
  });

  test.each(['ORACLE', 'STRICT_TRANS_TABLES,mssql', '4'])('of %s is refused, as its grammar is not read', (sqlMode) => {
    expect(() => lexicalModeOf(sqlMode, 'mariadb')).toThrow(RefusedError);
    expect(() => withoutLexicalBits(sqlMode, 'mariadb')).toThrow(RefusedError);
  });
});

describe('what stays on upstream', () => {
  test.each([
    ['', ''],
    ['ANSI_QUOTES', ''],
    ['STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES,TRADITIONAL', 'STRICT_TRANS_TABLES,TRADITIONAL'],
    ['ansi', 'REAL_AS_FLOAT,ONLY_FULL_GROUP_BY'],
  ])('of %j is %j', (sqlMode, rest) => {
    expect(withoutLexicalBits(sqlMode)).toBe(rest);
  });

  test.each(SHOWN)('on %s of %s has no bit by which a text is read', (flavor, word, shown) => {
    const rest = withoutLexicalBits(word, flavor);
    expect(lexicalModeOf(rest, flavor)).toEqual(DEFAULT_MODE);
    expect(sorted(withoutLexicalBits(shown, flavor))).toEqual(sorted(rest));
  });

  test('of ANSI as MariaDB shows it is what MariaDB has, whatever server it is taken for', () => {
    const shown = 'REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI';
    expect(withoutLexicalBits(shown)).toBe('REAL_AS_FLOAT');
    expect(withoutLexicalBits('REAL_AS_FLOAT,ANSI')).toBe('REAL_AS_FLOAT,ONLY_FULL_GROUP_BY');
  });
});
