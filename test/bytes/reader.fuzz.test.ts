// Any reads from any bytes: a value or MalformedMessage, never past the end, and a position that only moves forward.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../src/bytes/malformed.ts';
import { Reader } from '../../src/bytes/reader.ts';

const reads: fc.Arbitrary<(reader: Reader) => unknown> = fc.oneof(
  fc
    .constantFrom(
      'u8' as const,
      'u16',
      'i16',
      'i32',
      'u32',
      'cstring',
      'cstringBytes',
      'rest',
      'end',
      'u16le',
      'u24le',
      'u32le',
      'u64le',
      'lenenc',
      'lenencBig',
      'lenencBytes',
    )
    .map((name) => (reader: Reader) => reader[name]()),
  fc.integer().map((count) => (reader: Reader) => reader.bytes(count)),
  fc.integer({ min: -2, max: 9 }).map((count) => (reader: Reader) => reader.bytes(count)),
  fc.tuple(fc.integer(), fc.nat()).map(
    ([count, least]) =>
      (reader: Reader) =>
        reader.count(count, least),
  ),
);

/** What is left after a read, or that it was refused; another exception is thrown on. */
function attempt(read: (reader: Reader) => unknown, reader: Reader): 'read' | 'refused' {
  try {
    read(reader);
    return 'read';
  } catch (error) {
    if (error instanceof MalformedMessage) return 'refused';
    throw error;
  }
}

describe('any reads from any bytes', () => {
  it('give a value or MalformedMessage', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        fc.array(reads, { maxLength: 12 }),
        (bytes, cut, reads) => {
          const end = cut % (bytes.length + 1);
          const reader = new Reader(bytes, 0, end);
          let left = end;
          for (const read of reads) {
            attempt(read, reader);
            expect(reader.remaining).toBeLessThanOrEqual(left);
            expect(reader.remaining).toBeGreaterThanOrEqual(0);
            left = reader.remaining;
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
