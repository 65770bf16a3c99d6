/**
 * Which names a place in a query can see: tables and columns of FROM level by level, WITH queries beside them, and aliases of the select list
 * where the server looks at them. Knows no grammar.
 */
import { RefusedError } from '../../../core/errors.ts';
import type { CommonTable, Expression } from '../ast/index.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { derive } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import type { BaseColumn } from '../../statement.ts';
import { findName, indexNames } from './names.ts';
import type { NameIndex } from './names.ts';
import { columnAmbiguous, notUnderstood, serverError } from './refuse.ts';

/** A column that can be named. */
export interface Column {
  readonly name: string;
  readonly lineage: Lineage;
  /**
   * What the server names as its origin, if anything, when this is selected plainly: the column of a base table. Through views, derived tables and
   * unions the servers name what they like: aliases out of the statement among them.
   */
  readonly origin: BaseColumn | undefined;
  /** Found by its name, but not by `*`. */
  readonly invisible?: boolean;
  /** Of a table of the server's own that may have other columns on this release than those that are known. */
  readonly inexact?: boolean;
  /** For a plain column in a select list: which one of FROM it is. */
  readonly of?: Place;
}

/** A column of something in FROM. */
export interface Place {
  readonly source: Source;
  readonly index: number;
}

/** Something with columns. `touch` reports that a column is read. */
export interface Source {
  readonly columns: readonly Column[];
  readonly names: NameIndex;
  touch(index: number): void;
  /** Some of its columns are closed, and this term of WHERE opens them. */
  readonly openedBy?: (term: Expression) => boolean;
}

export interface Item {
  /** As written, for errors. */
  readonly name: string;
  /** As names of tables are compared. */
  readonly key: string;
  /** The database's key, for a table of one; undefined for derived tables and WITH queries. */
  readonly schemaKey: string | undefined;
  readonly aliased: boolean;
  readonly relation: CatalogRelation | undefined;
  readonly source: Source;
}

/** A column that is found without its table's name: one, or two that USING made one. */
export interface Visible {
  readonly column: Column;
  readonly reads: readonly Place[];
}

/** What a part of FROM makes visible. */
export interface Shape {
  readonly items: readonly Item[];
  readonly visible: readonly Visible[];
  /** The order of `*` is not known. */
  readonly unordered?: boolean;
}

/** A WITH query. `columns` analyses it on first use. */
export interface Cte {
  readonly key: string;
  readonly table: CommonTable;
  columns(offset: number): readonly Column[];
}

/** A select list under construction: what is known of it so far, and the names of all of it. */
export interface Aliases {
  readonly made: readonly Column[];
  readonly names: readonly string[];
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly shape: Shape;
  readonly ctes: ReadonlyMap<string, Cte> | undefined;
  /** Seen by subqueries in this place, where FROM has no such column. */
  readonly aliases?: Aliases | undefined;
  /** Seen by this place itself as well: ORDER BY, GROUP BY. */
  readonly ownAliases?: boolean;
  /** HAVING sees nothing but these of its own level. */
  readonly having?: HavingNames;
  /** Columns further out can't be seen from here; WITH queries can. */
  readonly closed?: boolean;
  /** What each named window looks at, by its folded name. */
  readonly windows?: ReadonlyMap<string, Lineage>;
  /** In ON DUPLICATE KEY UPDATE: the row that VALUES(column) is of. */
  readonly inserted?: Source;
}

export interface HavingNames {
  readonly outputs: readonly Column[];
  readonly groups: readonly Place[];
}

export interface Found extends Visible {}

/** What names are compared by, and how errors name the place. */
export interface Naming {
  readonly clause: string;
  tableKey(name: string): string;
  schemaKey(name: string): string;
}

/** `t.column`, `db.t.column`. */
export interface Reference {
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string;
  readonly offset: number;
}

export const EMPTY: Shape = { items: [], visible: [] };

/** A source whose columns were read elsewhere: a subquery, VALUES. */
export function plainSource(read: readonly Column[]): Source {
  const columns = read.map(({ name, lineage, inexact }): Column => {
    const column = { name, lineage, origin: undefined };
    return inexact === true ? { ...column, inexact } : column;
  });
  return { columns, names: indexNames(columns.map(({ name }) => name)), touch: () => undefined };
}

export function shapeOf(item: Item): Shape {
  return { items: [item], visible: visibleOf(item.source) };
}

export function visibleOf(source: Source): Visible[] {
  return source.columns.map((column, index) => ({ column, reads: [{ source, index }] }));
}

const indexes = new WeakMap<Shape, NameIndex>();

function visibleNames(shape: Shape): NameIndex {
  let index = indexes.get(shape);
  if (index === undefined) {
    index = indexNames(shape.visible.map(({ column }) => column.name));
    indexes.set(shape, index);
  }
  return index;
}

