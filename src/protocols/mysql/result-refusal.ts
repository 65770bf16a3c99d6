// Why the rows of a result are ended by us, in words, and the count by which that is known. Knows a run, no bytes and no policy: the limits come
// with the permit.

import type { Refusal } from '../../core/refusal.ts';
import type { Run } from './run.ts';

/** Counts a row that comes. Gives why it may not reach the client: then it is not counted as one that did. */
export function countRow(run: Run): Refusal | undefined {
  run.rows++;
  run.fetched.rows++;
  if (run.limits.rows === undefined || run.fetched.rows <= run.limits.rows) return undefined;
  run.rows--;
  return rowLimit(run.limits.rows);
}

function rowLimit(rows: number): Refusal {
  return {
    code: 'WW_ROW_LIMIT',
    message: `the result has more than the ${rows} rows that are allowed`,
    hint: `Narrow the statement with WHERE, or ask for at most ${rows} rows with LIMIT.`,
  };
}

export const rowTooLarge: Refusal = Object.freeze({
  code: 'WW_TOO_LARGE',
  message: 'a row is too large to be masked',
  hint: 'Leave out the large columns.',
});
