/** From a name in FROM or after INTO to a relation of the catalog, and what reading it touches. */
import type { RangeVar } from '@pgsql/types';
import type { ObjectName } from '../../../core/action.ts';
import type { RefusedError } from '../../../core/errors.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import type { BaseColumn } from '../../statement.ts';
import { systemRelation } from '../lists/index.ts';
import type { Touched } from '../../collector.ts';
import { copyOf, unknown } from '../../lineage.ts';
import { at } from './node.ts';
import { isTemporary } from './reading.ts';
import type { Reading } from './reading.ts';
import { nearestName } from '../../nearest.ts';
import { meant, notSupported, relationUnknown, serverError } from './refuse.ts';
import { indexColumns } from './scope.ts';
import type { Column, Source } from './scope.ts';
import { isUserType, typeOf } from './types.ts';
import { viewLineages } from './views.ts';

/** Columns that every table has without naming them (access/sysattr.h). */
const SYSTEM_COLUMNS: ReadonlyMap<string, { readonly number: number; readonly type: string }> = new Map([
  ['ctid', { number: -1, type: 'tid' }],
  ['xmin', { number: -2, type: 'xid' }],
  ['cmin', { number: -3, type: 'cid' }],
  ['xmax', { number: -4, type: 'xid' }],
  ['cmax', { number: -5, type: 'cid' }],
  ['tableoid', { number: -6, type: 'oid' }],
]);

/** The relation, by the search path where the name is not qualified; refuses as the server does where there is none. */
export function resolveRelation(reading: Reading, name: RangeVar): CatalogRelation {
  const relation = findRelation(reading, name.catalogname, name.schemaname, name.relname ?? '', at(name));
  if (relation !== undefined) return relation;
  const { schemaname, relname = '' } = name;
  throw relationMissing(reading, schemaname === undefined ? [relname] : [schemaname, relname], at(name));
}

/** With the relation of that name elsewhere, or the nearest name in the same place, in the hint. Names are open to all. */
export function relationMissing(reading: Reading, parts: readonly string[], offset: number): RefusedError {
  const [name = '', written] = parts.toReversed();
  const searched = written === undefined ? reading.path : [reading.schema(written)];
  const tables = reading.catalog.data.relations.filter(({ schema, kind }) => !isSystem(schema) && NAMED.has(kind));
  const elsewhere = tables.find((relation) => relation.name === name);
  const here = tables.filter(({ schema }) => searched.includes(schema)).map((relation) => relation.name);
  const near = elsewhere === undefined ? nearestName(name, here) : `${elsewhere.schema}.${name}`;
  return relationUnknown(parts.join('.'), offset, meant('table', near));
}

/** What a query can be meant to name. */
const NAMED: ReadonlySet<string> = new Set(['table', 'partitioned', 'view', 'materialized_view', 'foreign']);

export function findRelation(
  reading: Reading,
  database: string | undefined,
  schema: string | undefined,
  name: string,
  offset: number,
): CatalogRelation | undefined {
  if (database !== undefined && database !== reading.catalog.data.database) {
    throw serverError(
      '0A000',
      `cross-database references are not implemented: "${database}.${schema}.${name}"`,
      offset,
    );
  }
  if (schema !== undefined) return reading.catalog.relation(reading.schema(schema), name);
  for (const place of reading.path) {
    const relation = reading.catalog.relation(place, name);
    if (relation !== undefined) return relation;
  }
  return undefined;
}

export function objectOf(relation: CatalogRelation): ObjectName {
  const kind = relation.kind === 'sequence' ? 'sequence' : 'table';
  return { kind, schema: relation.schema, name: relation.name, oid: relation.oid };
}

function isSystem(schema: string): schema is 'pg_catalog' | 'information_schema' {
  return schema === 'pg_catalog' || schema === 'information_schema';
}

/**
 * A relation in FROM. Reading it is recorded as SELECT, unless it is a system relation that anybody may read. `role` target: what is being changed,
 * for which SELECT is needed only once a column is read.
 */
export function relationSource(
  reading: Reading,
  relation: CatalogRelation,
  offset: number,
  role: 'read' | 'target' = 'read',
): Source {
  if (relation.kind === 'index' || relation.kind === 'composite') {
    throw serverError('42809', `cannot open relation "${relation.name}"`, offset);
  }
  if (relation.kind === 'view' && isTemporary(relation.schema)) {
    throw notSupported(`reading the temporary view "${relation.name}"`, offset, 'Write its query in its place.');
  }
  const { columns, index, system } = relationColumns(reading, relation);
  for (const { type } of columns) if (isUserType(type)) reading.found.types.add(type);
  reading.spend(1);
  const read = reader(reading, relation, offset, role);
  return {
    columns,
    index,
    touch: (position) => {
      const column = columns[position];
      if (column === undefined) return;
      read(column.origin?.column ?? column.name);
      // A plan tells how wide values are: from statistics, and with ANALYZE from the values themselves.
      if (reading.explaining) reading.found.position(column.lineage, 'other', offset);
    },
    system:
      system.size === 0
        ? undefined
        : (name) => {
            const column = system.get(name);
            if (column !== undefined) read(name);
            return column;
          },
  };
}

