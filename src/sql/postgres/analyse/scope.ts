/** Which names a place in a query can see, as parse_relation.c has it: items of FROM level by level, CTEs beside them. */
import type { CatalogRelation } from '../../catalog/catalog.ts';
import type { BaseColumn } from '../../statement.ts';
import type { Lineage } from '../../lineage.ts';
import { columnAmbiguous, notSupported, serverError, tableMissing } from './refuse.ts';

/** A column that can be named. */
export interface Column {
  readonly name: string;
  readonly lineage: Lineage;
  /** What RowDescription will name when this is selected plainly. */
  readonly origin: BaseColumn | undefined;
  /** See types.ts. */
  readonly type: string;
  /** The fields, when the value is a row whose fields are known. */
  readonly row: readonly Column[] | undefined;
  /** Found by its name, but not by `*`. */
  readonly hidden?: boolean;
}

/** Something with columns in FROM. `touch` reports that a column is read; without an index, the row as a whole. */
export interface Source {
  readonly columns: readonly Column[];
  /** Position by name; -1 where the name is there twice. */
  readonly index: ReadonlyMap<string, number>;
  touch(index: number): void;
  /** ctid, xmin and the like, for those that have them. Touches. */
  readonly system: ((name: string) => Column | undefined) | undefined;
  /** Its columns are not known: any name may be one of them. */
  readonly loose?: boolean;
}

export interface Item {
  readonly name: string | undefined;
  /** For a table without an alias: it may be named with its schema. */
  readonly relation: CatalogRelation | undefined;
  readonly source: Source;
  /** Found by `name.column`. */
  readonly named: boolean;
  /** Its columns are found without qualification, and by `*`. */
  readonly open: boolean;
  /** A table or view itself, under whatever alias. */
  readonly isRelation?: boolean;
}

/** A WITH query. `columns` analyses it on first use. */
export interface Cte {
  readonly name: string;
  columns(offset: number): readonly Column[];
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly items: readonly Item[];
  readonly ctes: ReadonlyMap<string, Cte> | undefined;
}

export interface Found {
  readonly source: Source;
  readonly index: number;
  readonly column: Column;
}

export function indexColumns(columns: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  columns.forEach(({ name }, position) => index.set(name, index.has(name) ? -1 : position));
  return index;
}

/** A source whose columns were read elsewhere: a subquery, VALUES, a function. */
export function plainSource(columns: readonly Column[]): Source {
  return { columns, index: indexColumns(columns), touch: () => undefined, system: undefined };
}

/** An item of FROM under an alias, its first columns renamed by the alias's list. */
export function aliased(source: Source, name: string, names: readonly string[]): Item {
  return { name, relation: undefined, source: renamed(source, name, names), named: true, open: true };
}

export function renamed(source: Source, name: string, names: readonly string[]): Source {
  if (names.length === 0) return source;
  if (names.length > source.columns.length) {
    const counts = `has ${source.columns.length} columns available but ${names.length} columns specified`;
    throw serverError('42P10', `table "${name}" ${counts}`, -1);
  }
  const columns = source.columns.map((column, position) => ({ ...column, name: names[position] ?? column.name }));
  return { columns, index: indexColumns(columns), touch: (position) => source.touch(position), system: source.system };
}

export function findCte(scope: Scope, name: string): Cte | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const cte = level.ctes?.get(name);
    if (cte !== undefined) return cte;
  }
  return undefined;
}

/** A column named without its table: the innermost level that has it. */
export function findColumn(scope: Scope, name: string, offset: number): Found | undefined {
  let loose: Source | undefined;
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    let found: Found | undefined;
    const looseBefore = loose;
    for (const item of level.items) {
      if (!item.open) continue;
      if (item.source.loose === true) {
        loose ??= item.source;
        continue;
      }
      const candidate = columnOf(item.source, name, offset);
      if (candidate === undefined) continue;
      if (found !== undefined) throw columnAmbiguous(name, offset);
      found = candidate;
    }
    if (found === undefined) continue;
    // It is the outer one only if the function further in has no such column, which nobody can tell.
    if (looseBefore !== undefined)
      throw notSupported(`"${name}" without its table's name`, offset, 'Qualify the column.');
    return found;
  }
  return loose === undefined ? undefined : columnOf(loose, name, offset);
}

export function columnOf(source: Source, name: string, offset: number): Found | undefined {
  const index = source.index.get(name);
  if (index === -1) throw columnAmbiguous(name, offset);
  if (index !== undefined) {
    const column = source.columns[index];
    return column === undefined ? undefined : { source, index, column };
  }
  const column = source.system?.(name);
  return column === undefined ? undefined : { source, index: -1, column };
}

/** An item by its name, or by schema and name: the innermost level that has it. */
export function findItem(scope: Scope, schema: string | undefined, name: string, offset: number): Item | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    let found: Item | undefined;
    for (const item of level.items) {
      if (!item.named) continue;
      const fits =
        schema === undefined ? item.name === name : item.relation?.schema === schema && item.relation.name === name;
      if (!fits) continue;
      if (found !== undefined) throw serverError('42P09', `table reference "${name}" is ambiguous`, offset);
      found = item;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

export function requireItem(scope: Scope, schema: string | undefined, name: string, offset: number): Item {
  const item = findItem(scope, schema, name, offset);
  if (item === undefined) throw tableMissing(name, offset, aliasOf(scope, name));
  return item;
}

/** The alias that hides a table's own name. */
function aliasOf(scope: Scope, table: string): string | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    for (const { isRelation, source, name } of level.items) {
      if (isRelation === true && name !== table && source.columns[0]?.origin?.table === table) return name;
    }
  }
  return undefined;
}

/** The names of all columns that may be named without their table, from the innermost level out. */
export function* visibleColumns(scope: Scope): Generator<string> {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    for (const { open, source } of level.items) {
      if (open && source.loose !== true) for (const column of source.columns) yield column.name;
    }
  }
}
