/**
 * What real servers of every supported version have in pg_catalog and information_schema: functions, operators, relations,
 * settings. Reads servers that tests can start; judges nothing.
 */
import { Client } from 'pg';
import { startPostgres, type PostgresVersion } from '../../test/servers/postgres.ts';

export const VERSIONS: readonly PostgresVersion[] = [14, 15, 16, 17, 18];

/** Extensions whose functions are listed too, where the server offers them. */
export const EXTENSIONS = [
  'pg_trgm', 'uuid-ossp', 'pgcrypto', 'citext', 'hstore', 'ltree', 'fuzzystrmatch', 'unaccent', 'btree_gin', 'btree_gist',
  'cube', 'earthdistance', 'intarray', 'isn', 'seg', 'tablefunc', 'dblink', 'xml2', 'vector', 'lo', 'adminpack', 'file_fdw',
  'postgres_fdw', 'pageinspect', 'pgstattuple', 'pg_stat_statements', 'pg_buffercache', 'pgrowlocks', 'pg_prewarm', 'amcheck',
  'pg_visibility', 'pg_freespacemap', 'sslinfo', 'dict_int', 'dict_xsyn', 'bloom', 'pg_surgery', 'pg_walinspect', 'old_snapshot',
] as const; // prettier-ignore

export interface FunctionFact {
  /** Empty for pg_catalog's own. */
  readonly extension: string;
  readonly name: string;
  readonly kind: 'f' | 'p' | 'a' | 'w';
  readonly volatility: 'i' | 's' | 'v';
  readonly strict: boolean;
  readonly set: boolean;
  readonly variadic: boolean;
  readonly defaults: number;
  readonly arguments: readonly string[];
  readonly returns: string;
  /** Serves as a type's input, output, receive, send, modifier or analyze function. */
  readonly typeSupport: boolean;
  readonly orderedSet: boolean;
}

export interface OperatorFact {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  /** Name and arguments of the function behind it. */
  readonly function: string;
}

export interface RelationFact {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface SettingFact {
  readonly name: string;
  readonly context: string;
  readonly type: string;
}

export interface ServerFacts {
  readonly functions: readonly FunctionFact[];
  readonly operators: readonly OperatorFact[];
  readonly relations: readonly RelationFact[];
  readonly settings: readonly SettingFact[];
}

const ARGUMENTS = `ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a(t, n) ORDER BY n)`;

const FUNCTIONS = `
  SELECT coalesce(e.extname, '') AS extension, p.proname AS name, p.prokind AS kind, p.provolatile AS volatility,
         p.proisstrict AS strict, p.proretset AS set, p.provariadic <> 0 AS variadic, p.pronargdefaults AS defaults,
         ${ARGUMENTS} AS arguments, format_type(p.prorettype, NULL) AS returns,
         EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze))
           AS "typeSupport",
         coalesce((SELECT g.aggkind <> 'n' FROM pg_aggregate g WHERE g.aggfnoid = p.oid), false) AS "orderedSet"
    FROM pg_proc p
    LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    LEFT JOIN pg_extension e ON e.oid = d.refobjid
   WHERE (p.pronamespace = 'pg_catalog'::regnamespace AND e.extname IS NULL) OR e.extname = ANY ($1)
   ORDER BY 1, 2, p.proargtypes::text`;

const OPERATORS = `
  SELECT o.oprname AS name, format_type(nullif(o.oprleft, 0), NULL) AS left, format_type(o.oprright, NULL) AS right,
         p.proname || '(' || array_to_string(${ARGUMENTS}, ',') || ')' AS function
    FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
   WHERE o.oprnamespace = 'pg_catalog'::regnamespace ORDER BY 1, 2, 3`;

const RELATIONS = `
  SELECT n.nspname AS schema, c.relname AS name,
         ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v', 'm', 'f', 'p') ORDER BY 1, 2`;

const SETTINGS = `SELECT name, context, vartype AS type FROM pg_settings WHERE name NOT LIKE '%.%' ORDER BY 1`;

/** Starts (or finds) a server of that version and reads it. */
export async function readServer(version: PostgresVersion): Promise<ServerFacts> {
  await using server = await startPostgres({ version });
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  try {
    const settings = await client.query<SettingFact>(SETTINGS);
    const relations = await client.query<RelationFact>(RELATIONS);
    const operators = await client.query<OperatorFact>(OPERATORS);
    for (const extension of EXTENSIONS) {
      // Not every build and version brings every extension.
      await client.query(`CREATE EXTENSION IF NOT EXISTS "${extension}" CASCADE`).catch(() => undefined);
    }
    const functions = await client.query<FunctionFact>(FUNCTIONS, [EXTENSIONS]);
    return {
      functions: functions.rows,
      operators: operators.rows,
      relations: relations.rows,
      settings: settings.rows,
    };
  } finally {
    await client.end();
  }
}
