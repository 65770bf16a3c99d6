// Wirewall's own login to real MySQL and MariaDB servers, by each method that their accounts can have.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RefusedError } from '../../src/core/errors.ts';
import { capabilities } from '../../src/protocols/mysql/messages/index.ts';
import type { UpstreamConfig } from '../../src/protocols/mysql/config.ts';
import {
  connectUpstream,
  killUpstreamQuery,
  ownOptions,
  queryUpstream,
  type Upstream,
} from '../../src/protocols/mysql/upstream.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';

const PASSWORD = 'pässword of 29 bytes in UTF-8';
const signal = new AbortController().signal;

describe.each(findMySqlServers())('$flavor $version', (one) => {
  let server: MySqlServer;
  let users: string[] = [];
  beforeAll(async () => {
    server = await startMySql({ ...one, tls: true });
    users = await accounts(server);
  }, 60_000);
  afterAll(() => server.stop());

  const config = (user: string, mode: UpstreamConfig['tls']['mode'], password = PASSWORD): UpstreamConfig => ({
    name: 'real',
    host: '127.0.0.1',
    port: server.port,
    database: '',
    user,
    password: () => Promise.resolve(password),
    tls: { mode, ...(server.certificate === undefined ? {} : { ca: server.certificate }) },
    connectTimeoutMs: 5_000,
  });
  const using = async <T>(upstream: Promise<Upstream>, work: (upstream: Upstream) => Promise<T>): Promise<T> => {
    const connected = await upstream;
    try {
      return await work(connected);
    } finally {
      connected.close();
    }
  };

  test('lets us in by each of its methods, with TLS and without, the first time and again', async () => {
    expect(users.length).toBeGreaterThan(0);
    for (const user of users) {
      for (const mode of ['disable', 'verify-full', 'disable', 'require'] as const) {
        const rows = await queryUpstream(config(user, mode), 'SELECT CURRENT_USER()', 'test', signal);
        expect(rows).toEqual([[`${user}@%`]]);
      }
    }
  });

  test('lets us in by none of them with another password, and the client isn’t told who we are', async () => {
    for (const user of users) {
      const error = await queryUpstream(config(user, 'disable', 'wrong'), 'DO 1', 'test', signal).catch(
        (thrown: RefusedError) => thrown,
      );
      expect(error).toMatchObject({ refusal: { code: 'WW_UPSTREAM_UNAVAILABLE' } });
      expect(JSON.stringify(error)).not.toContain(user);
    }
  });

  test('has the flags, the character set and the database that it was asked for', async () => {
    const flags = capabilities('FOUND_ROWS', 'DEPRECATE_EOF');
    // MySQL's own collation, in whose place MariaDB would take its default, latin1 on 10.11.
    const options = { ...ownOptions('test', 'information_schema'), capabilities: flags, collation: 255 };
    await using(connectUpstream(config(users[0] ?? '', 'disable'), options, signal), async (upstream) => {
      const text = 'SELECT @@character_set_client, @@character_set_results, DATABASE(), CONNECTION_ID(), NULL';
      const [row] = await upstream.query(text);
      expect(row).toEqual(['utf8mb4', 'utf8mb4', 'information_schema', String(upstream.started.threadId), null]);
      expect(upstream.started.capabilities & flags).toBe(flags);
    });
  });

  test('does not tell a database that it keeps from us from one that isn’t there', async () => {
    const [kept, none] = await Promise.all(
      ['mysql', 'no_such'].map(async (database) =>
        connectUpstream(config(users[0] ?? '', 'disable'), ownOptions('test', database), signal).catch(
          (thrown: RefusedError) => JSON.stringify(thrown.refusal).replaceAll(database, 'DATABASE'),
        ),
      ),
    );
    expect(kept).toEqual(none);
    expect(none).toContain('WW_DATABASE_UNKNOWN');
  });

  test('ends what another connection of ours runs, and only that', async () => {
    const ours = config(users[0] ?? '', 'disable');
    await using(connectUpstream(ours, ownOptions('test'), signal), async (upstream) => {
      const sleeping = upstream.query('SELECT SLEEP(20), 1').catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await killUpstreamQuery(ours, upstream.started.threadId, 'QUERY');
      // SLEEP is interrupted: an error on MariaDB, a 1 on MySQL.
      expect(JSON.stringify(await sleeping)).toMatch(/\[\["1","1"\]\]|1317/);
      expect(await upstream.query("SELECT 'still there'")).toEqual([['still there']]);
    });
  });

  test('takes the end of a connection that has gone for done', async () => {
    await expect(
      killUpstreamQuery(config(users[0] ?? '', 'disable'), 4_000_000, 'CONNECTION'),
    ).resolves.toBeUndefined();
  });
});

/** One account for each method that this server has; gives their names. */
async function accounts(server: MySqlServer): Promise<string[]> {
  const wanted: readonly (readonly [user: string, how: string])[] =
    server.flavor === 'mysql'
      ? [
          ['by_caching', `IDENTIFIED WITH caching_sha2_password BY '${PASSWORD}'`],
          ['by_sha256', `IDENTIFIED WITH sha256_password BY '${PASSWORD}'`],
        ]
      : [
          ['by_native', `IDENTIFIED VIA mysql_native_password USING PASSWORD('${PASSWORD}')`],
          ['by_ed25519', `IDENTIFIED VIA ed25519 USING PASSWORD('${PASSWORD}')`],
          [
            'by_either',
            `IDENTIFIED VIA mysql_native_password USING PASSWORD('another') OR ed25519 USING PASSWORD('${PASSWORD}')`,
          ],
        ];
  const connection = await server.connect();
  // Its package has a library of its own, which isn't on every machine: then the others are tested.
  if (server.flavor === 'mariadb') await connection.query("INSTALL SONAME 'auth_ed25519'").catch(() => undefined);
  const made: string[] = [];
  for (const [user, how] of wanted) {
    const done = await connection.query(`CREATE USER ${user}@'%' ${how}`).then(
      () => true,
      () => false,
    );
    if (done) made.push(user);
  }
  await connection.end();
  return made;
}
