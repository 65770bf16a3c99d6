/** What follows the rows of a query: GROUP BY, HAVING, WINDOW, DISTINCT, ORDER BY, LIMIT and row locks. */
import type { LockingClause, Node, SelectStmt, SortBy, WindowDef } from '@pgsql/types';
import type { PositionKind } from '../../statement.ts';
import { evaluate } from './expression.ts';
import { as, at, kindOf, strings } from './node.ts';
import { operate } from './operators.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError, tableMissing } from './refuse.ts';
import { objectOf, resolveRelation } from './relation.ts';
import type { Column, Scope } from './scope.ts';
import { findCte } from './scope.ts';

type Use = PositionKind;

export function readClauses(reading: Reading, select: SelectStmt, scope: Scope, output: readonly Column[]): void {
  for (const node of select.groupClause ?? []) group(reading, node, scope, output);
  if (select.havingClause !== undefined) evaluate(reading, select.havingClause, scope, 'having');
  for (const node of select.windowClause ?? []) {
    const window = as(node, 'WindowDef');
    if (window === undefined) throw notUnderstood('this WINDOW clause', -1);
    readWindow(reading, window, scope, 'window');
  }
  for (const node of select.distinctClause ?? []) {
    // Plain DISTINCT is a list of one empty node; DISTINCT ON has expressions.
    if (kindOf(node) !== undefined) byOutput(reading, node, scope, output, 'distinct', false);
    else for (const column of output) reading.found.position(column.lineage, 'distinct', -1);
  }
  for (const node of select.sortClause ?? []) {
    const sort = as(node, 'SortBy');
    if (sort?.node === undefined) throw notUnderstood('this ORDER BY', -1);
    const type = byOutput(reading, sort.node, scope, output, 'order', false);
    sortOperator(reading, sort, type);
  }
  for (const node of [select.limitCount, select.limitOffset])
    if (node !== undefined) evaluate(reading, node, scope, 'limit');
  for (const node of select.lockingClause ?? []) lock(reading, as(node, 'LockingClause') ?? {}, select, scope);
}

function sortOperator(reading: Reading, sort: SortBy, type: string): void {
  if (sort.useOp !== undefined && sort.useOp.length > 0) operate(reading, strings(sort.useOp), [type, type], at(sort));
}

/** ORDER BY of an aggregate or a window: expressions only. */
export function readSort(
  reading: Reading,
  nodes: readonly Node[] | undefined,
  scope: Scope,
  use: Use,
): ReturnType<typeof evaluate>[] {
  return (nodes ?? []).map((node) => {
    const sort = as(node, 'SortBy');
    if (sort?.node === undefined) throw notUnderstood('this ORDER BY', -1);
    const value = evaluate(reading, sort.node, scope, use);
    sortOperator(reading, sort, value.type);
    return value;
  });
}

export function readWindow(reading: Reading, window: WindowDef, scope: Scope, use: Use): void {
  for (const node of window.partitionClause ?? []) evaluate(reading, node, scope, use);
  readSort(reading, window.orderClause, scope, use);
  for (const node of [window.startOffset, window.endOffset])
    if (node !== undefined) evaluate(reading, node, scope, use);
}

function group(reading: Reading, node: Node, scope: Scope, output: readonly Column[]): void {
  const set = as(node, 'GroupingSet');
  const row = as(node, 'RowExpr');
  const parts = set?.content ?? (row?.row_format === 'COERCE_IMPLICIT_CAST' ? row.args : undefined);
  if (set === undefined && parts === undefined) {
    byOutput(reading, node, scope, output, 'group', true);
    return;
  }
  for (const part of parts ?? []) group(reading, part, scope, output);
}

/**
 * A name or a number of ORDER BY, GROUP BY and DISTINCT ON may mean an output column (findTargetlistEntrySQL92). GROUP BY prefers a
 * column of FROM. Gives the type.
 */
function byOutput(
  reading: Reading,
  node: Node,
  scope: Scope,
  output: readonly Column[],
  use: Use,
  fromFirst: boolean,
): string {
  const reference = as(node, 'ColumnRef');
  const name = reference?.fields?.length === 1 ? as(reference.fields[0], 'String')?.sval : undefined;
  if (name !== undefined) {
    const own = fromFirst && scope.items.some((item) => item.open && item.source.index.has(name));
    const named = own ? [] : output.filter((column) => column.name === name);
    for (const column of named) reading.found.position(column.lineage, use, at(reference ?? {}));
    if (named[0] !== undefined) return named[0].type;
  }
  const constant = as(node, 'A_Const');
  if (constant?.ival !== undefined) {
    const position = constant.ival.ival ?? 0;
    const column = output[position - 1];
    const clause = { order: 'ORDER BY', group: 'GROUP BY' }[use === 'order' || use === 'group' ? use : 'order'];
    if (column === undefined)
      throw serverError('42P10', `${clause} position ${position} is not in select list`, at(constant));
    reading.found.position(column.lineage, use, at(constant));
    return column.type;
  }
  return evaluate(reading, node, scope, use).type;
}

/** FOR UPDATE and its like need UPDATE on the tables whose rows they lock, those in subqueries included (transformLockingClause). */
function lock(reading: Reading, clause: LockingClause, select: SelectStmt, scope: Scope): void {
  reading.found.readOnly = false;
  const named = (clause.lockedRels ?? []).map((node) => as(node, 'RangeVar')?.relname ?? '');
  const met = new Set<string>();
  for (const node of select.fromClause ?? [])
    lockNode(reading, node, scope, named.length === 0 ? undefined : named, met);
  for (const name of named) if (!met.has(name)) throw tableMissing(name, -1);
}

function lockNode(
  reading: Reading,
  node: Node,
  scope: Scope,
  named: readonly string[] | undefined,
  met: Set<string>,
): void {
  reading.spend(1);
  const join = as(node, 'JoinExpr');
  for (const side of [join?.larg, join?.rarg]) if (side !== undefined) lockNode(reading, side, scope, named, met);
  const sampled = as(node, 'RangeTableSample')?.relation;
  if (sampled !== undefined) lockNode(reading, sampled, scope, named, met);

  const alias = (
    as(node, 'JoinExpr') ??
    as(node, 'RangeVar') ??
    as(node, 'RangeSubselect') ??
    as(node, 'RangeFunction')
  )?.alias?.aliasname;
  const table = as(node, 'RangeVar');
  const shown = alias ?? table?.relname;
  if (shown !== undefined) met.add(shown);
  if (named !== undefined && (shown === undefined || !named.includes(shown))) return;
  if (table !== undefined && !(table.schemaname === undefined && findCte(scope, table.relname ?? '') !== undefined)) {
    reading.found.touch('UPDATE', objectOf(resolveRelation(reading, table)), at(table));
  }
  const inner = as(as(node, 'RangeSubselect')?.subquery, 'SelectStmt');
  for (const deeper of inner?.fromClause ?? []) lockNode(reading, deeper, scope, undefined, met);
}
