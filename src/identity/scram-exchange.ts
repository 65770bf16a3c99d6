/**
 * The server's half of one SCRAM-SHA-256 login. Knows a verifier, real or made up, and the messages; must not tell by word,
 * step or time which of the two it is.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { ClientFirst, Gs2Binding } from '../core/scram-messages.ts';
import {
  authMessage,
  formatServerFinal,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
} from '../core/scram-messages.ts';
import type { ScramVerifier } from '../core/scram.ts';
import { proves, sameBytes, ScramError, signature } from '../core/scram.ts';
import { loginFailed } from './refused.ts';
import type { LoginRefused } from './refused.ts';

const NONCE_BYTES = 18;

export interface ExchangeOptions<Proof> {
  readonly user: string;
  readonly verifier: ScramVerifier;
  /** Makes the proof that the login succeeded. Undefined for a user that nobody knows: it fails like a wrong secret. */
  readonly prove: (() => Proof) | undefined;
  /** Data of type tls-server-end-point, where the listener offers SCRAM-SHA-256-PLUS. */
  readonly channelBinding?: Uint8Array;
}

export class ServerExchange<Proof> {
  readonly #options: ExchangeOptions<Proof>;
  #state: 'new' | 'asked' | 'done' = 'new';
  #clientFirst: ClientFirst | undefined;
  #serverFirst = '';
  #nonce = '';

  constructor(options: ExchangeOptions<Proof>) {
    this.#options = options;
  }

  /** Takes client-first-message, gives server-first-message. Throws LoginRefused. */
  first(text: string): string {
    return this.#guarded('new', 'asked', () => {
      const message = parseClientFirst(text);
      this.#checkBinding(message.binding);
      const { salt, iterations } = this.#options.verifier;
      this.#clientFirst = message;
      this.#nonce = message.nonce + randomBytes(NONCE_BYTES).toString('base64');
      this.#serverFirst = formatServerFirst({ nonce: this.#nonce, salt, iterations });
      return this.#serverFirst;
    });
  }

  /** Takes client-final-message. Throws LoginRefused. */
  final(text: string): { readonly serverFinal: string; readonly proof: Proof } {
    return this.#guarded('asked', 'done', () => {
      const message = parseClientFinal(text);
      if (this.#clientFirst === undefined || !sameBytes(Buffer.from(message.nonce), Buffer.from(this.#nonce))) {
        throw new ScramError('the nonce is not the one of this login');
      }
      if (!sameBytes(message.channelBinding, this.#expectedBinding(this.#clientFirst))) {
        throw new ScramError('the channel binding is not the one of this connection');
      }
      const { verifier, prove } = this.#options;
      const signed = authMessage(this.#clientFirst.bare, this.#serverFirst, message.withoutProof);
      const right = proves(verifier.storedKey, signed, message.proof);
      const serverFinal = formatServerFinal(signature(verifier.serverKey, signed));
      if (prove === undefined) throw new ScramError('no static agent has this name');
      if (!right) throw new ScramError('the secret is wrong');
      return { serverFinal, proof: prove() };
    });
  }

  /** One step of the login; whatever is wrong ends it. */
  #guarded<T>(from: 'new' | 'asked', to: 'asked' | 'done', work: () => T): T {
    const expected = this.#state === from;
    this.#state = 'done';
    try {
      if (!expected) throw new ScramError('messages of the login came in the wrong order');
      const result = work();
      this.#state = to;
      return result;
    } catch (error) {
      throw this.#refused(error);
    }
  }

  #refused(error: unknown): LoginRefused {
    if (!(error instanceof ScramError)) throw error;
    return loginFailed(this.#options.user, error.message);
  }

  #checkBinding(binding: Gs2Binding): void {
    const offered = this.#options.channelBinding !== undefined;
    // Whoever could bind and was not told that we can: somebody in between has struck out the offer.
    if (binding === 'y' && offered) throw new ScramError('channel binding was offered and the client did not see it');
    if (typeof binding === 'string') return;
    if (!offered) throw new ScramError('channel binding was not offered');
    if (binding.type !== 'tls-server-end-point') throw new ScramError('the type of channel binding is not known');
  }

  #expectedBinding({ binding, gs2Header }: ClientFirst): Buffer {
    const data = typeof binding === 'string' ? undefined : this.#options.channelBinding;
    return Buffer.concat([Buffer.from(gs2Header), data ?? Buffer.alloc(0)]);
  }
}

const DEFAULT_ITERATIONS = 4096;
const DEFAULT_SALT_BYTES = 16;

/**
 * The verifier of a user that nobody knows. Made from a secret of the installation, so that it is the same on each try and
 * after a restart; shaped like one of the real ones, so that its shape tells nothing.
 */
export function madeUpVerifier(secret: Uint8Array, user: string, real: readonly ScramVerifier[]): ScramVerifier {
  const draw = (what: string) => createHmac('sha256', secret).update(`${what}\0${user}`, 'utf8').digest();
  const model = real[real.length === 0 ? 0 : draw('model').readUInt32BE() % real.length];
  return {
    iterations: model?.iterations ?? DEFAULT_ITERATIONS,
    salt: stretched(draw, model?.salt.length ?? DEFAULT_SALT_BYTES),
    storedKey: draw('stored key'),
    serverKey: draw('server key'),
  };
}

function stretched(draw: (what: string) => Buffer, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) => draw(`salt ${n}`));
  return Buffer.concat(blocks).subarray(0, length);
}
