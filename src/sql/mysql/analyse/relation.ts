/** From a table's name to a relation of the catalog, and what reading it touches. */
import type { ObjectName } from '../../../core/action.ts';
import type { QualifiedName } from '../ast/index.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { nearestName } from '../../nearest.ts';
import { copyOf, unknown } from '../../lineage.ts';
import type { BaseColumn } from '../../statement.ts';
import { systemRelation, systemSchema } from '../lists/index.ts';
import type { SystemRelation } from '../lists/index.ts';
import { isFixed } from './fixed-by.ts';
import { withGenerated } from './generated.ts';
import { findCatalogRelation, findSchema, indexNames, tableKey } from './names.ts';
import type { Reading } from './reading.ts';
import { meant, notSupported, serverError } from './refuse.ts';
import type { Column, Item, Source } from './scope.ts';
import { viewLineages } from './views.ts';

/** What a name in FROM stands for: a relation of the catalog, or one of the server's own that the lists know. */
export interface Resolved {
  readonly schema: string;
  readonly name: string;
  readonly relation: CatalogRelation | undefined;
  readonly system: SystemRelation | undefined;
}

export function databaseOf(reading: Reading, name: QualifiedName): string {
  const schema = name.schema?.text ?? reading.database;
  if (schema === undefined) throw serverError(1046, 'No database selected', name.start, 'Write database.table.');
  return schema;
}

/** Refuses as the server does where there is none. Tells the printer the database. */
export function resolveTable(reading: Reading, name: QualifiedName): Resolved {
  const { catalog, server } = reading;
  const written = databaseOf(reading, name);
  if (systemSchema(written, server) !== undefined) return resolveSystem(reading, name, written);
  const relation = findCatalogRelation(catalog, server, written, name.name.text);
  if (relation !== undefined) {
    reading.schemas.set(name, relation.schema);
    return { schema: relation.schema, name: relation.name, relation, system: undefined };
  }
  if (server.flavor === 'mysql' && findSchema(catalog, server, written) === undefined)
    throw serverError(1049, `Unknown database '${written}'`, name.start);
  throw tableMissing(reading, written, name);
}

/** With the nearest name in the same database, or the table of that name elsewhere, in the hint. Names are open to all. */
export function tableMissing(reading: Reading, database: string, name: QualifiedName): Error {
  const wanted = name.name.text;
  const { server } = reading;
  const tables = reading.catalog.data.relations.filter(({ schema }) => systemSchema(schema, server) === undefined);
  const here = tables.filter(({ schema }) => schema === database).map((relation) => relation.name);
  const elsewhere = tables.find((relation) => tableKey(relation.name, server) === tableKey(wanted, server));
  const near = elsewhere === undefined ? nearestName(wanted, here) : `${elsewhere.schema}.${elsewhere.name}`;
  return serverError(1146, `Table '${database}.${wanted}' doesn't exist`, name.start, meant('table', near));
}

function resolveSystem(reading: Reading, name: QualifiedName, written: string): Resolved {
  const { catalog, server } = reading;
  const system = systemRelation(written, name.name.text, server);
  if (system === undefined) throw serverError(1109, `Unknown table '${name.name.text}' in ${written}`, name.start);
  if (system.kind === 'open') {
    reading.schemas.set(name, system.schema);
    return { schema: system.schema, name: system.name, relation: undefined, system };
  }
  const schema = systemSchema(written, server) ?? written;
  const relation = catalog.relation(schema, name.name.text) ?? catalog.relation(schema, name.name.text.toLowerCase());
  reading.schemas.set(name, schema);
  return { schema, name: relation?.name ?? name.name.text, relation, system };
}

export function objectOf(resolved: { readonly schema: string; readonly name: string; readonly relation?: CatalogRelation | undefined }): ObjectName {
  const { schema, name, relation } = resolved;
  return relation === undefined ? { kind: 'table', schema, name } : { kind: 'table', schema, name, oid: relation.oid };
} // prettier-ignore

/** An item of FROM. `role` target: what is being changed, for which SELECT is needed only once a column is read. */
export function tableItem(
  reading: Reading,
  name: QualifiedName,
  alias: string | undefined,
  role: 'read' | 'target' = 'read',
): Item {
  const resolved = resolveTable(reading, name);
  const shown = alias ?? name.name.text;
  return {
    name: shown,
    key: reading.tableKey(shown),
    schemaKey: reading.schemaKey(resolved.schema),
    aliased: alias !== undefined,
    relation: resolved.relation,
    source: tableSource(reading, resolved, name.start, role),
  };
}

