/**
 * How a MySQL or MariaDB server's schema is read: a handful of statements over information_schema for any account and any supported
 * server, and the decoding of their answers. Knows no connection. What the account may not see is not there: a view whose SHOW VIEW is missing
 * has no definition, and then nothing of it can be traced.
 *
 * Run them on a connection of utf8mb4 and in one read; the rows come as text cells.
 */
import { z } from 'zod';
import { InternalFault } from '../../core/errors.ts';
import type {
  CatalogColumn,
  CatalogData,
  CatalogFunction,
  CatalogRelation,
  RelationKind,
  ServerFacts,
} from './catalog.ts';

/** Compared without case: information_schema is spelled in two ways. */
const OWN_SCHEMAS = ['information_schema', 'mysql', 'performance_schema', 'sys'];
const notOwn = (column: string): string =>
  `LOWER(${column}) NOT IN (${OWN_SCHEMAS.map((name) => `'${name}'`).join(', ')})`;

/** Texts without `?` and without `;`. Their order is that of the answers. */
export const MYSQL_CATALOG_QUERIES: readonly string[] = [
  'SELECT @@version, @@version_comment, @@lower_case_table_names',
  'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA',
  `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS FROM information_schema.TABLES
   WHERE ${notOwn('TABLE_SCHEMA')} AND TABLE_TYPE NOT LIKE 'TEMPORARY%'`,
  `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, EXTRA, GENERATION_EXPRESSION
   FROM information_schema.COLUMNS WHERE ${notOwn('TABLE_SCHEMA')}`,
  `SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE ${notOwn('TABLE_SCHEMA')}`,
  `SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, IS_DETERMINISTIC FROM information_schema.ROUTINES
   WHERE ${notOwn('ROUTINE_SCHEMA')} AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')`,
  `SELECT SPECIFIC_SCHEMA, SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION, DTD_IDENTIFIER FROM information_schema.PARAMETERS
   WHERE ${notOwn('SPECIFIC_SCHEMA')} AND ORDINAL_POSITION > 0 AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')`,
];

export type TextRows = readonly (readonly (string | null)[])[];

const name = z.string();
const count = z.string().regex(/^\d+$/).transform(Number);

const SHAPES = {
  server: z.array(z.tuple([z.string(), z.string(), z.enum(['0', '1', '2'])])).length(1),
  schemas: z.array(z.tuple([name])),
  tables: z.array(z.tuple([name, name, z.string(), z.string().nullable(), count.nullable()])),
  columns: z.array(z.tuple([name, name, name, count, z.string(), z.string().nullable(), z.string().nullable()])),
  views: z.array(z.tuple([name, name, z.string().nullable()])),
  routines: z.array(z.tuple([name, name, z.enum(['FUNCTION', 'PROCEDURE']), z.string().nullable(), z.string()])),
  parameters: z.array(z.tuple([name, name, z.enum(['FUNCTION', 'PROCEDURE']), count, z.string().nullable()])),
};

type Tables = z.infer<typeof SHAPES.tables>;
type Columns = z.infer<typeof SHAPES.columns>;

/** What MYSQL_CATALOG_QUERIES answered, one list of rows each. The same rows in any order give the same. Throws an InternalFault. */
export function decodeMySqlCatalog(results: readonly TextRows[]): CatalogData {
  if (results.length !== MYSQL_CATALOG_QUERIES.length) throw unreadable('its number of results');
  const [server, schemas, tables, columns, views, routines, parameters] = results;
  const facts = serverOf(parse('server', SHAPES.server, server));
  const relations = relationsOf(
    facts,
    parse('tables', SHAPES.tables, tables),
    parse('columns', SHAPES.columns, columns),
    parse('views', SHAPES.views, views),
  );
  return {
    serverVersion: facts.version,
    database: '',
    schemas: parse('schemas', SHAPES.schemas, schemas)
      .map(([schema]) => schema)
      .sort(compare),
    relations,
    functions: functionsOf(
      parse('routines', SHAPES.routines, routines),
      parse('parameters', SHAPES.parameters, parameters),
      relations.length + 1,
    ),
    types: [],
    operators: [],
    server: facts,
  };
}

/** Decodes one answer after the other of one server; an answer equal to the last one, but for estimates, gives the same object. */
export function mysqlCatalogDecoder(): (results: readonly TextRows[]) => CatalogData {
  let last: { readonly key: string; readonly data: CatalogData } | undefined;
  return (results) => {
    // The estimates of rows change by themselves; the order of rows may.
    const key = JSON.stringify(
      results.map((rows, at) => rows.map((row) => JSON.stringify(at === 2 ? row.slice(0, 4) : row)).sort(compare)),
    );
    if (last?.key !== key) last = { key, data: decodeMySqlCatalog(results) };
    return last.data;
  };
}

function parse<T>(what: string, shape: z.ZodType<T>, rows: TextRows | undefined): T {
  const result = shape.safeParse(rows);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw unreadable(`${what} ${first?.path.join('.') ?? ''}: ${first?.message}`);
}

function unreadable(where: string): InternalFault {
  return new InternalFault(`the upstream's answer to the catalog queries can't be read at ${where}`);
}

function serverOf(rows: z.infer<typeof SHAPES.server>): ServerFacts {
  const [version = '', comment = '', lower = '0'] = rows[0] ?? [];
  return { ...serverKind(version, comment), lowerCaseTableNames: lower === '0' ? 0 : lower === '1' ? 1 : 2 };
}

