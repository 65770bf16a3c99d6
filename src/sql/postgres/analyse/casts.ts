/** Type names and casts. Types of the server's own are free; a user's domain or base type runs its owner's code and needs USAGE. */
import type { Node, TypeCast, TypeName } from '@pgsql/types';
import type { CatalogType } from '../../catalog/catalog.ts';
import { evaluate, plainValue, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { derive } from '../../lineage.ts';
import { as, at, kindOf, strings } from './node.ts';
import type { Reading } from './reading.ts';
import { columnOfRelationUnknown, notUnderstood, serverError } from './refuse.ts';
import { findRelation, relationMissing } from './relation.ts';
import type { Scope } from './scope.ts';
import { ANY, FIRST_USER_OID, isUserType, ownType, typeOf } from './types.ts';
import { runCasts } from './user-casts.ts';

export function castExpression(reading: Reading, node: TypeCast, scope: Scope, use: Use): Value {
  if (node.arg === undefined || node.typeName === undefined) throw notUnderstood('this cast', at(node));
  const type = readTypeName(reading, node.typeName);
  if (kindOf(node.arg) === 'ColumnRef') return castColumn(reading, node.arg, type, node.typeName, scope, use);
  const constant = kindOf(node.arg) === 'A_Const' || kindOf(node.arg) === 'ParamRef';
  const value = evaluate(reading, node.arg, scope, constant ? use : within(use, 'cast'));
  runCasts(reading, sourceType(node.arg, value, type), type, 'explicit', at(node));
  return plainValue(derive([value.lineage]), type);
}

/**
 * What a cast starts from. A parameter may have been given a type of its own, which isn't seen here; for a type that somebody made, whoever
 * may use it may give it values.
 */
function sourceType(node: Node, value: Value, target: string): string {
  return kindOf(node) === 'ParamRef' && !isUserType(target) ? ANY : value.type;
}

/** The value is the same bytes under either name (pg_cast: binary coercible). */
const RELABELLED: ReadonlySet<string> = new Set(['text', 'character varying']);

/** A cast to the column's own type is no cast at all; one between text and varchar changes no value. */
function castColumn(reading: Reading, node: Node, type: string, written: TypeName, scope: Scope, use: Use): Value {
  const value = evaluate(reading, node, scope, 'output');
  const bare = (written.typmods?.length ?? 0) === 0 && type !== ANY;
  const offset = at(as(node, 'ColumnRef') ?? { location: -1 });
  if (bare && (type === value.type || (RELABELLED.has(type) && RELABELLED.has(value.type)))) {
    if (use !== 'output') reading.found.position(value.lineage, use, offset);
    return { ...value, origin: type === value.type ? value.origin : undefined, type };
  }
  reading.found.position(value.lineage, within(use, 'cast'), offset);
  runCasts(reading, value.type, type, 'explicit', offset);
  return plainValue(derive([value.lineage]), type);
}

/** `date('2026-01-01')`, `text(x)`: a call that is a cast, where no function has the name (func_get_detail). */
export function castByCall(
  reading: Reading,
  parts: readonly string[],
  args: readonly Value[],
  node: Node | undefined,
  use: Use,
  offset: number,
): Value | undefined {
  if (args.length !== 1 || args[0] === undefined || node === undefined) return undefined;
  // A temporary type is never taken for a function (FuncNameAsType).
  const found = findType(reading, parts, parts.length > 1 ? reading.path : reading.functionPath);
  if (found === undefined) return undefined;
  const type = used(reading, found, offset);
  reading.found.position(args[0].lineage, within(use, 'cast'), offset);
  runCasts(reading, sourceType(node, args[0], type), type, 'explicit', offset);
  return plainValue(derive([args[0].lineage]), type);
}

/** `int4(x)` is a cast where no function of that name takes exactly x, though there are some (func_get_detail). */
export function castBesideCall(
  reading: Reading,
  parts: readonly string[],
  args: readonly Value[],
  node: Node | undefined,
  offset: number,
): void {
  const [only] = args;
  if (args.length !== 1 || only === undefined || node === undefined || reading.catalog.data.casts === undefined) return;
  const found = findType(reading, parts, parts.length > 1 ? reading.path : reading.functionPath);
  if (found === undefined) return;
  const type = typeof found === 'string' ? found : typeOf(found.name, found.oid);
  runCasts(reading, sourceType(node, only, type), type, 'explicit', offset);
}

/** Resolves a type name; gives the type as types.ts has it. */
export function readTypeName(reading: Reading, node: TypeName): string {
  const parts = strings(node.names);
  const offset = at(node);
  if (node.pct_type === true) return columnType(reading, parts, offset);
  const found = findType(reading, parts);
  if (found === undefined) throw serverError('42704', `type "${parts.join('.')}" does not exist`, offset);
  const type = used(reading, found, offset);
  const array = (node.arrayBounds?.length ?? 0) > 0;
  if (!array) return type;
  return type.startsWith('#') || type === ANY ? ANY : type.endsWith('[]') ? type : `${type}[]`;
}

/** `path`: with the session's temporary schema, which is searched for types as for relations. */
export function findType(
  reading: Reading,
  parts: readonly string[],
  path: readonly string[] = reading.path,
): CatalogType | string | undefined {
  const name = parts.at(-1) ?? '';
  const written = parts.length > 1 ? parts.at(-2) : undefined;
  for (const schema of written === undefined ? path : [reading.schema(written)]) {
    const own = schema === 'pg_catalog' ? ownType(name) : undefined;
    const found = own ?? reading.catalog.type(schema, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function used(reading: Reading, type: CatalogType | string, offset: number): string {
  if (typeof type === 'string') return type;
  const ran = type.kind === 'base' || type.kind === 'domain';
  // Arrays of a user's type are base types too, named with an underscore; their elements' code runs.
  if (ran && type.oid >= FIRST_USER_OID) {
    reading.found.touchWhole('USAGE', { kind: 'type', schema: type.schema, name: type.name, oid: type.oid }, offset);
  }
  return typeOf(type.name, type.oid);
}

/** `customers.email%TYPE`. */
function columnType(reading: Reading, parts: readonly string[], offset: number): string {
  const [column, table, schema, database] = parts.toReversed();
  const relation = findRelation(reading, database, schema, table ?? '', offset);
  if (relation === undefined) throw relationMissing(reading, parts.slice(0, -1), offset);
  const found = relation.columns.find(({ name }) => name === column);
  if (found === undefined) throw columnOfRelationUnknown(column ?? '', relation, offset);
  return typeOf(found.type, found.typeOid);
}
