/** The revocations and the gateways that took them in. Runs in the store's thread, on rows alone. */
import type { DatabaseSync } from 'node:sqlite';
import { REVOCATION_KINDS } from '../core/revocation.ts';
import type { Revocation, RevocationKind } from '../core/revocation.ts';
import { atOneMoment, inTransaction } from './database.ts';
import type { GatewayState } from './store.ts';
import { StoreFull } from './store.ts';

/** The whole list is in every gateway's memory. */
const MAX_REVOCATIONS = 100_000;
/** A gateway that was not seen for so long is forgotten. */
const FORGET_GATEWAY_MS = 24 * 60 * 60_000;

export class RevocationsTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(revocation: Revocation, nowMs: number): number {
    return inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM revocations WHERE until <= ?').run(nowMs);
      const count = this.#database.prepare('SELECT count(*) AS n FROM revocations').get();
      if (Number(count?.['n']) >= MAX_REVOCATIONS) {
        throw new StoreFull(`more than ${MAX_REVOCATIONS} revocations: lift some, or give them an end`);
      }
      this.#database
        .prepare('INSERT OR REPLACE INTO revocations VALUES (?, ?, ?, ?, ?, ?)')
        .run(
          revocation.kind,
          revocation.value,
          revocation.reason,
          revocation.by,
          revocation.atMs,
          revocation.untilMs ?? null,
        );
      return this.#nextVersion();
    });
  }

  lift(kind: RevocationKind, value: string): number | undefined {
    return inTransaction(this.#database, () => {
      const { changes } = this.#database
        .prepare('DELETE FROM revocations WHERE kind = ? AND value = ?')
        .run(kind, value);
      return Number(changes) === 0 ? undefined : this.#nextVersion();
    });
  }

  list(): Revocation[] {
    return this.#database.prepare('SELECT * FROM revocations ORDER BY revoked_at, kind, value').all().map(revocationOf);
  }

  version(): number {
    return Number(this.#database.prepare(`SELECT value FROM counters WHERE name = 'revocations'`).get()?.['value']);
  }

  /** The list and its version, of one moment. */
  snapshot(): { readonly version: number; readonly revocations: Revocation[] } {
    return atOneMoment(this.#database, () => ({ version: this.version(), revocations: this.list() }));
  }

  #nextVersion(): number {
    const row = this.#database
      .prepare(`UPDATE counters SET value = value + 1 WHERE name = 'revocations' RETURNING value`)
      .get();
    return Number(row?.['value']);
  }
}

export class GatewaysTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Says that this gateway lives, and which version it has in force. */
  seen(state: GatewayState): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO gateways VALUES (?, ?, ?, ?)')
      .run(state.id, state.startedAtMs, state.seenAtMs, state.revocationsVersion);
  }

  left(id: string, nowMs: number): void {
    this.#database.prepare('DELETE FROM gateways WHERE id = ? OR seen_at < ?').run(id, nowMs - FORGET_GATEWAY_MS);
  }

  list(): GatewayState[] {
    return this.#database
      .prepare('SELECT * FROM gateways ORDER BY started, id')
      .all()
      .map((row) => ({
        id: String(row['id']),
        startedAtMs: Number(row['started']),
        seenAtMs: Number(row['seen_at']),
        revocationsVersion: Number(row['revocations_version']),
      }));
  }
}

function revocationOf(row: Record<string, unknown>): Revocation {
  const kind = REVOCATION_KINDS.find((one) => one === row['kind']);
  if (kind === undefined) throw new Error(`a revocation of the unknown kind ${JSON.stringify(row['kind'])}`);
  const until = row['until'];
  return {
    kind,
    value: String(row['value']),
    reason: String(row['reason']),
    by: String(row['revoked_by']),
    atMs: Number(row['revoked_at']),
    ...(until === null ? {} : { untilMs: Number(until) }),
  };
}
