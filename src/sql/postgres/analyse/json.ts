/** The SQL/JSON expressions: each has its own node, all of them derive from what they are given. */
import type { JsonAggConstructor, JsonBehavior, JsonOutput, JsonValueExpr, Node } from '@pgsql/types';
import { readTypeName } from './casts.ts';
import { readSort, readWindow } from './clauses.ts';
import { evaluateAll, inside, lineages, plainValue, within } from './expression.ts';
import type { Handlers, Use, Value } from './expression.ts';
import { derive } from '../../lineage.ts';
import { as } from './node.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood } from './refuse.ts';
import type { Scope } from './scope.ts';

function valueNodes(value: JsonValueExpr | undefined): (Node | undefined)[] {
  return [value?.raw_expr];
}

function result(reading: Reading, output: JsonOutput | undefined, values: readonly Value[], fallback = 'json'): Value {
  const type = output?.typeName === undefined ? fallback : readTypeName(reading, output.typeName);
  return plainValue(derive(lineages(values)), type);
}

/** `key: value` pairs, plain values and named arguments: the expressions in them. */
function contents(nodes: readonly Node[] | undefined): (Node | undefined)[] {
  return (nodes ?? []).flatMap((node) => {
    const pair = as(node, 'JsonKeyValue');
    if (pair !== undefined) return [pair.key, ...valueNodes(pair.value)];
    const value = as(node, 'JsonValueExpr');
    if (value !== undefined) return valueNodes(value);
    const argument = as(node, 'JsonArgument');
    return argument === undefined ? [node] : valueNodes(argument.val);
  });
}

function behaviours(...all: readonly (JsonBehavior | undefined)[]): (Node | undefined)[] {
  return all.map((behaviour) => behaviour?.expr);
}

function aggregate(
  reading: Reading,
  parts: JsonAggConstructor | undefined,
  args: readonly (Node | undefined)[],
  scope: Scope,
  use: Use,
): Value {
  const values = evaluateAll(reading, args, scope, inside(use));
  values.push(...evaluateAll(reading, [parts?.agg_filter], scope, within(use, 'filter')));
  values.push(...readSort(reading, parts?.agg_order, scope, within(use, 'order')));
  if (parts?.over !== undefined) readWindow(reading, parts.over, scope, within(use, 'window'));
  return result(reading, parts?.output, values);
}

export const JSON_EXPRESSIONS = {
  JsonObjectConstructor: (reading, body, scope, use) =>
    result(reading, body.output, evaluateAll(reading, contents(body.exprs), scope, inside(use))),
  JsonArrayConstructor: (reading, body, scope, use) =>
    result(reading, body.output, evaluateAll(reading, contents(body.exprs), scope, inside(use))),
  JsonArrayQueryConstructor: (reading, body, scope, use) => {
    const select = as(body.query, 'SelectStmt');
    if (select === undefined) throw notUnderstood('this JSON_ARRAY', body.location ?? -1);
    const { columns } = readSelect(reading, select, scope);
    for (const column of columns) reading.found.position(column.lineage, within(use, 'subquery'), body.location ?? -1);
    const type = body.output?.typeName === undefined ? 'json' : readTypeName(reading, body.output.typeName);
    return plainValue(derive(columns.map((column) => column.lineage)), type);
  },
  JsonObjectAgg: (reading, body, scope, use) =>
    aggregate(reading, constructorOf(body), [body.arg?.key, ...valueNodes(body.arg?.value)], scope, use),
  JsonArrayAgg: (reading, body, scope, use) =>
    aggregate(reading, constructorOf(body), valueNodes(body.arg), scope, use),
  JsonParseExpr: (reading, body, scope, use) =>
    result(reading, body.output, evaluateAll(reading, valueNodes(body.expr), scope, inside(use))),
  JsonScalarExpr: (reading, body, scope, use) =>
    result(reading, body.output, evaluateAll(reading, [body.expr], scope, inside(use))),
  JsonSerializeExpr: (reading, body, scope, use) =>
    result(reading, body.output, evaluateAll(reading, valueNodes(body.expr), scope, inside(use)), 'text'),
  JsonIsPredicate: (reading, body, scope, use) =>
    plainValue(derive(lineages(evaluateAll(reading, [body.expr], scope, inside(use)))), 'boolean'),
  JsonFuncExpr: (reading, body, scope, use) => {
    const args = [
      ...valueNodes(body.context_item),
      body.pathspec,
      ...contents(body.passing),
      ...behaviours(body.on_empty, body.on_error),
    ];
    const values = evaluateAll(reading, args, scope, inside(use));
    const fallback = body.op === 'JSON_EXISTS_OP' ? 'boolean' : body.op === 'JSON_VALUE_OP' ? 'text' : 'jsonb';
    return result(reading, body.output, values, fallback);
  },
} satisfies Handlers;

/** Every object has a `constructor`, so the property is read only where the tree has one of its own. */
function constructorOf(body: object): JsonAggConstructor | undefined {
  return Object.hasOwn(body, 'constructor') ? (body as { constructor: JsonAggConstructor }).constructor : undefined;
}
