/** SELECT, VALUES and TABLE: from a query's tree to its output columns, everything else it touches being recorded on the way. */
import type { Expression, Query, QueryBody, TableQuery, ValuesQuery } from '../ast/index.ts';
import { either } from '../../lineage.ts';
import { evaluate } from './expression.ts';
import { readLocks } from './locking.ts';
import { orderBy } from './order.ts';
import type { Reading } from './reading.ts';
import { notSupported, serverError } from './refuse.ts';
import { tableItem } from './relation.ts';
import { EMPTY, findCte, plainSource, shapeOf, visibleOf } from './scope.ts';
import type { Column, Scope } from './scope.ts';
import { nameOf, readSelect } from './select.ts';
import { combineArms } from './set-operation.ts';
import { readWith } from './with.ts';

export interface QueryOutput {
  readonly columns: readonly Column[];
  /** For each column the name that the server would take from the text, where what is printed gives another. */
  readonly labels: readonly (string | undefined)[];
}

/** A query inside `outer`, whose names it sees where its own don't hide them. */
export function readQuery(reading: Reading, query: Query, outer: Scope | undefined): QueryOutput {
  reading.enter();
  try {
    const scope = readWith(reading, query.with, { parent: outer, shape: EMPTY, ctes: undefined });
    const output = reading.within('select', () => readClauses(reading, query, scope));
    if (query.limit !== undefined) {
      const { count, offset } = query.limit;
      for (const part of [count, offset]) if (part !== undefined) readLimit(reading, part);
    }
    if (query.into !== undefined) readInto(reading, query.into, output.columns);
    if (query.locking.length > 0) readLocks(reading, query, scope);
    return output;
  } finally {
    reading.leave();
  }
}

/** A number or a parameter: variables of routines, which have names, there are none. */
export function readLimit(reading: Reading, node: Expression): void {
  reading.within('limit', () => evaluate(reading, node, { parent: undefined, shape: EMPTY, ctes: undefined }, 'limit'));
}

/** The body with the ORDER BY that belongs to it: that of one SELECT sees FROM, any other the result alone. */
function readClauses(reading: Reading, query: Query, scope: Scope): QueryOutput {
  if (query.body.kind === 'Select') return readSelect(reading, query.body, scope, query.orderBy);
  const output = readBody(reading, query.body, scope);
  if (query.orderBy.length > 0) {
    const shape = { items: [], visible: visibleOf(plainSource(output.columns)) };
    orderBy(reading, query.orderBy, { parent: scope.parent, shape, ctes: scope.ctes }, output.columns);
  }
  return output;
}

export function readBody(reading: Reading, body: QueryBody, scope: Scope): QueryOutput {
  switch (body.kind) {
    case 'Select':
      return readSelect(reading, body, scope, []);
    case 'SetOperation':
      return combineArms(reading, body, scope);
    case 'ValuesQuery':
      return readValues(reading, body, scope);
    case 'TableQuery':
      return readTable(reading, body, scope);
    case 'Query':
      return readQuery(reading, body, scope);
    default:
      return body satisfies never;
  }
}

function readValues(reading: Reading, query: ValuesQuery, scope: Scope): QueryOutput {
  const [first = []] = query.rows;
  const rows = query.rows.map((row, number) => readRow(reading, row, first.length, number + 1, scope));
  const columns = (rows[0] ?? []).map((column, position): Column => {
    let { lineage } = column;
    for (const row of rows) lineage = either(lineage, row[position]?.lineage ?? lineage);
    const written = first[position];
    const name = query.rowWord || written === undefined ? `column_${position}` : nameOf(reading, written);
    return { name, lineage, origin: undefined };
  });
  return { columns, labels: columns.map(() => undefined) };
}

/** Error 1136 where it isn't as long as it should be. `number` counts from 1. */
export function readRow(
  reading: Reading,
  row: readonly Expression[],
  length: number,
  number: number,
  scope: Scope,
): Column[] {
  reading.spend(row.length);
  if (row.length !== length) throw serverError(1136, `Column count doesn't match value count at row ${number}`, -1);
  return row.map((node) => {
    const { lineage, origin } = evaluate(reading, node, scope, 'output');
    return { name: '', lineage, origin };
  });
}

function readTable(reading: Reading, query: TableQuery, scope: Scope): QueryOutput {
  const { schema, name } = query.table;
  if (schema === undefined && findCte(scope, reading.commonKey(name.text)) !== undefined)
    throw notSupported('TABLE of a WITH query', query.start, 'Write SELECT * FROM it.');
  const item = tableItem(reading, query.table, undefined);
  const columns = shapeOf(item).visible.flatMap(({ column, reads }) => {
    if (column.invisible === true) return [];
    for (const { source, index } of reads) source.touch(index);
    return [column];
  });
  return { columns, labels: columns.map(() => undefined) };
}

function readInto(reading: Reading, into: NonNullable<Query['into']>, columns: readonly Column[]): void {
  reading.found.readOnly = false;
  if (into.kind === 'IntoFile') reading.found.hazard('file', `INTO ${into.form}`, into.start);
  else if (into.variables.length !== columns.length) {
    throw serverError(1222, 'The used SELECT statements have a different number of columns', into.start);
  }
  if (into.kind === 'IntoVariables') {
    for (const { name, start } of into.variables)
      if (/^wirewall_/i.test(name)) reading.found.hazard('setting', `@${name}: only SET alone can set it`, start);
  }
  for (const { lineage } of columns) reading.found.write(undefined, lineage, into.start);
}
