/** Rows, time and statements in a minute, what is left of a session that was cut off, and rules that change under it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectUsable, refusal, SLOW, type Stage } from '../stage.ts';

export function aboutLimits(stage: Stage): void {
  test('too many rows end in an error, and the session goes on', async () => {
    await stage.as('limited', async (client) => {
      expect(await client.query('SELECT id FROM shop.orders LIMIT 10')).toHaveLength(10);
      for (let round = 0; round < 5; round++) {
        const told = await refusal(client.query('SELECT a.id FROM shop.orders a, shop.orders b'));
        expect(told).toMatchObject({ code: 'WW_ROW_LIMIT', hint: expect.stringMatching(/./) as string });
        // What comes right behind must not be hit by what ended the one before.
        await expectUsable(client);
      }
    });
  });

  test.each(stage.subject.formats)('too many rows end in an error by $name as well', async ({ read }) => {
    const login = await stage.login('limited');
    const answer = read(stage.scene, login, 'SELECT id FROM shop.orders');
    expect((await refusal(answer)).code).toBe('WW_ROW_LIMIT');
  });

  test('too long a statement is ended upstream, and the session goes on', async () => {
    await stage.as('limited', async (client) => {
      const begun = performance.now();
      expect((await refusal(client.query(SLOW))).code).toBe('WW_TIME_LIMIT');
      expect(performance.now() - begun).toBeLessThan(5000);
      await expectUsable(client);
    });
  });

  test('statements in a minute are counted over the agent’s connections', async () => {
    await stage.as('rated', (one) =>
      stage.as('rated', async (two) => {
        await expectUsable(one);
        await expectUsable(two);
        await expectUsable(one);
        for (const client of [one, two]) {
          const told = await refusal(client.query('SELECT sku FROM shop.products WHERE id = 1'));
          expect(told).toMatchObject({ code: 'WW_RATE_LIMIT', hint: expect.stringMatching(/./) as string });
        }
      }),
    );
  });

  test('a client that leaves in the middle has its statement ended, and the record says so', async () => {
    const client = await stage.scene.connect(await stage.login('leaver'));
    client.query(SLOW).catch(() => undefined);
    const decided = (): Promise<unknown> =>
      stage.entries(({ type, agent }) => type === 'decision' && agent === 'leaver').then((all) => all.at(-1)?.['id']);
    await expect.poll(decided, { timeout: 5000 }).toBeDefined();
    const id = await decided();
    client.destroy();
    await expect
      .poll(() => stage.entries(({ type, decision }) => type === 'outcome' && decision === id), { timeout: 5000 })
      .toMatchObject([{ rows: 0 }]);
  });

  test('rules that change hold for the next statement of a session, and broken ones change nothing', async () => {
    const file = join(stage.scene.gateway.rulesDirectory, 'zz.yaml');
    const read = 'SELECT id FROM shop.notes WHERE id = 1';
    await stage.as('bot', async (client) => {
      const code = (): Promise<string> =>
        client.query(read).then(() => 'allowed', (error: unknown) => String((error as { told?: { code?: string } }).told?.code));
      expect(await code()).toBe('allowed');
      await writeFile(file, 'for: everyone\nupstream: shop\ndeny:\n  - SELECT ON shop.notes\n');
      await expect.poll(code, { timeout: 10_000 }).toBe('WW_DENIED_BY_RULE');
      await writeFile(file, 'nonsense: [');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await code()).toBe('WW_DENIED_BY_RULE');
      await writeFile(file, '# nothing\n');
      await expect.poll(code, { timeout: 10_000 }).toBe('allowed');
    }); // prettier-ignore
  });
}
