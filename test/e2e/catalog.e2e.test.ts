import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '../../src/sql/catalog/catalog.ts';
import { CATALOG_QUERY, catalogDecoder, decodeCatalog } from '../../src/sql/catalog/postgres-query.ts';
import { readSchemaFile, writeSchemaFile } from '../../src/sql/catalog/schema-file.ts';
import { makeCatalog } from '../../src/sql/catalog/snapshot.ts';
import { analyse } from '../../src/sql/postgres/analyse/index.ts';
import { loadParser, parse } from '../../src/sql/postgres/parse.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { PostgresServer } from '../servers/postgres.ts';

const SCHEMA = `
  CREATE ROLE reader LOGIN PASSWORD 'reader';
  CREATE SCHEMA shop;
  CREATE TYPE shop.mood AS ENUM ('glad', 'cross');
  CREATE DOMAIN shop.positive AS int CHECK (value > 0);
  CREATE TABLE shop.customers (id bigint PRIMARY KEY, gone int, email text, feeling shop.mood,
    shout text GENERATED ALWAYS AS (upper(email)) STORED);
  ALTER TABLE shop.customers DROP COLUMN gone;
  CREATE TABLE shop.events (at date NOT NULL, what varchar(20)) PARTITION BY RANGE (at);
  CREATE TABLE shop.events_2026 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE shop."Odd ""name""." (a shop.positive[]);
  CREATE VIEW shop.emails AS SELECT email FROM shop.customers;
  CREATE MATERIALIZED VIEW shop.counts AS SELECT count(*) AS n FROM shop.emails;
  CREATE TABLE shop.ruled (a int);
  CREATE RULE sink AS ON INSERT TO shop.ruled DO INSTEAD NOTHING;
  CREATE FUNCTION shop.total(a bigint, b text DEFAULT 'x', VARIADIC c int[] DEFAULT '{}') RETURNS SETOF shop.customers
    LANGUAGE sql STABLE AS 'SELECT * FROM shop.customers';
  CREATE PROCEDURE shop.clean(INOUT n int) LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION shop.same(a int, b text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
  CREATE OPERATOR shop.=== (LEFTARG = int, RIGHTARG = text, FUNCTION = shop.same);
  CREATE FUNCTION shop.best(IN n int, OUT email text, OUT int, INOUT feeling shop.mood) RETURNS SETOF record
    LANGUAGE sql AS 'SELECT ''a'', 1, $2';
  CREATE FUNCTION shop.report(since date) RETURNS TABLE (day date, "to tal" numeric) LANGUAGE sql AS 'SELECT $1, 1.0';
  CREATE FUNCTION shop.one(OUT lone shop.positive) LANGUAGE sql AS 'SELECT 1::shop.positive';
  CREATE FUNCTION shop.as_number(shop.mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
  CREATE CAST (shop.mood AS int) WITH FUNCTION shop.as_number(shop.mood) AS ASSIGNMENT;
  CREATE TEMPORARY TABLE passing (a int);
`;

/** What someone with CREATE on a schema could put in the way. */
const SHADOWS = `
  CREATE SCHEMA evil;
  CREATE TABLE evil.pg_class (oid oid, relname name);
  CREATE TABLE evil.pg_proc (oid oid);
  CREATE FUNCTION evil.json_agg(json) RETURNS json LANGUAGE sql AS 'SELECT ''"evil"''::json';
  CREATE FUNCTION evil.current_database() RETURNS name LANGUAGE sql AS 'SELECT ''evil''::name';
  CREATE FUNCTION evil.no(oid, oid) RETURNS bool LANGUAGE sql AS 'SELECT false';
  CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.no);
  CREATE DOMAIN evil.int8 AS int;
`;

let server: PostgresServer;
let superuser: Client;
let ordinary: Client;

beforeAll(async () => {
  server = await startPostgres();
  superuser = new Client(server.url());
  await superuser.connect();
  await superuser.query(SCHEMA);
  await superuser.query(SHADOWS);
  ordinary = new Client(server.url('postgres', 'reader', 'reader'));
  await ordinary.connect();
  await ordinary.query('SET search_path = pg_catalog');
});

