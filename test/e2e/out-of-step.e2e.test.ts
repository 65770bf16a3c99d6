/**
 * Attacks on what names stand for: a client makes the server skip a change that Wirewall has seen, and hopes that one statement is
 * judged while another runs.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OPEN_RULES, Scene } from './bystander.ts';
import { bind, closePortal, closeStatement, describeStatement, execute, parse, query, SYNC } from './raw-client.ts';

const MASKED = `
upstream: shop
sensitive:
  shop.customers.email: { mask: email }
`;
const HELD = `
for: { agents: [analyst] }
upstream: shop
hold:
  - { on: "DELETE ON shop.notes", approvers: [dba], quorum: 1, expires: 30m, wait: 1s }
`;
const RULES = OPEN_RULES.replace(
  '- ALL ON ALL TABLES IN SCHEMA shop, public',
  '- SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA shop',
);

const SENSITIVE = 'SELECT email FROM shop.customers WHERE id < 3 ORDER BY id';
const HARMLESS = 'SELECT sku FROM shop.products WHERE id < 3';
const ROWS = ['row a***@example.com', 'row b***@example.com'];

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({ rules: { 'open.yaml': RULES, 'masked.yaml': MASKED, 'held.yaml': HELD } });
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(() => scene.expectUnharmed());

const failures: readonly (readonly [string, readonly Buffer[]])[] = [
  ['an error of the server’s', [parse('e', 'SELECT 1 / (id - id) FROM shop.products'), bind('', 'e'), execute('')]],
  ['a refusal', [execute('never made')]],
  ['a refused text', [parse('r', 'SELECT employee FROM hr.salaries')]],
];

describe.each(failures)('behind %s', (_name, failing) => {
  const changes: readonly (readonly [string, string, readonly Buffer[]])[] = [
    ['a Parse of the unnamed statement', '', [parse('', HARMLESS)]],
    ['a Close and a Parse', 'n', [closeStatement('n'), parse('n', HARMLESS)]],
    ['a Close', 'n', [closeStatement('n')]],
    ['two changes', '', [parse('', HARMLESS), closeStatement(''), parse('', 'SELECT 1')]],
  ];

  test.each(changes)(
    '%s that the server skips changes nothing: what is masked stays masked',
    async (_change, name, change) => {
      await using client = await scene.agent();
      // The unnamed one is not to be replaced by what fails.
      client.send(parse(name, SENSITIVE), SYNC);
      expect(await client.shown()).toEqual(['ParseComplete', 'ready idle']);
      for (let round = 0; round < 3; round++) {
        client.send(Buffer.concat([...failing, ...change, SYNC, bind('', name), execute(''), SYNC]));
        expect((await client.shown()).slice(-2)[0]).toMatch(/^error/);
        expect(await client.shown()).toEqual(['BindComplete', ...ROWS, 'done SELECT 2', 'ready idle']);
        client.send(
          Buffer.concat([...failing, ...change, SYNC, describeStatement(name), bind('', name), execute(''), SYNC]),
        );
        await client.shown();
        expect((await client.shown()).filter((word) => word.startsWith('row'))).toEqual(ROWS);
      }
    },
  );

  test('EXECUTE in SQL stands for what the server has, too', async () => {
    await using client = await scene.agent();
    client.send(parse('n', SENSITIVE), SYNC);
    await client.shown();
    client.send(Buffer.concat([...failing, closeStatement('n'), parse('n', HARMLESS), SYNC, query('EXECUTE n')]));
    await client.shown();
    const seen = await client.shown();
    expect(seen.filter((word) => word.startsWith('row') && !ROWS.includes(word))).toEqual([]);
  });

  test('what is held stays held', async () => {
    await using client = await scene.agent();
    await client.ask("INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'step', 'red')");
    client.send(parse('', "DELETE FROM shop.notes WHERE author = 'step'"), SYNC);
    await client.shown();
    client.send(Buffer.concat([...failing, parse('', HARMLESS), SYNC, bind('', ''), execute(''), SYNC]));
    await client.shown();
    expect((await client.shown()).slice(-2)).toEqual(['error 42501', 'ready idle']);
    expect(await scene.asSuperuser("SELECT id FROM shop.notes WHERE author = 'step'")).not.toEqual([]);
  });

  test('a portal that outlives a savepoint stands for what it was', async () => {
    await using client = await scene.agent();
    await client.ask('BEGIN');
    client.send(parse('s', SENSITIVE), parse('h', HARMLESS), bind('p', 's'), SYNC);
    await client.shown();
    await client.ask('SAVEPOINT s');
    client.send(
      Buffer.concat([...failing, closePortal('p'), bind('p', 'h'), SYNC, query('ROLLBACK TO s'), execute('p'), SYNC]),
    );
    await client.shown();
    await client.shown();
    expect((await client.shown()).filter((word) => word.startsWith('row') && !ROWS.includes(word))).toEqual([]);
  });
});

test('a pipeline that makes its statement anew in each group waits for nothing', async () => {
  await using client = await scene.agent();
  const group = Buffer.concat([parse('', HARMLESS), bind('', ''), execute(''), SYNC]);
  client.send(query('SELECT pg_sleep(0.5)'));
  client.send(Buffer.concat(Array.from({ length: 200 }, () => group)));
  await client.shown();
  const begun = performance.now();
  for (let at = 0; at < 200; at++) expect(await client.shown()).toContain('done SELECT 2');
  expect(performance.now() - begun).toBeLessThan(2000);
});
