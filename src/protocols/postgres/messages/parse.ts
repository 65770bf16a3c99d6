import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** Parse ('P'): prepares one statement under a name ('' is the unnamed one). Client → server. */
export interface Parse {
  readonly kind: 'Parse';
  readonly statement: string;
  readonly text: string;
  /** Type oids of the first parameters; 0 leaves one to the server. There may be fewer than parameters. */
  readonly parameterTypes: readonly number[];
}

export function decodeParse(body: Reader): Parse {
  const statement = body.cstring();
  const text = body.cstring();
  const count = body.count(body.u16(), 4);
  const parameterTypes: number[] = [];
  for (let i = 0; i < count; i++) parameterTypes.push(body.u32());
  body.end();
  return { kind: 'Parse', statement, text, parameterTypes };
}

export function encodeParse(message: Parse, out: Writer): void {
  const mark = beginFrame(out, 'P');
  out.cstring(message.statement);
  out.cstring(message.text);
  out.u16(message.parameterTypes.length);
  for (const oid of message.parameterTypes) out.u32(oid);
  endFrame(out, mark);
}
