/**
 * Bytes that are no messages, and messages that may not come: a clear last word where one can be said, a closed connection, and
 * nobody else disturbed.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Scene, REFUSED } from './bystander.ts';
import {
  bind,
  describePortal,
  execute,
  frame,
  GSS_REQUEST,
  message,
  parse,
  query,
  RawClient,
  shown,
  SSL_REQUEST,
  startup,
  SYNC,
  told,
} from './raw-client.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene?.[Symbol.asyncDispose]());
afterEach(() => scene.expectUnharmed());

const int32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, 4 * index);
  return bytes;
};

describe('before the login', () => {
  const closed: readonly (readonly [string, Buffer])[] = [
    ['a start-up packet of 0 bytes', int32(0)],
    ['a start-up packet of 7 bytes', Buffer.concat([int32(7), Buffer.alloc(3)])],
    ['a start-up packet of 10,005 bytes', int32(10_005, 196_608)],
    ['a start-up packet of 2^31 - 1 bytes', int32(0x7fff_ffff, 196_608)],
    ['a start-up packet of -1 bytes', int32(-1, 196_608)],
    ['a start-up message without its last byte', Buffer.concat([int32(16, 196_608), Buffer.from('user\0x\0y')])],
    [
      'a start-up message in invalid utf-8',
      Buffer.concat([int32(17, 196_608), Buffer.from('user\0\xff\xfe\0\0', 'latin1')]),
    ],
    ['a TLS ClientHello to a listener without TLS', Buffer.from('16030102000100', 'hex')],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: shop\r\n\r\n')],
    ['a MySQL handshake', Buffer.from('2000000185a6ff0900000001210000', 'hex')],
    ['a Query without a login', query('SELECT 1')],
    ['four requests for encryption', Buffer.concat([SSL_REQUEST, SSL_REQUEST, GSS_REQUEST, SSL_REQUEST, SSL_REQUEST])],
  ];

  test.each(closed)('%s closes the connection with a last word', async (_name, bytes) => {
    await using client = await scene.raw();
    client.send(bytes);
    if (bytes.length > 20 && bytes.subarray(0, 8).equals(SSL_REQUEST))
      for (let i = 0; i < 4; i++) expect(await client.byte()).toBe('N');
    const last = await client.lastWord();
    expect(last?.severity).toBe('FATAL');
    expect(last?.code).toBe('08P01');
    expect(last?.detail).toContain('WW_PROTOCOL_VIOLATION');
  });

  test('a packet that is cut off closes the connection and is nobody else’s trouble', async () => {
    for (let length = 1; length < 40; length += 3) {
      await using client = await scene.raw();
      client.send(
        startup([
          ['user', 'analyst'],
          ['database', 'shop'],
        ]).subarray(0, length),
      );
      client.end();
      await client.lastWord();
      expect(client.closed).toBe(true);
    }
  });

  test.each([
    [2, 0],
    [4, 0],
    [1234, 5681],
  ])('protocol %i.%i is refused by its number', async (major, minor) => {
    await using client = await scene.raw();
    client.send(
      startup(
        [
          ['user', 'analyst'],
          ['database', 'shop'],
        ],
        major,
        minor,
      ),
    );
    const last = await client.lastWord();
    expect(last).toMatchObject({ severity: 'FATAL', code: '0A000' });
    expect(last?.message).toContain(`${major}.${minor}`);
  });

  test.each([
    ['protocol 3.2', 2, []],
    ['an option of the protocol that nobody knows', 0, [['_pq_.surprise', '1']]],
  ] as const)('%s is answered by NegotiateProtocolVersion with 3.0', async (_name, minor, options) => {
    await using client = await scene.raw();
    client.send(startup([['user', 'analyst'], ['database', 'shop'], ...options], 3, minor));
    const first = await client.next();
    expect(first?.kind).toBe('NegotiateProtocolVersion');
    expect(first?.body.readInt32BE(0)).toBe(196_608);
    expect(first?.body.readInt32BE(4)).toBe(options.length);
    expect((await client.next())?.kind).toBe('Authentication');
  });

  test('SSLRequest and GSSENCRequest are declined, and the login goes on in clear', async () => {
    await using client = await scene.raw();
    client.send(GSS_REQUEST);
    expect(await client.byte()).toBe('N');
    client.send(SSL_REQUEST);
    expect(await client.byte()).toBe('N');
    const { name, secret } = scene.gateway.analyst;
    await client.login({ user: name, secret });
    expect(await client.ask('SELECT id FROM shop.orders WHERE id = 1')).toContain('row 1');
  });

  const parameters: readonly (readonly [string, readonly (readonly [string, string])[], string])[] = [
    ['no user', [['database', 'shop']], '28000'],
    [
      'an empty user',
      [
        ['user', ''],
        ['database', 'shop'],
      ],
      '28000',
    ],
    [
      'replication=database',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['replication', 'database'],
      ],
      '0A000',
    ],
    [
      'replication=true',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['replication', 'true'],
      ],
      '0A000',
    ],
    [
      'a setting that nobody knows',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['no_such_thing', '1'],
      ],
      '42501',
    ],
    [
      'a role',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['role', 'postgres'],
      ],
      '42501',
    ],
    [
      'session_authorization',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['session_authorization', 'postgres'],
      ],
      '42501',
    ],
    [
      'another encoding',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['client_encoding', 'SJIS'],
      ],
      '42501',
    ],
    [
      'backslashes in strings',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['standard_conforming_strings', 'off'],
      ],
      '42501',
    ],
    [
      'an option of the server’s program',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['options', '-B 16'],
      ],
      '42501',
    ],
    [
      'an option that sets nothing',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['options', '-c'],
      ],
      '42601',
    ],
    [
      'a setting hidden in options',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['options', '--session-authorization=postgres'],
      ],
      '42501',
    ],
    [
      'a setting hidden by a backslash',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['options', '-c ro\\le=postgres'],
      ],
      '42501',
    ],
    [
      'a setting in other letters',
      [
        ['user', 'analyst'],
        ['database', 'shop'],
        ['Standard_Conforming_Strings', 'OFF'],
      ],
      '42501',
    ],
  ];
  test.each(parameters)('%s refuses the login', async (_name, given, code) => {
    await using client = await scene.raw();
    client.send(startup(given));
    expect(await client.lastWord()).toMatchObject({ severity: 'FATAL', code });
  });

  test.each(['postgres', 'analyst', ''])('the database "%s" is not behind this listener', async (database) => {
    const { name, secret } = scene.gateway.analyst;
    await expect(RawClient.loggedIn(scene.gateway, { user: name, secret, database })).rejects.toThrow(/FATAL 3D000/);
  });

  test('a parameter that comes twice is refused, so that nobody can read it otherwise than the server does', async () => {
    await using client = await scene.raw();
    client.send(
      startup([
        ['user', 'nobody'],
        ['database', 'nowhere'],
        ['user', 'analyst'],
        ['database', 'shop'],
      ]),
    );
    expect(await client.lastWord()).toMatchObject({ severity: 'FATAL', code: '08P01' });
  });
});

describe('in a session', () => {
  const closing: readonly (readonly [string, Buffer])[] = [
    ['a length of 0', frame('Q', 0)],
    ['a length of 3', frame('Q', 3)],
    ['a negative length', frame('Q', -1)],
    ['the least length', frame('Q', -0x8000_0000)],
    ['a length of 2^31 - 1', frame('Q', 0x7fff_ffff)],
    ['a length above the limit', frame('B', 64 * 1024 * 1024 + 1)],
    ['a Sync with a body', frame('S', 8, Buffer.alloc(4))],
    ['a Describe of 1 MB', frame('D', 1024 * 1024)],
    ['an unknown type byte', frame('z', 4)],
    ['a type byte of 0', frame('\0', 4)],
    ['a type byte of 255', frame('\xff', 4)],
    ['a server’s message', frame('Z', 5, Buffer.from('I'))],
    ['a start-up message', startup([['user', 'analyst']])],
    ['a password out of its time', frame('p', 9, Buffer.from('pass\0'))],
    ['a Query without its NUL', frame('Q', 12, Buffer.from('SELECT 1'))],
    ['a Query with bytes behind its NUL', frame('Q', 14, Buffer.from('SELECT 1\0X'))],
    ['a NUL inside of a Query', frame('Q', 19, Buffer.from('SELECT 1\0; x--\0'))],
    ['an empty body', frame('Q', 4)],
    ['a Parse with more types than bytes', frame('P', 4 + 12, Buffer.from('\0SELECT 1\0\x7f\xff', 'latin1'))],
    [
      'a Parse with a negative number of types',
      frame('P', 4 + 12, Buffer.from('\0SELECT 1\0\xff\xff', 'latin1').subarray(0, 12)),
    ],
    ['a Bind with more parameters than bytes', frame('B', 10, Buffer.from('\0\0\0\0\xff\xff', 'latin1'))],
    [
      'a Bind with a parameter longer than it',
      frame('B', 16, Buffer.concat([Buffer.from('\0\0\0\0\0\x01', 'latin1'), int32(1_000_000), Buffer.from([0, 0])])),
    ],
    [
      'a Bind with a parameter of length -2',
      frame('B', 16, Buffer.concat([Buffer.from('\0\0\0\0\0\x01', 'latin1'), int32(-2), Buffer.from([0, 0])])),
    ],
    ['a Bind with an unknown format', frame('B', 14, Buffer.from('\0\0\0\x01\0\x07\0\0\0\0', 'latin1'))],
    ['a Describe of neither', frame('D', 6, Buffer.from('X\0'))],
    ['a Close of neither', frame('C', 6, Buffer.from('X\0'))],
    ['an Execute without its count', frame('E', 5, Buffer.from('\0'))],
  ];
  test.each(closing)('%s closes the connection with a last word', async (_name, bytes) => {
    await using client = await scene.agent();
    client.send(bytes);
    const last = await client.lastWord();
    expect(last).toMatchObject({ severity: 'FATAL', code: '08P01' });
    expect(last?.detail).toContain('WW_PROTOCOL_VIOLATION');
  });

  test('what is cut off at any byte runs nothing', async () => {
    const whole = Buffer.concat([
      parse('', "INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'cut', 'off')"),
      bind('', ''),
      describePortal(''),
      execute(''),
    ]);
    for (let length = 1; length <= whole.length; length += 17) {
      await using client = await scene.agent();
      client.send(whole.subarray(0, length));
      client.end();
      await client.lastWord();
    }
    expect(await scene.asSuperuser("SELECT id FROM shop.notes WHERE author = 'cut'")).toEqual([]);
  });

  const answered: readonly (readonly [string, readonly Buffer[], readonly string[]])[] = [
    ['a FunctionCall', [frame('F', 14, Buffer.alloc(10))], ['error 0A000', 'ready idle']],
    [
      'a Query in invalid utf-8',
      [frame('Q', 4 + 11, Buffer.from("SELECT '\xff'\0", 'latin1'))],
      ['error 22021', 'ready idle'],
    ],
    ['COPY … TO STDOUT', [query('COPY shop.products TO STDOUT')], ['error 0A000', 'ready idle']],
    ['COPY … FROM STDIN', [query('COPY shop.notes FROM STDIN')], ['error 0A000', 'ready idle']],
    [
      'COPY by Parse',
      [parse('', 'COPY shop.products TO STDOUT'), bind('', ''), execute(''), SYNC],
      ['error 0A000', 'ready idle'],
    ],
    ['a Bind of a name never made', [bind('', 'never'), SYNC], ['error 26000', 'ready idle']],
    ['an Execute of a name never made', [execute('never'), SYNC], ['error 34000', 'ready idle']],
    ['a Describe of a portal never made', [describePortal('never'), SYNC], ['error 34000', 'ready idle']],
    ['a Close of a name never made', [frame('C', 11, Buffer.from('Pnever\0')), SYNC], ['CloseComplete', 'ready idle']],
    [
      'CopyData, CopyDone and CopyFail out of place',
      [frame('d', 8, Buffer.from('data')), frame('c', 4), frame('f', 6, Buffer.from('x\0')), SYNC],
      ['ready idle'],
    ],
    [
      'a negative number of rows',
      [parse('', 'SELECT id FROM shop.products WHERE id = 1'), bind('', ''), execute('', -1), SYNC],
      ['ParseComplete', 'BindComplete', 'row 1', 'done SELECT 1', 'ready idle'],
    ],
    ['an empty Query', [query('')], ['EmptyQueryResponse', 'ready idle']],
    ['a Query of semicolons', [query(';;; ; /* nothing */ ;')], ['EmptyQueryResponse', 'ready idle']],
    [
      'a Parse in invalid utf-8',
      [frame('P', 4 + 14, Buffer.from("\0SELECT '\xff'\0\0\0", 'latin1')), SYNC],
      ['error 22021', 'ready idle'],
    ],
    [
      'invalid utf-8 in a value',
      [
        parse('', 'SELECT id FROM shop.products WHERE sku = $1'),
        bind('', '', [Buffer.from([0xff, 0xfe])]),
        execute(''),
        SYNC,
      ],
      ['ParseComplete', 'error 22021', 'ready idle'],
    ],
    [
      'a NUL in a value',
      [
        parse('', 'SELECT id FROM shop.products WHERE sku = $1'),
        bind('', '', [Buffer.from('a\0b')]),
        execute(''),
        SYNC,
      ],
      ['ParseComplete', 'error 22021', 'ready idle'],
    ],
    [
      'a name in invalid utf-8',
      [frame('B', 4 + 10, Buffer.from('\0\xff\xfe\0\0\0\0\0\0\0', 'latin1')), SYNC],
      ['error 22021', 'ready idle'],
    ],
  ];
  test.each(answered)('%s is answered, and the session goes on', async (_name, messages, expected) => {
    await using client = await scene.agent();
    client.send(...messages);
    expect(await client.shown()).toEqual(expected);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 2')).toContain('row 2');
  });

  test('a message that comes byte by byte is a message', async () => {
    await using client = await scene.agent();
    for (const byte of query('SELECT id FROM shop.products WHERE id = 3')) {
      await client.sendSlowly(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.shown()).toContain('row 3');
  });
});

