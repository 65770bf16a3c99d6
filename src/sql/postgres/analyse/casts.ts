/** Type names and casts. Types of the server's own are free; a user's domain or base type runs its owner's code and needs USAGE. */
import type { Node, TypeCast, TypeName } from '@pgsql/types';
import type { CatalogType } from '../../catalog/catalog.ts';
import { evaluate, plainValue, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { derive } from './lineage.ts';
import { as, at, kindOf, strings } from './node.ts';
import type { Reading } from './reading.ts';
import { columnOfRelationUnknown, notUnderstood, serverError } from './refuse.ts';
import { findRelation, relationMissing } from './relation.ts';
import type { Scope } from './scope.ts';
import { ANY, FIRST_USER_OID, ownType, typeOf } from './types.ts';

export function castExpression(reading: Reading, node: TypeCast, scope: Scope, use: Use): Value {
  if (node.arg === undefined || node.typeName === undefined) throw notUnderstood('this cast', at(node));
  const type = readTypeName(reading, node.typeName);
  if (kindOf(node.arg) === 'ColumnRef') return castColumn(reading, node.arg, type, node.typeName, scope, use);
  const constant = kindOf(node.arg) === 'A_Const' || kindOf(node.arg) === 'ParamRef';
  const value = evaluate(reading, node.arg, scope, constant ? use : within(use, 'cast'));
  return plainValue(derive([value.lineage]), type);
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
  return plainValue(derive([args[0].lineage]), type);
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
