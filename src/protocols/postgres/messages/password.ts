// All answers to an Authentication… request share the type byte 'p'. Which it is, only the one who asked knows.

import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** PasswordMessage ('p'): a cleartext or MD5-hashed password. Client → server. */
export interface PasswordMessage {
  readonly kind: 'PasswordMessage';
  readonly password: string;
}

export function decodePasswordMessage(body: Reader): PasswordMessage {
  const password = body.cstring();
  body.end();
  return { kind: 'PasswordMessage', password };
}

export function encodePasswordMessage(message: PasswordMessage, out: Writer): void {
  const mark = beginFrame(out, 'p');
  out.cstring(message.password);
  endFrame(out, mark);
}
