// DataRow twice: decoded whole, for tests and small results of our own, and as a cursor that allocates nothing per row,
// for the rewriter that masks.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeValue, encodeValue } from './value.ts';

/** DataRow ('D'): one row; its columns are those of the RowDescription before. Server → client. */
export interface DataRow {
  readonly kind: 'DataRow';
  readonly cells: readonly (Uint8Array | null)[]; // views, not copies
}

export function decodeDataRow(body: Reader): DataRow {
  const count = body.count(body.u16(), 4);
  const cells: (Uint8Array | null)[] = [];
  for (let i = 0; i < count; i++) cells.push(decodeValue(body));
  body.end();
  return { kind: 'DataRow', cells };
}

export function encodeDataRow(message: DataRow, out: Writer): void {
  const mark = beginFrame(out, 'D');
  out.u16(message.cells.length);
  for (const cell of message.cells) encodeValue(cell, out);
  endFrame(out, mark);
}

/**
 * Walks over the cells of one row after another without an object for either.
 *
 *     cursor.open(bytes, start, end);          // the body of a DataRow
 *     while (cursor.next()) use(cursor.index, cursor.offset, cursor.length);
 *
 * Both throw MalformedMessage. That nothing follows the last cell is known when `next` has given false.
 */
export class DataRowCursor {
  /** Cells of the row. */
  count = 0;
  /** The current cell's number, from 0. */
  index = -1;
  /** Where in the bytes given to `open` the current cell's value begins, behind its length. */
  offset = 0;
  /** Bytes of the current cell's value; -1 for NULL. */
  length = -1;

  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  open(bytes: Uint8Array, start: number, end: number): void {
    if (!(start >= 0 && start <= end && end <= bytes.length)) {
      throw new RangeError(`no range ${start} to ${end} in ${bytes.length} bytes`);
    }
    if (end - start < 2) throw new MalformedMessage('a row has no count of its cells');
    this.#bytes = bytes;
    this.#at = start + 2;
    this.#end = end;
    this.count = (this.#byte(start) << 8) | this.#byte(start + 1);
    this.index = -1;
    this.length = -1;
    this.offset = this.#at;
    if (this.count * 4 > end - this.#at)
      throw new MalformedMessage(`a row of ${end - start} bytes has no ${this.count} cells`);
  }

  next(): boolean {
    const at = this.#at;
    if (this.index + 1 >= this.count) {
      if (at !== this.#end) throw new MalformedMessage(`${this.#end - at} bytes follow the last cell of a row`);
      return false;
    }
    if (this.#end - at < 4) throw new MalformedMessage('a row ends inside the length of a cell');
    const length = (this.#byte(at) << 24) | (this.#byte(at + 1) << 16) | (this.#byte(at + 2) << 8) | this.#byte(at + 3);
    const offset = at + 4;
    if (length < -1 || length > this.#end - offset) {
      throw new MalformedMessage(`a cell of ${length} bytes in a row with ${this.#end - offset} left`);
    }
    this.index++;
    this.offset = offset;
    this.length = length;
    this.#at = length === -1 ? offset : offset + length;
    return true;
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0; // the callers have checked the range
  }
}
