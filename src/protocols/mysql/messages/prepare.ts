import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** The first packet of the answer to COM_STMT_PREPARE: parameters' and columns' definitions follow. Server → client. */
export interface PrepareOk {
  readonly kind: 'PrepareOk';
  readonly id: number;
  readonly columns: number;
  readonly parameters: number;
  readonly warnings: number;
}

export function decodePrepareOk(body: Reader): PrepareOk {
  const first = body.u8();
  if (first !== 0) throw new MalformedMessage(`byte ${first} begins no answer to a Prepare`);
  const id = body.u32le();
  const columns = body.u16le();
  const parameters = body.u16le();
  body.u8(); // filler
  const warnings = body.remaining > 0 ? body.u16le() : 0;
  body.end();
  return { kind: 'PrepareOk', id, columns, parameters, warnings };
}

export function encodePrepareOk(message: PrepareOk, out: Writer): void {
  out.u8(0);
  out.u32le(message.id);
  out.u16le(message.columns);
  out.u16le(message.parameters);
  out.u8(0);
  out.u16le(message.warnings);
}
