/** The refusals of the analysis, in the server's own words for names that do not exist. */
import type { RefusalCode } from '../../../core/codes.ts';
import { RefusedError } from '../../../core/errors.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { nearestName } from '../../nearest.ts';

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

export function relationUnknown(name: string, offset: number, hint?: string): RefusedError {
  return serverError('42P01', `relation "${name}" does not exist`, offset, hint);
}

/** `alias`: by which that table can be named here. */
export function tableMissing(name: string, offset: number, alias?: string): RefusedError {
  const hint = alias === undefined ? undefined : `Within this query "${name}" is known by its alias "${alias}" alone.`;
  return serverError('42P01', `missing FROM-clause entry for table "${name}"`, offset, hint);
}

/** `known`: the columns that the name could have meant. */
export function columnUnknown(
  name: string,
  table: string | undefined,
  offset: number,
  known: Iterable<string>,
): RefusedError {
  const message = table === undefined ? `column "${name}" does not exist` : `column ${table}.${name} does not exist`;
  return serverError('42703', message, offset, meant('column', nearestName(name, known)));
}

export function columnOfRelationUnknown(name: string, relation: CatalogRelation, offset: number): RefusedError {
  const known = relation.columns.map((column) => column.name);
  const message = `column "${name}" of relation "${relation.name}" does not exist`;
  return serverError('42703', message, offset, meant('column', nearestName(name, known)));
}

export function functionUnknown(label: string, offset: number): RefusedError {
  const hint =
    'Check the name and the number and types of the arguments; an argument may need a cast, such as $1::bigint.';
  return serverError('42883', `function ${label} does not exist`, offset, hint);
}

export function operatorUnknown(label: string, offset: number): RefusedError {
  const hint = 'Check the operator and the types on both sides; one of them may need a cast, such as $1::bigint.';
  return serverError('42883', `operator does not exist: ${label}`, offset, hint);
}

export function meant(what: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean the ${what} "${name}"?`;
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

/** `problem`: what a name that nobody knows yet was answered with. */
export function notSupportedBehind(problem: string, command: string, offset = -1): RefusedError {
  const message = `${problem}, unless the ${command} before it in the same text makes it`;
  return refusal('WW_NOT_SUPPORTED', message, offset, 'Send the statements one at a time.');
}

export function tooComplex(): RefusedError {
  return refusal(
    'WW_TOO_COMPLEX',
    'the statement is too complex to be judged',
    -1,
    'Split it into smaller statements.',
  );
}
