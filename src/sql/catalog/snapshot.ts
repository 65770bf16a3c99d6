/**
 * Makes a Catalog of CatalogData: the look-ups, and a version that changes with the content and with nothing else. Knows
 * no server and no file.
 */
import { createHash } from 'node:crypto';
import type {
  Catalog,
  CatalogData,
  CatalogFunction,
  CatalogOperator,
  CatalogRelation,
  CatalogType,
  TemporaryObjects,
} from './catalog.ts';

/** An immutable snapshot. Takes some 20 ms for a few thousand relations: once per load, never per statement. */
export function makeCatalog(data: CatalogData, loadedAtMs: number): Catalog {
  return new Snapshot(data, loadedAtMs, versionOf(data));
}

/**
 * The same snapshot, seen again later: keeps version and look-ups, so that what is cached by them stays. `temporary`: what
 * sessions have by now, which changes all the time and costs nothing but itself.
 */
export function renewCatalog(catalog: Catalog, loadedAtMs: number, temporary: TemporaryObjects | undefined): Catalog {
  if (catalog instanceof Snapshot) return catalog.renewed(loadedAtMs, temporary);
  return makeCatalog(withTemporary(catalog.data, temporary), loadedAtMs);
}

/**
 * A snapshot of what a decoder gave, by way of an earlier one of the same decoder: where only temporary objects differ it costs
 * next to nothing, and keeps the version.
 */
export function catalogAfter(earlier: Catalog | undefined, data: CatalogData, loadedAtMs: number): Catalog {
  return earlier !== undefined && sameLists(earlier.data, data)
    ? renewCatalog(earlier, loadedAtMs, data.temporary)
    : makeCatalog(data, loadedAtMs);
}

/** Whether both are of the same lists, temporary objects aside: told without looking into them. */
function sameLists(a: CatalogData, b: CatalogData): boolean {
  return (
    a.relations === b.relations &&
    a.functions === b.functions &&
    a.types === b.types &&
    a.operators === b.operators &&
    a.casts === b.casts &&
    a.schemas === b.schemas &&
    a.database === b.database &&
    a.serverVersion === b.serverVersion &&
    a.server === b.server
  );
}

function withTemporary(data: CatalogData, temporary: TemporaryObjects | undefined): CatalogData {
  if (data.temporary === temporary) return data;
  const { temporary: _before, ...lasting } = data;
  return temporary === undefined ? lasting : { ...lasting, temporary };
}

/** 22 characters hold 132 bits. */
const VERSION_LENGTH = 22;

/** A digest of the content without temporary objects. Row estimates are left out: they change by themselves and no name resolves by them. */
export function versionOf(data: CatalogData): string {
  const hash = createHash('sha256');
  const { server } = data;
  const head = [data.serverVersion, data.database, data.schemas, ...(server === undefined ? [] : [server])];
  hash.update(JSON.stringify(head));
  for (const relation of data.relations) hash.update(JSON.stringify({ ...relation, rowEstimate: 0 }));
  for (const entries of [data.functions, data.types, data.operators, data.casts ?? []])
    hash.update(JSON.stringify(entries));
  return hash.digest('base64url').slice(0, VERSION_LENGTH);
}

/** By schema, then by name: names may hold any character, so that no joined key is safe. */
type ByName<T> = Map<string, Map<string, T>>;

interface Index {
  readonly schemas: ReadonlySet<string>;
  readonly relations: ByName<CatalogRelation>;
  readonly relationsByOid: ReadonlyMap<number, CatalogRelation>;
  readonly functions: ByName<CatalogFunction[]>;
  readonly functionsByOid: ReadonlyMap<number, CatalogFunction>;
  readonly types: ByName<CatalogType>;
  readonly operators: ReadonlyMap<string, readonly CatalogOperator[]>;
  readonly children: ReadonlyMap<number, readonly CatalogRelation[]>;
}

class Snapshot implements Catalog {
  readonly data: CatalogData;
  readonly loadedAtMs: number;
  readonly version: string;
  readonly #index: Index;
  readonly #temporary: TemporaryIndex;

  constructor(
    data: CatalogData,
    loadedAtMs: number,
    version: string,
    index: Index = indexOf(data),
    temporary: TemporaryIndex = indexOfTemporary(data.temporary),
  ) {
    this.data = data;
    this.loadedAtMs = loadedAtMs;
    this.version = version;
    this.#index = index;
    this.#temporary = temporary;
    Object.freeze(this);
  }