/** From `@@version` (or the greeting's version) and `@@version_comment`: 9.7.4-2 is 90704, 5.5.5-10.11.19-MariaDB is 101119. */
export function serverKind(version: string, comment = ''): Pick<ServerFacts, 'flavor' | 'version'> {
  const flavor = /mariadb/i.test(`${version} ${comment}`) ? 'mariadb' : 'mysql';
  const numbers = /^(?:5\.5\.5-(?=\d+\.\d+\.\d+))?(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (numbers === null) throw unreadable('the version');
  const [major = 0, minor = 0, patch = 0] = numbers.slice(1).map(Number);
  return { flavor, version: major * 10_000 + minor * 100 + patch };
}

/** Engines that hold the rows themselves. Rows of all others come from another table (MERGE), file or server. */
const HOLDS_ROWS = new Set([
  'innodb', 'myisam', 'aria', 'memory', 'archive', 'blackhole', 'rocksdb', 'ndbcluster', 'ndb', 'columnstore', 'tokudb', 'csv',
]); // prettier-ignore

function relationKind(type: string, engine: string | null): RelationKind {
  if (type.endsWith('VIEW')) return 'view';
  if (type === 'SEQUENCE') return 'sequence';
  return HOLDS_ROWS.has((engine ?? 'innodb').toLowerCase()) ? 'table' : 'foreign';
}

function relationsOf(
  { flavor }: ServerFacts,
  tables: Tables,
  columns: Columns,
  views: z.infer<typeof SHAPES.views>,
): CatalogRelation[] {
  const columnsOf = grouped(columns);
  const definitions = new Map(views.map(([schema, view, text]) => [key(schema, view), text]));
  return tables.toSorted(byName).map(([schema, table, type, engine, rows], at): CatalogRelation => {
    const definition = definitions.get(key(schema, table));
    return {
      oid: at + 1,
      schema,
      name: table,
      kind: relationKind(type, engine),
      columns: (columnsOf.get(key(schema, table)) ?? [])
        .toSorted((a, b) => a[3] - b[3])
        .map((column) => catalogColumn(flavor, column)),
      parents: [],
      // Without SHOW VIEW the server gives an empty text.
      ...(definition === undefined || definition === null || definition === '' ? {} : { definition }),
      hasRules: false,
      rowEstimate: rows ?? -1,
    };
  });
}

function catalogColumn(flavor: ServerFacts['flavor'], column: Columns[number]): CatalogColumn {
  const [, , columnName, number, type, extra, expression] = column;
  const generated = /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.test(extra ?? '');
  const generation = expression === null || expression === '' ? undefined : generationText(flavor, expression);
  return {
    name: columnName,
    number,
    typeOid: 0,
    type,
    generated,
    ...(generated && generation !== undefined ? { generation } : {}),
    ...(/\bon update\b/i.test(extra ?? '') ? { setOnUpdate: true } : {}),
    ...(/\bINVISIBLE\b/i.test(extra ?? '') ? { invisible: true } : {}),
  };
}

/** MySQL escapes quotes and backslashes of this text once more than of every other expression (its own SHOW CREATE TABLE doesn't). */
function generationText(flavor: ServerFacts['flavor'], text: string): string {
  return flavor === 'mysql' ? text.replaceAll(/\\(['"\\])/g, '$1') : text;
}

function functionsOf(
  routines: z.infer<typeof SHAPES.routines>,
  parameters: z.infer<typeof SHAPES.parameters>,
  firstOid: number,
): CatalogFunction[] {
  const parametersOf = Map.groupBy(parameters, ([schema, routine, type]) => `${type} ${key(schema, routine)}`);
  const sorted = routines.toSorted((a, b) => byName(a, b) || compare(a[2], b[2]));
  return sorted.map(([schema, routine, type, returns, deterministic], at): CatalogFunction => {
    const inputs = (parametersOf.get(`${type} ${key(schema, routine)}`) ?? []).toSorted((a, b) => a[3] - b[3]);
    return {
      oid: firstOid + at,
      schema,
      name: routine,
      kind: type === 'FUNCTION' ? 'function' : 'procedure',
      argumentTypes: inputs.map((input) => argumentType(input[4] ?? '')),
      argumentTypeOids: inputs.map(() => 0),
      defaults: 0,
      variadic: false,
      returnsSet: false,
      returnType: type === 'FUNCTION' ? (returns ?? '') : '',
      returnTypeOid: 0,
      volatility: type === 'FUNCTION' && deterministic === 'YES' ? 'immutable' : 'volatile',
      language: 'sql',
    };
  });
}

/** Names that the rules' grammar has for types which MySQL calls otherwise. */
const STANDARD: Readonly<Record<string, string>> = {
  int: 'integer', varchar: 'character varying', char: 'character', decimal: 'numeric', double: 'double precision', float: 'double precision',
  timestamp: 'timestamp without time zone', time: 'time without time zone',
}; // prettier-ignore

/**
 * As rules name it: `f(bigint)`, whether the server says `bigint unsigned` or, as MariaDB does, `bigint(20) unsigned`. What follows the type's name is no
 * part of what a function is called by, and there are no overloads that it could tell apart.
 */
function argumentType(dtd: string): string {
  const name = /^\w*/.exec(dtd.toLowerCase())?.[0] ?? '';
  return Object.hasOwn(STANDARD, name) ? (STANDARD[name] ?? name) : name;
}

function grouped(columns: Columns): ReadonlyMap<string, Columns> {
  return Map.groupBy(columns, ([schema, table]) => key(schema, table));
}

/** Names may hold any character but NUL. */
function key(schema: string, object: string): string {
  return `${schema}\0${object}`;
}

function byName(a: readonly [string, string, ...unknown[]], b: readonly [string, string, ...unknown[]]): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

/** By code units: the same order on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
