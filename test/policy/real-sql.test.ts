/** Rules and masks over what the real analysis says of a real server's schema: the shipped rules' own tests, and attacks. */
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadShop } from '../../fixtures/shop/load.ts';
import { planMasks } from '../../src/masking/index.ts';
import {
  checkRules,
  compilePolicy,
  readRuleTexts,
  runRuleTests,
  tryText,
  type Answer,
} from '../../src/policy/index.ts';
import {
  CATALOG_QUERY,
  decodeCatalog,
  loadParser,
  makeCatalog,
  PostgresReader,
  type Catalog,
} from '../../src/sql/postgres/index.ts';
import type { Analysis } from '../../src/sql/statement.ts';
import { startPostgres } from '../servers/postgres.ts';
import { agent } from './shop.ts';

const MORE = `
CREATE TABLE shop.child (extra text) INHERITS (shop.customers);
CREATE MATERIALIZED VIEW shop.mails AS SELECT id, email AS e FROM shop.customers;
CREATE VIEW shop.loud AS SELECT upper(email) AS u FROM shop.customers;
CREATE FUNCTION shop.contact(bigint) RETURNS text LANGUAGE sql AS $$ SELECT email FROM shop.customers WHERE id = $1 $$;
CREATE FUNCTION shop.contacts() RETURNS SETOF shop.customers LANGUAGE sql AS $$ SELECT * FROM shop.customers $$;`;
let catalog: Catalog;
let reader: PostgresReader;

beforeAll(async () => {
  await using server = await startPostgres();
  await loadShop(server);
  const client = new Client({ connectionString: server.url('shop') });
  await client.connect();
  await client.query(MORE);
  await client.query('SET search_path = pg_catalog');
  const { rows } = await client.query<{ catalog: unknown }>(`SELECT (${CATALOG_QUERY})::text AS catalog`);
  await client.end();
  catalog = makeCatalog(decodeCatalog(String(rows[0]?.catalog)), Date.now());
  await loadParser();
  reader = new PostgresReader({ maxStatementBytes: 100_000, cacheEntries: 100 });
});

const read = (sql: string): Analysis | Promise<Analysis> =>
  reader.read(sql, { catalog, searchPath: ['pg_catalog', 'public'] });

describe('the rules that are shipped', () => {
  test('have no mistake', () => {
    expect(checkRules(readRuleTexts('rules'), { schemas: new Map([['shop', catalog]]), upstreams: ['shop'] })).toEqual(
      [],
    );
  });
  test('pass their own tests', async () => {
    const policy = compilePolicy(readRuleTexts('rules'));
    const results = await runRuleTests(policy, { read, schema: () => catalog, plan: planMasks });
    expect(results.length).toBeGreaterThan(20);
    expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });
});

const EVERYTHING = `
for: everyone
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
  - CREATE, ALTER, DROP, COMMENT ON SCHEMA shop
  - TEMPORARY ON DATABASE shop
sensitive: { shop.customers.email: { mask: email } }`;
const all = compilePolicy([{ path: 'all.yaml', text: EVERYTHING }]);
const ask = async (sql: string): Promise<Answer> =>
  tryText(all, { agent: agent('bot'), intent: undefined, upstream: 'shop' }, await read(sql), catalog, planMasks);

