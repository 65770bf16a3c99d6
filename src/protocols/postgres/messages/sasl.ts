import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeValue, encodeValue } from './value.ts';

/** SASLInitialResponse ('p'): the chosen mechanism and, where it has one, its first message. Client → server. */
export interface SASLInitialResponse {
  readonly kind: 'SASLInitialResponse';
  readonly mechanism: string;
  readonly data: Uint8Array | null;
}

export function decodeSASLInitialResponse(body: Reader): SASLInitialResponse {
  const mechanism = body.cstring();
  const data = decodeValue(body);
  body.end();
  return { kind: 'SASLInitialResponse', mechanism, data };
}

export function encodeSASLInitialResponse(message: SASLInitialResponse, out: Writer): void {
  const mark = beginFrame(out, 'p');
  out.cstring(message.mechanism);
  encodeValue(message.data, out);
  endFrame(out, mark);
}

/** SASLResponse ('p'): the mechanism's next message. Client → server. */
export interface SASLResponse {
  readonly kind: 'SASLResponse';
  readonly data: Uint8Array;
}

export function decodeSASLResponse(body: Reader): SASLResponse {
  return { kind: 'SASLResponse', data: body.rest() };
}

export function encodeSASLResponse(message: SASLResponse, out: Writer): void {
  const mark = beginFrame(out, 'p');
  out.bytes(message.data);
  endFrame(out, mark);
}
