// Why an upstream can't be had: what the client is told, and, as its cause, what the operator is told.

import { RefusedError } from '../../core/errors.ts';

interface Named {
  readonly name: string;
}

export function unreachable({ name }: Named, cause: unknown): RefusedError {
  return caused(
    new RefusedError({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      message: `the database behind "${name}" can't be reached`,
      hint: 'Try again later; if it stays so, ask the operator, whose log has the reason.',
    }),
    cause,
  );
}

export function letsNobodyIn({ name }: Named, reason: string): RefusedError {
  return caused(
    new RefusedError({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      message: `the database behind "${name}" does not let Wirewall in`,
      hint: 'Ask the operator, whose log has the reason.',
    }),
    new Error(reason),
  );
}

export function isFull({ name }: Named, reason: string): RefusedError {
  return caused(
    new RefusedError({
      code: 'WW_UPSTREAM_UNAVAILABLE',
      mysql: 1040,
      message: `the database behind "${name}" has too many connections`,
      hint: 'Connect again later, and keep fewer connections open.',
    }),
    new Error(reason),
  );
}

/** The same for one that isn't there and one that Wirewall's own user may not see. */
export function databaseUnknown(database: string): RefusedError {
  return new RefusedError({
    code: 'WW_DATABASE_UNKNOWN',
    message: `unknown database "${database}"`,
    hint: 'Connect to another database, or to none.',
  });
}

function caused(error: RefusedError, cause: unknown): RefusedError {
  error.cause = cause;
  return error;
}
