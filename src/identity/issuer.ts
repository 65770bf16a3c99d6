/** One issuer of tokens: whose they are, for whom, by which keys. Knows JWTs (by jose); must know no connection and no user. */
import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import type { Agent } from '../core/agent.ts';
import type { Clock } from '../core/clock.ts';
import { agentOf, TokenProblem } from './claims.ts';
import type { ClaimNames } from './claims.ts';
import { keysFrom, KeysUnavailable } from './keys.ts';
import type { KeyReader, KeySource } from './keys.ts';

/** Signatures by key pairs. One by a shared secret could be made by everyone who can check it. */
export const ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
] as const; // prettier-ignore
export type Algorithm = (typeof ALGORITHMS)[number];

export interface IssuerSettings {
  /** The `iss` claim, exactly. */
  readonly issuer: string;
  /** The `aud` claim must name one of these. */
  readonly audiences: readonly string[];
  readonly jwks: KeySource;
  readonly claims: ClaimNames;
  readonly algorithms?: readonly string[];
  readonly clockToleranceMs?: number;
  /** Database users that stand for an agent of another name. */
  readonly users?: Readonly<Record<string, string>>;
}

export interface VerifiedToken {
  readonly agent: Agent;
  readonly issuer: string;
  readonly subject: string | undefined;
  readonly toleranceMs: number;
}

export const DEFAULT_CLOCK_TOLERANCE_MS = 30_000;
const MAX_CLOCK_TOLERANCE_MS = 10 * 60_000;
/** Keys that fit a token which names none; each is tried. */
const MAX_MATCHING_KEYS = 8;
const MAX_TOKEN_ID_CHARS = 256;

export class Issuer {
  readonly settings: IssuerSettings;
  readonly #keys: KeyReader;
  readonly #clock: Clock;
  readonly #toleranceMs: number;
  readonly #algorithms: string[];

  /** Throws where the settings can't be used; the message names what to change. */
  constructor(settings: IssuerSettings, clock: Clock) {
    const { algorithms = ALGORITHMS, clockToleranceMs = DEFAULT_CLOCK_TOLERANCE_MS, audiences, issuer } = settings;
    const unknown = algorithms.find((name) => !ALGORITHMS.some((known) => known === name));
    if (unknown !== undefined || algorithms.length === 0) {
      throw new Error(`issuer "${issuer}": the algorithm "${unknown ?? ''}" is none of ${ALGORITHMS.join(', ')}`);
    }
    if (audiences.length === 0) throw new Error(`issuer "${issuer}": name the audience that its tokens are for`);
    this.settings = settings;
    this.#keys = keysFrom(settings.jwks);
    this.#clock = clock;
    this.#toleranceMs = Math.min(Math.max(clockToleranceMs, 0), MAX_CLOCK_TOLERANCE_MS);
    this.#algorithms = [...algorithms];
  }

  /** Throws TokenProblem: `expired` only when signature, issuer, audience and names are right. */
  async verify(token: string): Promise<VerifiedToken> {
    try {
      const payload = await this.#verified(token);
      const { iat } = payload;
      if (iat !== undefined && iat * 1000 > this.#clock.now() + this.#toleranceMs) {
        throw new TokenProblem('the token was issued in the future: compare the clocks');
      }
      const agent = agentOf(payload, this.settings.claims, tokenIdOf(token, payload));
      return { agent, issuer: this.settings.issuer, subject: payload.sub, toleranceMs: this.#toleranceMs };
    } catch (error) {
      throw this.#problem(error, token);
    }
  }

  async #verified(token: string): Promise<JWTPayload> {
    const keys = await this.#keys();
    const { issuer, audiences } = this.settings;
    const options: JWTVerifyOptions = {
      issuer,
      audience: [...audiences],
      algorithms: this.#algorithms,
      clockTolerance: this.#toleranceMs / 1000,
      currentDate: new Date(this.#clock.now()),
      requiredClaims: ['exp'],
    };
    try {
      return (await jwtVerify(token, keys as JWTVerifyGetKey, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return verifiedByOneOf(error, token, options);
    }
  }

  #problem(error: unknown, token: string): TokenProblem {
    if (error instanceof TokenProblem) return error;
    if (error instanceof errors.JWTExpired) {
      try {
        agentOf(error.payload, this.settings.claims, tokenIdOf(token, error.payload));
        return new TokenProblem('the token has expired', true);
      } catch (other) {
        return new TokenProblem(other instanceof Error ? other.message : 'the token has expired');
      }
    }
    if (error instanceof KeysUnavailable) return new TokenProblem(error.message);
    if (error instanceof errors.JOSEError) return new TokenProblem(`${error.code}: ${error.message}`);
    return new TokenProblem(
      `the token could not be checked: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function verifiedByOneOf(
  candidates: errors.JWKSMultipleMatchingKeys,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  let tried = 0;
  for await (const key of candidates) {
    tried += 1;
    if (tried > MAX_MATCHING_KEYS) break;
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new TokenProblem('none of the keys that fit has made the signature');
}

/**
 * `jti`, or else a digest of what was signed. Not of the signature: an ECDSA signature can be changed into another valid one,
 * and the token would be a new one to the revocations.
 */
function tokenIdOf(token: string, payload: JWTPayload): string {
  const { jti } = payload;
  if (jti === undefined) {
    const signed = token.slice(0, token.lastIndexOf('.'));
    return `sha256:${createHash('sha256').update(signed).digest('hex').slice(0, 32)}`;
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_TOKEN_ID_CHARS)
    throw new TokenProblem('the claim "jti" is not an id');
  return jti;
}
