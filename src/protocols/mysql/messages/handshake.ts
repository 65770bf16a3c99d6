import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { CAPABILITIES, has } from './capabilities.ts';

/** HandshakeV10: the server's first packet. Server → client. */
export interface Handshake {
  readonly kind: 'Handshake';
  /** As the server names itself: `9.7.4`, `5.5.5-10.11.19-MariaDB` (the prefix is MariaDB's, for old replicas). */
  readonly version: string;
  readonly connectionId: number;
  /** 8 bytes, or 20 and more with PLUGIN_AUTH or SECURE_CONNECTION. */
  readonly nonce: Uint8Array;
  readonly capabilities: number;
  /** MariaDB's second word; 0 where the server is none. */
  readonly extended: number;
  readonly collation: number;
  readonly status: number;
  /** Empty without PLUGIN_AUTH. */
  readonly plugin: string;
}

const PROTOCOL_VERSION = 10;
const NONCE_FIRST_BYTES = 8;
/** The least length of the second part, its NUL counted. */
const NONCE_REST_BYTES = 13;

export function decodeHandshake(body: Reader): Handshake {
  const protocol = body.u8();
  if (protocol !== PROTOCOL_VERSION) throw new MalformedMessage(`a handshake of version ${protocol}, not 10`);
  const version = body.cstringBytes().toString('latin1');
  const connectionId = body.u32le();
  const first = body.bytes(NONCE_FIRST_BYTES);
  body.u8(); // filler
  const low = body.u16le();
  const collation = body.u8();
  const status = body.u16le();
  const capabilities = (low | (body.u16le() << 16)) >>> 0;
  const nonceBytes = body.u8();
  const filler = body.bytes(10);
  const isMySql = (capabilities & CAPABILITIES.LONG_PASSWORD) !== 0;
  let nonce: Uint8Array = first;
  if (has(capabilities, 'SECURE_CONNECTION') || has(capabilities, 'PLUGIN_AUTH')) {
    const rest = body.bytes(Math.max(NONCE_REST_BYTES, nonceBytes - NONCE_FIRST_BYTES));
    nonce = Buffer.concat([first, rest[rest.length - 1] === 0 ? rest.subarray(0, -1) : rest]);
  }
  const plugin = has(capabilities, 'PLUGIN_AUTH') ? body.cstringBytes().toString('latin1') : '';
  body.end();
  const extended = isMySql ? 0 : filler.readUInt32LE(6);
  return { kind: 'Handshake', version, connectionId, nonce, capabilities, extended, collation, status, plugin };
}

/** The nonce must have 20 bytes and no NUL: clients end it there. */
export function encodeHandshake(message: Handshake, out: Writer): void {
  const { nonce, capabilities } = message;
  if (nonce.length !== 20 || nonce.includes(0)) throw new TypeError('a nonce has 20 bytes, none of them 0');
  if (!has(capabilities, 'SECURE_CONNECTION', 'PLUGIN_AUTH')) throw new TypeError('a handshake of ours has a plugin');
  out.u8(PROTOCOL_VERSION);
  out.cstringBytes(Buffer.from(message.version, 'latin1'));
  out.u32le(message.connectionId);
  out.slice(nonce, 0, NONCE_FIRST_BYTES);
  out.u8(0);
  out.u16le(capabilities & 0xffff);
  out.u8(message.collation & 0xff);
  out.u16le(message.status);
  out.u16le(capabilities >>> 16);
  out.u8(nonce.length + 1);
  out.bytes(new Uint8Array(6));
  out.u32le((capabilities & CAPABILITIES.LONG_PASSWORD) === 0 ? message.extended : 0);
  out.slice(nonce, NONCE_FIRST_BYTES, nonce.length);
  out.u8(0);
  out.cstringBytes(Buffer.from(message.plugin, 'latin1'));
}
