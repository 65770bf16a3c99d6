/** Every attack of fixtures/attacks/mysql through the real gateway: two worlds that differ in hidden values alone must give the same bytes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attack, Step } from '../../fixtures/attacks/mysql/case.ts';
import { ATTACKS } from '../../fixtures/attacks/mysql/index.ts';
import { ATTACK_RULES } from '../../fixtures/attacks/mysql/rules.ts';
import type { World } from '../../fixtures/attacks/worlds.ts';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { startMySql, type MySqlFlavor, type MySqlServer } from '../servers/mysql.ts';
import { canariesIn } from './attack-harness.ts';
import { comparable, errorsOf, isSo, loadWorld, run, withoutIds, type Answer } from './mysql-attack-harness.ts';

const WORLDS = ['a', 'b'] as const;

/** What the statement left behind for the next one. */
const BEHIND: readonly Step[] = ['SHOW WARNINGS', 'SELECT FOUND_ROWS(), LAST_INSERT_ID()'];

/** A single text by the text protocol, then prepared, without a cursor and with one, in one session. */
function everyWay({ steps }: Attack): readonly Step[] {
  const [first] = steps;
  if (steps.length !== 1 || typeof first !== 'string') return [...steps, ...BEHIND];
  return [first, ...BEHIND, ['prepared', first], ...BEHIND, ['cursor', first], ...BEHIND];
}

const JUDGES_WITHIN_MS = 30_000;

/** On a busy machine the schema may be read only after the port is open. */
async function untilItJudges({ host, port, analyst }: Gateway): Promise<void> {
  const login = { host, port, user: analyst.name, password: analyst.secret };
  const deadline = Date.now() + JUDGES_WITHIN_MS;
  for (;;) {
    const answers = await run(login, ['SELECT id FROM decoy.people']);
    if (answers.flatMap(errorsOf).length === 0) return;
    if (Date.now() > deadline) throw new Error('the gateway never read the schema');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What an answer holds besides errors, which may quote what the client sent. */
function expectWithout(marker: RegExp, answers: readonly Answer[]): void {
  const shown = answers.filter((answer) => errorsOf(answer).length === 0);
  expect(shown.filter(({ bytes }) => marker.test(bytes.toString('latin1')))).toEqual([]);
}

export function attackSuite(one: { readonly flavor: MySqlFlavor; readonly version: string }): void {
  let servers: Record<World, MySqlServer>;
  let gateways: Record<World, Gateway>;

  beforeAll(async () => {
    const [a, b] = await Promise.all(WORLDS.map(startWorld));
    if (a === undefined || b === undefined) throw new Error('a world is missing');
    servers = { a: a.server, b: b.server };
    gateways = { a: a.gateway, b: b.gateway };
  }, 120_000);
  afterAll(async () => {
    if (gateways !== undefined) await Promise.all(WORLDS.map((world) => gateways[world].stop()));
    if (servers !== undefined) await Promise.all(WORLDS.map((world) => servers[world].stop()));
  });

  async function startWorld(world: World) {
    const server = await startMySql(one);
    const shop = await loadMySqlShop(server);
    await loadWorld(server, world);
    const upstream = { protocol: 'mysql', address: `${server.host}:${server.port}`, database: 'lab', user: shop.user, password: { env: 'SHOP_PASSWORD' }, tls: 'disable' }; // prettier-ignore
    const gateway = await startGateway({
      server,
      shop,
      rules: ATTACK_RULES,
      config: { upstreams: { shop: upstream } },
    });
    await untilItJudges(gateway);
    return { server, gateway };
  }

  function through(world: World, steps: readonly Step[]): Promise<Answer[]> {
    const { host, port, analyst } = gateways[world];
    return run({ host, port, user: analyst.name, password: analyst.secret }, steps);
  }

  async function happened({ effect }: Attack): Promise<boolean> {
    if (effect === undefined) return false;
    return (await Promise.all(WORLDS.map((world) => isSo(servers[world], effect)))).includes(true);
  }

  const everything = ATTACKS.flatMap(({ category, attacks }) =>
    attacks.filter(({ on = one.flavor }) => on === one.flavor).map((attack) => ({ category, attack })),
  );

  describe('an attack shows nothing of what is hidden', () => {
    const closed = everything.filter(({ attack }) => attack.residual === undefined);
    it.for(closed)('$category: $attack.id', async ({ attack }) => {
      const steps = everyWay(attack);
      const [a, b] = await Promise.all([through('a', steps), through('b', steps)]);
      expect(canariesIn('a', withoutIds(a))).toEqual([]);
      expect(canariesIn('b', withoutIds(b))).toEqual([]);
      expect(comparable(a)).toBe(comparable(b));
      expect(a.map(({ ended }) => ended)).toEqual(a.map(() => 'ready'));
      if (attack.marker !== undefined) expectWithout(attack.marker, a);
      expect(await happened(attack)).toBe(false);
    });
  });

  describe('what is known to show something of a value', () => {
    // A test that fails here is good news: the entry and its line in docs/threat-model.md go.
    const open = everything.filter(({ attack }) => attack.residual !== undefined);
    it.for(open)('$attack.id: $attack.residual', async ({ attack }) => {
      const [a, b] = await Promise.all([through('a', attack.steps), through('b', attack.steps)]);
      expect(canariesIn('a', withoutIds(a))).toEqual([]);
      expect(canariesIn('b', withoutIds(b))).toEqual([]);
      expect(comparable(a)).not.toBe(comparable(b));
      if (attack.changes === true) await Promise.all(WORLDS.map((world) => loadWorld(servers[world], world)));
    });
  });
}
