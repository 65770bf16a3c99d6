import { afterAll, describe, expect, test } from 'vitest';
import type { CatalogData, ServerFacts } from '../../../src/sql/catalog/catalog.ts';
import { makeCatalog } from '../../../src/sql/catalog/snapshot.ts';
import { DEFAULT_MODE, MySqlReader } from '../../../src/sql/mysql/index.ts';
import type { MySqlContext, MySqlReading, MySqlStatement, ReaderOptions } from '../../../src/sql/mysql/index.ts';
import { table } from '../catalog/data.ts';

const server: ServerFacts = { flavor: 'mysql', version: 90_704, lowerCaseTableNames: 0 };
const SHOP: CatalogData = {
  serverVersion: server.version,
  database: '',
  schemas: ['hr', 'shop'],
  relations: [
    table(1, 'shop', 'orders', ['id', 'status']),
    table(2, 'hr', 'orders', ['id']),
    table(
      3,
      'shop',
      'wide',
      Array.from({ length: 1_000 }, (_, index) => `c${index}`),
    ),
  ],
  functions: [],
  types: [],
  operators: [],
  server,
};
const shop = context();

const readers: MySqlReader[] = [];
afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
});

function makeReader(options: Partial<ReaderOptions> = {}): MySqlReader {
  const reader = new MySqlReader({ maxStatementBytes: 1024 * 1024, cacheEntries: 100, ...options });
  readers.push(reader);
  return reader;
}

function context(changes: Partial<MySqlContext> = {}, data = SHOP): MySqlContext {
  return {
    catalog: makeCatalog(data, 0),
    server,
    database: 'shop',
    mode: DEFAULT_MODE,
    charset: 'utf8mb4',
    multiStatements: false,
    ...changes,
  };
}

function read(reader: MySqlReader, text: string, within = shop): MySqlReading | Promise<MySqlReading> {
  return reader.read(Buffer.from(text, 'latin1'), within);
}

function statement(reading: MySqlReading): MySqlStatement {
  const [only] = reading.kind === 'statements' ? reading.statements : [];
  if (only === undefined) throw new Error(`refused: ${JSON.stringify(reading)}`);
  return only;
}

const tables = (reading: MySqlReading): string[] =>
  statement(reading).accesses.map(({ object }) => `${object.schema}.${object.name}`);

