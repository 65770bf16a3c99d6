/** Clients that don't read, don't finish, or ask without end: each slows itself alone, and memory stays bounded. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { REFUSED, residentBytes, Scene } from './bystander.ts';
import { bind, execute, frame, parse, query, type RawClient, startup, SYNC } from './raw-client.ts';

const MEBIBYTE = 1024 * 1024;
const MAX_CONNECTIONS = 12;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({
    config: { limits: { login_timeout: '2s', max_connections: MAX_CONNECTIONS } },
  });
  // What the first statements cost once (compiled code, caches) is not what a client can make grow.
  await neighbour(1500);
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(() => scene.expectUnharmed());

/** By how much memory grows while something happens. */
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
    expect(await other.ask('SELECT id FROM shop.products WHERE id = 4')).toContain('row 4');
    longest = Math.max(longest, performance.now() - asked);
  }
  return longest;
}

test(
  'who stops reading in a result of 200 MB holds up nobody, costs no memory, and gets all of it later',
  { timeout: 90_000 },
  async () => {
    await using client = await scene.agent();
    const rows = 200_000;
    client.stopReading();
    const grown = await growth(async () => {
      client.send(query(`SELECT rpad('x', 1000, 'y') FROM generate_series(1, ${rows})`));
      expect(await neighbour(1500)).toBeLessThan(1000);
    });
    expect(grown).toBeLessThan(100 * MEBIBYTE);
    client.goOnReading();
    let seen = 0;
    let bytes = 0;
    for (let answer = await client.next(); answer !== undefined; answer = await client.next()) {
      if (answer.kind === 'DataRow') seen++;
      bytes += answer.body.length;
      if (answer.kind === 'ReadyForQuery') break;
    }
    expect(seen).toBe(rows);
    expect(bytes).toBeGreaterThan(200 * 1_000_000);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  },
);

test.each([
  ['queries', query('SELECT id FROM shop.products WHERE id = 1')],
  ['refused queries', query(REFUSED)],
  ['texts that are no SQL', query('SELEKT')],
  [
    'groups of the extended protocol',
    Buffer.concat([parse('', 'SELECT id FROM shop.products'), bind('', ''), execute(''), SYNC]),
  ],
])('100,000 %s that are never read cost bounded memory', { timeout: 90_000 }, async (_name, one) => {
  await using client = await scene.agent();
  client.stopReading();
  const many = Buffer.concat(Array.from({ length: 1000 }, () => one));
  const grown = await growth(async () => {
    for (let sent = 0; sent < 100; sent++) {
      await Promise.race([client.sendSlowly(many), new Promise((resolve) => setTimeout(resolve, 100))]);
    }
    expect(await neighbour(500)).toBeLessThan(1000);
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
  client.destroy();
});

test.each([
  ['Syncs', SYNC],
  ['Closes', frame('C', 6, Buffer.from('S\0'))],
])('millions of %s behind a statement that runs cost bounded memory', { timeout: 90_000 }, async (_name, one) => {
  await using client = await scene.agent();
  const many = Buffer.alloc(one.length * 100_000);
  for (let at = 0; at < many.length; at += one.length) one.copy(many, at);
  const grown = await growth(async () => {
    client.send(query('SELECT pg_sleep(2)'));
    for (let sent = 0; sent < 30; sent++) {
      await Promise.race([client.sendSlowly(many), new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    expect(await neighbour(500)).toBeLessThan(1000);
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
  client.destroy();
});

test('what comes behind a last word is taken and forgotten', async () => {
  await using client = await scene.agent();
  const grown = await growth(async () => {
    client.send(frame('z', 4));
    const junk = Buffer.alloc(8 * MEBIBYTE, 0x7a);
    for (let sent = 0; sent < 40 && !client.closed; sent++) {
      await Promise.race([client.sendSlowly(junk), new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
});

test('ten thousand names for portals cost bounded memory', { timeout: 60_000 }, async () => {
  await using client = await scene.agent();
  client.send(parse('p', 'SELECT id FROM shop.products WHERE sku = $1'), SYNC);
  await client.shown();
  const value = [Buffer.alloc(20_000, 0x61)];
  const grown = await growth(async () => {
    for (let round = 0; round < 100; round++) {
      client.send(...Array.from({ length: 100 }, (_, at) => bind(`portal ${round} ${at}`, 'p', value)), SYNC);
      expect((await client.shown()).at(-1)).toBe('ready idle');
    }
  });
  expect(grown).toBeLessThan(100 * MEBIBYTE);
});

test('a login that is never finished is ended', async () => {
  for (const begun of [
    Buffer.alloc(0),
    Buffer.from([0, 0]),
    startup([
      ['user', 'analyst'],
      ['database', 'shop'],
    ]),
  ]) {
    await using client = await scene.raw();
    const since = performance.now();
    client.send(begun);
    await client.lastWord();
    expect(performance.now() - since).toBeGreaterThan(1500);
    expect(performance.now() - since).toBeLessThan(5000);
  }
});

test('a login that comes byte by byte is ended in the same time', async () => {
  await using client = await scene.raw();
  const since = performance.now();
  for (const byte of startup([
    ['user', 'analyst'],
    ['database', 'shop'],
    ['application_name', 'x'.repeat(300)],
  ])) {
    if (client.closed) break;
    client.send(Buffer.from([byte]));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(client.closed).toBe(true);
  expect(performance.now() - since).toBeLessThan(5000);
});

test('half-open logins fill the gateway until they time out; who comes meanwhile is told why', async () => {
  const half: RawClient[] = [];
  for (let at = 0; at < MAX_CONNECTIONS; at++) {
    const client = await scene.raw();
    client.send(
      startup([
        ['user', 'analyst'],
        ['database', 'shop'],
      ]),
    );
    half.push(client);
  }
  await using late = await scene.raw();
  late.send(
    startup([
      ['user', 'analyst'],
      ['database', 'shop'],
    ]),
  );
  expect(await late.lastWord()).toMatchObject({ severity: 'FATAL', code: '53300' });
  await Promise.all(half.map((client) => client.lastWord()));
  await using after = await scene.agent();
  expect(await after.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
});

test(
  'a session that says nothing is ended, and is told why; one that runs a statement is not',
  { timeout: 20_000 },
  async () => {
    await using hasty = await Scene.open({ config: { limits: { idle_timeout: '1s' } } });
    await using busy = await hasty.agent();
    busy.send(query('SELECT pg_sleep(2.5)'));
    await using client = await hasty.agent();
    expect(await client.lastWord()).toMatchObject({ severity: 'FATAL', code: '57P05' });
    expect(await busy.shown()).toContain('done SELECT 1');
  },
);
