/**
 * Who is asking: from credentials to an Agent, and whether that agent is still welcome. Knows tokens, static agents,
 * certificates and revocations; must know no protocol, rule or statement.
 */
import type { Agent } from '../core/agent.ts';
import type { Clock } from '../core/clock.ts';
import { systemClock } from '../core/clock.ts';
import type { Refusal } from '../core/refusal.ts';
import type { RevocationView } from '../core/revocation.ts';
import { TokenProblem } from './claims.ts';
import { Issuer } from './issuer.ts';
import type { IssuerSettings, VerifiedToken } from './issuer.ts';
import { madeUpHashes, SecretCheck, seemsToTakeNative } from './password-check.ts';
import {
  LoginRefused,
  loginFailed,
  notEncrypted,
  revocationsUnknown,
  revoked,
  tokenExpired,
  tokenRefused,
} from './refused.ts';
import { madeUpVerifier, ServerExchange } from './scram-exchange.ts';
import { agentFrom, StaticAgents } from './static-agents.ts';
import type { StaticAgentSettings } from './static-agents.ts';
import { claimedIssuer } from './token-text.ts';

export interface IdentitySettings {
  readonly issuers: readonly IssuerSettings[];
  readonly agents: readonly StaticAgentSettings[];
}

export interface IdentityParts {
  readonly clock?: Clock;
  readonly revocations: RevocationView;
  /** The store's: what an unknown user is shown is made from it. */
  readonly installationSecret: Uint8Array;
  /** How long statements still pass while new revocations can't be learned. */
  readonly revocationsGraceMs?: number;
}

/** The connection, as far as a login depends on it. */
export interface LoginChannel {
  readonly encrypted: boolean;
  readonly plaintextAllowed: boolean;
  readonly certificateSubject?: string;
  /** Data of type tls-server-end-point, where the listener offers SCRAM-SHA-256-PLUS. */
  readonly channelBinding?: Uint8Array;
}

export interface Proof {
  readonly agentName: string;
}

export type LoginChallenge =
  | { readonly kind: 'token' }
  | { readonly kind: 'scram'; readonly exchange: ServerExchange<Proof> }
  | { readonly kind: 'certificate' };

export type LoginCredentials =
  | { readonly kind: 'token'; readonly user: string; readonly token: string }
  | { readonly kind: 'scram'; readonly user: string; readonly proof: Proof }
  | { readonly kind: 'secret'; readonly user: string; readonly proof: Proof }
  | { readonly kind: 'certificate'; readonly user: string; readonly subject: string };

/** One login whose secret or token is sent whole, or proven by MySQL's methods. */
export interface LoginCheck {
  readonly takesNative: boolean;
  native(nonce: Uint8Array, answer: Uint8Array): LoginCredentials;
  caching(nonce: Uint8Array, answer: Uint8Array): LoginCredentials | undefined;
  whole(password: string): Promise<LoginCredentials>;
}

/** Long enough for a store's thread to be started anew, short enough that a revocation is not outrun. */
export const DEFAULT_REVOCATIONS_GRACE_MS = 30_000;

export class Identity {
  readonly #issuers: readonly Issuer[];
  readonly #agents: StaticAgents;
  readonly #clock: Clock;
  readonly #revocations: RevocationView;
  readonly #secret: Uint8Array;
  readonly #graceMs: number;
  /** Proofs that an exchange or a check has made and nobody has used, and by which of the two. */
  readonly #proofs = new WeakMap<Proof, 'scram' | 'secret'>();
  /** What a renewal and the check need beyond the agent; for agents that came from here alone. */
  readonly #tokens = new WeakMap<Agent, VerifiedToken>();

  /** Throws where the settings can't be used; the message names what to change. */
  constructor(settings: IdentitySettings, parts: IdentityParts) {
    this.#clock = parts.clock ?? systemClock;
    this.#revocations = parts.revocations;
    this.#secret = parts.installationSecret;
    this.#graceMs = parts.revocationsGraceMs ?? DEFAULT_REVOCATIONS_GRACE_MS;
    this.#issuers = settings.issuers.map((one) => new Issuer(one, this.#clock));
    this.#agents = new StaticAgents(settings.agents);
  }

  /** For the operation log, at the start. */
  get warnings(): readonly string[] {
    return this.#agents.warnings;
  }

