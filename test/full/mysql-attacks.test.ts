/** That the attacks of fixtures/attacks/mysql are real: each works where nothing stands between agent and server. And that none does on an older one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALIKE } from '../../fixtures/attacks/mysql/alike.ts';
import { ATTACKS } from '../../fixtures/attacks/mysql/index.ts';
import type { World } from '../../fixtures/attacks/worlds.ts';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { canariesIn } from '../e2e/attack-harness.ts';
import { attackSuite } from '../e2e/mysql-attack-suite.ts';
import { comparable, isSo, loadWorld, run, type Login } from '../e2e/mysql-attack-harness.ts';
import { findMySqlServers, startMySql, type MySqlServer } from '../servers/mysql.ts';

const WORLDS = ['a', 'b'] as const;
/** The lists of what can't be shown are of these. */
const PROVEN_ON: ReadonlySet<string> = new Set(['mysql 9.7', 'mariadb 11.8']);

const servers = findMySqlServers().filter(({ flavor, version }) => PROVEN_ON.has(`${flavor} ${version}`));

describe.each(findMySqlServers().filter(({ version }) => version === '10.11'))(
  'through Wirewall to $flavor $version',
  (one) => {
    attackSuite(one);
  },
);

describe.each(servers)('without Wirewall to $flavor $version', (one) => {
  let worlds: Record<World, { readonly server: MySqlServer; readonly login: Login }>;

  beforeAll(async () => {
    const [a, b] = await Promise.all(WORLDS.map(startWorld));
    if (a === undefined || b === undefined) throw new Error('a world is missing');
    worlds = { a, b };
  });
  afterAll(async () => {
    if (worlds !== undefined) await Promise.all(WORLDS.map((world) => worlds[world].server.stop()));
  });

  async function startWorld(world: World) {
    const server = await startMySql(one);
    const { user, password } = await loadMySqlShop(server);
    await loadWorld(server, world);
    return { server, login: { host: server.host, port: server.port, user, password } };
  }

  const alike = ALIKE[one.flavor];
  const real = ATTACKS.flatMap(({ category, attacks }) => attacks.map((attack) => ({ category, attack }))).filter(
    ({ attack: { id, on = one.flavor, unproven } }) => on === one.flavor && unproven === undefined && !alike.has(id),
  );

  it.for(real)('$category: $attack.id', async ({ attack }) => {
    const [a, b] = await Promise.all(WORLDS.map((world) => run(worlds[world].login, attack.steps)));
    if (a === undefined || b === undefined) throw new Error('no answers');
    const told = comparable(a) !== comparable(b) || canariesIn('a', a).length > 0 || attack.marker?.test(comparable(a));
    const effect = attack.effect !== undefined && (await isSo(worlds.a.server, attack.effect));
    expect(told === true || effect).toBe(true);
    if (attack.changes === true) await Promise.all(WORLDS.map((world) => loadWorld(worlds[world].server, world)));
  });
});
