import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import { DataRowCursor, decodeDataRow, encodeDataRow } from '../../../../src/protocols/postgres/messages/data-row.ts';
import { written } from './drawing.ts';

/** All cells by a cursor, as `decodeDataRow` would give them. */
function walk(cursor: DataRowCursor, bytes: Buffer, start: number, end: number): (Uint8Array | null)[] {
  const cells: (Uint8Array | null)[] = [];
  cursor.open(bytes, start, end);
  while (cursor.next()) {
    expect(cursor.index).toBe(cells.length);
    cells.push(cursor.length === -1 ? null : bytes.subarray(cursor.offset, cursor.offset + cursor.length));
  }
  expect(cells).toHaveLength(cursor.count);
  return cells;
}

const cells = fc.array(
  fc.option(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    { nil: null },
  ),
  { maxLength: 12 },
);

describe('a data row cursor', () => {
  it('gives the same cells as the decoder, row after row, wherever the rows lie', () => {
    const cursor = new DataRowCursor();
    fc.assert(
      fc.property(cells, fc.uint8Array({ maxLength: 9 }), (cells, around) => {
        const row = written((out) => encodeDataRow({ kind: 'DataRow', cells }, out));
        const bytes = Buffer.concat([around, row, around]);
        const start = around.length + 5;
        expect(walk(cursor, bytes, start, around.length + row.length)).toEqual(cells);
      }),
    );
  });

  it('refuses exactly what the decoder refuses', () => {
    const cursor = new DataRowCursor();
    const accepts = (read: () => unknown): boolean => {
      try {
        read();
        return true;
      } catch (error) {
        if (error instanceof MalformedMessage) return false;
        throw error;
      }
    };
    const near = fc.array(fc.constantFrom(0, 1, 2, 4, 254, 255), { maxLength: 24 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(near, (bytes) => {
        const decoded = accepts(() => decodeDataRow(new Reader(bytes)));
        expect(accepts(() => walk(cursor, bytes, 0, bytes.length))).toBe(decoded);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never reads a cell out of the next message', () => {
    const bytes = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 4, 1, 2]), Buffer.from('secret')]);
    const cursor = new DataRowCursor();
    cursor.open(bytes, 0, 8);
    expect(() => cursor.next()).toThrow(MalformedMessage);
  });

  it('takes a range outside of its bytes for our own mistake', () => {
    expect(() => new DataRowCursor().open(Buffer.alloc(2), 1, 3)).toThrow(RangeError);
  });
});
