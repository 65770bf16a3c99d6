/**
 * What of information_schema, performance_schema, mysql and sys an agent may read without a grant: names, types, keys and definitions, as
 * drivers, ORMs and BI tools need them. Closed: data and samples of it (histograms, buffer pages, full-text indexes), what other sessions do
 * and say, accounts and their privileges, and values of variables but those that @@name would give too. Unlisted is closed.
 *
 * Estimates (TABLES.TABLE_ROWS, STATISTICS.CARDINALITY, lengths) stay readable: they tell how many rows and different values there are, no value.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import { RELATIONS } from './data/relations.ts';
import { readableStatus } from './status.ts';
import { readableVariable } from './variables.ts';
import { listFor, listsOf } from './versions.ts';

export type SystemRelation =
  | {
      readonly kind: 'open';
      /** As the server spells them: `information_schema`, `TABLES`. */
      readonly schema: string;
      readonly name: string;
      readonly columns: readonly string[];
      /** The columns are those of this very release; where not, `*` can't be told. */
      readonly exact: boolean;
      /**
       * Columns that may not be read (upper case), but where a top-level AND term of WHERE compares the column `fixedBy` with a string literal for
       * equality (or with each literal of IN), and `readable` accepts each. Taking no notice of the exception is safe.
       */
      readonly closed: ReadonlySet<string>;
      readonly fixedBy: { readonly column: string; readonly readable: (value: string) => boolean } | undefined;
    }
  | { readonly kind: 'closed'; readonly why: string };

export type SystemSchema = 'information_schema' | 'performance_schema' | 'mysql' | 'sys';

const SCHEMAS: ReadonlySet<string> = new Set(['information_schema', 'performance_schema', 'mysql', 'sys']);

/**
 * The system schema of that name. information_schema and performance_schema are found in any case; mysql and sys, where names are exact, are
 * what they are in lower case alone, but nothing else can be of that name in another case unless the operator made it.
 */
export function systemSchema(name: string, server: ServerFacts): SystemSchema | undefined {
  const folded = name.toLowerCase();
  if (folded === 'information_schema' || folded === 'performance_schema') return folded;
  const spelled = server.lowerCaseTableNames === 0 ? name : folded;
  return spelled === 'mysql' || spelled === 'sys' ? spelled : undefined;
}

const OPEN = `
  ALL_PLUGINS CHARACTER_SETS CHECK_CONSTRAINTS COLLATIONS COLLATION_CHARACTER_SET_APPLICABILITY COLUMNS COLUMNS_EXTENSIONS ENGINES EVENTS
  GEOMETRY_COLUMNS INNODB_FT_DEFAULT_STOPWORD JSON_DUALITY_VIEWS JSON_DUALITY_VIEW_COLUMNS JSON_DUALITY_VIEW_LINKS JSON_DUALITY_VIEW_TABLES
  KEYWORDS KEY_COLUMN_USAGE KEY_PERIOD_USAGE LIBRARIES PARAMETERS PARTITIONS PERIODS PLUGINS REFERENTIAL_CONSTRAINTS ROUTINES
  ROUTINE_LIBRARIES SCHEMATA SCHEMATA_EXTENSIONS SEQUENCES SPATIAL_REF_SYS SQL_FUNCTIONS STATISTICS ST_GEOMETRY_COLUMNS
  ST_SPATIAL_REFERENCE_SYSTEMS ST_UNITS_OF_MEASURE TABLES TABLESPACES TABLESPACES_EXTENSIONS TABLES_EXTENSIONS TABLE_CONSTRAINTS
  TABLE_CONSTRAINTS_EXTENSIONS TRIGGERS VIEWS VIEW_ROUTINE_USAGE VIEW_TABLE_USAGE
  GLOBAL_VARIABLES SESSION_VARIABLES SYSTEM_VARIABLES GLOBAL_STATUS SESSION_STATUS
  ENABLED_ROLES APPLICABLE_ROLES ADMINISTRABLE_ROLE_AUTHORIZATIONS COLUMN_PRIVILEGES TABLE_PRIVILEGES SCHEMA_PRIVILEGES USER_PRIVILEGES
  ROLE_COLUMN_GRANTS ROLE_ROUTINE_GRANTS ROLE_TABLE_GRANTS
`;
// Privileges are shown to each account as far as they are its own, and JDBC's metadata reads them. An upstream account with rights on the
// schema mysql would see those of all: it is told not to be one.

const SAMPLES = 'it holds data of tables, or samples of it';
const SESSIONS = 'it shows what other sessions do';
const ACCOUNTS = 'it shows accounts';
const INSIDE = "it shows the server's inside";