afterAll(async () => {
  await ordinary?.end();
  await superuser?.end();
  await server?.stop();
});

async function answer(client = ordinary): Promise<string> {
  const { rows } = await client.query<[string]>({ text: CATALOG_QUERY, rowMode: 'array' });
  return rows[0]?.[0] ?? '';
}

async function load(): Promise<Catalog> {
  return makeCatalog(decodeCatalog(await answer()), 0);
}

describe('the catalog of a real server, read by an ordinary role', () => {
  test('has tables with the columns that live, their numbers and types', async () => {
    const catalog = await load();
    const customers = catalog.relation('shop', 'customers');
    expect(customers?.columns.map(({ name, number, type, generated }) => [name, number, type, generated])).toEqual([
      ['id', 1, 'bigint', false],
      ['email', 3, 'text', false],
      ['feeling', 4, 'shop.mood', false],
      ['shout', 5, 'text', true],
    ]);
    expect(catalog.relation('shop', 'Odd "name".')?.columns[0]?.type).toBe('shop.positive[]');
    expect(catalog.data.database).toBe('postgres');
    expect(Math.floor(catalog.data.serverVersion / 10_000)).toBe(server.version);
  });

  test('has partitions under their parents', async () => {
    const catalog = await load();
    const events = catalog.relation('shop', 'events');
    expect(events?.kind).toBe('partitioned');
    expect(catalog.descendants(events?.oid ?? 0).map((one) => one.name)).toEqual(['events', 'events_2026']);
  });

  test('has the text of views with every name qualified, and none of system views', async () => {
    const catalog = await load();
    expect(catalog.relation('shop', 'emails')).toMatchObject({ kind: 'view', hasRules: false });
    expect(catalog.relation('shop', 'emails')?.definition).toContain('FROM shop.customers');
    expect(catalog.relation('shop', 'counts')).toMatchObject({ kind: 'materialized_view' });
    expect(catalog.relation('pg_catalog', 'pg_stat_activity')).toMatchObject({ kind: 'view' });
    expect(catalog.relation('pg_catalog', 'pg_stat_activity')?.definition).toBeUndefined();
    expect(catalog.relation('information_schema', 'columns')?.columns.length).toBeGreaterThan(10);
  });

  test('says which relations have rules', async () => {
    const catalog = await load();
    expect(catalog.relation('shop', 'ruled')?.hasRules).toBe(true);
    expect(catalog.relation('shop', 'customers')?.hasRules).toBe(false);
  });

  test('has functions with what a call needs', async () => {
    const catalog = await load();
    expect(catalog.functions('shop', 'total')).toMatchObject([
      {
        kind: 'function',
        argumentTypes: ['bigint', 'text', 'integer[]'],
        defaults: 2,
        variadic: true,
        returnsSet: true,
        returnType: 'shop.customers',
        volatility: 'stable',
        language: 'sql',
      },
    ]);
    expect(catalog.functions('shop', 'clean')).toMatchObject([{ kind: 'procedure', argumentTypes: ['integer'] }]);
    expect(catalog.functions('pg_catalog', 'count').every((one) => one.kind === 'aggregate')).toBe(true);
    expect(catalog.functions('pg_catalog', 'pg_read_file').length).toBeGreaterThan(0);
  });

  test('has the casts that someone made, and none of the server', async () => {
    const catalog = await load();
    const [cast, ...others] = catalog.data.casts ?? [];
    expect(cast).toMatchObject({ source: 'shop.mood', target: 'integer', targetOid: 23, context: 'assignment' });
    expect(catalog.functionByOid(cast?.functionOid ?? 0)?.name).toBe('as_number');
    expect(others).toEqual([]);
  });

  test('has the columns of results that are declared with the function', async () => {
    const catalog = await load();
    const outputs = (name: string): unknown =>
      catalog.functions('shop', name)[0]?.outputColumns?.map((column) => [column.name, column.type]);
    expect(outputs('best')).toEqual([
      ['email', 'text'],
      ['column2', 'integer'],
      ['feeling', 'shop.mood'],
    ]);
    expect(outputs('report')).toEqual([
      ['day', 'date'],
      ['to tal', 'numeric'],
    ]);
    expect(outputs('one')).toEqual([['lone', 'shop.positive']]);
    expect(outputs('clean')).toEqual([['n', 'integer']]);
    expect(outputs('total')).toBeUndefined();
    expect(outputs('same')).toBeUndefined();
    expect(catalog.functions('shop', 'best')[0]?.argumentTypes).toEqual(['integer', 'shop.mood']);
  });

  test.each([
    'SELECT * FROM shop.best(1, NULL)',
    "SELECT * FROM shop.report('2026-01-01') AS r",
    'SELECT * FROM shop.one() AS r',
    'SELECT r.feeling, r.column2 FROM shop.best(1, NULL) AS r',
  ])('%s has the columns that the analysis says', async (sql) => {
    const { fields } = await superuser.query(sql);
    await loadParser();
    const analysis = analyse(parse(sql), sql, { catalog: await load(), searchPath: ['pg_catalog', 'public'] });
    const [statement] = analysis.kind === 'statements' ? analysis.statements : [];
    expect(statement?.output?.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
  });

  test('has operators and types that someone made', async () => {
    const catalog = await load();
    const [operator] = catalog.operators('===');
    expect(catalog.functionByOid(operator?.functionOid ?? 0)?.name).toBe('same');
    expect(catalog.type('shop', 'mood')?.kind).toBe('enum');
    expect(catalog.type('shop', 'positive')?.kind).toBe('domain');
    expect(catalog.relationByOid(catalog.type('shop', 'customers')?.relationOid ?? 0)?.name).toBe('customers');
  });

  test("keeps sessions' temporary tables apart, and reads all else as before", async () => {
    const decode = catalogDecoder();
    const before = decode(await answer());
    await superuser.query('CREATE TEMPORARY TABLE more (a text); CREATE TEMPORARY VIEW shown AS SELECT 1 AS one');
    const after = decode(await answer());
    await superuser.query('DROP VIEW shown; DROP TABLE more');
    expect(after.relations).toBe(before.relations);
    const names = (data: typeof after): unknown => data.temporary?.relations.map(({ name, kind }) => [name, kind]);
    expect(names(before)).toEqual([['passing', 'table']]);
    expect(names(after)).toEqual([
      ['passing', 'table'],
      ['more', 'table'],
      ['shown', 'view'],
    ]);
    expect(after.temporary?.relations.every(({ schema }) => /^pg_temp_[0-9]+$/.test(schema))).toBe(true);
    const catalog = makeCatalog(after, 0);
    expect(catalog.version).toBe(makeCatalog(before, 0).version);
    expect(catalog.data.relations.filter((one) => one.name === 'passing')).toEqual([]);
    expect(catalog.data.schemas.filter((one) => one.startsWith('pg_temp'))).toEqual([]);
  });

  test('is equal at every load, until something changes', async () => {
    const before = await load();
    expect((await load()).version).toBe(before.version);
    await superuser.query('ALTER TABLE shop.customers ADD COLUMN ssn text');
    expect((await load()).version).not.toBe(before.version);
    await superuser.query('ALTER TABLE shop.customers DROP COLUMN ssn');
  });

  test('is not what objects of the same names make of it, and is refused when read under another path', async () => {
    const honest = await answer();
    await superuser.query('SET search_path = evil, pg_catalog');
    const shadowed = await answer(superuser);
    await superuser.query('RESET search_path');
    expect(() => decodeCatalog(shadowed)).toThrow('searchPath');
    const [one, other] = [honest, shadowed].map(
      (text) => JSON.parse(text.split('\x1e')[0] ?? '') as { database: string; types: unknown[] },
    );
    expect(other?.database).toBe('postgres');
    expect(other?.types).toEqual(one?.types);
  });

  test('comes back whole from a schema file', async () => {
    const catalog = await load();
    const read = makeCatalog(readSchemaFile(writeSchemaFile(catalog.data)), 0);
    expect(read.relation('shop', 'customers')).toEqual({ ...catalog.relation('shop', 'customers'), rowEstimate: -1 });
    expect(read.functions('shop', 'total')).toEqual(catalog.functions('shop', 'total'));
    expect(read.functions('shop', 'best')).toEqual(catalog.functions('shop', 'best'));
  });
});
