// The Authentication… family: one type byte 'R', an Int32 says which (PostgreSQL docs 55.7). Server → client.

import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { MalformedMessage } from '../../../bytes/malformed.ts';
import { beginFrame, endFrame } from './frame.ts';

export type Authentication =
  | { readonly kind: 'AuthenticationOk' }
  | { readonly kind: 'AuthenticationCleartextPassword' }
  | { readonly kind: 'AuthenticationMD5Password'; readonly salt: Uint8Array }
  | { readonly kind: 'AuthenticationSASL'; readonly mechanisms: readonly string[] }
  | { readonly kind: 'AuthenticationSASLContinue'; readonly data: Uint8Array }
  | { readonly kind: 'AuthenticationSASLFinal'; readonly data: Uint8Array }
  /** Kerberos, GSSAPI, SSPI and whatever comes: known by its code alone. */
  | { readonly kind: 'AuthenticationUnsupported'; readonly code: number };

const OK = 0;
const CLEARTEXT = 3;
const MD5 = 5;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;
const MD5_SALT_BYTES = 4;

export function decodeAuthentication(body: Reader): Authentication {
  const code = body.i32();
  const message = decodeByCode(code, body);
  body.end();
  return message;
}

function decodeByCode(code: number, body: Reader): Authentication {
  switch (code) {
    case OK:
      return { kind: 'AuthenticationOk' };
    case CLEARTEXT:
      return { kind: 'AuthenticationCleartextPassword' };
    case MD5:
      return { kind: 'AuthenticationMD5Password', salt: body.bytes(MD5_SALT_BYTES) };
    case SASL:
      return { kind: 'AuthenticationSASL', mechanisms: decodeMechanisms(body) };
    case SASL_CONTINUE:
      return { kind: 'AuthenticationSASLContinue', data: body.rest() };
    case SASL_FINAL:
      return { kind: 'AuthenticationSASLFinal', data: body.rest() };
    default:
      body.rest();
      return { kind: 'AuthenticationUnsupported', code };
  }
}

/** Names, each NUL-terminated, ended by an empty one. */
function decodeMechanisms(body: Reader): readonly string[] {
  const mechanisms: string[] = [];
  for (;;) {
    const name = body.cstring();
    if (name === '') break;
    mechanisms.push(name);
  }
  if (mechanisms.length === 0) throw new MalformedMessage('the server names no sasl mechanism');
  return mechanisms;
}

export function encodeAuthentication(
  message: Exclude<Authentication, { kind: 'AuthenticationUnsupported' }>,
  out: Writer,
): void {
  const mark = beginFrame(out, 'R');
  switch (message.kind) {
    case 'AuthenticationOk':
      out.i32(OK);
      break;
    case 'AuthenticationCleartextPassword':
      out.i32(CLEARTEXT);
      break;
    case 'AuthenticationMD5Password':
      out.i32(MD5);
      out.bytes(message.salt);
      break;
    case 'AuthenticationSASL':
      out.i32(SASL);
      for (const name of message.mechanisms) out.cstring(name);
      out.u8(0);
      break;
    case 'AuthenticationSASLContinue':
      out.i32(SASL_CONTINUE);
      out.bytes(message.data);
      break;
    case 'AuthenticationSASLFinal':
      out.i32(SASL_FINAL);
      out.bytes(message.data);
      break;
    default:
      message satisfies never;
  }
  endFrame(out, mark);
}
