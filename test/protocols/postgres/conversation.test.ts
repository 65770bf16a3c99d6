import { describe, expect, it } from 'vitest';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import {
  bind, columns, describePortal, done, Driver, error, execute, notGranted, parse, query, ready, row, sync,
} from './conversation-driver.ts'; // prettier-ignore

const kinds = (messages: readonly { kind: string }[]): string[] => messages.map(({ kind }) => kind);
const start = (script: ConstructorParameters<typeof Driver>[0] = {}): Promise<Driver> => new Driver(script).begun();
const errorOf = (messages: readonly { kind: string }[]): Record<string, string> => {
  const found = messages.find(({ kind }) => kind === 'ErrorResponse') as { fields?: Map<string, string> } | undefined;
  return Object.fromEntries(found?.fields ?? []);
};
const stars: MaskPlan = {
  columns: [{ textOnly: true, mask: () => Buffer.from('***') }],
  origins: [{ kind: 'number', oid: 7, attribute: 2 }],
};

describe('a simple query', () => {
  it('goes up and its answer comes down byte for byte', async () => {
    const driver = await start();
    await driver.client(query('SELECT 1'));
    expect(driver.sent()).toEqual([query('SELECT 1')]);
    driver.server(columns({}), row('1'), done('SELECT 1'), ready());
    expect(driver.shown()).toEqual([columns({}), row('1'), done('SELECT 1'), ready()]);
    expect(driver.settled).toMatchObject([{ result: 'done', rows: 1 }]);
  });

  it('that is refused outside of a transaction is answered without the server', async () => {
    const driver = await start({ bad: { refuse: notGranted } });
    await driver.client(query('bad'));
    expect(driver.sent()).toEqual([]);
    const shown = driver.shown();
    expect(kinds(shown)).toEqual(['ErrorResponse', 'ReadyForQuery']);
    expect(errorOf(shown)).toMatchObject({ C: '42501', M: notGranted.message, H: notGranted.hint });
  });

  it('that is refused in a transaction fails upstream, so that the server aborts it, and says what we say', async () => {
    const driver = await start({
      bad: { refuse: notGranted },
      BEGIN: { effect: { kind: 'transaction', verb: 'begin' } },
    });
    await driver.client(query('BEGIN'));
    driver.server(done('BEGIN'), ready('transaction'));
    driver.sent();
    driver.shown();
    await driver.client(query('bad'));
    const [failing] = driver.sent();
    expect(failing).toMatchObject({ kind: 'Query' });
    expect(failing).not.toEqual(query('bad'));
    driver.server(error('42601', 'syntax error at or near "wirewall_refused"'), ready('failed'));
    const shown = driver.shown();
    expect(errorOf(shown)).toMatchObject({ C: '42501', M: notGranted.message });
    expect(shown.at(-1)).toEqual(ready('failed'));
  });
});

describe('a fault of ours', () => {
  it('in reading a statement refuses that statement alone', async () => {
    const driver = await start({ bad: { fault: true } });
    await driver.client(query('bad'), query('SELECT 1'));
    expect(driver.sent()).toEqual([query('SELECT 1')]);
    expect(errorOf(driver.shown())).toMatchObject({ C: 'XX000' });
    expect(driver.faults).toHaveLength(1);
  });
});

