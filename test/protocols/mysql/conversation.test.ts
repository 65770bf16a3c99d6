// One client's session as tables: commands in, what goes upstream and what the client sees out.

import { expect, test, describe } from 'vitest';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import { STATUS } from '../../../src/protocols/mysql/messages/index.ts';
import {
  changed,
  column,
  command,
  count,
  Driver,
  eof,
  failed,
  notGranted,
  ok,
  query,
  row,
  settledPromises,
  withId,
} from './conversation-driver.ts';

const star: MaskPlan = {
  columns: [{ textOnly: true, mask: (value) => Buffer.from(`*${value.length}*`) }],
  origins: [undefined],
};
const REFUSED = 'error 1142 table hr.salaries is not granted to bot. (WW_TABLE_NOT_GRANTED, decision d)';
const set = { statements: [{ effect: { kind: 'set', name: 'sql_mode', tracked: true, local: false } }] } as const;

describe('each command', () => {
  const cases: readonly (readonly [string, Buffer, sent: string[], answer: Buffer[], shown: string[]])[] = [
    ['a query that changes', query('a'), ['QUERY printed a'], [ok(3)], ['1 ok 3']],
    [
      'a query with rows',
      query('a'),
      ['QUERY printed a'],
      [count(1), column('c'), eof(), row('x'), eof()],
      ['1 .', '2 .def.c.-.d.', '3 eof', '4 .x', '5 eof'],
    ],
    ['a query that fails', query('a'), ['QUERY printed a'], [failed(1064, 'syntax')], ['1 error 1064 syntax']],
    ['a ping', command('PING'), ['PING'], [ok()], ['1 ok 0']],
    ['a ping with more behind it', command('PING', 'DROP TABLE'), ['PING'], [ok()], ['1 ok 0']],
    ['statistics', command('STATISTICS'), ['STATISTICS'], [Buffer.from('Uptime: 1')], ['1 Uptime: 1']],
    ['another database', command('INIT_DB', 'hr'), ['INIT_DB hr'], [ok()], ['1 ok 0']],
    [
      'a list of fields',
      command('FIELD_LIST', "t\0it's\\"),
      ["FIELD_LIST t\0it's\\"],
      [column('c'), eof()],
      ['1 .def.c.-.d.', '2 eof'],
    ],
    ['an option', command('SET_OPTION', Buffer.of(1, 0)), ['SET_OPTION 0100'], [eof()], ['1 eof']],
    ['a refused command', command('SHUTDOWN'), [], [], ['1 error 1047 the command COM_SHUTDOWN is not supported']],
    ['a command of replication', command('BINLOG_DUMP', 'xxxxxxxxxx'), [], [], ['1 error 1047 the command COM_BINLOG']],
    ['a command that nobody knows', Buffer.of(0xc8, 1, 2), [], [], ['1 error 1047 unknown command']],
    ['no command at all', Buffer.alloc(0), [], [], ['1 error 1047 unknown command']],
    ['a kill by its command', command('PROCESS_KILL', Buffer.alloc(4)), [], [], ['1 error 1047']],
    ['a bulk execution', withId('STMT_BULK_EXECUTE', 1), [], [], ['1 error 1047']],
  ];
  test.each(cases)('%s', (_, payload, sent, answer, shown) => {
    const driver = new Driver();
    driver.client(payload);
    expect(driver.sent()).toEqual(sent);
    driver.server(...answer);
    const seen = driver.shown();
    expect(seen).toHaveLength(shown.length);
    for (const [index, words] of shown.entries()) expect(seen[index]).toContain(words);
    expect(driver.conversation.busy).toBe(false);
    expect(driver.settled).toHaveLength(payload[0] === 3 || payload[0] === 2 || payload[0] === 4 ? 1 : 0);
  });

  test('what ends the session or begins it anew is handed on, and goes nowhere', () => {
    const driver = new Driver();
    driver.client(command('CHANGE_USER', 'bot\0'));
    expect(driver.changedUser).toEqual([command('CHANGE_USER', 'bot\0')]);
    driver.client(command('QUIT'));
    expect(driver.closed).toBe('closed');
    expect(driver.sent()).toEqual([]);
  });

  test.each([
    ['no option', command('SET_OPTION', Buffer.of(2, 0))],
    ['half an option', command('SET_OPTION', Buffer.of(1))],
    ['half a statement’s id', command('STMT_CLOSE', Buffer.of(1))],
    ['an execution without an id', command('STMT_EXECUTE')],
    ['a fetch of nothing', withId('STMT_FETCH', 1)],
    ['a field list without its end', command('FIELD_LIST', 'table')],
  ])('%s is a violation', (_, payload) => {
    const driver = new Driver();
    expect(() => driver.client(payload)).toThrow(/option|ends|bytes|NUL|message/i);
    expect(driver.sent()).toEqual([]);
  });

  test('whoever is not welcome any more is told so, whatever the command', () => {
    const driver = new Driver();
    driver.unwelcome = { code: 'WW_REVOKED', message: 'the token was revoked' };
    for (const name of ['PING', 'STATISTICS', 'RESET_CONNECTION', 'SET_OPTION', 'STMT_RESET', 'STMT_FETCH'] as const) {
      driver.client(command(name, Buffer.alloc(8)));
      expect(driver.shown()[0]).toContain('WW_REVOKED');
    }
    driver.client(withId('STMT_SEND_LONG_DATA', 1, Buffer.alloc(8)));
    expect([driver.sent(), driver.shown()]).toEqual([[], []]);
  });

  test('a field list is judged without its wildcard, which sql_mode can’t make a part of the statement', () => {
    const driver = new Driver({}, { sqlMode: '' });
    driver.client(command('FIELD_LIST', "we`ird\0\\' OR 1"));
    expect(driver.read[0]?.text).toBe('SHOW COLUMNS FROM `we``ird`');
  });
});

