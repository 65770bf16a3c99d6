/**
 * The desk where held statements wait: takes a statement, finds or files its request, waits for a human's answer, and lets
 * it go once. Knows requests and the store's port; must not know rules, sessions or a protocol. Whatever goes wrong here
 * ends in a refusal: there is no way out of the desk without an approval that was marked as used.
 */
import type { ApprovalBounds, ApprovalRepository, ApprovalRequest } from '../core/approval.ts';
import type { Clock } from '../core/clock.ts';
import type { Limits } from '../core/limits.ts';
import type { Refusal } from '../core/refusal.ts';
import type { HoldTerms } from '../core/verdict.ts';
import * as refusal from './refusal.ts';
import type { HeldStatement } from './request.ts';
import { canBeShown, fingerprintOf, newRequest } from './request.ts';
import { meets, step } from './states.ts';
import type { Waiter } from './waiters.ts';
import { Waiters } from './waiters.ts';

/** One agent's pending requests, so that none takes the whole desk; the next statement is refused. */
const MAX_PENDING_OF_AGENT = 100;
/** A client's connection is not kept waiting for longer, whatever the rule says. */
const MAX_WAIT_MS = 60 * 60_000;
const SWEEP_MS = 1_000;
const SWEPT_AT_ONCE = 100;
/** Ended requests stay for so long; the audit log keeps them for ever. */
const KEEP_ENDED_MS = 90 * 24 * 60 * 60_000;
const PRUNE_MS = 60 * 60_000;
/** Identical requests that others may file or end in between. */
const MAX_TRIES = 10;

export type HoldResult =
  /** Approved by people who satisfy the terms, and used up by this decision. */
  | { readonly kind: 'released'; readonly request: ApprovalRequest }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly requestId?: string };

export interface Waiting {
  /** The client went away: its request stays and can still be approved. */
  readonly signal: AbortSignal;
  /** Tells the client that its statement waits. */
  readonly tell: (message: string, hint: string) => void;
  /** A new request was filed for it; not called where one was waiting already. */
  readonly asked?: (requestId: string) => void;
}

interface Asked {
  readonly held: HeldStatement;
  readonly terms: HoldTerms;
  readonly fingerprint: string;
  readonly signal: AbortSignal;
}

/** What there is for a held statement: something to wait for, or its end. */
type Look = { readonly kind: 'wait'; readonly request: ApprovalRequest; readonly isNew: boolean } | HoldResult;

export class Desk {
  readonly #repository: ApprovalRepository;
  readonly #clock: Clock;
  readonly #maxHolds: number;
  readonly #bounds: ApprovalBounds;
  readonly #waiters: Waiters;
  readonly #report: (error: unknown) => void;
  readonly #sweeping: NodeJS.Timeout;
  #holds = 0;
  #prunedAtMs = -Infinity;

  /** `report` hears, for the operation log, why a statement was refused that the agent is only told to bring later. */
  constructor(
    repository: ApprovalRepository,
    clock: Clock,
    limits: Pick<Limits, 'maxHolds'>,
    report: (error: unknown) => void = () => undefined,
  ) {
    this.#report = report;
    this.#repository = repository;
    this.#clock = clock;
    this.#maxHolds = limits.maxHolds;
    this.#bounds = { pending: limits.maxHolds, pendingOfAgent: MAX_PENDING_OF_AGENT };
    this.#waiters = new Waiters(repository);
    this.#sweeping = setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS);
    this.#sweeping.unref();
  }

  /** Statements that wait here now. */
  get holds(): number {
    return this.#holds;
  }