describe('a pipeline', () => {
  const insert = [parse('INSERT'), bind(), execute()] as const;

  it('with a refused statement has nothing run behind it, and fails upstream so that nothing before it commits', async () => {
    const driver = await start({ bad: { refuse: notGranted } });
    await driver.client(...insert, parse('bad'), bind(), execute(), sync);
    const sent = driver.sent();
    expect(kinds(sent)).toEqual(['Parse', 'Bind', 'Execute', 'Parse', 'Execute', 'Execute', 'Sync']);
    expect(sent[3]).toMatchObject({ kind: 'Parse', statement: '' });
    expect(JSON.stringify(sent)).not.toContain('"bad"');
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, done('INSERT 0 1'));
    driver.server(error('42601', 'syntax error'), ready());
    const shown = driver.shown();
    expect(kinds(shown)).toEqual([
      'ParseComplete',
      'BindComplete',
      'CommandComplete',
      'ErrorResponse',
      'ReadyForQuery',
    ]);
    expect(errorOf(shown)['M']).toBe(notGranted.message);
  });

  it('that failed is dropped until its Sync, as the server does', async () => {
    const driver = await start();
    await driver.client(parse('oops'), { kind: 'Flush' });
    driver.sent();
    driver.server(error('42703', 'column "x" does not exist'));
    await driver.client(bind(), execute(), query('SELECT 1'), parse('other', 'named'));
    expect(driver.sent()).toEqual([]);
    await driver.client(sync);
    expect(driver.sent()).toEqual([sync]);
    driver.server(ready());
    expect(kinds(driver.shown())).toEqual(['ErrorResponse', 'ReadyForQuery']);
    await driver.client(bind('named'));
    expect(driver.sent()).not.toContainEqual(bind('named'));
  });

  it('that fails while one of its statements is still decided has that one skipped, and stays in step', async () => {
    const driver = await start({ slow: { later: true } });
    const later = driver.client(
      parse('a'),
      bind(),
      execute(),
      { kind: 'Flush' },
      parse('slow', 's'),
      bind('s'),
      execute(),
      sync,
    );
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, error('22012', 'division by zero'));
    await later;
    expect(kinds(driver.sent())).toEqual(['Parse', 'Bind', 'Execute', 'Flush', 'Sync']);
    driver.server(ready());
    await driver.client(query('SELECT 1'));
    driver.server(columns({}), row('1'), done('SELECT 1'), ready());
    expect(kinds(driver.shown()).slice(-4)).toEqual(['RowDescription', 'DataRow', 'CommandComplete', 'ReadyForQuery']);
  });

  it('settles what the server skipped as skipped', async () => {
    const driver = await start();
    await driver.client(parse('a'), bind(), execute(), parse('b'), bind(), execute(), sync);
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, error('22012', 'division by zero'), ready());
    expect(driver.settled.map(({ result }) => result)).toEqual(['failed', 'skipped']);
  });

  it('executes a portal as it was bound, whatever the search path became in between', async () => {
    const driver = await start({
      'SET search_path': { effect: { kind: 'set', name: 'search_path', tracked: true, local: false }, command: 'SET' },
    });
    await driver.client(parse('SELECT', 's'), bind('s', 'p'));
    const before = driver.decided[0]?.statements;
    const later = driver.client(parse('SET search_path'), bind(), execute(), execute('p'), sync);
    driver.server(
      { kind: 'ParseComplete' },
      { kind: 'BindComplete' },
      { kind: 'ParseComplete' },
      { kind: 'BindComplete' },
      done('SET'),
    );
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    driver.path = ['evil', 'pg_catalog'];
    driver.probeAnswer(false);
    await later;
    expect(driver.decided.at(-1)).toMatchObject({ phase: 'execute', text: 'SELECT' });
    expect(driver.decided.at(-1)?.statements).toBe(before);
  });
});

