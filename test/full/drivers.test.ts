/** Real clients see through Wirewall what they see without it, and get over a refused statement as over any error. */
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShop } from '../../fixtures/shop/load.ts';
import { shippedRules, startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import type { Refused } from './drivers/driver.ts';
import { pgDriver } from './drivers/pg.ts';
import { postgresDriver } from './drivers/postgres.ts';
import { psqlDriver } from './drivers/psql.ts';
import { asyncpgDriver, psycopgDriver, sqlAlchemyDriver } from './drivers/python.ts';
import { INSTALL_WITHIN_MS, psql, python } from './prerequisites.ts';

const DRIVERS = [psqlDriver, pgDriver, postgresDriver, psycopgDriver, asyncpgDriver, sqlAlchemyDriver];

/** Everything in the schema shop, nothing in hr, and no masks: what differs then is Wirewall's doing. */
const RULES = {
  'everything.yaml': `
for: { agents: [robot, analyst] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - ALL ON ALL SEQUENCES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
  - ALL ON SCHEMA shop
`,
};

/**
 * Statements that can't be read, or whose names don't exist, are answered by Wirewall in the server's words, with a DETAIL of
 * its own: the decision's id in the audit log.
 */
const OWN_DETAIL = /(^|\nDETAIL: {2})WW_(SYNTAX_ERROR|NAME_UNKNOWN), decision [0-9a-f-]{36}/g;

function withoutDecisions(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result), (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    const rest = value.replaceAll(OWN_DETAIL, '');
    return rest === '' && value !== '' ? undefined : rest;
  }) as unknown;
}

describe('a driver', () => {
  let server: PostgresServer;
  let gateway: Gateway;
  let encrypted: Gateway;
  let direct: string;
  let through: string;

  beforeAll(async () => {
    await Promise.all([psql(), python()]);
    server = await startPostgres();
    const shop = await loadShop(server);
    [gateway, encrypted] = await Promise.all([
      startGateway({ server, shop, rules: RULES }),
      startGateway({ server, shop, rules: { ...(await shippedRules()), ...RULES }, tls: true }),
    ]);
    direct = server.url(shop.database, shop.user, shop.password);
    through = gateway.url('robot', await gateway.token('robot'));
  }, INSTALL_WITHIN_MS);
  afterAll(async () => {
    await Promise.all([gateway?.stop(), encrypted?.stop()]);
    await server?.stop();
  });

  test.for(DRIVERS)(
    '$name logs in with a token by TLS and with a secret by SCRAM, and not with a wrong one',
    async (driver) => {
      const { name, secret } = gateway.analyst;
      expect(await driver.seven(overTls('robot', await encrypted.token('robot')))).toBe(7);
      expect(await driver.seven(overTls(name, encrypted.analyst.secret))).toBe(7);
      expect(await driver.seven(gateway.url(name, secret))).toBe(7);
      await expect(driver.seven(gateway.url(name, 'wrong'))).rejects.toThrow(/password|login/);
      await expect(driver.seven(gateway.url('robot', await encrypted.token('robot')))).rejects.toThrow(
        /password|token|login/,
      );
    },
  );

  test.for(DRIVERS)('$name sees through the gateway what it sees directly', async (driver) => {
    const expected = await driver.same(direct);
    const found = await driver.same(through);
    expect(Object.keys(expected).length).toBeGreaterThan(8);
    for (const [operation, result] of Object.entries(expected)) {
      expect(Object.keys(Object(result) as object), `${operation}, directly`).not.toContain('threw');
      expect.soft(withoutDecisions(found[operation]), operation).toEqual(result);
    }
  });

  test.for(DRIVERS)(
    '$name is told why a statement is refused and goes on, and nothing before it is committed',
    async (driver) => {
      const found = await driver.refused(through);
      expect(Object.keys(found).length).toBeGreaterThan(1);
      for (const [operation, result] of Object.entries(found)) {
        // `aborted`, where a driver tells it, is what the statement after it got: the transaction has failed as after any error.
        expect.soft({ aborted: '25P02', ...(result as Refused) }, operation).toMatchObject({
          code: '42501',
          message: expect.stringMatching(/hr\.salaries.* is not granted to robot/) as string,
          hint: expect.stringMatching(/Tables you may select from: shop/) as string,
          after: 7,
          aborted: '25P02',
        });
      }
      expect(await notesThatMustNotStay()).toEqual([]);
    },
  );

  test.for(DRIVERS)('$name gets a sensitive column masked in every way that it reads', async (driver) => {
    const found = await driver.masked(overTls('support-bot', await encrypted.token('support-bot')));
    expect(Object.keys(found).length).toBeGreaterThan(1);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((way) => [way, 'j***@example.com'])));
  });

  test('the refusals that these drivers met are in the audit log', async () => {
    const decisions = (await gateway.audit()).filter(({ type }) => type === 'decision');
    const denied = decisions.filter(({ verdict }) => verdict === 'deny');
    expect(denied.length).toBeGreaterThan(DRIVERS.length);
    expect(denied.every(({ code, agent }) => typeof code === 'string' && agent === 'robot')).toBe(true);
  });

  function overTls(agent: string, secret: string): string {
    return `${encrypted.url(agent, secret)}?sslmode=verify-full&sslrootcert=${join(encrypted.directory, 'cert.pem')}`;
  }

  async function notesThatMustNotStay(): Promise<unknown[]> {
    const client = new Client({ connectionString: server.url('shop') });
    await client.connect();
    try {
      return (await client.query("SELECT author FROM shop.notes WHERE body = 'must not stay'")).rows;
    } finally {
      await client.end();
    }
  }
});
