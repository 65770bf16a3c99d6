// A value or SQL's NULL, as Bind and DataRow carry them: an Int32 length, -1 for NULL, then the bytes.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

export function decodeValue(body: Reader): Uint8Array | null {
  const length = body.i32();
  if (length === -1) return null;
  if (length < -1) throw new MalformedMessage(`${length} is no length of a value`);
  return body.bytes(length);
}

export function encodeValue(value: Uint8Array | null, out: Writer): void {
  if (value === null) {
    out.i32(-1);
    return;
  }
  out.i32(value.length);
  out.bytes(value);
}