describe('what may change what names mean', () => {
  const script = {
    'SET search_path': { effect: { kind: 'set', name: 'search_path', tracked: true, local: false }, command: 'SET' },
  } as const;

  it('is waited for: nothing behind it is judged before the server has answered and was asked', async () => {
    const driver = await start(script);
    const later = driver.client(query('SET search_path'), query('SELECT 1'));
    expect(driver.decided.map(({ text }) => text)).toEqual(['SET search_path']);
    driver.server(done('SET'), ready());
    await new Promise((resolve) => setImmediate(resolve));
    expect(driver.decided.map(({ text }) => text)).toEqual(['SET search_path']);
    driver.probeAnswer();
    await later;
    expect(driver.decided.map(({ text }) => text)).toEqual(['SET search_path', 'SELECT 1']);
    expect(kinds(driver.shown())).toEqual(['CommandComplete', 'ReadyForQuery']);
  });

  it('in a pipeline is flushed out of the server, and the probe is kept from the client', async () => {
    const driver = await start(script);
    const later = driver.client(parse('SET search_path'), bind(), execute(), parse('SELECT 1'), sync);
    expect(kinds(driver.sent()).at(-1)).toBe('Flush');
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, done('SET'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(kinds(driver.sent())).toEqual(['Parse', 'Bind', 'Execute', 'Close', 'Close', 'Flush']);
    driver.probeAnswer(false);
    await later;
    expect(kinds(driver.shown())).toEqual(['ParseComplete', 'BindComplete', 'CommandComplete']);
  });

  it('a pinned setting that changes all the same ends the session', async () => {
    const driver = await start();
    driver.server({ kind: 'ParameterStatus', name: 'standard_conforming_strings', value: 'off' });
    expect(driver.closed).toMatchObject({ code: 'WW_SETTING_REFUSED' });
  });
});

describe('a masked result', () => {
  const script = { masked: { mask: stars } };
  const described = columns({ name: 'email', oid: 7, attribute: 2 });

  it('is masked in a simple query, NULL stays NULL', async () => {
    const driver = await start(script);
    await driver.client(query('masked'));
    driver.server(described, row('ann@example.com'), row(null), done('SELECT 2'), ready());
    expect(driver.shown()).toEqual([described, row('***'), row(null), done('SELECT 2'), ready()]);
    expect(driver.settled).toMatchObject([{ maskedCells: 1, rows: 2 }]);
  });

  it('is described by us when the client does not, and the client does not see it', async () => {
    const driver = await start(script);
    await driver.client(parse('masked'), bind(), execute(), sync);
    expect(kinds(driver.sent())).toEqual(['Parse', 'Bind', 'Describe', 'Execute', 'Sync']);
    driver.server(
      { kind: 'ParseComplete' },
      { kind: 'BindComplete' },
      described,
      row('ann@example.com'),
      done('SELECT 1'),
      ready(),
    );
    expect(driver.shown()).toEqual([
      { kind: 'ParseComplete' },
      { kind: 'BindComplete' },
      row('***'),
      done('SELECT 1'),
      ready(),
    ]);
  });

  it('stays masked when only Execute is sent again', async () => {
    const driver = await start(script);
    await driver.client(parse('masked'), bind(), describePortal(), execute('', 1), { kind: 'Flush' });
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, described, row('ann@example.com'), {
      kind: 'PortalSuspended',
    });
    await driver.client(execute('', 1), sync);
    driver.server(row('bob@example.com'), done('SELECT 1'), ready());
    expect(JSON.stringify(driver.shown().filter(({ kind }) => kind === 'DataRow'))).toBe(
      JSON.stringify([row('***'), row('***')]),
    );
    expect(driver.decided.map(({ phase }) => phase)).toEqual(['prepare', 'execute', 'resume']);
  });

  it('stays masked over several Executes that are sent before its columns are known', async () => {
    const driver = await start(script);
    await driver.client(parse('masked'), bind(), execute('', 1), execute('', 1), sync);
    expect(kinds(driver.sent())).toEqual(['Parse', 'Bind', 'Describe', 'Execute', 'Execute', 'Sync']);
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, described);
    driver.server(
      row('ann@example.com'),
      { kind: 'PortalSuspended' },
      row('bob@example.com'),
      done('SELECT 1'),
      ready(),
    );
    const rows = driver.shown().filter(({ kind }) => kind === 'DataRow');
    expect(JSON.stringify(rows)).toBe(JSON.stringify([row('***'), row('***')]));
  });

  it('becomes NULL where the type is not text', async () => {
    const driver = await start(script);
    await driver.client(query('masked'));
    driver.server(columns({ oid: 7, attribute: 2, type: 20 }), row('42'), done('SELECT 1'), ready());
    expect(driver.shown()).toContainEqual(row(null));
  });

  it.each([
    ['of another column', columns({ oid: 7, attribute: 3 })],
    ['of another number of columns', columns({ oid: 7, attribute: 2 }, {})],
  ])('that turns out to be %s is cut', async (_, other) => {
    const driver = await start(script);
    await driver.client(query('masked'));
    driver.server(other, row('ann@example.com', ...(other.fields.length > 1 ? ['x'] : [])), done('SELECT 1'), ready());
    const shown = driver.shown();
    expect(kinds(shown)).toEqual(['ErrorResponse', 'ReadyForQuery']);
    expect(errorOf(shown)['D']).toContain('WW_RESULT_CONTRADICTS_PLAN');
    expect(driver.cancels).toBe(1);
  });

  it('whose known columns contradict the plan is not run, and its permit is settled', async () => {
    const driver = await start(script);
    await driver.client(parse('masked'), bind(), describePortal(), { kind: 'Flush' });
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, columns({ oid: 7, attribute: 3 }));
    driver.sent();
    await driver.client(execute());
    expect(driver.sent()).not.toContainEqual(execute());
    expect(driver.settled).toMatchObject([{ result: 'cut', errorCode: 'WW_RESULT_CONTRADICTS_PLAN' }]);
  });

  it('does not leak through an error', async () => {
    const driver = await start(script);
    await driver.client(query('masked'));
    driver.server(
      error('22P02', 'invalid input syntax for type integer: "ann@example.com"', [['D', 'ann@example.com']]),
      ready(),
    );
    expect(JSON.stringify([...driver.shown()].map((m) => ('fields' in m ? [...m.fields] : m)))).not.toContain('ann@');
  });

  it('keeps the codes that retries rest on, in our words: a function can raise them with its own', async () => {
    const driver = await start(script);
    await driver.client(query('masked'));
    driver.server(error('40001', 'ann@example.com'), ready());
    expect(errorOf(driver.shown())).toMatchObject({
      C: '40001',
      M: 'the transaction could not be serialized; run it again',
    });
  });

  it.each([
    [
      'a trigger raises with a code of its choice',
      error('ZZ001', 'ann@example.com', [['W', 'PL/pgSQL function t() line 1 at RAISE']]),
    ],
    [
      'a constraint quotes the row',
      error('23514', 'new row violates check constraint "c"', [['D', 'Failing row contains (ann@example.com).']]),
    ],
    [
      'an index expression quotes what it computed',
      error('22P02', 'invalid input syntax for type integer: "ann@example.com"'),
    ],
    ['a trigger raises what looks like a retry', error('40001', 'ann@example.com', [['R', 'exec_stmt_raise']])],
  ])('beside it nothing is shown when %s', async (_, report) => {
    const driver = await start({ beside: { errors: 'without_detail' } });
    await driver.client(query('beside'));
    driver.server({ ...report, kind: 'NoticeResponse' }, report, ready('failed'));
    const shown = driver.shown();
    expect(JSON.stringify(shown.map((one) => ('fields' in one ? [...one.fields] : one)))).not.toContain('ann@');
    expect(errorOf(shown)['C']).toBe(report.fields.get('C'));
  });
});

