/** Who is asking: logins, tokens that end and are renewed, revocation, intents, and secrets that show nowhere. */
import { expect, test } from 'vitest';
import { expectUsable, refusal, type Stage } from '../stage.ts';

export function aboutIdentity(stage: Stage): void {
  test('a static agent logs in with its secret, and a wrong one and an unknown name look the same', async () => {
    const { name, secret } = stage.scene.gateway.analyst;
    const client = await stage.scene.connect({ agent: name, secret });
    await expectUsable(client);
    await client.close();
    const wrong = await refusal(stage.scene.connect({ agent: name, secret: 'wrong' }));
    const unknown = await refusal(stage.scene.connect({ agent: 'nobody', secret: 'wrong' }));
    expect(wrong.message).not.toBe('');
    const told = ({ number, code, message }: typeof wrong, who: string) => [
      number,
      code,
      message.replaceAll(who, 'WHO'),
    ];
    expect(told(unknown, 'nobody')).toEqual(told(wrong, name));
  });

  test('a token of another agent lets nobody in', async () => {
    const { secret } = await stage.login('bot');
    expect((await refusal(stage.scene.connect({ agent: 'limited', secret }))).code).toMatch(/^WW_(LOGIN|TOKEN)_/);
  });

  test('a login without TLS is refused in words', async () => {
    const told = await refusal(stage.scene.connect({ ...(await stage.login('bot')), encrypted: false }));
    expect(told.code).toBe('WW_LOGIN_NOT_ENCRYPTED');
    expect(`${told.message} ${told.hint}`).toMatch(/TLS/);
  });

  test('an expired token stops the next statement, and a new one of the same agent goes on', async () => {
    const { setToken } = stage.subject.words;
    await stage.as(
      'brief',
      async (client) => {
        await expectUsable(client);
        await expect
          .poll(() => refusal(client.query('SELECT 1 AS one')).then(({ code }) => code, () => 'not yet'), { timeout: 10_000, interval: 200 })
          .toBe('WW_TOKEN_EXPIRED');
        const foreign = await stage.scene.gateway.token('bot');
        expect((await refusal(client.query(setToken(foreign)))).code).toMatch(/^WW_TOKEN_/);
        await client.query(setToken(await stage.scene.gateway.token('brief')));
        await expectUsable(client);
      },
      { ttlMs: 2000 },
    ); // prettier-ignore
  });

  test('a revoked agent’s session is cut, another agent’s goes on, and nobody of that name comes in', async () => {
    const { gateway } = stage.scene;
    await stage.as('bot', async (other) => {
      const client = await stage.scene.connect(await stage.login('suspect'));
      await expectUsable(client);
      expect(await gateway.run('agents', 'revoke', 'suspect', '--reason', 'contract')).toMatchObject({ code: 0 });
      await client.ended;
      await expectUsable(other);
      expect((await refusal(stage.scene.connect(await stage.login('suspect')))).code).toBe('WW_REVOKED');
      expect(await gateway.run('agents', 'restore', 'suspect')).toMatchObject({ code: 0 });
      await stage.as('suspect', expectUsable);
    });
  });

  test('an intent is declared once, before anything else, within those of the token', async () => {
    const { setIntent } = stage.subject.words;
    const restock = 'UPDATE shop.products SET in_stock = in_stock + 1 WHERE id = 1';
    const claims = { intents: ['restock', 'other'] };
    await stage.as('bot', async (client) => {
      expect((await refusal(client.query(setIntent('steal')))).code).toBe('WW_INTENT_REFUSED');
      await client.query(setIntent('restock'));
      await client.query(restock);
      expect((await refusal(client.query(setIntent('other')))).code).toBe('WW_INTENT_REFUSED');
      await client.query(restock);
    }, claims); // prettier-ignore
    await stage.as('bot', async (client) => {
      expect((await refusal(client.query(restock))).code).toBe('WW_TABLE_NOT_GRANTED');
      await expectUsable(client);
      expect((await refusal(client.query(setIntent('restock')))).code).toBe('WW_INTENT_REFUSED');
    }, claims); // prettier-ignore
  });
}
