import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../src/bytes/malformed.ts';
import { Reader } from '../../src/bytes/reader.ts';

const reader = (hex: string) => new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('a reader', () => {
  it.each([
    ['u8', 'ff', 255],
    ['u16', 'ff fe', 65_534],
    ['i16', 'ff fe', -2],
    ['i16', '7f ff', 32_767],
    ['i32', 'ff ff ff ff', -1],
    ['i32', '7f ff ff ff', 2_147_483_647],
    ['u32', 'ff ff ff ff', 4_294_967_295],
    ['u32', '00 03 00 02', 196_610],
  ] as const)('reads a big-endian %s out of %s', (type, hex, value) => {
    const bytes = reader(hex);
    expect(bytes[type]()).toBe(value);
    bytes.end();
  });

  it.each([
    ['u16le', 'fe ff', 65_534],
    ['u24le', '01 02 ff', 0xff_0201],
    ['u32le', 'ff ff ff ff', 4_294_967_295],
    ['u32le', '02 00 03 00', 196_610],
    ['u64le', 'ff ff ff ff ff ff ff ff', 0xffff_ffff_ffff_ffffn],
    ['lenenc', 'fa', 250],
    ['lenenc', 'fc fb 00', 251],
    ['lenenc', 'fd ff ff ff', 0xff_ffff],
    ['lenenc', 'fe ff ff ff ff ff ff 1f 00', Number.MAX_SAFE_INTEGER],
    ['lenenc', 'fc 01 00', 1],
    ['lenenc', 'fe 01 00 00 00 00 00 00 00', 1],
    ['lenencBig', 'fe ff ff ff ff ff ff ff ff', 0xffff_ffff_ffff_ffffn],
  ] as const)('reads a little-endian %s out of %s', (type, hex, value) => {
    const bytes = reader(hex);
    expect(bytes[type]()).toBe(value);
    bytes.end();
  });

  it.each([
    ['u16le', '00'],
    ['u24le', '00 00'],
    ['u32le', '00 00 00'],
    ['u64le', '00 00 00 00 00 00 00'],
    ['lenenc', ''],
    ['lenenc', 'fb'],
    ['lenenc', 'ff'],
    ['lenenc', 'fc 00'],
    ['lenenc', 'fd 00 00'],
    ['lenenc', 'fe 00 00 00 00 00 00 00'],
    ['lenenc', 'fe 00 00 00 00 00 00 20 00'],
    ['lenencBytes', '02 61'],
    ['lenencBytes', 'fe ff ff ff ff 00 00 00 00 61'],
  ] as const)('refuses a %s out of %s, and stays where it is or behind its length', (type, hex) => {
    const bytes = reader(hex);
    const before = bytes.remaining;
    expect(() => bytes[type]()).toThrow(MalformedMessage);
    if (type !== 'lenencBytes') expect(bytes.remaining).toBe(before);
  });

  it.each([
    ['u8', ''],
    ['u16', '00'],
    ['i16', '00'],
    ['i32', '00 00 00'],
    ['u32', '00 00 00'],
    ['cstring', ''],
    ['cstring', '61 62'],
  ] as const)('says that the message is malformed when a %s is cut off', (type, hex) => {
    expect(() => reader(hex)[type]()).toThrow(MalformedMessage);
  });

  it.each([-1, 4, Number.NaN, Number.POSITIVE_INFINITY])('refuses to give %s of three bytes', (count) => {
    expect(() => reader('01 02 03').bytes(count)).toThrow(MalformedMessage);
  });

  it('stays where it is when a read fails', () => {
    const bytes = reader('01 02 03');
    expect(() => bytes.i32()).toThrow(MalformedMessage);
    expect(bytes.remaining).toBe(3);
  });

  it('gives views, not copies', () => {
    const source = Buffer.from([1, 2, 3]);
    const view = new Reader(source).bytes(2);
    source[0] = 9;
    expect(view[0]).toBe(9);
  });

  it('reads a Uint8Array that is a window of a larger one', () => {
    const window = new Uint8Array([9, 9, 0x61, 0, 9]).subarray(2, 4);
    expect(new Reader(window).cstring()).toBe('a');
  });

  it('never looks behind its end, not even for a NUL', () => {
    expect(() => new Reader(Buffer.from('ab\0'), 0, 2).cstring()).toThrow(MalformedMessage);
    expect(() => new Reader(Buffer.from('abcd'), 1, 3).bytes(3)).toThrow(MalformedMessage);
  });

  it.each([
    ['a lone continuation byte', '80 00'],
    ['an overlong slash', 'c0 af 00'],
    ['a surrogate', 'ed a0 80 00'],
    ['a code point above the last', 'f4 90 80 80 00'],
    ['a cut sequence', 'e2 82 00'],
  ])('refuses %s, which would be another text to the server', (_, hex) => {
    expect(() => reader(hex).cstring()).toThrow(MalformedMessage);
  });

  it('keeps a byte order mark, so that what is judged is what was sent', () => {
    expect(reader('ef bb bf 61 00').cstring()).toBe('\u{feff}a');
  });

  it('does not quote what it could not read, since it may be a password', () => {
    expect(() => new Reader(Buffer.from('secret\x80\0', 'latin1')).cstring()).toThrow(/^(?!.*secret)/);
  });

  it('refuses bytes that are left at the end', () => {
    const bytes = reader('01 02');
    bytes.u8();
    expect(() => bytes.end()).toThrow('1 bytes follow the end');
  });

  it('refuses a count that can not be true before anything is made for it', () => {
    expect(reader('00 00 00 00').count(2, 2)).toBe(2);
    expect(() => reader('00 00 00 00').count(3, 2)).toThrow(MalformedMessage);
    expect(() => reader('00 00 00 00').count(-1, 2)).toThrow(MalformedMessage);
  });

  it('takes a range outside of its bytes for our own mistake', () => {
    expect(() => new Reader(Buffer.alloc(2), 1, 3)).toThrow(RangeError);
  });
});
