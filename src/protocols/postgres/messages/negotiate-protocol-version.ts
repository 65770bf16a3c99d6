import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** NegotiateProtocolVersion ('v'): the newest version spoken, and the `_pq_.` options not known. Server → client. */
export interface NegotiateProtocolVersion {
  readonly kind: 'NegotiateProtocolVersion';
  /** The docs speak of the minor version alone; servers send the whole one, 3 in the upper half. Kept as sent. */
  readonly major: number;
  readonly minor: number;
  readonly unrecognizedOptions: readonly string[];
}

export function decodeNegotiateProtocolVersion(body: Reader): NegotiateProtocolVersion {
  const major = body.u16();
  const minor = body.u16();
  const count = body.count(body.i32(), 1);
  const unrecognizedOptions: string[] = [];
  for (let i = 0; i < count; i++) unrecognizedOptions.push(body.cstring());
  body.end();
  return { kind: 'NegotiateProtocolVersion', major, minor, unrecognizedOptions };
}

export function encodeNegotiateProtocolVersion(message: NegotiateProtocolVersion, out: Writer): void {
  const mark = beginFrame(out, 'v');
  out.u16(message.major);
  out.u16(message.minor);
  out.i32(message.unrecognizedOptions.length);
  for (const name of message.unrecognizedOptions) out.cstring(name);
  endFrame(out, mark);
}
