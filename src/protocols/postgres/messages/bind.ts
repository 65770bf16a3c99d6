import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeFormats, encodeFormats, type Format } from './format.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeValue, encodeValue } from './value.ts';

/** Bind ('B'): gives a prepared statement its parameter values and makes a portal. Client → server. */
export interface Bind {
  readonly kind: 'Bind';
  readonly portal: string;
  readonly statement: string;
  /** No format, one for all, or one for each parameter; see `formatAt`. */
  readonly parameterFormats: readonly Format[];
  /** Views, not copies; null is SQL's NULL. */
  readonly parameters: readonly (Uint8Array | null)[];
  /** No format, one for all, or one for each result column: how many there are only the server knows. */
  readonly resultFormats: readonly Format[];
}

export function decodeBind(body: Reader): Bind {
  const portal = body.cstring();
  const statement = body.cstring();
  const parameterFormats = decodeFormats(body);
  const count = body.count(body.u16(), 4);
  if (parameterFormats.length > 1 && parameterFormats.length !== count) {
    throw new MalformedMessage(`${parameterFormats.length} parameter formats for ${count} parameters`);
  }
  const parameters: (Uint8Array | null)[] = [];
  for (let i = 0; i < count; i++) parameters.push(decodeValue(body));
  const resultFormats = decodeFormats(body);
  body.end();
  return { kind: 'Bind', portal, statement, parameterFormats, parameters, resultFormats };
}

export function encodeBind(message: Bind, out: Writer): void {
  const mark = beginFrame(out, 'B');
  out.cstring(message.portal);
  out.cstring(message.statement);
  encodeFormats(message.parameterFormats, out);
  out.u16(message.parameters.length);
  for (const value of message.parameters) encodeValue(value, out);
  encodeFormats(message.resultFormats, out);
  endFrame(out, mark);
}