describe('a reader', () => {
  const reader = makeReader();

  test('reads at once, and gives the same frozen object for the same text', () => {
    const first = read(reader, 'SELECT id FROM orders');
    expect(first).not.toBeInstanceOf(Promise);
    expect(read(reader, 'SELECT id FROM orders')).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(statement(first as MySqlReading).accesses[0]?.object)).toBe(true);
  });

  test('prints what goes upstream', async () => {
    const reading = await read(reader, 'select id /* x */ from orders -- y');
    expect(statement(reading).printed).toMatch(/^SELECT `?(?:orders`\.`)?id`? .*FROM `shop`\.`orders`/);
  });

  test.each([
    ['another database', { database: 'hr' }, 'SELECT id FROM orders'],
    ['another mode', { mode: { ...DEFAULT_MODE, ansiQuotes: true } }, 'SELECT "id" FROM orders'],
    ['another character set', { charset: 'latin1' }, "SELECT 'caf\xc3\xa9', id FROM orders"],
    ['another version of the server', { server: { ...server, version: 80_036 } }, 'SELECT id FROM orders'],
    ['several statements', { multiStatements: true }, 'SELECT 1; SELECT 2'],
  ] as const)('reads a text again under %s', async (_, changes, text) => {
    const one = await read(reader, text);
    const other = await read(reader, text, context(changes));
    expect(other).not.toBe(one);
    expect(read(reader, text, context(changes))).toBe(other);
    expect(read(reader, text)).toBe(one);
  });

  test('resolves by the database', async () => {
    expect(tables(await read(reader, 'SELECT id FROM orders'))).toEqual(['shop.orders']);
    expect(tables(await read(reader, 'SELECT id FROM orders', context({ database: 'hr' })))).toEqual(['hr.orders']);
    expect(await read(reader, 'SELECT id FROM orders', context({ database: undefined }))).toMatchObject({
      refusal: { code: 'WW_NAME_UNKNOWN', mysql: 1046 },
    });
  });

  test('reads a text again under another catalog, so that a refusal of an unknown name ends with it', async () => {
    const text = 'SELECT id FROM brand_new';
    const before = read(reader, text);
    expect(await before).toMatchObject({ kind: 'refused', refusal: { code: 'WW_NAME_UNKNOWN' } });
    expect(read(reader, text)).toBe(before);
    const after = { ...SHOP, relations: [...SHOP.relations, table(500, 'shop', 'brand_new', ['id'])] };
    expect(tables(await read(reader, text, context({}, after)))).toContain('shop.brand_new');
  });

  test('takes no text for a part of the context', async () => {
    const one = await read(reader, 'SELECT 1', context({ database: 'a' }));
    expect(await read(reader, 'SELECT 1', context({ database: 'a","utf8mb4' }))).not.toBe(one);
    const undefinedOne = await read(reader, 'SELECT 1', context({ database: undefined }));
    expect(await read(reader, 'SELECT 1', context({ database: 'null' }))).not.toBe(undefinedOne);
  });

  test.each([
    ['syntax errors', 'SELEC 1', 'WW_SYNTAX_ERROR'],
    ['a second statement where none may be', 'SELECT 1; SELECT 2', 'WW_SYNTAX_ERROR'],
    ['executable comments', 'SELECT 1 /*!50000 FROM orders */', 'WW_SQL_NOT_UNDERSTOOD'],
    ['10,000 parentheses', '('.repeat(10_000), 'WW_TOO_COMPLEX'],
    ['300,000 parentheses', '('.repeat(300_000), 'WW_TOO_COMPLEX'],
    ['3,000 negations', `SELECT ${'- '.repeat(3_000)}1`, 'WW_TOO_COMPLEX'],
    ['2 MB', 'x'.repeat(2_000_000), 'WW_TOO_LARGE'],
  ])('answers %s with a refusal', async (_, text, code) => {
    expect(await read(reader, text)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  test.each([
    ['parentheses', `SELECT ${'('.repeat(150)}1${')'.repeat(150)}`],
    ['functions', `SELECT ${'abs('.repeat(150)}1${')'.repeat(150)}`],
    ['queries', `SELECT ${'(SELECT '.repeat(60)}1${')'.repeat(60)}`],
  ])('has stack enough here for the deepest %s that the parser takes', async (_, text) => {
    const reading = await read(reader, text);
    expect(reading.kind === 'statements' || reading.refusal.message).toBe(
      reading.kind === 'statements' ? true : 'the statement nests more than 200 levels deep',
    );
  });

  test('gives any byte inside of a literal back in what is printed', async () => {
    const every = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    const quoted = every.replace('\\', '\\\\').replace("'", "''");
    const reading = await read(reader, `SELECT _binary'${quoted}'`);
    const again = await read(reader, statement(reading).printed);
    expect(statement(again).printed).toBe(statement(reading).printed);
    expect(statement(reading).printed).toContain('\xff');
  });
});

describe('large texts', () => {
  const reader = makeReader();
  const large = `INSERT INTO orders (id, status) VALUES ${"('1','open'),".repeat(10_000)}('2','x')`;

  test('are read in another thread, once for all that send them at the same time, and cached', async () => {
    const reading = read(reader, large);
    expect(reading).toBeInstanceOf(Promise);
    expect(read(reader, large)).toBe(reading);
    const settled = await reading;
    expect(statement(settled)).toMatchObject({ kind: 'insert', end: large.length });
    expect(Object.isFrozen(statement(settled))).toBe(true);
    expect(read(reader, large)).toBe(settled);
  });

  test.each([
    ['bytes', `SELECT '${'x'.repeat(30_000)}'`],
    ['tokens', `SELECT 1${',1'.repeat(2_000)}`],
    ['columns behind stars', `SELECT * FROM ${Array.from({ length: 40 }, (_, index) => `wide w${index}`).join(',')}`],
  ])('are told by their %s', (_, text) => {
    expect(read(reader, text)).toBeInstanceOf(Promise);
  });

  test('are not remembered when they are bulk loads', async () => {
    const text = `INSERT INTO orders (id, status) VALUES (1, '${'x'.repeat(300_000)}')`;
    const first = await read(reader, text);
    expect(statement(first).kind).toBe('insert');
    const again = read(reader, text);
    expect(again).toBeInstanceOf(Promise);
    expect(await again).toEqual(first);
  });

  test('may be overwritten while they wait', async () => {
    const far = makeReader({ workerThresholdBytes: 1 });
    const received = Buffer.from("SELECT id FROM orders WHERE status = 'one'");
    const [, second] = [read(far, 'SELECT 1'), far.read(received, shop)];
    received.fill('x');
    expect(statement(await second).printed).toContain("'one'");
  });

  test('whose readings would take long to be taken over are refused', async () => {
    const stars = Array.from({ length: 60 }, (_, index) => `wide w${index}`).join(',');
    expect(await read(reader, `SELECT * FROM ${stars}`)).toMatchObject({ refusal: { code: 'WW_TOO_COMPLEX' } });
  });

  test('mean the same there as here', async () => {
    const text = "SELECT o.id AS `né`, 'caf\xc3\xa9' FROM orders AS o WHERE status = ?";
    const here = makeReader().read(Buffer.from(text, 'latin1'), context({ charset: 'latin1' }));
    const far = makeReader({ workerThresholdBytes: 1 });
    expect(await far.read(Buffer.from(text, 'latin1'), context({ charset: 'latin1' }))).toEqual(here);
  });

  test('follow the catalog and the database that they were sent with', async () => {
    const far = makeReader({ workerThresholdBytes: 1 });
    const text = 'SELECT id FROM orders';
    const renumbered = { ...SHOP, relations: [table(7, 'shop', 'orders', ['id'])] };
    const readings = await Promise.all([
      read(far, text),
      read(far, text, context({ database: 'hr' })),
      read(far, text, context({ database: undefined })),
      read(far, text, context({}, renumbered)),
      read(far, `${text} `),
    ]);
    expect(
      readings.map((one) =>
        one.kind === 'statements' ? one.statements[0]?.accesses[0]?.object.oid : one.refusal.code,
      ),
    ).toEqual([1, 2, 'WW_NAME_UNKNOWN', 7, 1]);
  });

  test('are refused when they take too long, and are read again when they are sent again', async () => {
    const hasty = makeReader({ workerThresholdBytes: 1, workerTimeoutMs: 1 });
    expect(await read(hasty, large)).toMatchObject({ kind: 'refused', refusal: { code: 'WW_TOO_COMPLEX' } });
    expect(read(hasty, large)).toBeInstanceOf(Promise);
  });

  test('are refused beyond a bounded queue, and when the reader is closed', async () => {
    const busy = makeReader({ workerThresholdBytes: 1 });
    const readings = Array.from({ length: 60 }, (_, at) => read(busy, `SELECT ${at}, id FROM orders`));
    expect(await readings.at(-1)).toMatchObject({ kind: 'refused', refusal: { code: 'WW_RATE_LIMIT' } });
    await busy.close();
    expect(await read(busy, 'SELECT 1 FROM orders')).toMatchObject({ refusal: { code: 'WW_SHUTTING_DOWN' } });
  });
});
