/** Clients of MySQL that don't read, don't finish, or ask without end: each slows itself alone, and memory stays bounded. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { COMMANDS, packets } from '../../src/protocols/mysql/messages/index.ts';
import { eventually, residentBytes } from './bystander.ts';
import { MySqlScene, REFUSED } from './mysql-bystander.ts';
import { preparedId, shown, type RawMySql } from './mysql-raw-client.ts';

const MEBIBYTE = 1024 * 1024;
const MAX_CONNECTIONS = 12;

const command = (name: keyof typeof COMMANDS, rest: string | Uint8Array = ''): Buffer =>
  packets(Buffer.concat([Buffer.of(COMMANDS[name]), Buffer.from(rest)]), 0);

let scene: MySqlScene;
beforeAll(async () => {
  scene = await MySqlScene.open({
    mysql: { settings: { 'general-log': '0' } },
    config: { limits: { login_timeout: '2s', idle_timeout: '4s', max_connections: MAX_CONNECTIONS } },
  });
  // What the first statements cost once (compiled code, caches) is not what a client can make grow.
  await neighbour(1500);
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(async () => {
  expect(scene.isAlive()).toBe(true);
  await using fresh = await scene.agent();
  expect(shown(await fresh.one('SELECT 1'))).toEqual(['1']);
});

async function growth(happens: () => Promise<void>): Promise<number> {
  const { pid } = scene.gateway;
  const before = await residentBytes(pid);
  let most = before;
  const timer = setInterval(() => void residentBytes(pid).then((now) => (most = Math.max(most, now))), 50);
  try {
    await happens();
  } finally {
    clearInterval(timer);
  }
  return most - before;
}

/** Keeps asking as the innocent one; gives the longest wait. */
async function neighbour(forMs: number): Promise<number> {
  await using other = await scene.agent();
  let longest = 0;
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const asked = performance.now();
    expect(shown(await other.one('SELECT id FROM products WHERE id = 4'))).toEqual(['4']);
    longest = Math.max(longest, performance.now() - asked);
  }
  return longest;
}

const MANY = 'SELECT a.title, RPAD(b.title, 1000, 7) FROM products a, products b, products c, products d LIMIT 100000';

test('who stops reading in a result of 100 MB holds up nobody, costs no memory, and gets all of it later', { timeout: 90_000 }, async () => {
  await using client = await scene.agent();
  const many = Number(shown(await client.one(`SELECT COUNT(*) FROM (${MANY}) AS x`))[0]);
  client.stopReading();
  const grown = await growth(async () => {
    client.send({ kind: 'QUERY', text: Buffer.from(MANY) });
    expect(await neighbour(1500)).toBeLessThan(1000);
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
  client.goOnReading();
  const [result] = await client.results('text');
  expect(result?.rows).toHaveLength(many);
  expect(many).toBeGreaterThan(10_000);
  expect(shown(await client.one('SELECT 2'))).toEqual(['2']);
}); // prettier-ignore

test.each([
  ['queries', command('QUERY', 'SELECT id FROM products WHERE id = 1')],
  ['refused queries', command('QUERY', REFUSED)],
  ['texts that are no SQL', command('QUERY', 'SELEKT')],
  ['pings', command('PING')],
  ['commands that nobody knows', packets(Buffer.of(0xc8), 0)],
])('30,000 %s that are never read cost bounded memory', { timeout: 90_000 }, async (_name, one) => {
  const client = await scene.agent();
  client.stopReading();
  const many = Buffer.concat(Array.from({ length: 1000 }, () => one));
  const grown = await growth(async () => {
    for (let sent = 0; sent < 30; sent++)
      await Promise.race([client.sendSlowly(many), new Promise((resolve) => setTimeout(resolve, 100))]);
    expect(await neighbour(300)).toBeLessThan(1000);
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
  client.destroy();
});

test('millions of commands behind a statement that runs cost bounded memory', { timeout: 60_000 }, async () => {
  const client = await scene.agent();
  const one = command('STMT_CLOSE', Buffer.alloc(4, 9));
  const many = Buffer.alloc(one.length * 100_000);
  for (let at = 0; at < many.length; at += one.length) one.copy(many, at);
  const grown = await growth(async () => {
    client.send({ kind: 'QUERY', text: Buffer.from('SELECT COUNT(*) FROM products a, products b, products c, products d, products e, products f, products g') }); // prettier-ignore
    for (let sent = 0; sent < 20; sent++)
      await Promise.race([client.sendSlowly(many), new Promise((resolve) => setTimeout(resolve, 50))]);
    expect(await neighbour(300)).toBeLessThan(1000);
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
  client.destroy();
});

test('long data without end goes to the server, and costs no memory here', { timeout: 60_000 }, async () => {
  const client = await scene.agent();
  const id = preparedId(await client.prepare('SELECT LENGTH(?)'));
  const head = Buffer.alloc(6);
  head.writeUInt32LE(id);
  const piece = command('STMT_SEND_LONG_DATA', Buffer.concat([head, Buffer.alloc(MEBIBYTE, 0x61)]));
  const grown = await growth(async () => {
    for (let sent = 0; sent < 200; sent++)
      await Promise.race([client.sendSlowly(piece), new Promise((resolve) => setTimeout(resolve, 1000))]);
  });
  expect(grown).toBeLessThan(150 * MEBIBYTE);
  client.destroy();
});

test('a client that leaves in the middle of its result leaves nothing running upstream', async () => {
  const client = await scene.agent();
  client.send({ kind: 'QUERY', text: Buffer.from(MANY.replace('100000', '10000000')) });
  await client.packet();
  client.destroy();
  const running = () => scene.asSuperuser("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%RPAD%' AND ID <> CONNECTION_ID()"); // prettier-ignore
  expect(await eventually(running, (rows) => rows.length === 0)).toEqual([]);
});

test('a session that says nothing is ended, and is told why', { timeout: 20_000 }, async () => {
  await using client = await scene.agent();
  expect(await client.lastWord()).toMatchObject({ number: 4031 });
});

test('half-open logins fill the gateway until they time out; who comes meanwhile is told why', async () => {
  const half: RawMySql[] = [];
  for (let at = 0; at < MAX_CONNECTIONS; at++) half.push(await scene.raw());
  const late = await scene.raw();
  const { name: user, secret } = scene.gateway.analyst;
  expect((await late.login({ user, secret }))?.number).toBe(1040);
  await Promise.all(half.map((client) => client.lastWord()));
  await using after = await scene.agent();
  expect(shown(await after.one('SELECT 3'))).toEqual(['3']);
});
