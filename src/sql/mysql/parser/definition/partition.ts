/** PARTITION BY, and the definitions of partitions. */
import { parseExpression } from '../expression.ts';
import type { Draft } from './draft.ts';
import { parseEngine } from './options.ts';

export function parsePartitioning(draft: Draft): void {
  draft.expects('PARTITION', 'BY');
  parseMethod(draft);
  if (draft.takes('PARTITIONS')) draft.expectsLiteral('integer');
  if (draft.takes('SUBPARTITION', 'BY')) {
    parseHashOrKey(draft);
    if (draft.takes('SUBPARTITIONS')) draft.expectsLiteral('integer');
  }
  if (draft.cursor.isOperator('(')) parsePartitions(draft);
}

function parseMethod(draft: Draft): void {
  if (draft.takesOneOf('RANGE', 'LIST') === undefined) parseHashOrKey(draft);
  else if (draft.takes('COLUMNS')) parseColumns(draft);
  else draft.computed();
}

function parseHashOrKey(draft: Draft): void {
  draft.takes('LINEAR');
  if (draft.takes('HASH')) {
    draft.computed();
    return;
  }
  // What MariaDB has besides (SYSTEM_TIME) isn't read.
  if (!draft.takes('KEY')) throw draft.cursor.notUnderstood('this way to partition');
  if (draft.takes('ALGORITHM')) {
    draft.expectsOperator('=');
    draft.expectsLiteral('integer');
  }
  parseColumns(draft);
}

function parseColumns(draft: Draft): void {
  draft.parenthesised(() => {
    if (!draft.cursor.isOperator(')')) draft.list(() => draft.column());
  });
}

export function parsePartitions(draft: Draft): void {
  draft.parenthesised(() => draft.list(() => parsePartition(draft)));
}

function parsePartition(draft: Draft): void {
  draft.expects('PARTITION');
  draft.name();
  if (draft.takes('VALUES', 'LESS', 'THAN')) parseBound(draft);
  else if (draft.takes('VALUES', 'IN')) draft.parenthesised(() => draft.list(() => parseMember(draft)));
  else if (draft.cursor.context.server.flavor === 'mariadb') draft.takes('DEFAULT');
  while (parseOption(draft));
  if (draft.cursor.isOperator('(')) draft.parenthesised(() => draft.list(() => parseSubpartition(draft)));
}

function parseSubpartition(draft: Draft): void {
  draft.expects('SUBPARTITION');
  draft.name();
  while (parseOption(draft));
}

function parseBound(draft: Draft): void {
  if (draft.takes('MAXVALUE')) return;
  draft.parenthesised(() => draft.list(() => parseValue(draft)));
}

/** One value of a LIST, or several in parentheses for LIST COLUMNS. */
function parseMember(draft: Draft): void {
  if (draft.cursor.isOperator('(')) draft.parenthesised(() => draft.list(() => parseValue(draft)));
  else parseValue(draft);
}

function parseValue(draft: Draft): void {
  if (draft.takes('MAXVALUE')) return;
  if (draft.cursor.isWord('DEFAULT') && draft.takes('DEFAULT')) return;
  draft.computedBare(parseExpression(draft.cursor));
}

/** Directories, tablespaces and node groups aren't here: they reach out of the database. */
function parseOption(draft: Draft): boolean {
  if (parseEngine(draft)) return true;
  if (draft.takes('COMMENT')) {
    draft.takesOperator('=');
    draft.expectsLiteral('string');
    return true;
  }
  if (draft.takesOneOf('MAX_ROWS', 'MIN_ROWS') === undefined) return false;
  draft.takesOperator('=');
  draft.expectsLiteral('integer');
  return true;
}
