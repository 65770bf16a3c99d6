import { constants, publicEncrypt } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { Reader } from '../../../src/bytes/reader.ts';
import { ProtocolViolation, RefusedError } from '../../../src/core/errors.ts';
import { cachingAnswer, coveredSecret, nativeAnswer } from '../../../src/core/mysql-secret.ts';
import type { Identity } from '../../../src/identity/identity.ts';
import { UNSEEN_SERVER } from '../../../src/protocols/mysql/greeting.ts';
import {
  capabilities,
  decodeAuthSwitchRequest,
  decodeHandshake,
  has,
  NEVER_OFFERED,
  type HandshakeResponse,
} from '../../../src/protocols/mysql/messages/index.ts';
import { changeUser, type Entry } from '../../../src/protocols/mysql/start-up.ts';
import {
  changeUserPacket,
  Conversation,
  FLAGS,
  identityOf,
  passwordKey,
  response,
  SECRET,
  sslRequest,
  TOKEN,
} from './login-driver.ts';

let secrets: Identity;
let tokens: Identity;
beforeAll(async () => {
  [secrets, tokens] = await Promise.all([identityOf(), identityOf(true)]);
});

const nonceOf = (greeting: Buffer) => decodeHandshake(new Reader(greeting)).nonce;
const ended = (text: string) => Buffer.from(`${text}\0`);
const WHOLE = '0104';
const SHORT_WAY = '0103';

/** The answer of a client that has this secret, in its first packet. */
const answering = (secret: string, message: Partial<HandshakeResponse> = {}) => {
  return (greeting: Buffer) => response({ auth: cachingAnswer(secret, nonceOf(greeting)), ...message });
};

const outcome = async (login: Promise<unknown>) =>
  login.then(
    () => 'in',
    (error: unknown) => (error instanceof RefusedError ? error.refusal.code : error),
  );

describe('the greeting', () => {
  const greetingOf = async (conversation: Conversation) => {
    await conversation.logsIn(secrets);
    return decodeHandshake(new Reader(conversation.received[0] ?? Buffer.alloc(0)));
  };

  test('has the upstream’s version and what both it and we can, with an id of ours', async () => {
    const upstream = capabilities('FOUND_ROWS', 'DEPRECATE_EOF', 'COMPRESS', 'LOCAL_FILES', 'NO_SCHEMA', 'SSL');
    const server = () => ({ version: '5.5.5-10.11.19-MariaDB', capabilities: upstream, collation: 8, status: 2 });
    const greeting = await greetingOf(new Conversation({ server, canEncrypt: false }));
    expect(greeting).toMatchObject({
      version: '5.5.5-10.11.19-MariaDB',
      connectionId: 0x8000_0001,
      collation: 8,
      plugin: 'caching_sha2_password',
      extended: 0,
    });
    expect(has(greeting.capabilities, 'FOUND_ROWS', 'DEPRECATE_EOF', 'PLUGIN_AUTH', 'CONNECT_ATTRS')).toBe(true);
    expect(greeting.capabilities & capabilities('NO_SCHEMA', 'SSL', 'MULTI_STATEMENTS', 'SESSION_TRACK')).toBe(0);
  });

  test('never offers what we don’t carry, whatever the upstream has', async () => {
    const server = () => ({ version: '9.7.4', capabilities: 0xffff_ffff, collation: 255, status: 2 });
    const greeting = await greetingOf(new Conversation({ server }));
    expect(greeting.capabilities & NEVER_OFFERED).toBe(0);
    expect(has(greeting.capabilities, 'SSL')).toBe(true);
  });

  test('has a nonce without NUL and "$", another one each time', async () => {
    const drawn = await Promise.all(
      Array.from({ length: 200 }, async () => (await greetingOf(new Conversation())).nonce),
    );
    expect(drawn.every((nonce) => nonce.length === 20 && !nonce.includes(0) && !nonce.includes(0x24))).toBe(true);
    expect(new Set(drawn.map((nonce) => Buffer.from(nonce).toString('hex'))).size).toBe(200);
  });
});

