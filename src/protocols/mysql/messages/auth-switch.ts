// The packets between the login request and its end: the plugin is changed, and its data go to and fro.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** AuthSwitchRequest (0xFE): answer by this plugin instead. Server → client. */
export interface AuthSwitchRequest {
  readonly kind: 'AuthSwitchRequest';
  readonly plugin: string;
  /** The plugin's first data, for most of them a nonce; its NUL at the end is left out. */
  readonly data: Uint8Array;
}

/** AuthMoreData (0x01). Server → client. */
export interface AuthMoreData {
  readonly kind: 'AuthMoreData';
  readonly data: Uint8Array;
}

/** What a client sends behind either: the plugin's data and nothing around it. */
export interface AuthResponse {
  readonly kind: 'AuthResponse';
  readonly data: Uint8Array;
}

export const AUTH_SWITCH = 0xfe;
export const AUTH_MORE_DATA = 0x01;

export function decodeAuthSwitchRequest(body: Reader): AuthSwitchRequest {
  expectByte(body, AUTH_SWITCH);
  // Alone it asks for the password hash of before 4.1, which nobody should send.
  const plugin = body.cstringBytes().toString('latin1');
  const data = body.rest();
  return { kind: 'AuthSwitchRequest', plugin, data: data[data.length - 1] === 0 ? data.subarray(0, -1) : data };
}

export function encodeAuthSwitchRequest(message: AuthSwitchRequest, out: Writer): void {
  out.u8(AUTH_SWITCH);
  out.cstringBytes(Buffer.from(message.plugin, 'latin1'));
  out.bytes(message.data);
  out.u8(0);
}

export function decodeAuthMoreData(body: Reader): AuthMoreData {
  expectByte(body, AUTH_MORE_DATA);
  return { kind: 'AuthMoreData', data: body.rest() };
}

export function encodeAuthMoreData(message: AuthMoreData, out: Writer): void {
  out.u8(AUTH_MORE_DATA);
  out.bytes(message.data);
}

export function decodeAuthResponse(body: Reader): AuthResponse {
  return { kind: 'AuthResponse', data: body.rest() };
}

export function encodeAuthResponse(message: AuthResponse, out: Writer): void {
  out.bytes(message.data);
}

function expectByte(body: Reader, expected: number): void {
  const byte = body.u8();
  if (byte !== expected) throw new MalformedMessage(`byte ${byte} where ${expected} begins the packet`);
}