describe('of an agent that may do everything, a sensitive column', () => {
  test.for<[string, string[]]>([
    ['SELECT old.email FROM shop.customers old', ['email']],
    ['TABLE shop.customers', ['email']],
    ['VALUES ((SELECT email FROM shop.customers LIMIT 1))', ['column1']],
    ['SELECT v.x FROM shop.customers c, LATERAL (VALUES (c.email)) v(x)', ['x']],
    ['SELECT (c).email, email(c) FROM shop.customers c', ['email', 'email']],
    ['SELECT name FROM shop.products p JOIN shop.customers c ON c.id = p.id UNION ALL SELECT email FROM shop.customers', ['name']],
    ['SELECT email FROM shop.child', ['email']],
    ['SELECT e FROM shop.mails', ['e']],
    ['SELECT contact_email FROM shop.customer_contacts', ['contact_email']],
    ["UPDATE shop.customers SET name = 'x' WHERE id = 1 RETURNING email", ['email']],
    ['DELETE FROM shop.customers WHERE id = 1 RETURNING *', ['email']],
    ['WITH RECURSIVE r AS (SELECT email, 1 n FROM shop.customers UNION ALL SELECT email, n + 1 FROM r WHERE n < 3) SELECT email FROM r', ['email']],
    ['SELECT shop.contact(1)', ['contact']],
    ['SELECT count(email), count(*) FILTER (WHERE email IS NULL) FROM shop.customers', []],
    ["UPDATE shop.customers SET email = 'a@example.com' WHERE email IS NULL", []],
    ['SELECT city, count(*) FROM shop.customers GROUP BY city', []],
    ['ALTER TABLE shop.orders ADD COLUMN x text', []],
  ])('is masked in %s', async ([sql, masked]) => {
    const answer = await ask(sql);
    expect([answer.refusal?.message, answer.masked]).toEqual([undefined, masked]);
  }); // prettier-ignore

  test.for([
    "SELECT id FROM shop.customers WHERE email LIKE 'a%'",
    "SELECT id FROM shop.mails WHERE e LIKE 'a%'",
    'SELECT contact_email FROM shop.customer_contacts ORDER BY contact_email',
    'SELECT ARRAY(SELECT email FROM shop.customers)',
    'SELECT row_to_json(c) FROM shop.customers c',
    'SELECT c FROM shop.customers c',
    'SELECT string_agg(email, chr(44)) FROM shop.customers',
    'SELECT CASE WHEN id > 0 THEN email END FROM shop.customers',
    "SELECT CASE WHEN email > 'm' THEN 1 END FROM shop.customers",
    'SELECT DISTINCT email FROM shop.customers',
    'SELECT count(DISTINCT email) FROM shop.customers',
    'SELECT 1 FROM shop.customers a JOIN shop.customers b USING (email)',
    'SELECT 1 FROM shop.customers a NATURAL JOIN shop.child b',
    'SELECT email FROM shop.customers UNION SELECT name FROM shop.customers',
    'SELECT first_value(email) OVER () FROM shop.customers',
    'SELECT u FROM shop.loud',
    'SELECT upper(shop.contact(1))',
    "SELECT id FROM shop.orders WHERE shop.contact(id) LIKE 'a%'",
    'SELECT email FROM shop.contacts()',
    'SELECT (shop.contacts()).email',
    'SELECT generate_series(1, ascii(email)) FROM shop.customers',
    'SELECT id FROM shop.customers LIMIT (SELECT ascii(email) FROM shop.customers LIMIT 1)',
    'SELECT email::varchar(3) FROM shop.customers',
    "EXPLAIN ANALYZE SELECT id FROM shop.customers WHERE email = 'x'",
    'PREPARE p AS SELECT id FROM shop.customers WHERE email = $1',
    'DECLARE c CURSOR FOR SELECT upper(email) FROM shop.customers',
    'UPDATE shop.customers SET name = email',
    'INSERT INTO shop.notes (order_id, author, body) SELECT 1, name, email FROM shop.customers',
    "INSERT INTO shop.customers (name, city, country, email) VALUES ('a', 'b', 'c', 'd') ON CONFLICT DO NOTHING",
    'CREATE TEMP TABLE t AS SELECT email FROM shop.customers',
    'SELECT email INTO shop.x FROM shop.customers',
    'CREATE TABLE shop.r (e text REFERENCES shop.customers (email))',
    'CREATE INDEX ON shop.customers (email)',
    'ALTER TABLE shop.customers RENAME email TO mail',
    'ALTER TABLE shop.child NO INHERIT shop.customers',
    'SELECT 1; SELECT id FROM shop.customers ORDER BY email',
    'SELECT most_common_vals FROM pg_stats',
  ])('is not to be had by %s', async (sql) => {
    const { verdict, masked } = await ask(sql);
    expect([verdict, masked]).toEqual(['deny', []]);
  });
});
