/**
 * The arithmetic of SCRAM-SHA-256 (RFC 5802, RFC 7677), shared by the server's half (identity) and the client's half (the
 * upstream login). Knows keys, proofs and verifiers; its messages are in scram-messages.ts. Must know no wire and no user.
 */
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { saslprep } from '@mongodb-js/saslprep';

/** Beyond it a peer that names the count would buy our CPU; Postgres's own default is 4096. */
export const MAX_ITERATIONS = 1_000_000;
/** RFC 7677 asks for at least so many. Fewer are taken, because a stored verifier cannot be changed by the reader, and warned of. */
export const RECOMMENDED_ITERATIONS = 4096;
export const KEY_BYTES = 32;
const MIN_SALT_BYTES = 1;
const MAX_SALT_BYTES = 1024;

/** Theirs: a message or a verifier that SCRAM does not allow, or a signature that is not right. Says which, never a secret. */
export class ScramError extends Error {
  override readonly name = 'ScramError';
}

/** What a server keeps in place of a password. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const VERIFIER = /^SCRAM-SHA-256\$(?<iterations>[1-9][0-9]{0,6}):(?<salt>[^$:]+)\$(?<stored>[^$:]+):(?<server>[^$:]+)$/;

/** Reads the form in which Postgres keeps it (pg_authid.rolpassword). Throws ScramError. */
export function parseVerifier(text: string): ScramVerifier {
  const parts = VERIFIER.exec(text)?.groups;
  if (parts === undefined) {
    throw new ScramError('a verifier has the form SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>');
  }
  const verifier = {
    iterations: checkedIterations(Number(parts['iterations'])),
    salt: decodeBase64(parts['salt'] ?? '', 'salt'),
    storedKey: decodeBase64(parts['stored'] ?? '', 'StoredKey'),
    serverKey: decodeBase64(parts['server'] ?? '', 'ServerKey'),
  };
  checkedSalt(verifier.salt);
  if (verifier.storedKey.length !== KEY_BYTES || verifier.serverKey.length !== KEY_BYTES) {
    throw new ScramError(`a verifier's StoredKey and ServerKey have ${KEY_BYTES} bytes each`);
  }
  return verifier;
}

export function formatVerifier(verifier: ScramVerifier): string {
  const { iterations, salt, storedKey, serverKey } = verifier;
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`;
}

/** What a server keeps for this password. */
export async function deriveVerifier(password: string, salt: Buffer, iterations: number): Promise<ScramVerifier> {
  const salted = await saltedPassword(password, salt, iterations);
  return { iterations, salt, storedKey: storedKey(clientKey(salted)), serverKey: serverKey(salted) };
}

const derive = promisify(pbkdf2);

/** Hi(Normalize(password), salt, i). Runs in Node's thread pool, so a high count holds no event loop. */
export async function saltedPassword(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
  return derive(preparedPassword(password), salt, checkedIterations(iterations), KEY_BYTES, 'sha256');
}

/**
 * SASLprep (RFC 4013), and where a password cannot be prepared the password as it is: that is what Postgres's server and
 * libpq do, so a password that SASLprep forbids still works.
 */
export function preparedPassword(password: string): string {
  try {
    const prepared = saslprep(password);
    return prepared === '' ? password : prepared;
  } catch {
    return password;
  }
}

export function clientKey(salted: Buffer): Buffer {
  return hmac(salted, 'Client Key');
}

export function serverKey(salted: Buffer): Buffer {
  return hmac(salted, 'Server Key');
}

export function storedKey(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest();
}

/** ClientSignature from StoredKey, ServerSignature from ServerKey. */
export function signature(key: Buffer, authMessage: string): Buffer {
  return hmac(key, authMessage);
}

/** ClientProof := ClientKey XOR ClientSignature. */
export function clientProof(salted: Buffer, authMessage: string): Buffer {
  const key = clientKey(salted);
  return xor(key, signature(storedKey(key), authMessage));
}

/** Whether the proof was made by someone who has the ClientKey behind this StoredKey. */
export function proves(stored: Buffer, authMessage: string, proof: Buffer): boolean {
  if (proof.length !== KEY_BYTES) return false;
  return sameBytes(storedKey(xor(proof, signature(stored, authMessage))), stored);
}

/** Compares in a time that tells nothing of where they differ. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

export function checkedIterations(count: number): number {
  if (Number.isSafeInteger(count) && count >= 1 && count <= MAX_ITERATIONS) return count;
  throw new ScramError(`an iteration count is between 1 and ${MAX_ITERATIONS}`);
}

export function checkedSalt(salt: Buffer): Buffer {
  if (salt.length >= MIN_SALT_BYTES && salt.length <= MAX_SALT_BYTES) return salt;
  throw new ScramError(`a salt has between ${MIN_SALT_BYTES} and ${MAX_SALT_BYTES} bytes`);
}

/** Strict: padded, canonical, nothing else. Node's own decoder skips what it does not know. */
export function decodeBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new ScramError(`${what} is not base64`);
  return bytes;
}

/**
 * Channel binding data of type tls-server-end-point (RFC 5929 §4.1): the certificate's digest by its own signature's hash,
 * MD5 and SHA-1 replaced by SHA-256. Undefined where that hash can't be told; then -PLUS is not offered.
 */
export function serverEndPoint(certificate: Pick<X509Certificate, 'raw' | 'signatureAlgorithm'>): Buffer | undefined {
  const hash = /(?<hash>md5|sha-?1|sha224|sha256|sha384|sha512)/i.exec(certificate.signatureAlgorithm ?? '')?.[0];
  if (hash === undefined) return undefined;
  const name = /^(?:md5|sha-?1)$/i.test(hash) ? 'sha256' : hash.toLowerCase();
  return createHash(name).update(certificate.raw).digest();
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, at) => byte ^ (other[at] ?? 0)));
}
