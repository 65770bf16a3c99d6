/** A MySQL server that is dying, wrong or lying: the client is told or closed, never shown what a mask is on, and the gateway lives. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packets, STATUS } from '../../src/protocols/mysql/messages/index.ts';
import {
  binaryRow,
  changed,
  column,
  count,
  eof,
  failed,
  ok,
  prepared,
  row,
} from '../protocols/mysql/conversation-driver.ts';
import { FalseMySql, type Lie } from './mysql-false-upstream.ts';
import { MySqlScene, OPEN_RULES } from './mysql-bystander.ts';
import { preparedId, shown, type RawMySql } from './mysql-raw-client.ts';

const MASKED = `
upstream: shop
sensitive:
  shop.customers.email: { mask: email }
`;
const SECRET = 'agnes.secret@example.com';
/** Which the lies are answers to: it is printed for the server in other words than it is written in. */
const ASKED = 'SELECT email, 4711 FROM customers';
const MORE = STATUS.AUTOCOMMIT | STATUS.MORE_RESULTS_EXISTS;

let upstream: FalseMySql;
let scene: MySqlScene;
beforeAll(async () => {
  scene = await MySqlScene.open({
    rules: { 'open.yaml': OPEN_RULES, 'masked.yaml': MASKED },
    upstream: async (server) => {
      upstream = await FalseMySql.open(server);
      return { ...server, port: upstream.port };
    },
  });
});
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});
afterEach(() => scene.expectUnharmed());

/** Packets from the sequence id 1 on. */
function says(...payloads: readonly Buffer[]): Lie {
  const bytes = Buffer.concat(payloads.map((payload, at) => packets(payload, at + 1)));
  return (socket) => void socket.write(bytes);
}

/** All bytes that a client gets for its query, up to an error, a whole answer or the end of the connection. */
async function seen(client: RawMySql, ends: (payload: Buffer) => boolean): Promise<{ all: string; closed: boolean }> {
  let all = '';
  for (;;) {
    const payload = await client.next();
    if (payload === undefined) return { all, closed: true };
    all += payload.toString('latin1');
    if (ends(payload)) return { all, closed: false };
  }
}

const isEnd = (payload: Buffer): boolean =>
  payload[0] === 0xff || (payload[0] === 0 && payload.length < 20) || (payload[0] === 0xfe && payload.includes('end'));
const head = [count(2), column('email'), column('4711'), eof()];

const lies: readonly (readonly [string, Lie, unusable?: boolean])[] = [
  ['asks for a file of the client', says(Buffer.from('\xfb/etc/passwd', 'latin1')), true],
  ['has a column more than was planned', says(count(3), column('email'), column('b'), column('c'), eof(), row(SECRET, SECRET, '1'), eof())],
  ['has a column less than was planned', says(count(1), column('b'), eof(), row(SECRET), eof())],
  ['has no columns', says(count(0)), true],
  ['has more columns than come', says(count(2), column('email'), eof(), row(SECRET, '1'), eof()), true],
  ['fails in the middle of its definitions', says(count(2), column('email'), failed(1105, 'oops'))],
  ['has a row with a cell too few', says(...head, row('x'), row(SECRET)), true],
  ['has a row with a cell too many', says(...head, row('1', '2', SECRET), eof()), true],
  ['has a row whose cell is longer than it', says(...head, Buffer.concat([Buffer.of(200), Buffer.from(SECRET)]), eof()), true],
  ['has rows of the binary protocol', says(...head, binaryRow(SECRET, '1'), eof()), true],
  ['skips a sequence id', (socket) => void socket.write(Buffer.concat([packets(count(2), 1), packets(column('email'), 3)])), true],
  ['begins with another sequence id', (socket) => void socket.write(packets(ok(), 7)), true],
  ['says OK with more to come, and has more rows', says(ok(0, MORE), count(1), column('email'), eof(), row(SECRET), eof())],
  ['has a second result', says(...head, row('a', '1'), eof(MORE), count(1), column('email'), eof(), row(SECRET), eof())],
  ['speaks on behind its end', says(...head, eof(), row(SECRET, '1')), true],
  ['changes to a character set in which quotes hide', says(ok(0, STATUS.AUTOCOMMIT, changed('character_set_client', 'gbk'))), true],
  ['changes to another grammar', says(ok(0, STATUS.AUTOCOMMIT, changed('sql_mode', 'ORACLE'))), true],
  ['no longer tells of its session', says(ok(0, STATUS.AUTOCOMMIT, changed('session_track_schema', 'OFF'))), true],
  ['has changes that are cut off', says(ok(0, STATUS.AUTOCOMMIT, Buffer.of(0, 9, 1))), true],
  ['sends garbage', (socket) => void socket.write(Buffer.alloc(4000, 0x41)), true],
  ['sends an empty packet', says(Buffer.alloc(0)), true],
  ['closes in the middle of a row', (socket) => void socket.end(Buffer.concat([...head, row(SECRET, '1')].map((one, at) => packets(one, at + 1))).subarray(0, -5)), true],
  ['closes', (socket) => void socket.destroy(), true],
]; // prettier-ignore