  /** Never rejects. A released statement is to be judged once more before it goes upstream. */
  async hold(held: HeldStatement, terms: HoldTerms, waiting: Waiting): Promise<HoldResult> {
    if (!canBeShown(held)) return refused(refusal.tooLong());
    if (this.#holds >= this.#maxHolds) return refused(refusal.deskFull());
    // Nobody is left to run it: nothing is asked, and no approval is used up.
    if (waiting.signal.aborted) return refused(refusal.storeAway());
    this.#holds += 1;
    const fingerprint = fingerprintOf(held);
    // Listening begins before the first look, so that no answer falls in between.
    const waiter = this.#waiters.add(fingerprint, waiting.signal);
    try {
      return await this.#waitForAnswer({ held, terms, fingerprint, signal: waiting.signal }, waiter, waiting);
    } catch (error) {
      // The store is away, or something of ours failed: in doubt nothing is released.
      this.#report(error);
      return refused(refusal.storeAway());
    } finally {
      this.#waiters.remove(fingerprint, waiter);
      this.#holds -= 1;
    }
  }

  close(): void {
    clearInterval(this.#sweeping);
    this.#waiters.close();
  }

  /** Ends what has run out. Called by itself each second. */
  async sweep(): Promise<void> {
    const nowMs = this.#clock.now();
    for (const request of await this.#repository.due(nowMs, SWEPT_AT_ONCE)) {
      const result = step(request, { kind: 'expire', nowMs });
      if (result.kind === 'changed') await this.#repository.replace(request, result.request);
    }
    if (nowMs - this.#prunedAtMs < PRUNE_MS) return;
    this.#prunedAtMs = nowMs;
    await this.#repository.prune(nowMs - KEEP_ENDED_MS);
  }

  async #waitForAnswer(asked: Asked, waiter: Waiter, { tell, asked: filed }: Waiting): Promise<HoldResult> {
    const deadline = performance.now() + Math.min(Math.max(asked.terms.waitMs, 0), MAX_WAIT_MS);
    let waitedFor: ApprovalRequest | undefined;
    for (;;) {
      const look = await this.#look(asked, waitedFor);
      if (look.kind !== 'wait') return look;
      if (look.isNew) filed?.(look.request.id);
      if (waitedFor?.id !== look.request.id) tell(...refusal.waitingNotice(look.request));
      waitedFor = look.request;
      const wake = await waiter.next(deadline - performance.now());
      if (wake === 'lost') return refused(refusal.storeAway(), waitedFor);
      // Gone: nothing is released to nobody, and the request stays for when the agent comes back.
      if (wake !== 'changed') return refused(refusal.pending(waitedFor), waitedFor);
    }
  }

  /** Looks for an approval and uses it, for a rejection, for a request to wait on; files one where there is none. */
  async #look(asked: Asked, waitedFor: ApprovalRequest | undefined): Promise<Look> {
    const live = await this.#repository.live(asked.fingerprint, this.#clock.now());
    for (const request of live) {
      if (request.state !== 'approved' || !meets(request, asked.terms)) continue;
      if (asked.signal.aborted) return refused(refusal.pending(request), request);
      if (await this.#use(request, asked)) {
        return { kind: 'released', request: { ...request, state: 'used', usedBy: asked.held.decisionId } };
      }
    }
    const rejection = live.find(({ state }) => state === 'rejected');
    if (rejection !== undefined) return refused(refusal.rejected(rejection), rejection);
    const now = waitedFor === undefined ? undefined : await this.#repository.get(waitedFor.id);
    // Pruned, expired, or about to be: whoever waited is told, rather than asking anew in the agent's name.
    if (waitedFor !== undefined && (now === undefined || this.#hasExpired(now))) {
      return refused(refusal.expired(waitedFor), waitedFor);
    }
    return this.#file(asked);
  }

  /** False: another connection of the agent had the same statement waiting and was faster. One approval, one run. */
  async #use(request: ApprovalRequest, { held }: Asked): Promise<boolean> {
    const used = step(request, { kind: 'use', decisionId: held.decisionId, nowMs: this.#clock.now() });
    return used.kind === 'changed' && (await this.#repository.replace(request, used.request));
  }

  async #file({ held, terms }: Asked): Promise<Look> {
    const request = newRequest(held, terms, this.#clock.now());
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const insertion = await this.#repository.insert(request, this.#bounds);
      if (insertion.kind === 'full') {
        return refused(insertion.bound === 'pending' ? refusal.deskFull() : refusal.agentFull(held.agent.name));
      }
      if (insertion.kind === 'inserted' || this.#serves(insertion.request, request)) {
        return { kind: 'wait', request: insertion.request, isNew: insertion.kind === 'inserted' };
      }
      await this.#end(insertion.request);
    }
    return refused(refusal.storeAway());
  }

  /** Would an answer to `kept` be one under the terms of `wanted`? */
  #serves(kept: ApprovalRequest, wanted: ApprovalRequest): boolean {
    return kept.quorum === wanted.quorum && sameMembers(kept.approvers, wanted.approvers) && !this.#hasExpired(kept);
  }

  /** Takes an older request out of the way: it has run out, or was asked under other terms. */
  async #end(request: ApprovalRequest): Promise<void> {
    const nowMs = this.#clock.now();
    const expiry = step(request, { kind: 'expire', nowMs });
    const result =
      expiry.kind === 'changed' ? expiry : step(request, { kind: 'withdraw', reason: 'the rule asks otherwise now' });
    if (result.kind === 'changed') await this.#repository.replace(request, result.request);
  }

  #hasExpired(request: ApprovalRequest): boolean {
    return request.state === 'expired' || (request.state === 'pending' && request.expiresAtMs <= this.#clock.now());
  }
}

function refused(refusal: Refusal, request?: ApprovalRequest): HoldResult {
  return { kind: 'refused', refusal, ...(request === undefined ? {} : { requestId: request.id }) };
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.every((member) => other.includes(member)) && other.every((member) => one.includes(member));
}
