/** Calls: the server's own functions by the lists, stored ones by the catalog, all others refused as unknown. */
import type { FunctionCall, OrderItem, WithinGroup } from '../ast/index.ts';
import type { CatalogFunction } from '../../catalog/catalog.ts';
import { derive, resultOf } from '../../lineage.ts';
import type { CallRecord, Lineage } from '../../lineage.ts';
import type { PositionKind } from '../../statement.ts';
import { builtIn, systemSchema } from '../lists/index.ts';
import type { BuiltIn } from '../lists/index.ts';
import { inside, lineages, nullness, value, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { findRoutines } from './names.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import type { Scope } from './scope.ts';
import { overWindow } from './window.ts';

/** Functions whose arguments decide which of them is shown. */
const CONDITIONS: ReadonlySet<string> = new Set(['COALESCE', 'IFNULL', 'NULLIF', 'NVL', 'NVL2', 'DECODE_ORACLE']);

export function functionCall(reading: Reading, node: FunctionCall, scope: Scope, use: Use): Value {
  const upper = node.name.name.text.toUpperCase();
  const own = node.name.schema === undefined ? builtIn(upper, reading.server) : undefined;
  const calls = own === undefined ? stored(reading, node) : called(reading, node, own);
  const parts = argumentsOf(reading, node, own, scope, use);
  const extra = [...orderWithin(reading, node.orderBy, scope, use), ...overWindow(reading, node.over, scope, use)];
  const limits = lineages(reading, node.limit ?? [], scope, within(use, 'limit'));
  const lineage = derive([...parts, ...extra, ...limits]);
  return value(resultOf(lineage, calls));
}

/** PERCENTILE_CONT(…) WITHIN GROUP (ORDER BY …). */
export function withinGroup(reading: Reading, node: WithinGroup, scope: Scope, use: Use): Value {
  const call = functionCall(reading, node.call, scope, use);
  return value(derive([call.lineage, ...orderWithin(reading, node.orderBy, scope, use)]));
}

function argumentsOf(reading: Reading, node: FunctionCall, own: BuiltIn | undefined, scope: Scope, use: Use): Lineage[] {
  // Inside an aggregate HAVING sees the columns of FROM, as every other clause does.
  const at: Scope = own?.role === 'aggregate' && scope.having !== undefined ? withoutHaving(scope) : scope;
  const [first, ...rest] = node.arguments;
  const name = own?.name;
  if (first === undefined) return [];
  if (name === 'COUNT' && !node.distinct && node.over === undefined && rest.length === 0) {
    return [nullness(reading, first, at, use, 'count')];
  }
  if (name === 'ISNULL') return [nullness(reading, first, at, use, 'null_test'), ...lineages(reading, rest, at, inside(use))];
  if (name === 'IF') {
    return [...lineages(reading, [first], at, within(use, 'condition')), ...lineages(reading, rest, at, inside(use))];
  }
  const kind: PositionKind =
    node.distinct ? within(use, 'distinct')
    : name === 'GROUPING' ? within(use, 'group')
    : name !== undefined && CONDITIONS.has(name) ? within(use, 'condition')
    : inside(use);
  const given = lineages(reading, node.arguments, at, kind);
  // Kept by the session until the next one, and sent with OK: a variable by another name. A lock's name is for all to ask for.
  if (name === 'LAST_INSERT_ID' || own?.class === 'granted') {
    reading.found.readOnly = false;
    for (const lineage of given) reading.found.write(undefined, lineage, node.start);
  }
  return given;
} // prettier-ignore

function withoutHaving({ having: _seen, ...rest }: Scope): Scope {
  return { ...rest, ownAliases: true };
}

/** One of the server's own. Where not every version has it, a stored function of that name may be meant instead: both are judged. */
function called(reading: Reading, node: FunctionCall, own: BuiltIn): CallRecord[] {
  reading.found.functions.add(own.name.toLowerCase());
  if (own.class === 'refused' || own.hazard !== undefined) {
    reading.found.readOnly = false;
    const { kind, what } = own.hazard ?? { kind: 'not_supported' as const, what: own.name };
    reading.found.hazard(kind, what, node.start);
  }
  if (own.class === 'granted') {
    reading.found.readOnly = false;
    const object = { kind: 'function', schema: 'mysql', name: own.name.toLowerCase() } as const;
    reading.found.touchWhole('EXECUTE', object, node.start);
    return [reading.found.call(object)];
  }
  if (own.everyVersion || node.builtIn || reading.database === undefined) return [];
  return routinesOf(reading, reading.database, own.name).flatMap((routine) => executed(reading, routine, node.start));
}

function routinesOf(reading: Reading, schema: string, name: string): readonly CatalogFunction[] {
  return findRoutines(reading.catalog, reading.server, schema, name).filter(({ kind }) => kind !== 'procedure');
}

function stored(reading: Reading, node: FunctionCall): CallRecord[] {
  const { schema, name } = node.name;
  const database = schema?.text ?? reading.database;
  const offset = node.start;
  if (database === undefined) throw serverError(1046, 'No database selected', offset, 'Write database.function(…).');
  const [routine] = routinesOf(reading, database, name.text);
  if (routine === undefined || systemSchema(routine.schema, reading.server) !== undefined) {
    const hint = 'Check the name; functions that are loaded into the server from a library cannot be used.';
    throw serverError(1305, `FUNCTION ${database}.${name.text} does not exist`, offset, hint);
  }
  reading.schemas.set(node.name, routine.schema);
  return executed(reading, routine, offset);
}

/** EXECUTE on it. What it does inside is not read. */
export function executed(reading: Reading, routine: CatalogFunction, offset: number): CallRecord[] {
  const { schema, name } = routine;
  reading.found.functions.add(`${schema}.${name}`);
  reading.found.readOnly = false;
  const object = { kind: 'function', schema, name, signature: routine.argumentTypes.join(', '), oid: routine.oid } as const;
  reading.found.touchWhole('EXECUTE', object, offset);
  return [reading.found.call(object)];
} // prettier-ignore

/** ORDER BY inside a call. Numbers there are numbers, not places of the select list. */
export function orderWithin(reading: Reading, items: readonly OrderItem[], scope: Scope, use: Use): Lineage[] {
  return lineages(reading, items.map(({ expression }) => expression), scope, within(use, 'order'));
} // prettier-ignore
