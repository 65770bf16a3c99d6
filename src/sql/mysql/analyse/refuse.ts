/** The refusals of the analysis, with the server's own numbers and words for names that do not exist. */
import type { RefusalCode } from '../../../core/codes.ts';
import { RefusedError } from '../../../core/errors.ts';
import type { ServerFacts } from '../../catalog/catalog.ts';
import { nearestName } from '../../nearest.ts';

function refusal(code: RefusalCode, message: string, offset: number, hint?: string, mysql?: number): RefusedError {
  return new RefusedError({
    code,
    message,
    ...(offset >= 0 ? { offset } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(mysql === undefined ? {} : { mysql }),
  });
}

/** What the server itself would answer: `number` is its error's. */
export function serverError(number: number, message: string, offset: number, hint?: string): RefusedError {
  return refusal('WW_NAME_UNKNOWN', message, offset, hint, number);
}

/** The part of a statement in which a name stands, for the words of an error. */
export type Clause = 'select' | 'where' | 'on' | 'from' | 'group' | 'having' | 'order' | 'window' | 'limit';

const CLAUSES: Readonly<Record<ServerFacts['flavor'], Readonly<Record<Clause, string>>>> = {
  mysql: {
    select: 'field list', where: 'where clause', on: 'on clause', from: 'from clause', group: 'group statement', having: 'having clause',
    order: 'order clause', window: 'window order by', limit: 'limit clause',
  },
  mariadb: {
    select: 'SELECT', where: 'WHERE', on: 'ON', from: 'FROM', group: 'GROUP BY', having: 'HAVING', order: 'ORDER BY', window: 'ORDER BY',
    limit: 'LIMIT',
  },
}; // prettier-ignore

/** As this server names the clause. */
export function clauseName(clause: Clause, server: ServerFacts): string {
  return CLAUSES[server.flavor][clause];
}

/** `known`: the columns that the name could have meant. */
export function columnUnknown(name: string, clause: string, offset: number, known: Iterable<string>): RefusedError {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return serverError(
    1054,
    `Unknown column '${name}' in '${clause}'`,
    offset,
    meant('column', nearestName(last, known)),
  );
}

export function columnAmbiguous(name: string, clause: string, offset: number): RefusedError {
  return serverError(1052, `Column '${name}' in ${clause} is ambiguous`, offset, 'Qualify the column with its table.');
}

export function meant(what: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean the ${what} "${name}"?`;
}

export function notUnderstood(what: string, offset: number): RefusedError {
  return refusal('WW_SQL_NOT_UNDERSTOOD', `${what} is not understood`, offset, 'Write the statement without it.');
}

export function notSupported(what: string, offset: number, hint = 'Write the statement without it.'): RefusedError {
  return refusal('WW_NOT_SUPPORTED', `${what} is not supported`, offset, hint);
}

/** `problem`: what a name that nobody knows yet was answered with. */
export function notSupportedBehind(problem: string, command: string, offset = -1): RefusedError {
  const message = `${problem}, unless the ${command} before it in the same text makes it so`;
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
