// The methods by which Wirewall logs in upstream: one file because they differ in a few lines each. Each knows one password for
// one login. A method that would show the password to whoever listens, or to whoever says that he is the server, isn't begun.
//
// None of MySQL's methods proves the server to the client: only a verified certificate does. What an answer to a nonce gives away
// (a guess at the password can be checked against it) is alike in all of them, so a server may choose among those.

import { constants, createPublicKey, publicEncrypt, type KeyObject } from 'node:crypto';
import { ProtocolViolation } from '../../core/errors.ts';
import { cachingAnswer, coveredSecret, nativeAnswer, NONCE_BYTES } from '../../core/mysql-secret.ts';
import { signEd25519 } from './ed25519.ts';

/** What is known of who is at the other end. */
export interface Trust {
  readonly encrypted: boolean;
  /** Inside TLS, and the certificate was checked. */
  readonly verified: boolean;
  readonly loopback: boolean;
}

/** One login by one method. */
export interface Method {
  /** Whether the server may end the login now. */
  readonly complete: boolean;
  /** What answers AuthMoreData; undefined: nothing is to be sent. Throws ProtocolViolation, MethodRefused. */
  more(data: Uint8Array): Buffer | undefined;
}

export interface Begun {
  readonly method: Method;
  /** Answers the nonce. */
  readonly answer: Buffer;
}

/** Ours to refuse: the operator is told why. */
export class MethodRefused extends Error {
  override readonly name = 'MethodRefused';
}

/** These are answered at once where a server greets with them; all others wait until the server asks for them by name. */
export const AT_ONCE: ReadonlySet<string> = new Set(['caching_sha2_password', 'mysql_native_password']);

const ED25519_NONCE_BYTES = 32;

/** Throws ProtocolViolation, MethodRefused. */
export function beginMethod(plugin: string, password: string, nonce: Uint8Array, trust: Trust): Begun {
  switch (plugin) {
    case 'mysql_native_password':
      return { method: done, answer: nativeAnswer(password, checkedNonce(nonce, NONCE_BYTES)) };
    case 'client_ed25519':
      return { method: done, answer: signEd25519(password, checkedNonce(nonce, ED25519_NONCE_BYTES)) };
    case 'caching_sha2_password':
      return beginCaching(password, checkedNonce(nonce, NONCE_BYTES), trust);
    case 'sha256_password':
      return beginSha256(password, checkedNonce(nonce, NONCE_BYTES), trust);
    case 'mysql_clear_password':
      if (!trust.encrypted || !trust.verified) {
        throw new MethodRefused(`the server asks for the password in clear, and its certificate is not verified`);
      }
      return { method: done, answer: ended(password) };
    default:
      throw new MethodRefused(`the server asks for the authentication method "${plugin}", which is not supported`);
  }
}

/** The server's answer is all that is to come. */
const done: Method = {
  complete: true,
  more: () => {
    throw new ProtocolViolation('the server goes on with a login that is over');
  },
};

const SHORT_WAY_PROVED = 3;
const SEND_WHOLE = 4;
const CACHING_SEND_KEY = 2;
const SHA256_SEND_KEY = 1;

/** MySQL docs, "Caching SHA-2 Pluggable Authentication". */
function beginCaching(password: string, nonce: Uint8Array, trust: Trust): Begun {
  let state: 'answered' | 'key asked' | 'over' = 'answered';
  const method: Method = {
    get complete() {
      return state !== 'key asked';
    },
    more(data) {
      if (state === 'key asked') {
        state = 'over';
        return covered(password, nonce, data);
      }
      const asked = data.length === 1 ? data[0] : undefined;
      if (state === 'over' || (asked !== SHORT_WAY_PROVED && asked !== SEND_WHOLE)) return done.more(data);
      state = 'over';
      if (asked === SHORT_WAY_PROVED) return undefined;
      checkMayShow(trust);
      if (trust.encrypted) return ended(password);
      state = 'key asked';
      return Buffer.of(CACHING_SEND_KEY);
    },
  };
  // No password: a single NUL, since an empty answer would ask for the nonce again.
  return { method, answer: password === '' ? ended('') : cachingAnswer(password, nonce) };
}

/** MySQL docs, "SHA-256 Pluggable Authentication". */
function beginSha256(password: string, nonce: Uint8Array, trust: Trust): Begun {
  if (password === '') return { method: done, answer: ended('') };
  checkMayShow(trust);
  if (trust.encrypted) return { method: done, answer: ended(password) };
  let complete = false;
  const method: Method = {
    get complete() {
      return complete;
    },
    more(data) {
      if (complete) return done.more(data);
      complete = true;
      return covered(password, nonce, data);
    },
  };
  return { method, answer: Buffer.of(SHA256_SEND_KEY) };
}

/** The whole password, inside TLS or covered with a key that the server sends: whoever is in between reads it, unless nobody can be. */
function checkMayShow({ verified, loopback }: Trust): void {
  if (verified || loopback) return;
  throw new MethodRefused(
    "the server asks for the whole password, and its certificate is not verified: set the upstream's tls to verify-full or verify-ca",
  );
}

function checkedNonce(nonce: Uint8Array, bytes: number): Uint8Array {
  if (nonce.length === bytes) return nonce;
  throw new ProtocolViolation(`the server drew a nonce of ${nonce.length} bytes, not ${bytes}`);
}

function ended(password: string): Buffer {
  return Buffer.from(`${password}\0`);
}

/** Beyond it a server that names the key would buy our CPU. */
const MAX_KEY_BITS = 8192;
const MIN_KEY_BITS = 1024;
const PADDING_BYTES = 42;

function covered(password: string, nonce: Uint8Array, pem: Uint8Array): Buffer {
  const key = publicKey(pem);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_KEY_BITS || bits > MAX_KEY_BITS) {
    throw new ProtocolViolation('the server sent a key that is not RSA of a usual length');
  }
  const plain = coveredSecret(Buffer.from(password), nonce);
  if (plain.length > bits / 8 - PADDING_BYTES) {
    throw new MethodRefused("the password is too long for the server's key: connect with TLS");
  }
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, plain);
}

function publicKey(pem: Uint8Array): KeyObject {
  const text = Buffer.from(pem).toString('latin1');
  try {
    // A private key, or a certificate, would be taken for its public half.
    if (/^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text)) return createPublicKey(text);
  } catch (error) {
    throw new ProtocolViolation('the server sent a key that is none', { cause: error });
  }
  throw new ProtocolViolation('the server sent a key that is none');
}