describe('refusals', () => {
  test('are answered in their turn, and the session goes on', () => {
    const driver = new Driver({ no: { refuse: notGranted } });
    driver.client(query('a'), query('no'), query('b'));
    expect(driver.sent()).toEqual(['QUERY printed a']);
    driver.server(ok(1));
    expect(driver.shown()).toEqual(['1 ok 1', `1 ${REFUSED}`]);
    expect(driver.sent()).toEqual(['QUERY printed b']);
    driver.server(ok(2));
    expect(driver.shown()).toEqual(['1 ok 2']);
  });

  test('of a batch refuse all of it', () => {
    const driver = new Driver({ 'a; no': { statements: [{}, {}], refuse: notGranted } });
    driver.client(query('a; no'));
    expect([driver.sent(), driver.shown()]).toEqual([[], [`1 ${REFUSED}`]]);
  });

  test('a text that can’t be read and a fault of ours refuse one statement', () => {
    const driver = new Driver({ bad: { unread: { code: 'WW_SYNTAX_ERROR', message: 'no' } }, worse: { fault: true } });
    driver.client(query('bad'), query('worse'), query('a'));
    expect(driver.shown().map((words) => /WW_\w+/.exec(words)?.[0])).toEqual(['WW_SYNTAX_ERROR', 'WW_INTERNAL']);
    expect(driver.faults).toHaveLength(1);
    expect(driver.sent()).toEqual(['QUERY printed a']);
  });

  test('our own settings are answered, never sent', () => {
    const own = { statements: [{ effect: { kind: 'own', name: 'token', value: 'x' } as const, printed: '' }] };
    const driver = new Driver({ own });
    driver.client(query('own'));
    expect([driver.sent(), driver.shown()]).toEqual([[], ['1 ok 0']]);
  });

  const untold = { kind: 'diagnostics', what: 'warnings', count: false } as const;
  test('show in SHOW WARNINGS until the server has run something', () => {
    const show = { statements: [{ effect: untold }] };
    const driver = new Driver({ no: { refuse: notGranted }, show });
    driver.client(query('no'), query('show'));
    expect(driver.sent()).toEqual([]);
    expect(driver.shown().at(-2)).toContain('1142');
    driver.client(query('a'), query('show'));
    driver.sent();
    driver.server(ok());
    expect(driver.sent()).toEqual(['QUERY printed show']);
    driver.server(ok());
    driver.client(query('no'), command('STMT_PREPARE', 'a'));
    driver.sent();
    driver.server(failed(1064, 'the server’s own'));
    driver.client(query('show'));
    expect(driver.sent()).toEqual(['QUERY printed show']);
  });

  test('a statement that changes how the next is read stands last in its text', () => {
    const driver = new Driver({
      'set; a': { statements: [...set.statements, {}] },
      'a; set': { statements: [{}, ...set.statements] },
    });
    driver.client(query('set; a'));
    expect(driver.shown()[0]).toContain('WW_NOT_SUPPORTED');
    driver.client(query('a; set'));
    expect(driver.sent()).toHaveLength(1);
  });
});

