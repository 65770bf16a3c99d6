/** The definition of a column: its type and what is said of it. */
import { parsePrimary } from '../expression-primary.ts';
import type { Draft } from './draft.ts';
import { parseCheck, parseReferences } from './key.ts';
import { parseType } from './type.ts';

/** Behind the column's name. */
export function parseColumnDefinition(draft: Draft): void {
  parseType(draft);
  while (parseAttribute(draft));
}

function parseAttribute(draft: Draft): boolean {
  return parseWordAttribute(draft) || parseValueAttribute(draft) || parseGenerated(draft) || parseConstraint(draft);
}

const MARIADB_WORDS = [['WITHOUT', 'SYSTEM', 'VERSIONING']];
const WORDS = [['NOT', 'NULL'], ['NULL'], ['AUTO_INCREMENT'], ['SERIAL', 'DEFAULT', 'VALUE'], ['PRIMARY', 'KEY'], ['UNIQUE', 'KEY'], ['UNIQUE'], ['KEY'],
  ['VISIBLE'], ['INVISIBLE']]; // prettier-ignore

function parseWordAttribute(draft: Draft): boolean {
  const words = mariadb(draft) ? [...WORDS, ...MARIADB_WORDS] : WORDS;
  return words.some((all) => draft.takes(...all));
}

function parseValueAttribute(draft: Draft): boolean {
  if (draft.takes('DEFAULT')) parseDefault(draft);
  else if (draft.takes('ON', 'UPDATE')) expectNow(draft);
  else if (draft.takes('COMMENT')) draft.expectsLiteral('string');
  else if (draft.takes('COLLATE')) {
    draft.takesOperator('=');
    if (draft.takesOneOf('BINARY', ...(mariadb(draft) ? (['DEFAULT'] as const) : [])) === undefined) draft.nameOrText();
  } else if (draft.takes('COLUMN_FORMAT')) draft.expectsOneOf('FIXED', 'DYNAMIC', 'DEFAULT');
  else if (draft.takes('STORAGE')) draft.expectsOneOf('DISK', 'MEMORY', 'DEFAULT');
  else if (draft.takes('SRID')) draft.expectsLiteral('integer');
  else if (draft.takes('REF_SYSTEM_ID')) {
    draft.takesOperator('=');
    draft.expectsLiteral('integer');
  } else return false;
  return true;
}

/** [GENERATED ALWAYS] AS (expression) [VIRTUAL | STORED | PERSISTENT]. */
function parseGenerated(draft: Draft): boolean {
  if (!draft.takes('GENERATED', 'ALWAYS', 'AS') && !draft.takes('AS')) return false;
  // AS ROW START and its like are periods of system versioning.
  if (!draft.cursor.isOperator('(')) throw draft.cursor.notUnderstood('this generated column');
  draft.computed();
  draft.takesOneOf('VIRTUAL', 'STORED', 'PERSISTENT');
  return true;
}

function parseConstraint(draft: Draft): boolean {
  const { cursor } = draft;
  if (cursor.isWord('REFERENCES')) return parseReferences(draft);
  if (draft.takes('CONSTRAINT')) {
    if (!cursor.isWord('CHECK')) draft.name();
    if (cursor.isWord('CHECK')) return parseCheck(draft);
    throw cursor.notUnderstood('this constraint of a column');
  }
  return cursor.isWord('CHECK') && parseCheck(draft);
}

/** A value: (expression), a literal, the time of the change, and on MariaDB a function's call too. */
export function parseDefault(draft: Draft): void {
  const { cursor } = draft;
  if (cursor.isOperator('(')) draft.computed();
  else if (takesNow(draft) || takesLiteral(draft)) return;
  else if (mariadb(draft)) draft.computedBare(parsePrimary(cursor));
  else throw cursor.unexpected();
}

function takesLiteral(draft: Draft): boolean {
  const { cursor } = draft;
  if (draft.takesOneOf('NULL', 'TRUE', 'FALSE') !== undefined) return true;
  if (cursor.isOperator('-', '+')) {
    draft.takesSign('-', '+');
    draft.expectsLiteral('integer', 'decimal', 'float');
    return true;
  }
  if (draft.takesLiteral('integer', 'decimal', 'float', 'hex', 'bit')) return true;
  if (draft.takesLiteral('introducer')) draft.expectsLiteral('string', 'hex', 'bit');
  else if (cursor.peek(1).type === 'string' && draft.takesOneOf('DATE', 'TIME', 'TIMESTAMP') !== undefined) {
    draft.expectsLiteral('string');
  } else if (!draft.takesLiteral('string', 'national')) return false;
  while (draft.takesLiteral('string'));
  return true;
}

function takesNow(draft: Draft): boolean {
  const { cursor } = draft;
  if (cursor.takeOneOf('CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP', 'NOW') === undefined) return false;
  // The one of these words that needs no parentheses on either server.
  draft.words('CURRENT_TIMESTAMP');
  if (!draft.takesOperator('(')) return true;
  draft.takesLiteral('integer');
  draft.expectsOperator(')');
  return true;
}

function expectNow(draft: Draft): void {
  if (!takesNow(draft)) throw draft.cursor.unexpected();
}

function mariadb({ cursor }: Draft): boolean {
  return cursor.context.server.flavor === 'mariadb';
}
