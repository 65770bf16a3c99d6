/**
 * The four messages of SCRAM (RFC 5802 §7), read and written. Any text gives a message or a ScramError, in bounded time.
 * Knows the grammar alone; what a message proves is scram.ts's and its users' business.
 */
import { checkedIterations, checkedSalt, decodeBase64, ScramError } from './scram.ts';

/** Longer than any honest message; beyond it nothing is looked at. */
const MAX_MESSAGE_CHARS = 4096;
const MAX_NONCE_CHARS = 512;

/** `n`: the client can't bind; `y`: it could, but thinks the server can't; else the type of binding that it uses. */
export type Gs2Binding = 'n' | 'y' | { readonly type: string };

export interface ClientFirst {
  readonly binding: Gs2Binding;
  /** As sent, with its commas; the client repeats it inside `c=`. */
  readonly gs2Header: string;
  readonly user: string;
  readonly nonce: string;
  /** client-first-message-bare, a part of what is signed. */
  readonly bare: string;
}

// An authorization identity (a=) and mandatory extensions (m=) are refused, as Postgres does.
const CLIENT_FIRST =
  /^(?<gs2>(?<flag>n|y|p=(?<type>[A-Za-z0-9.-]{1,64})),,)(?<bare>n=(?<user>[^,\0]*),r=(?<nonce>[\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,\0]+)*)$/;

export function parseClientFirst(text: string): ClientFirst {
  const parts = matched(CLIENT_FIRST, text, 'client-first-message');
  const { gs2 = '', flag = '', type, bare = '', user = '', nonce = '' } = parts;
  const binding = type === undefined ? (flag === 'y' ? 'y' : 'n') : { type };
  return { binding, gs2Header: gs2, user, nonce: checkedNonce(nonce), bare };
}

export interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

const SERVER_FIRST =
  /^r=(?<nonce>[\x21-\x2b\x2d-\x7e]+),s=(?<salt>[A-Za-z0-9+/=]+),i=(?<iterations>[1-9][0-9]{0,6})(?:,[A-Za-z]=[^,\0]+)*$/;

export function parseServerFirst(text: string): ServerFirst {
  const parts = matched(SERVER_FIRST, text, 'server-first-message');
  return {
    nonce: checkedNonce(parts['nonce'] ?? ''),
    salt: checkedSalt(decodeBase64(parts['salt'] ?? '', 'the salt')),
    iterations: checkedIterations(Number(parts['iterations'])),
  };
}

export function formatServerFirst({ nonce, salt, iterations }: ServerFirst): string {
  return `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;
}

export interface ClientFinal {
  /** The gs2 header and the channel binding data behind it. */
  readonly channelBinding: Buffer;
  readonly nonce: string;
  readonly proof: Buffer;
  /** client-final-message-without-proof, a part of what is signed. */
  readonly withoutProof: string;
}

const CLIENT_FINAL =
  /^(?<bare>c=(?<binding>[A-Za-z0-9+/=]+),r=(?<nonce>[\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-oq-z]=[^,\0]+)*),p=(?<proof>[A-Za-z0-9+/=]+)$/;

export function parseClientFinal(text: string): ClientFinal {
  const parts = matched(CLIENT_FINAL, text, 'client-final-message');
  return {
    channelBinding: decodeBase64(parts['binding'] ?? '', 'the channel binding'),
    nonce: checkedNonce(parts['nonce'] ?? ''),
    proof: decodeBase64(parts['proof'] ?? '', 'the proof'),
    withoutProof: parts['bare'] ?? '',
  };
}

const SERVER_FINAL = /^(?:v=(?<signature>[A-Za-z0-9+/=]+)|e=(?<error>[A-Za-z0-9.-]{1,100}))(?:,[A-Za-z]=[^,\0]+)*$/;

/** Gives the server's signature. Throws ScramError, also where the server says that it refused. */
export function parseServerFinal(text: string): Buffer {
  const parts = matched(SERVER_FINAL, text, 'server-final-message');
  if (parts['error'] !== undefined) throw new ScramError(`the server refused the login: ${parts['error']}`);
  return decodeBase64(parts['signature'] ?? '', "the server's signature");
}

export function formatServerFinal(signature: Buffer): string {
  return `v=${signature.toString('base64')}`;
}

/** AuthMessage: what both sides sign. */
export function authMessage(clientFirstBare: string, serverFirst: string, clientFinalWithoutProof: string): string {
  return `${clientFirstBare},${serverFirst},${clientFinalWithoutProof}`;
}

function matched(pattern: RegExp, text: string, what: string): Record<string, string | undefined> {
  const groups = text.length > MAX_MESSAGE_CHARS ? undefined : pattern.exec(text)?.groups;
  if (groups === undefined) throw new ScramError(`this is no ${what}`);
  return groups;
}

function checkedNonce(nonce: string): string {
  if (nonce.length <= MAX_NONCE_CHARS) return nonce;
  throw new ScramError(`a nonce has at most ${MAX_NONCE_CHARS} characters`);
}