describe('what the server says that it changed', () => {
  test('its database and character set are those of the next text', () => {
    const driver = new Driver();
    driver.client(query('a'), query('b'));
    driver.sent();
    driver.server(ok(0, 2, Buffer.concat([changed('schema', 'hr'), changed('character_set_client', 'latin1')])));
    expect(driver.read.map(({ context }) => [context.database, context.charset])).toEqual([
      ['shop', 'utf8mb4'],
      ['hr', 'latin1'],
    ]);
  });

  test.each([
    ['character_set_client', 'gbk'],
    ['character_set_client', 'binary'],
    ['character_set_client', 'sjis'],
  ])('%s to %s ends the session', (name, value) => {
    const driver = new Driver();
    driver.client(query('a'), query('b'));
    driver.sent();
    driver.server(ok(0, 2, changed(name, value)));
    expect(driver.closed).toMatchObject({ code: 'WW_SETTING_REFUSED' });
    expect(driver.read).toHaveLength(1);
  });

  test.each([
    ['session_track_schema', 'OFF'],
    ['session_track_system_variables', 'autocommit'],
    ['sql_mode', 'ORACLE'],
    ['sql_mode', '4'],
  ])('%s as %s can’t be followed', (name, value) => {
    const driver = new Driver();
    driver.client(query('a'));
    driver.sent();
    expect(() => driver.server(ok(0, 2, changed(name, value)))).toThrow(/tells of its session|not supported/);
  });

  test('lexical bits of sql_mode are read by, and taken off upstream before the next statement is judged', async () => {
    const driver = new Driver({ set });
    driver.client(query('set'), query('b'));
    driver.sent();
    driver.server(ok(0, 2, changed('sql_mode', 'ANSI_QUOTES,STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES')));
    expect(driver.sent()).toEqual(["QUERY SET SESSION sql_mode = 'STRICT_TRANS_TABLES'"]);
    expect(driver.read).toHaveLength(1);
    driver.server(ok(0, 2, changed('sql_mode', 'STRICT_TRANS_TABLES')));
    await settledPromises();
    expect(driver.shown()).toHaveLength(1);
    expect(driver.sent()).toEqual(['QUERY printed b']);
    expect(driver.read[1]?.context.mode).toMatchObject({ ansiQuotes: true, noBackslashEscapes: true });
  });

  test('a server whose status says what its session tracking did not is left: strings would end elsewhere', () => {
    const driver = new Driver({ set });
    driver.client(query('set'), query('b'));
    driver.sent();
    driver.server(ok(0, 0x202));
    expect(driver.closed).toMatchObject({ code: 'WW_SETTING_REFUSED' });
    expect([driver.sent(), driver.read.length]).toEqual([[], 1]);
  });

  test('those that the session begins with are taken off before its first command', async () => {
    const driver = new Driver({}, { sqlMode: 'IGNORE_SPACE,ANSI_QUOTES' });
    driver.client(query('a'));
    expect(driver.sent()).toEqual(["QUERY SET SESSION sql_mode = ''"]);
    driver.server(ok());
    await settledPromises();
    expect(driver.sent()).toEqual(['QUERY printed a']);
    expect(driver.read[0]?.context.mode).toMatchObject({ ansiQuotes: true, ignoreSpace: true });
    expect(driver.shown()).toEqual([]);
  });

  test('a server that keeps them, or was kept from taking them off, is left: nothing more is judged', async () => {
    const driver = new Driver({ set });
    driver.client(query('set'), query('b'));
    driver.sent();
    driver.server(ok(0, 2, changed('sql_mode', 'NO_BACKSLASH_ESCAPES')));
    driver.sent();
    driver.server(failed(1317, 'Query execution was interrupted'));
    await settledPromises();
    expect(driver.closed).toMatchObject({ code: 'WW_UPSTREAM_UNAVAILABLE' });
    expect([driver.sent(), driver.read.length]).toEqual([[], 1]);
  });

  test('a kill that is on its way is let through first: it would hit the pin', async () => {
    const driver = new Driver({ set });
    driver.client(query('set'), query('b'));
    driver.sent();
    driver.quiet = false;
    driver.server(ok(0, 2, changed('sql_mode', 'NO_BACKSLASH_ESCAPES')));
    await settledPromises();
    expect(driver.sent()).toEqual([]);
    expect(driver.conversation.busy).toBe(true);
    driver.quiet = true;
    driver.conversation.settle();
    expect(driver.sent()).toEqual(["QUERY SET SESSION sql_mode = ''"]);
  });
});

