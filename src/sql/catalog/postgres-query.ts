/**
 * How a Postgres server's schema is read: one statement for any role and any server from 14 to 18, and the decoding of its
 * answer. Knows no connection. Every name in the statement is qualified, operators too, so that objects which
 * someone else created can't stand in for the server's own.
 *
 * Run it with `search_path = pg_catalog`: the types and view definitions are printed relative to it. The answer says
 * under which path it ran, and another one is refused.
 */
import { z } from 'zod';
import { InternalFault } from '../../core/errors.ts';
import type { CatalogColumn, CatalogData, CatalogFunction, CatalogRelation, CatalogType } from './catalog.ts';

const EQ = 'OPERATOR(pg_catalog.=)';
const NE = 'OPERATOR(pg_catalog.<>)';
const GT = 'OPERATOR(pg_catalog.>)';
const MATCHES = 'OPERATOR(pg_catalog.~)';

/** Temporary schemas come and go with their sessions: they are told apart, and with no more than a session needs of its own. */
const TEMPORARY = `n.nspname ${MATCHES} '^pg_temp_[0-9]+$'`;
const LASTING = `NOT n.nspname ${MATCHES} '^pg_(toast_)?temp_'`;
const SYSTEM = `n.nspname ${EQ} ANY ('{pg_catalog,information_schema,pg_toast}'::pg_catalog.name[])`;

/** A JSON array of arrays in a fixed order; an object's OID never changes, so that the order doesn't either. */
const rows = (values: string, from: string, order: string): string => `
  (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(${values}) ORDER BY ${order}), '[]'::pg_catalog.json)
   FROM ${from})`;

const SCHEMAS = `
  (SELECT pg_catalog.json_agg(n.nspname ORDER BY n.oid) FROM pg_catalog.pg_namespace AS n WHERE ${LASTING})`;

const COLUMNS = rows(
  `a.attname, a.attnum, a.atttypid::pg_catalog.int8, pg_catalog.format_type(a.atttypid, NULL), a.attgenerated ${NE} ''`,
  `pg_catalog.pg_attribute AS a
   WHERE a.attrelid ${EQ} c.oid AND a.attnum ${GT} 0 AND NOT a.attisdropped AND c.relkind ${NE} ALL ('{i,I}'::pg_catalog."char"[])`,
  'a.attnum',
);

const relations = (which: string, definition: string): string =>
  rows(
    `c.oid::pg_catalog.int8, n.nspname, c.relname, c.relkind, ${COLUMNS},
   (SELECT COALESCE(pg_catalog.json_agg(i.inhparent::pg_catalog.int8 ORDER BY i.inhseqno), '[]'::pg_catalog.json)
    FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid ${EQ} c.oid),
   ${definition},
   c.relhasrules AND EXISTS (SELECT FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class ${EQ} c.oid AND r.ev_type ${NE} '1'),
   c.reltuples`,
    `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid ${EQ} c.relnamespace WHERE ${which}`,
    'c.oid',
  );

/** The definitions of the server's own views are left out: what they show is in the list of system relations. */
const RELATIONS = relations(
  LASTING,
  `CASE WHEN c.relkind ${EQ} ANY ('{v,m}'::pg_catalog."char"[]) AND NOT ${SYSTEM} THEN pg_catalog.pg_get_viewdef(c.oid) END`,
);

/** pg_get_viewdef locks what a view names: nobody's temporary view may hold up the reading of everybody's schema. */
const TEMPORARY_RELATIONS = relations(`${TEMPORARY} AND c.relkind ${NE} 't'`, 'NULL');

/** Columns of the result that are declared with the function: OUT, INOUT and those of RETURNS TABLE (build_function_result_tupdesc_d). */
const OUTPUTS = `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(COALESCE(t.name, ''), pg_catalog.format_type(t.oid, NULL),
     t.oid::pg_catalog.int8) ORDER BY t.at)
    FROM ROWS FROM (pg_catalog.unnest(p.proallargtypes), pg_catalog.unnest(p.proargmodes), pg_catalog.unnest(p.proargnames))
      WITH ORDINALITY AS t (oid, mode, name, at)
    WHERE t.mode ${EQ} ANY ('{o,b,t}'::pg_catalog."char"[]))`;

