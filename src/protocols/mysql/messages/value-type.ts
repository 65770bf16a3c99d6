// Column and parameter types, and how long a value of each is in the binary protocol (MySQL docs, "Binary Protocol Value"; MariaDB KB, "Resultset row").

import { MalformedMessage } from '../../../bytes/malformed.ts';

export const TYPES = {
  DECIMAL: 0,
  TINY: 1,
  SHORT: 2,
  LONG: 3,
  FLOAT: 4,
  DOUBLE: 5,
  NULL: 6,
  TIMESTAMP: 7,
  LONGLONG: 8,
  INT24: 9,
  DATE: 10,
  TIME: 11,
  DATETIME: 12,
  YEAR: 13,
  VARCHAR: 15,
  BIT: 16,
  VECTOR: 242,
  BOOL: 244,
  JSON: 245,
  NEWDECIMAL: 246,
  ENUM: 247,
  SET: 248,
  TINY_BLOB: 249,
  MEDIUM_BLOB: 250,
  LONG_BLOB: 251,
  BLOB: 252,
  VAR_STRING: 253,
  STRING: 254,
  GEOMETRY: 255,
} as const;

/** Flags of a column that change what its values are. */
export const FIELD_FLAGS = { NOT_NULL: 1, UNSIGNED: 32, BINARY: 128, ENUM: 256, SET: 2048 } as const;

/** Behind it in `layout`: a length-encoded string; a byte that says how many follow. */
const LENENC = -1;
const SHORT_LENGTH = -2;
/** Dates and times have 0, 4, 7, 8, 11 or 12 bytes behind their length. */
const MAX_TEMPORAL_BYTES = 12;

const LAYOUT: ReadonlyMap<number, number> = new Map<number, number>([
  [TYPES.TINY, 1],
  [TYPES.BOOL, 1],
  [TYPES.SHORT, 2],
  [TYPES.YEAR, 2],
  [TYPES.LONG, 4],
  [TYPES.INT24, 4],
  [TYPES.FLOAT, 4],
  [TYPES.DOUBLE, 8],
  [TYPES.LONGLONG, 8],
  [TYPES.NULL, 0],
  [TYPES.TIMESTAMP, SHORT_LENGTH],
  [TYPES.DATE, SHORT_LENGTH],
  [TYPES.TIME, SHORT_LENGTH],
  [TYPES.DATETIME, SHORT_LENGTH],
  ...[TYPES.DECIMAL, TYPES.VARCHAR, TYPES.BIT, TYPES.VECTOR, TYPES.JSON, TYPES.NEWDECIMAL].map(lenenc),
  ...[TYPES.ENUM, TYPES.SET, TYPES.TINY_BLOB, TYPES.MEDIUM_BLOB, TYPES.LONG_BLOB, TYPES.BLOB].map(lenenc),
  ...[TYPES.VAR_STRING, TYPES.STRING, TYPES.GEOMETRY].map(lenenc),
]);

function lenenc(type: number): readonly [number, number] {
  return [type, LENENC];
}

/** A place in a run of bytes: where a value begins, and where what it says of its own length begins. No object for each. */
export class ValuePlace {
  /** Where the value's own bytes begin. */
  offset = 0;
  /** Where it ends, and the next begins. */
  end = 0;

  /** Finds the length-encoded string at `at`. */
  string(bytes: Uint8Array, at: number, limit: number): void {
    const first = bytes[at] ?? 0;
    const head = first < 0xfb ? 1 : first === 0xfc ? 3 : first === 0xfd ? 4 : first === 0xfe ? 9 : 0;
    if (at >= limit || head === 0 || head > limit - at) throw new MalformedMessage('a value has no length');
    let length = head === 1 ? first : (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0) * 0x100;
    if (head > 3) length += (bytes[at + 3] ?? 0) * 0x1_0000;
    // More than 2^53 loses digits, not size: it is too large all the same.
    if (head === 9) for (let i = 4; i <= 8; i++) length += (bytes[at + i] ?? 0) * 2 ** (8 * (i - 1));
    this.offset = at + head;
    if (length > limit - this.offset)
      throw new MalformedMessage(`a value of ${length} bytes, ${limit - this.offset} left`);
    this.end = this.offset + length;
  }

  /** Finds the value of a type in the binary protocol. */
  binary(type: number, bytes: Uint8Array, at: number, limit: number): void {
    const layout = LAYOUT.get(type);
    if (layout === undefined) throw new MalformedMessage(`${type} is no type of a value`);
    if (layout === LENENC) return this.string(bytes, at, limit);
    let length = layout;
    this.offset = at;
    if (layout === SHORT_LENGTH) {
      if (at >= limit) throw new MalformedMessage('a date or time has no length');
      length = bytes[at] ?? 0;
      this.offset = at + 1;
      if (length > MAX_TEMPORAL_BYTES) throw new MalformedMessage(`a date or time of ${length} bytes`);
    }
    if (length > limit - this.offset)
      throw new MalformedMessage(`a value of ${length} bytes, ${limit - this.offset} left`);
    this.end = this.offset + length;
  }
}
