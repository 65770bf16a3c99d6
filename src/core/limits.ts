/** The gateway's bounds, as configured (`limits:`). Beyond each the peer gets a clear error or is closed. */
export interface Limits {
  /** Client connections over all listeners; the next one is told 53300. */
  readonly maxConnections: number;
  /** Largest SQL text, in bytes; a larger one is refused with WW_TOO_LARGE. */
  readonly maxStatementBytes: number;
  /** Largest protocol message from a client, in bytes; a larger one closes the connection. */
  readonly maxMessageBytes: number;
  /** From accept to ready for the first statement. */
  readonly loginTimeoutMs: number;
  /** A session without traffic and without a running statement is ended. */
  readonly idleTimeoutMs: number;
  /** Named prepared statements in one session; the next Parse is refused. */
  readonly maxPreparedStatements: number;
  /** Statements that may wait for a human at once, over all sessions. */
  readonly maxHolds: number;
  /** Messages of one client that are read ahead of a waiting one; beyond it reading stops. */
  readonly maxPipelinedBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxConnections: 1000,
  maxStatementBytes: 1024 * 1024,
  maxMessageBytes: 64 * 1024 * 1024,
  loginTimeoutMs: 10_000,
  idleTimeoutMs: 30 * 60_000,
  maxPreparedStatements: 5_000,
  maxHolds: 5_000,
  maxPipelinedBytes: 1024 * 1024,
};
