// The result sets that answer SHOW WARNINGS, SHOW ERRORS and their counts behind a statement that was answered by us: the server knows nothing of it.

import { Writer } from '../../bytes/writer.ts';
import {
  beginPacket,
  BINARY_COLLATION,
  encodeColumnDefinition,
  encodeEof,
  encodeOk,
  endPacket,
  FIELD_FLAGS,
  has,
  plainOk,
  sequenceAfter,
  STATUS,
  TYPES,
  type ColumnDefinition,
  type Err,
} from './messages/index.ts';

export interface DiagnosticsContext {
  /** The sequence id of the answer's first packet. */
  readonly sequence: number;
  /** The client's. */
  readonly capabilities: number;
  /** As the server last said it. */
  readonly status: number;
  /** Of character_set_results: what the error's message is in. */
  readonly collation: number;
}

/** SHOW WARNINGS, SHOW ERRORS: one row for the error, none where there is none. */
export function encodeDiagnostics(error: Err | undefined, context: DiagnosticsContext): Buffer {
  const columns = [
    text('Level', 7, context.collation),
    number('Code', TYPES.LONG, 4, FIELD_FLAGS.NOT_NULL),
    text('Message', 512, context.collation),
  ];
  const rows = error === undefined ? [] : [[Buffer.from('Error'), digits(error.number), error.message]];
  return encodeResult(columns, rows, context);
}

/** SHOW COUNT(*) WARNINGS, SHOW COUNT(*) ERRORS. */
export function encodeDiagnosticsCount(
  what: 'warnings' | 'errors',
  count: number,
  context: DiagnosticsContext,
): Buffer {
  const label = what === 'warnings' ? '@@session.warning_count' : '@@session.error_count';
  return encodeResult([number(label, TYPES.LONGLONG, 21, 0)], [[digits(count)]], context);
}

const NOTHING = new Uint8Array(0);
const NO_DECIMALS = 31;

function column(name: string): ColumnDefinition {
  return {
    kind: 'ColumnDefinition',
    catalog: Buffer.from('def'),
    schema: NOTHING,
    table: NOTHING,
    orgTable: NOTHING,
    name: Buffer.from(name),
    orgName: NOTHING,
    collation: BINARY_COLLATION,
    columnBytes: 0,
    type: TYPES.VAR_STRING,
    flags: FIELD_FLAGS.NOT_NULL,
    decimals: 0,
  };
}

function text(name: string, characters: number, collation: number): ColumnDefinition {
  return { ...column(name), collation, columnBytes: characters * 4, decimals: NO_DECIMALS };
}

function number(name: string, type: number, columnBytes: number, flags: number): ColumnDefinition {
  return { ...column(name), type, columnBytes, flags: flags | FIELD_FLAGS.UNSIGNED | FIELD_FLAGS.BINARY };
}

function digits(value: number): Buffer {
  return Buffer.from(String(value));
}

function encodeResult(
  columns: readonly ColumnDefinition[],
  rows: readonly (readonly Uint8Array[])[],
  { sequence, capabilities, status }: DiagnosticsContext,
): Buffer {
  const out = new Writer();
  let next = sequence;
  const write = (payload: () => void): void => {
    const mark = beginPacket(out, next);
    payload();
    endPacket(out, mark);
    next = sequenceAfter(next);
  };
  const deprecated = has(capabilities, 'DEPRECATE_EOF');
  const plain = status & ~STATUS.SESSION_STATE_CHANGED & ~STATUS.MORE_RESULTS_EXISTS;
  const eof = (): void => encodeEof({ kind: 'Eof', warnings: 0, status: plain }, out);
  write(() => out.lenenc(columns.length));
  for (const one of columns) write(() => encodeColumnDefinition(one, out));
  if (!deprecated) write(eof);
  for (const row of rows)
    write(() => {
      for (const cell of row) out.lenencBytes(cell);
    });
  write(deprecated ? () => encodeOk({ ...plainOk(plain), endsRows: true }, capabilities, out) : eof);
  return out.take();
}