const CLOSED: readonly (readonly [names: RegExp, why: string])[] = [
  [/^information_schema\.COLUMN_STATISTICS$/, SAMPLES],
  [/^information_schema\.INNODB_(FT|BUFFER)_/, SAMPLES],
  [/^information_schema\.(PROCESSLIST|PROFILING|OPTIMIZER_TRACE|OPTIMIZER_COSTS|QUERY_CACHE_INFO|METADATA_LOCK_INFO|INNODB_(TRX|LOCKS|LOCK_WAITS))$/, SESSIONS],
  [/^information_schema\.(CLIENT|USER|TABLE|INDEX)_STATISTICS$/, SESSIONS],
  [/^information_schema\.user_variables$/i, 'it shows values of user variables'],
  [/^information_schema\.(USER_ATTRIBUTES|USERS)$/, ACCOUNTS],
  [/^information_schema\.(INNODB_|THREAD_POOL_|WSREP_|FILES$|RESOURCE_GROUPS$|KEY_CACHES$|SLAVE_STATUS$|REPLICA)/, INSIDE],
]; // prettier-ignore

/** Values of variables and counters: only by name. */
const BY_NAME: Readonly<Record<string, { readonly closed: readonly string[]; readonly of: 'variable' | 'status' }>> = {
  GLOBAL_VARIABLES: { closed: ['VARIABLE_VALUE'], of: 'variable' },
  SESSION_VARIABLES: { closed: ['VARIABLE_VALUE'], of: 'variable' },
  SYSTEM_VARIABLES: { closed: ['SESSION_VALUE', 'GLOBAL_VALUE', 'DEFAULT_VALUE', 'GLOBAL_VALUE_PATH'], of: 'variable' },
  GLOBAL_STATUS: { closed: ['VARIABLE_VALUE'], of: 'status' },
  SESSION_STATUS: { closed: ['VARIABLE_VALUE'], of: 'status' },
};

const OPEN_NAMES = new Set(OPEN.split(/\s+/).filter((word) => word !== ''));
const PERFORMANCE_NAMES = new Set(['SESSION_VARIABLES', 'GLOBAL_VARIABLES', 'SESSION_STATUS', 'GLOBAL_STATUS']);

interface Spelled {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

const LISTS = {
  mysql: listsOf(RELATIONS, 'mysql').map(({ release, lines }) => ({ release, relations: spelled(lines) })),
  mariadb: listsOf(RELATIONS, 'mariadb').map(({ release, lines }) => ({ release, relations: spelled(lines) })),
};

/**
 * What the name means in a system schema. `schema` and `name` as written. Undefined: not a system schema, or no such relation in
 * information_schema on any release that is known. In the other system schemas all that isn't open is closed, whether it exists or not.
 */
export function systemRelation(schema: string, name: string, server: ServerFacts): SystemRelation | undefined {
  const place = systemSchema(schema, server);
  if (place === undefined) return undefined;
  if (place === 'mysql' || place === 'sys') return { kind: 'closed', why: `the schema ${place} is the server's own` };
  // Both compare the names of their relations without case, whatever lower_case_table_names is.
  const key = `${place}.${name}`.toLowerCase();
  const found = listFor(LISTS[server.flavor], server);
  const here = found?.list.relations.get(key);
  const known = here ?? LISTS[server.flavor].map((list) => list.relations.get(key)).find((one) => one !== undefined);
  if (known === undefined) {
    return place === 'information_schema' ? undefined : { kind: 'closed', why: SESSIONS };
  }
  const why = closedWhy(known);
  if (why !== undefined) return { kind: 'closed', why };
  const byName = BY_NAME[known.name.toUpperCase()];
  const exact = found?.exact === true && here !== undefined;
  const { columns } = known;
  return {
    kind: 'open',
    schema: known.schema,
    name: known.name,
    columns,
    exact,
    closed: new Set(byName?.closed ?? []),
    fixedBy: byName && {
      column: 'VARIABLE_NAME',
      readable: byName.of === 'variable' ? (value) => readableVariable(value) : readableStatus,
    },
  };
}

/** Whether somebody decided about it; a test asks it for every relation of every server. */
export function isSortedRelation(schema: string, name: string): boolean {
  const upper = name.toUpperCase();
  if (schema !== 'information_schema') return SCHEMAS.has(schema);
  return OPEN_NAMES.has(upper) || CLOSED.some(([names]) => names.test(`${schema}.${name}`));
}

function closedWhy({ schema, name }: Spelled): string | undefined {
  const upper = name.toUpperCase();
  if ((schema === 'information_schema' ? OPEN_NAMES : PERFORMANCE_NAMES).has(upper)) return undefined;
  const closed = CLOSED.find(([names]) => names.test(`${schema}.${name}`));
  return closed?.[1] ?? 'it is not on the list of readable system relations';
}

function spelled(lines: readonly string[]): ReadonlyMap<string, Spelled> {
  return new Map(
    lines.map((line) => {
      const [full = '', ...columns] = line.split(' ');
      const [schema = '', name = ''] = full.split('.');
      return [full.toLowerCase(), { schema, name, columns }];
    }),
  );
}
