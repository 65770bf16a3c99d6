/** Names in expressions: columns, whole rows, fields of rows, and functions written as columns (transformColumnRef, transformIndirection). */
import type { A_Indirection, ColumnRef, Node } from '@pgsql/types';
import { evaluate, evaluateAll, inside, lineages, plainValue, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { callFunction, functionExists } from './functions.ts';
import { derive } from '../../lineage.ts';
import { as, at } from './node.ts';
import type { Reading } from './reading.ts';
import { columnUnknown, notUnderstood, serverError } from './refuse.ts';
import { columnOf, findColumn, findItem, requireItem, visibleColumns } from './scope.ts';
import type { Column, Found, Item, Scope } from './scope.ts';
import { ANY, BUILTIN, isUserType } from './types.ts';

interface Written {
  readonly names: readonly string[];
  /** `t.*` as a value: the whole row. */
  readonly star: boolean;
}

function written(node: ColumnRef): Written {
  const names: string[] = [];
  let star = false;
  for (const field of node.fields ?? []) {
    const name = as(field, 'String')?.sval;
    if (name !== undefined) names.push(name);
    else star = true;
  }
  return { names, star };
}

export function columnReference(reading: Reading, node: ColumnRef, scope: Scope, use: Use): Value {
  const { names, star } = written(node);
  const offset = at(node);
  if (star) {
    if (names.length === 0) throw serverError('42601', 'row expansion via "*" is not supported here', offset);
    return wholeRow(reading, itemByName(reading, scope, names, offset), use, offset);
  }
  if (names.length === 1) {
    const name = names[0] ?? '';
    const found = findColumn(scope, name, offset);
    if (found !== undefined) return read(reading, found, use, offset);
    const item = findItem(scope, undefined, name, offset);
    if (item !== undefined) return wholeRow(reading, item, use, offset);
    throw columnUnknown(name, undefined, offset, visibleColumns(scope));
  }
  const item = itemByName(reading, scope, names.slice(0, -1), offset);
  return ofItem(reading, item, names.at(-1) ?? '', names.slice(0, -1).join('.'), use, offset);
}

function itemByName(reading: Reading, scope: Scope, names: readonly string[], offset: number): Item {
  const [name, schema, database, more] = names.toReversed();
  if (more !== undefined || (database !== undefined && database !== reading.catalog.data.database)) {
    throw serverError('0A000', `cross-database references are not implemented: ${names.join('.')}`, offset);
  }
  return requireItem(scope, schema === undefined ? undefined : reading.schema(schema), name ?? '', offset);
}

/** `t.name`: a column, else the function `name(t)`. */
function ofItem(reading: Reading, item: Item, name: string, label: string, use: Use, offset: number): Value {
  const found = columnOf(item.source, name, offset);
  if (found !== undefined) return read(reading, found, use, offset);
  if (!functionExists(reading, name, 1)) {
    const known = item.source.columns.map((column) => column.name);
    throw columnUnknown(name, label, offset, known);
  }
  const row = wholeRow(reading, item, use, offset);
  const call = callFunction(reading, { parts: [name], args: [row], offset });
  return plainValue(derive([row.lineage]), call.type);
}

export function read(reading: Reading, { source, index, column }: Found, use: Use, offset: number): Value {
  source.touch(index);
  if (use !== 'output') reading.found.position(column.lineage, use, offset);
  return column;
}

/** A table's name as a value is its whole row: every column is read, and none of them is a plain output any more. */
export function wholeRow(reading: Reading, item: Item, use: Use, offset: number): Value {
  const { source } = item;
  reading.spend(source.columns.length);
  source.columns.forEach((column, index) => {
    source.touch(index);
    reading.found.position(column.lineage, within(use, 'whole_row'), offset);
  });
  const lineage = derive(source.columns.map((column) => column.lineage));
  return { lineage, origin: rowOrigin(item), type: ANY, row: source.columns };
}

/** The server names the table with column number 0 for a whole row of it (markTargetListOrigin). */
function rowOrigin(item: Item): Value['origin'] {
  const first = item.source.columns[0]?.origin;
  if (item.isRelation !== true || first === undefined) return undefined;
  return {
    schema: first.schema,
    table: first.table,
    column: '',
    ...(first.oid === undefined ? {} : { oid: first.oid }),
    attribute: 0,
  };
}

/** The item whose whole row a node stands for, when it is a bare table name. Touches nothing. */
export function rowItem(scope: Scope, node: Node | undefined): Item | undefined {
  const reference = as(node, 'ColumnRef');
  const name = reference?.fields?.length === 1 ? as(reference.fields[0], 'String')?.sval : undefined;
  if (name === undefined || findColumn(scope, name, -1) !== undefined) return undefined;
  return findItem(scope, undefined, name, -1);
}

/** `(x).field`, `(x)[1]`, `(x).field[2].deeper`. */
export function indirection(reading: Reading, node: A_Indirection, scope: Scope, use: Use): Value {
  if (node.arg === undefined) throw notUnderstood('this expression', -1);
  let steps = node.indirection ?? [];
  const first = as(steps[0], 'String')?.sval;
  const item = first === undefined ? undefined : rowItem(scope, node.arg);
  let value: Value;
  const offset = at(as(node.arg, 'ColumnRef') ?? { location: -1 });
  if (item !== undefined && first !== undefined) {
    // `(c).email` of a table reads that column alone, as `c.email`.
    value = ofItem(reading, item, first, item.name ?? '', steps.length === 1 ? use : inside(use), offset);
    steps = steps.slice(1);
  } else {
    value = evaluate(reading, node.arg, scope, plainField(steps) ? use : inside(use));
  }
  for (const step of steps) value = advance(reading, value, step, scope, use, offset);
  return value;
}

function plainField(steps: readonly Node[]): boolean {
  return steps.length === 1 && as(steps[0], 'String') !== undefined;
}

function advance(reading: Reading, value: Value, step: Node, scope: Scope, use: Use, offset: number): Value {
  const indices = as(step, 'A_Indices');
  if (indices !== undefined) {
    const bounds = evaluateAll(reading, [indices.lidx, indices.uidx], scope, inside(use));
    reading.found.position(value.lineage, inside(use), offset);
    return plainValue(
      derive([value.lineage, ...lineages(bounds)]),
      value.type.endsWith('[]') ? value.type.slice(0, -2) : ANY,
    );
  }
  const name = as(step, 'String')?.sval;
  if (name === undefined) throw notUnderstood('".*" in an expression', offset);
  const field = value.row?.filter((column) => column.name === name) ?? [];
  if (field.length === 1 && field[0] !== undefined) return fieldOf(reading, field[0], use, offset);
  if (value.row !== undefined && !functionExists(reading, name, 1)) {
    throw serverError('42703', `could not identify column "${name}" in record data type`, offset);
  }
  reading.found.position(value.lineage, inside(use), offset);
  const composite =
    value.row === undefined && (value.type === ANY || value.type === 'record' || isUserType(value.type));
  if (composite && !functionExists(reading, name, 1)) return plainValue(derive([value.lineage]), ANY);
  const call = callFunction(reading, { parts: [name], args: [value], offset });
  return plainValue(derive([value.lineage]), composite ? ANY : call.type);
}

function fieldOf(reading: Reading, column: Column, use: Use, offset: number): Value {
  if (use !== 'output') reading.found.position(column.lineage, use, offset);
  return {
    lineage: column.lineage,
    origin: undefined,
    type: column.type === '' ? BUILTIN : column.type,
    row: column.row,
  };
}
