/**
 * Bytes that are no packets, and commands that may not come: what a real server does with them where that makes sense, a clear last word where
 * one can be said, and nothing of it upstream that nobody has judged.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS, ERR_BYTE, FULL_PAYLOAD_BYTES } from '../../src/protocols/mysql/messages/index.ts';
import { findMySqlServers } from '../servers/mysql.ts';
import { MySqlScene, REFUSED } from './mysql-bystander.ts';
import { preparedId, shown, type RawMySql } from './mysql-raw-client.ts';

/** Header as given, payload. */
function frame(length: number, sequence: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, payload]);
}
const packet = (payload: Uint8Array, sequence = 0): Buffer => frame(payload.length, sequence, payload);
const command = (name: keyof typeof COMMANDS, rest: string | Uint8Array = ''): Buffer =>
  packet(Buffer.concat([Buffer.of(COMMANDS[name]), Buffer.from(rest)]));
const query = (text: string): Buffer => command('QUERY', text);
const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

const END = "SELECT 'the end'";

/** What is answered to bytes, in words, up to the answer of a last query or the end of the connection. */
async function answersTo(client: RawMySql, bytes: Uint8Array): Promise<string[]> {
  client.sendBytes(bytes);
  client.sendBytes(query(END));
  const words: string[] = [];
  for (;;) {
    const payload = await client.next();
    if (payload === undefined) return [...words, 'closed'];
    if (payload.includes('the end') && payload[0] !== 3) break;
    if (payload[0] === ERR_BYTE) words.push(`error ${payload.readUInt16LE(1)}`);
    else if (payload[0] === 0) words.push('ok');
  }
  await client.packet();
  return words;
}

