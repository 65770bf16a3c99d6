import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../../src/core/errors.ts';
import { tokenize } from '../../../../src/sql/mysql/lexer/index.ts';
import type { LexerContext } from '../../../../src/sql/mysql/lexer/index.ts';
import type { Token } from '../../../../src/sql/mysql/tokens.ts';
import { MARIADB, MYSQL } from './shown.ts';

const PIECES = [
  'SELECT', 'a', 'N', 'x', 'b', '_utf8mb4', '0x', '0b', '1', 'e', '.', '@', '@@', '$', "'", '"', '`', '\\', '\0',
  '/*', '*/', '/*!', '/*!50000', '/*M!', '/*+', '--', '-- ', '#', '\n', '\r', ' ', '(', ';', '?', '<', '>', '=', '!',
  '&', '|', ':', '\xc3', '\xa9', '\xff', '\xa0',
]; // prettier-ignore

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 80 }).map((array) => array.join(''));
const contexts = fc
  .record({
    base: fc.constantFrom(MYSQL, MARIADB),
    charset: fc.constantFrom('utf8mb4' as const, 'utf8mb3' as const, 'latin1' as const, 'ascii' as const),
    ansiQuotes: fc.boolean(),
    noBackslashEscapes: fc.boolean(),
    ignoreSpace: fc.boolean(),
  })
  .map(({ base, charset, ...mode }): LexerContext => ({ ...base, charset, mode: { ...base.mode, ...mode } }));

function read(text: string, context: LexerContext): Token[] | RefusedError {
  try {
    return tokenize(text, context);
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

/** What no token covers: blanks and comments, of which the executable ones leave their marks. */
const BLANK = /^(?:[\t-\r ]|\/\*M?!(?:\d{5,6})?|\*\/|\/\*[\s\S]*?\*\/|(?:#|--(?=[\0-\x20\x7f]|$))[^\n\0]*|\0$)*$/; // eslint-disable-line no-control-regex

describe('the lexer', () => {
  test('makes tokens or a refusal of any bytes; tokens are in order and cover all but blanks and comments', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, pieces), contexts, (text, context) => {
        const tokens = read(text, context);
        if (tokens instanceof RefusedError) {
          expect(tokens.refusal.offset).toBeLessThanOrEqual(text.length);
          return;
        }
        let at = 0;
        for (const { start, end, type } of tokens) {
          expect(start).toBeGreaterThanOrEqual(at);
          if (type !== 'end') expect(end).toBeGreaterThan(start);
          if (!text.slice(at, start).includes('/*')) expect(text.slice(at, start)).toMatch(BLANK);
          at = end;
        }
        expect(tokens.at(-1)?.type).toBe('end');
        expect(text.slice(at)).toMatch(/^\0?\s*$/); // eslint-disable-line no-control-regex
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['quotes', "'"],
    ['escapes', "'\\"],
    ['backticks', '``'],
    ['doubled quotes', "''"],
    ['comment starts', '/*'],
    ['skipped comments', '/*!99999 '],
    ['skipped comments with comments', '/*!99999/**/'],
    ['executable comments', '/*!50000*/'],
    ['hints', 'SELECT/*+'],
    ['hashes', '#\n'],
    ['hashes with NUL bytes', '#\0'],
    ['dashes', '-- '],
    ['dots', 't.'],
    ['digits', '1e'],
    ['at signs', '@'],
    ['dollars', '$a'],
    ['words', 'SELECT a, '],
    ['words before spaces', 'f \n\t '],
  ])('reads a megabyte of %s in linear time', (_, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const spaced = { ...MYSQL, mode: { ...MYSQL.mode, ignoreSpace: true } };
    for (const context of [MYSQL, MARIADB, spaced]) {
      const begun = performance.now();
      read(text, context);
      expect(performance.now() - begun).toBeLessThan(3_000);
    }
  });
});
