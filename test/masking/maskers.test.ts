import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MaskSpec } from '../../src/core/verdict.ts';
import { maskerFor } from '../../src/masking/maskers.ts';

const show = (mask: MaskSpec, value: string | Uint8Array): string | null => {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  const masked = maskerFor(mask).mask(bytes);
  return masked === null ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(masked);
};
/** Code points, as masks count. */
const characters = (text: string): string[] => Array.from(text);
const last4: MaskSpec = { kind: 'last', keep: 4 };
const first2: MaskSpec = { kind: 'first', keep: 2 };
const email: MaskSpec = { kind: 'email' };

describe('a masker', () => {
  test.for<[string, MaskSpec, string, string | null]>([
    ['redact shows nothing', { kind: 'redact' }, '4242424242424242', '***'],
    ['redact shows no length', { kind: 'redact' }, '', '***'],
    ['null leaves nothing', { kind: 'null' }, 'anything', null],
    ['last 4 keeps four', last4, '4242424242424242', '***4242'],
    ['last 4 of eight hides as many as it keeps', last4, '12345678', '***5678'],
    ['last 4 of seven is redacted', last4, '1234567', '***'],
    ['last 4 of nothing is redacted', last4, '', '***'],
    ['first 2 keeps two', first2, 'Ada Example', 'Ad***'],
    ['first 2 of three is redacted', first2, 'Ada', '***'],
    ['last 4 counts characters, not bytes', last4, 'größeäöü', '***eäöü'],
    ['first 2 does not cut a character', first2, '😀😁😂😃', '😀😁***'],
    ['email', email, 'ada.example1@example.com', 'a***@example.com'],
    ['email with a character of several bytes', email, 'ädа@example.com', 'ä***@example.com'],
    ['email of one character before the @', email, 'a@example.com', '***'],
    ['email of one long character before the @', email, '😀@example.com', '***'],
    ['email with nothing before the @', email, '@example.com', '***'],
    ['email with nothing behind the @', email, 'ada@', '***'],
    ['email with two @', email, 'ada@secret@example.com', '***'],
    ['text with an @', email, 'see card 4242 @ home', '***'],
    ['text that hides behind an @', email, 'ab@4242 4242 4242 4242', '***'],
    ['email in brackets', email, 'Ada <ada@example.com>', '***'],
    ['no email at all', email, '4242424242424242', '***'],
    ['email whose domain ends in a dot', email, 'ada@example.com.', '***'],
  ])('%s', ([, mask, value, expected]) => {
    expect(show(mask, value)).toBe(expected);
  });

  test.for<[string, readonly number[]]>([
    ['a continuation byte alone', [0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87]],
    ['an overlong form', [0xc0, 0xaf, 0xc0, 0xaf, 0xc0, 0xaf, 0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80, 0xed, 0xa0, 0x80, 0xed, 0xa0, 0x80, 0xed, 0xa0, 0x80]],
    ['a cut character at the end', [0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0xf0, 0x9f, 0x98]],
    ['what lies beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xf4, 0x90, 0x80, 0x80]],
  ])('redacts bytes that are no UTF-8: %s', ([, bytes]) => {
    expect(show({ kind: 'last', keep: 2 }, Uint8Array.from(bytes))).toBe('***');
  });

  test('gives bytes of its own each time', () => {
    const masker = maskerFor({ kind: 'redact' });
    masker.mask(new Uint8Array(3))?.fill(0);
    expect(show({ kind: 'redact' }, 'abc')).toBe('***');
  });
});

const keeping = fc.record({
  kind: fc.constantFrom('first' as const, 'last' as const),
  keep: fc.integer({ min: 1, max: 4 }),
});

describe('whatever the value', () => {
  test('no more than the characters kept are shown, and as many again stay hidden', () => {
    expect(() =>
      fc.assert(
        fc.property(keeping, fc.string({ unit: 'binary', maxLength: 40 }), (mask, value) => {
          const shown = show(mask, value) ?? '';
          const all = characters(value);
          if (all.length < mask.keep * 2) return shown === '***';
          const kept = mask.kind === 'first' ? all.slice(0, mask.keep) : all.slice(-mask.keep);
          return shown === (mask.kind === 'first' ? `${kept.join('')}***` : `***${kept.join('')}`);
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  test('an output shares at most four consecutive characters with the value', () => {
    // Values with stars of their own would share those of the mask.
    const value = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('*'));
    const anyMask = fc.oneof(keeping, fc.constantFrom<MaskSpec>({ kind: 'redact' }, { kind: 'null' }));
    expect(() =>
      fc.assert(
        fc.property(anyMask, value, (mask, text) => {
          const shown = characters(show(mask, text) ?? '');
          return shown.every((_, at) => at + 5 > shown.length || !text.includes(shown.slice(at, at + 5).join('')));
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  test('the email mask shows one character before the @, or nothing', () => {
    const local = fc.string({ minLength: 0, maxLength: 12 });
    expect(() =>
      fc.assert(
        fc.property(local, fc.oneof(fc.domain(), fc.string({ maxLength: 12 })), (before, domain) => {
          const shown = show(email, `${before}@${domain}`);
          return shown === '***' || shown === `${characters(before)[0] ?? ''}***@${domain}`;
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  test('any bytes give UTF-8', () => {
    const anyMask = fc.oneof(keeping, fc.constantFrom<MaskSpec>({ kind: 'redact' }, { kind: 'email' }));
    expect(() =>
      fc.assert(
        fc.property(anyMask, fc.uint8Array({ maxLength: 24 }), (mask, bytes) => {
          const masked = maskerFor(mask).mask(bytes) ?? new Uint8Array();
          const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(masked);
          return Buffer.from(text).equals(Buffer.from(masked));
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });
});
