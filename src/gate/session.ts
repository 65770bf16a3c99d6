// One agent's session at the gate: for each statement identity, rules, holds, the record, and only then the permit.
// The order is the product (design.md §1): nothing is permitted that was not recorded, nothing recorded as allowed that was not judged.

import { after } from '../core/after.ts';
import type { Agent } from '../core/agent.ts';
import { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Statement } from '../sql/statement.ts';
import { redactText, type DecisionEntry, type RecordedStatement } from '../audit/index.ts';
import { meets, type HoldResult } from '../approval/index.ts';
import type { GateParts } from './gate.ts';
import type { Asking, Judgement } from './judgement.ts';
import { grantPermit } from './permit.ts';
import type {
  Channel,
  Destination,
  Outcome,
  OwnPurpose,
  Permit,
  Request,
  Ruling,
  Session,
  UnreadRequest,
} from './protocol.ts';

type Released = Extract<HoldResult, { kind: 'released' }>;
type Allowed = Exclude<Judgement, { kind: 'deny' }>;

/** What is remembered of a permit until its outcome is known. */
interface Permitted {
  readonly maskedColumns: readonly string[];
}

const NO_RULES: readonly never[] = [];

export interface Admitted {
  readonly id: string;
  readonly agent: Agent;
  readonly destination: Destination;
  readonly channel: Channel;
  readonly intent: string | undefined;
}

export class GateSession implements Session {
  readonly id: string;
  readonly #parts: GateParts;
  readonly #destination: Destination;
  readonly #channel: Channel;
  readonly #onClose: (session: GateSession) => void;
  readonly #ending = new AbortController();
  readonly #openedMs = performance.now();
  readonly #permitted = new WeakMap<Permit, Permitted>();
  #agent: Agent;
  #intent: string | undefined;
  /** A statement that touches something was permitted: the intent is fixed. */
  #intentFixed = false;
  #statements = 0;
  #closed = false;

  constructor(parts: GateParts, admitted: Admitted, onClose: (session: GateSession) => void) {
    this.#parts = parts;
    this.id = admitted.id;
    this.#agent = admitted.agent;
    this.#destination = admitted.destination;
    this.#channel = admitted.channel;
    this.#intent = admitted.intent;
    this.#intentFixed = admitted.intent !== undefined;
    this.#onClose = onClose;
  }

  get agent(): Agent {
    return this.#agent;
  }

  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  check(): Refusal | undefined {
    return this.#parts.identity.check(this.#agent, this.id);
  }

  decide(request: Request, signal: AbortSignal): Ruling | Promise<Ruling> {
    this.#statements++;
    const own = request.statements.find((statement) => statement.effect.kind === 'own');
    // An expired token may still be renewed; a revoked agent may not.
    const unwelcome = this.check();
    const renews = own?.effect.kind === 'own' && own.effect.name === 'token';
    if (unwelcome !== undefined && !(renews && unwelcome.code === 'WW_TOKEN_EXPIRED'))
      return this.#deny(request, unwelcome);
    if (own !== undefined) return this.#answer(request, own);
    const judgement = this.#judge(request);
    if (judgement.kind === 'deny') return this.#deny(request, judgement.refusal, judgement.rules);
    const perMinute = judgement.limits.statementsPerMinute;
    if (
      perMinute !== undefined &&
      request.phase !== 'prepare' &&
      !this.#parts.rates.take(this.#agent.name, perMinute, this.#parts.clock.now())
    ) {
      return this.#deny(request, rateLimit(perMinute), judgement.rules);
    }
    const held = judgement.kind === 'hold' && (request.phase === 'simple' || request.phase === 'execute');
    return held ? this.#hold(request, judgement, signal) : this.#permit(request, judgement, this.#parts.audit.newId());
  }

  refuse({ phase, text, refusal }: UnreadRequest): Refusal {
    this.#statements++;
    const id = this.#parts.audit.newId();
    const decided = { ...refusal, decisionId: id };
    this.#recordRefusal(this.#entry(id, phase, 'deny', this.#parts.recorder.unread(text), { refusal }));
    return decided;
  }