  /** How this user is to be asked. Throws LoginRefused where a token would have to cross the wire in clear. */
  challenge(user: string, channel: LoginChannel): LoginChallenge {
    const known = this.#agents.find(user);
    const certificate = known?.settings.certificate;
    if (certificate !== undefined && certificate === channel.certificateSubject) return { kind: 'certificate' };
    if (known?.verifier === undefined && this.#issuers.length > 0) {
      if (!mayCarryToken(channel)) throw notEncrypted(user);
      return { kind: 'token' };
    }
    const { channelBinding } = channel;
    // Made for known users too, so that the time for it tells nothing.
    const madeUp = madeUpVerifier(this.#secret, user, this.#agents.verifiers);
    const exchange = new ServerExchange<Proof>({
      user,
      verifier: known?.verifier ?? madeUp,
      prove: known?.verifier === undefined ? undefined : () => this.#prove(known.settings.name, 'scram'),
      ...(channelBinding === undefined ? {} : { channelBinding }),
    });
    return { kind: 'scram', exchange };
  }

  /**
   * How this user is to be asked where there is no SCRAM. Throws LoginRefused where a token or a secret would have to cross the
   * wire in clear.
   */
  passwordCheck(user: string, channel: LoginChannel): LoginCheck {
    if (!mayCarryToken(channel)) throw notEncrypted(user);
    const known = this.#agents.find(user);
    const byToken = known?.secret === undefined && this.#issuers.length > 0;
    // Made for everybody, so that the time for it tells nothing.
    const madeUp = {
      scram: madeUpVerifier(this.#secret, user, this.#agents.verifiers),
      ...madeUpHashes(this.#secret, user),
    };
    const seemsToTake = seemsToTakeNative(this.#secret, user, this.#agents.secrets);
    if (byToken) return tokenCheck(user);
    const secret = known?.secret;
    return new SecretCheck<LoginCredentials>({
      user,
      verifiers: secret ?? { scram: undefined, cachingSha2: undefined, nativePassword: undefined },
      madeUp,
      takesNative: secret === undefined ? seemsToTake : secret.nativePassword !== undefined,
      prove:
        known === undefined || secret === undefined
          ? undefined
          : () => ({ kind: 'secret', user, proof: this.#prove(known.settings.name, 'secret') }),
    });
  }

  /** Throws LoginRefused. */
  async authenticate(credentials: LoginCredentials, channel: LoginChannel): Promise<Agent> {
    const agent = await this.#agentOf(credentials, channel);
    // Refused in the words of a statement's refusal: whoever came so far has proven who he is.
    const refusal = this.check(agent);
    if (refusal !== undefined) throw new LoginRefused(refusal, refusal.message);
    return agent;
  }

  /**
   * A new token for a session that goes on. Throws LoginRefused unless it is of the same issuer, subject, agent and tenant.
   * `agent` must be the object that authenticate or renew gave.
   */
  async renew(agent: Agent, token: string): Promise<Agent> {
    const old = this.#tokens.get(agent);
    if (old === undefined) throw tokenRefused(agent.name, 'the session was not opened by a token');
    const verified = await this.#verify(token, (problem) =>
      problem.expired
        ? new LoginRefused(tokenExpired(agent.name), problem.message)
        : tokenRefused(agent.name, problem.message),
    );
    const same =
      verified.issuer === old.issuer &&
      verified.subject === old.subject &&
      verified.agent.name === agent.name &&
      verified.agent.tenant === agent.tenant;
    if (!same) throw tokenRefused(agent.name, 'the new token is of another issuer, subject, agent or tenant');
    const refusal = this.check(verified.agent);
    if (refusal !== undefined) throw new LoginRefused(refusal, refusal.message);
    return verified.agent;
  }

  /** Is the agent still welcome? Asked before each statement: in memory, without a promise. */
  check(agent: Agent, sessionId?: string): Refusal | undefined {
    const now = this.#clock.now();
    if (this.#revocations.find(agent.name, agent.tokenId, sessionId, now) !== undefined) return revoked(agent.name);
    if (agent.expiresAtMs !== undefined) {
      const toleranceMs = this.#tokens.get(agent)?.toleranceMs ?? 0;
      if (now >= agent.expiresAtMs + toleranceMs) return tokenExpired(agent.name);
    }
    const unknownSinceMs = this.#revocations.unknownSinceMs;
    if (unknownSinceMs !== undefined && now - unknownSinceMs > this.#graceMs) return revocationsUnknown();
    return undefined;
  }

  async #agentOf(credentials: LoginCredentials, channel: LoginChannel): Promise<Agent> {
    switch (credentials.kind) {
      case 'token':
        return this.#byToken(credentials.user, credentials.token, channel);
      case 'scram':
      case 'secret':
        return this.#byProof(credentials);
      case 'certificate':
        return this.#byCertificate(credentials.user, credentials.subject, channel);
      default:
        return credentials satisfies never;
    }
  }

  async #byToken(user: string, token: string, channel: LoginChannel): Promise<Agent> {
    if (!mayCarryToken(channel)) throw notEncrypted(user);
    if (this.#agents.find(user)?.secret !== undefined)
      throw loginFailed(user, 'this agent logs in with its secret, not with a token');
    const { agent, issuer } = await this.#verify(token, (problem) =>
      problem.expired ? new LoginRefused(tokenExpired(user), problem.message) : loginFailed(user, problem.message),
    );
    // An issuer could otherwise name itself into an agent that it has no say in.
    if (this.#agents.find(agent.name) !== undefined) {
      throw loginFailed(user, `a token of "${issuer}" names the static agent "${agent.name}"`);
    }
    if (user !== agent.name && !this.#mayBe(user, agent.name, issuer)) {
      throw loginFailed(user, `the token is of "${agent.name}", which does not log in as "${user}"`);
    }
    return agent;
  }

  #mayBe(user: string, agentName: string, issuer: string): boolean {
    return this.#issuers.some(({ settings }) => {
      const users = settings.users ?? {};
      return settings.issuer === issuer && Object.hasOwn(users, user) && users[user] === agentName;
    });
  }

  #byProof({ kind, user, proof }: Extract<LoginCredentials, { readonly proof: Proof }>): Agent {
    const madeBy = this.#proofs.get(proof);
    this.#proofs.delete(proof);
    if (madeBy !== kind) throw loginFailed(user, 'the proof was not made by a login here, or was used before');
    const known = this.#agents.find(user);
    if (known === undefined || known.settings.name !== proof.agentName)
      throw loginFailed(user, 'the proof is of another agent');
    return agentFrom(known, kind);
  }

  #byCertificate(user: string, subject: string, channel: LoginChannel): Agent {
    const known = this.#agents.find(user);
    const expected = known?.settings.certificate;
    if (
      known === undefined ||
      expected === undefined ||
      subject !== expected ||
      channel.certificateSubject !== expected
    ) {
      throw loginFailed(user, 'the certificate is not the one of this agent');
    }
    return agentFrom(known, 'certificate');
  }

