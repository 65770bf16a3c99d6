// One agent's session at the gate: for each statement identity, rules, holds, the record, and only then the permit.
// The order is the product (design.md §1).

import { meets } from '../approval/index.ts';
import type { Agent } from '../core/agent.ts';
import type { Refusal } from '../core/refusal.ts';
import { Docket, type Allowed } from './docket.ts';
import type { GateParts } from './gate.ts';
import { waitForPeople, type Released } from './holding.ts';
import type { Judgement } from './judgement.ts';
import { ownSetting, takeSetting } from './own-settings.ts';
import { grantPermit } from './permit.ts';
import type { Outcome, OwnPurpose, Permit, Request, Ruling, Session, UnreadRequest } from './protocol.ts';
import { Standing, type Admitted } from './standing.ts';

export class GateSession implements Session {
  readonly #parts: GateParts;
  readonly #standing: Standing;
  readonly #docket: Docket;
  readonly #onClose: (session: GateSession) => void;
  readonly #ending = new AbortController();
  readonly #openedMs = performance.now();
  #statements = 0;
  #closed = false;

  constructor(parts: GateParts, admitted: Admitted, onClose: (session: GateSession) => void) {
    this.#parts = parts;
    this.#standing = new Standing(admitted);
    this.#docket = new Docket(parts, this.#standing);
    this.#onClose = onClose;
  }

  get id(): string {
    return this.#standing.id;
  }

  get agent(): Agent {
    return this.#standing.agent;
  }

  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  check(): Refusal | undefined {
    return this.#parts.identity.check(this.agent, this.id);
  }

  decide(request: Request, signal: AbortSignal): Ruling | Promise<Ruling> {
    this.#statements++;
    const setting = ownSetting(request);
    const unwelcome = this.check();
    // An expired token may still be renewed; a revoked agent may not.
    const renews = setting?.name === 'token' && unwelcome?.code === 'WW_TOKEN_EXPIRED';
    if (unwelcome !== undefined && !renews) return this.#docket.deny(request, unwelcome);
    if (setting !== undefined) return takeSetting(this.#parts, this.#docket, this.#standing, request, setting);
    const judgement = this.#judge(request);
    if (judgement.kind === 'deny') return this.#docket.deny(request, judgement.refusal, judgement.rules);
    const tooMany = this.#tooMany(request, judgement);
    if (tooMany !== undefined) return this.#docket.deny(request, tooMany, judgement.rules);
    const runs = request.phase === 'simple' || request.phase === 'execute';
    return judgement.kind === 'hold' && runs
      ? this.#hold(request, judgement, signal)
      : this.#docket.allow(request, judgement);
  }

  refuse(request: UnreadRequest): Refusal {
    this.#statements++;
    return this.#docket.unread(request);
  }

  own(_purpose: OwnPurpose, bytes: Uint8Array): Permit {
    return grantPermit('', bytes);
  }

  settle(permit: Permit, outcome: Outcome): void {
    this.#docket.settle(permit, outcome);
  }

  /** Ends the session from outside: revoked, cut off by an operator, draining. */
  end(refusal: Refusal): void {
    if (!this.#ending.signal.aborted) this.#ending.abort(refusal);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const reason: unknown = this.#ending.signal.aborted ? this.#ending.signal.reason : undefined;
    this.#parts.audit.appendAfter({
      type: 'logout',
      ...this.#standing.about(),
      reason: typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : 'client',
      statements: this.#statements,
      durationMs: Math.round(performance.now() - this.#openedMs),
    });
    this.#onClose(this);
  }

  #judge({ statements, alike = statements, standsFor, catalog }: Request): Judgement {
    return this.#parts.judge.judge(this.#standing.asking(this.#parts.policy()), statements, standsFor, catalog, alike);
  }

  #tooMany({ phase }: Request, { limits: { statementsPerMinute } }: Allowed): Refusal | undefined {
    if (statementsPerMinute === undefined || phase === 'prepare') return undefined;
    const { rates, clock } = this.#parts;
    return rates.take(this.agent.name, statementsPerMinute, clock.now()) ? undefined : rateLimit(statementsPerMinute);
  }

  async #hold(request: Request, judgement: Allowed, signal: AbortSignal): Promise<Ruling> {
    const either = AbortSignal.any([signal, this.ended]);
    const held = await waitForPeople(this.#parts, this.#docket, this.#standing, request, judgement, either);
    return held.kind === 'refused' ? { kind: 'refuse', refusal: held.refusal } : this.#release(request, held.request);
  }

  /** Everything is asked once more: the answer may have taken hours. */
  #release(request: Request, approved: Released['request']): Ruling | Promise<Ruling> {
    const unwelcome = this.check();
    if (unwelcome !== undefined) return this.#docket.deny(request, unwelcome);
    const judgement = this.#judge(request);
    if (judgement.kind === 'deny') return this.#docket.deny(request, judgement.refusal, judgement.rules);
    // The rules may have become stricter while people were asked.
    if (judgement.hold !== undefined && !meets(approved, judgement.hold.terms)) {
      return this.#docket.deny(request, askedOtherwise, judgement.rules);
    }
    return this.#docket.allow(request, judgement, approved.id);
  }
}

const askedOtherwise: Refusal = {
  code: 'WW_APPROVAL_PENDING',
  message: 'the rules ask for other approvers now than those who approved',
  hint: 'Run the same statement again, to ask for the approval that the rules want.',
};

function rateLimit(perMinute: number): Refusal {
  return {
    code: 'WW_RATE_LIMIT',
    message: `more than the ${perMinute} statements per minute that are allowed`,
    hint: 'Wait a minute, and ask for more in one statement.',
  };
}
