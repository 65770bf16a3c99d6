/**
 * How the server compares names. Columns: without case. Tables, databases and aliases: as lower_case_table_names has it. Routines:
 * without case. Beyond ASCII the server folds by tables of its own: names that only some folding makes the same are refused.
 */
import type { Catalog, CatalogFunction, CatalogRelation, ServerFacts } from '../../catalog/catalog.ts';
import { notUnderstood } from './refuse.ts';

/** Each character by itself, as the server does it: its lower case where that is one character too. */
export function foldName(name: string): string {
  if (/^[\0-\x7f]*$/.test(name)) return name.toLowerCase();
  let folded = '';
  for (const character of name) {
    const lower = character.toLowerCase();
    folded += lower.length === character.length ? lower : character;
  }
  return folded;
}

/** The same for all names that any reasonable folding could take for one another. */
function looseName(name: string): string {
  return name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

export function tableKey(name: string, server: ServerFacts): string {
  return server.lowerCaseTableNames === 0 ? name : foldName(name);
}

/** Positions by name. A name that is there twice is -1. */
export interface NameIndex {
  readonly positions: ReadonlyMap<string, number>;
  /** Folded names by their loose form, where any name isn't ASCII. */
  readonly loose: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

export function indexNames(names: readonly string[]): NameIndex {
  const positions = new Map<string, number>();
  let wide = false;
  names.forEach((name, position) => {
    const folded = foldName(name);
    wide ||= !/^[\0-\x7f]*$/.test(name);
    positions.set(folded, positions.has(folded) ? -1 : position);
  });
  return { positions, loose: wide ? looseIndex(positions.keys()) : undefined };
}

function looseIndex(folded: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const loose = new Map<string, Set<string>>();
  for (const name of folded) {
    const key = looseName(name);
    loose.set(key, (loose.get(key) ?? new Set()).add(name));
  }
  return loose;
}

/** The position of a name, -1 where it is there twice. Refuses where another folding might find another name. */
export function findName(index: NameIndex, name: string, offset: number): number | undefined {
  const folded = foldName(name);
  const position = index.positions.get(folded);
  const isAscii = /^[\0-\x7f]*$/.test(name);
  if (isAscii && index.loose === undefined) return position;
  const similar = (index.loose ?? looseIndex(index.positions.keys())).get(looseName(name));
  if (similar !== undefined && [...similar].some((other) => other !== folded)) {
    throw notUnderstood(`the name "${name}", which some take for another one that is here,`, offset);
  }
  return position;
}

interface Folded {
  readonly schemas: ReadonlyMap<string, string>;
  readonly relations: ReadonlyMap<string, ReadonlyMap<string, CatalogRelation>>;
}

/** By the content of a snapshot, which outlives its renewals. */
const folded = new WeakMap<object, Folded>();
const routines = new WeakMap<object, ReadonlyMap<string, readonly CatalogFunction[]>>();

function foldedOf(catalog: Catalog): Folded {
  const { relations, schemas } = catalog.data;
  const known = folded.get(relations);
  if (known !== undefined) return known;
  const byName = new Map<string, Map<string, CatalogRelation>>();
  for (const relation of relations) {
    const schema = foldName(relation.schema);
    const inner = byName.get(schema) ?? new Map<string, CatalogRelation>();
    byName.set(schema, inner.set(foldName(relation.name), relation));
  }
  const made = { schemas: new Map(schemas.map((name) => [foldName(name), name])), relations: byName };
  folded.set(relations, made);
  return made;
}

export function findCatalogRelation(
  catalog: Catalog,
  server: ServerFacts,
  schema: string,
  name: string,
): CatalogRelation | undefined {
  if (server.lowerCaseTableNames === 0) return catalog.relation(schema, name);
  return foldedOf(catalog).relations.get(foldName(schema))?.get(foldName(name));
}

/** A database in the catalog's spelling. */
export function findSchema(catalog: Catalog, server: ServerFacts, name: string): string | undefined {
  if (server.lowerCaseTableNames === 0) return catalog.hasSchema(name) ? name : undefined;
  return foldedOf(catalog).schemas.get(foldName(name));
}

/** Stored functions or procedures of that name in a database. */
export function findRoutines(
  catalog: Catalog,
  server: ServerFacts,
  schema: string,
  name: string,
): readonly CatalogFunction[] {
  const { functions } = catalog.data;
  let known = routines.get(functions);
  if (known === undefined) routines.set(functions, (known = Map.groupBy(functions, (one) => foldName(one.name))));
  const wanted = tableKey(schema, server);
  return (known.get(foldName(name)) ?? []).filter((one) => tableKey(one.schema, server) === wanted);
}
