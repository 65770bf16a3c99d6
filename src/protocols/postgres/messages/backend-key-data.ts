import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeCancelKey } from './startup.ts';

/** BackendKeyData ('K'): what a CancelRequest for this session must show. Server → client. */
export interface BackendKeyData {
  readonly kind: 'BackendKeyData';
  readonly processId: number;
  /** 4 bytes in protocol 3.0, up to 256 since 3.2. */
  readonly key: Uint8Array;
}

export function decodeBackendKeyData(body: Reader): BackendKeyData {
  return { kind: 'BackendKeyData', ...decodeCancelKey(body) };
}

export function encodeBackendKeyData(message: BackendKeyData, out: Writer): void {
  const mark = beginFrame(out, 'K');
  out.i32(message.processId);
  out.bytes(message.key);
  endFrame(out, mark);
}