describe.each(findMySqlServers())('$flavor $version', (one) => {
  let scene: MySqlScene;
  beforeAll(async () => {
    scene = await MySqlScene.open({
      mysql: one,
      config: { limits: { max_message_bytes: '20MB', max_statement_bytes: '64KB' } },
    });
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());
  afterEach(() => scene.expectUnharmed());

  const closed: readonly (readonly [string, Buffer, number])[] = [
    ['a sequence id that isn’t 0', packet(Buffer.of(COMMANDS.PING), 5), 1156],
    ['a command that is continued out of order', Buffer.concat([frame(FULL_PAYLOAD_BYTES, 0, Buffer.alloc(FULL_PAYLOAD_BYTES, 3)), packet(Buffer.of(1), 0)]), 1156],
    ['a message that says that it is larger than may be', Buffer.concat([frame(FULL_PAYLOAD_BYTES, 0, Buffer.alloc(FULL_PAYLOAD_BYTES, 3)), frame(8 << 20, 1)]), 1153],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: shop\r\n\r\n'), 1156],
    ['a TLS ClientHello', hex('1603010200010001fc0303'), 1156],
    ['a COM_STMT_CLOSE without an id', command('STMT_CLOSE', 'x'), 1835],
    ['a COM_STMT_FETCH without a count', command('STMT_FETCH', hex('01000000')), 1835],
    ['a COM_SET_OPTION of nothing', command('SET_OPTION'), 1835],
    ['a COM_CHANGE_USER of nothing', command('CHANGE_USER'), 1835],
    ['a COM_CHANGE_USER that lies of its length', command('CHANGE_USER', Buffer.from('analyst\0\xffxx', 'latin1')), 1835],
    ['a COM_CHANGE_USER with attributes that lie', command('CHANGE_USER', Buffer.from('analyst\0\0shop\0-\0caching_sha2_password\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1')), 1835],
  ]; // prettier-ignore
  test.each(closed)('%s closes the connection with a last word', async (_, bytes, number) => {
    await using client = await scene.agent();
    client.sendBytes(bytes);
    client.sendBytes(query(REFUSED));
    const last = await client.lastWord();
    expect(last?.message).toMatch(/WW_(PROTOCOL_VIOLATION|TOO_LARGE)/);
    expect(last?.number).toBe(number);
  });

  test('a packet that is cut off is nobody’s statement', async () => {
    const whole = query("INSERT INTO notes (order_id, author, body) VALUES (1, 'cut off', 'x')");
    for (const length of [1, 3, 4, 5, 20, whole.length - 1]) {
      await using client = await scene.agent();
      client.sendBytes(whole.subarray(0, length));
      client.end();
      expect(await client.lastWord()).toBeUndefined();
    }
    expect(await scene.heard('cut off')).toEqual([]);
  });

  test('packets in many pieces, and many in one, are the same', async () => {
    await using client = await scene.agent();
    const texts = Array.from({ length: 20 }, (_, at) => `SELECT ${at} + 1000`);
    const bytes = Buffer.concat(texts.map(query));
    for (const byte of bytes.subarray(0, 200)) {
      client.sendBytes(Buffer.of(byte));
      if (byte % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    client.sendBytes(bytes.subarray(200));
    for (const at of texts.keys())
      expect(shown((await client.results('text'))[0] ?? never())).toEqual([String(at + 1000)]);
  });

  /** The same for the server itself and for Wirewall. */
  const alike: readonly (readonly [string, Buffer])[] = [
    ['no payload at all', packet(Buffer.alloc(0))],
    ['a command that nobody knows', packet(hex('c8 01 02'))],
    ['COM_SLEEP', command('SLEEP')],
    ['COM_CONNECT', command('CONNECT')],
    ['COM_TIME', command('TIME')],
    ['COM_DELAYED_INSERT', command('DELAYED_INSERT')],
    ['a ping with more behind it', command('PING', 'more')],
    ['an empty query', query('')],
    ['a query of blanks', query(' \n\t ')],
    ['a query of a comment', query('-- nothing')],
    ['a query with a NUL', query('SELECT 1\0, 2')],
    ['a query with invalid utf-8 in a string', query("SELECT '\xff\xfe'")],
    ['an empty database', command('INIT_DB')],
    ['a query of other comments', query('/* ping */ # more')],
    ['an empty text to prepare', command('STMT_PREPARE')],
    ['a text to prepare that is none', command('STMT_PREPARE', 'SELEKT')],
    ['two statements to prepare', command('STMT_PREPARE', 'SELECT 1; SELECT 2')],
    ['an execution of nothing that was prepared', command('STMT_EXECUTE', hex('01000000 00 01000000'))],
    ['a fetch from nothing that was prepared', command('STMT_FETCH', hex('01000000 01000000'))],
    ['a reset of nothing that was prepared', command('STMT_RESET', hex('01000000'))],
    ['a close of nothing that was prepared', command('STMT_CLOSE', hex('01000000'))],
    ['long data for nothing that was prepared', command('STMT_SEND_LONG_DATA', hex('01000000 0000 6161'))],
    ['statements without the flag for it', query('SELECT 1; SELECT 2')],
    ['options on and off', Buffer.concat([command('SET_OPTION', hex('0000')), command('SET_OPTION', hex('0100'))])],
    ['fifty commands at once', Buffer.concat(Array.from({ length: 50 }, () => command('PING')))],
  ];
  test.each(alike)('%s has the server’s own answer', async (name, bytes) => {
    const answers: string[][] = [];
    for (const connect of [() => scene.direct(), () => scene.agent()]) {
      await using client = await connect();
      answers.push(await answersTo(client, bytes));
    }
    expect([name, answers[1]]).toEqual([name, answers[0]]);
  });

  const executions: readonly (readonly [string, string])[] = [
    ['an execution without its parameters', '00 01000000'],
    ['an execution without types', '00 01000000 00 00 03000000'],
    ['a length that lies', '00 01000000 00 01 fd00 0a 61'],
    ['a length of 2^64 - 1', '00 01000000 00 01 fd00 fe ffffffffffffffff'],
    ['a length that is NULL', '00 01000000 00 01 fd00 fb'],
    ['a type that isn’t one', '00 01000000 00 01 5500 01000000'],
    ['a time that is too long', '00 01000000 00 01 0b00 ff 00'],
  ];
  test.each(executions)('%s is an error, and the session goes on', async (_, rest) => {
    await using client = await scene.agent();
    const id = preparedId(await client.prepare('SELECT id FROM products WHERE id = ?'));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(id);
    expect(await answersTo(client, command('STMT_EXECUTE', Buffer.concat([head, hex(rest)])))).toEqual(['error 1210']);
    expect(shown(await client.execute(id, [Buffer.from('2')]))).toHaveLength(1);
  });

  test('a parameter that came in pieces does not outlive an execution that was refused', async () => {
    await using client = await scene.agent();
    const id = preparedId(await client.prepare('SELECT ?'));
    const head = Buffer.alloc(6);
    head.writeUInt32LE(id);
    client.sendBytes(command('STMT_SEND_LONG_DATA', Buffer.concat([head, Buffer.from('evil')])));
    const broken = Buffer.concat([head.subarray(0, 4), hex('00 01000000 00 01 fd00 01 61 62 63')]);
    expect(await answersTo(client, command('STMT_EXECUTE', broken))).toEqual(['error 1210']);
    expect(shown(await client.execute(id, [Buffer.from('judged')]))).toEqual(['judged']);
  });

  test('a command of an administrator or of a replica is refused, whatever the rules say', async () => {
    for (const name of ['SHUTDOWN', 'REFRESH', 'CREATE_DB', 'DROP_DB', 'PROCESS_INFO', 'PROCESS_KILL', 'DEBUG', 'BINLOG_DUMP', 'TABLE_DUMP', 'CONNECT_OUT', 'REGISTER_SLAVE', 'DAEMON', 'BINLOG_DUMP_GTID', 'CLONE', 'STMT_BULK_EXECUTE', 'MULTI'] as const) {
      await using client = await scene.agent();
      expect([name, await answersTo(client, command(name, Buffer.alloc(16, 1)))]).toEqual([name, ['error 1047']]);
    } // prettier-ignore
  });

  test('a message in several packets is one message, whatever its second packet looks like', async () => {
    await using client = await scene.agent();
    const hidden = query(REFUSED);
    const first = Buffer.alloc(FULL_PAYLOAD_BYTES, 0x20);
    first[0] = COMMANDS.QUERY;
    first.write('SELECT 1 /*', 1, 'latin1');
    client.sendBytes(frame(first.length, 0, first));
    client.sendBytes(packet(hidden, 1));
    expect((await client.results('text'))[0]?.error?.message).toContain('WW_TOO_LARGE');
    client.sendBytes(frame(first.length, 0, first));
    client.sendBytes(packet(Buffer.alloc(0), 1));
    expect((await client.results('text'))[0]?.error?.message).toContain('WW_TOO_LARGE');
    expect(shown(await client.one('SELECT 7'))).toEqual(['7']);
  });

  test('parameters of 17 MB in two packets arrive whole', async () => {
    await using client = await scene.agent();
    const id = preparedId(await client.prepare('SELECT LENGTH(?), RIGHT(?, 3)'));
    const large = Buffer.alloc(FULL_PAYLOAD_BYTES + 100, 0x61);
    large.write('end', large.length - 3);
    const direct = await scene.direct();
    const sizes = await direct.one('SELECT @@max_allowed_packet');
    await direct[Symbol.asyncDispose]();
    const answer = await client.execute(id, [large, Buffer.from('the end')]);
    if (Number(shown(sizes)[0]) > large.length) expect(shown(answer)).not.toContain('error');
    else expect(shown(answer)).toMatch(/error (1153|2006|2013)/);
  });

  test('an answer that a refusal stands in keeps the order of a pipeline', async () => {
    await using client = await scene.agent();
    client.sendBytes(Buffer.concat([query('SELECT 1'), query(REFUSED), query('SELECT 2'), command('PING'), query(REFUSED), query('SELECT 3')]));
    const seen = [];
    for (let at = 0; at < 6; at++) seen.push(shown((await client.results('text'))[0] ?? never()));
    expect(seen).toEqual([['1'], 'error 1142', ['2'], 'ok 0', 'error 1142', ['3']]);
  }); // prettier-ignore

  test('a statement that waited is not run when its client has left', async () => {
    for (let round = 0; round < 5; round++) {
      const client = await scene.agent();
      client.sendBytes(query("INSERT INTO notes (order_id, author, body) SELECT 1, 'left', SLEEP(0)"));
      client.destroy();
    }
    await scene.expectUnharmed();
  });
});

function never(): never {
  throw new Error('there is no result');
}
