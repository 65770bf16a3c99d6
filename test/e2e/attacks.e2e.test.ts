/** Every attack of fixtures/attacks through the real gateway: two worlds that differ in hidden values alone must give the same bytes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extended, type Attack, type Step } from '../../fixtures/attacks/case.ts';
import { ATTACKS } from '../../fixtures/attacks/index.ts';
import { ATTACK_RULES } from '../../fixtures/attacks/rules.ts';
import type { World } from '../../fixtures/attacks/worlds.ts';
import { loadShop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { canariesIn, comparable, errorsOf, run, Worlds, type Answer } from './attack-harness.ts';

const WORLDS = ['a', 'b'] as const;
const COPY_DATA = '91\tx\t';

let server: PostgresServer;
let worlds: Worlds;
let gateways: Record<World, Gateway>;
let tokens: Record<World, string>;

beforeAll(async () => {
  server = await startPostgres();
  const shop = await loadShop(server);
  worlds = new Worlds(server, shop.password);
  await worlds.create();
  await worlds.copy('via');
  const start = (world: World): Promise<Gateway> => {
    const upstream = { protocol: 'postgres', address: `${server.host}:${server.port}`, database: `via_${world}`, user: worlds.user, password: { env: 'SHOP_PASSWORD' }, tls: 'disable' }; // prettier-ignore
    return startGateway({ server, shop, rules: ATTACK_RULES, config: { upstreams: { shop: upstream } } });
  };
  const [a, b] = await Promise.all([start('a'), start('b')]);
  gateways = { a, b };
  tokens = { a: await a.token('probe'), b: await b.token('probe') };
}, 120_000);
afterAll(async () => {
  await Promise.all([gateways?.a.stop(), gateways?.b.stop()]);
  await server?.stop();
});

function through(world: World, steps: readonly Step[]): Promise<Answer[]> {
  return run(gateways[world].url('probe', tokens[world], `via_${world}`), steps, COPY_DATA);
}

/** The simple protocol, and for single texts the extended one with binary results. */
function variants({ steps }: Attack): readonly (readonly Step[])[] {
  const [first] = steps;
  return steps.length === 1 && typeof first === 'string' ? [steps, [extended(first, [], 1)]] : [steps];
}

async function happened({ effect }: Attack): Promise<boolean> {
  if (effect === undefined) return false;
  const found = await Promise.all(
    // What the question names may be gone, or never have been.
    WORLDS.map((world) => worlds.admin(`via_${world}`, [effect]).catch(() => [[false]])),
  );
  return found.some((rows) => JSON.stringify(rows) === '[[true]]');
}

const everything = ATTACKS.flatMap(({ category, attacks }) => attacks.map((attack) => ({ category, attack })));
const closed = everything.filter(({ attack }) => attack.residual === undefined);
const open = everything.filter(({ attack }) => attack.residual !== undefined);

describe('an attack shows nothing of what is hidden', () => {
  it.for(closed)('$category: $attack.id', async ({ attack }) => {
    for (const steps of variants(attack)) {
      const [a, b] = await Promise.all([through('a', steps), through('b', steps)]);
      expect(canariesIn('a', a)).toEqual([]);
      expect(canariesIn('b', b)).toEqual([]);
      expect(comparable(a)).toBe(comparable(b));
      expect(a.map(({ ended }) => ended)).toEqual(a.map(() => 'ready'));
      if (attack.marker !== undefined && attack.unproven === undefined) expectWithout(attack.marker, a);
      expect(await happened(attack)).toBe(false);
    }
  });
});

/** What an answer holds besides errors, which may quote what the client sent. */
function expectWithout(marker: RegExp, answers: readonly Answer[]): void {
  const shown = answers.filter((answer) => errorsOf(answer).length === 0);
  expect(shown.filter(({ bytes }) => marker.test(bytes.toString('latin1')))).toEqual([]);
}

describe('what is known to show that a value exists', () => {
  // A test that fails here is good news: the entry and its line in docs/threat-model.md go.
  it.for(open)('$attack.id: $attack.residual', async ({ attack }) => {
    const [a, b] = await Promise.all([through('a', attack.steps), through('b', attack.steps)]);
    expect(canariesIn('a', a)).toEqual([]);
    expect(comparable(a)).not.toBe(comparable(b));
    await worlds.copy('via');
  });
});
