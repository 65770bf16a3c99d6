/** Attacks on the login: what is said before TLS, methods and flags that nobody offered, answers that prove nothing. Everyone gets the same words. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Reader } from '../../src/bytes/reader.ts';
import { Writer } from '../../src/bytes/writer.ts';
import { cachingAnswer, nativeAnswer } from '../../src/core/mysql-secret.ts';
import {
  CAPABILITIES,
  capabilities,
  COMMANDS,
  decodeHandshake,
  encodeHandshakeResponse,
  encodeSSLRequest,
  has,
  NEVER_OFFERED,
  packets,
  type Capability,
  type Handshake,
} from '../../src/protocols/mysql/messages/index.ts';
import { MySqlScene } from './mysql-bystander.ts';
import { RawMySql, shown } from './mysql-raw-client.ts';

const FLAGS = ['LONG_PASSWORD', 'PROTOCOL_41', 'TRANSACTIONS', 'SECURE_CONNECTION', 'PLUGIN_AUTH', 'PLUGIN_AUTH_LENENC_CLIENT_DATA', 'CONNECT_WITH_DB'] as const; // prettier-ignore

interface Wanted {
  readonly user?: string;
  readonly plugin?: string;
  readonly auth?: Uint8Array;
  readonly flags?: readonly Capability[];
  readonly collation?: number;
  readonly attributes?: readonly (readonly [string, string])[];
  readonly database?: string;
}

function response(wanted: Wanted): Buffer {
  const { user = 'analyst', plugin = 'caching_sha2_password', auth = Buffer.alloc(0), flags = [] } = wanted;
  const { collation = 45, attributes = [], database = 'shop' } = wanted;
  const out = new Writer();
  const all = capabilities(...FLAGS, ...flags, ...(attributes.length > 0 ? (['CONNECT_ATTRS'] as const) : []));
  encodeHandshakeResponse(
    { kind: 'HandshakeResponse', capabilities: all, extended: 0, maxPacketBytes: 1 << 24, collation, user, auth, database, plugin, attributes },
    out,
  ); // prettier-ignore
  return out.take();
}

const sslRequest = (): Buffer => {
  const out = new Writer();
  encodeSSLRequest({ capabilities: capabilities(...FLAGS, 'SSL'), extended: 0, maxPacketBytes: 1 << 24, collation: 45 }, out); // prettier-ignore
  return out.take();
};

describe('in plain text on loopback', () => {
  let scene: MySqlScene;
  beforeAll(async () => {
    scene = await MySqlScene.open({ config: { limits: { login_timeout: '3s' } } });
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());
  afterEach(() => scene.expectUnharmed());

  async function greeted(): Promise<{ client: RawMySql; greeting: Handshake }> {
    const client = await scene.raw();
    return { client, greeting: decodeHandshake(new Reader(await client.packet())) };
  }

  test('nothing is offered that isn’t carried', async () => {
    const { client, greeting } = await greeted();
    expect(greeting.capabilities & NEVER_OFFERED).toBe(0);
    expect(greeting.extended).toBe(0);
    expect(greeting.nonce).toHaveLength(20);
    client.destroy();
  });

  const broken: readonly (readonly [string, Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['a query', Buffer.concat([Buffer.of(COMMANDS.QUERY), Buffer.from('SELECT employee FROM hr.salaries')])],
    ['a request for TLS that isn’t offered', sslRequest()],
    ['a login of before 4.1', Buffer.from('8500000000ffffff616e616c79737400', 'hex')],
    ['a login that is cut off', response({}).subarray(0, 40)],
    ['a login whose secret is longer than it', Buffer.concat([response({}).subarray(0, 40), Buffer.from([0xfe, 255, 255, 255, 255, 255, 255, 255, 255])])],
    ['attributes that lie of their length', Buffer.concat([response({ attributes: [['a', 'b']] }).subarray(0, -5), Buffer.of(250, 1, 0x61, 1, 0x62)])],
    ['bytes behind the login', Buffer.concat([response({}), Buffer.from('SELECT 1')])],
    ['a name that is no utf-8', Buffer.concat([response({}).subarray(0, 32), Buffer.from([0xff, 0xfe, 0, 0, 0])])],
  ]; // prettier-ignore
  test.each(broken)('%s in the place of a login closes the connection with a last word', async (_, payload) => {
    const { client } = await greeted();
    client.sendBytes(packets(payload, 1));
    expect((await client.lastWord())?.message).toMatch(/WW_PROTOCOL_VIOLATION/);
  });

  test('a login packet of another sequence id, or larger than a login may be, ends it', async () => {
    for (const bytes of [packets(response({}), 0), packets(response({}), 2), packets(Buffer.alloc(70_000, 0x61), 1)]) {
      const { client } = await greeted();
      client.sendBytes(bytes);
      expect((await client.lastWord())?.message).toMatch(/WW_(PROTOCOL_VIOLATION|TOO_LARGE)/);
    }
  });

  test('flags that were not offered count for nothing', async () => {
    const { name: user, secret } = scene.gateway.analyst;
    const claimed = ['LOCAL_FILES', 'QUERY_ATTRIBUTES', 'OPTIONAL_RESULTSET_METADATA', 'MULTI_FACTOR_AUTHENTICATION', 'CAN_HANDLE_EXPIRED_PASSWORDS', 'NO_SCHEMA', 'SSL_VERIFY_SERVER_CERT'] as const; // prettier-ignore
    for (const flag of claimed) {
      await using client = await RawMySql.loggedIn(scene.gateway, { user, secret, database: 'shop', flags: [flag] });
      expect([flag, shown(await client.one('SELECT sku FROM products WHERE id = 1'))]).toEqual([flag, ['SKU-0001']]);
    }
    expect(has(NEVER_OFFERED, 'COMPRESS') && CAPABILITIES.COMPRESS > 0).toBe(true);
  });

  test('an unknown user, a known one with a wrong secret, and a token in the wrong place hear the same', async () => {
    const heard = new Map<string, string>();
    const token = await scene.gateway.token('dev');
    const attempts: readonly (readonly [string, (nonce: Uint8Array) => Wanted])[] = [
      ['a wrong secret', (nonce) => ({ auth: cachingAnswer('wrong', nonce) })],
      ['an unknown user', (nonce) => ({ user: 'nobody!', auth: cachingAnswer('wrong', nonce) })],
      ['an answer to another nonce', () => ({ auth: cachingAnswer(scene.gateway.analyst.secret, Buffer.alloc(20, 1)) })],
      ['a native answer that is wrong', (nonce) => ({ plugin: 'mysql_native_password', auth: nativeAnswer('wrong', nonce) })],
      ['somebody else’s token', () => ({ plugin: 'mysql_clear_password', auth: Buffer.from(`${token}\0`) })],
      ['a secret with a NUL', () => ({ plugin: 'mysql_clear_password', auth: Buffer.from(`${scene.gateway.analyst.secret}\0x\0`) })],
      ['a method that nobody knows', () => ({ plugin: 'dialog', auth: Buffer.from('x') })],
    ]; // prettier-ignore
    for (const [name, wanted] of attempts) {
      const { client, greeting } = await greeted();
      client.sendBytes(packets(response(wanted(greeting.nonce)), 1));
      let last = '';
      for (let payload = await client.next(); payload !== undefined; payload = await client.next()) {
        if (payload[0] === 0xff) last = payload.subarray(9).toString('utf8');
        // Whatever is asked for is answered with something wrong of its kind.
        else client.sendBytes(packets(Buffer.from('still wrong\0'), payload[0] === 0xfe ? 3 : name.includes('method') ? 5 : 3)); // prettier-ignore
      }
      heard.set(name, last.replaceAll(/"[^"]*"|'[^']*'|decision [\w-]+/g, 'X'));
    }
    for (const [name, last] of heard) expect([name, last]).toEqual([name, heard.get('a wrong secret')]);
    expect(heard.get('a wrong secret')).toContain('WW_LOGIN_FAILED');
  });

  test('a character set in which quotes hide is refused by name', async () => {
    for (const collation of [28, 1, 13, 248, 35, 54, 60]) {
      const { client, greeting } = await greeted();
      client.sendBytes(packets(response({ collation, auth: cachingAnswer(scene.gateway.analyst.secret, greeting.nonce) }), 1)); // prettier-ignore
      expect((await client.lastWord())?.number).toBe(1115);
    }
  });

  test('a login that is never finished is ended, also when it comes byte by byte', async () => {
    const { client } = await greeted();
    const slow = await greeted();
    const since = performance.now();
    const whole = packets(response({ attributes: [['x', 'y'.repeat(500)]] }), 1);
    const drip = (async () => {
      for (const byte of whole) {
        if (slow.client.closed) return;
        slow.client.sendBytes(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    expect((await client.lastWord())?.message).toContain('WW_LOGIN_FAILED');
    await slow.client.lastWord();
    await drip;
    expect(performance.now() - since).toBeLessThan(6000);
  });

  test('COM_CHANGE_USER to somebody else proves nothing by what was proved before', async () => {
    const client = await scene.agent();
    const out = new Writer();
    out.u8(COMMANDS.CHANGE_USER);
    out.cstringBytes(Buffer.from('dev'));
    out.u8(0);
    out.cstringBytes(Buffer.from('hr'));
    client.sendPayload(out.take());
    client.sendBytes(packets(Buffer.from('\x03SELECT employee FROM hr.salaries'), 0));
    expect((await client.lastWord())?.message).toMatch(/WW_/);
    expect(client.closed).toBe(true);
  });
});

describe('where TLS is asked for', () => {
  let scene: MySqlScene;
  beforeAll(async () => {
    scene = await MySqlScene.open({ tls: true });
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());
  afterEach(() => scene.expectUnharmed());

  test('a login in clear is refused before anything is asked for', async () => {
    await using client = await scene.raw();
    const greeting = decodeHandshake(new Reader(await client.packet()));
    client.sendBytes(packets(response({ auth: cachingAnswer(scene.gateway.analyst.secret, greeting.nonce) }), 1));
    expect((await client.lastWord())?.message).toContain('WW_LOGIN_NOT_ENCRYPTED');
  });

  test('what somebody puts behind the request for TLS in clear is never read as a login', async () => {
    const before = (await scene.gateway.audit()).length;
    const injected = packets(response({ plugin: 'mysql_clear_password', auth: Buffer.from('x\0') }), 2);
    const socket = connect({ port: scene.gateway.port, host: '127.0.0.1' });
    await once(socket, 'data');
    socket.write(Buffer.concat([packets(sslRequest(), 1), injected]));
    socket.resume();
    await once(socket, 'close');
    expect(JSON.stringify((await scene.gateway.audit()).slice(before))).not.toContain('analyst');
  });

  test('a token goes whole inside TLS, and a huge one is refused', async () => {
    const token = await scene.gateway.token('dev');
    const ca = scene.gateway.certificate;
    await using client = await RawMySql.loggedIn(scene.gateway, { user: 'dev', secret: token, database: 'shop', ca });
    expect(client.way).toBe('full');
    await expect(
      RawMySql.loggedIn(scene.gateway, { user: 'dev', secret: `${token}${'x'.repeat(40_000)}`, database: 'shop', ca }),
    ).rejects.toThrow(/WW_/);
    await expect(
      RawMySql.loggedIn(scene.gateway, { user: 'other', secret: token, database: 'shop', ca }),
    ).rejects.toThrow(/WW_LOGIN_FAILED/);
  });
});
