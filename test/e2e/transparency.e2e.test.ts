/**
 * The same random messages to the server itself and through an allow-all gateway: the same answers, in the same order, with the
 * same tags, rows, errors and transaction status. A failing seed is printed with the messages that it stands for.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scene } from './bystander.ts';
import { answersTo, walk } from './random-walk.ts';

const FIXED_SEEDS = 150;
/** Set it to look for walks that nobody has tried: `WIREWALL_RANDOM_WALKS_MS=60000 npm run test`. What it finds belongs into KNOWN_SEEDS. */
const RANDOM_MS = Number(process.env['WIREWALL_RANDOM_WALKS_MS'] ?? 0);
/** Walks that once differed. */
const KNOWN_SEEDS = [1_187_136_740];

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene?.[Symbol.asyncDispose]());

async function compare(seed: number): Promise<void> {
  const steps = walk(seed);
  const answers: string[][] = [];
  for (const connect of [() => scene.direct(), () => scene.agent()]) {
    await using client = await connect();
    answers.push(await answersTo(client, steps, seed));
    await scene.asSuperuser("DELETE FROM shop.notes WHERE author = 'walk'");
  }
  const [direct, through] = answers;
  const asked = steps.map(({ words }) => words).join('\n');
  expect({ seed, asked, answers: through }).toEqual({ seed, asked, answers: direct });
}

test('walks have the same answers', { timeout: RANDOM_MS + 120_000 }, async () => {
  for (const seed of KNOWN_SEEDS) await compare(seed);
  for (let seed = 1; seed <= FIXED_SEEDS; seed++) await compare(seed);
  for (const end = performance.now() + RANDOM_MS; performance.now() < end;) {
    await compare(Math.floor(Math.random() * 2 ** 32));
  }
  await scene.expectUnharmed();
});