describe('COM_RESET_CONNECTION', () => {
  const standing = (mode: string, charset: string): Buffer[] => [
    count(3),
    column('a'),
    column('b'),
    column('c'),
    eof(),
    row(mode, charset, null),
    eof(),
  ];
  async function reset(mode = 'ANSI_QUOTES', charset = 'latin1'): Promise<Driver> {
    const driver = new Driver();
    driver.client(command('RESET_CONNECTION', 'x'), query('b'));
    expect(driver.sent()).toEqual(['RESET_CONNECTION']);
    driver.server(ok());
    expect(driver.sent()[0]).toMatch(/^QUERY SET SESSION session_track_schema = ON/);
    driver.server(ok(0, 2, changed('session_track_schema', 'ON')));
    await settledPromises();
    expect(driver.sent()[0]).toMatch(/^QUERY SELECT @@SESSION.sql_mode/);
    driver.server(...standing(mode, charset));
    await settledPromises();
    return driver;
  }

  test('has the server tell of itself again, and takes its settings from it, before anything is judged', async () => {
    const driver = await reset();
    expect(driver.sent()).toEqual(["QUERY SET SESSION sql_mode = ''"]);
    driver.server(ok());
    await settledPromises();
    expect(driver.read[0]?.context).toMatchObject({
      charset: 'latin1',
      database: undefined,
      mode: { ansiQuotes: true },
    });
    expect(driver.shown()).toEqual(['1 ok 0']);
  });

  test('a server in a character set that can’t be read is left', async () => {
    const driver = await reset('', 'gbk');
    expect(driver.closed).toMatchObject({ code: 'WW_UPSTREAM_UNAVAILABLE' });
    expect(driver.read).toEqual([]);
  });

  test('a server that won’t tell of itself is left', async () => {
    const driver = new Driver();
    driver.client(command('RESET_CONNECTION'), query('b'));
    driver.sent();
    driver.server(ok());
    driver.sent();
    driver.server(failed(1317, 'interrupted'));
    await settledPromises();
    driver.sent();
    driver.server(...standing('', 'utf8mb4'));
    await settledPromises();
    expect(driver.closed).toMatchObject({ code: 'WW_UPSTREAM_UNAVAILABLE' });
    expect(driver.read).toEqual([]);
  });

  test('one that failed changes nothing', () => {
    const driver = new Driver();
    driver.client(command('RESET_CONNECTION'), query('b'));
    driver.sent();
    driver.server(failed(1047, 'unknown'));
    expect(driver.sent()).toEqual(['QUERY printed b']);
  });
});

