/** The whole path by real drivers: identity, rules, masks, holds, refusals in transactions, and the record of it all. */
import { Client, type QueryResult } from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { shippedRules, startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';

let server: PostgresServer;
let shop: Shop;
let gateway: Gateway;

beforeAll(async () => {
  server = await startPostgres();
  shop = await loadShop(server);
  gateway = await startGateway({ server, shop, config: { approvers: [{ name: 'dana', groups: ['dba'] }] } });
});
afterAll(async () => {
  await gateway?.stop();
  await server?.stop();
});

async function direct<T extends object>(sql: string): Promise<T[]> {
  const client = new Client({ connectionString: server.url('shop', shop.user, shop.password) });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A session of the support bot by `pg`, closed at the end. */
async function asSupportBot<T>(use: (client: Client) => Promise<T>, intents: string[] = ['answer-ticket']): Promise<T> {
  const token = await gateway.token('support-bot', { intents });
  const client = new Client({ connectionString: gateway.url('support-bot', token) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The error of a statement, or its result where it had none. */
async function answer(
  promise: Promise<unknown>,
): Promise<{ code?: string; message?: string; detail?: string; hint?: string }> {
  try {
    return { message: `no error: ${JSON.stringify(await promise)}` };
  } catch (error) {
    return error as { code?: string; message?: string };
  }
}

describe('what is allowed', () => {
  it('has the rows that the server gives', async () => {
    const sql = 'SELECT id, status, total_cents FROM shop.orders ORDER BY id LIMIT 20';
    expect(await asSupportBot(async (client) => (await client.query(sql)).rows)).toEqual(await direct(sql));
  });

  it.each([
    ['in a simple query', { text: 'SELECT name, email AS "contact", card_number FROM shop.customers WHERE id = 1' }],
    [
      'in a prepared statement',
      {
        name: 's',
        text: 'SELECT name, email AS "contact", card_number FROM shop.customers WHERE id = $1',
        values: [1],
      },
    ],
    [
      'in binary',
      {
        text: 'SELECT name, email AS "contact", card_number FROM shop.customers WHERE id = $1',
        values: [1],
        binary: true,
      },
    ],
    [
      'through a subquery',
      {
        text: 'SELECT name, contact, card_number FROM (SELECT name, email AS contact, card_number, id FROM shop.customers) c WHERE id = 1',
      },
    ],
  ])('is masked %s', async (_, query) => {
    const [row] = await asSupportBot(async (client) => (await client.query(query)).rows);
    const [clear] = await direct<{ name: string; email: string; card_number: string }>(
      'SELECT name, email, card_number FROM shop.customers WHERE id = 1',
    );
    expect(row).toEqual({
      name: clear?.name,
      contact: `${clear?.email[0]}***@example.com`,
      card_number: `***${clear?.card_number.slice(-4)}`,
    });
  });

  it('runs by postgres.js, prepared and pipelined', async () => {
    const token = await gateway.token('support-bot');
    const sql = postgres(gateway.url('support-bot', token), { max: 1, fetch_types: true });
    try {
      const [orders, products, mails] = await Promise.all([
        sql`SELECT count(*)::int AS n FROM shop.orders WHERE id > ${0}`,
        sql`SELECT count(*)::int AS n FROM shop.products`,
        sql`SELECT email FROM shop.customers WHERE id = ${1}`,
      ]);
      expect(orders[0]?.['n']).toBeGreaterThan(0);
      expect(products[0]?.['n']).toBeGreaterThan(0);
      expect(mails[0]?.['email']).toContain('***@');
    } finally {
      await sql.end();
    }
  });
});

describe('what is refused', () => {
  it.each([
    ['SELECT phone FROM shop.customers', '42501', /column "phone"/],
    ['SELECT * FROM hr.salaries', '42501', /hr\.salaries/],
    ["SELECT id FROM shop.customers WHERE email LIKE 'a%'", '42501', /email/],
    ['DELETE FROM shop.orders WHERE id = 1', '42501', /shop\.orders/],
    ["UPDATE shop.orders SET status = 'x'", '42501', /WHERE/i],
    ['SELECT nothing FROM shop.orders', '42703', /column "nothing" does not exist/],
    ['SELECT * FROM shop.nothing', '42P01', /relation "shop.nothing" does not exist/],
    ['SELECT nothing(1)', '42883', /function nothing/],
    ['SELEKT 1', '42601', /syntax error at or near "SELEKT"/],
    ['COPY shop.orders TO STDOUT', '0A000', /COPY/],
    ["SELECT pg_read_file('/etc/passwd')", '42501', /pg_read_file/],
  ])('%s is answered as the server would, with a hint, and the session goes on', async (sql, code, message) => {
    await asSupportBot(async (client) => {
      const refused = await answer(client.query(sql));
      expect(refused).toMatchObject({ code });
      expect(refused.message).toMatch(message);
      expect(refused.detail ?? '').toMatch(/^WW_\w+, decision [0-9a-f-]{36}/);
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
  });

  it('in a transaction aborts it, so that nothing of it commits', async () => {
    const before = await direct('SELECT count(*) FROM shop.notes');
    await asSupportBot(async (client) => {
      await client.query("SET wirewall.intent = 'answer-ticket'");
      await client.query('BEGIN');
      await client.query("INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'bot', 'never')");
      expect(await answer(client.query('SELECT * FROM hr.salaries'))).toMatchObject({ code: '42501' });
      expect(await answer(client.query('SELECT 1'))).toMatchObject({ code: '25P02' });
      expect((await client.query('COMMIT')).command).toBe('ROLLBACK');
    });
    expect(await direct('SELECT count(*) FROM shop.notes')).toEqual(before);
  });

  it('in a pipeline takes back what stands before it', async () => {
    const before = await direct('SELECT count(*) FROM shop.notes');
    const sql = postgres(
      gateway.url('support-bot', await gateway.token('support-bot', { intents: ['answer-ticket'] })),
      {
        max: 1,
        connection: { 'wirewall.intent': 'answer-ticket' },
      },
    );
    try {
      const both = sql.begin((transaction) => [
        transaction`INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'bot', 'never')`,
        transaction`SELECT * FROM hr.salaries`,
      ]);
      expect(await answer(both)).toMatchObject({ code: '42501' });
    } finally {
      await sql.end();
    }
    expect(await direct('SELECT count(*) FROM shop.notes')).toEqual(before);
  });
});

describe('who is asking', () => {
  it('a static agent logs in by SCRAM; a wrong secret and an unknown name get the same answer', async () => {
    const { name, secret } = gateway.analyst;
    const client = new Client({ connectionString: gateway.url(name, secret) });
    await client.connect();
    await client.end();
    const wrong = await answer(new Client({ connectionString: gateway.url(name, 'wrong') }).connect());
    expect(wrong).toMatchObject({ code: '28P01' });
    const unknown = await answer(new Client({ connectionString: gateway.url('nobody', 'wrong') }).connect());
    expect(unknown).toMatchObject({ code: '28P01' });
  });

  it('an expired token stops the next statement, and a new one of the same agent goes on', async () => {
    const token = await gateway.token('support-bot', { ttlMs: 1000 });
    const client = new Client({ connectionString: gateway.url('support-bot', token) });
    await client.connect();
    try {
      await client.query('SELECT 1');
      // The configured tolerance for clocks is added to the token's end.
      await expect
        .poll(async () => (await answer(client.query('SELECT 1'))).detail ?? '', { timeout: 45_000, interval: 500 })
        .toMatch(/WW_TOKEN_EXPIRED/);
      await client.query(`SET wirewall.token = '${await gateway.token('support-bot')}'`);
      expect((await client.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    } finally {
      await client.end();
    }
  }, 60_000);

  it('an intent adds what its rules allow, once, and only one that the token lists', async () => {
    const update = 'UPDATE shop.orders SET status = status WHERE id = 1';
    await asSupportBot(async (client) => {
      expect(await answer(client.query("SET wirewall.intent = 'steal'"))).toMatchObject({ code: '22023' });
      await client.query("SET wirewall.intent = 'answer-ticket'");
      expect((await client.query(update)).command).toBe('UPDATE');
    });
    await asSupportBot(async (client) => {
      expect(await answer(client.query(update))).toMatchObject({ code: '42501' });
      await client.query('SELECT id FROM shop.orders LIMIT 1');
      expect(await answer(client.query("SET wirewall.intent = 'answer-ticket'"))).toMatchObject({ code: '22023' });
    });
  });

  it('a revoked agent is cut off in the middle of a session', async () => {
    await asSupportBot(async (client) => {
      const ended = new Promise<Error>((resolve) => client.once('error', resolve));
      await client.query('SELECT 1');
      expect(await gateway.run('agents', 'revoke', 'support-bot', '--reason', 'test')).toMatchObject({ code: 0 });
      expect(await Promise.race([ended, answer(client.query('SELECT 1'))])).toMatchObject({ code: '28000' });
    });
    expect(
      await answer(
        new Client({ connectionString: gateway.url('support-bot', await gateway.token('support-bot')) }).connect(),
      ),
    ).toMatchObject({ code: '28000' });
    await gateway.run('agents', 'restore', 'support-bot');
  });
});

describe('what waits for a human', () => {
  const alter = 'ALTER TABLE shop.orders ADD COLUMN note_for_test text';

  it('runs when somebody who may has approved it, from another process', async () => {
    await asSupportBot(async (client) => {
      const notices: string[] = [];
      client.on('notice', (notice) => notices.push(`${notice.message} ${notice.hint ?? ''}`));
      const altered: Promise<QueryResult> = client.query(alter);
      await expect.poll(() => notices.join(), { timeout: 10_000 }).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
      const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(notices.join())?.[0] ?? '';
      expect(await gateway.run('approvals', 'list')).toMatchObject({
        stdout: expect.stringContaining(id.slice(-6)) as string,
      });
      expect((await gateway.run('approvals', 'approve', id, '--as', 'dana')).code).toBe(0);
      expect((await altered).command).toBe('ALTER');
      await client.query('SELECT id FROM shop.orders LIMIT 1');
    });
  });

  it('is refused with the reason when it is rejected', async () => {
    await asSupportBot(async (client) => {
      const dropped = answer(client.query('ALTER TABLE shop.orders DROP COLUMN status'));
      let id = '';
      await expect
        .poll(
          async () => {
            const { stdout } = await gateway.run('approvals', 'list');
            return (id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(stdout)?.[0] ?? '');
          },
          { timeout: 15_000 },
        )
        .not.toBe('');
      await gateway.run('approvals', 'reject', id, '--as', 'dana', '--comment', 'not today');
      expect(await dropped).toMatchObject({
        code: '42501',
        detail: expect.stringContaining('WW_APPROVAL_REJECTED') as string,
      });
    });
    expect(await direct('SELECT status FROM shop.orders LIMIT 1')).toHaveLength(1);
  });
});

describe('the record', () => {
  it('has a decision before each outcome, names the masked columns, and verifies', async () => {
    await asSupportBot((client) => client.query('SELECT email FROM shop.customers LIMIT 3'));
    await expect
      .poll(async () => (await gateway.audit()).filter((entry) => entry['type'] === 'outcome').at(-1))
      .toMatchObject({ rows: 3, masked_cells: 3, masked_columns: ['email'] });
    const entries = await gateway.audit();
    const decisions = new Map(
      entries.filter((entry) => entry['type'] === 'decision').map((entry, index) => [entry['id'], index]),
    );
    const outcomes = entries.filter((entry) => entry['type'] === 'outcome');
    expect(outcomes.every((outcome) => decisions.has(outcome['decision']))).toBe(true);
    expect(await gateway.run('audit', 'verify')).toMatchObject({ code: 0 });
  });

  it('holds neither tokens nor passwords', async () => {
    const everything = JSON.stringify(await gateway.audit()) + gateway.log() + server.log();
    expect(everything).not.toContain(shop.password);
    expect(everything).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/);
  });

  it('rules that change apply to the next statement of a live session', async () => {
    const { writeFile } = await import('node:fs/promises');
    await asSupportBot(async (client) => {
      await client.query('SELECT id FROM shop.products LIMIT 1');
      const deny = 'for: everyone\nupstream: shop\ndeny:\n  - SELECT ON shop.products\n';
      await writeFile(`${gateway.rulesDirectory}/zz-deny.yaml`, deny);
      await expect
        .poll(async () => (await answer(client.query('SELECT id FROM shop.products LIMIT 1'))).code, {
          timeout: 10_000,
        })
        .toBe('42501');
      await writeFile(`${gateway.rulesDirectory}/zz-deny.yaml`, 'nonsense: [');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect((await answer(client.query('SELECT id FROM shop.products LIMIT 1'))).code).toBe('42501');
      for (const [name, text] of Object.entries(await shippedRules()))
        await writeFile(`${gateway.rulesDirectory}/${name}`, text);
      await writeFile(`${gateway.rulesDirectory}/zz-deny.yaml`, '# nothing\n');
    });
  });
});
