// Prepared statements of one session as tables: what is judged is what the server executes.

import { describe, expect, test } from 'vitest';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import { CURSOR_FLAGS, STATUS } from '../../../src/protocols/mysql/messages/index.ts';
import {
  binaryRow,
  catalogOf,
  column,
  command,
  count,
  Driver,
  eof,
  execute,
  failed,
  fetch,
  longData,
  notGranted,
  ok,
  prepare,
  prepared,
  query,
  settledPromises,
  withId,
  type Script,
} from './conversation-driver.ts';

const star: MaskPlan = {
  columns: [{ textOnly: true, mask: (value) => Buffer.from(`*${value.length}*`) }],
  origins: [undefined],
};
const one = { statements: [{ parameters: 1 }] } as const;

/** A session that has prepared `text` as statement 1, with one parameter. */
function with1(script: Script = {}, more: Readonly<Record<string, Script>> = {}): Driver {
  const driver = new Driver({ a: { ...one, ...script }, ...more });
  driver.client(prepare('a'));
  driver.sent();
  driver.server(prepared(1, 1), column('?'), eof());
  driver.shown();
  return driver;
}

describe('preparing', () => {
  test('sends what was printed, and shows the client the answer', () => {
    const driver = new Driver({ a: one });
    driver.client(prepare('a'));
    expect(driver.sent()).toEqual(['STMT_PREPARE printed a']);
    driver.server(prepared(7, 1), column('?'), eof());
    expect(driver.shown()).toHaveLength(3);
    driver.client(execute(7, ['x']));
    expect(driver.sent()[0]).toMatch(/^STMT_EXECUTE 07000000/);
  });

  const own = { kind: 'own', name: 'token', value: 'x' } as const;
  test.each<readonly [string, Script, string]>([
    ['what is refused', { refuse: notGranted }, '1142'],
    ['what can’t be read', { unread: { code: 'WW_SYNTAX_ERROR', message: 'no' } }, '1064'],
    ['nothing', { statements: [] }, '1065'],
    ['what we answer ourselves', { statements: [{ effect: own, printed: '' }] }, '1295'],
  ])('%s is not prepared', (_, script, number) => {
    const driver = new Driver({ a: script });
    driver.client(prepare('a'));
    expect(driver.sent()).toEqual([]);
    expect(driver.shown()[0]).toContain(`1 error ${number}`);
  });

  test('more than may be is refused, until one is closed', () => {
    const driver = new Driver();
    for (let id = 1; id <= 3; id++) {
      driver.client(prepare('a'));
      driver.sent();
      driver.server(prepared(id));
    }
    driver.shown();
    driver.client(prepare('a'));
    expect(driver.shown()[0]).toContain('1 error 1461');
    driver.client(withId('STMT_CLOSE', 2), prepare('a'));
    expect(driver.sent()).toEqual(['STMT_CLOSE 02000000', 'STMT_PREPARE printed a']);
  });

  test('a server that counts other parameters is not believed', () => {
    const driver = new Driver({ a: one });
    driver.client(prepare('a'));
    driver.sent();
    expect(() => driver.server(prepared(1, 2))).toThrow(/parameters/);
  });

  test('is of one statement, whatever a text may hold', () => {
    const driver = new Driver();
    driver.client(prepare('a'), query('b'));
    driver.sent();
    driver.server(prepared(1));
    expect(driver.read.map(({ context }) => context.multiStatements)).toEqual([false, true]);
  });
});

