/** Calls written as calls: arguments, aggregates, windows, count, guarded functions, and `field(row)`. */
import type { FuncCall, Node } from '@pgsql/types';
import { guardedFunction, safeFunction } from '../lists/index.ts';
import { castBesideCall, castByCall } from './casts.ts';
import { readSort, readWindow } from './clauses.ts';
import { read, rowItem } from './column-reference.ts';
import { evaluateAll, inside, lineages, nullness, plainValue, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { callFunction, functionExists, tryCall } from './functions.ts';
import { guardedCall } from './guarded-call.ts';
import { derive, resultOf } from '../../lineage.ts';
import { as, at, strings } from './node.ts';
import type { Reading } from './reading.ts';
import { columnOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { ANY } from './types.ts';

export function functionCall(reading: Reading, node: FuncCall, scope: Scope, use: Use): Value {
  const parts = strings(node.funcname);
  const name = parts.at(-1) ?? '';
  const own = parts.length === 1 ? reading.functionPath.includes('pg_catalog') : parts.at(-2) === 'pg_catalog';
  if (own && name === 'count' && node.args?.length === 1 && isPlainAggregate(node))
    return count(reading, node, node.args, scope, use);

  const projection = isProjection(node, parts)
    ? projected(reading, name, node.args?.[0], scope, use, at(node))
    : undefined;
  if (projection !== undefined) return projection;

  const args = readArguments(reading, node, name, own, scope, use);
  const steering = [
    ...evaluateAll(reading, [node.agg_filter], scope, within(use, 'filter')),
    ...readSort(reading, node.agg_order, scope, within(use, 'order')),
  ];
  if (node.over !== undefined) readWindow(reading, node.over, scope, within(use, 'window'));
  const guard = own ? guardedFunction(name) : undefined;
  if (guard !== undefined && guardedCall(reading, guard, name, node.args ?? [], at(node)))
    return plainValue(derive(lineages(args)), 'text');

  const named = args.map((value, index) => (isNamed(node.args?.[index]) ? { ...value, type: ANY } : value));
  const typed =
    node.agg_within_group === true ? [...named, ...steering.slice(node.agg_filter === undefined ? 0 : 1)] : named;
  const call = { parts, args: typed, offset: at(node) };
  const called =
    tryCall(reading, call) ??
    fieldOfRow(args, name, use, reading, at(node)) ??
    castByCall(reading, parts, args, node.args?.[0], use, at(node)) ??
    callFunction(reading, call);
  if ('lineage' in called) return called;
  castBesideCall(reading, parts, args, node.args?.[0], at(node));
  const lineage = derive(lineages([...args, ...steering]));
  return plainValue(use === 'output' ? resultOf(lineage, called.calls) : lineage, called.type);
}

/** `f(b := 1)`: its place is not where it stands. */
function isNamed(node: Node | undefined): boolean {
  return as(node, 'NamedArgExpr') !== undefined;
}

function isPlainAggregate(node: FuncCall): boolean {
  return (
    node.agg_distinct !== true &&
    node.agg_filter === undefined &&
    node.agg_order === undefined &&
    node.agg_within_group !== true
  );
}

function isProjection(node: FuncCall, parts: readonly string[]): boolean {
  return (
    parts.length === 1 &&
    node.args?.length === 1 &&
    node.over === undefined &&
    node.func_variadic !== true &&
    isPlainAggregate(node)
  );
}

function readArguments(reading: Reading, node: FuncCall, name: string, own: boolean, scope: Scope, use: Use): Value[] {
  let position = inside(use);
  if (node.agg_distinct === true) position = within(use, 'distinct');
  // How many rows a function gives shows what it was given.
  else if (returnsSet(reading, name, own)) position = within(use, 'other');
  return evaluateAll(reading, node.args, scope, position);
}

function returnsSet(reading: Reading, name: string, own: boolean): boolean {
  if (own && safeFunction(name)?.setReturning === true) return true;
  return reading.functionPath.some((schema) =>
    reading.catalog.functions(schema, name).some((candidate) => candidate.returnsSet),
  );
}

function count(reading: Reading, node: FuncCall, args: readonly Node[], scope: Scope, use: Use): Value {
  const [argument] = args;
  if (node.over !== undefined) readWindow(reading, node.over, scope, within(use, 'window'));
  const lineage = argument === undefined ? derive([]) : nullness(reading, argument, scope, use, 'count');
  callFunction(reading, { parts: strings(node.funcname), args: [{ type: ANY }], offset: at(node) });
  return plainValue(derive([lineage]), 'bigint');
}

/** `email(c)` is `c.email` where no function has that name. The column alone is read, not the row. */
function projected(
  reading: Reading,
  name: string,
  argument: Node | undefined,
  scope: Scope,
  use: Use,
  offset: number,
): Value | undefined {
  const item = rowItem(scope, argument);
  if (item === undefined || functionExists(reading, name, 1)) return undefined;
  const found = columnOf(item.source, name, offset);
  return found === undefined ? undefined : read(reading, found, use, offset);
}

/** `email(x)` of any other row. */
function fieldOfRow(
  args: readonly Value[],
  name: string,
  use: Use,
  reading: Reading,
  offset: number,
): Value | undefined {
  const field = args.length === 1 ? args[0]?.row?.find((column) => column.name === name) : undefined;
  if (field === undefined) return undefined;
  reading.found.position(field.lineage, inside(use), offset);
  return { ...field, origin: undefined };
}