function reader(
  reading: Reading,
  relation: CatalogRelation,
  offset: number,
  role: 'read' | 'target',
): (column: string) => void {
  const touched = (): Touched => reading.found.touch('SELECT', objectOf(relation), offset);
  if (isSystem(relation.schema)) {
    const list = systemRelation(relation.schema, relation.name);
    if (list.kind === 'open') return () => undefined;
    if (list.kind === 'columns') {
      return (column) => {
        if (list.closed.has(column)) touched().columns.add(column);
      };
    }
  }
  if (role === 'target') return (column) => touched().columns.add(column);
  const entry = touched();
  return (column) => entry.columns.add(column);
}

interface RelationColumns {
  readonly columns: readonly Column[];
  readonly index: ReadonlyMap<string, number>;
  readonly system: ReadonlyMap<string, Column>;
}

/**
 * By the content of a catalog snapshot, which outlives its renewals, since a view's lineage depends on other relations of it. No
 * view that lasts depends on temporary ones.
 */
const cache = new WeakMap<object, Map<number, RelationColumns>>();

export function relationColumns(reading: Reading, relation: CatalogRelation): RelationColumns {
  const { relations, temporary } = reading.catalog.data;
  const content = isTemporary(relation.schema) ? (temporary ?? relations) : relations;
  let known = cache.get(content);
  if (known === undefined) cache.set(content, (known = new Map()));
  const cached = known.get(relation.oid);
  if (cached !== undefined) return cached;
  const { columns, final } = readColumns(reading, relation);
  const made = { columns, index: indexColumns(columns), system: systemColumns(relation) };
  if (final) known.set(relation.oid, made);
  return made;
}

export function baseColumn(relation: CatalogRelation, column: string, attribute: number): BaseColumn {
  return { schema: relation.schema, table: relation.name, column, oid: relation.oid, attribute };
}

function readColumns(reading: Reading, relation: CatalogRelation): { columns: Column[]; final: boolean } {
  const own = relation.columns.map((column) => ({ column, base: baseColumn(relation, column.name, column.number) }));
  const isView = (relation.kind === 'view' || relation.kind === 'materialized_view') && !isSystem(relation.schema);
  const closed = isSystem(relation.schema)
    ? systemRelation(relation.schema, relation.name).kind === 'closed'
    : relation.kind === 'toast';
  const through = isView ? viewLineages(reading, relation) : undefined;
  const columns = own.map(({ column, base }, position) => ({
    name: column.name,
    lineage: closed
      ? unknown(`${relation.schema}.${relation.name} may show what other tables hold`)
      : through === undefined ? copyOf(base) : (through.lineages[position] ?? unknown(`view ${relation.schema}.${relation.name}`)),
    origin: base,
    type: typeOf(column.type, column.typeOid),
    row: undefined,
  })); // prettier-ignore
  return { columns, final: through?.final ?? true };
}

function systemColumns(relation: CatalogRelation): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  if (relation.kind === 'view') return columns;
  for (const [name, { number, type }] of SYSTEM_COLUMNS) {
    const base = baseColumn(relation, name, number);
    columns.set(name, { name, lineage: copyOf(base), origin: base, type, row: undefined });
  }
  return columns;
}

/** The relation that INSERT, UPDATE, DELETE or MERGE changes. */
export function resolveTarget(reading: Reading, name: RangeVar | undefined): CatalogRelation {
  if (name === undefined) throw relationUnknown('', -1);
  const relation = resolveRelation(reading, name);
  if (relation.hasRules) {
    const hint = 'Ask an operator to replace its rules by triggers.';
    throw notSupported(`changing "${relation.schema}.${relation.name}", which has rewrite rules,`, at(name), hint);
  }
  if (!['table', 'partitioned', 'view', 'foreign'].includes(relation.kind)) {
    throw serverError('42809', `cannot change ${relation.kind.replace('_', ' ')} "${relation.name}"`, at(name));
  }
  reading.found.readOnly = false;
  return relation;
}

/** The base column that a write to this column of the relation ends in: through an updatable view, the view's base. */
export function writeTarget(reading: Reading, relation: CatalogRelation, position: number): BaseColumn | undefined {
  const column = relationColumns(reading, relation).columns[position];
  const lineage = column?.lineage;
  return lineage?.kind === 'copy' && lineage.columns.length === 1 ? lineage.columns[0] : column?.origin;
}
