import { afterEach, expect, test } from 'vitest';
import { findMySqlServers, startMySql } from './mysql.ts';

afterEach(() => {
  delete process.env['WIREWALL_TEST_MYSQL'];
});

test.each(findMySqlServers())(
  '$flavor $version starts, takes a connection, and stops',
  async (one) => {
    await using server = await startMySql({ ...one, tls: true });
    const connection = await server.connect('mysql');
    const [rows] = await connection.query('SELECT VERSION() AS version, DATABASE() AS place');
    await connection.end();
    expect(rows).toEqual([{ version: expect.stringContaining(one.version), place: 'mysql' }]);
    expect(server.certificate).toContain('BEGIN CERTIFICATE');
  },
  60_000,
);

test('says every way to get a server that is not there', async () => {
  await expect(startMySql({ flavor: 'mysql', version: '3.23' })).rejects.toThrow(
    /no MySQL 3\.23.*\n.*WIREWALL_TEST_MYSQL=/,
  );
});

test('says that a server which the environment names does not answer, without its password', async () => {
  process.env['WIREWALL_TEST_MYSQL'] = 'mysql://root:very-secret@127.0.0.1:1';
  await expect(startMySql()).rejects.toThrow(
    /^WIREWALL_TEST_MYSQL names a server that does not answer(?!.*very-secret)/,
  );
});
