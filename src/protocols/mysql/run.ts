// A command that runs upstream under a permit, and what has come of it so far. Knows no bytes and no policy.

import type { Refusal } from '../../core/refusal.ts';
import type { StatementLimits } from '../../core/verdict.ts';
import type { MaskPlan, Outcome, Permit, Ruling } from '../../gate/protocol.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';

/** Counts are of what reached the client. */
export interface Run {
  readonly permit: Permit;
  readonly statements: readonly MySqlStatement[];
  readonly limits: StatementLimits;
  readonly masks: readonly (MaskPlan | undefined)[];
  readonly errors: 'verbatim' | 'without_detail' | 'withheld';
  /** Milliseconds of the monotonic clock. */
  readonly startedMs: number;
  /** Rows of all fetches of one cursor, which together are one result. */
  readonly fetched: { rows: number };
  /** Which of the statements answers now. */
  index: number;
  rows: number;
  bytes: number;
  maskedCells: number;
  /** Set when we end the statement ourselves: nothing more of it reaches the client but this. */
  cut: Refusal | undefined;
  failedWith: string | undefined;
  /** The server keeps the rows for COM_STMT_FETCH. */
  cursor: boolean;
}

export function newRun(
  ruling: Extract<Ruling, { kind: 'forward' }>,
  statements: readonly MySqlStatement[],
  fetched: Run['fetched'] = { rows: 0 },
): Run {
  return {
    permit: ruling.permit,
    statements,
    limits: ruling.limits,
    masks: ruling.masks,
    errors: ruling.errors,
    startedMs: performance.now(),
    fetched,
    index: 0,
    rows: 0,
    bytes: 0,
    maskedCells: 0,
    cut: undefined,
    failedWith: undefined,
    cursor: false,
  };
}

export function outcomeOf(
  result: Outcome['result'],
  errorCode: string | undefined,
  command: string | undefined,
  sinceMs: number,
): Outcome {
  return {
    result,
    rows: 0,
    bytes: 0,
    maskedCells: 0,
    durationMs: performance.now() - sinceMs,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(command === undefined ? {} : { command }),
  };
}
