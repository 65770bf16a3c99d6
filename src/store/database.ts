/**
 * Opens the SQLite file: directory, rights, journal, migrations. Runs in the store's thread. Its errors say what a person
 * can do about them.
 */
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from './store.ts';

/** How long one operation waits for another process's transaction; all of them are short. */
const BUSY_TIMEOUT_MS = 2_000;

/** Each is run once, in order, in a transaction of its own. Never changed after a release; a new one is added. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT INTO counters VALUES ('approvals', 0), ('revocations', 0);
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'expired', 'withdrawn', 'used')),
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    request TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX approvals_pending_once ON approvals (fingerprint) WHERE state = 'pending';
  CREATE INDEX approvals_by_fingerprint ON approvals (fingerprint, created_at);
  CREATE INDEX approvals_by_state ON approvals (state, expires_at);
  CREATE INDEX approvals_by_change ON approvals (changed);
  CREATE TABLE revocations (
    kind TEXT NOT NULL CHECK (kind IN ('agent', 'token', 'session')),
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    revoked_by TEXT NOT NULL,
    revoked_at INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (kind, value)
  ) STRICT;
  CREATE TABLE gateways (
    id TEXT PRIMARY KEY,
    started INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    revocations_version INTEGER NOT NULL
  ) STRICT;
  `,
];

/** Throws StoreUnavailable. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeFile(path);
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    // FULL: an approval that was used, or a revocation that was answered, must not be undone by a power cut.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;');
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw explained(error, path);
  }
}

/** Runs `work` whole or not at all; IMMEDIATE, so that what it reads is not changed before it writes. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  return transact(database, 'BEGIN IMMEDIATE', work);
}

/** Several reads of one moment; waits for no writer. */
export function atOneMoment<T>(database: DatabaseSync, work: () => T): T {
  return transact(database, 'BEGIN', work);
}

function transact<T>(database: DatabaseSync, begin: string, work: () => T): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Requests hold statements' texts: the file is its owner's alone. SQLite gives its journal the same rights. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
}

function migrate(database: DatabaseSync, path: string): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT');
  inTransaction(database, () => {
    const done = Number(database.prepare('SELECT coalesce(max(version), 0) AS done FROM migrations').get()?.['done']);
    if (done > MIGRATIONS.length) {
      throw new StoreUnavailable(
        `the store "${path}" was written by a newer wirewall (version ${done} of its tables, ${MIGRATIONS.length} known here): use that version, or another file`,
      );
    }
    MIGRATIONS.slice(done).forEach((sql, index) => {
      database.exec(sql);
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(done + index + 1, Date.now());
    });
  });
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOT_A_DATABASE = 26;

/** An error of SQLite or the file system, in words that say what to do. */
export function explained(error: unknown, path: string): Error {
  if (!(error instanceof Error) || error instanceof StoreUnavailable)
    return error instanceof Error ? error : new Error(String(error));
  const advice = adviceFor(error);
  return advice === undefined ? error : new StoreUnavailable(`the store "${path}" ${advice}`, { cause: error });
}

function adviceFor(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  // The low byte is the primary result code (sqlite.org/rescode.html).
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  if (code === 'EACCES' || code === 'EPERM')
    return `can't be opened: give this user the right to read and write it and its directory`;
  if (code === 'EROFS' || result === SQLITE_READONLY)
    return `can't be written: it, or its directory, is read-only for this user`;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST')
    return `can't be made there: a part of its path is not a directory`;
  if (code === 'EISDIR') return 'is a directory: name a file in it';
  if (code === 'ENOSPC' || result === SQLITE_FULL) return `can't grow: the disk is full`;
  if (result === SQLITE_BUSY || result === SQLITE_LOCKED)
    return 'is locked by another program: end what holds it, or wait';
  if (result === SQLITE_NOT_A_DATABASE) return 'is not a SQLite database: name another file, or move this one away';
  if (result === SQLITE_CORRUPT)
    return 'is damaged: move it away (with its -wal and -shm) and restore a backup, or start with a new one';
  return result === undefined ? undefined : `failed: ${error.message}`;
}
