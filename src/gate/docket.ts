// Writes each decision of a session down, and only then makes what it allows: the one file that grants permits to a
// client's statements. No record, no permit.

import type { Refusal } from '../core/refusal.ts';
import type { RuleSource } from '../core/verdict.ts';
import type { DecisionEntry, RecordedStatement } from '../audit/index.ts';
import type { GateParts } from './gate.ts';
import type { Judgement } from './judgement.ts';
import { grantPermit } from './permit.ts';
import type { Outcome, Permit, Request, Ruling, UnreadRequest } from './protocol.ts';
import type { Standing } from './standing.ts';

export type Allowed = Exclude<Judgement, { kind: 'deny' }>;

interface Why {
  readonly judgement?: Allowed;
  readonly refusal?: Refusal;
  readonly rules?: readonly RuleSource[];
  readonly approval?: string | undefined;
}

export class Docket {
  readonly #parts: GateParts;
  readonly #standing: Standing;
  /** Names of the masked columns of each permit whose outcome is not known yet. */
  readonly #permitted = new WeakMap<Permit, readonly string[]>();

  constructor(parts: GateParts, standing: Standing) {
    this.#parts = parts;
    this.#standing = standing;
  }

  /** Records that it is allowed, then permits it. `approval`: the request that people said yes to. */
  allow(request: Request, judgement: Allowed, approval?: string): Ruling | Promise<Ruling> {
    const id = this.#parts.audit.newId();
    const entry = this.#entry(id, request.phase, 'allow', this.#recorded(request), { judgement, approval });
    const forward = (): Ruling => {
      this.#standing.permitted(request.statements);
      const permit = grantPermit(id, request.bytes);
      // A prepared statement has no outcome of its own: nothing ran.
      if (request.phase !== 'prepare') this.#permitted.set(permit, judgement.maskedColumns);
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

  deny(request: Request, refusal: Refusal, rules?: readonly RuleSource[]): Ruling {
    const id = this.#parts.audit.newId();
    const why = rules === undefined ? { refusal } : { refusal, rules };
    this.#recordRefusal(this.#entry(id, request.phase, 'deny', this.#recorded(request), why));
    return { kind: 'refuse', refusal: { ...refusal, decisionId: id } };
  }

  /** A text that could not be read, or a message that could not be followed. */
  unread({ phase, dialect, text, refusal }: UnreadRequest): Refusal {
    const id = this.#parts.audit.newId();
    this.#recordRefusal(this.#entry(id, phase, 'deny', this.#parts.recorder.unread(dialect, text), { refusal }));
    return { ...refusal, decisionId: id };
  }

  /** Records that it waits for people; gives the decision's id. Throws or rejects with AuditUnavailable. */
  async hold(request: Request, judgement: Allowed): Promise<string> {
    const id = this.#parts.audit.newId();
    await this.#parts.audit.appendBefore(
      this.#entry(id, request.phase, 'hold', this.#recorded(request), { judgement }),
    );
    return id;
  }

  settle(permit: Permit, outcome: Outcome): void {
    const maskedColumns = this.#permitted.get(permit);
    if (maskedColumns === undefined) return;
    this.#permitted.delete(permit);
    const { agent, id, destination } = this.#standing;
    this.#parts.audit.appendAfter({
      type: 'outcome',
      agent: agent.name,
      session: id,
      upstream: destination.upstream,
      decision: permit.id,
      result: outcome.result,
      rows: outcome.rows,
      bytes: outcome.bytes,
      maskedCells: outcome.maskedCells,
      maskedColumns,
      errorCode: outcome.errorCode,
      command: outcome.command,
      durationMs: Math.round(outcome.durationMs * 1000) / 1000,
    });
  }

  #recorded({ text, statements, standsFor, alike }: Request): RecordedStatement {
    return this.#parts.recorder.statement(text, statements, standsFor, alike);
  }

  /** A refusal needs no record to be safe, but it is to be there: where the log fails, the operation log has said so. */
  #recordRefusal(entry: DecisionEntry): void {
    try {
      this.#parts.audit.appendBefore(entry)?.catch(() => undefined);
    } catch {
      // The statement is refused all the same.
    }
  }

  #entry(
    id: string,
    phase: Request['phase'],
    verdict: DecisionEntry['verdict'],
    statement: RecordedStatement,
    why: Why,
  ): DecisionEntry {
    const { judgement, refusal, approval } = why;
    const rules = judgement?.rules ?? (refusal?.evidence?.rule === undefined ? why.rules : [refusal.evidence.rule]);
    return {
      type: 'decision',
      id,
      ...this.#standing.about(),
      phase: phase === 'resume' ? 'execute' : phase,
      verdict,
      statement,
      code: refusal?.code,
      message: refusal?.message,
      rules: rules === undefined || rules.length === 0 ? undefined : rules,
      grant: refusal?.evidence?.grant,
      masks: judgement === undefined || judgement.masked.length === 0 ? undefined : judgement.masked,
      approval,
      peer: this.#standing.channel.peer,
    };
  }
}

export const auditUnavailable: Refusal = {
  code: 'WW_AUDIT_UNAVAILABLE',
  message: 'the statement was not run, because it can not be recorded',
  hint: 'Try again later; the operator has to make the audit log writable first.',
};