  /** By the issuer that the token names; only one that the configuration lists can make it true. */
  async #verify(token: string, refused: (problem: TokenProblem) => LoginRefused): Promise<VerifiedToken> {
    let problem = new TokenProblem('no issuer is configured for this token');
    try {
      const named = claimedIssuer(token);
      for (const issuer of this.#issuers.filter(({ settings }) => settings.issuer === named)) {
        try {
          const verified = await issuer.verify(token);
          this.#tokens.set(verified.agent, verified);
          return verified;
        } catch (error) {
          // Of two entries for one issuer (two audiences) the one that finds fault with the time alone knows best.
          if (!problem.expired) problem = problemOf(error);
        }
      }
    } catch (error) {
      problem = problemOf(error);
    }
    throw refused(problem);
  }

  #prove(agentName: string, by: 'scram' | 'secret'): Proof {
    const proof = Object.freeze({ agentName });
    this.#proofs.set(proof, by);
    return proof;
  }
}

/** A token is sent whole: the short ways prove nothing of it. What it is worth is said when it is admitted. */
function tokenCheck(user: string): LoginCheck {
  return {
    takesNative: false,
    native: () => {
      throw loginFailed(user, 'this user logs in with a token, which mysql_native_password can not carry');
    },
    caching: () => undefined,
    whole: (token) => Promise.resolve({ kind: 'token', user, token }),
  };
}

function mayCarryToken(channel: LoginChannel): boolean {
  return channel.encrypted || channel.plaintextAllowed;
}

function problemOf(error: unknown): TokenProblem {
  if (error instanceof TokenProblem) return error;
  throw error;
}
