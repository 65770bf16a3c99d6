/**
 * A held statement's request for a human's answer, as everyone speaks of it: `approval` decides what may become of it,
 * the store keeps it, the command line and the audit show it. Data and the port of its store; no rule of its states.
 */
import type { RuleSource } from './verdict.ts';

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn', 'used'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** What one person said. */
export interface ApprovalAnswer {
  readonly by: string;
  readonly groups: readonly string[];
  readonly atMs: number;
  readonly verdict: 'approve' | 'reject';
  readonly comment?: string;
}

export interface ApprovalRequest {
  /** A UUIDv7. */
  readonly id: string;
  readonly agent: string;
  readonly tenant?: string;
  readonly intent?: string;
  readonly upstream: string;
  readonly database: string;
  /** SHA-256, in hex, over everything that the approval is bound to. */
  readonly fingerprint: string;
  /** The statement as approvers see it; secrets in it are already struck out. */
  readonly text: string;
  /** What prepared names and cursors in it stand for. */
  readonly innerTexts: readonly string[];
  /** Digest of the parameters' values, where there are any. */
  readonly parameters?: string;
  /** Labels of the objects touched. */
  readonly objects: readonly string[];
  /** `ALTER TABLE`, `DELETE` … */
  readonly command: string;
  /** The hold line that spoke. */
  readonly rule: RuleSource;
  /** Groups that may answer. */
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly createdAtMs: number;
  /** How long the request waits for an answer, and then an approval for its use. */
  readonly expiresMs: number;
  /** End of the present state. */
  readonly expiresAtMs: number;
  readonly state: ApprovalState;
  readonly answers: readonly ApprovalAnswer[];
  /** The decision that used the approval. */
  readonly usedBy?: string;
  /** Why it was withdrawn. */
  readonly withdrawn?: string;
  /** Counts changes, from 0. Whoever writes names the revision that was read, so of two writers one learns that it was late. */
  readonly revision: number;
}

/** Bounds that an insertion keeps, counted in the same transaction. */
export interface ApprovalBounds {
  readonly pending: number;
  readonly pendingOfAgent: number;
}

export type ApprovalInsertion =
  | { readonly kind: 'inserted'; readonly request: ApprovalRequest }
  /** Another connection asked for the same meanwhile. */
  | { readonly kind: 'existing'; readonly request: ApprovalRequest }
  | { readonly kind: 'full'; readonly bound: keyof ApprovalBounds };

/** Kept requests. Each operation is atomic over all processes that share the store, and rejects when the store is away. */
export interface ApprovalRepository {
  /** Adds a pending request, unless one with its fingerprint is pending already. */
  insert(request: ApprovalRequest, bounds: ApprovalBounds): Promise<ApprovalInsertion>;
  get(id: string): Promise<ApprovalRequest | undefined>;
  /** Pending, approved and rejected ones with this fingerprint that have not run out, newest first. */
  live(fingerprint: string, nowMs: number): Promise<readonly ApprovalRequest[]>;
  /** Newest first. */
  list(filter: {
    readonly states?: readonly ApprovalState[];
    readonly limit: number;
  }): Promise<readonly ApprovalRequest[]>;
  /** Writes `next` if the kept one still has `current`'s state and revision; false: somebody was faster. */
  replace(current: ApprovalRequest, next: ApprovalRequest): Promise<boolean>;
  /** Pending and approved ones that have run out. */
  due(nowMs: number, limit: number): Promise<readonly ApprovalRequest[]>;
  /** Forgets ended ones that were created before; gives how many. */
  prune(createdBeforeMs: number): Promise<number>;
  /** Called with requests that changed, whichever process changed them. Gives the way to stop it. */
  onChange(listener: (changed: readonly ApprovalRequest[]) => void): () => void;
  /** Called when the store went away. */
  onLost(listener: () => void): () => void;
}
