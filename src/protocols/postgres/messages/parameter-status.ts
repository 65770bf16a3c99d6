import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** ParameterStatus ('S'): a reported setting has this value now. Server → client, at any time. */
export interface ParameterStatus {
  readonly kind: 'ParameterStatus';
  readonly name: string;
  readonly value: string;
}

export function decodeParameterStatus(body: Reader): ParameterStatus {
  const name = body.cstring();
  const value = body.cstring();
  body.end();
  return { kind: 'ParameterStatus', name, value };
}

export function encodeParameterStatus(message: ParameterStatus, out: Writer): void {
  const mark = beginFrame(out, 'S');
  out.cstring(message.name);
  out.cstring(message.value);
  endFrame(out, mark);
}
