/** The approvals table: rows of kept requests and their atomic changes. Runs in the store's thread, on rows alone. */
import type { DatabaseSync } from 'node:sqlite';
import type { ApprovalBounds, ApprovalInsertion, ApprovalRequest, ApprovalState } from '../core/approval.ts';
import { inTransaction } from './database.ts';

/** Longest list that is given at once; who wants more asks by state. */
const MAX_LISTED = 1_000;

export class ApprovalsTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(request: ApprovalRequest, bounds: ApprovalBounds): ApprovalInsertion {
    return inTransaction(this.#database, () => {
      const [existing] = this.#select(`fingerprint = ? AND state = 'pending'`, request.fingerprint);
      if (existing !== undefined) return { kind: 'existing', request: existing };
      if (this.#count(`state = 'pending'`) >= bounds.pending) return { kind: 'full', bound: 'pending' };
      if (this.#count(`state = 'pending' AND agent = ?`, request.agent) >= bounds.pendingOfAgent) {
        return { kind: 'full', bound: 'pendingOfAgent' };
      }
      this.#database
        .prepare('INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          request.id,
          request.agent,
          request.fingerprint,
          request.state,
          request.revision,
          request.createdAtMs,
          request.expiresAtMs,
          this.#nextChange(),
          JSON.stringify(request),
        );
      return { kind: 'inserted', request };
    });
  }

  get(id: string): ApprovalRequest | undefined {
    return this.#select('id = ?', id)[0];
  }

  live(fingerprint: string, nowMs: number): ApprovalRequest[] {
    return this.#select(
      `fingerprint = ? AND state IN ('pending', 'approved', 'rejected') AND expires_at > ? ORDER BY created_at DESC, id DESC LIMIT ${MAX_LISTED}`,
      fingerprint,
      nowMs,
    );
  }

  list(filter: { readonly states?: readonly ApprovalState[]; readonly limit: number }): ApprovalRequest[] {
    const limit = Math.max(1, Math.min(filter.limit, MAX_LISTED));
    const states = filter.states ?? [];
    const where = states.length === 0 ? 'true' : `state IN (${states.map(() => '?').join(', ')})`;
    return this.#select(`${where} ORDER BY created_at DESC, id DESC LIMIT ${limit}`, ...states);
  }

  /** One statement decides who of two writers was first. */
  replace(current: ApprovalRequest, next: ApprovalRequest): boolean {
    if (next.id !== current.id) throw new Error('a request is replaced by a later form of itself');
    return inTransaction(this.#database, () => {
      const replaced = this.#database
        .prepare(
          `UPDATE approvals SET state = ?, revision = ?, expires_at = ?, changed = ?, request = ?
           WHERE id = ? AND state = ? AND revision = ? RETURNING id`,
        )
        .get(
          next.state,
          current.revision + 1,
          next.expiresAtMs,
          this.#nextChange(),
          JSON.stringify({ ...next, revision: current.revision + 1 }),
          current.id,
          current.state,
          current.revision,
        );
      return replaced !== undefined;
    });
  }

  due(nowMs: number, limit: number): ApprovalRequest[] {
    return this.#select(
      `state IN ('pending', 'approved') AND expires_at <= ? ORDER BY expires_at LIMIT ${Math.min(limit, MAX_LISTED)}`,
      nowMs,
    );
  }

  prune(createdBeforeMs: number): number {
    const { changes } = this.#database
      .prepare(`DELETE FROM approvals WHERE state NOT IN ('pending', 'approved') AND created_at < ?`)
      .run(createdBeforeMs);
    return Number(changes);
  }

  /** The number of the last change. */
  changes(): number {
    return Number(this.#database.prepare(`SELECT value FROM counters WHERE name = 'approvals'`).get()?.['value']);
  }

  changedSince(change: number): ApprovalRequest[] {
    return this.#select('changed > ? ORDER BY changed', change);
  }

  #nextChange(): number {
    const row = this.#database
      .prepare(`UPDATE counters SET value = value + 1 WHERE name = 'approvals' RETURNING value`)
      .get();
    return Number(row?.['value']);
  }

  #count(where: string, ...values: string[]): number {
    return Number(this.#database.prepare(`SELECT count(*) AS n FROM approvals WHERE ${where}`).get(...values)?.['n']);
  }

  #select(where: string, ...values: (string | number)[]): ApprovalRequest[] {
    const rows = this.#database.prepare(`SELECT request FROM approvals WHERE ${where}`).all(...values);
    // We wrote it, in insert and replace: the one place where a row becomes a request again.
    return rows.map((row) => JSON.parse(String(row['request'])) as ApprovalRequest);
  }
}
