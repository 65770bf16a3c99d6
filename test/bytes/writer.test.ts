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

  it('writes little-endian integers and length-encoded values that a reader reads', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
        fc.uint8Array({ maxLength: 400 }),
        (big, bytes) => {
          const out = new Writer();
          out.u16le(Number(big & 0xffffn));
          out.u24le(Number(big & 0xff_ffffn));
          out.u32le(Number(big & 0xffff_ffffn));
          out.u64le(big);
          out.lenenc(big);
          out.lenenc(Number(big & 0x1ff_ffffn));
          out.lenencBytes(bytes);
          const read = new Reader(out.take());
          expect([read.u16le(), read.u24le(), read.u32le()]).toEqual([
            Number(big & 0xffffn),
            Number(big & 0xff_ffffn),
            Number(big & 0xffff_ffffn),
          ]);
          expect([read.u64le(), read.lenencBig(), read.lenenc()]).toEqual([big, big, Number(big & 0x1ff_ffffn)]);
          expect([...read.lenencBytes()]).toEqual([...bytes]);
          read.end();
        },
      ),
    );
  });

  it.each([
    [250, 'fa'],
    [251, 'fcfb00'],
    [0xffff, 'fcffff'],
    [0x1_0000, 'fd000001'],
    [0xff_ffff, 'fdffffff'],
    [0x100_0000, 'fe0000000100000000'],
  ])('writes the length-encoded %i in its shortest form, %s', (value, hex) => {
    const out = new Writer();
    out.lenenc(value);
    expect(out.take().toString('hex')).toBe(hex);
  });

  it('writes over bytes and 24-bit integers that were left open, and over nothing else', () => {
    const out = new Writer();
    out.u8(9);
    out.take();
    out.u24le(0);
    out.bytes(new Uint8Array(2));
    out.patchU24le(0, 0x03_0201);
    out.patchBytes(3, Uint8Array.of(4, 5));
    expect(() => out.patchU24le(3, 1)).toThrow(RangeError);
    expect(() => out.patchBytes(4, Uint8Array.of(1, 2))).toThrow(RangeError);
    expect(() => out.patchBytes(-1, Uint8Array.of(1))).toThrow(RangeError);
    expect([...out.take()]).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses a NUL inside of NUL-terminated bytes', () => {
    expect(() => new Writer().cstringBytes(Uint8Array.of(1, 0, 1))).toThrow(TypeError);
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