describe('executing', () => {
  test.each([
    ['an execution', execute(9), 1243],
    ['a fetch', fetch(9, 1), 1243],
    ['a reset', withId('STMT_RESET', 9), 1243],
    ['a fetch without a cursor', fetch(1, 1), 1421],
    ['the one that was prepared last, when it failed', execute(0xffff_ffff), 1243],
  ])('%s of what isn’t there goes nowhere', (name, payload, number) => {
    const driver = with1({}, { no: { refuse: notGranted } });
    if (name.includes('last')) driver.client(prepare('no'));
    driver.shown();
    driver.client(payload);
    expect(driver.shown()[0]).toContain(`1 error ${number}`);
    driver.client(withId('STMT_CLOSE', 9), longData(9, 0, 'x'));
    expect([driver.sent(), driver.shown()]).toEqual([[], []]);
  });

  test('the one that was prepared last goes upstream by its id', () => {
    const driver = with1();
    driver.client(execute(0xffff_ffff, ['x']));
    expect(driver.sent()[0]).toMatch(/^STMT_EXECUTE 01000000/);
  });

  test('each is judged anew, and its refusal leaves the session usable', () => {
    const script: { refuse?: typeof notGranted } = {};
    const driver = with1(script, { a: Object.assign(script, one) });
    driver.client(execute(1, ['x']));
    driver.sent();
    driver.server(ok(1));
    script.refuse = notGranted;
    driver.client(execute(1, ['x']), command('PING'));
    expect(driver.shown()[1]).toContain('error 1142');
    expect(driver.sent()).toEqual(['PING']);
  });

  const broken: readonly (readonly [string, Buffer])[] = [
    ['without its parameters', execute(1)],
    ['with bytes too many', Buffer.concat([execute(1, ['x']), Buffer.from('more')])],
    ['with a length that lies', Buffer.concat([execute(1, ['xyz']).subarray(0, -3)])],
    ['with a length that lies by far', Buffer.concat([execute(1, ['']).subarray(0, -1), Buffer.of(0xfe, 255, 255)])],
    ['with a type that isn’t one', Buffer.concat([execute(1, ['x']).subarray(0, 12), Buffer.from([0x55, 0, 1, 0x78])])],
    ['with two iterations', withId('STMT_EXECUTE', 1, Buffer.from([0, 2, 0, 0, 0, 0, 1, 253, 0, 1, 0x78]))],
    ['without types, for the first time', withId('STMT_EXECUTE', 1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 1, 0x78]))],
  ];
  test.each(broken)('%s is answered as a server does, and goes nowhere', (_, payload) => {
    const driver = with1();
    driver.client(payload);
    expect(driver.sent()).toEqual([]);
    expect(driver.shown()[0]).toContain('1 error 1210');
  });

  test('a schema that is too old to judge by refuses the execution, not the session', () => {
    const driver = with1();
    driver.catalogFails = { code: 'WW_CATALOG_STALE', message: 'too old' };
    driver.client(execute(1, ['x']));
    expect(driver.shown()[0]).toContain('WW_CATALOG_STALE');
    driver.catalogFails = undefined;
    driver.client(execute(1, ['x']));
    expect(driver.sent()).toHaveLength(1);
  });

  test('a schema that changed has it read again, and it runs only where it still means the same', () => {
    const script: { statements: { parameters: number; printed: string }[] } = {
      statements: [{ parameters: 1, printed: 'P' }],
    };
    const driver = with1({}, { a: script });
    driver.catalog = catalogOf('2');
    driver.client(execute(1, ['x']));
    expect(driver.read).toHaveLength(2);
    expect(driver.sent()).toHaveLength(1);
    driver.server(ok());
    driver.catalog = catalogOf('3');
    script.statements = [{ parameters: 1, printed: 'Q' }];
    driver.client(execute(1, ['x']));
    expect(driver.sent()).toEqual([]);
    expect(driver.shown().at(-1)).toContain('error 1615');
  });

  test('a new database or sql_mode changes nothing of what is prepared', () => {
    const driver = with1();
    driver.client(query('b'));
    driver.sent();
    driver.server(ok());
    driver.client(execute(1, ['x']));
    expect(driver.decided.at(-1)?.statements).toBe(driver.decided[0]?.statements);
  });

  test('COM_RESET_CONNECTION forgets them', async () => {
    const driver = with1();
    driver.client(command('RESET_CONNECTION'), execute(1, ['x']));
    driver.sent();
    driver.server(ok());
    driver.sent();
    driver.server(ok());
    await settledPromises();
    driver.sent();
    driver.server(count(3), column('a'), column('b'), column('c'), eof());
    driver.server(Buffer.from('\0\x07utf8mb4\xfb', 'latin1'), eof());
    await settledPromises();
    expect(driver.shown().at(-1)).toContain('1 error 1243');
    expect(driver.sent()).toEqual([]);
  });
});