describe('behind a definition', () => {
  const ddl = { statements: [{ effect: { kind: 'ddl' } as const }] };

  test.each([
    ['that was done', ok()],
    ['that failed, perhaps in part', failed(1050, 'table exists')],
  ])('%s the schema is read again before the next text', async (_, answer) => {
    const driver = new Driver({ ddl });
    driver.client(query('ddl'), query('a'));
    driver.sent();
    driver.server(answer);
    expect(driver.read).toHaveLength(1);
    await settledPromises();
    expect([driver.refreshes, driver.sent()]).toEqual([1, ['QUERY printed a']]);
  });

  test('statements are refused for as long as it can’t be, and other commands are not', async () => {
    const driver = new Driver({ ddl });
    driver.refreshFails = true;
    driver.client(query('ddl'), query('a'));
    driver.sent();
    driver.server(ok());
    await settledPromises();
    expect(driver.shown()[1]).toContain('WW_CATALOG_STALE');
    driver.client(command('PING'));
    await settledPromises();
    expect(driver.sent()).toEqual(['PING']);
    driver.server(ok());
    expect(driver.read).toHaveLength(1);
    driver.refreshFails = false;
    driver.client(query('a'));
    await settledPromises();
    expect(driver.sent()).toEqual(['QUERY printed a']);
    expect(driver.conversation.busy).toBe(true);
  });
});

describe('a batch', () => {
  const batch = { 'a; b': { statements: [{}, {}], masks: [undefined, star], errors: 'withheld' } } as const;
  const result = (value: string, status: number = STATUS.AUTOCOMMIT): Buffer[] => [
    count(1),
    column('c'),
    eof(status),
    row(value),
    eof(status),
  ];
  const MORE = STATUS.AUTOCOMMIT | STATUS.MORE_RESULTS_EXISTS;

  test('each result has its own plan', () => {
    const driver = new Driver(batch);
    driver.client(query('a; b'));
    driver.sent();
    driver.server(...result('clear', MORE), ...result('hidden'));
    const shown = driver.shown();
    expect(shown[3]).toContain('clear');
    expect(shown[8]).toContain('*6*');
    expect(shown.join()).not.toContain('hidden');
    expect(shown.map((words) => words.split(' ')[0])).toEqual(shown.map((_, index) => String(index + 1)));
    expect(driver.settled).toMatchObject([{ result: 'done', rows: 2, maskedCells: 1 }]);
  });

  test('an error in its middle ends it, in words that tell of no value', () => {
    const driver = new Driver(batch);
    driver.client(query('a; b'), query('c'));
    driver.sent();
    driver.server(...result('clear', MORE), failed(1366, "Incorrect value 'hidden'"));
    expect(driver.shown().at(-1)).toMatch(/^6 error 1105 .*WW_MASKED_ERROR/);
    expect(driver.sent()).toEqual(['QUERY printed c']);
    expect(driver.settled).toMatchObject([{ result: 'failed', errorCode: '1366' }]);
  });

  test('a result more than there are statements is cut', () => {
    const driver = new Driver(batch);
    driver.client(query('a; b'));
    driver.sent();
    driver.server(...result('clear', MORE), ...result('two', MORE), ...result('three'));
    const shown = driver.shown();
    expect(shown.join()).not.toContain('three');
    expect(shown.at(-1)).toContain('WW_RESULT_CONTRADICTS_PLAN');
    expect(driver.cancels).toBe(1);
  });
});

describe('bounds', () => {
  const head = [count(1), column('c'), eof()];

  test('a result with more rows than allowed is cut behind the last allowed one', () => {
    const driver = new Driver({ a: { rows: 2 } });
    driver.client(query('a'), query('b'));
    driver.sent();
    driver.server(...head, row('1'), row('2'), row('3'), row('4'));
    expect(driver.cancels).toBe(1);
    driver.server(failed(1317, 'interrupted'));
    const shown = driver.shown();
    expect(shown.slice(3, 5)).toEqual(['4 .1', '5 .2']);
    expect(shown.slice(5).join()).toMatch(/^6 error \d+ .*WW_ROW_LIMIT, decision decision\)$/);
    expect(driver.settled).toMatchObject([{ result: 'cut', rows: 2, errorCode: 'WW_ROW_LIMIT' }]);
    expect(driver.sent()).toEqual(['QUERY printed b']);
  });

  test('a statement that runs too long is cut once', () => {
    const driver = new Driver({ a: { timeMs: 1000 } });
    driver.client(query('a'));
    driver.sent();
    const now = performance.now();
    driver.conversation.tick(now + 500);
    expect(driver.cancels).toBe(0);
    driver.conversation.tick(now + 1500);
    driver.conversation.tick(now + 2500);
    expect(driver.cancels).toBe(1);
    driver.server(ok(1));
    expect(driver.shown()[0]).toContain('WW_TIME_LIMIT');
  });
});