  own(_purpose: OwnPurpose, bytes: Uint8Array): Permit {
    return grantPermit('', bytes);
  }

  settle(permit: Permit, outcome: Outcome): void {
    const permitted = this.#permitted.get(permit);
    if (permitted === undefined) return;
    this.#permitted.delete(permit);
    this.#parts.audit.appendAfter({
      type: 'outcome',
      agent: this.#agent.name,
      session: this.id,
      upstream: this.#destination.upstream,
      decision: permit.id,
      result: outcome.result,
      rows: outcome.rows,
      bytes: outcome.bytes,
      maskedCells: outcome.maskedCells,
      maskedColumns: permitted.maskedColumns,
      errorCode: outcome.errorCode,
      command: outcome.command,
      durationMs: Math.round(outcome.durationMs * 1000) / 1000,
    });
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
      ...this.#about(),
      reason: typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : 'client',
      statements: this.#statements,
      durationMs: Math.round(performance.now() - this.#openedMs),
    });
    this.#onClose(this);
  }

  #judge({ statements, standsFor, catalog }: Request): Judgement {
    return this.#parts.judge.judge(this.#asking(), statements, standsFor, catalog);
  }

  #asking(): Asking {
    return {
      policy: this.#parts.policy(),
      agent: this.#agent,
      intent: this.#intent,
      upstream: this.#destination.upstream,
    };
  }

  /** Records, then permits. `id` is the decision's. */
  #permit(request: Request, judgement: Allowed, id: string, approval?: string): Ruling | Promise<Ruling> {
    const entry = this.#entry(id, request.phase, 'allow', this.#recorded(request), { judgement, approval });
    const forward = (): Ruling => {
      if (!this.#intentFixed && request.statements.some((statement) => statement.accesses.length > 0))
        this.#intentFixed = true;
      const permit = grantPermit(id, request.bytes);
      // A prepared statement has no outcome of its own: nothing ran.
      if (request.phase !== 'prepare')
        this.#permitted.set(permit, { maskedColumns: judgement.masked.map(({ column }) => column) });
      return { kind: 'forward', permit, limits: judgement.limits, masks: judgement.masks, errors: judgement.errors };
    };
    const unrecorded = (): Ruling => ({ kind: 'refuse', refusal: { ...auditUnavailable, decisionId: id } });
    try {
      const recorded = this.#parts.audit.appendBefore(entry);
      return recorded === undefined ? forward() : recorded.then(forward, unrecorded);
    } catch {
      return unrecorded();
    }
  }

  #deny(request: Request, refusal: Refusal, rules: readonly { file: string; line: number }[] = NO_RULES): Ruling {
    const id = this.#parts.audit.newId();
    this.#recordRefusal(this.#entry(id, request.phase, 'deny', this.#recorded(request), { refusal, rules }));
    return { kind: 'refuse', refusal: { ...refusal, decisionId: id } };
  }

  /** Waits for a human. What was approved is judged again before it is released. */
  async #hold(request: Request, judgement: Allowed, signal: AbortSignal): Promise<Ruling> {
    const { audit, desk } = this.#parts;
    const id = audit.newId();
    const held = judgement.hold;
    if (held === undefined) return this.#deny(request, nobodyToAsk, judgement.rules);
    try {
      await audit.appendBefore(this.#entry(id, request.phase, 'hold', this.#recorded(request), { judgement }));
    } catch {
      return { kind: 'refuse', refusal: { ...auditUnavailable, decisionId: id } };
    }
    let requested: string | undefined;
    const result = await desk.hold(this.#heldStatement(request, held.rule, id), held.terms, {
      signal: AbortSignal.any([signal, this.ended]),
      tell: request.tell,
      asked: (approval) => {
        requested = approval;
        audit.appendAfter({ type: 'approval', ...this.#about(), event: 'requested', approval, decision: id });
      },
    });
    if (result.kind === 'refused') {
      const approval = result.requestId ?? requested;
      if (approval !== undefined && result.refusal.code === 'WW_APPROVAL_REJECTED') {
        audit.appendAfter({
          type: 'approval',
          ...this.#about(),
          event: 'rejected',
          approval,
          decision: id,
          reason: result.refusal.message,
        });
      }
      return { kind: 'refuse', refusal: { ...result.refusal, decisionId: id } };
    }
    this.#recordAnswers(result, id);
    return this.#release(request, result.request);
  }

  /** Everything is asked once more: the answer may have taken hours. */
  #release(request: Request, approved: Released['request']): Ruling | Promise<Ruling> {
    const unwelcome = this.check();
    if (unwelcome !== undefined) return this.#deny(request, unwelcome);
    const judgement = this.#judge(request);
    if (judgement.kind === 'deny') return this.#deny(request, judgement.refusal, judgement.rules);
    // The rules may have become stricter while people were asked.
    if (judgement.hold !== undefined && !meets(approved, judgement.hold.terms))
      return this.#deny(request, askedOtherwise, judgement.rules);
    return this.#permit(request, judgement, this.#parts.audit.newId(), approved.id);
  }

  #recordAnswers({ request }: Released, decision: string): void {
    for (const answer of request.answers) {
      const event = answer.verdict === 'approve' ? 'approved' : 'rejected';
      this.#parts.audit.appendAfter({
        type: 'approval', ...this.#about(), event, approval: request.id, decision, approver: answer.by, reason: answer.comment,
      }); // prettier-ignore
    }
    this.#parts.audit.appendAfter({
      type: 'approval',
      ...this.#about(),
      event: 'used',
      approval: request.id,
      decision,
    });
  }

  #heldStatement(request: Request, rule: { file: string; line: number }, decisionId: string) {
    const inner = request.standsFor.flat();
    const all: readonly Statement[] = [...request.statements, ...inner];
    const secret = all.some(({ secretText }) => secretText);
    const redacted = (text: string): string =>
      redactText(text, { dialect: 'postgres', parsed: true, secretText: secret }).text;
    return {
      agent: this.#agent,
      upstream: this.#destination.upstream,
      database: this.#destination.database,
      text: request.text,
      innerTexts: request.innerTexts,
      objects: all.flatMap(({ accesses }) => accesses.map(({ object }) => object)),
      command: request.statements.map(({ command }) => command).join('; '),
      rule,
      decisionId,
      ...(secret ? { shown: { text: redacted(request.text), innerTexts: request.innerTexts.map(redacted) } } : {}),
      ...(this.#intent === undefined ? {} : { intent: this.#intent }),
      ...(request.parameters === undefined ? {} : { parameters: request.parameters() }),
    };
  }

  /** `SET wirewall.…`: taken here, never forwarded, recorded by what it did and not by its text. */
  #answer(request: Request, statement: Statement): Ruling | Promise<Ruling> {
    if (request.statements.length > 1 || statement.effect.kind !== 'own') return this.#deny(request, alone);
    if (request.phase === 'prepare') return { kind: 'answered', command: 'SET' };
    const { name, value } = statement.effect;
    switch (name) {
      case 'token':
        return this.#renew(request, value);
      case 'intent':
        return this.#declare(request, value);
      case 'reason':
        // Kept for approvers by a later part; taking it in silence would promise more than is done.
        return this.#deny(request, noReason);
      default:
        return name satisfies never;
    }
  }

  async #renew(request: Request, token: string): Promise<Ruling> {
    try {
      const agent = await this.#parts.identity.renew(this.#agent, token);
      const recorded = this.#parts.audit.appendBefore({
        type: 'renewal', ...this.#about(), tokenId: agent.tokenId ?? '', expiresAtMs: agent.expiresAtMs,
      }); // prettier-ignore
      await recorded;
      this.#agent = agent;
      // What the new token no longer lists is no longer the purpose.
      if (this.#intent !== undefined && !agent.intents.includes(this.#intent)) this.#intent = undefined;
      return { kind: 'answered', command: 'SET' };
    } catch (error) {
      if (error instanceof RefusedError) return this.#deny(request, error.refusal);
      return { kind: 'refuse', refusal: auditUnavailable };
    }
  }

  #declare(request: Request, intent: string): Ruling | Promise<Ruling> {
    const refusal =
      this.#parts.intentRefusal(this.#agent, intent) ??
      (this.#intentFixed && this.#intent !== intent ? intentFixed : undefined);
    if (refusal !== undefined) return this.#deny(request, refusal);
    const answered = (): Ruling => {
      this.#intent = intent;
      this.#intentFixed = true;
      return { kind: 'answered', command: 'SET' };
    };
    try {
      const recorded = this.#parts.audit.appendBefore({ type: 'intent', ...this.#about(), intent, source: 'set' });
      return after(recorded ?? Promise.resolve(), answered);
    } catch {
      return { kind: 'refuse', refusal: auditUnavailable };
    }
  }

  #recorded({ text, statements, standsFor }: Request): RecordedStatement {
    return this.#parts.recorder.statement(text, statements, standsFor);
  }

  /** A refusal needs no record to be safe, but it is to be there: where the log fails, the operation log has said so. */
  #recordRefusal(entry: DecisionEntry): void {
    try {
      const recorded = this.#parts.audit.appendBefore(entry);
      recorded?.catch(() => undefined);
    } catch {
      // The statement is refused all the same.
    }
  }

  #entry(
    id: string,
    phase: Request['phase'],
    verdict: DecisionEntry['verdict'],
    statement: RecordedStatement,
    why: {
      judgement?: Allowed;
      refusal?: Refusal;
      rules?: readonly { file: string; line: number }[];
      approval?: string | undefined;
    },
  ): DecisionEntry {
    const { judgement, refusal, approval } = why;
    const rules = judgement?.rules ?? (refusal?.evidence?.rule === undefined ? why.rules : [refusal.evidence.rule]);
    return {
      type: 'decision',
      id,
      ...this.#about(),
      phase: phase === 'resume' ? 'execute' : phase,
      verdict,
      statement,
      code: refusal?.code,
      message: refusal?.message,
      rules: rules === undefined || rules.length === 0 ? undefined : rules,
      grant: refusal?.evidence?.grant,
      masks: judgement === undefined || judgement.masked.length === 0 ? undefined : judgement.masked,
      approval,
      peer: this.#channel.peer,
    };
  }

  #about() {
    return {
      agent: this.#agent.name,
      tenant: this.#agent.tenant,
      session: this.id,
      upstream: this.#destination.upstream,
      database: this.#destination.database,
      intent: this.#intent,
    };
  }
}

