import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';

async function rows(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  return condition();
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a test server', () => {
  test('offers TLS with the certificate it names, takes settings, and is gone after stop', async () => {
    const server = await startPostgres({ tls: true, settings: { work_mem: '7MB', max_connections: '20' } });
    const [shown] = await rows(
      server.url(),
      `SELECT current_setting('ssl') AS ssl, current_setting('work_mem') AS work_mem, current_setting('server_encoding') AS encoding,
              current_setting('listen_addresses') AS listen, current_setting('data_directory') AS directory`,
    );
    expect(shown).toMatchObject({ ssl: 'on', work_mem: '7MB', encoding: 'UTF8', listen: '127.0.0.1' });

    const client = new Client({
      connectionString: server.url(),
      ssl: { ca: server.certificate, rejectUnauthorized: true },
    });
    await client.connect();
    const { rows: encrypted } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    expect(encrypted).toEqual([{ ssl: true }]);
    await client.end();

    await server.stop();
    expect(server.pid === undefined || !alive(server.pid)).toBe(true);
    expect(existsSync(String(shown?.['directory']))).toBe(false);
  });

  test('refuses a wrong password', async () => {
    await using server = await startPostgres();
    await expect(rows(server.url('postgres', 'postgres', 'wrong'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('starts several at once, each with data of its own', async () => {
    const servers = await Promise.all([startPostgres(), startPostgres(), startPostgres()]);
    expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
    await Promise.all(servers.map((server) => server.stop()));
  });

  test.for(['SIGINT', 'SIGKILL'] as const)('goes when the process that started it is ended by %s', async (signal) => {
    const launcher = fileURLToPath(new URL('postgres.ts', import.meta.url));
    const script = `const { startPostgres } = await import(${JSON.stringify(launcher)});
      const server = await startPostgres(); console.log(server.pid); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
    expect(alive(pid)).toBe(true);
    child.kill(signal);
    expect(await until(() => !alive(pid))).toBe(true);
  });
});

describe('the example shop', () => {
  let server: PostgresServer;
  let shop: Shop;
  beforeAll(async () => {
    server = await startPostgres();
    shop = await loadShop(server);
  });
  afterAll(() => server.stop());

  const asApp = (sql: string) => rows(server.url(shop.database, shop.user, shop.password), sql);

  test('has its customers, orders, views, partitions and salaries', async () => {
    const [counts] =
      await asApp(`SELECT (SELECT count(*)::int FROM shop.customers) AS customers, (SELECT count(*)::int FROM shop.orders) AS orders,
      (SELECT count(*)::int FROM shop.order_summary) AS summaries, (SELECT count(*)::int FROM shop.events_2026_h2) AS second_half,
      (SELECT count(*)::int FROM hr.salaries) AS salaries, (SELECT count(DISTINCT email)::int FROM shop.customers) AS emails`);
    expect(counts).toEqual({ customers: 50, orders: 200, summaries: 200, second_half: 96, salaries: 12, emails: 48 });
  });

  test('agrees with itself: order_total is what the order says', async () => {
    expect(await asApp('SELECT id FROM shop.orders WHERE total_cents <> shop.order_total(id)')).toEqual([]);
  });

  test('lets its role change the schema and insert without naming ids', async () => {
    await asApp('ALTER TABLE shop.notes ADD COLUMN urgent boolean');
    expect(await asApp("INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'a', 'b') RETURNING id")).toEqual([
      { id: '1001' },
    ]);
  });

  test('can be loaded again, as it was', async () => {
    await asApp('DELETE FROM shop.notes');
    shop = await loadShop(server);
    expect(await asApp('SELECT count(*)::int AS notes FROM shop.notes')).toEqual([{ notes: 60 }]);
  });
});
