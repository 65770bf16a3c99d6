/**
 * The store in a SQLite file, for one machine: several gateways and commands may use the same file. Knows the thread that
 * does the work and what is kept in memory of it: the revocations.
 */
import type { ApprovalRepository, ApprovalRequest } from '../core/approval.ts';
import { StoreLink } from './link.ts';
import type { Snapshot } from './messages.ts';
import { RevocationList } from './revocation-list.ts';
import type { GatewayRegistry, GatewayState, RevocationReach, RevocationRepository, Store } from './store.ts';

/** A gateway that showed itself within this time is alive; it does so each second. */
const LIVE_MS = 5_000;
/** Longer than a gateway serves without its store (30 s by default, see identity): after it nobody is in doubt. */
const DOUBT_MS = 60_000;
const REACH_POLL_MS = 50;

export interface SqliteStoreOptions {
  /** The file; it and its directory are made where they are missing. */
  readonly path: string;
  /** The gateway process on whose behalf it is opened. Commands leave it out: nobody waits for them. */
  readonly gatewayId?: string;
}

/** Rejects with StoreUnavailable, whose message says what to do about the file. */
export async function openSqliteStore({ path, gatewayId }: SqliteStoreOptions): Promise<Store> {
  const approvalListeners = new Set<(changed: readonly ApprovalRequest[]) => void>();
  const revocationListeners = new Set<() => void>();
  const lostListeners = new Set<() => void>();
  let revocations = new RevocationList(0, []);

  const gateway = gatewayId === undefined ? {} : { gateway: { id: gatewayId, startedAtMs: Date.now() } };
  // Undefined during the first opening, which is acknowledged when it has ended.
  let opened: StoreLink | undefined;
  const link = await StoreLink.open(
    { path, ...gateway },
    {
      onReport(report) {
        if (report.kind === 'approvals') approvalListeners.forEach((listener) => listener(report.changed));
        else takeRevocations(report.snapshot);
      },
      onLost: () => lostListeners.forEach((listener) => listener()),
    },
  );
  opened = link;
  acknowledge();

  function takeRevocations(snapshot: Snapshot): void {
    revocations = new RevocationList(snapshot.version, snapshot.revocations);
    revocationListeners.forEach((listener) => listener());
    acknowledge();
  }

  // Only now, after the listeners have cut what runs: `in force` is a promise to whoever revoked.
  function acknowledge(): void {
    if (gatewayId === undefined) return;
    opened?.call('acknowledgeRevocations', revocations.version).catch(() => undefined);
  }

  return {
    approvals: approvalRepository(link, approvalListeners, lostListeners),
    revocations: {
      get unknownSinceMs() {
        return link.unknownSinceMs;
      },
      find: (agentName, tokenId, sessionId, nowMs) => revocations.find(agentName, tokenId, sessionId, nowMs),
      add: (revocation) => link.call('addRevocation', revocation, Date.now()),
      lift: (kind, value) => link.call('liftRevocation', kind, value),
      list: () => link.call('listRevocations'),
      onChange: (listener) => subscribe(revocationListeners, listener),
    } satisfies RevocationRepository,
    gateways: gatewayRegistry(link),
    installationSecret: () => link.call('installationSecret'),
    close: () => link.close(),
  };
}

function approvalRepository(
  link: StoreLink,
  changeListeners: Set<(changed: readonly ApprovalRequest[]) => void>,
  lostListeners: Set<() => void>,
): ApprovalRepository {
  return {
    insert: (request, bounds) => link.call('insertApproval', request, bounds),
    get: (id) => link.call('getApproval', id),
    live: (fingerprint, nowMs) => link.call('liveApprovals', fingerprint, nowMs),
    list: (filter) => link.call('listApprovals', filter),
    replace: (current, next) => link.call('replaceApproval', current, next),
    due: (nowMs, limit) => link.call('dueApprovals', nowMs, limit),
    prune: (createdBeforeMs) => link.call('pruneApprovals', createdBeforeMs),
    onChange: (listener) => subscribe(changeListeners, listener),
    onLost: (listener) => subscribe(lostListeners, listener),
  };
}

function gatewayRegistry(link: StoreLink): GatewayRegistry {
  return {
    list: () => link.call('listGateways'),
    async waitForRevocations(version, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const reach = reachOf(await link.call('listGateways'), version);
        if (reach.behind.length === 0 || Date.now() >= deadline) return reach;
        await new Promise((resolve) => setTimeout(resolve, REACH_POLL_MS));
      }
    },
  };
}

function reachOf(gateways: readonly GatewayState[], version: number): RevocationReach {
  const silenceOf = (gateway: GatewayState) => Date.now() - gateway.seenAtMs;
  const live = gateways.filter((gateway) => silenceOf(gateway) <= LIVE_MS);
  const late = gateways.filter((gateway) => gateway.revocationsVersion < version);
  const behind = late.filter((gateway) => silenceOf(gateway) <= LIVE_MS);
  const silent = late.filter((gateway) => silenceOf(gateway) > LIVE_MS && silenceOf(gateway) <= DOUBT_MS);
  return { inForce: behind.length === 0 && silent.length === 0, live, behind, silent };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
