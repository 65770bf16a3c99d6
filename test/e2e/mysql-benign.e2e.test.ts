/** Legitimate traffic of fixtures/benign/mysql, once directly and once through the gateway, under rules that allow it: the same comes back. */
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import recorded from '../../fixtures/benign/mysql/recorded.json' with { type: 'json' };
import { STATEMENTS } from '../../fixtures/benign/mysql/statements.ts';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';

/** What an operator writes for an application that owns its database. */
const RULES = {
  'builder.yaml': `
for: { agents: [builder] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop RETURNS CLEAN
  - CREATE, USAGE, ALTER, DROP, COMMENT ON SCHEMA shop
  - EXECUTE ON FUNCTION mysql.get_lock RETURNS CLEAN
`,
};

describe.for(findMySqlServers())('on $flavor $version', (wanted) => {
  let server: MySqlServer;
  let gateway: Gateway;
  let shop: Shop;
  let direct: Connection;
  let through: Connection;

  beforeAll(async () => {
    server = await startMySql({ ...wanted, tls: true });
    shop = await loadMySqlShop(server);
    gateway = await startGateway({ server, shop, rules: RULES, tls: true });
    const options = {
      host: '127.0.0.1',
      database: 'shop',
      dateStrings: true,
      rowsAsArray: true,
      jsonStrings: true,
      flags: ['-IGNORE_SPACE'],
    };
    const login = {
      port: server.port,
      user: shop.user,
      password: shop.password,
      ssl: { ca: server.certificate ?? '' },
    };
    const token = {
      port: gateway.port,
      user: 'builder',
      password: await gateway.token('builder'),
      ssl: { ca: gateway.certificate ?? '' },
    };
    [direct, through] = await Promise.all([
      createConnection({ ...options, ...login }),
      createConnection({ ...options, ...token }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([direct?.end(), through?.end()]);
    await gateway?.stop();
    await server?.stop();
  });

  for (const { source, texts } of STATEMENTS.filter(({ only }) => only === undefined || only === wanted.flavor)) {
    it.for(texts)(`${source}: %s`, async (text) => {
      expect(await answer(through, text)).toEqual(await answer(direct, text));
    });
  }

  for (const { client, texts } of recorded.filter(({ flavor }) => flavor === wanted.flavor)) {
    it(`what ${client} asked for at its start and of the schema is answered as directly`, async () => {
      // What the one before has set is not to be seen.
      await Promise.all([direct.reset(), through.reset()]);
      for (const text of texts) expect.soft(await answer(through, text), text).toEqual(await answer(direct, text));
    });
  }
});

/** Rows with the columns' names, or counts, or the error's number; inside a transaction that is taken back. */
async function answer(connection: Connection, sql: string): Promise<unknown> {
  await connection.query('START TRANSACTION');
  try {
    const [rows, columns] = await connection.query({ sql, rowsAsArray: true });
    if (Array.isArray(rows))
      return { rows: sql.includes('ORDER BY') ? rows : sorted(rows), columns: columns.map(({ name }) => name) };
    return [rows.affectedRows, 'info' in rows ? rows.info : ''];
  } catch (error) {
    return error instanceof Error && 'errno' in error ? error.errno : error;
  } finally {
    await connection.query('ROLLBACK');
  }
}

function sorted(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
