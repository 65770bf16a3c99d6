// What a client may send first: SSLRequest, which is the head of the other, and HandshakeResponse41. Which fields follow depends on the flags at the front.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeAttributes, encodeAttributes, type Attributes } from './attributes.ts';
import { CAPABILITIES, has } from './capabilities.ts';
import { charsetOfCollation, decodeWire, encodeWire, type WireCharset } from './charset.ts';

interface LoginHead {
  /** What the client says that it has. What it was not offered is to be taken out before it counts. */
  readonly capabilities: number;
  /** MariaDB's second word, 0 from clients that aren't MariaDB's. */
  readonly extended: number;
  readonly maxPacketBytes: number;
  /** Only its low byte travels. */
  readonly collation: number;
}

/** SSLRequest: TLS is to begin. Client → server. */
export interface SSLRequest extends LoginHead {
  readonly kind: 'SSLRequest';
}

/** HandshakeResponse41: who logs in, how, and into which database. Client → server. */
export interface HandshakeResponse extends LoginHead {
  readonly kind: 'HandshakeResponse';
  readonly user: string;
  /** The answer to the nonce by `plugin`. May be a password: never to be shown. */
  readonly auth: Uint8Array;
  /** Undefined and empty are the same to servers: none. */
  readonly database: string | undefined;
  /** Undefined without PLUGIN_AUTH. */
  readonly plugin: string | undefined;
  readonly attributes: Attributes;
}

const HEAD_BYTES = 32;
const FILLER_BYTES = 19;

/** The character set in which names came; of those that we don't carry, strict UTF-8 is expected, and the login refuses them by name. */
function namesCharset(collation: number): WireCharset {
  return charsetOfCollation(collation) ?? 'utf8mb4';
}

export function decodeLoginRequest(body: Reader): SSLRequest | HandshakeResponse {
  const bare = body.remaining === HEAD_BYTES;
  const capabilities = body.u32le();
  if (!has(capabilities, 'PROTOCOL_41')) throw new MalformedMessage('a client of a protocol before 4.1');
  const maxPacketBytes = body.u32le();
  const collation = body.u8();
  body.bytes(FILLER_BYTES); // not looked at, as servers don't
  const second = body.u32le();
  const extended = (capabilities & CAPABILITIES.LONG_PASSWORD) === 0 ? second : 0;
  const head = { capabilities, extended, maxPacketBytes, collation };
  if (bare) {
    if (!has(capabilities, 'SSL')) throw new MalformedMessage('a login ends before its user');
    return { kind: 'SSLRequest', ...head };
  }
  const charset = namesCharset(collation);
  const user = decodeWire(body.cstringBytes(), charset);
  const auth = decodeAuth(body, capabilities);
  const database = has(capabilities, 'CONNECT_WITH_DB') ? decodeWire(body.cstringBytes(), charset) : undefined;
  const plugin = has(capabilities, 'PLUGIN_AUTH') ? decodePlugin(body) : undefined;
  const attributes = has(capabilities, 'CONNECT_ATTRS') && body.remaining > 0 ? decodeAttributes(body) : [];
  if (has(capabilities, 'ZSTD_COMPRESSION_ALGORITHM') && body.remaining > 0) body.u8(); // a level; it isn't offered
  body.end();
  return { kind: 'HandshakeResponse', ...head, user, auth, database, plugin, attributes };
}

function decodeAuth(body: Reader, capabilities: number): Uint8Array {
  if (has(capabilities, 'PLUGIN_AUTH_LENENC_CLIENT_DATA')) return body.lenencBytes();
  return has(capabilities, 'SECURE_CONNECTION') ? body.bytes(body.u8()) : body.cstringBytes();
}

/** Some clients leave it out behind an empty answer; servers take that for no plugin. */
export function decodePlugin(body: Reader): string {
  return body.remaining === 0 ? '' : body.cstringBytes().toString('latin1');
}

export function encodeSSLRequest(message: Omit<SSLRequest, 'kind'>, out: Writer): void {
  encodeHead(message, out);
}

/** Writes the fields that the flags say, and no others: a database without its flag is a TypeError. */
export function encodeHandshakeResponse(message: HandshakeResponse, out: Writer): void {
  const { capabilities, database, plugin, auth } = message;
  if ((database !== undefined) !== has(capabilities, 'CONNECT_WITH_DB')) throw new TypeError('a database has a flag');
  if ((plugin !== undefined) !== has(capabilities, 'PLUGIN_AUTH')) throw new TypeError('a plugin has a flag');
  const charset = namesCharset(message.collation);
  encodeHead(message, out);
  out.cstringBytes(encodeWire(message.user, charset));
  if (has(capabilities, 'PLUGIN_AUTH_LENENC_CLIENT_DATA')) out.lenencBytes(auth);
  else if (has(capabilities, 'SECURE_CONNECTION')) {
    out.u8(auth.length);
    out.bytes(auth);
  } else out.cstringBytes(auth);
  if (database !== undefined) out.cstringBytes(encodeWire(database, charset));
  if (plugin !== undefined) out.cstringBytes(Buffer.from(plugin, 'latin1'));
  if (has(capabilities, 'CONNECT_ATTRS')) encodeAttributes(message.attributes, out);
}

function encodeHead({ capabilities, extended, maxPacketBytes, collation }: LoginHead, out: Writer): void {
  out.u32le(capabilities);
  out.u32le(maxPacketBytes);
  out.u8(collation & 0xff);
  out.bytes(new Uint8Array(FILLER_BYTES));
  out.u32le((capabilities & CAPABILITIES.LONG_PASSWORD) === 0 ? extended : 0);
}
