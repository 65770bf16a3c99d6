/** Temporary objects: the session's own hide what lasts, those of others are out of reach. */
import { beforeAll, describe, expect, test } from 'vitest';
import { renewCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type { CatalogType, NameContext } from '../../../../src/sql/catalog/catalog.ts';
import { loadParser } from '../../../../src/sql/postgres/parse.ts';
import { PostgresReader } from '../../../../src/sql/postgres/reader.ts';
import { relation, shopContext } from './shop-catalog.ts';
import { accesses, output, refusal, statement } from './shown.ts';

beforeAll(loadParser);

const own = [
  relation('pg_temp_3.orders', 'table', 'id bigint, note text'),
  relation('pg_temp_3.scratch', 'table', 'a integer'),
  relation('pg_temp_3.numbers', 'sequence', ''),
  relation('pg_temp_3.shown', 'view', 'email text'),
];
const others = [relation('pg_temp_4.secrets', 'table', 'secret text')];
const row = (oid: number, schema: string, name: string, relationOid: number): CatalogType => ({
  oid, schema, name, kind: 'composite', relationOid,
}); // prettier-ignore
const types = [row(30_001, 'pg_temp_3', 'date', own[1]?.oid ?? 0), row(30_002, 'pg_temp_3', 'pair', own[1]?.oid ?? 0)];

function at(searchPath: readonly string[], relations = [...own, ...others]): NameContext {
  return { catalog: renewCatalog(shopContext.catalog, 0, { relations, types }), searchPath };
}

const session = at(['pg_temp_3', 'pg_catalog', 'shop', 'public']);

describe("a session's own temporary objects", () => {
  test.each<[string, readonly string[]]>([
    ['SELECT * FROM orders', ['SELECT pg_temp_3.orders id,note']],
    ['SELECT * FROM pg_temp.orders', ['SELECT pg_temp_3.orders id,note']],
    ['SELECT * FROM pg_temp_3.orders', ['SELECT pg_temp_3.orders id,note']],
    ['SELECT status FROM shop.orders', ['SELECT orders status']],
    ['INSERT INTO scratch SELECT id::int FROM customers', ['SELECT customers id', 'INSERT pg_temp_3.scratch a']],
    ['DROP TABLE orders', ['DROP pg_temp_3.orders all']],
    ['DROP VIEW shown', ['DROP pg_temp_3.shown all']],
    ["SELECT nextval('numbers')", ['USAGE pg_temp_3.numbers any']],
    ['CREATE TEMP TABLE more (a int) ON COMMIT DROP', ['TEMPORARY .shop all']],
    ['CREATE TABLE pg_temp.more (a int)', ['TEMPORARY .shop all']],
    ['CREATE TEMP SEQUENCE more', ['TEMPORARY .shop all']],
    ['CREATE TEMP TABLE more AS SELECT status FROM shop.orders', ['TEMPORARY .shop all', 'SELECT orders status']],
    ['CREATE TABLE more (a int)', ['CREATE .shop all']],
  ])('%s asks for %j', (sql, asked) => {
    expect(accesses(sql, session).toSorted()).toEqual(asked.toSorted());
  });

  test('stand where the path names them', () => {
    expect(accesses('SELECT * FROM orders LIMIT 1', at(['pg_catalog', 'public', 'shop', 'pg_temp_3']))[0]).toContain(
      'SELECT orders ',
    );
  });

  test('take what is written into them as any table does', () => {
    const [write] = statement('INSERT INTO orders (note) SELECT email FROM customers', session).writes;
    expect(write?.target).toMatchObject({ schema: 'pg_temp_3', table: 'orders', column: 'note' });
    expect(write?.from).toMatchObject({ kind: 'copy', columns: [{ schema: 'shop', column: 'email' }] });
    expect(output('SELECT note FROM orders', session)).toEqual(['note: copy orders.note']);
  });

  test('are found as types, and never as functions', () => {
    expect(accesses('SELECT NULL::pair', session)).toEqual([]);
    // A table called date hides the type in a cast, and not in a call.
    expect(statement("SELECT date('2026-01-01')", session).hazards).toEqual([]);
    expect(refusal('SELECT pair(1)', session).sqlState).toBe('42883');
  });

  test('that are views are neither made nor read', () => {
    expect(statement('CREATE TEMP VIEW v AS SELECT 1', session).hazards).toMatchObject([{ kind: 'not_supported' }]);
    expect(statement('CREATE VIEW pg_temp.v AS SELECT 1', session).hazards).toMatchObject([{ kind: 'not_supported' }]);
    expect(refusal('SELECT * FROM shown', session)).toMatchObject({ code: 'WW_NOT_SUPPORTED' });
  });
});

describe("other sessions' temporary objects", () => {
  test.each([
    'SELECT * FROM pg_temp_4.secrets',
    'SELECT pg_temp_4.secrets.secret FROM scratch',
    'INSERT INTO pg_temp_4.secrets VALUES (1)',
    'DROP TABLE pg_temp_4.secrets',
    'SELECT NULL::pg_temp_4.secrets',
    "SELECT nextval('pg_temp_4.numbers')",
    'CREATE TABLE pg_temp_4.mine (a int)',
    'SELECT pg_temp_4.f()',
  ])('%s is refused', (sql) => {
    expect(refusal(sql, session)).toMatchObject({ code: 'WW_NAME_UNKNOWN', sqlState: '0A000' });
  });

  test('are found by no name alone, and by nobody without a temporary schema', () => {
    expect(refusal('SELECT * FROM secrets', session)).toMatchObject({ sqlState: '42P01' });
    expect(refusal('SELECT * FROM secrets', session).hint).toBeUndefined();
    expect(refusal('SELECT * FROM pg_temp.scratch', shopContext)).toMatchObject({ sqlState: '42P01' });
    expect(refusal('SELECT * FROM pg_temp_3.scratch', at(['pg_catalog', 'shop'])).sqlState).toBe('0A000');
    expect(accesses('SELECT id FROM orders', at(['pg_catalog', 'shop']))).toEqual(['SELECT orders id']);
  });

  test('change nobody else’s readings', async () => {
    const reader = new PostgresReader({ maxStatementBytes: 1_000_000, cacheEntries: 100 });
    const path = ['pg_temp_3', 'pg_catalog', 'shop', 'public'];
    const sql = 'SELECT * FROM orders';
    const first = reader.read(sql, at(path));
    expect(reader.read(sql, at(path, [...own]))).toBe(first);
    expect(reader.read(sql, at(path, [...others]))).not.toBe(first);
    expect(reader.read(sql, shopContext)).toBe(reader.read(sql, at(shopContext.searchPath, [...own])));
    await reader.close();
  });
});

test('a large text sees the temporary tables of its own session', async () => {
  const reader = new PostgresReader({ maxStatementBytes: 1_000_000, cacheEntries: 100, workerThresholdBytes: 10 });
  const sql = 'SELECT note FROM orders';
  const kind = async (context: NameContext): Promise<unknown> => {
    const analysis = await reader.read(sql, context);
    return analysis.kind === 'refused' ? analysis.refusal.sqlState : analysis.statements[0]?.output?.length;
  };
  expect(await kind(session)).toBe(1);
  expect(await kind(at(['pg_catalog', 'shop']))).toBe('42703');
  expect(await kind(at(['pg_temp_3', 'pg_catalog', 'shop'], []))).toBe('42703');
  expect(await kind(session)).toBe(1);
  await reader.close();
});
