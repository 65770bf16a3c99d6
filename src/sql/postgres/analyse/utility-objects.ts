/** Objects that a statement names, from names as written to names as the catalog has them. */
import type { ObjectName } from '../../../core/action.ts';
import type { CatalogFunction, CatalogRelation } from '../../catalog/catalog.ts';
import type { UnresolvedObject, UtilityDescription } from '../lists/index.ts';
import { findType, readTypeName } from './casts.ts';
import { isTemporary } from './reading.ts';
import type { Reading } from './reading.ts';
import { functionUnknown, serverError } from './refuse.ts';
import { findRelation, objectOf, relationColumns, relationMissing } from './relation.ts';
import { ANY, typeOf } from './types.ts';

export function touchObject(reading: Reading, object: UnresolvedObject): void {
  reading.spend(1);
  switch (object.kind) {
    case 'table':
    case 'sequence':
      relation(reading, object);
      return;
    case 'function':
      routine(reading, object);
      return;
    case 'schema':
      schema(reading, object);
      return;
    case 'type':
      type(reading, object);
      return;
    case 'database':
      touch(reading, object, {
        kind: 'database',
        schema: '',
        name: object.name.at(-1) ?? reading.catalog.data.database,
      });
      return;
    case 'setting':
    case 'channel':
    case 'role':
      touch(reading, object, { kind: object.kind, schema: '', name: object.name.at(-1) ?? '' });
      return;
    case 'other': {
      // Collations, operators and the like do live in schemas; without one they are searched for where no grant reaches.
      const place = object.name.at(-2);
      const schema = place === undefined ? '' : reading.schema(place);
      touch(reading, object, { kind: 'other', schema, name: object.name.at(-1) ?? '' });
      return;
    }
    default:
      object.kind satisfies never;
  }
}

function touch(reading: Reading, { privilege, columns, offset }: UnresolvedObject, object: ObjectName): void {
  const touched = reading.found.touch(privilege, object, offset);
  if (columns === undefined || columns === 'all') touched.whole = true;
  else if (columns !== 'any') for (const column of columns) touched.columns.add(column);
}

/** The schema in front, or the one in which new objects are made. */
function placeOf(reading: Reading, object: UnresolvedObject): string {
  const written = object.name.at(-2);
  return written === undefined ? creationSchema(reading) : reading.schema(written);
}

/** The first of the path that exists; the server's own and temporary schemas are in it without being asked for. */
export function creationSchema(reading: Reading): string {
  const place = reading.path.find((name) => name !== 'pg_catalog' && !isTemporary(name));
  if (place === undefined) throw serverError('3F000', 'no schema has been selected to create in', -1);
  return place;
}

export function findNamed(reading: Reading, name: readonly string[], offset: number): CatalogRelation | undefined {
  const [table, place, database] = name.toReversed();
  return findRelation(reading, database, place, table ?? '', offset);
}

/**
 * `DROP … IF EXISTS` of what isn't there does nothing, but it may be there when the statement runs: it is judged by the name it would
 * have. Without a schema in front that could be a name in any of the path. (OR REPLACE of what isn't there is a CREATE.)
 */
function touchMissing(reading: Reading, object: UnresolvedObject): void {
  if (object.privilege !== 'DROP') return;
  const written = object.name.at(-2);
  const places = written === undefined ? reading.path.filter((place) => !isTemporary(place) && place !== 'pg_catalog') : [reading.schema(written)]; // prettier-ignore
  for (const place of places) {
    if (!reading.catalog.hasSchema(place)) continue;
    touch(reading, object, { kind: object.kind, schema: place, name: object.name.at(-1) ?? '' });
  }
}

