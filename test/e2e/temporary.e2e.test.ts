/** Temporary tables through the gateway: whoever may make them may use them, and no name goes to another table than was judged. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { shippedRules, startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';

let server: PostgresServer;
let shop: Shop;
let gateway: Gateway;

const RULES = `
for: { agents: [support-bot] }
upstream: shop
allow:
  - TEMPORARY ON DATABASE shop
`;

beforeAll(async () => {
  server = await startPostgres();
  shop = await loadShop(server);
  gateway = await startGateway({ server, shop, rules: { ...(await shippedRules()), 'temporary.yaml': RULES } });
});
afterAll(async () => {
  await gateway?.stop();
  await server?.stop();
});

interface Session extends AsyncDisposable {
  /** Rows as arrays. */
  rows(sql: string): Promise<unknown[][]>;
  /** The SQLSTATE and the code of ours of what is refused. */
  refused(sql: string): Promise<string | undefined>;
}

async function session(): Promise<Session> {
  const token = await gateway.token('support-bot', { intents: ['answer-ticket'] });
  const client = new Client({ connectionString: gateway.url('support-bot', token) });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SET search_path = shop, public');
  const rows = async (text: string): Promise<unknown[][]> =>
    (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
  return {
    rows,
    refused: async (sql) => {
      try {
        return `no error: ${JSON.stringify(await rows(sql))}`;
      } catch (error) {
        const { code, detail, message } = error as { code?: string; detail?: string; message: string };
        return detail === undefined || !detail.startsWith('WW_') ? `${code} ${message}` : detail.split(',')[0];
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

it('are made, filled, read, changed and dropped without a grant on any of them', async () => {
  await using agent = await session();
  await agent.rows('CREATE TEMP TABLE picked (id bigint, status text)');
  await agent.rows('INSERT INTO picked SELECT id, status::text FROM orders WHERE id <= 3');
  await agent.rows("UPDATE picked SET status = 'seen' WHERE id = 1");
  await agent.rows('DELETE FROM pg_temp.picked WHERE id = 2');
  expect(await agent.rows('SELECT * FROM picked ORDER BY id')).toEqual([
    ['1', 'seen'],
    ['3', expect.any(String)],
  ]);
  await agent.rows('ALTER TABLE picked ADD COLUMN extra int DEFAULT 7');
  expect(await agent.rows('SELECT extra FROM picked WHERE id = 1')).toEqual([[7]]);
  await agent.rows('CREATE INDEX ON picked (id)');
  await agent.rows('TRUNCATE picked');
  await agent.rows('CREATE TABLE pg_temp.other AS SELECT id FROM orders LIMIT 2');
  expect(await agent.rows('SELECT count(*)::int FROM other')).toEqual([[2]]);
  await agent.rows('CREATE TEMP SEQUENCE numbers START 5');
  expect(await agent.rows("SELECT nextval('numbers')::int")).toEqual([[5]]);
  await agent.rows('DROP TABLE picked, other');
  expect(await agent.refused('SELECT * FROM picked')).toMatch(/^42P01|WW_NAME_UNKNOWN/);
});

it('hide a table of their name until they are dropped, inside a transaction and out of it', async () => {
  await using agent = await session();
  const own = [['mine']];
  const [first] = await agent.rows('SELECT id FROM orders ORDER BY id LIMIT 1');
  await agent.rows('CREATE TEMP TABLE orders AS SELECT $$mine$$::text AS note');
  expect(await agent.rows('SELECT * FROM orders')).toEqual(own);
  expect(await agent.rows('SELECT id FROM shop.orders ORDER BY id LIMIT 1')).toEqual([first]);
  await agent.rows('DROP TABLE orders');
  expect(await agent.rows('SELECT id FROM orders ORDER BY id LIMIT 1')).toEqual([first]);

  await agent.rows('BEGIN');
  await agent.rows('CREATE TEMP TABLE orders (note text) ON COMMIT DROP');
  await agent.rows("INSERT INTO orders VALUES ('mine')");
  expect(await agent.rows('SELECT * FROM orders')).toEqual(own);
  await agent.rows('COMMIT');
  expect(await agent.rows('SELECT id FROM orders ORDER BY id LIMIT 1')).toEqual([first]);

  await agent.rows('BEGIN');
  await agent.rows('SAVEPOINT before');
  await agent.rows('CREATE TEMP TABLE orders (note text)');
  expect(await agent.rows('SELECT note FROM orders')).toEqual([]);
  await agent.rows('ROLLBACK TO before');
  expect(await agent.rows('SELECT id FROM orders ORDER BY id LIMIT 1')).toEqual([first]);
  await agent.rows('COMMIT');
});

it.each([
  ['DROP TABLE customers', undefined],
  ['DISCARD TEMP', undefined],
  ['DISCARD ALL', 'SET search_path = shop, public'],
])('leave what they hid masked and refused as before: %s', async (ending, after) => {
  await using agent = await session();
  await agent.rows('CREATE TEMP TABLE customers (id int, email text, phone text)');
  await agent.rows("INSERT INTO customers VALUES (1, 'mine@example.com', '1')");
  expect(await agent.rows('SELECT * FROM customers WHERE email LIKE $$mine%$$')).toEqual([
    [1, 'mine@example.com', '1'],
  ]);
  await agent.rows(ending);
  if (after !== undefined) await agent.rows(after);
  expect(await agent.refused('SELECT * FROM customers WHERE email LIKE $$mine%$$')).toMatch(/^WW_/);
  const [row] = await agent.rows('SELECT email FROM customers WHERE id = 1');
  expect(row?.[0]).toMatch(/^.\*\*\*@/);
});

it('take no masked value, and open nothing else', async () => {
  await using agent = await session();
  await agent.rows('CREATE TEMP TABLE sink (id bigint, email text)');
  for (const sql of [
    'INSERT INTO sink SELECT id, email FROM customers',
    'INSERT INTO sink SELECT id, upper(email) FROM customers',
    'UPDATE sink SET email = c.email FROM customers c WHERE c.id = sink.id',
    'CREATE TEMP TABLE copied AS SELECT email FROM customers',
    'CREATE TEMP VIEW seen AS SELECT id FROM orders',
    'CREATE TEMP TABLE salaries AS SELECT * FROM hr.salaries',
    'CREATE TABLE public.lasting (id int)',
    'CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$',
    'CREATE TEMP TABLE child (extra int) INHERITS (hr.salaries)',
  ]) {
    expect({ sql, code: await agent.refused(sql) }).toEqual({ sql, code: expect.stringMatching(/^WW_/) as string });
  }
  expect(await agent.rows('SELECT count(*)::int FROM sink')).toEqual([[0]]);
});

it("are not other sessions' to name", async () => {
  await using one = await session();
  await using two = await session();
  await one.rows("CREATE TEMP TABLE secrets AS SELECT 'one'::text AS secret");
  await two.rows('CREATE TEMP TABLE own (a int)');
  const [[schema]] = (await one.rows('SELECT nspname::text FROM pg_namespace WHERE oid = pg_my_temp_schema()')) as [
    [string],
  ];
  expect(await two.refused('SELECT * FROM secrets')).toMatch(/WW_NAME_UNKNOWN|^42P01/);
  expect(await two.refused(`SELECT * FROM ${schema}.secrets`)).toMatch(/WW_NAME_UNKNOWN|^0A000/);
  expect(await two.refused(`DROP TABLE ${schema}.secrets`)).toMatch(/WW_NAME_UNKNOWN|^0A000/);
  await two.rows("CREATE TEMP TABLE secrets AS SELECT 'two'::text AS another");
  expect(await one.rows('SELECT * FROM secrets')).toEqual([['one']]);
  expect(await two.rows('SELECT * FROM secrets')).toEqual([['two']]);
});
