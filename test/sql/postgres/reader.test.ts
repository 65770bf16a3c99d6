import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogData, NameContext } from '../../../src/sql/catalog/catalog.ts';
import { makeCatalog } from '../../../src/sql/catalog/snapshot.ts';
import { loadParser } from '../../../src/sql/postgres/parse.ts';
import { PostgresReader } from '../../../src/sql/postgres/reader.ts';
import type { ReaderOptions } from '../../../src/sql/postgres/reader.ts';
import type { Analysis, Statement } from '../../../src/sql/statement.ts';
import { SHOP, table } from '../catalog/data.ts';

const readers: PostgresReader[] = [];

beforeAll(loadParser);
afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
});

function makeReader(options: Partial<ReaderOptions> = {}): PostgresReader {
  const reader = new PostgresReader({ maxStatementBytes: 1024 * 1024, cacheEntries: 100, ...options });
  readers.push(reader);
  return reader;
}

function context(data: CatalogData = SHOP, searchPath = ['pg_catalog', 'shop']): NameContext {
  return { catalog: makeCatalog(data, 0), searchPath };
}

function statement(analysis: Analysis): Statement {
  const [only] = analysis.kind === 'statements' ? analysis.statements : [];
  if (only === undefined) throw new Error(`refused: ${JSON.stringify(analysis)}`);
  return only;
}

const tables = (analysis: Analysis): string[] =>
  statement(analysis).accesses.map(({ object }) => `${object.schema}.${object.name}`);

describe('a reader', () => {
  const reader = makeReader();
  const shop = context();

  test('reads at once, and gives the same frozen object for the same text', () => {
    const first = reader.read('SELECT id FROM orders', shop);
    expect(first).not.toBeInstanceOf(Promise);
    expect(reader.read('SELECT id FROM orders', shop)).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(statement(first as Analysis).accesses[0]?.object)).toBe(true);
  });

  test('reads a text again under another search path', async () => {
    const text = 'SELECT id FROM orders';
    expect(tables(await reader.read(text, shop))).toContain('shop.orders');
    expect(tables(await reader.read(text, context(SHOP, ['pg_catalog', 'public'])))).toContain('public.orders');
  });

  test('reads a text again under another catalog, so that a refusal of an unknown name ends with it', async () => {
    const text = 'SELECT id FROM brand_new';
    const before = reader.read(text, shop);
    expect(await before).toMatchObject({ kind: 'refused', refusal: { code: 'WW_NAME_UNKNOWN' } });
    expect(reader.read(text, shop)).toBe(before);
    const after = { ...SHOP, relations: [...SHOP.relations, table(500, 'shop', 'brand_new', ['id'])] };
    expect(tables(await reader.read(text, context(after)))).toContain('shop.brand_new');
  });

  test.each([
    ['syntax errors', 'SELEC 1', 'WW_SYNTAX_ERROR'],
    ['zero bytes', 'SELECT 1\0', 'WW_SYNTAX_ERROR'],
    ['100,000 parentheses', '('.repeat(100_000), 'WW_TOO_COMPLEX'],
    ['300,000 parentheses', '('.repeat(300_000), 'WW_TOO_COMPLEX'],
    ['a chain of 20,000', `SELECT 1${'+1'.repeat(20_000)}`, 'WW_TOO_COMPLEX'],
    ['2 MB', 'x'.repeat(2_000_000), 'WW_TOO_LARGE'],
    ['1 MB in letters of two bytes', `SELECT '${'é'.repeat(600_000)}'`, 'WW_TOO_LARGE'],
  ])('answers %s with a refusal', async (_, text, code) => {
    expect(await reader.read(text, shop)).toMatchObject({ kind: 'refused', refusal: { code } });
  });
});

describe('statements that differ in literals', () => {
  const reader = makeReader();
  const shop = context();

  test('share an analysis where no literal matters', () => {
    const one = reader.read("SELECT id FROM orders WHERE id = '123'", shop);
    expect(statement(one as Analysis).kind).toBe('select');
    expect(reader.read("SELECT id FROM orders WHERE id = '456'", shop)).toBe(one);
  });

  test('do not share one where the lengths differ, so that every offset stays true', () => {
    const one = reader.read("SELECT '1' FROM orders", shop);
    const other = reader.read("SELECT '1234' FROM orders", shop);
    expect(other).not.toBe(one);
    expect(statement(other as Analysis).end).toBe(statement(one as Analysis).end + 3);
  });

  test.each([
    ["SELECT 'orders'::regclass", "SELECT 'passwd'::regclass"],
    ['SELECT id FROM orders LIMIT 1', 'SELECT id FROM orders LIMIT 9'],
    ['SELECT id, status FROM orders ORDER BY 1', 'SELECT id, status FROM orders ORDER BY 2'],
    ["SET search_path = 'shop'", "SET search_path = 'evil'"],
  ])('do not share one where a literal matters: %s', (one, other) => {
    expect(reader.read(other, shop)).not.toBe(reader.read(one, shop));
  });

  test('do not share one with a text that spells the mark of a skeleton', () => {
    const one = reader.read("SELECT id FROM orders WHERE id = '1'", shop);
    expect(reader.read('SELECT id FROM orders WHERE id = \u0001s3', shop)).not.toBe(one);
  });

  test('do not share one with another schema or search path', () => {
    const text = (id: number): string => `SELECT id FROM orders WHERE id = ${id}`;
    const one = reader.read(text(1), shop);
    expect(reader.read(text(2), context(SHOP, ['pg_catalog', 'public']))).not.toBe(one);
    expect(reader.read(text(2), context({ ...SHOP, database: 'other' }))).not.toBe(one);
  });
});