describe.each(lies.map(([words, lie, unusable = false]) => ({ words, lie, unusable })))(
  'a server that $words',
  ({ lie, unusable }) => {
    test.each([[[]], [['SESSION_TRACK']]] as const)('shows nothing that a mask is on, with %j', async (flags) => {
      await using client = await scene.agent({ flags: [...flags] });
      const before = upstream.told;
      upstream.lie('4711', lie);
      client.send({ kind: 'QUERY', text: Buffer.from(ASKED) });
      const { all, closed } = await seen(client, isEnd);
      expect(all).not.toContain(SECRET);
      expect(all).not.toContain('secret@');
      if (unusable) expect(closed || /WW_|\xff/.test(all)).toBe(true);
      expect(upstream.told).toBe(before + 1);
    });
  },
);

const preparations: readonly (readonly [string, Lie])[] = [
  ['counts another parameter', says(prepared(1, 2, 1), column('?'), column('?'), eof(), column('x'), eof())],
  ['counts none', says(prepared(1, 0, 1), column('x'), eof())],
  ['answers with an OK that is too short', says(Buffer.of(0, 1))],
];
test.each(preparations)('a preparation whose answer %s closes the session', async (_, lie) => {
  await using client = await scene.agent();
  upstream.lie('4712', lie);
  client.send({ kind: 'STMT_PREPARE', text: Buffer.from('SELECT email, 4712 FROM customers WHERE id = ?') });
  expect((await client.lastWord())?.message ?? 'WW_').toContain('WW_');
});

test('an execution with other columns than were prepared shows none of their rows', async () => {
  await using client = await scene.agent();
  const id = preparedId(await client.prepare('SELECT email FROM customers WHERE name = ?'));
  upstream.lie('marker of a lie', says(count(2), column('id'), column('email'), eof(), binaryRow('1', SECRET), eof()));
  const answer = await client.execute(id, [Buffer.from('marker of a lie')]);
  expect(answer.error?.message).toContain('WW_RESULT_CONTRADICTS_PLAN');
});

test('rows without end are cut when the client leaves', async () => {
  const client = await scene.agent();
  let written = 0;
  upstream.lie('4713', (socket) => {
    socket.write(Buffer.concat([count(1), column('n'), eof()].map((one, at) => packets(one, at + 1))));
    let sequence = 4;
    const more = (): void => {
      while (!socket.destroyed && socket.write(packets(row('x'.repeat(1000)), sequence++ & 0xff))) written++;
    };
    socket.on('drain', more);
    more();
  });
  client.send({ kind: 'QUERY', text: Buffer.from('SELECT 4713') });
  for (let packet = 0; packet < 100; packet++) await client.packet();
  client.destroy();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const then = written;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toBe(then);
  await using fresh = await scene.agent();
  expect(shown(await fresh.one('SELECT 1'))).toEqual(['1']);
});