describe('large texts', () => {
  const MEBIBYTE = 1024 * 1024;
  const padded = (bytes: number): string => {
    const text = 'SELECT id FROM shop.products WHERE id = 1 -- ';
    return text + 'x'.repeat(bytes - text.length);
  };

  test('a text of 1 MB runs, one byte more is refused and leaves the session usable', async () => {
    await using client = await scene.agent();
    expect(await client.ask(padded(MEBIBYTE))).toContain('row 1');
    const refused = await client.refusal(padded(MEBIBYTE + 1));
    expect(refused).toMatchObject({ severity: 'ERROR', code: '54000' });
    expect(refused.detail).toContain('WW_TOO_LARGE');
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 1')).toContain('row 1');
    client.send(parse('', padded(MEBIBYTE + 1)), SYNC);
    expect(await client.shown()).toEqual(['error 54000', 'ready idle']);
  });

  const deep: readonly (readonly [string, string])[] = [
    ['100,000 parentheses', `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['100,000 opening parentheses alone', `SELECT ${'('.repeat(100_000)}`],
    [
      'a chain of 20,000 terms',
      `SELECT id FROM shop.products WHERE id = ${Array.from({ length: 20_000 }, () => '1').join('+')}`,
    ],
    [
      'a chain of 20,000 ANDs in parentheses',
      `SELECT id FROM shop.products WHERE ${'(id = 1 AND '.repeat(20_000)}true${')'.repeat(20_000)}`,
    ],
    ['5,000 nested subqueries', `SELECT ${'(SELECT '.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['20,000 nested NOTs', `SELECT id FROM shop.products WHERE ${'NOT '.repeat(20_000)}true`],
    ['10,000 UNIONs', `SELECT 1${' UNION ALL SELECT 1'.repeat(10_000)}`],
    ['100,000 comment openings', `SELECT 1 ${'/*'.repeat(100_000)}`],
  ];
  test.each(deep)('%s: an answer within seconds, the others undisturbed, and a usable session', async (_name, text) => {
    await using client = await scene.agent();
    await using other = await scene.agent();
    const begun = performance.now();
    client.send(query(text));
    const besides: number[] = [];
    const progress = { done: false };
    const answering = client.answers().finally(() => (progress.done = true));
    while (!progress.done) {
      const asked = performance.now();
      expect(await other.ask('SELECT id FROM shop.products WHERE id = 4')).toContain('row 4');
      besides.push(performance.now() - asked);
    }
    const answers = await answering;
    expect(performance.now() - begun).toBeLessThan(8000);
    expect(answers.some(({ kind }) => kind === 'ErrorResponse' || kind === 'CommandComplete')).toBe(true);
    // A neighbour never waits for a text of somebody else's.
    expect(Math.max(...besides)).toBeLessThan(1000);
    expect(await client.ask('SELECT id FROM shop.products WHERE id = 5')).toContain('row 5');
  });

  test('a Bind of nearly 64 MB passes', { timeout: 60_000 }, async () => {
    await using client = await scene.agent();
    const value = Buffer.alloc(64 * MEBIBYTE - 200, 0x61);
    await client.sendSlowly(parse('', 'SELECT id FROM shop.products WHERE sku = $1'));
    await client.sendSlowly(bind('', '', [value]));
    client.send(execute(''), SYNC);
    expect(await client.shown()).toEqual(['ParseComplete', 'BindComplete', 'done SELECT 0', 'ready idle']);
  });

  test('no more prepared statements than are allowed, by Parse or by PREPARE, and the session goes on', async () => {
    await using client = await scene.agent();
    const most = 5000;
    for (let at = 0; at < most; at += 500) {
      client.send(...Array.from({ length: 500 }, (_, i) => parse(`s${at + i}`, 'SELECT id FROM shop.products')), SYNC);
      expect((await client.shown()).at(-1)).toBe('ready idle');
    }
    client.send(parse('one_more', 'SELECT id FROM shop.products'), SYNC);
    expect(await client.shown()).toEqual(['error 54000', 'ready idle']);
    expect(await client.ask('PREPARE one_more AS SELECT id FROM shop.products')).toEqual(['error 54000', 'ready idle']);
    expect(await client.ask('DEALLOCATE s1')).toEqual(['done DEALLOCATE', 'ready idle']);
    client.send(parse('one_more', 'SELECT id FROM shop.products'), SYNC);
    expect(await client.shown()).toEqual(['ParseComplete', 'ready idle']);
  });
});

test('a refusal says why without a position that is none', async () => {
  await using client = await scene.agent();
  client.send(query(REFUSED));
  const [error] = await client.answers();
  expect(told(error)).toMatchObject({ severity: 'ERROR', code: '42501' });
  expect(shown(error ?? { kind: 'NoData', body: Buffer.alloc(0) })).toBe('error 42501');
  expect(message(() => undefined)).toHaveLength(0);
});