/** Undefined: there is none. Throws where several are. */
export function findVisible(shape: Shape, name: string, clause: string, offset: number): Found | undefined {
  const position = findName(visibleNames(shape), name, offset);
  if (position === undefined) return undefined;
  if (position === -1) throw columnAmbiguous(name, clause, offset);
  return shape.visible[position];
}

/** A column by its table's name on this level: the tables of that name that have it. */
function findQualified(shape: Shape, reference: Reference, naming: Naming): Found | undefined {
  const { schema, table = '', column, offset } = reference;
  const key = naming.tableKey(table);
  const schemaKey = schema === undefined ? undefined : naming.schemaKey(schema);
  let found: Found | undefined;
  for (const item of shape.items) {
    if (item.key !== key) continue;
    if (schemaKey !== undefined && item.schemaKey !== undefined && item.schemaKey !== schemaKey) continue;
    const index = findName(item.source.names, column, offset);
    if (index === undefined) continue;
    // Servers differ in whether a database may stand before a table that lives in none.
    if (schemaKey !== undefined && item.schemaKey === undefined)
      throw notUnderstood(`a database's name before "${item.name}", which is in none,`, offset);
    const label = `${table}.${column}`;
    if (index === -1 || found !== undefined) throw columnAmbiguous(label, naming.clause, offset);
    const own = item.source.columns[index];
    if (own !== undefined) found = { column: own, reads: [{ source: item.source, index }] };
  }
  return found;
}

export function findOnLevel(shape: Shape, reference: Reference, naming: Naming): Found | undefined {
  return reference.table === undefined
    ? findVisible(shape, reference.column, naming.clause, reference.offset)
    : findQualified(shape, reference, naming);
}

/** A column from the innermost level that has it. */
export function findColumn(scope: Scope, reference: Reference, naming: Naming): Found | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const isOwn = level === scope;
    const found =
      isOwn && level.having !== undefined
        ? findForHaving(level, level.having, reference, naming)
        : findOnLevel(level.shape, reference, naming);
    if (found !== undefined) return found;
    const aliases = isOwn && level.ownAliases !== true ? undefined : level.aliases;
    const alias =
      aliases !== undefined && reference.table === undefined ? findAlias(aliases, reference, naming) : undefined;
    if (alias !== undefined) return alias;
    if (level.closed === true) return undefined;
  }
  return undefined;
}

function findAlias({ made, names }: Aliases, { column, offset }: Reference, naming: Naming): Found | undefined {
  const outputs = outputsNamed(made, column, offset);
  const [output] = outputs;
  if (outputs.length > 1) throw columnAmbiguous(column, naming.clause, offset);
  if (output !== undefined) return { column: output, reads: [] };
  if (findName(indexNames(names), column, offset) === undefined) return undefined;
  throw serverError(1247, `Reference '${column}' not supported (forward reference in item list)`, offset);
}

/** An output by its name, or a column of FROM that is an output or that is grouped by. Where several fit, all of them are meant. */
function findForHaving(
  level: Scope,
  { outputs, groups }: HavingNames,
  reference: Reference,
  naming: Naming,
): Found | undefined {
  const named = reference.table === undefined ? outputsNamed(outputs, reference.column, reference.offset) : [];
  const own = quietly(() => findOnLevel(level.shape, reference, naming));
  const known = [...outputs.flatMap(({ of }) => of ?? []), ...groups];
  const fits = own?.reads.some((place) => known.some((other) => isSamePlace(place, other))) === true;
  const all = [...named, ...(fits && own !== undefined ? [own.column] : [])];
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  if (others.every(({ lineage }) => lineage === first.lineage)) return { column: first, reads: [] };
  return {
    column: { name: first.name, lineage: derive(all.map(({ lineage }) => lineage)), origin: undefined },
    reads: [],
  };
}

export function outputsNamed(outputs: readonly Column[], name: string, offset: number): Column[] {
  const index = indexNames(outputs.map((column) => column.name));
  const position = findName(index, name, offset);
  if (position === undefined) return [];
  const output = outputs[position];
  if (output !== undefined) return [output];
  return outputs.filter((column) => findName(indexNames([column.name]), name, offset) !== undefined);
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.source === b.source && a.index === b.index;
}

const AMBIGUOUS = 1052;

/** Where the server looks without saying so: what is ambiguous is not there. */
export function quietly(find: () => Found | undefined): Found | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.mysql === AMBIGUOUS) return undefined;
    throw error;
  }
}

export function findCte(scope: Scope, key: string): Cte | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const cte = level.ctes?.get(key);
    if (cte !== undefined) return cte;
  }
  return undefined;
}

/** The names of all columns that may be named without their table, from the innermost level out. */
export function* visibleColumns(scope: Scope): Generator<string> {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    for (const { column } of level.shape.visible) yield column.name;
    if (level.closed === true) return;
  }
}