describe('bounds', () => {
  it('a result that was whole before the cancel came is an error all the same, and the session goes on', async () => {
    const driver = await start({ many: { rows: 1 } });
    await driver.client(parse('many'), bind(), execute(), sync);
    driver.server({ kind: 'ParseComplete' }, { kind: 'BindComplete' }, row('1'), row('2'), done('SELECT 2'), ready());
    const shown = driver.shown();
    expect(kinds(shown)).toEqual(['ParseComplete', 'BindComplete', 'DataRow', 'ErrorResponse', 'ReadyForQuery']);
    expect(errorOf(shown)['D']).toContain('WW_ROW_LIMIT');
    driver.sent();
    await driver.client(query('next'));
    expect(kinds(driver.sent())).toEqual(['Query']);
  });

  it('a result with more rows than allowed is cancelled and ends in a clear error', async () => {
    const driver = await start({ many: { rows: 1 } });
    await driver.client(query('many'));
    driver.server(columns({}), row('1'), row('2'));
    expect(driver.cancels).toBe(1);
    driver.server(error('57014', 'canceling statement due to user request'), ready());
    const shown = driver.shown();
    expect(kinds(shown)).toEqual(['RowDescription', 'DataRow', 'ErrorResponse', 'ReadyForQuery']);
    expect(errorOf(shown)['D']).toContain('WW_ROW_LIMIT');
  });

  it('more prepared statements than allowed are refused', async () => {
    const driver = await start();
    await driver.client(parse('a', '1'), parse('b', '2'), parse('c', '3'));
    driver.sent();
    await driver.client(parse('d', '4'));
    expect(driver.sent()).not.toContainEqual(parse('d', '4'));
  });
});