  renewed(loadedAtMs: number, temporary: TemporaryObjects | undefined): Catalog {
    const data = withTemporary(this.data, temporary);
    const index = data === this.data ? this.#temporary : indexOfTemporary(temporary);
    return new Snapshot(data, loadedAtMs, this.version, this.#index, index);
  }

  temporaryVersion(schema: string): string {
    const { relations, types, versions } = this.#temporary;
    const known = versions.get(schema);
    if (known !== undefined) return known;
    const content = [relations.get(schema), types.get(schema)].map((byName) => [...(byName?.values() ?? [])]);
    const version = content.every((list) => list.length === 0) ? '' : digestOf(content);
    versions.set(schema, version);
    return version;
  }

  hasSchema(name: string): boolean {
    return this.#index.schemas.has(name);
  }

  relation(schema: string, name: string): CatalogRelation | undefined {
    return (this.#index.relations.get(schema) ?? this.#temporary.relations.get(schema))?.get(name);
  }

  relationByOid(oid: number): CatalogRelation | undefined {
    return this.#index.relationsByOid.get(oid) ?? this.#temporary.relationsByOid.get(oid);
  }

  functions(schema: string, name: string): readonly CatalogFunction[] {
    return this.#index.functions.get(schema)?.get(name) ?? NONE;
  }

  functionByOid(oid: number): CatalogFunction | undefined {
    return this.#index.functionsByOid.get(oid);
  }

  type(schema: string, name: string): CatalogType | undefined {
    return (this.#index.types.get(schema) ?? this.#temporary.types.get(schema))?.get(name);
  }

  operators(name: string): readonly CatalogOperator[] {
    return this.#index.operators.get(name) ?? NONE;
  }

  descendants(oid: number): readonly CatalogRelation[] {
    const root = this.relationByOid(oid);
    return root === undefined ? NONE : reachable(root, (at) => this.#index.children.get(at.oid) ?? NONE);
  }

  ancestors(oid: number): readonly CatalogRelation[] {
    const start = this.relationByOid(oid);
    if (start === undefined) return NONE;
    const parents = (at: CatalogRelation): CatalogRelation[] =>
      at.parents.flatMap((parent) => this.relationByOid(parent) ?? []);
    return reachable(start, parents).slice(1);
  }
}

const NONE: readonly never[] = Object.freeze([]);

function indexOf(data: CatalogData): Index {
  const relations: ByName<CatalogRelation> = new Map();
  const functions: ByName<CatalogFunction[]> = new Map();
  const types: ByName<CatalogType> = new Map();
  const children = new Map<number, CatalogRelation[]>();
  for (const relation of data.relations) {
    inner(relations, relation.schema).set(relation.name, relation);
    for (const parent of relation.parents) append(children, parent, relation);
  }
  for (const one of data.functions) append(inner(functions, one.schema), one.name, one);
  for (const type of data.types) inner(types, type.schema).set(type.name, type);
  return {
    schemas: new Set(data.schemas),
    relations,
    relationsByOid: new Map(data.relations.map((relation) => [relation.oid, relation])),
    functions,
    functionsByOid: new Map(data.functions.map((one) => [one.oid, one])),
    types,
    operators: Map.groupBy(data.operators, (operator) => operator.name),
    children,
  };
}

interface TemporaryIndex {
  readonly relations: ByName<CatalogRelation>;
  readonly relationsByOid: ReadonlyMap<number, CatalogRelation>;
  readonly types: ByName<CatalogType>;
  /** By schema, worked out when first asked for. */
  readonly versions: Map<string, string>;
}

function indexOfTemporary(temporary: TemporaryObjects | undefined): TemporaryIndex {
  const relations: ByName<CatalogRelation> = new Map();
  const types: ByName<CatalogType> = new Map();
  for (const relation of temporary?.relations ?? []) inner(relations, relation.schema).set(relation.name, relation);
  for (const type of temporary?.types ?? []) inner(types, type.schema).set(type.name, type);
  const byOid = new Map((temporary?.relations ?? []).map((relation) => [relation.oid, relation]));
  return { relations, relationsByOid: byOid, types, versions: new Map() };
}

/** Row estimates come with the relations, and change rarely while a temporary table lives. */
function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, VERSION_LENGTH);
}

function inner<T>(outer: ByName<T>, schema: string): Map<string, T> {
  const found = outer.get(schema);
  if (found !== undefined) return found;
  const made = new Map<string, T>();
  outer.set(schema, made);
  return made;
}

function append<K, T>(lists: Map<K, T[]>, key: K, entry: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [entry]);
  else list.push(entry);
}

/** The start and all that can be reached from it, each once, nearest first. */
function reachable(
  start: CatalogRelation,
  next: (at: CatalogRelation) => readonly CatalogRelation[],
): readonly CatalogRelation[] {
  const found = new Set([start]);
  for (const at of found) for (const one of next(at)) found.add(one);
  return [...found];
}
