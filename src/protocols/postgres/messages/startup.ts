// What a client may send before there are frames: an Int32 length, then an Int32 code (PostgreSQL docs 55.7,
// StartupMessage, SSLRequest, GSSENCRequest, CancelRequest). Bodies here begin after the length.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** A session begins. Parameters are in the order sent, `_pq_.` protocol options among them. */
export interface StartupMessage {
  readonly kind: 'StartupMessage';
  readonly major: 3;
  readonly minor: number;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}
export interface SSLRequest {
  readonly kind: 'SSLRequest';
}
export interface GSSENCRequest {
  readonly kind: 'GSSENCRequest';
}
/** Asks to cancel what another connection runs. The key has 4 bytes in protocol 3.0, up to 256 since 3.2. */
export interface CancelRequest {
  readonly kind: 'CancelRequest';
  readonly processId: number;
  readonly key: Uint8Array;
}
/** A version whose layout we do not know; to be answered in words (0A000), as the server does. */
export interface UnsupportedProtocol {
  readonly kind: 'UnsupportedProtocol';
  readonly major: number;
  readonly minor: number;
}
export type StartupPacket = StartupMessage | SSLRequest | GSSENCRequest | CancelRequest | UnsupportedProtocol;

/** Codes that stand where a version would, under a major version that will never exist. */
const REQUEST_MAJOR = 1234;
const CANCEL_MINOR = 5678;
const SSL_MINOR = 5679;
const GSSENC_MINOR = 5680;

export const MIN_CANCEL_KEY_BYTES = 4;
export const MAX_CANCEL_KEY_BYTES = 256;

/** A process id and a cancel key, as CancelRequest and BackendKeyData carry them to the end of the message. */
export function decodeCancelKey(body: Reader): { processId: number; key: Uint8Array } {
  const processId = body.i32();
  const key = body.rest();
  if (key.length < MIN_CANCEL_KEY_BYTES || key.length > MAX_CANCEL_KEY_BYTES) {
    throw new MalformedMessage(`a cancel key has 4 to 256 bytes, not ${key.length}`);
  }
  return { processId, key };
}

export function decodeStartupPacket(body: Reader): StartupPacket {
  const major = body.u16();
  const minor = body.u16();
  if (major === 3) return { kind: 'StartupMessage', major, minor, parameters: decodeParameters(body) };
  if (major === REQUEST_MAJOR && minor === CANCEL_MINOR) return { kind: 'CancelRequest', ...decodeCancelKey(body) };
  if (major === REQUEST_MAJOR && (minor === SSL_MINOR || minor === GSSENC_MINOR)) {
    body.end();
    return { kind: minor === SSL_MINOR ? 'SSLRequest' : 'GSSENCRequest' };
  }
  body.rest(); // its layout is unknown
  return { kind: 'UnsupportedProtocol', major, minor };
}

function decodeParameters(body: Reader): StartupMessage['parameters'] {
  const parameters: [string, string][] = [];
  const seen = new Set<string>();
  for (;;) {
    const name = body.cstring();
    if (name === '') break;
    // The server would let the last one win; a reader of ours that took the first would judge another session.
    if (seen.has(name)) throw new MalformedMessage('a start-up parameter is given twice');
    seen.add(name);
    parameters.push([name, body.cstring()]);
  }
  body.end();
  return parameters;
}

/** Writes a start-up packet, its length included. */
export function encodeStartupPacket(packet: Exclude<StartupPacket, UnsupportedProtocol>, out: Writer): void {
  const mark = out.length;
  out.i32(0);
  switch (packet.kind) {
    case 'StartupMessage':
      version(packet.major, packet.minor, out);
      for (const [name, value] of packet.parameters) {
        if (name === '') throw new TypeError('a start-up parameter without a name would end the list');
        out.cstring(name);
        out.cstring(value);
      }
      out.u8(0);
      break;
    case 'SSLRequest':
      version(REQUEST_MAJOR, SSL_MINOR, out);
      break;
    case 'GSSENCRequest':
      version(REQUEST_MAJOR, GSSENC_MINOR, out);
      break;
    case 'CancelRequest':
      version(REQUEST_MAJOR, CANCEL_MINOR, out);
      out.i32(packet.processId);
      out.bytes(packet.key);
      break;
    default:
      packet satisfies never;
  }
  out.patchI32(mark, out.length - mark);
}

function version(major: number, minor: number, out: Writer): void {
  out.u16(major);
  out.u16(minor);
}
