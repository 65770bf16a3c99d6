import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';

describe('a writer', () => {
  it('writes what a reader reads', () => {
    const out = new Writer();
    out.u8(255);
    out.u16(65_535);
    out.i16(-2);
    out.i32(-3);
    out.u32(4_294_967_295);
    out.cstring('naïve 🙂');
    out.bytes(Buffer.from([1, 2]));
    out.slice(Buffer.from([7, 8, 9]), 1, 2);
    const bytes = new Reader(out.take());
    expect([bytes.u8(), bytes.u16(), bytes.i16(), bytes.i32(), bytes.u32(), bytes.cstring()]).toEqual([
      255,
      65_535,
      -2,
      -3,
      4_294_967_295,
      'naïve 🙂',
    ]);
    expect([...bytes.rest()]).toEqual([1, 2, 8]);
  });

  it('never touches again what was taken', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 }), { maxLength: 20 }), (pieces) => {
        const out = new Writer();
        const taken = pieces.map((piece) => {
          out.bytes(piece);
          return out.take();
        });
        expect(taken.map((bytes) => [...bytes])).toEqual(pieces.map((piece) => [...piece]));
      }),
      { numRuns: 30 },
    );
  });

  it('grows over any number of pieces', () => {
    const out = new Writer();
    const piece = Buffer.alloc(3_001, 7);
    for (let i = 0; i < 50; i++) out.slice(piece, 0, piece.length);
    out.text('x'.repeat(100_000));
    expect(out.length).toBe(250_050);
    const bytes = out.take();
    expect(bytes.subarray(0, 150_050).every((byte) => byte === 7)).toBe(true);
    expect(bytes.subarray(150_050).toString()).toBe('x'.repeat(100_000));
  });

  it('writes over a length that was left open, counted from the last take', () => {
    const out = new Writer();
    out.u8(1);
    out.take();
    out.i32(0);
    out.u8(9);
    out.patchI32(0, 5);
    expect([...out.take()]).toEqual([0, 0, 0, 5, 9]);
    expect(() => out.patchI32(0, 5)).toThrow(RangeError);
  });

  it('forgets what is cut off', () => {
    const out = new Writer();
    out.u32(1);
    out.truncate(3);
    expect([...out.take()]).toEqual([0, 0, 0]);
    expect(() => out.truncate(1)).toThrow(RangeError);
  });

  it.each([
    ['a NUL inside, where the reader would stop', 'a\0b'],
    ['a lone surrogate, which would be sent as another text', 'a\ud800b'],
  ])('refuses a string with %s', (_, text) => {
    expect(() => new Writer().cstring(text)).toThrow(TypeError);
  });

  it('refuses numbers that do not fit', () => {
    expect(() => new Writer().u16(65_536)).toThrow(RangeError);
    expect(() => new Writer().i32(2 ** 31)).toThrow(RangeError);
  });
});
