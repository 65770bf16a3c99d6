/** Databases, tables and procedures that a statement names outside of queries: found in the catalog, in its spelling, or refused in the server's words. */
import type { ObjectName } from '../../../core/action.ts';
import type { CatalogFunction, CatalogRelation } from '../../catalog/catalog.ts';
import type { Name, QualifiedName } from '../ast/index.ts';
import { systemRelation, systemSchema } from '../lists/index.ts';
import { findCatalogRelation, findRoutines, findSchema } from './names.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';

export interface Place {
  readonly schema: string;
  readonly name: string;
  /** Undefined: there is none of that name. */
  readonly relation: CatalogRelation | undefined;
  /** It would be the server's own. */
  readonly system: boolean;
}

/** A database that exists. Error 1049 otherwise. */
export function schemaNamed(reading: Reading, name: Name): string {
  const found = findSchema(reading.catalog, reading.server, name.text) ?? systemSchema(name.text, reading.server);
  if (found === undefined) throw serverError(1049, `Unknown database '${name.text}'`, name.start);
  return found;
}

/** The database that a name without one is in. Error 1046 where none is chosen. */
export function currentSchema(reading: Reading, offset: number): string {
  const { database } = reading;
  if (database === undefined) throw serverError(1046, 'No database selected', offset, 'Write the database before the name, or send USE.');
  return findSchema(reading.catalog, reading.server, database) ?? database;
} // prettier-ignore

/** Where that name points to, whether something is there or not. Remembers the database by which it is printed. */
export function placeOf(reading: Reading, name: QualifiedName): Place {
  const schema = name.schema === undefined ? currentSchema(reading, name.start) : schemaNamed(reading, name.schema);
  reading.schemas.set(name, schema);
  reading.spend(1);
  const relation = findCatalogRelation(reading.catalog, reading.server, schema, name.name.text);
  return {
    schema,
    name: relation?.name ?? name.name.text,
    relation,
    system: systemSchema(schema, reading.server) !== undefined,
  };
}

/** A table or view that exists, or one of the server's own. Error 1146 otherwise. */
export function existing(reading: Reading, name: QualifiedName): Place {
  const place = placeOf(reading, name);
  if (place.relation !== undefined) return place;
  if (place.system && systemRelation(place.schema, place.name, reading.server) !== undefined) return place;
  throw missing(place, name.start);
}

export function missing({ schema, name }: Pick<Place, 'schema' | 'name'>, offset: number): Error {
  return serverError(1146, `Table '${schema}.${name}' doesn't exist`, offset);
}

/** A procedure that exists. Error 1305 otherwise. */
export function procedureNamed(reading: Reading, name: QualifiedName): CatalogFunction {
  const schema = name.schema === undefined ? currentSchema(reading, name.start) : schemaNamed(reading, name.schema);
  reading.schemas.set(name, schema);
  const found = findRoutines(reading.catalog, reading.server, schema, name.name.text);
  const procedure = found.find(({ kind }) => kind === 'procedure');
  if (procedure === undefined) {
    throw serverError(1305, `PROCEDURE ${schema}.${name.name.text} does not exist`, name.start);
  }
  return procedure;
}

export function tableObject({ schema, name }: Pick<Place, 'schema' | 'name'>): ObjectName {
  return { kind: 'table', schema, name };
}

export function schemaObject(name: string): ObjectName {
  return { kind: 'schema', schema: '', name };
}

export function procedureObject({ schema, name, argumentTypes }: CatalogFunction): ObjectName {
  return { kind: 'function', schema, name, signature: argumentTypes.join(', ') };
}

/** All columns of a table or some of them, in this kind of position: the statement does something to their values that masks don't follow. */
export function positionColumns(
  reading: Reading,
  { relation }: Place,
  offset: number,
  named?: readonly string[],
): void {
  if (relation === undefined) return;
  const { schema, name: table, columns } = relation;
  const wanted = named === undefined ? undefined : new Set(named.map((one) => one.toLowerCase()));
  for (const { name } of columns) {
    if (wanted !== undefined && !wanted.has(name.toLowerCase())) continue;
    reading.spend(1);
    reading.found.position({ kind: 'copy', columns: [{ schema, table, column: name }] }, 'ddl', offset);
  }
}
