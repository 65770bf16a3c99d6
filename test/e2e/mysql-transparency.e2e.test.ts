/**
 * The same random commands to the server itself and through an allow-all gateway: the same packets, with the same rows, definitions, counts,
 * warnings, errors and transaction status, under different capabilities. A failing seed is printed with the commands that it stands for.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capabilities, type Capability } from '../../src/protocols/mysql/messages/index.ts';
import { findMySqlServers } from '../servers/mysql.ts';
import { MySqlScene } from './mysql-bystander.ts';
import { walk, WALK_TABLE, Walker } from './mysql-walk.ts';

const FIXED_SEEDS = 30;
/** Set it to look for walks that nobody has tried: `WIREWALL_RANDOM_WALKS_MS=60000`. What it finds belongs into KNOWN_SEEDS. */
const RANDOM_MS = Number(process.env['WIREWALL_RANDOM_WALKS_MS'] ?? 0);
/** Walks that once differed. */
const KNOWN_SEEDS: readonly number[] = [];

const FLAGS: readonly (readonly Capability[])[] = [
  [],
  ['DEPRECATE_EOF', 'MULTI_STATEMENTS'],
  ['SESSION_TRACK', 'MULTI_STATEMENTS', 'FOUND_ROWS'],
  ['DEPRECATE_EOF', 'SESSION_TRACK', 'FOUND_ROWS'],
];

describe.each(findMySqlServers())('$flavor $version', (one) => {
  let scene: MySqlScene;
  beforeAll(async () => {
    scene = await MySqlScene.open({ mysql: { ...one, settings: { 'general-log': '0' } } });
    await scene.asSuperuser(WALK_TABLE);
    await using client = await scene.agent();
    // Looked up once, which has the gateway read the schema again.
    await client.one('SELECT n FROM walk');
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());

  async function compare(seed: number): Promise<void> {
    const steps = walk(seed);
    const flags = FLAGS[seed % FLAGS.length] ?? [];
    const answers: string[][][] = [];
    for (const connect of [() => scene.direct({ flags: [...flags] }), () => scene.agent({ flags: [...flags] })]) {
      await scene.asSuperuser('TRUNCATE shop.walk');
      await using client = await connect();
      const walker = new Walker(client, capabilities('PROTOCOL_41', ...flags));
      const all: string[][] = [];
      for (const step of steps) all.push([step.words, ...(await walker.take(step))]);
      answers.push(all);
    }
    expect({ seed, flags, answers: answers[1] }).toEqual({ seed, flags, answers: answers[0] });
  }

  test('walks have the same answers', { timeout: RANDOM_MS + 120_000 }, async () => {
    for (const seed of KNOWN_SEEDS) await compare(seed);
    for (let seed = 1; seed <= FIXED_SEEDS; seed++) await compare(seed);
    for (const end = performance.now() + RANDOM_MS; performance.now() < end;) {
      await compare(Math.floor(Math.random() * 2 ** 32));
    }
    await scene.expectUnharmed();
  });
});
