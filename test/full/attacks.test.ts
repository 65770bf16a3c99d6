/** That the attacks of fixtures/attacks are real: each works where nothing stands between agent and server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ATTACKS } from '../../fixtures/attacks/index.ts';
import { loadShop } from '../../fixtures/shop/load.ts';
import { canariesIn, comparable, run, Worlds } from '../e2e/attack-harness.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';

let server: PostgresServer;
let worlds: Worlds;

beforeAll(async () => {
  server = await startPostgres({ version: 18 });
  const { password } = await loadShop(server);
  worlds = new Worlds(server, password);
  await worlds.create();
  await worlds.copy('direct');
});
afterAll(() => server?.stop());

const real = ATTACKS.flatMap(({ category, attacks }) => attacks.map((attack) => ({ category, attack }))).filter(
  ({ attack }) => attack.unproven === undefined && attack.onlyThrough === undefined,
);

it.for(real)('$category: $attack.id', async ({ attack }) => {
  const a = await run(worlds.url('direct', 'a'), attack.steps, '91\tx\t');
  const b = await run(worlds.url('direct', 'b'), attack.steps, '91\tx\t');
  const effect = attack.effect === undefined ? [] : await worlds.admin('direct_a', [attack.effect]);
  const shown = comparable(a) !== comparable(b) || canariesIn('a', a).length > 0 || attack.marker?.test(comparable(a));
  expect(shown || JSON.stringify(effect) === '[[true]]').toBe(true);
  if (attack.changes === true) await worlds.copy('direct');
});