const FUNCTIONS = rows(
  `p.oid::pg_catalog.int8, n.nspname, p.proname, p.prokind,
   (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.format_type(t.oid, NULL) ORDER BY t.at), '[]'::pg_catalog.json)
    FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS t (oid, at)),
   (SELECT COALESCE(pg_catalog.json_agg(t.oid::pg_catalog.int8 ORDER BY t.at), '[]'::pg_catalog.json)
    FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS t (oid, at)),
   p.pronargdefaults, p.provariadic ${NE} 0::pg_catalog.oid, p.proretset,
   pg_catalog.format_type(p.prorettype, NULL), p.prorettype::pg_catalog.int8, p.provolatile, l.lanname, e.extname,
   CASE WHEN p.proargmodes IS NOT NULL THEN ${OUTPUTS} END`,
  `pg_catalog.pg_proc AS p
   JOIN pg_catalog.pg_namespace AS n ON n.oid ${EQ} p.pronamespace
   JOIN pg_catalog.pg_language AS l ON l.oid ${EQ} p.prolang
   LEFT JOIN pg_catalog.pg_depend AS d ON d.classid ${EQ} 1255::pg_catalog.oid AND d.objid ${EQ} p.oid AND d.objsubid ${EQ} 0
     AND d.deptype ${EQ} 'e' AND d.refclassid ${EQ} 3079::pg_catalog.oid
   LEFT JOIN pg_catalog.pg_extension AS e ON e.oid ${EQ} d.refobjid
   WHERE ${LASTING}`,
  'p.oid',
);

const types = (which: string): string =>
  rows(
    `t.oid::pg_catalog.int8, n.nspname, t.typname, t.typtype, t.typrelid::pg_catalog.int8`,
    `pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid ${EQ} t.typnamespace
   WHERE ${which}`,
    't.oid',
  );
const TYPES = types(`${LASTING} AND n.nspname ${NE} 'pg_toast'`);
const TEMPORARY_TYPES = types(TEMPORARY);

const OPERATORS = rows(
  `n.nspname, o.oprname, o.oprcode::pg_catalog.oid::pg_catalog.int8`,
  `pg_catalog.pg_operator AS o JOIN pg_catalog.pg_namespace AS n ON n.oid ${EQ} o.oprnamespace
   WHERE ${LASTING} AND n.nspname ${NE} 'pg_catalog'`,
  'o.oid',
);

/** The server's own casts have OIDs below FirstNormalObjectId (access/transam.h). */
const CASTS = rows(
  `pg_catalog.format_type(k.castsource, NULL), k.castsource::pg_catalog.int8, pg_catalog.format_type(k.casttarget, NULL),
   k.casttarget::pg_catalog.int8, k.castfunc::pg_catalog.int8, k.castcontext`,
  `pg_catalog.pg_cast AS k WHERE k.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid`,
  'k.oid',
);

/** Between the two parts of the answer: JSON holds no such character. */
const SEPARATOR = String.fromCharCode(30);

/**
 * One row with one column of type text: what lasts, SEPARATOR, what is temporary, so that the first, which is large, is the same
 * text while only the second changes. 1255 and 3079 are the OIDs of pg_proc and pg_extension on every server.
 */
export const CATALOG_QUERY = `SELECT pg_catalog.json_build_object(
  'serverVersion', pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
  'database', pg_catalog.current_database(),
  'searchPath', pg_catalog.current_setting('search_path'),
  'schemas', ${SCHEMAS},
  'relations', ${RELATIONS},
  'functions', ${FUNCTIONS},
  'types', ${TYPES},
  'operators', ${OPERATORS},
  'casts', ${CASTS}
)::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.chr(${SEPARATOR.charCodeAt(0)}) OPERATOR(pg_catalog.||)
pg_catalog.json_build_object(
  'relations', ${TEMPORARY_RELATIONS},
  'types', ${TEMPORARY_TYPES}
)::pg_catalog.text`;

const RELATION_KINDS = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign',
  S: 'sequence',
  c: 'composite',
  i: 'index',
  I: 'index',
  t: 'toast',
} as const;
const FUNCTION_KINDS = { f: 'function', p: 'procedure', a: 'aggregate', w: 'window' } as const;
const VOLATILITIES = { i: 'immutable', s: 'stable', v: 'volatile' } as const;
const CAST_CONTEXTS = { e: 'explicit', a: 'assignment', i: 'implicit' } as const;
const TYPE_KINDS = {
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  r: 'range',
  m: 'multirange',
  p: 'pseudo',
} as const;

const letterOf = <T extends string>(kinds: Readonly<Record<string, T>>) =>
  z.string().transform((letter, context): T => {
    const kind = Object.hasOwn(kinds, letter) ? kinds[letter] : undefined;
    if (kind !== undefined) return kind;
    context.addIssue(`unknown kind "${letter}"`);
    return z.NEVER;
  });
const oid = z.int().min(0).max(0xffffffff);

