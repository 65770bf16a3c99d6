// The one place where identity, policy, approval, audit and permit meet. Knows no protocol.

import type { Agent } from '../core/agent.ts';
import type { Clock } from '../core/clock.ts';
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Desk } from '../approval/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Policy } from '../policy/index.ts';
import { Judge } from './judgement.ts';
import type { Challenge, Channel, Credentials, Destination, Gate, PasswordCheck, Session } from './protocol.ts';
import { Rates } from './rates.ts';
import { Recorder } from './record.ts';
import { GateSession } from './session.ts';
import { intentRefusal } from './standing.ts';

export interface GateOptions {
  readonly identity: Identity;
  /** The rules in force now. */
  readonly policy: () => Policy;
  readonly desk: Desk;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** For the operation log: why a login failed, which the peer isn't told. */
  readonly report: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export interface GateParts extends GateOptions {
  readonly judge: Judge;
  readonly recorder: Recorder;
  readonly rates: Rates;
}

export class WirewallGate implements Gate {
  readonly #parts: GateParts;
  readonly #sessions = new Set<GateSession>();

  constructor(options: GateOptions) {
    this.#parts = { ...options, judge: new Judge(), recorder: new Recorder(), rates: new Rates() };
  }

  challenge(user: string, channel: Channel): Challenge {
    return this.#parts.identity.challenge(user, channel);
  }

  passwordCheck(user: string, channel: Channel): PasswordCheck {
    return this.#parts.identity.passwordCheck(user, channel);
  }

  async admit(credentials: Credentials, destination: Destination, channel: Channel): Promise<Session> {
    const { identity, audit } = this.#parts;
    try {
      const agent = await identity.authenticate(credentials, channel);
      const intent = startingIntent(agent, destination.intent);
      const id = audit.newId();
      const session = new GateSession(this.#parts, { id, agent, destination, channel, intent }, (closed) =>
        this.#sessions.delete(closed),
      );
      await audit.appendBefore({
        type: 'login',
        agent: agent.name,
        tenant: agent.tenant,
        session: id,
        upstream: destination.upstream,
        database: destination.database,
        intent,
        method: agent.method,
        user: credentials.user,
        peer: channel.peer,
        encrypted: channel.encrypted,
        client: destination.client,
        groups: agent.groups,
        tokenId: agent.tokenId,
        expiresAtMs: agent.expiresAtMs,
      });
      this.#sessions.add(session);
      return session;
    } catch (error) {
      const refused = error instanceof RefusedError ? error : auditUnavailable(error);
      this.#refusedLogin(credentials.user, refused, channel, credentials.kind);
      throw refused;
    }
  }

  recordFailedLogin(user: string, refused: RefusedError, channel: Channel): void {
    this.#refusedLogin(user, refused, channel);
  }

  /** Sessions that are open. */
  get sessions(): ReadonlySet<GateSession> {
    return this.#sessions;
  }

  /** Revocations changed: whoever is no longer welcome is cut off, running statement included. */
  recheck(): void {
    for (const session of this.#sessions) {
      const refusal = session.check();
      // An expired token may be renewed; it stops statements, not the session.
      if (refusal?.code === 'WW_REVOKED') session.end(refusal);
    }
  }

  /** Ends every session: the gateway goes down. */
  endAll(refusal: Refusal): void {
    for (const session of this.#sessions) session.end(refusal);
  }

  #refusedLogin(user: string, error: RefusedError, channel: Channel, method?: Credentials['kind']): void {
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.refusal.message;
    this.#parts.report('login_refused', { user, peer: channel.peer, code: error.refusal.code, reason });
    this.#parts.audit.appendAfter({
      type: 'login_refused',
      user,
      peer: channel.peer,
      code: error.refusal.code,
      message: reason,
      method,
    });
  }
}

function startingIntent(agent: Agent, intent: string | undefined): string | undefined {
  if (intent === undefined) return undefined;
  const refusal = intentRefusal(agent, intent);
  if (refusal !== undefined) throw new RefusedError(refusal);
  return intent;
}

function auditUnavailable(cause: unknown): RefusedError {
  const error = new RefusedError({
    code: 'WW_AUDIT_UNAVAILABLE',
    message: 'the login was refused, because it can not be recorded',
    hint: 'Try again later; the operator has to make the audit log writable first.',
  });
  error.cause = cause;
  return error;
}
