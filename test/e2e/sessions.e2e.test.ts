/**
 * What a session promises while statements are refused, cut, cancelled and held: pipelines and transactions end as the server
 * would end them, and only what was meant is hit.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually, OPEN_RULES, REFUSED, Scene } from './bystander.ts';
import {
  bind,
  closeStatement,
  describePortal,
  describeStatement,
  execute,
  FLUSH,
  parse,
  query,
  RawClient,
  showCancelKey,
  SYNC,
  TERMINATE,
} from './raw-client.ts';

const LIMITED = `
for: { agents: [limited] }
upstream: shop
allow:
  - SELECT, INSERT ON ALL TABLES IN SCHEMA shop
  - EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision)
limits: { rows: 100, time: 1s }
`;
const RATED = `
for: { agents: [rated] }
upstream: shop
allow: [SELECT ON shop.products]
limits: { statements_per_minute: 5 }
`;
const HELD = `
for: { agents: [analyst] }
upstream: shop
hold:
  - { on: "DELETE ON shop.notes", approvers: [dba], quorum: 1, expires: 30m, wait: 20s }
`;
const HOLDING_RULES = OPEN_RULES.replace(
  '- ALL ON ALL TABLES IN SCHEMA shop, public',
  '- SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA shop',
);

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({
    rules: { 'open.yaml': HOLDING_RULES, 'limited.yaml': LIMITED, 'rated.yaml': RATED, 'held.yaml': HELD },
  });
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(() => scene.expectUnharmed());

const note = (author: string): string =>
  `INSERT INTO shop.notes (order_id, author, body) VALUES (1, '${author}', 'red')`;
const notesOf = async (author: string): Promise<number> =>
  (await scene.asSuperuser('SELECT id FROM shop.notes WHERE author = $1', [author])).length;
const run = (text: string): Buffer[] => [parse('', text), bind('', ''), execute('')];
const INSERTED = ['ParseComplete', 'BindComplete', 'done INSERT 0 1'];

async function asToken(agent: string): Promise<RawClient> {
  return RawClient.loggedIn(scene.gateway, { user: agent, secret: await scene.gateway.token(agent) });
}

describe('a refusal in a pipeline', () => {
  test('INSERT, refused, Sync commits nothing', async () => {
    await using client = await scene.agent();
    client.send(...run(note('p1')), ...run(REFUSED), ...run(note('p1')), SYNC);
    expect(await client.shown()).toEqual([...INSERTED, 'error 42501', 'ready idle']);
    expect(await notesOf('p1')).toBe(0);
    client.send(...run(note('p1')), SYNC);
    expect(await client.shown()).toEqual([...INSERTED, 'ready idle']);
    expect(await notesOf('p1')).toBe(1);
  });

  test('each group between two Syncs stands for itself', async () => {
    await using client = await scene.agent();
    client.send(...run(note('p2')), SYNC, ...run(REFUSED), SYNC, ...run(note('p2')), SYNC, SYNC);
    expect(await client.shown()).toEqual([...INSERTED, 'ready idle']);
    expect(await client.shown()).toEqual(['error 42501', 'ready idle']);
    expect(await client.shown()).toEqual([...INSERTED, 'ready idle']);
    expect(await client.shown()).toEqual(['ready idle']);
    expect(await notesOf('p2')).toBe(2);
  });

  test('a batch in one text is refused whole', async () => {
    await using client = await scene.agent();
    expect(await client.ask(`${note('p3')}; ${REFUSED}; ${note('p3')}`)).toEqual(['error 42501', 'ready idle']);
    expect(await notesOf('p3')).toBe(0);
  });

  test('in an open transaction it aborts it, and ROLLBACK ends it', async () => {
    await using client = await scene.agent();
    expect(await client.ask('BEGIN')).toEqual(['done BEGIN', 'ready transaction']);
    expect(await client.ask(note('p4'))).toEqual(['done INSERT 0 1', 'ready transaction']);
    expect(await client.ask(REFUSED)).toEqual(['error 42501', 'ready failed']);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toEqual(['error 25P02', 'ready failed']);
    expect(await client.ask('COMMIT')).toEqual(['done ROLLBACK', 'ready idle']);
    expect(await notesOf('p4')).toBe(0);
  });

  test('a savepoint takes a refusal back', async () => {
    await using client = await scene.agent();
    await client.ask('BEGIN');
    await client.ask(note('p5'));
    await client.ask('SAVEPOINT s');
    expect(await client.ask(REFUSED)).toEqual(['error 42501', 'ready failed']);
    expect(await client.ask('ROLLBACK TO s')).toEqual(['done ROLLBACK', 'ready transaction']);
    expect(await client.ask('COMMIT')).toEqual(['done COMMIT', 'ready idle']);
    expect(await notesOf('p5')).toBe(1);
  });

  test('Flush brings its error before the Sync', async () => {
    await using client = await scene.agent();
    client.send(parse('', REFUSED), FLUSH);
    expect((await client.next())?.kind).toBe('ErrorResponse');
    client.send(...run(note('p6')), SYNC);
    expect(await client.shown()).toEqual(['ready idle']);
    expect(await notesOf('p6')).toBe(0);
  });

  test('a refused statement of a thousand hits its own group alone', async () => {
    await using client = await scene.agent();
    const messages = Array.from({ length: 1000 }, (_, at) => [
      ...run(at === 500 ? REFUSED : `SELECT id FROM shop.products WHERE id = ${(at % 10) + 1}`),
      SYNC,
    ]).flat();
    client.send(Buffer.concat(messages));
    for (let at = 0; at < 1000; at++) {
      const expected =
        at === 500
          ? ['error 42501', 'ready idle']
          : ['ParseComplete', 'BindComplete', `row ${(at % 10) + 1}`, 'done SELECT 1', 'ready idle'];
      expect(await client.shown()).toEqual(expected);
    }
  });

  test('a refused statement in one group of a thousand undoes what stands before it and skips what stands behind', async () => {
    await using client = await scene.agent();
    client.send(Buffer.concat([...Array.from({ length: 500 }, () => run(note('p7'))).flat(), ...run(REFUSED)]));
    client.send(Buffer.concat([...Array.from({ length: 500 }, () => run(note('p7'))).flat(), SYNC]));
    const seen = await client.shown();
    expect(seen.filter((word) => word === 'done INSERT 0 1')).toHaveLength(500);
    expect(seen.slice(-2)).toEqual(['error 42501', 'ready idle']);
    expect(await notesOf('p7')).toBe(0);
  });

  test('an error of the server’s in the middle is the server’s, and nothing behind it runs', async () => {
    await using client = await scene.agent();
    client.send(...run(note('p8')), ...run('SELECT 1 / (id - id) FROM shop.products'), ...run(note('p8')), SYNC);
    expect(await client.shown()).toEqual([...INSERTED, 'ParseComplete', 'BindComplete', 'error 22012', 'ready idle']);
    expect(await notesOf('p8')).toBe(0);
  });

  test('a portal that stands for the failing one can’t be made by SQL', async () => {
    await using client = await scene.agent();
    await client.ask('BEGIN');
    for (const name of ['wirewall refused', 'wirewall_refused'])
      await client.ask(`DECLARE "${name}" CURSOR FOR SELECT id FROM shop.products WHERE false`);
    client.send(...run(note('p9')), ...run(REFUSED), SYNC);
    expect(await client.shown()).toEqual([...INSERTED, 'error 42501', 'ready failed']);
    client.send(bind('', 'nothing'), SYNC);
    expect(await client.shown()).toContain('ready failed');
    await client.ask('COMMIT');
    expect(await notesOf('p9')).toBe(0);
  });

  test('a name whose Parse was refused stands for nothing, an older one for what it was', async () => {
    await using client = await scene.agent();
    client.send(parse('n', 'SELECT id FROM shop.products WHERE id = 1'), SYNC, parse('n', REFUSED), SYNC);
    await client.shown();
    expect(await client.shown()).toEqual(['error 42501', 'ready idle']);
    client.send(describeStatement('n'), bind('', 'n'), execute(''), SYNC);
    expect(await client.shown()).toEqual([
      'ParameterDescription',
      'RowDescription',
      'BindComplete',
      'row 1',
      'done SELECT 1',
      'ready idle',
    ]);
    client.send(closeStatement('n'), parse('n', REFUSED), bind('', 'n'), execute(''), SYNC);
    expect(await client.shown()).toEqual(['CloseComplete', 'error 42501', 'ready idle']);
    client.send(bind('', 'n'), describePortal(''), execute(''), SYNC);
    expect((await client.shown()).slice(-2)[0]).toMatch(/^error|^done/);
  });
});

describe('limits', () => {
  test('the rows end in the middle of a result, and the session goes on', async () => {
    await using client = await asToken('limited');
    for (let round = 0; round < 20; round++) {
      const seen = await client.ask('SELECT a.id FROM shop.customers a, shop.customers b');
      expect(seen.filter((word) => word.startsWith('row'))).toHaveLength(100);
      expect(seen.slice(-2)).toEqual(['error 54000', 'ready idle']);
      // What comes right behind must not be hit by the cancel that ended the one before.
      expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('done SELECT 1');
    }
  });

  test('the rows are counted over all of a portal, however it is fetched', async () => {
    await using client = await asToken('limited');
    client.send(parse('', 'SELECT a.id FROM shop.customers a, shop.customers b'), bind('', ''));
    client.send(...Array.from({ length: 5 }, () => execute('', 50)), SYNC);
    const seen = await client.shown();
    expect(seen.filter((word) => word.startsWith('row'))).toHaveLength(100);
    expect(seen.slice(-2)).toEqual(['error 54000', 'ready idle']);
  });

  test('the time ends a statement upstream, and the session goes on', async () => {
    await using client = await asToken('limited');
    const begun = performance.now();
    expect(await client.ask('SELECT pg_sleep(30)')).toEqual(expect.arrayContaining(['error 57014', 'ready idle']));
    expect(performance.now() - begun).toBeLessThan(3000);
    const [row] = await scene.asSuperuser<{ count: number }>(
      "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()",
    );
    expect(row?.count).toBe(0);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('done SELECT 1');
    client.send(...run(note('t1')), ...run('SELECT pg_sleep(30)'), ...run(note('t1')), SYNC);
    expect((await client.shown()).slice(-2)).toEqual(['error 57014', 'ready idle']);
    expect(await notesOf('t1')).toBe(0);
  });

  test('statements in a minute are counted over the agent’s connections', async () => {
    await using one = await asToken('rated');
    await using two = await asToken('rated');
    for (let at = 0; at < 5; at++)
      expect(await (at % 2 === 0 ? one : two).ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    expect(await one.ask('SELECT id FROM shop.products WHERE id = 1')).toEqual(['error 53400', 'ready idle']);
    expect(await two.ask('SELECT id FROM shop.products WHERE id = 1')).toEqual(['error 53400', 'ready idle']);
  });
});

describe('a cancel', () => {
  const sleeping = "state = 'active' AND query LIKE '%pg_sleep(20)%'";

  test('by the right key ends its own statement and no other', async () => {
    await using client = await scene.agent();
    await using other = await scene.agent();
    client.send(query('SELECT pg_sleep(20)'));
    other.send(query('SELECT pg_sleep(1.5)'));
    await eventually(
      () => scene.upstreamSessions(sleeping),
      (count) => count === 1,
    );
    await showCancelKey(scene.gateway, client.processId, client.key);
    expect(await client.shown()).toEqual(expect.arrayContaining(['error 57014', 'ready idle']));
    expect(await other.shown()).toEqual(expect.arrayContaining(['done SELECT 1', 'ready idle']));
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  });

  test('by a wrong key, or the server’s own, does nothing', async () => {
    await using client = await scene.agent();
    client.send(query('SELECT pg_sleep(1)'));
    const wrong = Uint8Array.from(client.key, (byte) => byte ^ 1);
    await showCancelKey(scene.gateway, client.processId, wrong);
    await showCancelKey(scene.gateway, client.processId, new Uint8Array(0));
    await showCancelKey(scene.gateway, client.processId, new Uint8Array(256));
    await showCancelKey(scene.gateway, client.processId + 1, client.key);
    await showCancelKey(scene.server, client.processId, client.key);
    expect(await client.shown()).toContain('done SELECT 1');
  });

  test('of an idle session does nothing, not even to the next statement', async () => {
    await using client = await scene.agent();
    for (let round = 0; round < 10; round++) {
      await showCancelKey(scene.gateway, client.processId, client.key);
      expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    }
  });

  test('ends a wait for a human', async () => {
    await using client = await scene.agent();
    client.send(query("DELETE FROM shop.notes WHERE author = 'nobody'"));
    expect((await client.next())?.kind).toBe('NoticeResponse');
    await showCancelKey(scene.gateway, client.processId, client.key);
    expect(await client.shown()).toEqual(['error 57014', 'ready idle']);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
  });
});

describe('a held statement', () => {
  test('in a pipeline waits for its approval, and what stands behind it waits too', async () => {
    await using client = await scene.agent();
    const before = (await asked()).length;
    await client.ask(note('h1'));
    client.send(...run(note('h2')), ...run("DELETE FROM shop.notes WHERE author = 'h1'"), ...run(note('h3')), SYNC);
    expect((await client.next())?.kind).toBe('NoticeResponse');
    const id = (await eventually(asked, (ids) => ids.length > before)).at(-1);
    const { code, stderr } = await scene.gateway.run('approvals', 'approve', String(id), '--as', 'dana');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const seen = await client.shown();
    expect(seen).toContain('done DELETE 1');
    expect(seen.at(-1)).toBe('ready idle');
    expect([await notesOf('h1'), await notesOf('h2'), await notesOf('h3')]).toEqual([0, 1, 1]);
  });

  test('whose client leaves is not run, and its session upstream ends', async () => {
    await using client = await scene.agent();
    await client.ask(note('h4'));
    const before = await scene.upstreamSessions();
    client.send(query("DELETE FROM shop.notes WHERE author = 'h4'"));
    expect((await client.next())?.kind).toBe('NoticeResponse');
    client.destroy();
    expect(
      await eventually(
        () => scene.upstreamSessions(),
        (count) => count < before,
      ),
    ).toBe(before - 1);
    expect(await notesOf('h4')).toBe(1);
  });

  async function asked(): Promise<unknown[]> {
    const entries = await scene.gateway.audit();
    return entries
      .filter(({ type, event }) => type === 'approval' && event === 'requested')
      .map((entry) => entry['approval']);
  }
});

describe('a client that leaves', () => {
  test('with a goodbye behind its statement still has it done', async () => {
    const client = await scene.agent();
    await client.ask('SELECT id FROM shop.products WHERE id = 1');
    client.send(query(`${note('g1')} RETURNING pg_sleep(0.3)`), TERMINATE);
    client.end();
    expect(
      await eventually(
        () => notesOf('g1'),
        (count) => count === 1,
      ),
    ).toBe(1);
    const last = await eventually(
      async () => (await scene.gateway.audit()).findLast(({ type }) => type === 'outcome'),
      (entry) => entry?.['rows'] === 1,
    );
    expect(last).toMatchObject({ result: 'done', rows: 1 });
  });

  test('without one has what runs cancelled, its transaction undone and its locks released', async () => {
    const client = await scene.agent();
    await client.ask('BEGIN');
    await client.ask('UPDATE shop.orders SET total_cents = 1 WHERE id = 1');
    client.send(query('SELECT pg_sleep(20)'));
    await eventually(
      () => scene.upstreamSessions("query LIKE '%pg_sleep(20)%'"),
      (count) => count === 1,
    );
    client.destroy();
    expect(
      await eventually(
        () => scene.upstreamSessions("query LIKE '%pg_sleep(20)%'"),
        (count) => count === 0,
      ),
    ).toBe(0);
    await using other = await scene.agent();
    expect(await other.ask('UPDATE shop.orders SET total_cents = 2 WHERE id = 1')).toContain('done UPDATE 1');
  });
});
