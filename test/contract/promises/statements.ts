/** What becomes of single statements: allowed, refused, in a batch, unknown, and what is written down of each. */
import { expect, test } from 'vitest';
import { expectUsable, refusal, type Stage } from '../stage.ts';

const REFUSED = 'SELECT employee FROM hr.salaries';

export function aboutStatements(stage: Stage): void {
  test.each([
    'SELECT id, status, total_cents FROM shop.orders ORDER BY id LIMIT 20',
    'SELECT o.id, p.title FROM shop.orders o JOIN shop.products p ON p.id = o.id ORDER BY o.id',
    "SELECT count(*) AS n, min(title) AS first FROM shop.products WHERE category = 'home'",
    'SELECT id FROM shop.orders WHERE id < 0',
  ])('an allowed statement has the server’s own rows: %s', async (sql) => {
    expect(await stage.as('bot', (client) => client.query(sql))).toEqual(await stage.scene.direct(sql));
  });

  test.each([
    REFUSED,
    'SELECT phone FROM shop.customers',
    'DELETE FROM shop.orders WHERE id = 1',
    'SELECT nothing FROM shop.orders',
    'SELEKT 1',
  ])('a refused statement leaves the session usable: %s', async (sql) => {
    await stage.as('bot', async (client) => {
      for (let round = 0; round < 3; round++) {
        await refusal(client.query(sql));
        await expectUsable(client);
      }
    });
  });

  test('a refusal names its code, what to do, and its decision, which the audit has with the rule', async () => {
    await stage.as('bot', async (client) => {
      const told = await refusal(client.query(REFUSED));
      expect(told.code).toBe('WW_DENIED_BY_RULE');
      expect(told.hint).not.toBe('');
      expect(told.message).toMatch(/hr\.salaries/);
      expect(told.message).not.toMatch(/\.yaml/);
      expect(await stage.decision(told.decision)).toMatchObject({
        agent: 'bot',
        verdict: 'deny',
        rules: [{ file: expect.stringContaining('sensitive.yaml') as string, line: expect.any(Number) as number }],
      });
      const column = await refusal(client.query('SELECT phone FROM shop.customers'));
      expect(column.code).toBe('WW_COLUMN_NOT_GRANTED');
      expect(column.hint).toMatch(/name.*city/);
    });
  });

  test('unknown tables and columns, and texts that are none, get the server’s own number', async () => {
    const { unknownTable, unknownColumn, syntaxError } = stage.subject.words;
    await stage.as('bot', async (client) => {
      expect((await refusal(client.query('SELECT 1 FROM shop.nothing'))).number).toBe(unknownTable);
      expect((await refusal(client.query('SELECT nothing FROM shop.orders'))).number).toBe(unknownColumn);
      expect((await refusal(client.query('SELECT id FROM FROM shop.orders'))).number).toBe(syntaxError);
    });
  });

  test('an error of the server’s is the server’s, word for word', async () => {
    const { sql, number } = stage.subject.words.failing;
    await stage.as('bot', async (client) => {
      expect(await refusal(client.query(sql))).toMatchObject({ number, code: undefined });
      await expectUsable(client);
    });
  });

  test('a batch is judged whole: one refused statement, and none of it runs', async () => {
    const insert = "INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'batch', 'x')";
    await stage.as('bot', async (client) => {
      await refusal(client.query(`${insert}; ${REFUSED}; ${insert}`));
      await expectUsable(client);
      const count = "SELECT count(*) AS n FROM shop.notes WHERE author = 'batch'";
      expect(Number((await client.query(count))[0]?.['n'])).toBe(0);
      await client.query(`${insert}; ${insert}`);
      expect(Number((await client.query(count))[0]?.['n'])).toBe(2);
    });
  });

  test('a decision is recorded before, and an outcome after each statement', async () => {
    const before = (await stage.scene.gateway.audit()).length;
    await stage.as('bot', (client) => client.query('SELECT id, email FROM shop.customers WHERE id < 5'));
    await expect
      .poll(async () => (await stage.scene.gateway.audit()).slice(before).findLast(({ type }) => type === 'outcome'))
      .toMatchObject({ result: 'done', rows: 4, masked_columns: ['email'], masked_cells: 4 });
    const fresh = (await stage.scene.gateway.audit()).slice(before);
    const outcome = fresh.findLastIndex(({ type }) => type === 'outcome');
    const decision = fresh.findIndex(({ type, id }) => type === 'decision' && id === fresh[outcome]?.['decision']);
    expect(decision).toBeGreaterThanOrEqual(0);
    expect(decision).toBeLessThan(outcome);
  });
}