describe('a client with a secret', () => {
  test.for(['all', 'caching'])('comes in by the short way, as %s', async (user) => {
    const client = new Conversation().sends(answering(SECRET, { user }));
    expect(await outcome(client.logsIn(secrets))).toBe('in');
    expect(client.last.toString('hex')).toBe(SHORT_WAY);
    expect(client.admitted).toMatchObject([{ credentials: { kind: 'secret', user } }]);
  });

  test.for(['scram', 'native'])('is asked for the whole of it where there is no short way, as %s', async (user) => {
    const client = new Conversation().sends(answering(SECRET, { user }), ended(SECRET));
    expect(await outcome(client.logsIn(secrets))).toBe('in');
    expect(client.last.toString('hex')).toBe(WHOLE);
  });

  test('comes in by mysql_native_password where its agent takes it', async () => {
    const native = (greeting: Buffer) =>
      response({ user: 'native', plugin: 'mysql_native_password', auth: nativeAnswer(SECRET, nonceOf(greeting)) });
    expect(await outcome(new Conversation().sends(native).logsIn(secrets))).toBe('in');
  });

  test('that would rather have a nonce of its method first, gets one', async () => {
    const client = new Conversation().sends(response({ user: 'native', plugin: 'mysql_native_password' }), (asked) =>
      nativeAnswer(SECRET, decodeAuthSwitchRequest(new Reader(asked)).data),
    );
    expect(await outcome(client.logsIn(secrets))).toBe('in');
    expect(decodeAuthSwitchRequest(new Reader(client.last)).plugin).toBe('mysql_native_password');
  });

  test.for(['mysql_native_password', 'sha256_password', 'client_ed25519', 'dialog', '', 'caching_sha2_password\u00e9'])(
    'is told to use caching_sha2_password instead of "%s"',
    async (plugin) => {
      const client = new Conversation().sends(
        (greeting) => response({ user: 'caching', plugin, auth: nativeAnswer(SECRET, nonceOf(greeting)) }),
        (asked) => cachingAnswer(SECRET, decodeAuthSwitchRequest(new Reader(asked)).data),
      );
      expect(await outcome(client.logsIn(secrets))).toBe('in');
      const asked = decodeAuthSwitchRequest(new Reader(client.received[1] ?? Buffer.alloc(0)));
      expect(asked.plugin).toBe('caching_sha2_password');
      expect(Buffer.from(asked.data)).not.toEqual(Buffer.from(nonceOf(client.received[0] ?? Buffer.alloc(0))));
    },
  );

  test('that can’t be told to use another method is refused by number 1251', async () => {
    const flags = capabilities('LONG_PASSWORD', 'PROTOCOL_41', 'SECURE_CONNECTION');
    const old = response({ capabilities: flags, plugin: undefined, user: 'caching', auth: Buffer.alloc(20) });
    await expect(new Conversation().sends(old).logsIn(secrets)).rejects.toMatchObject({ refusal: { mysql: 1251 } });
  });

  test('without TLS on a loopback listener covers it with our key', async () => {
    const client = new Conversation({ encrypted: false, plaintextAllowed: true }).sends(
      answering(SECRET, { user: 'scram' }),
      Buffer.of(2),
      (asked) => covered(asked, SECRET, client),
    );
    expect(await outcome(client.logsIn(secrets))).toBe('in');
    expect(client.received.map((packet) => packet.toString('latin1', 0, 12)).slice(1)).toEqual([
      '\u0001\u0004',
      '\u0001-----BEGIN ',
    ]);
  });

  test('without TLS on a loopback listener may send it as it is, as MariaDB’s library does', async () => {
    const client = new Conversation({ encrypted: false, plaintextAllowed: true });
    expect(await outcome(client.sends(answering(SECRET, { user: 'scram' }), ended(SECRET)).logsIn(secrets))).toBe('in');
  });

  test('without TLS comes in by mysql_clear_password on a loopback listener', async () => {
    const clear = response({ user: 'scram', plugin: 'mysql_clear_password', auth: ended(SECRET) });
    const client = new Conversation({ encrypted: false, plaintextAllowed: true }).sends(clear);
    expect(await outcome(client.logsIn(secrets))).toBe('in');
  });
});

