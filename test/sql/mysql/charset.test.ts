import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../src/core/errors.ts';
import { charsetOf, decodeStrict, decodeText, encodeText } from '../../../src/sql/mysql/charset.ts';
import type { Charset } from '../../../src/sql/mysql/context.ts';

const ALL: readonly Charset[] = ['utf8mb4', 'utf8mb3', 'latin1', 'ascii'];

describe('a character set', () => {
  test.each([
    ['utf8mb4', 'utf8mb4'],
    ['UTF8', 'utf8mb3'],
    ['utf8mb3', 'utf8mb3'],
    ['Latin1', 'latin1'],
    ['ascii', 'ascii'],
    ['sjis', undefined],
    ['gbk', undefined],
    ['big5', undefined],
    ['gb18030', undefined],
    ['cp932', undefined],
    ['ucs2', undefined],
    ['utf16', undefined],
    ['binary', undefined],
    ['constructor', undefined],
  ])('by the name %s is %s', (name, charset) => {
    expect(charsetOf(name)).toBe(charset);
  });

  test.each([
    ['utf8mb4', '\xf0\x9f\x90\xac', '🐬'],
    ['utf8mb4', 'caf\xc3\xa9', 'café'],
    ['utf8mb4', '\xef\xbb\xbfa', '\ufeffa'],
    ['utf8mb3', 'caf\xc3\xa9', 'café'],
    ['latin1', 'caf\xe9', 'café'],
    // MySQL's latin1 is windows-1252.
    ['latin1', '\x80\x93\x9f', '€“Ÿ'],
    ['latin1', '\x81\x8d\x8f\x90\x9d', '\x81\x8d\x8f\x90\x9d'],
    ['ascii', 'a', 'a'],
  ] as const)('%s reads and writes %j', (charset, bytes, text) => {
    expect(decodeText(bytes, charset)).toBe(text);
    expect(decodeStrict(bytes, charset)).toBe(text);
    expect(encodeText(text, charset)).toBe(bytes);
  });

  test.each([
    ['utf8mb4', 'a\xff', 'a\ufffd'],
    ['utf8mb4', 'a\xe2\x82', 'a\ufffd'],
    ['utf8mb3', '\xf0\x9f\x90\xac', '\ufffd'],
    ['ascii', 'caf\xe9', 'caf\ufffd'],
  ] as const)('%s has no character for the bytes %j', (charset, bytes, shown) => {
    expect(decodeStrict(bytes, charset)).toBeUndefined();
    expect(decodeText(bytes, charset)).toBe(shown);
  });

  test.each([
    ['utf8mb4', '\ud800'],
    ['utf8mb3', '🐬'],
    ['latin1', '日'],
    ['latin1', '\x80'],
    ['latin1', '🐬'],
    ['ascii', 'é'],
  ] as const)('%s has no bytes for the text %j', (charset, text) => {
    expect(() => encodeText(text, charset)).toThrow(RefusedError);
  });
});

test('any bytes that a character set can read are what it writes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array).toString('latin1')),
    fc.string({ unit: 'binary', maxLength: 10 }).map((text) => Buffer.from(text).toString('latin1')),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom(...ALL), (some, charset) => {
      const text = decodeStrict(some, charset);
      if (text === undefined) return;
      expect(encodeText(text, charset)).toBe(some);
      expect(decodeText(some, charset)).toBe(text);
    }),
  );
});
