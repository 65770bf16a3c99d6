// One row of a result, in the text and in the binary protocol (MySQL docs, "Text Resultset Row", "Binary Protocol Resultset Row"). Walked over without
// an object for rows or cells.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import { ValuePlace } from './value-type.ts';

const NULL_BYTE = 0xfb;
/** The bits of a row's NULLs begin here, for a reason that is lost; those of parameters begin at 0. */
const NULL_BITS_OFFSET = 2;

/**
 *     cursor.open(bytes, start, end);             // one row's payload
 *     while (cursor.next()) use(cursor.index, cursor.offset, cursor.end);
 *
 * Both throw MalformedMessage. That nothing follows the last cell is known when `next` has given false.
 */
export interface RowCursor {
  /** The current cell's number, from 0. */
  readonly index: number;
  /** Where the current cell begins, its length included. */
  readonly start: number;
  /** Where its value begins. */
  readonly offset: number;
  /** Where it ends. */
  readonly end: number;
  readonly isNull: boolean;
  open(bytes: Uint8Array, start: number, end: number): void;
  next(): boolean;
}

export class TextRowCursor implements RowCursor {
  index = -1;
  start = 0;
  offset = 0;
  end = 0;
  isNull = false;

  readonly #columns: number;
  readonly #place = new ValuePlace();
  #bytes: Uint8Array = new Uint8Array(0);
  #limit = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#limit = end;
    this.index = -1;
    this.end = start;
  }

  next(): boolean {
    const at = this.end;
    if (this.index + 1 === this.#columns) {
      if (at !== this.#limit) throw new MalformedMessage(`${this.#limit - at} bytes follow the last cell of a row`);
      return false;
    }
    if (at >= this.#limit) throw new MalformedMessage(`a row ends behind ${this.index + 1} of ${this.#columns} cells`);
    this.index++;
    this.start = at;
    this.isNull = this.#bytes[at] === NULL_BYTE;
    if (this.isNull) this.offset = this.end = at + 1;
    else {
      this.#place.string(this.#bytes, at, this.#limit);
      this.offset = this.#place.offset;
      this.end = this.#place.end;
    }
    return true;
  }
}

export class BinaryRowCursor implements RowCursor {
  index = -1;
  start = 0;
  offset = 0;
  end = 0;
  isNull = false;
  /** Where the bits of the NULLs begin in what was opened; there are `bitmapBytes` of them. */
  bitmap = 0;
  readonly bitmapBytes: number;

  readonly #types: readonly number[];
  readonly #place = new ValuePlace();
  #bytes: Uint8Array = new Uint8Array(0);
  #limit = 0;

  constructor(types: readonly number[]) {
    this.#types = types;
    this.bitmapBytes = (types.length + NULL_BITS_OFFSET + 7) >> 3;
  }

  open(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 1 + this.bitmapBytes) throw new MalformedMessage('a binary row ends inside of its NULLs');
    if (bytes[start] !== 0) throw new MalformedMessage('a binary row begins with 0');
    this.#bytes = bytes;
    this.#limit = end;
    this.bitmap = start + 1;
    this.index = -1;
    this.end = this.bitmap + this.bitmapBytes;
  }

  next(): boolean {
    const at = this.end;
    const type = this.#types[this.index + 1];
    if (type === undefined) {
      if (at !== this.#limit) throw new MalformedMessage(`${this.#limit - at} bytes follow the last cell of a row`);
      return false;
    }
    this.index++;
    this.start = at;
    const bit = this.index + NULL_BITS_OFFSET;
    this.isNull = ((this.#bytes[this.bitmap + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
    if (this.isNull) this.offset = at;
    else {
      this.#place.binary(type, this.#bytes, at, this.#limit);
      this.offset = this.#place.offset;
      this.end = this.#place.end;
    }
    return true;
  }
}

/** Sets the bit that says that a cell is NULL. */
export function setNullBit(bitmap: Uint8Array, index: number): void {
  const bit = index + NULL_BITS_OFFSET;
  bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) | (1 << (bit & 7));
}