function covered(asked: Buffer, secret: string, client: Conversation): Buffer {
  const nonce = nonceOf(client.received[0] ?? Buffer.alloc(0));
  const key = { key: asked.subarray(1), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return publicEncrypt(key, coveredSecret(Buffer.from(secret), nonce));
}

describe('a client with a token', () => {
  test.for<[string, Partial<HandshakeResponse>, Buffer[]]>([
    ['whole, when it is asked for it', {}, [ended(TOKEN)]],
    ['by mysql_clear_password', { plugin: 'mysql_clear_password', auth: ended(TOKEN) }, []],
    ['by mysql_clear_password without a NUL', { plugin: 'mysql_clear_password', auth: Buffer.from(TOKEN) }, []],
  ])('hands it in %s', async ([, message, more]) => {
    const client = new Conversation().sends(answering(TOKEN, { user: 'bot', ...message }), ...more);
    await client.logsIn(tokens);
    expect(client.admitted).toMatchObject([{ credentials: { kind: 'token', user: 'bot', token: TOKEN } }]);
  });
});

describe('an attacker', () => {
  const failed = async (client: Conversation, by = secrets) => {
    const result = await outcome(client.logsIn(by));
    expect(client.admitted).toEqual([]);
    return result;
  };

  test.for(['wrong', '', '\0', SECRET.toUpperCase(), `${SECRET} `])('with the secret %j stays out', async (secret) => {
    for (const user of ['all', 'scram', 'nobody']) {
      const client = new Conversation().sends(answering(secret, { user }), ended(secret));
      expect(await failed(client)).toBe('WW_LOGIN_FAILED');
    }
  });

  test.for<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a NUL', Buffer.alloc(1)],
  ])('with %s for an answer is refused at once, by every method', async ([, auth]) => {
    for (const plugin of ['caching_sha2_password', 'mysql_clear_password']) {
      for (const user of ['all', 'nobody']) {
        const client = new Conversation().sends(response({ user, plugin, auth }));
        expect(await failed(client)).toBe('WW_LOGIN_FAILED');
        expect(client.recorded).toEqual([{ user, code: 'WW_LOGIN_FAILED' }]);
      }
    }
  });

  test.for<[string, Buffer]>([
    ['two texts', Buffer.from(`${SECRET}\0${SECRET}\0`)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0])],
    ['a NUL first', Buffer.from(`\0${SECRET}\0`)],
    ['64 kB', ended('x'.repeat(60_000))],
  ])('that hands in %s stays out', async ([, whole]) => {
    expect(await failed(new Conversation().sends(answering('x', { user: 'scram' }), whole))).toBe('WW_LOGIN_FAILED');
  });

  test('that repeats what it has recorded stays out', async () => {
    const recorded = new Conversation().sends(answering(SECRET));
    expect(await outcome(recorded.logsIn(secrets))).toBe('in');
    const replayed = answering(SECRET)(recorded.received[0] ?? Buffer.alloc(0));
    expect(await failed(new Conversation().sends(replayed, ended('')))).toBe('WW_LOGIN_FAILED');
  });

  test('is shown the same for a user that nobody knows as for one who is known', async () => {
    for (const plugin of ['caching_sha2_password', 'mysql_clear_password', 'client_ed25519', 'sha256_password']) {
      const [known, unknown] = await Promise.all(
        ['scram', 'nobody'].map(async (user) => {
          const wrong = (asked: Buffer) => cachingAnswer('x', decodeAuthSwitchRequest(new Reader(asked)).data);
          const client = new Conversation().sends(answering('wrong', { user, plugin }));
          if (plugin !== 'caching_sha2_password' && plugin !== 'mysql_clear_password') client.sends(wrong);
          client.sends(ended('wrong'));
          const error: unknown = await client.logsIn(secrets).catch((thrown: unknown) => thrown);
          const refusal = error instanceof RefusedError ? error.refusal : undefined;
          return {
            steps: client.received.map((packet) => [packet.length, packet[0]]),
            refusal: JSON.stringify(refusal).replaceAll(user, 'USER'),
            recorded: client.recorded.map(({ code }) => code),
          };
        }),
      );
      expect(unknown).toEqual(known);
    }
  });

  test('cannot have us go from one method to the next', async () => {
    const client = new Conversation().sends(
      response({ plugin: 'dialog', auth: Buffer.alloc(20) }),
      ...Array.from({ length: 10 }, () => response({ plugin: 'dialog', auth: Buffer.alloc(20) })),
    );
    expect(await failed(client)).toBe('WW_LOGIN_FAILED');
    expect(client.received.map((packet) => packet[0])).toEqual([10, 0xfe, 1]);
  });

  test('without TLS is refused before any secret is asked for', async () => {
    for (const user of ['all', 'nobody', 'bot']) {
      const client = new Conversation({ encrypted: false }).sends(answering(SECRET, { user }));
      await expect(client.logsIn(user === 'bot' ? tokens : secrets)).rejects.toMatchObject({
        refusal: { code: 'WW_LOGIN_NOT_ENCRYPTED', hint: expect.stringContaining('--ssl-mode=REQUIRED') },
      });
      expect(client.received).toHaveLength(1);
    }
  });

  test('without TLS gets nothing for a cover that is not of our key', async () => {
    for (const covered of [Buffer.alloc(256, 7), Buffer.alloc(512), ended('wrong'), Buffer.alloc(0)]) {
      const client = new Conversation({ encrypted: false, plaintextAllowed: true }).sends(
        answering(SECRET, { user: 'scram' }),
        covered,
      );
      expect(await failed(client)).toBe('WW_LOGIN_FAILED');
    }
  });

  test('that asks for TLS where there is none, or twice, breaks the protocol', async () => {
    const plain = new Conversation({ canEncrypt: false, encrypted: false, plaintextAllowed: true });
    expect(await failed(plain.sends(sslRequest()))).toBeInstanceOf(ProtocolViolation);
    const twice = new Conversation({ encrypted: false }).sends(sslRequest(), sslRequest());
    expect(await failed(twice)).toBeInstanceOf(ProtocolViolation);
  });

  test('gains nothing by the user’s name', async () => {
    for (const user of ['', ' all', 'ALL', 'all\u200b', '__proto__', 'x'.repeat(40_000)]) {
      const client = new Conversation().sends(answering(SECRET, { user }), ended(SECRET));
      expect(await failed(client)).toBe('WW_LOGIN_FAILED');
      expect(client.recorded).toHaveLength(1);
    }
  });

  test('sends any bytes, and gets a refusal or a closed connection', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.record({ cut: fc.nat(200), at: fc.nat(200), to: fc.nat(255) }).map(({ cut, at, to }) => {
        const packet = Buffer.from(response({ auth: Buffer.alloc(32, 1), attributes: [['a', 'b']], database: 'd' }));
        packet[at % packet.length] = to;
        return packet.subarray(0, Math.max(1, packet.length - cut));
      }),
    );
    const property = fc.asyncProperty(bytes, bytes, bytes, async (one, two, three) => {
      const client = new Conversation({ encrypted: false, plaintextAllowed: true }).sends(one, two, three);
      const result = await failed(client);
      const known =
        result === 'in' ||
        result === 'WW_LOGIN_FAILED' ||
        result === 'WW_NOT_SUPPORTED' ||
        result instanceof ProtocolViolation ||
        result instanceof MalformedMessage;
      if (!known) throw result;
    });
    expect(await fc.check(property, { numRuns: 300 })).toMatchObject({ failed: false });
  });
});

