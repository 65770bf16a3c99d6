// Puts a mask plan on the rows of one result. Knows cells and columns, not why a column is masked.

import type { Writer } from '../../bytes/writer.ts';
import { InternalFault } from '../../core/errors.ts';
import type { ColumnMasker, MaskPlan } from '../../gate/protocol.ts';
import {
  BinaryRowCursor,
  charsetOfCollation,
  decodeWire,
  encodeWire,
  FIELD_FLAGS,
  setNullBit,
  TextRowCursor,
  TYPES,
  type ColumnDefinition,
  type RowCursor,
  type WireCharset,
} from './messages/index.ts';

/**
 * Types whose values are characters in both protocols. TEXT columns travel as BLOBs with a collation of characters; BLOBs themselves have the
 * collation `binary`. ENUM and SET travel as STRING, and no mask keeps one within its members.
 */
const STRING_TYPES: ReadonlySet<number> = new Set([
  TYPES.VARCHAR, TYPES.VAR_STRING, TYPES.STRING, TYPES.TINY_BLOB, TYPES.MEDIUM_BLOB, TYPES.LONG_BLOB, TYPES.BLOB,
]); // prettier-ignore

/** The character set of a column whose values a mask can change; undefined: under a mask they become NULL. */
function maskableCharset(column: ColumnDefinition): WireCharset | undefined {
  if (!STRING_TYPES.has(column.type) || (column.flags & (FIELD_FLAGS.ENUM | FIELD_FLAGS.SET)) !== 0) return undefined;
  return charsetOfCollation(column.collation);
}

export type RowFormat = 'text' | 'binary';

const NULL_BYTE = 0xfb;

/** Masks the rows of one result. `row` writes a payload; everything that no mask is on is copied as it came. */
export class RowMasker {
  /** Cells changed so far. */
  maskedCells = 0;
  readonly #plan: MaskPlan;
  readonly #charsets: readonly (WireCharset | undefined)[];
  readonly #cursor: RowCursor;
  /** Undefined in the text protocol. */
  readonly #binary: BinaryRowCursor | undefined;
  readonly #nulls: Buffer;

  constructor(plan: MaskPlan, columns: readonly ColumnDefinition[], format: RowFormat) {
    if (plan.columns.length !== columns.length) throw new InternalFault('a plan for another number of columns');
    this.#plan = plan;
    this.#charsets = columns.map(maskableCharset);
    this.#binary = format === 'binary' ? new BinaryRowCursor(columns.map(({ type }) => type)) : undefined;
    this.#cursor = this.#binary ?? new TextRowCursor(columns.length);
    this.#nulls = Buffer.alloc(this.#binary?.bitmapBytes ?? 0);
  }

  /** `bytes[start, end)` is a row's payload. Throws MalformedMessage; what was written then is no row. */
  row(bytes: Buffer, start: number, end: number, out: Writer): void {
    const cursor = this.#cursor;
    cursor.open(bytes, start, end);
    const nullsAt = this.#begin(bytes, out);
    // bytes[copied, …) is still to be copied.
    let copied = cursor.end;
    while (cursor.next()) {
      const masker = this.#plan.columns[cursor.index];
      if (masker === undefined || cursor.isNull) continue;
      out.slice(bytes, copied, cursor.start);
      copied = cursor.end;
      this.maskedCells++;
      const value = this.#masked(masker, bytes);
      if (value !== null) out.lenencBytes(value);
      else if (this.#binary === undefined) out.u8(NULL_BYTE);
      else setNullBit(this.#nulls, cursor.index);
    }
    out.slice(bytes, copied, end);
    if (this.#binary !== undefined) out.patchBytes(nullsAt, this.#nulls);
  }

  /** Writes what stands before the first cell. The bits of NULLs are written again once all cells are known. */
  #begin(bytes: Buffer, out: Writer): number {
    const binary = this.#binary;
    if (binary === undefined) return 0;
    bytes.copy(this.#nulls, 0, binary.bitmap, binary.bitmap + binary.bitmapBytes);
    out.u8(0);
    const at = out.length;
    out.bytes(this.#nulls);
    return at;
  }

  #masked(masker: ColumnMasker, bytes: Buffer): Uint8Array | null {
    const cursor = this.#cursor;
    const charset = this.#charsets[cursor.index];
    if (charset === undefined) return null;
    const value = bytes.subarray(cursor.offset, cursor.end);
    if (charset !== 'latin1') return masker.mask(value);
    const masked = masker.mask(Buffer.from(decodeWire(value, 'latin1'), 'utf8'));
    return masked === null ? null : encodeWire(Buffer.from(masked).toString('utf8'), 'latin1', '*');
  }
}