const column = z
  .tuple([z.string(), z.int(), oid, z.string(), z.boolean()])
  .transform(([name, number, typeOid, type, generated]): CatalogColumn => ({ name, number, typeOid, type, generated }));

const relation = z
  .tuple([
    oid,
    z.string(),
    z.string(),
    letterOf(RELATION_KINDS),
    z.array(column),
    z.array(oid),
    z.string().nullable(),
    z.boolean(),
    z.number(),
  ])
  .transform(([oid, schema, name, kind, columns, parents, definition, hasRules, rowEstimate]): CatalogRelation => ({
    oid,
    schema,
    name,
    kind,
    columns,
    parents,
    ...(definition !== null && { definition }),
    hasRules,
    rowEstimate,
  }));

const routine = z
  .tuple([
    oid,
    z.string(),
    z.string(),
    letterOf(FUNCTION_KINDS),
    z.array(z.string()),
    z.array(oid),
    z.int(),
    z.boolean(),
    z.boolean(),
    z.string(),
    oid,
    letterOf(VOLATILITIES),
    z.string(),
    z.string().nullable(),
    z.array(z.tuple([z.string(), z.string(), oid])).nullable(),
  ])
  .transform((row): CatalogFunction => {
    const [oid, schema, name, kind, argumentTypes, argumentTypeOids, defaults, variadic, returnsSet, ...rest] = row;
    const [returnType, returnTypeOid, volatility, language, extension, outputs] = rest;
    const input = { argumentTypes, argumentTypeOids, defaults, variadic };
    const result = { returnsSet, returnType, returnTypeOid };
    // The server names what has no name by its place among them.
    const outputColumns = outputs?.map(([name, type, typeOid], at) => ({
      name: name || `column${at + 1}`,
      type,
      typeOid,
    }));
    const more = { ...(outputColumns !== undefined && { outputColumns }), ...(extension !== null && { extension }) };
    return { oid, schema, name, kind, ...input, ...result, volatility, language, ...more };
  });

const type = z
  .tuple([oid, z.string(), z.string(), letterOf(TYPE_KINDS), oid])
  .transform(([oid, schema, name, kind, relationOid]): CatalogType => ({ oid, schema, name, kind, relationOid }));

const operator = z
  .tuple([z.string(), z.string(), oid])
  .transform(([schema, name, functionOid]) => ({ schema, name, functionOid }));

const cast = z
  .tuple([z.string(), oid, z.string(), oid, oid, letterOf(CAST_CONTEXTS)])
  .transform(([source, sourceOid, target, targetOid, functionOid, context]) => ({
    source, sourceOid, target, targetOid, functionOid, context,
  })); // prettier-ignore

const answer = z.object({
  serverVersion: z.int(),
  database: z.string(),
  searchPath: z.enum(['pg_catalog', '', '""']),
  schemas: z.array(z.string()),
  relations: z.array(relation),
  functions: z.array(routine),
  types: z.array(type),
  operators: z.array(operator),
  casts: z.array(cast),
});

const temporaryAnswer = z.object({ relations: z.array(relation), types: z.array(type) });

/**
 * Decodes one answer after the other of one server; an answer equal to the last one gives the same object, and one that differs in
 * temporary objects alone the same lists of all others, so that a reload that found no change costs nothing more.
 */
export function catalogDecoder(): (text: string) => CatalogData {
  let last: { readonly lasting: string; readonly temporary: string; readonly data: CatalogData } | undefined;
  return (text) => {
    const { lasting, temporary } = partsOf(text);
    if (last?.lasting !== lasting) last = { lasting, temporary, data: decodeCatalog(text) };
    else if (last.temporary !== temporary)
      last = { lasting, temporary, data: { ...last.data, temporary: decode(temporaryAnswer, temporary) } };
    return last.data;
  };
}

/** What CATALOG_QUERY answered. Throws an InternalFault for anything else. */
export function decodeCatalog(text: string): CatalogData {
  const { lasting, temporary } = partsOf(text);
  const { searchPath: _, ...data } = decode(answer, lasting);
  return { ...data, temporary: decode(temporaryAnswer, temporary) };
}

function partsOf(text: string): { readonly lasting: string; readonly temporary: string } {
  const at = text.indexOf(SEPARATOR);
  if (at === -1) throw new InternalFault("the upstream's answer to the catalog query has no second part");
  return { lasting: text.slice(0, at), temporary: text.slice(at + 1) };
}

function decode<T>(shape: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InternalFault("the upstream's answer to the catalog query is not JSON");
  }
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const where = first?.path.join('.') ?? '';
  throw new InternalFault(`the upstream's answer to the catalog query can't be read at ${where}: ${first?.message}`);
}
