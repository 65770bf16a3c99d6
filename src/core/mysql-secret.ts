/**
 * The arithmetic of caching_sha2_password and mysql_native_password (MySQL Internals, "Authentication Methods"), shared by the
 * server's half (identity) and the client's half (the upstream login). Knows hashes, nonces and answers; no wire and no user.
 *
 * Both methods keep H(H(secret)) and send H(secret) covered by a pad that only somebody who has H(H(secret)) and the nonce
 * can take off. So whoever reads a verifier and one login can log in: a verifier is kept like a secret.
 */
import { createHash } from 'node:crypto';
import { sameBytes } from './scram.ts';

/** Bytes of the nonce of either method. */
export const NONCE_BYTES = 20;
export const CACHING_SHA2_BYTES = 32;
export const NATIVE_BYTES = 20;

const CACHING_FORM = /^[0-9a-f]{64}$/i;
/** As the servers themselves print it, in mysql.user and by PASSWORD(). */
const NATIVE_FORM = /^\*[0-9a-f]{40}$/i;

/** SHA256(SHA256(secret)): what the short way of caching_sha2_password is checked against. */
export function cachingVerifier(secret: string): Buffer {
  return sha256(sha256(Buffer.from(secret)));
}

/** SHA1(SHA1(secret)): what mysql_native_password is checked against. */
export function nativeVerifier(secret: string): Buffer {
  return sha1(sha1(Buffer.from(secret)));
}

export function formatCachingVerifier(verifier: Uint8Array): string {
  return Buffer.from(verifier).toString('hex');
}

export function formatNativeVerifier(verifier: Uint8Array): string {
  return `*${Buffer.from(verifier).toString('hex').toUpperCase()}`;
}

/** Throws where the text is none. The message does not quote it. */
export function parseCachingVerifier(text: string): Buffer {
  if (!CACHING_FORM.test(text)) throw new Error('a caching_sha2_password verifier is 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

/** Throws where the text is none. The message does not quote it. */
export function parseNativeVerifier(text: string): Buffer {
  if (!NATIVE_FORM.test(text)) throw new Error('a mysql_native_password verifier is "*" and 40 hexadecimal digits');
  return Buffer.from(text.slice(1), 'hex');
}

/** SHA256(secret) XOR SHA256(SHA256(SHA256(secret)) + nonce). An empty secret has an empty answer. */
export function cachingAnswer(secret: string, nonce: Uint8Array): Buffer {
  if (secret === '') return Buffer.alloc(0);
  const once = sha256(Buffer.from(secret));
  return xor(once, sha256(sha256(once), nonce));
}

/** SHA1(secret) XOR SHA1(nonce + SHA1(SHA1(secret))). An empty secret has an empty answer. */
export function nativeAnswer(secret: string, nonce: Uint8Array): Buffer {
  if (secret === '') return Buffer.alloc(0);
  const once = sha1(Buffer.from(secret));
  return xor(once, sha1(nonce, sha1(once)));
}

/** Whether the answer was made by someone who has the secret behind this verifier. */
export function provesCaching(verifier: Uint8Array, nonce: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length !== CACHING_SHA2_BYTES || nonce.length !== NONCE_BYTES) return false;
  return sameBytes(sha256(xor(answer, sha256(verifier, nonce))), verifier);
}

/** Whether the answer was made by someone who has the secret behind this verifier. */
export function provesNative(verifier: Uint8Array, nonce: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length !== NATIVE_BYTES || nonce.length !== NONCE_BYTES) return false;
  return sameBytes(sha1(xor(answer, sha1(nonce, verifier))), verifier);
}

/** `secret` and a NUL, covered with the nonce over and over: the form in which a whole secret is encrypted with RSA. */
export function coveredSecret(secret: Uint8Array, nonce: Uint8Array): Buffer {
  const covered = Buffer.alloc(secret.length + 1);
  covered.set(secret);
  return uncovered(covered, nonce);
}

/** The same the other way round: XOR undoes itself. */
export function uncovered(bytes: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ (nonce[at % nonce.length] ?? 0)));
}

function xor(one: Uint8Array, other: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, at) => byte ^ (other[at] ?? 0)));
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return digest('sha256', parts);
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  return digest('sha1', parts);
}

function digest(name: 'sha1' | 'sha256', parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