describe('parameters that come in pieces', () => {
  test('go upstream at once, and their digest is a part of what is approved', () => {
    const driver = with1();
    const digests: (string | undefined)[] = [];
    for (const data of ['one', 'two', 'one']) {
      driver.client(longData(1, 0, data), execute(1, [undefined]));
      digests.push(driver.decided.at(-1)?.parameters?.());
      expect(driver.sent()).toHaveLength(2);
      driver.server(ok());
    }
    expect(digests[0]).toBe(digests[2]);
    expect(digests[0]).not.toBe(digests[1]);
  });

  const refusals: readonly (readonly [string, Script, (driver: Driver) => void, Buffer])[] = [
    ['a refusal', { refuse: notGranted }, () => undefined, execute(1, [undefined])],
    ['arguments that are wrong', {}, () => undefined, execute(1, ['one too many', 'x'])],
    [
      'a schema that is too old',
      {},
      (driver) => (driver.catalogFails = { code: 'WW_CATALOG_STALE', message: 'old' }),
      execute(1, [undefined]),
    ],
  ];
  test.each(refusals)(
    '%s has the server forget them before the client is answered',
    async (_, script, before, payload) => {
      // Else the next execution would be judged with its own value, and run with the one of before.
      const changing: { -readonly [Key in keyof Script]: Script[Key] } = { ...one };
      const driver = with1({}, { a: changing });
      Object.assign(changing, script);
      driver.client(longData(1, 0, 'evil'));
      before(driver);
      driver.sent();
      driver.client(payload, query('next'));
      expect(driver.sent()).toEqual(['STMT_RESET 01000000']);
      expect([driver.shown(), driver.conversation.busy]).toEqual([[], true]);
      driver.catalogFails = undefined;
      driver.server(ok());
      await settledPromises();
      expect(driver.shown().map((words) => words.slice(0, 7))).toEqual(['1 error']);
      expect(driver.sent()).toEqual(['QUERY printed next']);
    },
  );

  test('a server that doesn’t forget them is left', async () => {
    const driver = with1();
    driver.client(longData(1, 0, 'evil'));
    driver.sent();
    driver.client(execute(1));
    driver.sent();
    driver.server(failed(1317, 'interrupted'));
    await settledPromises();
    expect(driver.failures).toMatchObject([{ refusal: { code: 'WW_UPSTREAM_UNAVAILABLE' } }]);
    expect(driver.shown()).toEqual([]);
  });

  test('one that a reset has taken back is read from the packet again', () => {
    const driver = with1();
    driver.client(longData(1, 0, 'evil'), withId('STMT_RESET', 1));
    expect(driver.sent()).toHaveLength(2);
    driver.server(ok());
    driver.client(execute(1, ['x']));
    expect(driver.sent()[0]).toMatch(/0178$/);
  });

  test('one for a parameter that isn’t there goes nowhere', () => {
    const driver = with1();
    driver.client(longData(1, 1, 'x'));
    expect(driver.sent()).toEqual([]);
  });
});

describe('cursors', () => {
  const OPEN = STATUS.AUTOCOMMIT | STATUS.CURSOR_EXISTS;
  const LAST = STATUS.AUTOCOMMIT | STATUS.LAST_ROW_SENT;
  function opened(script: Script = {}): Driver {
    const driver = with1(script);
    driver.client(execute(1, ['x'], CURSOR_FLAGS.READ_ONLY));
    driver.sent();
    driver.server(count(1), column('c'), eof(OPEN));
    driver.shown();
    return driver;
  }

  test('each fetch is judged, and masked by the plan of its execution', () => {
    const driver = opened({ masks: [star] });
    for (const status of [OPEN, LAST]) {
      driver.client(fetch(1, 1));
      expect(driver.sent()).toEqual(['STMT_FETCH 0100000001000000']);
      driver.server(binaryRow('hidden'), eof(status));
      const shown = driver.shown().join();
      expect(shown).toContain('*6*');
      expect(shown).not.toContain('hidden');
    }
    expect(driver.decided.map(({ phase }) => phase)).toEqual(['prepare', 'execute', 'resume', 'resume']);
    expect(driver.settled.map(({ rows, maskedCells }) => [rows, maskedCells])).toEqual([[0, 0], [1, 1], [1, 1]]); // prettier-ignore
  });

  test.each([
    ['select', '01'],
    ['values', '01'],
    ['explain', '00'],
    ['delete', '00'],
    ['call', '00'],
  ] as const)('of %s go upstream with the flags %s', (kind, flags) => {
    const driver = with1({ statements: [{ kind, parameters: 1 }] });
    driver.client(execute(1, ['x'], CURSOR_FLAGS.READ_ONLY));
    expect(driver.sent()[0]).toMatch(new RegExp(`^STMT_EXECUTE 01000000${flags}`));
  });

  test('all fetches together have no more rows than allowed', () => {
    const driver = opened({ rows: 3 });
    driver.client(fetch(1, 2));
    driver.sent();
    driver.server(binaryRow('1'), binaryRow('2'), eof(OPEN));
    driver.client(fetch(1, 2));
    driver.sent();
    driver.server(binaryRow('3'), binaryRow('4'), eof(OPEN));
    expect(driver.shown().at(-1)).toContain('WW_ROW_LIMIT');
    driver.client(fetch(1, 2));
    driver.sent();
    driver.server(binaryRow('5'), eof(LAST));
    const shown = driver.shown();
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('WW_ROW_LIMIT');
  });

  test.each([
    ['a reset', withId('STMT_RESET', 1), 1421],
    ['a close', withId('STMT_CLOSE', 1), 1243],
    ['an execution that is refused', execute(1), 1421],
  ])('%s ends it', (_, payload, number) => {
    const driver = opened();
    driver.client(payload);
    if (driver.sent().some((words) => words.startsWith('STMT_RESET'))) driver.server(ok());
    driver.shown();
    driver.client(fetch(1, 1));
    expect(driver.shown()[0]).toContain(`error ${number}`);
    expect(driver.sent()).toEqual([]);
  });
});
