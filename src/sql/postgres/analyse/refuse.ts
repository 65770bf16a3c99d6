/** The refusals of the analysis, in the server's own words for names that do not exist. */
import type { RefusalCode } from '../../../core/codes.ts';
import { RefusedError } from '../../../core/errors.ts';

function refusal(code: RefusalCode, message: string, offset: number, hint?: string, sqlState?: string): RefusedError {
  return new RefusedError({
    code,
    message,
    ...(offset >= 0 ? { offset } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(sqlState === undefined ? {} : { sqlState }),
  });
}

/** What the server itself would answer: `sqlState` is its code. */
export function serverError(sqlState: string, message: string, offset: number, hint?: string): RefusedError {
  return refusal('WW_NAME_UNKNOWN', message, offset, hint, sqlState);
}

export function relationUnknown(name: string, offset: number): RefusedError {
  return serverError('42P01', `relation "${name}" does not exist`, offset);
}

export function tableMissing(name: string, offset: number): RefusedError {
  return serverError('42P01', `missing FROM-clause entry for table "${name}"`, offset);
}

export function columnUnknown(name: string, table: string | undefined, offset: number): RefusedError {
  const message = table === undefined ? `column "${name}" does not exist` : `column ${table}.${name} does not exist`;
  return serverError('42703', message, offset);
}

export function columnOfRelationUnknown(name: string, relation: string, offset: number): RefusedError {
  return serverError('42703', `column "${name}" of relation "${relation}" does not exist`, offset);
}

export function columnAmbiguous(name: string, offset: number): RefusedError {
  return serverError('42702', `column reference "${name}" is ambiguous`, offset);
}

export function notUnderstood(what: string, offset: number): RefusedError {
  return refusal('WW_SQL_NOT_UNDERSTOOD', `${what} is not understood`, offset, 'Write the statement without it.');
}

export function notSupported(what: string, offset: number, hint = 'Write the statement without it.'): RefusedError {
  return refusal('WW_NOT_SUPPORTED', `${what} is not supported`, offset, hint);
}

export function tooComplex(): RefusedError {
  return refusal(
    'WW_TOO_COMPLEX',
    'the statement is too complex to be judged',
    -1,
    'Split it into smaller statements.',
  );
}