describe('what waits for a value', () => {
  const script = { setting: { deferred: [{ kind: 'readable_setting', parameter: 1, offset: 0 }] } } as const;
  const bound = (value: string | null) => ({ ...bind(), parameters: [value === null ? null : Buffer.from(value)] });

  it.each([
    ['a setting that may be read', 'work_mem', true],
    ['NULL', null, true],
    ['a setting that may hold a secret', 'ssl_passphrase_command', false],
    ['a setting of an application', 'app.jwt_secret', false],
  ])('%s is judged at Bind', async (_, value, passes) => {
    const driver = await start(script);
    await driver.client(parse('setting'), bound(value));
    expect(kinds(driver.sent())).toEqual(['Parse', passes ? 'Bind' : 'Execute']);
  });

  it('is refused where no value is given', async () => {
    const driver = await start(script);
    await driver.client(parse('setting'), bind());
    expect(kinds(driver.sent())).toEqual(['Parse', 'Execute']);
  });
});

describe('names of prepared statements and portals', () => {
  it('a Parse under a name that is taken does not replace what the name stands for', async () => {
    const driver = await start();
    await driver.client(parse('first', 's'), sync);
    driver.server({ kind: 'ParseComplete' }, ready());
    await driver.client(parse('second', 's'), sync);
    driver.server(error('42P05', 'prepared statement "s" already exists'), ready());
    await driver.client(bind('s'), execute());
    expect(driver.decided.at(-1)?.text).toBe('first');
  });

  it('a refused Parse leaves no unnamed statement, as a failed one in the server', async () => {
    const driver = await start({ bad: { refuse: notGranted } });
    await driver.client(parse('good'), sync, parse('bad'), sync);
    driver.server({ kind: 'ParseComplete' }, ready(), error('42601', 'syntax error'), ready());
    driver.sent();
    await driver.client(bind());
    expect(driver.sent()).not.toContainEqual(bind());
  });

  it('a Bind to nothing and an Execute of nothing never reach the server', async () => {
    const driver = await start();
    await driver.client(bind('nothing'), execute('nothing'));
    const sent = driver.sent();
    expect(sent).not.toContainEqual(bind('nothing'));
    expect(sent).not.toContainEqual(execute('nothing'));
    driver.server(error('34000', 'portal "wirewall refused" does not exist'));
    expect(errorOf(driver.shown())).toMatchObject({ C: '26000', M: 'prepared statement "nothing" does not exist' });
  });
});

describe('what a peer may not do', () => {
  it.each([
    { kind: 'CopyData', data: Buffer.from('x') },
    { kind: 'CopyDone' },
    { kind: 'CopyFail', message: 'x' },
  ] as const)('$kind outside of a COPY is dropped', async (message) => {
    const driver = await start();
    await driver.client(message);
    expect([driver.sent(), driver.shown()]).toEqual([[], []]);
  });

  it.each([
    { kind: 'CopyOutResponse', format: 'text', columnFormats: [] },
    { kind: 'CopyInResponse', format: 'text', columnFormats: [] },
    { kind: 'AuthenticationOk' },
    { kind: 'ParseComplete' },
    { kind: 'ReadyForQuery', status: 'idle' },
    { kind: 'DataRow', cells: [] },
  ] as const)('a $kind of the server that nothing asked for ends the session', async (message) => {
    const driver = await start();
    expect(() => driver.server(message)).toThrow(/nothing asked for/);
  });

  it('a SET of wirewall is answered in its turn and never forwarded', async () => {
    const driver = await start({
      "SET wirewall.intent = 'x'": { effect: { kind: 'own', name: 'intent', value: 'x' } },
    });
    await driver.client(query("SET wirewall.intent = 'x'"));
    expect(driver.sent()).toEqual([]);
    expect(kinds(driver.shown())).toEqual(['CommandComplete', 'ReadyForQuery']);
    await driver.client(parse("SET wirewall.intent = 'x'"), bind(), execute(), sync);
    expect(JSON.stringify(driver.sent())).not.toContain('wirewall.intent');
  });
});
