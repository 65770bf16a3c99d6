/** The rules that Wirewall ships are an example for every database: each of their own tests holds on each. */
import { expect, test } from 'vitest';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { startGateway } from '../servers/gateway.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';

async function expectRulesToHold(server: PostgresServer | MySqlServer, shop: Shop): Promise<void> {
  await using gateway = await startGateway({ server, shop });
  expect(await gateway.run('rules', 'check')).toMatchObject({ code: 0, stderr: '' });
  const { code, stdout } = await gateway.run('rules', 'test');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/\d+ tests passed/) as string });
}

test('they hold on Postgres', async () => {
  await using server = await startPostgres();
  await expectRulesToHold(server, await loadShop(server));
});

test.each(findMySqlServers())('they hold on $flavor $version', async (one) => {
  await using server = await startMySql(one);
  await expectRulesToHold(server, await loadMySqlShop(server));
});
