/**
 * The store's port: what outlives a process and is shared by those that use the same store. Knows rows and their atomic
 * changes; must not know what an approval's states mean, nor who is asking.
 */
import type { ApprovalRepository } from '../core/approval.ts';
import type { Revocation, RevocationKind, RevocationView } from '../core/revocation.ts';

export interface Store {
  readonly approvals: ApprovalRepository;
  readonly revocations: RevocationRepository;
  readonly gateways: GatewayRegistry;
  /** 32 random bytes, made once for the store and the same ever after: what unknown users are shown stays the same over restarts. */
  installationSecret(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface RevocationRepository extends RevocationView {
  /** Adds or replaces; gives the version of the list that has it. */
  add(revocation: Revocation): Promise<number>;
  /** Takes one back; undefined where there was none. */
  lift(kind: RevocationKind, value: string): Promise<number | undefined>;
  list(): Promise<readonly Revocation[]>;
  /** Called after a change is in force here, whichever process made it. Gives the way to stop it. */
  onChange(listener: () => void): () => void;
}

/** A gateway process, as it last showed itself. */
export interface GatewayState {
  readonly id: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  /** The version of the revocation list that it has in force. */
  readonly revocationsVersion: number;
}

export interface RevocationReach {
  /** Has every gateway that may still serve anyone this version in force? */
  readonly inForce: boolean;
  readonly live: readonly GatewayState[];
  readonly behind: readonly GatewayState[];
  /**
   * Behind, and not seen for some seconds: ended without a word, or cut off from the store. Then it may serve on until it
   * refuses by itself, so this is in doubt until enough time has passed; those are left out here.
   */
  readonly silent: readonly GatewayState[];
}

export interface GatewayRegistry {
  list(): Promise<readonly GatewayState[]>;
  /** Waits until every live gateway has this version of the revocation list in force, or the time is up. */
  waitForRevocations(version: number, timeoutMs: number): Promise<RevocationReach>;
}

/** The store can't be used now. What needs it is refused. The message says what to do. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The store would grow beyond its bound. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}
