/** What lies around MySQL's statements: kills, warnings, large packets, ways to log in, connections that wait, end or can't be had. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnection } from 'mysql2/promise';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { startGateway } from '../servers/gateway.ts';
import { startMySql } from '../servers/mysql.ts';
import { eventually } from './bystander.ts';
import { RawMySql, shown } from './mysql-raw-client.ts';
import { oneOfEach, OPEN_RULES, OpenScene, REFUSED } from './mysql-open-scene.ts';

const SLOW = `SELECT count(*) FROM orders a, orders b, orders c, orders d
  WHERE a.total_cents + b.total_cents + c.total_cents + d.total_cents < 0`;
const SKU = 'SELECT sku FROM products WHERE id = 1';

describe.each(oneOfEach())('$flavor $version', (mysql) => {
  let scene: OpenScene;
  beforeAll(async () => {
    scene = await OpenScene.open({
      mysql,
      config: { limits: { max_message_bytes: '40MB', max_statement_bytes: '24MB' } },
    });
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());

  describe('KILL', () => {
    const running = () =>
      eventually(
        async () =>
          Number(
            (
              await scene.asSuperuser(
                "SELECT count(*) AS n FROM information_schema.processlist WHERE user = 'app' AND info LIKE '%total_cents%'",
              )
            )[0]?.['n'],
          ),
        (n) => n === 1,
      );

    test.each(['the id of the greeting', 'CONNECTION_ID()'])(
      'QUERY by %s ends the statement of another session of the same agent',
      async (by) => {
        await using sleeper = await scene.raw();
        await using killer = await scene.raw();
        const own = shown(await sleeper.one('SELECT CONNECTION_ID()'))[0];
        const id = by === 'CONNECTION_ID()' ? own : String(sleeper.greeting?.connectionId);
        const slow = sleeper.one(SLOW);
        await running();
        expect(shown(await killer.one(`KILL QUERY ${id}`))).toBe('ok 0');
        expect(shown(await slow)).toBe('error 1317');
        expect(shown(await sleeper.one(SKU))).toEqual(['SKU-0001']);
      },
    );

    test('of another agent’s, and of a number that nobody has, is the same error', async () => {
      await using foreign = await scene.raw({}, 'other');
      await using client = await scene.raw();
      const [thread] = shown(await foreign.one('SELECT CONNECTION_ID()'));
      for (const id of [String(foreign.greeting?.connectionId), thread, '1', '4294967000'])
        for (const what of ['QUERY', 'CONNECTION'])
          expect(shown(await client.one(`KILL ${what} ${id}`))).toBe('error 1094');
      expect(shown(await foreign.one(SKU))).toEqual(['SKU-0001']);
    });

    test('of a connection ends it', async () => {
      await using sleeper = await scene.raw();
      await using killer = await scene.raw();
      expect(shown(await killer.one(`KILL ${sleeper.greeting?.connectionId}`))).toBe('ok 0');
      await sleeper.ended();
      expect(shown(await killer.one(SKU))).toEqual(['SKU-0001']);
    });
  });

  describe('warnings', () => {
    test('after a refusal are the refusal', async () => {
      await using client = await scene.raw();
      const refused = await client.one(REFUSED);
      for (const what of ['WARNINGS', 'ERRORS']) {
        const { rows } = await client.one(`SHOW ${what}`);
        expect(rows.map((row) => row.map(String))).toEqual([['Error', '1142', refused.error?.message]]);
        expect(shown(await client.one(`SHOW COUNT(*) ${what}`))).toEqual(['1']);
      }
      await client.one(SKU);
      expect(shown(await client.one('SHOW WARNINGS'))).toEqual([]);
      expect(shown(await client.one('SHOW COUNT(*) WARNINGS'))).toEqual(['0']);
    });

    test('of the server are the server’s, and those of a statement near a mask are kept back', async () => {
      await using client = await scene.raw();
      await using direct = await scene.rawDirect();
      for (const text of ['SELECT 1 / 0', "SELECT CAST('7x' AS SIGNED)", 'SELECT (SELECT id FROM orders)']) {
        const [ours, theirs] = [await client.one(text), await direct.one(text)];
        expect([text, shown(ours), ours.warnings]).toEqual([text, shown(theirs), theirs.warnings]);
        expect(shown(await client.one('SHOW WARNINGS'))).toEqual(shown(await direct.one('SHOW WARNINGS')));
      }
      const taken = await client.one(
        "INSERT INTO customers (name, email, city, country) VALUES ('x', 'ada.example1@example.com', 'x', 'DE')",
      );
      expect(taken.error?.message).not.toContain('ada.example1');
      expect(String(shown(await client.one('SHOW WARNINGS')))).not.toContain('ada.example1');
    });
  });

  test('packets of more than 16 MB go both ways', async () => {
    await using client = await scene.raw();
    const long = 'x'.repeat(17 * 1024 * 1024);
    const limit = Number((await scene.asSuperuser('SELECT @@max_allowed_packet AS n'))[0]?.['n']);
    const answer = await client.one(`SELECT '${long}' AS v`);
    if (limit < long.length) {
      expect(['error 1153', 'error 2013']).toContain(shown(answer));
      return;
    }
    expect(answer.rows[0]?.[0]?.length).toBe(long.length);
    expect(shown(await client.one(SKU))).toEqual(['SKU-0001']);
  });

  describe('a static agent', () => {
    test('logs in by caching_sha2_password: the whole secret at first or its proof, inside TLS', async () => {
      const { name: user, secret } = scene.gateway.analyst;
      await using client = await RawMySql.loggedIn(scene.gateway, {
        user,
        secret,
        database: 'shop',
        ca: scene.gateway.certificate,
      });
      expect(['fast', 'full']).toContain(client.way);
      expect(shown(await client.one(SKU))).toEqual(['SKU-0001']);
    });

    test('logs in by RSA or proof without TLS, where the listener takes plain text', async () => {
      const { server, shop } = scene;
      await using gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES } });
      const { name: user, secret } = gateway.analyst;
      await using client = await RawMySql.loggedIn(gateway, { user, secret, database: 'shop' });
      expect(['fast', 'rsa']).toContain(client.way);
      expect(shown(await client.one(SKU))).toEqual(['SKU-0001']);
      await using byToken = await RawMySql.loggedIn(gateway, {
        user: 'dev',
        secret: await gateway.token('dev'),
        database: 'shop',
      });
      expect(byToken.way).toBe('rsa');
      const wrong = await RawMySql.connect(gateway);
      expect(await wrong.login({ user, secret: 'wrong' })).toMatchObject({ number: 1045 });
      wrong.destroy();
    });
  });

  describe('connections', () => {
    test('more than may be are refused by the server’s number, and an idle one is ended', async () => {
      const { server, shop } = scene;
      const limits = { max_connections: 2, idle_timeout: '2s' };
      await using gateway = await startGateway({
        server,
        shop,
        rules: { 'open.yaml': OPEN_RULES },
        tls: true,
        config: { limits },
      });
      const login = { user: 'dev', secret: await gateway.token('dev'), database: 'shop', ca: gateway.certificate };
      await using one = await RawMySql.loggedIn(gateway, login);
      await using two = await RawMySql.loggedIn(gateway, login);
      const third = createConnection({
        host: gateway.host,
        port: gateway.port,
        user: 'dev',
        password: login.secret,
        ssl: { ca: gateway.certificate ?? '' },
      });
      await expect(third).rejects.toMatchObject({ errno: 1040 });
      expect(shown(await one.one(SKU))).toEqual(['SKU-0001']);
      await one.ended();
      await two.ended();
    });

    test('wait for a database that comes back, and say what is wrong until then', async () => {
      const server = await startMySql(mysql);
      const shop = await loadMySqlShop(server);
      await using gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES }, tls: true });
      const login = { user: 'dev', secret: await gateway.token('dev'), database: 'shop', ca: gateway.certificate };
      const client = await RawMySql.loggedIn(gateway, login);
      const slow = client.one(SLOW).catch((error: unknown) => String(error));
      await eventually(
        async () => (await gateway.audit()).filter(({ type }) => type === 'decision').length,
        (n) => n > 0,
      );
      await server.stop();
      expect(
        JSON.stringify(await slow, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ).toMatch(/1053|1317|2013|closed|WW_UPSTREAM_UNAVAILABLE/);
      await client.ended();
      const down = await RawMySql.connect(gateway);
      const told = await down.login(login);
      expect(told).toMatchObject({ number: 2003, message: expect.stringMatching(/WW_UPSTREAM_UNAVAILABLE/) as string });
      expect(told?.message).not.toContain(String(server.port));
      down.destroy();
      const outcomes = (await gateway.audit()).filter(({ type }) => type === 'outcome');
      expect(outcomes).toHaveLength(1);
    });

    test('drain at the end: what runs may finish, who waits is told', async () => {
      const { server, shop } = scene;
      const gateway = await startGateway({ server, shop, rules: { 'open.yaml': OPEN_RULES }, tls: true });
      const login = { user: 'dev', secret: await gateway.token('dev'), database: 'shop', ca: gateway.certificate };
      const idle = await RawMySql.loggedIn(gateway, login);
      const busy = await RawMySql.loggedIn(gateway, login);
      const sum = busy.one(
        'SELECT count(*) FROM orders a, orders b, orders c WHERE a.total_cents + b.total_cents + c.total_cents < 0',
      );
      await eventually(
        async () => (await gateway.audit()).filter(({ type }) => type === 'decision').length,
        (n) => n > 0,
      );
      await gateway.stop();
      expect(shown(await sum)).toEqual(['0']);
      await idle.ended();
      await busy.ended();
    });
  });
});
