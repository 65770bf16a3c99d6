/**
 * The check of one login by a secret that is sent whole, or proven by MySQL's methods. Knows verifiers, real or made up; must
 * not tell by word, step or time which of the two they are.
 */
import { createHmac } from 'node:crypto';
import {
  CACHING_SHA2_BYTES, cachingVerifier, NATIVE_BYTES, nativeVerifier, provesCaching, provesNative,
} from '../core/mysql-secret.ts'; // prettier-ignore
import type { ScramVerifier } from '../core/scram.ts';
import { deriveVerifier, sameBytes } from '../core/scram.ts';
import { loginFailed } from './refused.ts';

/** Nobody's secret is longer, and a token isn't either: no work is done for more. */
const MAX_SECRET_CHARS = 16 * 1024;

/** What is kept of one agent's secret. */
export interface SecretVerifiers {
  readonly scram: ScramVerifier | undefined;
  readonly cachingSha2: Buffer | undefined;
  readonly nativePassword: Buffer | undefined;
}

export interface SecretCheckOptions<Credentials> {
  readonly user: string;
  readonly verifiers: SecretVerifiers;
  /** Stand in for those that the agent hasn't, so that each login costs the same work. */
  readonly madeUp: { readonly scram: ScramVerifier; readonly cachingSha2: Buffer; readonly nativePassword: Buffer };
  /** For a user that nobody knows: as it would be for one who is known. */
  readonly takesNative: boolean;
  /** Makes the credentials of a login that succeeded. Undefined for a user that nobody knows: it fails like a wrong secret. */
  readonly prove: (() => Credentials) | undefined;
}

/** One login: the short way may be tried once, and one answer more decides. */
export class SecretCheck<Credentials> {
  readonly #options: SecretCheckOptions<Credentials>;
  #state: 'new' | 'tried' | 'done' = 'new';

  constructor(options: SecretCheckOptions<Credentials>) {
    this.#options = options;
  }

  get takesNative(): boolean {
    return this.#options.takesNative;
  }

  /** Throws LoginRefused. */
  native(nonce: Uint8Array, answer: Uint8Array): Credentials {
    this.#advance('done');
    const { verifiers, madeUp } = this.#options;
    const right = provesNative(verifiers.nativePassword ?? madeUp.nativePassword, nonce, answer);
    return this.#credentials(right && verifiers.nativePassword !== undefined);
  }

  /** Undefined: it proves nothing. A wrong answer is no refusal yet, as with the server itself: the whole secret is asked for. */
  caching(nonce: Uint8Array, answer: Uint8Array): Credentials | undefined {
    this.#advance('tried');
    const { verifiers, madeUp, prove } = this.#options;
    const right = provesCaching(verifiers.cachingSha2 ?? madeUp.cachingSha2, nonce, answer);
    if (!right || verifiers.cachingSha2 === undefined || prove === undefined) return undefined;
    this.#state = 'done';
    return prove();
  }

  /** Rejects with LoginRefused. */
  async whole(secret: string): Promise<Credentials> {
    this.#advance('done');
    if (secret.length > MAX_SECRET_CHARS) throw loginFailed(this.#options.user, 'the secret is far too long');
    return this.#credentials(await this.#isSecret(secret));
  }

  /** All of the work is done for everybody, so that its time does not tell which verifiers there are, or that there are none. */
  async #isSecret(secret: string): Promise<boolean> {
    const { verifiers, madeUp } = this.#options;
    const { salt, iterations, storedKey } = verifiers.scram ?? madeUp.scram;
    // An empty secret has no key of its own to derive.
    const derived = await deriveVerifier(secret === '' ? '\0' : secret, salt, iterations);
    const byScram = sameBytes(derived.storedKey, storedKey);
    const byCaching = sameBytes(cachingVerifier(secret), verifiers.cachingSha2 ?? madeUp.cachingSha2);
    const byNative = sameBytes(nativeVerifier(secret), verifiers.nativePassword ?? madeUp.nativePassword);
    if (secret === '') return false;
    if (verifiers.scram !== undefined) return byScram;
    if (verifiers.cachingSha2 !== undefined) return byCaching;
    return verifiers.nativePassword !== undefined && byNative;
  }

  #credentials(right: boolean): Credentials {
    const { prove, user } = this.#options;
    if (prove === undefined) throw loginFailed(user, 'no static agent has this name');
    if (!right) throw loginFailed(user, 'the secret is wrong');
    return prove();
  }

  #advance(to: 'tried' | 'done'): void {
    const allowed = this.#state === 'new' || (this.#state === 'tried' && to === 'done');
    this.#state = allowed ? to : 'done';
    if (!allowed) throw loginFailed(this.#options.user, 'answers of the login came in the wrong order');
  }
}

/** As a user that nobody knows is asked: by verifiers of the installation's own making, the same on each try. */
export function madeUpHashes(
  secret: Uint8Array,
  user: string,
): { readonly cachingSha2: Buffer; readonly nativePassword: Buffer } {
  const draw = (what: string) => createHmac('sha256', secret).update(`${what}\0${user}`, 'utf8').digest();
  return {
    cachingSha2: draw('caching sha2').subarray(0, CACHING_SHA2_BYTES),
    nativePassword: draw('native password').subarray(0, NATIVE_BYTES),
  };
}

/** Whether a user that nobody knows is taken for one whose agent has such a verifier: as often as the known ones have it. */
export function seemsToTakeNative(secret: Uint8Array, user: string, known: readonly SecretVerifiers[]): boolean {
  if (known.length === 0) return false;
  const drawn = createHmac('sha256', secret).update(`takes native\0${user}`, 'utf8').digest().readUInt32BE();
  return known[drawn % known.length]?.nativePassword !== undefined;
}
