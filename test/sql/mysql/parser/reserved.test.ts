import { describe, expect, it } from 'vitest';
import { isReserved } from '../../../../src/sql/mysql/parser/reserved.ts';
import { MARIADB, MYSQL, query } from './tree.ts';

const SYNTAX = 'WW_SYNTAX_ERROR';

describe('a reserved word', () => {
  it.each(['SELECT', 'ORDER', 'KEY', 'INTERVAL', 'MATCH', 'OVER', 'WHERE', 'CURRENT_DATE'])('%s is no name on any server', (word) => {
    for (const context of [MYSQL, MARIADB]) {
      expect(query(`SELECT 1 AS ${word}`, context)).toBe(SYNTAX);
      expect(query(`SELECT 1 FROM ${word}`, context)).toBe(SYNTAX);
      expect(query(`SELECT 1 FROM t ${word}`, context)).toMatch(/^WW_/);
    }
  }); // prettier-ignore

  it.each(['SELECT', 'ORDER', 'KEY', 'DATE'])('%s is one in backticks and beside a dot', (word) => {
    expect(query(`SELECT \`${word}\`, t.${word}, ${word}.a FROM \`${word}\``)).toBe(
      `SELECT ${word}, t.${word}, ${word}.a FROM ${word}`,
    );
  });

  it.each(['STATUS', 'TYPE', 'DATE', 'USER', 'NAME', 'VALUE', 'COUNT', 'POSITION', 'COMMENT', 'OFFSET_', 'MEMBER', 'NULLS'])(
    '%s is none',
    (word) => {
      for (const context of [MYSQL, MARIADB]) {
        expect(query(`SELECT ${word} AS ${word} FROM ${word} ${word}`, context)).toBe(`SELECT ${word} AS ${word} FROM ${word} AS ${word}`);
      }
    },
  ); // prettier-ignore

  it.each([
    ['RANK', true, false],
    ['GROUPS', true, false],
    ['WINDOW', true, false],
    ['OFFSET', false, true],
    ['RETURNING', false, true],
    ['CURRENT_ROLE', false, true],
  ])('%s is one on MySQL: %s, on MariaDB: %s', (word, mysql, mariadb) => {
    expect(isReserved(word, MYSQL.server)).toBe(mysql);
    expect(isReserved(word, MARIADB.server)).toBe(mariadb);
  });

  it('may be one since a version', () => {
    expect(isReserved('QUALIFY', MYSQL.server)).toBe(true);
    expect(isReserved('QUALIFY', { ...MYSQL.server, version: 80_040 })).toBe(false);
    expect(isReserved('VECTOR', MARIADB.server)).toBe(false);
    expect(isReserved('VECTOR', { ...MARIADB.server, version: 110_809 })).toBe(true);
  });
});
