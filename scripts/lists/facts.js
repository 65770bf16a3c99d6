var __addDisposableResource = (this && this.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (this && this.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/**
 * What real servers of every supported version have in pg_catalog and information_schema: functions, operators, relations,
 * settings. Reads servers that tests can start; judges nothing.
 */
import { Client } from 'pg';
import { startPostgres } from '../../test/servers/postgres.js';
export const VERSIONS = [14, 15, 16, 17, 18];
/** Extensions whose functions are listed too, where the server offers them. */
export const EXTENSIONS = [
    'pg_trgm', 'uuid-ossp', 'pgcrypto', 'citext', 'hstore', 'ltree', 'fuzzystrmatch', 'unaccent', 'btree_gin', 'btree_gist',
    'cube', 'earthdistance', 'intarray', 'isn', 'seg', 'tablefunc', 'dblink', 'xml2', 'vector', 'lo', 'adminpack', 'file_fdw',
    'postgres_fdw', 'pageinspect', 'pgstattuple', 'pg_stat_statements', 'pg_buffercache', 'pgrowlocks', 'pg_prewarm', 'amcheck',
    'pg_visibility', 'pg_freespacemap', 'sslinfo', 'dict_int', 'dict_xsyn', 'bloom', 'pg_surgery', 'pg_walinspect', 'old_snapshot',
]; // prettier-ignore
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
export async function readServer(version) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const server = __addDisposableResource(env_1, await startPostgres({ version }), true);
        const client = new Client({ connectionString: server.url() });
        await client.connect();
        try {
            const settings = await client.query(SETTINGS);
            const relations = await client.query(RELATIONS);
            const operators = await client.query(OPERATORS);
            for (const extension of EXTENSIONS) {
                // Not every build and version brings every extension.
                await client.query(`CREATE EXTENSION IF NOT EXISTS "${extension}" CASCADE`).catch(() => undefined);
            }
            const functions = await client.query(FUNCTIONS, [EXTENSIONS]);
            return {
                functions: functions.rows,
                operators: operators.rows,
                relations: relations.rows,
                settings: settings.rows,
            };
        }
        finally {
            await client.end();
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