describe('decisions that wait', () => {
  const later = { hold: { later: true } };

  test('hold back what the client sends meanwhile', async () => {
    const driver = new Driver(later);
    driver.client(query('hold'), query('b'));
    expect([driver.sent(), driver.conversation.busy]).toEqual([[], true]);
    await driver.decideNow();
    expect(driver.sent()).toEqual(['QUERY printed hold']);
    driver.server(ok());
    expect(driver.sent()).toEqual(['QUERY printed b']);
  });

  test('and allow when the client has gone: the permit is settled, and nothing goes upstream', async () => {
    const driver = new Driver(later);
    driver.client(query('hold'));
    driver.conversation.end();
    await driver.decideNow();
    expect([driver.sent(), driver.shown()]).toEqual([[], []]);
    expect(driver.settled).toMatchObject([{ result: 'skipped' }]);
  });

  test('are ended by a kill, and the session goes on', async () => {
    const driver = new Driver(later);
    driver.client(query('hold'), query('b'));
    driver.conversation.cancel();
    await driver.decideNow();
    expect(driver.shown()[0]).toMatch(/^1 error 1317 /);
    expect(driver.settled).toMatchObject([{ result: 'skipped' }]);
    expect(driver.sent()).toEqual(['QUERY printed b']);
  });
});

describe('KILL', () => {
  const kill = (id: number) => ({
    statements: [{ printed: '', effect: { kind: 'kill', what: 'query', id } as const }],
  });

  test('of one’s own is done by us, of any other there is none', async () => {
    const killed: string[] = [];
    const processes = new Map([
      [7, { agentName: 'bot', upstream: 'shop', threadId: 1, kill: async (what: string) => void killed.push(what) }],
      [8, { agentName: 'bot', upstream: 'shop', threadId: 2, kill: () => Promise.reject(new Error('down')) }],
    ]);
    const driver = new Driver({ seven: kill(7), eight: kill(8), nine: kill(9) }, { processes });
    driver.client(query('seven'), query('eight'), query('nine'));
    await settledPromises();
    await settledPromises();
    expect(killed).toEqual(['QUERY']);
    expect(driver.shown().map((words) => words.slice(0, 12))).toEqual(['1 ok 0', '1 error 2003', '1 error 1094']);
    expect(driver.sent()).toEqual([]);
    expect(driver.settled.map(({ result }) => result)).toEqual(['done', 'failed', 'failed']);
  });
});

describe('a server that does what none does', () => {
  test('asks for a file of the client', () => {
    const driver = new Driver();
    driver.client(query('a'));
    driver.sent();
    expect(() => driver.server(Buffer.from('\xfb/etc/passwd', 'latin1'))).toThrow(/file/);
    expect(driver.shown()).toEqual([]);
  });

  test('sends what nobody asked for', () => {
    const driver = new Driver();
    expect(() => driver.server(ok())).toThrow(/nothing asked for/);
    expect(() => new Driver().server(row('x'))).toThrow(/nothing asked for/);
  });

  test('says goodbye, which is passed on', () => {
    const driver = new Driver();
    driver.server(failed(1053, 'Server shutdown in progress'));
    expect(driver.shown()).toEqual(['0 error 1053 Server shutdown in progress']);
  });

  test('answers a masked statement with other columns than planned', () => {
    const driver = new Driver({ a: { masks: [star] } });
    driver.client(query('a'));
    driver.sent();
    driver.server(count(2), column('c'), column('d'), eof(), row('hidden', 'hidden'), eof());
    expect(driver.shown()).toHaveLength(1);
    expect(driver.cancels).toBe(1);
  });

  test('ends the connection while something runs: its outcome is unknown', () => {
    const driver = new Driver();
    driver.client(query('a'));
    driver.conversation.end();
    expect(driver.settled).toMatchObject([{ result: 'unknown' }]);
  });
});