function tableSource(reading: Reading, resolved: Resolved, offset: number, role: 'read' | 'target'): Source {
  reading.spend(1);
  const { system, relation } = resolved;
  if (system?.kind === 'open') return systemSource(reading, resolved, system, offset);
  if (relation === undefined) {
    const why = system?.kind === 'closed' ? system.why : 'it is not known';
    throw notSupported(`reading ${resolved.schema}.${resolved.name} (${why})`, offset, 'Leave it out.');
  }
  const { columns, names } = relationColumns(reading, relation, system);
  const object = objectOf(resolved);
  if (role === 'read') reading.found.touch('SELECT', object, offset);
  return {
    columns,
    names,
    touch: (position) => {
      const column = columns[position];
      if (column === undefined) return;
      reading.found.touch('SELECT', object, offset).columns.add(column.name);
      // A plan tells how wide values are: from statistics, and with ANALYZE from the values themselves.
      if (reading.explaining) reading.found.position(column.lineage, 'other', offset);
    },
  };
}

interface RelationColumns {
  readonly columns: readonly Column[];
  readonly names: ReturnType<typeof indexNames>;
}

/** By the content of a catalog snapshot, which outlives its renewals, since a view's lineage depends on other relations of it. */
const cache = new WeakMap<object, Map<CatalogRelation, RelationColumns>>();
const systemColumns = {
  exact: new WeakMap<readonly string[], RelationColumns>(),
  inexact: new WeakMap<readonly string[], RelationColumns>(),
};

export function relationColumns(reading: Reading, relation: CatalogRelation, system?: SystemRelation): RelationColumns {
  const { relations } = reading.catalog.data;
  let known = cache.get(relations);
  if (known === undefined) cache.set(relations, (known = new Map()));
  const cached = known.get(relation);
  if (cached !== undefined) return cached;
  const { columns, final } = readColumns(reading, relation, system);
  const made = { columns, names: indexNames(columns.map(({ name }) => name)) };
  if (final) known.set(relation, made);
  return made;
}

function baseColumn({ schema, name: table }: CatalogRelation, column: string): BaseColumn {
  return { schema, table, column };
}

function readColumns(
  reading: Reading,
  relation: CatalogRelation,
  system: SystemRelation | undefined,
): { columns: readonly Column[]; final: boolean } {
  const closed = system?.kind === 'closed';
  // A MERGE, FEDERATED or CONNECT table has rows of another one, and nothing here says of which.
  const elsewhere = closed || relation.kind === 'foreign';
  const through = relation.kind === 'view' && !closed ? viewLineages(reading, relation) : undefined;
  const plain = relation.columns.map((column, position): Column => {
    const base = baseColumn(relation, column.name);
    const lineage = elsewhere
      ? unknown(`${relation.schema}.${relation.name} may show what other tables hold`)
      : through === undefined
        ? copyOf(base)
        : (through.lineages[position] ?? unknown(`view ${relation.schema}.${relation.name}`));
    const origin = through === undefined ? base : undefined;
    return { name: column.name, lineage, origin, ...(column.invisible === true ? { invisible: true } : {}) };
  });
  const columns = through === undefined && !closed ? withGenerated(reading, relation, plain) : plain;
  return { columns, final: through?.final ?? true };
} // prettier-ignore

/** Read by all; some columns only where a grant names them. */
function systemSource(
  reading: Reading,
  resolved: Resolved,
  system: Extract<SystemRelation, { kind: 'open' }>,
  offset: number,
): Source {
  const known = system.exact ? systemColumns.exact : systemColumns.inexact;
  let made = known.get(system.columns);
  if (made === undefined) {
    const columns = system.columns.map((column): Column => {
      const base = { schema: system.schema, table: system.name, column };
      const made = { name: column, lineage: copyOf(base), origin: undefined };
      return system.exact ? made : { ...made, inexact: true };
    });
    made = { columns, names: indexNames(system.columns) };
    known.set(system.columns, made);
  }
  const { columns, names } = made;
  const { fixedBy } = system;
  let opened = false;
  return {
    columns,
    names,
    openedBy: (term) => (opened ||= fixedBy !== undefined && isFixed(fixedBy, term)),
    touch: (position) => {
      const name = columns[position]?.name;
      if (opened || name === undefined || !system.closed.has(name.toUpperCase())) return;
      reading.found.touch('SELECT', objectOf(resolved), offset).columns.add(name);
    },
  };
}

/** The relation that INSERT, UPDATE or DELETE changes. */
export function changeable(reading: Reading, item: Item, offset: number): CatalogRelation {
  reading.found.readOnly = false;
  const { relation } = item;
  if (relation === undefined) throw notSupported(`changing "${item.name}"`, offset);
  return relation;
}

/** The base column that a write to this column ends in: through an updatable view, the view's base. */
export function writeTarget(item: Item, position: number): BaseColumn | undefined {
  const column = item.source.columns[position];
  if (column === undefined || item.relation === undefined) return undefined;
  const { lineage, name } = column;
  return lineage.kind === 'copy' && lineage.columns.length === 1 ? lineage.columns[0] : baseColumn(item.relation, name);
}