describe('large and deep texts', () => {
  const reader = makeReader({ maxStatementBytes: 1024 * 1024 });
  const shop = context();

  test('are read in another thread, once for all that send them at the same time, and cached', async () => {
    const text = `INSERT INTO orders (id, status) VALUES ${"('1','open'),".repeat(70_000)}('2','x')`;
    const reading = reader.read(text, shop);
    expect(reading).toBeInstanceOf(Promise);
    expect(reader.read(text, shop)).toBe(reading);
    const analysis = await reading;
    expect(statement(analysis)).toMatchObject({ kind: 'insert', end: text.length });
    expect(Object.isFrozen(statement(analysis))).toBe(true);
    expect(reader.read(text, shop)).toBe(analysis);
  });

  test('are counted in bytes and in tokens, not in characters alone', () => {
    expect(reader.read(`SELECT '${'é'.repeat(60_000)}'`, shop)).toBeInstanceOf(Promise);
    expect(reader.read(`SELECT 1${',1'.repeat(3_000)}`, shop)).toBeInstanceOf(Promise);
  });

  test('mean the same there as here', async () => {
    const here = makeReader().read('SELECT id FROM orders', shop);
    const there = await makeReader({ workerThresholdBytes: 1 }).read('SELECT id FROM orders', shop);
    expect(there).toEqual(here);
  });

  test('follow the catalog and the search path that they were sent with', async () => {
    const far = makeReader({ workerThresholdBytes: 1 });
    const text = 'SELECT id FROM orders';
    const paths = [['pg_catalog', 'shop'], ['pg_catalog', 'public'], ['pg_catalog']];
    const renamed = { ...SHOP, relations: [table(7, 'shop', 'orders', ['id'])] };
    const readings = await Promise.all([
      ...paths.map((path) => far.read(text, context(SHOP, path))),
      far.read(text, context(renamed)),
      far.read(text, shop),
    ]);
    expect(
      readings.map((one) =>
        one.kind === 'statements' ? one.statements[0]?.accesses[0]?.object.oid : one.refusal.code,
      ),
    ).toEqual([100, 103, 'WW_NAME_UNKNOWN', 7, 100]);
  });

  test('chains of a thousand links are read', async () => {
    expect(statement(await reader.read(`SELECT 1${'+1'.repeat(1_000)}`, shop)).kind).toBe('select');
    expect(statement(await reader.read(`SELECT 1${' UNION ALL SELECT 1'.repeat(1_000)}`, shop)).kind).toBe('select');
  });

  test('are refused when they take too long, and the next one is read by a new thread', async () => {
    const hasty = makeReader({ workerThresholdBytes: 1, workerTimeoutMs: 1 });
    const text = `INSERT INTO orders (id, status) VALUES ${"('1','open'),".repeat(70_000)}('2','x')`;
    const refused = await hasty.read(text, shop);
    expect(refused).toMatchObject({ kind: 'refused', refusal: { code: 'WW_TOO_COMPLEX' } });
    // What was only slow isn't remembered as refused.
    expect(hasty.read(text, shop)).toBeInstanceOf(Promise);
  });

  test('are refused beyond a bounded queue, and when the reader is closed', async () => {
    const busy = makeReader({ workerThresholdBytes: 1 });
    const readings = Array.from({ length: 60 }, (_, at) => busy.read(`SELECT ${at}, id FROM orders`, shop));
    expect(await readings.at(-1)).toMatchObject({ kind: 'refused', refusal: { code: 'WW_RATE_LIMIT' } });
    await busy.close();
    const answers = await Promise.all(readings.map((one) => Promise.resolve(one)));
    const codes = new Set(answers.map((one) => (one.kind === 'refused' ? one.refusal.code : 'read')));
    expect([...codes].filter((code) => !['read', 'WW_RATE_LIMIT', 'WW_SHUTTING_DOWN'].includes(code))).toEqual([]);
    expect(await busy.read('SELECT 1 FROM orders', shop)).toMatchObject({ refusal: { code: 'WW_SHUTTING_DOWN' } });
  });
});