describe('what a client says of itself', () => {
  const started = async (message: Partial<HandshakeResponse>, server = UNSEEN_SERVER) => {
    const client = new Conversation({ server: () => server }).sends(answering(SECRET, message));
    const result = await client.logsIn(secrets);
    return { entry: result?.entry, destination: client.admitted[0]?.destination };
  };

  test('is handed on: database, intent, program', async () => {
    const attributes = [
      ['_client_name', 'Node-MySQL-2'],
      ['_client_version', '3.24'],
      ['program_name', 'report\n\u001b[31mer'],
      ['wirewall_intent', 'answer-ticket'],
    ] as const;
    expect((await started({ database: 'crm', attributes })).destination).toEqual({
      upstream: 'shop',
      database: 'crm',
      intent: 'answer-ticket',
      client: 'report [31mer (Node-MySQL-2 3.24)',
    });
  });

  test('may be nothing: then it is in the upstream’s own database', async () => {
    expect((await started({ database: '' })).destination).toEqual({ upstream: 'shop', database: 'shop' });
  });

  test('counts only as far as it was offered', async () => {
    const flags = (FLAGS | NEVER_OFFERED | capabilities('NO_SCHEMA', 'DEPRECATE_EOF', 'FOUND_ROWS')) >>> 0;
    const withoutEof = { ...UNSEEN_SERVER, capabilities: capabilities('FOUND_ROWS') };
    const { entry } = await started(
      { capabilities: (flags & ~capabilities('ZSTD_COMPRESSION_ALGORITHM')) >>> 0 },
      withoutEof,
    );
    expect(entry?.capabilities).toBe((FLAGS | capabilities('FOUND_ROWS')) >>> 0);
  });

  test.for([
    [45, 'utf8mb4'],
    [0, 'utf8mb4'],
    [255, 'utf8mb4'],
    [33, 'utf8mb3'],
    [8, 'latin1'],
    [11, 'ascii'],
  ])('has its character set by collation %i: %s', async ([collation, charset]) => {
    expect((await started({ collation: Number(collation) })).entry).toMatchObject({ charset });
  });

  test.for([1, 13, 28, 35, 63, 84, 88, 95, 97, 248])(
    'collation %i is refused: no quote is safe in it',
    async (collation) => {
      const client = new Conversation().sends(answering(SECRET, { collation }));
      await expect(client.logsIn(secrets)).rejects.toMatchObject({ refusal: { mysql: 1115 } });
      expect(client.received).toHaveLength(1);
      expect(client.recorded).toEqual([{ user: 'all', code: 'WW_NOT_SUPPORTED' }]);
    },
  );
});

