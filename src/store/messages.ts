/** What the gateway's thread and the store's thread say to each other. Types alone. */
import type { ApprovalBounds, ApprovalInsertion, ApprovalRequest, ApprovalState } from '../core/approval.ts';
import type { Revocation, RevocationKind } from '../core/revocation.ts';
import type { GatewayState } from './store.ts';

/** Each by its name, as the store's thread does it: synchronously, on the file. */
export interface Operations {
  insertApproval(request: ApprovalRequest, bounds: ApprovalBounds): ApprovalInsertion;
  getApproval(id: string): ApprovalRequest | undefined;
  liveApprovals(fingerprint: string, nowMs: number): ApprovalRequest[];
  listApprovals(filter: { readonly states?: readonly ApprovalState[]; readonly limit: number }): ApprovalRequest[];
  replaceApproval(current: ApprovalRequest, next: ApprovalRequest): boolean;
  dueApprovals(nowMs: number, limit: number): ApprovalRequest[];
  pruneApprovals(createdBeforeMs: number): number;
  addRevocation(revocation: Revocation, nowMs: number): number;
  liftRevocation(kind: RevocationKind, value: string): number | undefined;
  listRevocations(): Revocation[];
  listGateways(): GatewayState[];
  /** This gateway has that version in force. */
  acknowledgeRevocations(version: number): void;
  installationSecret(): Uint8Array;
  /** Takes the gateway off the list and closes the file. */
  close(): void;
}

export type OperationName = keyof Operations;

export interface Call {
  readonly id: number;
  readonly operation: OperationName;
  readonly parameters: readonly unknown[];
}

export interface Snapshot {
  readonly version: number;
  readonly revocations: readonly Revocation[];
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** From the store's thread. What changed is said before the answer to the call that changed it. */
export type Report =
  | { readonly kind: 'opened'; readonly snapshot: Snapshot }
  | { readonly kind: 'unopened'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'approvals'; readonly changed: readonly ApprovalRequest[] }
  | { readonly kind: 'revocations'; readonly snapshot: Snapshot }
  /** The file can still be read, so nothing that changed is unknown. */
  | { readonly kind: 'alive' };

/** What the store's thread is started with. */
export interface StoreThreadData {
  readonly path: string;
  /** Absent for a command, which serves nobody. */
  readonly gateway?: { readonly id: string; readonly startedAtMs: number };
}
