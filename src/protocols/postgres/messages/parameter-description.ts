import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** ParameterDescription ('t'): the type oids of a prepared statement's parameters. Server → client. */
export interface ParameterDescription {
  readonly kind: 'ParameterDescription';
  readonly parameterTypes: readonly number[];
}

export function decodeParameterDescription(body: Reader): ParameterDescription {
  const count = body.count(body.u16(), 4);
  const parameterTypes: number[] = [];
  for (let i = 0; i < count; i++) parameterTypes.push(body.u32());
  body.end();
  return { kind: 'ParameterDescription', parameterTypes };
}

export function encodeParameterDescription(message: ParameterDescription, out: Writer): void {
  const mark = beginFrame(out, 't');
  out.u16(message.parameterTypes.length);
  for (const oid of message.parameterTypes) out.u32(oid);
  endFrame(out, mark);
}
