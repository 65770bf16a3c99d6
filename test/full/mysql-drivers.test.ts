/** Real clients of MySQL and MariaDB see through Wirewall what they see without it, and get over a refused statement as over any error. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import type { Shop } from '../../fixtures/shop/load.ts';
import { shippedRules, startGateway, type Gateway } from '../servers/gateway.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';
import { MYSQL_DRIVERS, type MySqlDriver } from './drivers/mysql.ts';
import { INSTALL_WITHIN_MS } from './prerequisites.ts';

/** Everything in the schema shop, nothing in hr, and no masks: what differs then is Wirewall's doing. */
const RULES = {
  'everything.yaml': `
for: { agents: [robot, analyst] }
upstream: shop
allow:
  - ALL ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON ALL FUNCTIONS IN SCHEMA shop
  - CREATE, USAGE, ALTER, DROP, COMMENT ON SCHEMA shop
  - EXECUTE ON FUNCTION mysql.get_lock RETURNS CLEAN
`,
};

/** Two drivers' worth of processes, five times over, on a small machine. */
const WITHIN_MS = 240_000;

/** What no two sessions share, or what Wirewall says in words of its own: the numbers and states that programs decide by stay. */
function comparable(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('errno' in value))
      return typeof value === 'string' ? value.replaceAll(/\(conn:\d+,/g, '(conn:n,') : value;
    const { message: _message, text: _text, stack: _stack, ...rest } = value as Record<string, unknown>;
    return rest;
  }) as unknown;
}

test('there is a server of each kind to run the drivers against', () => {
  const found = findMySqlServers().map(({ flavor, version }) => `${flavor} ${version}`);
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^mysql 9/),
      expect.stringMatching(/^mariadb 10/),
      expect.stringMatching(/^mariadb 11/),
    ]),
  );
});

describe.for(findMySqlServers())('on $flavor $version', (wanted) => {
  let server: MySqlServer;
  let shop: Shop;
  let gateway: Gateway;
  let masking: Gateway;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wirewall-drivers-'));
    server = await startMySql({ ...wanted, tls: true });
    shop = await loadMySqlShop(server);
    [gateway, masking] = await Promise.all([
      startGateway({ server, shop, rules: RULES, tls: true }),
      startGateway({ server, shop, rules: { ...(await shippedRules()), ...RULES }, tls: true }),
    ]);
    await writeFile(join(folder, 'server.pem'), server.certificate ?? '');
  }, INSTALL_WITHIN_MS);
  afterAll(async () => {
    await Promise.all([gateway?.stop(), masking?.stop()]);
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  const direct = (): string =>
    `mysql://${shop.user}:${encodeURIComponent(shop.password)}@127.0.0.1:${server.port}/shop?ca=${join(folder, 'server.pem')}`;
  const as = (by: Gateway, agent: string, secret: string): string =>
    `${by.url(agent, secret)}?ca=${join(by.directory, 'cert.pem')}`;
  const login = async (by: Gateway, { nativeOnly }: MySqlDriver): Promise<string> =>
    nativeOnly === true ? as(by, by.analyst.name, by.analyst.secret) : as(by, 'robot', await by.token('robot'));

  test.for(MYSQL_DRIVERS)('$name logs in with a token and with a secret, and not with a wrong one', { timeout: WITHIN_MS }, async (driver) => {
    expect(await driver.results('seven', as(gateway, gateway.analyst.name, gateway.analyst.secret))).toEqual({ answer: 7 });
    if (driver.nativeOnly !== true) expect(await driver.results('seven', as(gateway, 'robot', await gateway.token('robot')))).toEqual({ answer: 7 });
    const wrong = await driver.results('seven', as(gateway, gateway.analyst.name, 'wrong')).catch((error: unknown) => error);
    expect(wrong).not.toEqual({ answer: 7 });
    expect(JSON.stringify(wrong instanceof Error ? wrong.message : wrong)).toMatch(/denied|1045|login of .*failed/);
  }); // prettier-ignore

  test.for(MYSQL_DRIVERS)('$name sees through the gateway what it sees directly', { timeout: WITHIN_MS }, async (driver) => {
    const found = await driver.results('same', await login(gateway, driver));
    const letsIn = driver.nativeOnly !== true || server.flavor === 'mariadb';
    const expected = letsIn ? await driver.results('same', direct()) : {};
    const operations = Object.keys(found);
    expect(operations.length).toBeGreaterThan(5);
    const other = server.flavor === 'mariadb' ? (driver.otherOnMariaDb ?? []) : [];
    for (const operation of operations.filter((name) => !other.includes(name))) {
      if (letsIn) expect.soft(comparable(found[operation]), operation).toEqual(comparable(expected[operation]));
      else expect.soft(Object.keys(Object(found[operation]) as object), operation).not.toContain('threw');
    }
    // What is published as different is different: when it no longer is, the list is wrong.
    for (const operation of other) expect.soft(comparable(found[operation]), operation).not.toEqual(comparable(expected[operation]));
  }); // prettier-ignore

  test.for(MYSQL_DRIVERS)('$name is told why a statement is refused and goes on', { timeout: WITHIN_MS }, async (driver) => {
    const found = await driver.results('refused', await login(gateway, driver));
    expect(Object.keys(found).length).toBeGreaterThan(0);
    for (const [operation, result] of Object.entries(found)) {
      const message: unknown = expect.stringMatching(/hr\.salaries is not granted to (robot|analyst)\..*WW_TABLE_NOT_GRANTED, decision [0-9a-f-]{36}/s);
      expect.soft(result, operation).toMatchObject({ errno: 1142, message, after: 7 });
    }
    expect(await notesThatMustNotStay()).toEqual([]);
  }); // prettier-ignore

  test.for(MYSQL_DRIVERS)('$name gets a sensitive column masked in every way that it reads', { timeout: WITHIN_MS }, async (driver) => {
    const found = await driver.results('masked', await login(masking, driver));
    expect(Object.keys(found).length).toBeGreaterThan(0);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((way) => [way, 'j***@example.com'])));
  }); // prettier-ignore

  async function notesThatMustNotStay(): Promise<unknown> {
    const connection = await server.connect('shop');
    try {
      return (await connection.query("SELECT author FROM shop.notes WHERE body = 'must not stay'"))[0];
    } finally {
      await connection.end();
    }
  }
});
