import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { shippedRules, startGateway, type Gateway } from '../servers/gateway.ts';
import { freePort } from '../servers/port.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let server: PostgresServer;
let shop: Shop;
let home: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  server = await startPostgres();
  shop = await loadShop(server);
});
afterAll(() => server.stop());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wirewall-cli-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(home, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function wirewall(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = launch(args, env);
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
  await once(child, 'close');
  return { code: child.exitCode, stdout: (await stdout) ?? '', stderr: (await stderr) ?? '' };
}

function launch(args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: home,
    env: { ...process.env, SHOP_PASSWORD: shop.password, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

const initArgs = (...more: readonly string[]): string[] => [
  'init', '--non-interactive', '--address', `${server.host}:${server.port}`, '--database', shop.database, '--user', shop.user,
  '--password-env', 'SHOP_PASSWORD', '--agent', 'support-bot', ...more,
]; // prettier-ignore

/** A folder as `init` leaves it, with a listener on a free port. */
async function initialised(): Promise<number> {
  const port = await freePort();
  const { code, stderr } = await wirewall(initArgs('--listen', `127.0.0.1:${port}`));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return port;
}

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(home, file);
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

/** An error has no stack, says what is wrong, and what to do next. */
function expectHelpful({ stderr }: Ended, ...words: readonly (string | RegExp)[]): void {
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}

describe('what people get wrong is told with what to do next', () => {
  test('a wrong key in the configuration, with its line', async () => {
    await initialised();
    await change('wirewall.yaml', 'listeners:', 'listners:');
    const ended = await wirewall(['start']);
    expect(ended.code).toBe(2);
    expectHelpful(ended, /wirewall\.yaml:\d+:1: listners: there is no such key: did you mean "listeners"\?/, /\n +\^/);
  });

  test('no configuration at all', async () => {
    const ended = await wirewall(['start']);
    expect(ended.code).toBe(2);
    expectHelpful(ended, 'name one with -c, or make one with wirewall init');
  });

  test('a password that is not set', async () => {
    await initialised();
    const ended = await wirewall(['start'], { SHOP_PASSWORD: '' });
    expect(ended.code).toBe(2);
    expectHelpful(ended, '"SHOP_PASSWORD" is not set: set it before wirewall starts');
  });

  test('a wrong password of the upstream', async () => {
    await initialised();
    const ended = await wirewall(['schema', 'pull'], { SHOP_PASSWORD: 'wrong' });
    expect(ended.code).toBe(1);
    expectHelpful(
      ended,
      'the database refuses the password of "app"',
      'Correct what environment variable "SHOP_PASSWORD" holds',
    );
  });

  test('a port that is in use', async () => {
    const port = await initialised();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const ended = await wirewall(['start']);
      expect(ended.code).toBe(2);
      expectHelpful(ended, `127.0.0.1:${port} is in use by another program`, `lsof -i :${port}`);
    } finally {
      other.close();
    }
  });

  test('a rule for a table that is not there', async () => {
    await initialised();
    await change('rules/support-bot.yaml', 'SELECT ON shop.orders', 'SELECT ON shop.ordres');
    const { code, stdout } = await wirewall(['rules', 'check']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/rules\/support-bot\.yaml:\d+:\d+ {2}error .*shop\.ordres/);
    expect(stdout).toMatch(/did you mean "(?:shop\.)?orders"\?/);
  });

  test('rules that cannot be read keep it from starting', async () => {
    await initialised();
    await change('rules/support-bot.yaml', 'allow:', 'alow:');
    const ended = await wirewall(['start']);
    expect(ended.code).toBe(2);
    expectHelpful(ended, /rules\/support-bot\.yaml:\d+:\d+: error: .*"alow"/, 'wirewall rules check');
  });

  test('a schema file that is none', async () => {
    await initialised();
    await writeFile(join(home, 'schema.json'), '{');
    const ended = await wirewall(['rules', 'test', '--schema', 'schema.json']);
    expect(ended.code).toBe(2);
    expectHelpful(ended, '"schema.json": the schema file is not JSON');
  });

  test.for([
    [['satrt'], 'there is no command "satrt"'],
    [['agents', 'token'], '"--name" is missing'],
    [['agents', 'revoke'], "expected an agent's name, --token ID or --session ID"],
    [['audit', 'export', '--since', 'yesterday'], 'expected a time like 2026-03-01T12:00:00Z'],
    [['audit', 'export', '--verdict', 'no'], 'expected one of allow, hold, deny'],
    [['init', '--non-interactive'], '--address, --database, --user are missing'],
  ] as const)('wrong arguments: %j', async ([args, words]) => {
    const ended = await wirewall(args);
    expect(ended.code).toBe(2);
    expectHelpful(ended, words);
  });
});

describe('wirewall init', () => {
  test('writes what starts, and a first agent that may read', async () => {
    const port = await initialised();
    expect((await wirewall(['rules', 'check'])).code).toBe(0);
    expect((await wirewall(['rules', 'test'])).stdout).toContain('2 tests passed');
    const gateway = launch(['start'], {});
    await answers(port);
    const token = (await wirewall(['agents', 'token', '--name', 'support-bot'])).stdout.trim();
    const client = new Client({ host: '127.0.0.1', port, user: 'support-bot', password: token, database: 'shop' });
    await client.connect();
    const { rows } = await client.query('SELECT email FROM shop.customers WHERE id = 7');
    expect(rows).toEqual([{ email: 'g***@example.com' }]);
    await expect(client.query('DELETE FROM shop.notes')).rejects.toMatchObject({ code: '42501' });
    await client.end();
    gateway.kill('SIGTERM');
    expect(await once(gateway, 'exit')).toEqual([0, null]);
    expect((await wirewall(['audit', 'verify'])).code).toBe(0);
  });

  test('writes over nothing that is there', async () => {
    await initialised();
    const ended = await wirewall(initArgs());
    expect(ended.code).toBe(2);
    expectHelpful(ended, '"wirewall.yaml" is there already', '--force');
    expect((await wirewall(initArgs('--force'))).code).toBe(0);
  });

  test('writes nothing when the database is not there', async () => {
    const port = await freePort();
    const args = ['--address', `127.0.0.1:${port}`, '--database', 'shop', '--user', 'app'];
    const ended = await wirewall(['init', '--non-interactive', ...args]);
    expect(ended.code).toBe(2);
    expectHelpful(ended, `nothing listens on 127.0.0.1:${port}`, 'Nothing was written.');
    expect((await wirewall(['rules', 'check'])).code).toBe(2);
  });
});

describe('a gateway that runs', () => {
  test('starts without its database, says so, and lets agents in when it comes', async () => {
    const port = await freePort();
    await using gateway = await startGateway({ server: { ...server, host: '127.0.0.1', port }, shop });
    await until(() => gateway.log().includes(`nothing listens on 127.0.0.1:${port}`));
    const refused = await login(gateway).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: expect.stringMatching(/^(?:08006|57P03)$/) });
    const sockets = new Set<Socket>();
    const relay = createServer((near) => {
      const far = connect(server.port, server.host);
      for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
      near.pipe(far).pipe(near);
    }).listen(port, '127.0.0.1');
    await once(relay, 'listening');
    await until(() => gateway.log().includes('the database is back'));
    const client = await login(gateway);
    expect((await client.query('SELECT count(*)::int AS orders FROM shop.orders')).rows).toEqual([{ orders: 200 }]);
    // It goes away and comes back: sessions end, the gateway stays.
    const gone = once(client, 'error');
    relay.close();
    for (const socket of sockets) socket.destroy();
    expect(await gone).toMatchObject([{ code: '08006' }]);
    relay.listen(port, '127.0.0.1');
    await once(relay, 'listening');
    const next = await login(gateway);
    expect((await next.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await next.end();
    relay.close();
    for (const socket of sockets) socket.destroy();
  });

  test('lets a running statement end when it is told to stop, and idle sessions at once', async () => {
    const gateway = await startGateway({ server, shop, rules: { ...(await shippedRules()), 'sleep.yaml': SLEEP } });
    const [busy, idle] = [await login(gateway), await login(gateway)];
    const idleEnd = once(idle, 'error');
    const answer = busy.query("SELECT 'done' AS word FROM pg_sleep(1.5)");
    await sleep(300);
    const stopped = gateway.stop();
    expect(await idleEnd).toMatchObject([{ code: '57P01' }]);
    expect((await answer).rows).toEqual([{ word: 'done' }]);
    await stopped;
  });

  test('tells one client too many so, and serves those that are there', async () => {
    await using gateway = await startGateway({ server, shop, config: { limits: { max_connections: 2 } } });
    const clients = [await login(gateway), await login(gateway)];
    await expect(login(gateway)).rejects.toMatchObject({ code: '53300' });
    expect((await clients[0]?.query('SELECT 1 AS one'))?.rows).toEqual([{ one: 1 }]);
    for (const client of clients) await client.end();
  });

  test('outlives peers that send garbage, and goes on', async () => {
    await using gateway = await startGateway({ server, shop });
    const garbage = [
      '\0\0\0\x04',
      '\xff'.repeat(100),
      'GET / HTTP/1.1\r\n\r\n',
      '\0\0\0\x08\x04\xd2\x16\x2f\x16\x03\x01\0\xff',
      '',
    ];
    for (const bytes of garbage) {
      const socket = connect(gateway.port, gateway.host).on('error', () => undefined);
      socket.end(Buffer.from(bytes, 'latin1'));
      socket.resume();
      await once(socket, 'close');
    }
    const client = await login(gateway);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test('reads changed rules, and keeps the old ones when the new have a mistake', async () => {
    await using gateway = await startGateway({ server, shop });
    const client = await login(gateway);
    await expect(client.query('SELECT phone FROM shop.customers')).rejects.toMatchObject({ code: '42501' });
    await writeFile(
      join(gateway.rulesDirectory, 'more.yaml'),
      'for: { agents: [support-bot] }\nupstream: shop\nallow: [SELECT (phone ON shop.customers]\n',
    );
    await until(() => gateway.log().includes('those before stay in force'));
    await expect(client.query('SELECT phone FROM shop.customers')).rejects.toMatchObject({ code: '42501' });
    await writeFile(
      join(gateway.rulesDirectory, 'more.yaml'),
      'for: { agents: [support-bot] }\nupstream: shop\nallow: ["SELECT (phone) ON shop.customers"]\n',
    );
    process.kill(gateway.pid, 'SIGHUP');
    await until(() => gateway.log().includes('in force from the next statement on'));
    expect((await client.query('SELECT phone FROM shop.customers WHERE id = 7')).rows).toEqual([{ phone: '***' }]);
    await client.end();
  });

  test('revokes an agent before the command ends', async () => {
    await using gateway = await startGateway({ server, shop });
    const client = await login(gateway);
    const cut = once(client, 'error');
    const { code, stdout } = await gateway.run('agents', 'revoke', 'support-bot', '--reason', 'a test');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('in force on 1 of 1 live gateway') });
    expect(await cut).toMatchObject([{ code: '28000' }]);
    await expect(login(gateway)).rejects.toMatchObject({ code: expect.stringMatching(/^28/) });
    expect((await gateway.run('agents', 'restore', 'support-bot')).code).toBe(0);
    await (await login(gateway)).end();
  });

  test('answers a held statement by the command line, and exports who did what', async () => {
    await using gateway = await startGateway({ server, shop });
    const client = await login(gateway);
    const noticed = once(client, 'notice');
    const altered = client.query('ALTER TABLE shop.notes ADD COLUMN seen boolean');
    await noticed;
    const { stdout: listed } = await gateway.run('approvals', 'list', '--json');
    const { id } = JSON.parse(listed) as { id: string };
    expect((await gateway.run('approvals', 'show', id)).stdout).toMatch(/touches +shop\.notes/);
    const stranger = await gateway.run('approvals', 'approve', id, '--as', 'mallory');
    expect(stranger).toMatchObject({ code: 2, stderr: expect.stringContaining('"mallory" is not an approver') });
    expect(await gateway.run('approvals', 'approve', id, '--as', 'dana')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('approved by dana'),
    });
    await altered;
    await client.end();
    const again = await gateway.run('approvals', 'reject', id, '--as', 'dana');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('takes no more answers') });
    const { stdout } = await gateway.run('audit', 'export', '--table', 'shop.notes', '--agent', 'support-bot');
    const types = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toContain('approval');
    expect(types).toContain('outcome');
  });
});

const SLEEP = `for: { agents: [support-bot] }
upstream: shop
allow: ["EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) RETURNS CLEAN"]
`;

async function login(gateway: Gateway): Promise<Client> {
  const client = new Client({ connectionString: gateway.url('support-bot', await gateway.token('support-bot')) });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`did not come true in time: ${String(isSo)}`);
    await sleep(25);
  }
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(25);
  }
  throw new Error('the gateway did not listen in time');
}
