/** What waits for a human: asked, answered, done once. */
import { expect, test } from 'vitest';
import { expectUsable, refusal, type Stage } from '../stage.ts';

export function aboutApprovals(stage: Stage): void {
  /** The request that was made last, when it is a new one. */
  async function newRequest(agent: string, besides: readonly unknown[] = []): Promise<string> {
    let id: unknown;
    await expect
      .poll(async () => {
        const made = await requests(agent);
        id = made.findLast((one) => !besides.includes(one));
        return id;
      }, { timeout: 10_000 })
      .toBeDefined(); // prettier-ignore
    return String(id);
  }

  async function requests(agent: string): Promise<unknown[]> {
    const made = await stage.entries(({ type, event }) => type === 'approval' && event === 'requested');
    return made.filter((entry) => entry['agent'] === agent).map((entry) => entry['approval']);
  }

  const columns = async (name: string): Promise<unknown> =>
    (await stage.scene.direct(`SELECT count(*) AS n FROM information_schema.columns WHERE table_schema = 'shop' AND table_name = 'products' AND column_name = '${name}'`))[0]?.['n']; // prettier-ignore

  test('a definition waits, runs when it is approved, and once', async () => {
    const alter = 'ALTER TABLE shop.products ADD COLUMN approved_one integer';
    await stage.as('changer', async (client) => {
      const altered = client.query(alter);
      const id = await newRequest('changer');
      expect(Number(await columns('approved_one'))).toBe(0);
      expect(await stage.scene.gateway.run('approvals', 'approve', id, '--as', 'dana')).toMatchObject({ code: 0 });
      await altered;
      expect(Number(await columns('approved_one'))).toBe(1);
      // What was added can be named at once.
      expect(await client.query('SELECT approved_one FROM shop.products WHERE id = 1')).toEqual([
        { approved_one: null },
      ]);
      const again = client.query('ALTER TABLE shop.products DROP COLUMN approved_one');
      const second = await newRequest('changer', [id]);
      expect(second).not.toBe(id);
      await stage.scene.gateway.run('approvals', 'approve', second, '--as', 'dana');
      await again;
    });
  });

  test('a definition is refused when it is rejected, with the reason', async () => {
    const besides = await requests('changer');
    await stage.as('changer', async (client) => {
      const dropped = refusal(client.query('ALTER TABLE shop.products DROP COLUMN title'));
      const id = await newRequest('changer', besides);
      const { code } = await stage.scene.gateway.run(
        'approvals',
        'reject',
        id,
        '--as',
        'dana',
        '--comment',
        'not today',
      );
      expect(code).toBe(0);
      expect((await dropped).code).toBe('WW_APPROVAL_REJECTED');
      await expectUsable(client);
    });
    expect(Number(await columns('title'))).toBe(1);
  });

  test('where nobody answers in time, the same statement passes after approval, and once', async () => {
    const alter = 'ALTER TABLE shop.products ADD COLUMN approved_late integer';
    await stage.as('hasty', async (client) => {
      const pending = await refusal(client.query(alter));
      expect(pending.code).toBe('WW_APPROVAL_PENDING');
      const id = await newRequest('hasty');
      expect(`${pending.message} ${pending.hint}`).toContain(id);
      await stage.scene.gateway.run('approvals', 'approve', id, '--as', 'dana');
      expect((await refusal(client.query(`${alter} NULL`))).code).toBe('WW_APPROVAL_PENDING');
      expect(Number(await columns('approved_late'))).toBe(0);
      await client.query(alter);
      expect(Number(await columns('approved_late'))).toBe(1);
      expect((await refusal(client.query(alter))).code).toBe('WW_APPROVAL_PENDING');
    });
  });
}
