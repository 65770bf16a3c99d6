import { MalformedMessage } from '../../../bytes/malformed.ts';
import { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** ColumnDefinition41: one column of the rows that follow. Server → client. Names are views, in character_set_results. */
export interface ColumnDefinition {
  readonly kind: 'ColumnDefinition';
  readonly catalog: Uint8Array;
  readonly schema: Uint8Array;
  /** The alias that the statement gives its table. */
  readonly table: Uint8Array;
  readonly orgTable: Uint8Array;
  /** The label in the result. */
  readonly name: Uint8Array;
  readonly orgName: Uint8Array;
  readonly collation: number;
  readonly columnBytes: number;
  readonly type: number;
  /** FIELD_FLAGS. */
  readonly flags: number;
  readonly decimals: number;
  /** The answer to COM_FIELD_LIST alone has one; null for NULL. */
  readonly defaultValue?: Uint8Array | null;
}

/** The length of the fields of fixed length. */
const FIXED_BYTES = 0x0c;
const NULL_BYTE = 0xfb;

/** `withDefault`: it answers COM_FIELD_LIST. */
export function decodeColumnDefinition(body: Reader, withDefault = false): ColumnDefinition {
  const catalog = body.lenencBytes();
  const schema = body.lenencBytes();
  const table = body.lenencBytes();
  const orgTable = body.lenencBytes();
  const name = body.lenencBytes();
  const orgName = body.lenencBytes();
  const fixed = body.lenenc();
  if (fixed !== FIXED_BYTES)
    throw new MalformedMessage(`${fixed} bytes of a column's fixed fields, not ${FIXED_BYTES}`);
  const collation = body.u16le();
  const columnBytes = body.u32le();
  const type = body.u8();
  const flags = body.u16le();
  const decimals = body.u8();
  body.u16le(); // filler
  const column = {
    kind: 'ColumnDefinition',
    catalog,
    schema,
    table,
    orgTable,
    name,
    orgName,
    collation,
    columnBytes,
    type,
    flags,
    decimals,
  } as const;
  if (!withDefault) {
    body.end();
    return column;
  }
  const defaultValue = decodeDefault(body);
  body.end();
  return { ...column, defaultValue };
}

function decodeDefault(body: Reader): Uint8Array | null {
  const rest = body.rest();
  if (rest.length === 0 || (rest.length === 1 && rest[0] === NULL_BYTE)) return null;
  const inside = new Reader(rest);
  const value = inside.lenencBytes();
  inside.end();
  return value;
}

export function encodeColumnDefinition(message: ColumnDefinition, out: Writer): void {
  out.lenencBytes(message.catalog);
  out.lenencBytes(message.schema);
  out.lenencBytes(message.table);
  out.lenencBytes(message.orgTable);
  out.lenencBytes(message.name);
  out.lenencBytes(message.orgName);
  out.lenenc(FIXED_BYTES);
  out.u16le(message.collation);
  out.u32le(message.columnBytes);
  out.u8(message.type);
  out.u16le(message.flags);
  out.u8(message.decimals);
  out.u16le(0);
  if (message.defaultValue === null) out.u8(NULL_BYTE);
  else if (message.defaultValue !== undefined) out.lenencBytes(message.defaultValue);
}