const auditUnavailable: Refusal = {
  code: 'WW_AUDIT_UNAVAILABLE',
  message: 'the statement was not run, because it can not be recorded',
  hint: 'Try again later; the operator has to make the audit log writable first.',
};
const nobodyToAsk: Refusal = {
  code: 'WW_APPROVAL_UNAVAILABLE',
  message: 'the statement needs an approval, and no rule says whose',
};
const askedOtherwise: Refusal = {
  code: 'WW_APPROVAL_PENDING',
  message: 'the rules ask for other approvers now than those who approved',
  hint: 'Run the same statement again, to ask for the approval that the rules want.',
};
const alone: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'a setting of wirewall stands in one text with other statements',
  hint: 'Send SET wirewall.… as a statement of its own.',
};
const noReason: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'the setting "wirewall.reason" is not supported',
  hint: 'Leave it out.',
};
const intentFixed: Refusal = {
  code: 'WW_INTENT_REFUSED',
  message: 'the intent of this session is fixed',
  hint: 'Declare an intent once, before the first statement that touches a table; open another session for another intent.',
};

function rateLimit(perMinute: number): Refusal {
  return {
    code: 'WW_RATE_LIMIT',
    message: `more than the ${perMinute} statements per minute that are allowed`,
    hint: 'Wait a minute, and ask for more in one statement.',
  };
}
