// The RSA key by which a client without TLS covers its secret (MySQL docs, "Caching SHA-2 Pluggable Authentication"). Lives as
// long as the process and is written nowhere. Knows no user.

import { webcrypto } from 'node:crypto';
import { uncovered } from '../../core/mysql-secret.ts';

/** Takes secrets of up to 469 bytes, which many tokens exceed: those go inside TLS, or by mysql_clear_password on loopback. */
const KEY_BITS = 4096;
const ALGORITHM = 'RSA-OAEP';
const LINE_CHARS = 64;

interface Made {
  readonly privateKey: webcrypto.CryptoKey;
  readonly pem: string;
}

/** Everything heavy happens in Node's thread pool; the key is made when it is first asked for. */
export class PasswordKey {
  readonly #bits: number;
  #made: Promise<Made> | undefined;

  constructor(bits = KEY_BITS) {
    this.#bits = bits;
  }

  /** The public half, for a client. */
  async pem(): Promise<string> {
    return (await this.#pair()).pem;
  }

  /** What the client has covered, its NUL at the end included; undefined where it was not covered with our key. */
  async open(bytes: Uint8Array, nonce: Uint8Array): Promise<Buffer | undefined> {
    // Nobody was shown a key yet.
    if (this.#made === undefined) return undefined;
    const { privateKey } = await this.#made;
    try {
      const opened = await webcrypto.subtle.decrypt({ name: ALGORITHM }, privateKey, Uint8Array.from(bytes));
      return uncovered(new Uint8Array(opened), nonce);
    } catch {
      return undefined;
    }
  }

  #pair(): Promise<Made> {
    this.#made ??= makePair(this.#bits).catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }
}

async function makePair(modulusLength: number): Promise<Made> {
  const publicExponent = Uint8Array.of(1, 0, 1);
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(
    // SHA-1 is what clients pad with; OAEP does not rest on its being free of collisions.
    { name: ALGORITHM, modulusLength, publicExponent, hash: 'SHA-1' },
    false,
    ['encrypt', 'decrypt'],
  );
  const spki = Buffer.from(await webcrypto.subtle.exportKey('spki', publicKey)).toString('base64');
  const lines = spki.match(new RegExp(`.{1,${LINE_CHARS}}`, 'g')) ?? [];
  return { privateKey, pem: ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n') };
}
