/**
 * The gate as connections see it while the gateway closes: knows which sessions run something, so that idle ones are ended
 * at once and busy ones when they are done. Decides nothing about statements.
 */
import { after } from '../core/after.ts';
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type {
  Challenge, Channel, Credentials, Destination, Gate, Outcome, OwnPurpose, PasswordCheck, Permit, Request, Ruling, Session, UnreadRequest,
} from '../gate/protocol.ts'; // prettier-ignore

export const SHUTTING_DOWN: Refusal = {
  code: 'WW_SHUTTING_DOWN',
  message: 'wirewall is shutting down',
  hint: 'Connect again; another gateway, or this one after its restart, will answer.',
};

/** The gate, as far as closing it needs to know. */
export interface EndableGate extends Gate {
  readonly sessions: ReadonlySet<{ readonly id: string; end(refusal: Refusal): void }>;
}

export class Doors implements Gate {
  readonly #gate: EndableGate;
  readonly #sessions = new Map<string, WatchedSession>();
  #closing = false;

  constructor(gate: EndableGate) {
    this.#gate = gate;
  }

  challenge(user: string, channel: Channel): Challenge {
    if (this.#closing) throw new RefusedError(SHUTTING_DOWN);
    return this.#gate.challenge(user, channel);
  }

  passwordCheck(user: string, channel: Channel): PasswordCheck {
    if (this.#closing) throw new RefusedError(SHUTTING_DOWN);
    return this.#gate.passwordCheck(user, channel);
  }

  async admit(credentials: Credentials, destination: Destination, channel: Channel): Promise<Session> {
    const session = new WatchedSession(await this.#gate.admit(credentials, destination, channel), {
      settled: () => this.#endIfIdle(session),
      closed: () => this.#sessions.delete(session.id),
    });
    this.#sessions.set(session.id, session);
    this.#endIfIdle(session);
    return session;
  }

  recordFailedLogin(user: string, refused: RefusedError, channel: Channel): void {
    this.#gate.recordFailedLogin(user, refused, channel);
  }

  /** From now on nobody comes in, and every session ends with the statement that it runs. */
  close(): void {
    this.#closing = true;
    for (const session of this.#sessions.values()) this.#endIfIdle(session);
  }

  #endIfIdle(session: WatchedSession): void {
    if (!this.#closing || !session.isIdle) return;
    for (const one of this.#gate.sessions) {
      // In a turn of its own: the answer of the last statement is written in this one.
      if (one.id === session.id) setImmediate(() => one.end(SHUTTING_DOWN));
    }
  }
}

interface SessionEvents {
  readonly settled: () => void;
  readonly closed: () => void;
}

class WatchedSession implements Session {
  readonly #session: Session;
  readonly #events: SessionEvents;
  /** Permits that were given for what runs, and are not settled. */
  readonly #running = new Set<Permit>();

  constructor(session: Session, events: SessionEvents) {
    this.#session = session;
    this.#events = events;
  }

  get id() {
    return this.#session.id;
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  get agent() {
    return this.#session.agent;
  }

  get ended() {
    return this.#session.ended;
  }

  decide(request: Request, signal: AbortSignal): Ruling | Promise<Ruling> {
    const ruling = this.#session.decide(request, signal);
    return request.phase === 'prepare' ? ruling : after(ruling, this.#noted);
  }

  readonly #noted = (ruling: Ruling): Ruling => {
    if (ruling.kind === 'forward') this.#running.add(ruling.permit);
    return ruling;
  };

  settle(permit: Permit, outcome: Outcome): void {
    this.#session.settle(permit, outcome);
    if (this.#running.delete(permit) && this.#running.size === 0) this.#events.settled();
  }

  refuse(request: UnreadRequest): Refusal {
    return this.#session.refuse(request);
  }

  own(purpose: OwnPurpose, bytes: Uint8Array): Permit {
    return this.#session.own(purpose, bytes);
  }

  check(): Refusal | undefined {
    return this.#session.check();
  }

  close(): void {
    this.#events.closed();
    this.#session.close();
  }
}

/** A gate that lets nobody in, so that each protocol says so in its own words. */
export function turningAway(refusal: Refusal): Gate {
  const refuse = (): never => {
    throw new RefusedError(refusal);
  };
  return {
    challenge: refuse,
    passwordCheck: refuse,
    admit: () => Promise.reject(new RefusedError(refusal)),
    recordFailedLogin: () => undefined,
  };
}
