// Why a prepared statement is not prepared, executed or fetched from, in words and by the server's own numbers. Knows what a statement is; no bytes,
// no session and no policy.

import type { Refusal } from '../../core/refusal.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';

/** What we answer ourselves is answered as text. */
export function unpreparable({ effect, printed, command }: MySqlStatement): Refusal | undefined {
  if (effect.kind !== 'own' && effect.kind !== 'kill' && effect.kind !== 'diagnostics' && printed !== '')
    return undefined;
  return {
    code: 'WW_NOT_SUPPORTED',
    mysql: 1295,
    message: `${command} is not supported as a prepared statement`,
    hint: 'Send it as a plain query, with its values in the text.',
  };
}

export const empty: Refusal = {
  code: 'WW_SYNTAX_ERROR',
  mysql: 1065,
  message: 'query was empty',
  hint: 'Send a statement.',
};

export const wrongArguments: Refusal = {
  code: 'WW_SYNTAX_ERROR',
  mysql: 1210,
  message: 'incorrect arguments to mysqld_stmt_execute',
  hint: 'Give one value for each ? of the statement.',
};

export const prepareAgain: Refusal = {
  code: 'WW_RESULT_CONTRADICTS_PLAN',
  mysql: 1615,
  message: 'prepared statement needs to be prepared again, because the tables that it names have changed',
  hint: 'Close the statement and prepare it again.',
};

export const notForgotten: Refusal = {
  code: 'WW_UPSTREAM_UNAVAILABLE',
  message: 'the database keeps parameters of a statement that was not executed',
  hint: 'Connect again.',
};

export function noCursor(id: number): Refusal {
  return {
    code: 'WW_NAME_UNKNOWN',
    mysql: 1421,
    message: `the statement (${id}) has no open cursor`,
    hint: 'Execute it with a cursor before its rows are fetched.',
  };
}

export function unknownStatement(id: number): Refusal {
  return {
    code: 'WW_NAME_UNKNOWN',
    mysql: 1243,
    message: `unknown prepared statement handler (${id})`,
    hint: 'Prepare the statement first.',
  };
}

export function tooMany(most: number): Refusal {
  return {
    code: 'WW_TOO_LARGE',
    mysql: 1461,
    message: `more than the ${most} prepared statements that one session may have`,
    hint: 'Close statements that are not needed any more.',
  };
}
