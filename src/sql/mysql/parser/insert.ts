/** INSERT and REPLACE in all their forms. */
import type { ChangePriority, ColumnAssignment, ColumnReference, Expression, Insert } from '../ast/index.ts';
import { parseAssignments, parseColumnReference, parseValue } from './assignment.ts';
import type { Cursor } from './cursor.ts';
import { parseNames, parseQualifiedName } from './names.ts';
import { parseInnerQuery } from './inner-query.ts';
import { parseReturning } from './returning.ts';

type Source = Pick<Insert, 'columns' | 'source' | 'rowAlias'>;

export function parseInsert(cursor: Cursor): Insert {
  const { offset: start } = cursor;
  const verb = cursor.takeOneOf('INSERT', 'REPLACE');
  if (verb === undefined) throw cursor.unexpected();
  const priority = parsePriority(cursor, verb);
  const ignore = verb === 'INSERT' && cursor.takeWords('IGNORE');
  cursor.takeWords('INTO');
  const table = parseQualifiedName(cursor);
  const partitions = cursor.takeWords('PARTITION') ? parseNames(cursor) : [];
  const source = parseSource(cursor);
  const onDuplicate = verb === 'INSERT' ? parseOnDuplicate(cursor) : [];
  const returning = parseReturning(cursor);
  const { endOffset: end } = cursor;
  return { kind: 'Insert', verb, priority, ignore, table, partitions, ...source, onDuplicate, returning, start, end };
}

function parsePriority(cursor: Cursor, verb: Insert['verb']): ChangePriority | undefined {
  return verb === 'INSERT'
    ? cursor.takeOneOf('LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED')
    : cursor.takeOneOf('LOW_PRIORITY', 'DELAYED');
}

function parseSource(cursor: Cursor): Source {
  if (cursor.takeWords('SET')) return rowOf(cursor, parseAssignments(cursor));
  const columns = parseColumns(cursor);
  if (startsRows(cursor)) {
    cursor.next();
    const rows = cursor.list(() => parseRow(cursor));
    return { columns, source: { kind: 'Rows', rows }, rowAlias: parseRowAlias(cursor) };
  }
  return { columns, source: { kind: 'FromQuery', query: parseInnerQuery(cursor) }, rowAlias: undefined };
}

function rowOf(cursor: Cursor, assignments: readonly ColumnAssignment[]): Source {
  const columns = assignments.map(({ column }) => column);
  const rows = [assignments.map(({ value }) => value)];
  return { columns, source: { kind: 'Rows', rows }, rowAlias: parseRowAlias(cursor) };
}

/** `VALUES ROW(…)` is a query, and so is what VALUES begins inside parentheses. */
function startsRows(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return cursor.isWord('VALUES', 'VALUE') && next.type === 'operator' && next.text === '(';
}

/** The list of columns, unless what stands in the parentheses is a query. `()` is an empty list. */
function parseColumns(cursor: Cursor): ColumnReference[] | undefined {
  if (!cursor.isOperator('(')) return undefined;
  const inside = cursor.peek(1);
  if (inside.type === 'operator' && inside.text === '(') return undefined;
  if (inside.type === 'word' && ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(inside.upper)) return undefined;
  return cursor.parenthesised(() => (cursor.isOperator(')') ? [] : cursor.list(() => parseColumnReference(cursor))));
}

function parseRow(cursor: Cursor): Expression[] {
  return cursor.parenthesised(() => (cursor.isOperator(')') ? [] : cursor.list(() => parseValue(cursor))));
}

function parseRowAlias(cursor: Cursor): Insert['rowAlias'] {
  if (cursor.context.server.flavor !== 'mysql' || !cursor.takeWords('AS')) return undefined;
  const name = cursor.name();
  return { name, columns: cursor.isOperator('(') ? parseNames(cursor) : [] };
}

function parseOnDuplicate(cursor: Cursor): ColumnAssignment[] {
  return cursor.takeWords('ON', 'DUPLICATE', 'KEY', 'UPDATE') ? parseAssignments(cursor) : [];
}
