import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeFormat, formatCode, type Format } from './format.ts';
import { beginFrame, endFrame } from './frame.ts';

/** RowDescription ('T'): the columns of the rows that follow, or would follow. Server → client. */
export interface RowDescription {
  readonly kind: 'RowDescription';
  readonly fields: readonly FieldDescription[];
}

export interface FieldDescription {
  readonly name: string;
  /** 0 where the column is not a plain column of a table; so is the attribute number then. */
  readonly tableOid: number;
  readonly attributeNumber: number;
  readonly typeOid: number;
  /** Bytes; negative for types of varying length. */
  readonly typeLength: number;
  readonly typeModifier: number;
  /** Always text where a statement is described, since formats are chosen by Bind. */
  readonly format: Format;
}

/** An empty name's NUL and six numbers. */
const MIN_FIELD_BYTES = 19;

export function decodeRowDescription(body: Reader): RowDescription {
  const count = body.count(body.u16(), MIN_FIELD_BYTES);
  const fields: FieldDescription[] = [];
  for (let i = 0; i < count; i++) {
    fields.push({
      name: body.cstring(),
      tableOid: body.u32(),
      attributeNumber: body.i16(),
      typeOid: body.u32(),
      typeLength: body.i16(),
      typeModifier: body.i32(),
      format: decodeFormat(body),
    });
  }
  body.end();
  return { kind: 'RowDescription', fields };
}

export function encodeRowDescription(message: RowDescription, out: Writer): void {
  const mark = beginFrame(out, 'T');
  out.u16(message.fields.length);
  for (const field of message.fields) {
    out.cstring(field.name);
    out.u32(field.tableOid);
    out.i16(field.attributeNumber);
    out.u32(field.typeOid);
    out.i16(field.typeLength);
    out.i32(field.typeModifier);
    out.i16(formatCode(field.format));
  }
  endFrame(out, mark);
}
