// Puts a mask plan on the rows of one result. Knows cells and columns, not why a column is masked.

import { InternalFault } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Writer } from '../../bytes/writer.ts';
import type { MaskPlan, Origin } from '../../gate/protocol.ts';
import type { Run } from './line.ts';
import { beginFrame, endFrame, type DataRowCursor, type FieldDescription } from './messages/index.ts';

/**
 * Types whose text and binary forms are the same bytes, the characters themselves: text, varchar, bpchar, name, "char" is
 * not one of them. Every other type becomes NULL under a mask.
 */
const TEXT_TYPES: ReadonlySet<number> = new Set([25, 1043, 1042]);

/** Whether what the server says of a result's columns is what the analysis said; undefined: it is. */
export function contradiction(plan: MaskPlan, fields: readonly FieldDescription[]): Refusal | undefined {
  if (plan.columns.length !== fields.length) return contradicts();
  for (const [index, field] of fields.entries()) {
    const origin = plan.origins[index];
    if (origin === undefined) continue;
    if (!isFrom(origin, field)) return contradicts();
  }
  return undefined;
}

function isFrom(origin: Origin, { tableOid, attributeNumber }: FieldDescription): boolean {
  switch (origin.kind) {
    case 'number':
      return origin.oid === tableOid && origin.attribute === attributeNumber;
    case 'none':
      return tableOid === 0 && attributeNumber === 0;
    case 'names':
      // Postgres names no columns: whoever planned this took it for another server.
      return false;
    default:
      return origin satisfies never;
  }
}

function contradicts(): Refusal {
  return {
    code: 'WW_RESULT_CONTRADICTS_PLAN',
    message: 'the result has other columns than the statement was judged for',
    hint: 'Run the statement again; its tables may have been changed in the meantime.',
  };
}

/** Writes one row with its masked cells changed. `bytes[start, end)` is the body of a DataRow. */
export function maskRow(
  plan: MaskPlan,
  run: Run,
  cursor: DataRowCursor,
  bytes: Buffer,
  start: number,
  end: number,
  out: Writer,
): void {
  const fields = run.fields;
  if (fields === undefined) throw new InternalFault('a masked row came before its description');
  cursor.open(bytes, start, end);
  if (cursor.count !== plan.columns.length)
    throw new InternalFault('a masked row has another number of cells than its plan');
  const mark = beginFrame(out, 'D');
  out.u16(cursor.count);
  while (cursor.next()) {
    const masker = plan.columns[cursor.index];
    if (masker === undefined || cursor.length === -1) {
      out.slice(bytes, cursor.offset - 4, cursor.length === -1 ? cursor.offset : cursor.offset + cursor.length);
      continue;
    }
    const field = fields[cursor.index];
    const isText = field !== undefined && TEXT_TYPES.has(field.typeOid);
    const value =
      isText || !masker.textOnly ? masker.mask(bytes.subarray(cursor.offset, cursor.offset + cursor.length)) : null;
    run.maskedCells++;
    if (value === null) out.i32(-1);
    else {
      out.i32(value.length);
      out.bytes(value);
    }
  }
  endFrame(out, mark);
}
