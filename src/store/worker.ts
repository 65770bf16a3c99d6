/**
 * The store's thread: owns the SQLite file, does one operation after the other, and watches for what other processes
 * change. SQLite is synchronous and fsync is slow: neither may hold the data path.
 */
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSync } from 'node:sqlite';
import { ApprovalsTable } from './approvals-table.ts';
import { explained, inTransaction, openDatabase } from './database.ts';
import type { Call, Failure, Operations, Report, StoreThreadData } from './messages.ts';
import { GatewaysTable, RevocationsTable } from './revocations-table.ts';

/** How often another process's changes are looked for: `PRAGMA data_version` reads one number of shared memory. */
const WATCH_MS = 50;
const HEARTBEAT_MS = 1_000;
const SECRET_BYTES = 32;

const { path, gateway } = workerData as StoreThreadData;
if (parentPort === null) throw new Error('the store runs in a thread of its own');
const port = parentPort;
const report = (message: Report) => port.postMessage(message);

try {
  run(openDatabase(path));
} catch (error) {
  report({ kind: 'unopened', failure: failureOf(error) });
  port.close();
}

function run(database: DatabaseSync): void {
  const approvals = new ApprovalsTable(database);
  const revocations = new RevocationsTable(database);
  const gateways = new GatewaysTable(database);
  const snapshot = revocations.snapshot();
  let approvalChanges = approvals.changes();
  let revocationsVersion = snapshot.version;
  // Undefined until the gateway has said so: it must not be seen with a list that it hasn't in force.
  let acknowledged: number | undefined;
  let dataVersion = readDataVersion();

  const operations: Operations = {
    insertApproval: (request, bounds) => approvals.insert(request, bounds),
    getApproval: (id) => approvals.get(id),
    liveApprovals: (fingerprint, nowMs) => approvals.live(fingerprint, nowMs),
    listApprovals: (filter) => approvals.list(filter),
    replaceApproval: (current, next) => approvals.replace(current, next),
    dueApprovals: (nowMs, limit) => approvals.due(nowMs, limit),
    pruneApprovals: (createdBeforeMs) => approvals.prune(createdBeforeMs),
    addRevocation: (revocation, nowMs) => revocations.add(revocation, nowMs),
    liftRevocation: (kind, value) => revocations.lift(kind, value),
    listRevocations: () => revocations.list(),
    listGateways: () => gateways.list(),
    acknowledgeRevocations(version) {
      acknowledged = version;
      showLife();
    },
    installationSecret: () => installationSecret(database),
    close() {
      clearInterval(watching);
      clearInterval(beating);
      if (gateway !== undefined) gateways.left(gateway.id, Date.now());
      database.close();
    },
  };

  const watching = setInterval(() => {
    const version = readDataVersion();
    if (version === dataVersion) return;
    dataVersion = version;
    tellChanges();
  }, WATCH_MS);
  const beating = setInterval(() => {
    report({ kind: 'alive' });
    // A full disk must not end the thread that can still read: then the gateway is merely not seen.
    trying(showLife);
  }, HEARTBEAT_MS);
  port.on('message', (call: Call) => answer(call));
  report({ kind: 'opened', snapshot });

  function answer({ id, operation, parameters }: Call): void {
    try {
      const work = operations[operation] as (...given: readonly unknown[]) => unknown;
      const result = work(...parameters);
      if (operation !== 'close') tellChanges();
      report({ kind: 'answer', id, result });
    } catch (error) {
      report({ kind: 'failed', id, failure: failureOf(error) });
    }
    if (operation === 'close') port.close();
  }

  function tellChanges(): void {
    const change = approvals.changes();
    if (change > approvalChanges) {
      report({ kind: 'approvals', changed: approvals.changedSince(approvalChanges) });
      approvalChanges = change;
    }
    if (revocations.version() === revocationsVersion) return;
    const snapshot = revocations.snapshot();
    revocationsVersion = snapshot.version;
    report({ kind: 'revocations', snapshot });
  }

  function showLife(): void {
    if (gateway === undefined || acknowledged === undefined) return;
    gateways.seen({ ...gateway, seenAtMs: Date.now(), revocationsVersion: acknowledged });
  }

  function readDataVersion(): number {
    return Number(database.prepare('PRAGMA data_version').get()?.['data_version']);
  }
}

function installationSecret(database: DatabaseSync): Uint8Array {
  return inTransaction(database, () => {
    const read = database.prepare(`SELECT value FROM secrets WHERE name = 'installation'`);
    const kept = read.get()?.['value'];
    if (kept instanceof Uint8Array) return kept;
    const made = randomBytes(SECRET_BYTES);
    database.prepare(`INSERT INTO secrets VALUES ('installation', ?)`).run(made);
    return new Uint8Array(made);
  });
}

function trying(work: () => void): void {
  try {
    work();
  } catch {
    // Said by the next operation that somebody waits for.
  }
}

function failureOf(error: unknown): Failure {
  const { name, message } = explained(error, path);
  return { name, message };
}