describe('COM_CHANGE_USER', () => {
  const before: Entry = {
    connectionId: 0x8000_0001,
    capabilities: FLAGS,
    collation: 8,
    charset: 'latin1',
    database: 'shop',
  };
  const changes = (client: Conversation, packet: Buffer, by = secrets) =>
    changeUser(client, client.gate(by), client.config, before, packet);

  test('asks anew, with a nonce that was not used before', async () => {
    const client = new Conversation().sends((asked) =>
      cachingAnswer(SECRET, decodeAuthSwitchRequest(new Reader(asked)).data),
    );
    const started = await changes(
      client,
      changeUserPacket({ auth: cachingAnswer(SECRET, Buffer.alloc(20, 65)), database: 'crm' }),
    );
    expect(started?.entry).toEqual({ ...before, collation: 45, charset: 'utf8mb4', database: 'crm' });
    expect(client.received.map((packet) => packet[0])).toEqual([0xfe, 1]);
  });

  test('keeps the character set where it names none', async () => {
    const client = new Conversation().sends((asked) =>
      cachingAnswer(SECRET, decodeAuthSwitchRequest(new Reader(asked)).data),
    );
    const started = await changes(client, changeUserPacket({ collation: 0 }));
    expect(started?.entry).toEqual(before);
  });

  test('takes a token in clear inside TLS', async () => {
    const client = new Conversation();
    await changes(
      client,
      changeUserPacket({ user: 'bot', plugin: 'mysql_clear_password', auth: ended(TOKEN) }),
      tokens,
    );
    expect(client.admitted).toMatchObject([{ credentials: { kind: 'token', token: TOKEN } }]);
  });

  test.for(['wrong', ''])('by the secret "%s" is refused, and recorded', async (secret) => {
    const client = new Conversation().sends(
      (asked) => cachingAnswer(secret, decodeAuthSwitchRequest(new Reader(asked)).data),
      ended(secret),
    );
    expect(await outcome(changes(client, changeUserPacket()))).toBe('WW_LOGIN_FAILED');
    expect(client.recorded).toEqual([{ user: 'all', code: 'WW_LOGIN_FAILED' }]);
  });
});

test('our key is made once, and shows no private half', async () => {
  const [one, two] = await Promise.all([passwordKey.pem(), passwordKey.pem()]);
  expect(one).toBe(two);
  expect(one).toMatch(/^-----BEGIN PUBLIC KEY-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END PUBLIC KEY-----\n$/);
});
