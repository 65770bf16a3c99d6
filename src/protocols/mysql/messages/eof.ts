import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** EOF (0xFE): column definitions or rows end, for receivers without DEPRECATE_EOF. Server → client. */
export interface Eof {
  readonly kind: 'Eof';
  readonly warnings: number;
  /** STATUS flags. */
  readonly status: number;
}

export const EOF_BYTE = 0xfe;
export const EOF_BYTES = 5;

export function decodeEof(body: Reader): Eof {
  const first = body.u8();
  if (first !== EOF_BYTE) throw new MalformedMessage(`byte ${first} begins no EOF packet`);
  const warnings = body.u16le();
  const status = body.u16le();
  body.end();
  return { kind: 'Eof', warnings, status };
}

export function encodeEof(message: Eof, out: Writer): void {
  out.u8(EOF_BYTE);
  out.u16le(message.warnings);
  out.u16le(message.status);
}