function relation(reading: Reading, object: UnresolvedObject): void {
  const { name, offset, privilege } = object;
  if (object.missing === 'is created') {
    touch(reading, object, { kind: object.kind, schema: placeOf(reading, object), name: name.at(-1) ?? '' });
    return;
  }
  const found = findNamed(reading, name, offset);
  if (found === undefined) {
    if (object.missing !== 'ok') throw relationMissing(reading, name, offset);
    touchMissing(reading, object);
    return;
  }
  const reads = privilege === 'SELECT' || privilege === 'INSERT' || privilege === 'UPDATE';
  const all = reads && (object.columns === undefined || object.columns === 'all');
  touch(reading, all ? { ...object, columns: found.columns.map((column) => column.name) } : object, objectOf(found));
  // As the server does, rows are granted by the table that is named; everything else reaches what inherits from it.
  if (object.descendants !== true || reads) return;
  for (const child of reading.catalog.descendants(found.oid)) {
    reading.spend(1);
    if (child.oid !== found.oid) touch(reading, object, objectOf(child));
  }
}

/** Columns under another name, or without the parent by whom they were known. */
export function touchEveryColumn(
  reading: Reading,
  { name, missing }: UtilityDescription['everyColumnOf'][number],
): void {
  const found = findNamed(reading, name, -1);
  if (found === undefined) {
    if (missing === 'ok') return;
    throw relationMissing(reading, name, -1);
  }
  for (const column of relationColumns(reading, found).columns) reading.found.position(column.lineage, 'ddl', -1);
}

function schema(reading: Reading, object: UnresolvedObject): void {
  const name = object.name.at(-1) ?? creationSchema(reading);
  if (object.missing !== 'is created' && !reading.catalog.hasSchema(reading.schema(name))) {
    if (object.missing === 'ok') {
      if (object.privilege === 'DROP') touch(reading, object, { kind: 'schema', schema: '', name });
      return;
    }
    throw serverError('3F000', `schema "${name}" does not exist`, object.offset);
  }
  touch(reading, object, { kind: 'schema', schema: '', name: reading.schema(name) });
}

function type(reading: Reading, object: UnresolvedObject): void {
  const name = object.name.at(-1) ?? '';
  if (object.missing === 'is created') {
    touch(reading, object, { kind: 'type', schema: placeOf(reading, object), name });
    return;
  }
  const found = findType(reading, object.name);
  if (found === undefined) {
    if (object.missing === 'ok') {
      touchMissing(reading, object);
      return;
    }
    throw serverError('42704', `type "${object.name.join('.')}" does not exist`, object.offset);
  }
  const named =
    typeof found === 'string'
      ? { schema: 'pg_catalog', name }
      : { schema: found.schema, name: found.name, oid: found.oid };
  touch(reading, object, { kind: 'type', ...named });
}

function routine(reading: Reading, object: UnresolvedObject): void {
  const name = object.name.at(-1) ?? '';
  const types = object.signature?.map((argument) => readTypeName(reading, argument));
  if (object.missing === 'is created') {
    const signature =
      types === undefined
        ? {}
        : { signature: types.map((one) => (one.startsWith('#') || one === ANY ? '?' : one)).join(', ') };
    touch(reading, object, { kind: 'function', schema: placeOf(reading, object), name, ...signature });
    return;
  }
  const written = object.name.at(-2);
  const places = written === undefined ? reading.functionPath : [reading.schema(written)];
  const found = places
    .flatMap((place) => reading.catalog.functions(place, name))
    .filter((one) => types === undefined || takesExactly(one, types));
  if (found.length === 0) {
    if (object.missing === 'ok') {
      touchMissing(reading, object);
      return;
    }
    throw functionUnknown(`${object.name.join('.')}(${types?.join(', ') ?? ''})`, object.offset);
  }
  for (const one of found) {
    touch(reading, object, {
      kind: 'function',
      schema: one.schema,
      name,
      signature: one.argumentTypes.join(', '),
      oid: one.oid,
    });
  }
}

function takesExactly(one: CatalogFunction, types: readonly string[]): boolean {
  const expected = one.argumentTypes.map((name, place) => typeOf(name, one.argumentTypeOids[place] ?? 0));
  return (
    expected.length === types.length &&
    expected.every((expectedType, place) => types[place] === ANY || types[place] === expectedType)
  );
}
