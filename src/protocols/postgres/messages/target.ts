// What Describe and Close name: a prepared statement or a portal ('' is the unnamed one).

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

export interface Target {
  readonly target: 'statement' | 'portal';
  readonly name: string;
}

/** Byte 'S' or 'P', then the name; no other byte is known. */
export function decodeTarget(body: Reader): Target {
  const byte = body.u8();
  if (byte !== 0x53 && byte !== 0x50) throw new MalformedMessage(`byte ${byte} names neither a statement nor a portal`);
  const name = body.cstring();
  body.end();
  return { target: byte === 0x53 ? 'statement' : 'portal', name };
}

export function encodeTarget(target: Target, out: Writer): void {
  out.u8(target.target === 'statement' ? 0x53 : 0x50);
  out.cstring(target.name);
}
