/**
 * The client's half of SCRAM-SHA-256, for the login upstream: start, continue, finish. Knows one password for one login;
 * must not show it, and takes the server for genuine only when the server's signature is right.
 */
import { randomBytes } from 'node:crypto';
import { authMessage, parseServerFinal, parseServerFirst } from './scram-messages.ts';
import { clientProof, sameBytes, saltedPassword, ScramError, serverKey, signature } from './scram.ts';

export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-256-PLUS';

/**
 * How the login is tied to the TLS connection. `none`: there is no TLS, or no binding data. `unused`: we could bind, the
 * server offers no -PLUS (a server that did will refuse, so nobody in between can have struck it out).
 */
export type ScramBinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'unused' }
  | { readonly kind: 'tls-server-end-point'; readonly data: Uint8Array };

export interface ScramClientOptions {
  readonly password: string;
  readonly binding?: ScramBinding;
  /** The user's name inside SCRAM; Postgres ignores it and takes the start-up message's. */
  readonly user?: string;
  /** For tests with published vectors. */
  readonly nonce?: string;
}

const GS2_HEADERS = { none: 'n,,', unused: 'y,,', 'tls-server-end-point': 'p=tls-server-end-point,,' } as const;
const NONCE_BYTES = 18;

export class ScramClient {
  readonly mechanism: ScramMechanism;
  readonly #password: string;
  readonly #binding: ScramBinding;
  readonly #nonce: string;
  readonly #firstBare: string;
  #state: 'new' | 'started' | 'proving' | 'proved' | 'done' = 'new';
  #serverSignature: Buffer | undefined;

  constructor({ password, binding = { kind: 'none' }, user = '', nonce }: ScramClientOptions) {
    this.mechanism = binding.kind === 'tls-server-end-point' ? 'SCRAM-SHA-256-PLUS' : 'SCRAM-SHA-256';
    this.#password = password;
    this.#binding = binding;
    this.#nonce = nonce ?? randomBytes(NONCE_BYTES).toString('base64');
    this.#firstBare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${this.#nonce}`;
  }

  /** client-first-message. */
  start(): string {
    this.#advance('new', 'started');
    return GS2_HEADERS[this.#binding.kind] + this.#firstBare;
  }

  /** Takes server-first-message, gives client-final-message. Throws ScramError. */
  async continue(serverFirst: string): Promise<string> {
    this.#advance('started', 'proving');
    const { nonce, salt, iterations } = parseServerFirst(serverFirst);
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw new ScramError("the server's nonce does not continue ours");
    }
    const salted = await saltedPassword(this.#password, salt, iterations);
    const withoutProof = `c=${this.#channelBinding()},r=${nonce}`;
    const signed = authMessage(this.#firstBare, serverFirst, withoutProof);
    this.#serverSignature = signature(serverKey(salted), signed);
    this.#advance('proving', 'proved');
    return `${withoutProof},p=${clientProof(salted, signed).toString('base64')}`;
  }

  /** Takes server-final-message. Throws ScramError unless the server has shown that it knows the password's verifier. */
  finish(serverFinal: string): void {
    this.#advance('proved', 'done');
    const given = parseServerFinal(serverFinal);
    if (this.#serverSignature === undefined || !sameBytes(given, this.#serverSignature)) {
      throw new ScramError("the server's signature is wrong: it does not know this user's password");
    }
  }

  #channelBinding(): string {
    const header = Buffer.from(GS2_HEADERS[this.#binding.kind]);
    const data = this.#binding.kind === 'tls-server-end-point' ? this.#binding.data : Buffer.alloc(0);
    return Buffer.concat([header, data]).toString('base64');
  }

  #advance(from: 'new' | 'started' | 'proving' | 'proved', to: 'started' | 'proving' | 'proved' | 'done'): void {
    if (this.#state !== from) throw new ScramError('messages of the login came in the wrong order');
    this.#state = to;
  }
}
