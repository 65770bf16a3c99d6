/** Who is no longer welcome, as everyone speaks of it: the store keeps it, identity asks it, the command line adds to it. */

export const REVOCATION_KINDS = ['agent', 'token', 'session'] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

export interface Revocation {
  readonly kind: RevocationKind;
  /** An agent's name, a token's id or a session's id. */
  readonly value: string;
  readonly reason: string;
  /** Who revoked. */
  readonly by: string;
  readonly atMs: number;
  /** Ends by itself at this time. Absent: never. */
  readonly untilMs?: number;
}

/** What a statement's check needs: synchronous, in memory. */
export interface RevocationView {
  /** The first revocation in force that names any of these. */
  find(
    agentName: string,
    tokenId: string | undefined,
    sessionId: string | undefined,
    nowMs: number,
  ): Revocation | undefined;
  /** Since when new revocations can't be learned (the store is away). Undefined: the view is current. */
  readonly unknownSinceMs: number | undefined;
}
