/** A server that is down, wrong, slow, dying or lying: the client is told or closed, the record says what is not known, and the gateway lives. */
import type { Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadShop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { eventually, faults, OPEN_RULES, residentBytes } from './bystander.ts';
import { FalseUpstream } from './false-upstream.ts';
import { frame, query, RawClient } from './raw-client.ts';
import { verifyAudit } from '../../src/audit/index.ts';

let server: PostgresServer;
let upstream: FalseUpstream;
let gateway: Gateway;
let bystander: RawClient;

beforeAll(async () => {
  server = await startPostgres();
  const shop = await loadShop(server);
  upstream = await FalseUpstream.open(server);
  gateway = await startGateway({
    server: { ...server, port: upstream.port },
    shop,
    rules: { 'open.yaml': OPEN_RULES },
    config: { upstreams: { shop: section(upstream.port, shop) } },
  });
  bystander = await agent();
});
afterAll(async () => {
  await bystander?.[Symbol.asyncDispose]();
  await gateway?.stop();
  await upstream?.[Symbol.asyncDispose]();
  await server?.stop();
});
afterEach(async () => {
  upstream.behaviour = 'relay';
  expect(await bystander.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  await using fresh = await agent();
  expect(await fresh.ask('SELECT id FROM shop.products WHERE id = 2')).toContain('row 2');
  expect((await verifyAudit(gateway.auditDirectory)).problems).toEqual([]);
  expect(faults(gateway.log())).toEqual([]);
});

function section(port: number, shop: { database: string; user: string }): Record<string, unknown> {
  return {
    protocol: 'postgres',
    address: `127.0.0.1:${port}`,
    database: shop.database,
    user: shop.user,
    password: { env: 'SHOP_PASSWORD' },
    tls: 'disable',
  };
}

function agent(at: { port: number } = gateway): Promise<RawClient> {
  return RawClient.loggedIn(at, { user: gateway.analyst.name, secret: gateway.analyst.secret });
}

const failure = async (): Promise<string> =>
  agent().then(
    async (client) => {
      await client[Symbol.asyncDispose]();
      return 'it logged in';
    },
    (error: Error) => error.message,
  );

async function lastOutcome(): Promise<Record<string, unknown> | undefined> {
  return (await gateway.audit()).findLast(({ type }) => type === 'outcome');
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const AUTHENTICATED = frame('R', 8, int32(0));
const READY = frame('Z', 5, Buffer.from('I'));
const saying =
  (...bytes: Buffer[]) =>
  (socket: Socket): void => {
    socket.write(Buffer.concat(bytes));
  };

describe('at the login', () => {
  test('a server that can’t be reached is said as 08006', async () => {
    upstream.behaviour = 'refuse';
    expect(await failure()).toMatch(/FATAL 08006 .*WW_UPSTREAM_UNAVAILABLE/);
  });

  const broken: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['breaks off behind its first word', (socket) => socket.end(AUTHENTICATED)],
    ['sends a type that is none', saying(frame('!', 4))],
    ['sends a negative length', saying(frame('R', -5))],
    ['sends a huge length', saying(frame('R', 0x7fff_ffff))],
    ['sends rows', saying(frame('D', 6, Buffer.alloc(2)))],
    ['is ready without having asked who we are', saying(READY)],
    ['ends SCRAM that never began', saying(frame('R', 12, Buffer.concat([int32(12), Buffer.from('v=x=')])))],
    ['asks for a method that nobody knows', saying(frame('R', 8, int32(99)))],
    [
      'asks for the impossible in SCRAM',
      saying(frame('R', 8 + 20, Buffer.concat([int32(10), Buffer.from('SCRAM-SHA-256-PLUS\0\0')]))),
    ],
    [
      'is ready in the middle of SCRAM',
      saying(frame('R', 8 + 15, Buffer.concat([int32(10), Buffer.from('SCRAM-SHA-256\0\0')])), READY),
    ],
    [
      'lets us in in the middle of SCRAM',
      saying(frame('R', 8 + 15, Buffer.concat([int32(10), Buffer.from('SCRAM-SHA-256\0\0')])), AUTHENTICATED, READY),
    ],
    ['says an error with a field twice', saying(frame('E', 4 + 9, Buffer.from('Cx\0Cy\0M\0\0')))],
    ['says more behind the end of the login', saying(AUTHENTICATED, READY, Buffer.from('Z'))],
    ['speaks HTTP', saying(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ];
  test.each(broken)('a server that %s lets nobody in, and the agent sees no inside', async (_name, behaviour) => {
    upstream.behaviour = behaviour;
    const message = await failure();
    expect(message).toMatch(/^FATAL 08006 /);
    expect(message).not.toMatch(/scram|127\.0\.0\.1|app/i);
  });

  test('a server that never answers is given up in time', { timeout: 30_000 }, async () => {
    const began = performance.now();
    upstream.behaviour = 'silence';
    expect(await failure()).toMatch(/08006|closed during the login/);
    expect(performance.now() - began).toBeLessThan(12_000);
  });

  test('one that lets us in and then says nothing is given up in time', { timeout: 30_000 }, async () => {
    upstream.behaviour = saying(AUTHENTICATED);
    expect(await failure()).toMatch(/08006|closed during the login/);
  });

  test('a wrong password upstream is the operator’s to know, not the agent’s', async () => {
    const superuser = new Client({ connectionString: server.url('shop') });
    await superuser.connect();
    const [role] = (
      await superuser.query<{ rolpassword: string }>("SELECT rolpassword FROM pg_authid WHERE rolname = 'app'")
    ).rows;
    try {
      await superuser.query("ALTER ROLE app PASSWORD 'another-one'");
      const message = await failure();
      expect(message).toMatch(/^FATAL 08006 /);
      expect(message).not.toMatch(/password|28P01|"app"/);
      expect(gateway.log()).toMatch(/password authentication failed/);
    } finally {
      await superuser.query(`ALTER ROLE app PASSWORD '${role?.rolpassword}'`);
      await superuser.end();
    }
  });
});

describe('in a session', () => {
  test('a backend that is terminated in the middle of a result: an error or a clean end, and an unknown outcome', async () => {
    await using client = await agent();
    client.stopReading();
    client.send(query("SELECT rpad('x', 1000, 'y') FROM generate_series(1, 100000)"));
    const superuser = new Client({ connectionString: server.url('shop') });
    await superuser.connect();
    await eventually(
      () =>
        superuser.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%rpad%' AND pid <> pg_backend_pid()",
        ),
      ({ rowCount }) => rowCount === 1,
    );
    await superuser.end();
    client.goOnReading();
    await client.lastWord();
    expect(client.closed).toBe(true);
    expect(await eventually(lastOutcome, (outcome) => outcome?.['result'] === 'unknown')).toMatchObject({
      result: 'unknown',
    });
  });

  test('a connection that breaks while a statement runs: 08006, and an unknown outcome', async () => {
    await using client = await agent();
    client.send(query('SELECT pg_sleep(20)'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    upstream.breakOff();
    expect(await client.lastWord()).toMatchObject({ severity: 'FATAL', code: '08006' });
    expect(await eventually(lastOutcome, (outcome) => outcome?.['result'] === 'unknown')).toMatchObject({
      result: 'unknown',
    });
  });

  const lies: readonly (readonly [string, Buffer])[] = [
    ['a type that is none', frame('!', 4)],
    ['a negative length', frame('C', -1)],
    ['a second ReadyForQuery', READY],
    ['rows that nobody asked for', frame('D', 6, Buffer.alloc(2))],
    ['a row with a cell longer than it', frame('D', 10, Buffer.from([0, 1, 0x7f, 0xff, 0xff, 0xff]))],
    ['columns that nobody asked for', frame('T', 6, Buffer.alloc(2))],
    ['a CommandComplete of nothing', frame('C', 13, Buffer.from('DELETE 1\0'))],
    ['a request for a password', frame('R', 8, int32(3))],
    ['a new cancel key', frame('K', 12, Buffer.alloc(8))],
    ['the begin of a COPY', frame('G', 7, Buffer.alloc(3))],
    ['the data of a COPY', frame('d', 8, Buffer.alloc(4))],
    ['an error with a field twice', frame('E', 4 + 9, Buffer.from('Cx\0Cy\0M\0\0'))],
    ['an error without an end', frame('E', 4 + 3, Buffer.from('Cx\0'))],
    ['a huge error', Buffer.concat([frame('E', 0x7fff_fff0), Buffer.alloc(1000)])],
    ['a huge description', Buffer.concat([frame('T', 0x7fff_fff0), Buffer.alloc(1000)])],
    ['another encoding', frame('S', 4 + 21, Buffer.from('client_encoding\0SJIS\0'))],
    ['backslashes in strings', frame('S', 4 + 32, Buffer.from('standard_conforming_strings\0off\0'))],
  ];
  test.each(lies)(
    '%s from the server closes the session, and nothing of it is taken for an answer',
    async (_name, bytes) => {
      await using client = await agent();
      const before = await residentBytes(gateway.pid);
      upstream.say(bytes);
      const last = await client.lastWord();
      expect(client.closed).toBe(true);
      // It was not the client's fault, and isn't said to be.
      if (last !== undefined) expect(last.code).not.toBe('08P01');
      expect((await residentBytes(gateway.pid)) - before).toBeLessThan(100 * 1024 * 1024);
    },
  );

  test('notices and settings that come at any time are passed on', async () => {
    await using client = await agent();
    await client.ask('SELECT id FROM shop.products WHERE id = 1');
    upstream.say(frame('N', 4 + 12, Buffer.from('SNOTICE\0Mx\0\0')));
    upstream.say(frame('S', 4 + 14, Buffer.from('TimeZone\0Mars\0')));
    expect((await client.next())?.kind).toBe('NoticeResponse');
    expect((await client.next())?.kind).toBe('ParameterStatus');
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  });
});

test(
  'a server that is stopped at once ends its sessions, and the gateway lets new ones in when it is back',
  { timeout: 60_000 },
  async () => {
    await using own = await startPostgres();
    const shop = await loadShop(own);
    await using relay = await FalseUpstream.open(own);
    await using other = await startGateway({
      server: own,
      shop,
      rules: { 'open.yaml': OPEN_RULES },
      config: { upstreams: { shop: section(relay.port, shop) } },
    });
    const { name, secret } = other.analyst;
    await using client = await RawClient.loggedIn(other, { user: name, secret });
    client.send(query('SELECT pg_sleep(20)'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (own.pid !== undefined) process.kill(own.pid, 'SIGQUIT');
    expect((await client.lastWord())?.code).toMatch(/^57P0|08006/);
    await expect(RawClient.loggedIn(other, { user: name, secret })).rejects.toThrow(/08006|57P03/);
    const outcome = (await other.audit()).findLast(({ type }) => type === 'outcome');
    expect(outcome?.['result']).toMatch(/unknown|failed/);
    expect(process.kill(other.pid, 0)).toBe(true);
    expect(faults(other.log())).toEqual([]);
  },
);
