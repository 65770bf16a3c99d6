import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeAttributes, encodeAttributes, type Attributes } from './attributes.ts';
import { has } from './capabilities.ts';
import { charsetOfCollation, decodeWire, encodeWire } from './charset.ts';
import { COMMANDS } from './commands.ts';
import { decodePlugin } from './handshake-response.ts';

/** COM_CHANGE_USER: a new login on the same connection. Client → server. */
export interface ChangeUser {
  readonly kind: 'ChangeUser';
  readonly user: string;
  /** May be a password: never to be shown. */
  readonly auth: Uint8Array;
  readonly database: string;
  /** Undefined where the packet ends before it: the session's stays. */
  readonly collation: number | undefined;
  readonly plugin: string | undefined;
  readonly attributes: Attributes;
}

/** `capabilities` and `collation`: those of the session so far. Names come before the new collation is told, but are in it. */
export function decodeChangeUser(body: Reader, capabilities: number, collation: number): ChangeUser {
  const first = body.u8();
  if (first !== COMMANDS.CHANGE_USER) throw new MalformedMessage(`byte ${first} begins no COM_CHANGE_USER`);
  const userBytes = body.cstringBytes();
  const auth = has(capabilities, 'SECURE_CONNECTION') ? body.bytes(body.u8()) : body.cstringBytes();
  const databaseBytes = body.cstringBytes();
  const named = body.remaining > 0 ? body.u16le() : undefined;
  const plugin = named !== undefined && has(capabilities, 'PLUGIN_AUTH') ? decodePlugin(body) : undefined;
  const attributes = has(capabilities, 'CONNECT_ATTRS') && body.remaining > 0 ? decodeAttributes(body) : [];
  body.end();
  const charset = charsetOfCollation(named ?? collation) ?? 'utf8mb4';
  const user = decodeWire(userBytes, charset);
  const database = decodeWire(databaseBytes, charset);
  return { kind: 'ChangeUser', user, auth, database, collation: named, plugin, attributes };
}

export function encodeChangeUser(message: ChangeUser, capabilities: number, out: Writer): void {
  const charset = charsetOfCollation(message.collation ?? 45) ?? 'utf8mb4';
  out.u8(COMMANDS.CHANGE_USER);
  out.cstringBytes(encodeWire(message.user, charset));
  if (has(capabilities, 'SECURE_CONNECTION')) {
    out.u8(message.auth.length);
    out.bytes(message.auth);
  } else out.cstringBytes(message.auth);
  out.cstringBytes(encodeWire(message.database, charset));
  if (message.collation === undefined) return;
  out.u16le(message.collation);
  if (has(capabilities, 'PLUGIN_AUTH')) out.cstringBytes(Buffer.from(message.plugin ?? '', 'latin1'));
  if (has(capabilities, 'CONNECT_ATTRS')) encodeAttributes(message.attributes, out);
}
