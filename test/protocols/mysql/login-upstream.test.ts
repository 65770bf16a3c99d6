import { createPublicKey, generateKeyPairSync, privateDecrypt, constants, verify } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { Reader } from '../../../src/bytes/reader.ts';
import { Writer } from '../../../src/bytes/writer.ts';
import { ProtocolViolation, RefusedError } from '../../../src/core/errors.ts';
import { cachingAnswer, nativeAnswer, uncovered } from '../../../src/core/mysql-secret.ts';
import type { UpstreamConfig } from '../../../src/protocols/mysql/config.ts';
import { signEd25519 } from '../../../src/protocols/mysql/ed25519.ts';
import { Login, type ConnectOptions, type LoggedIn } from '../../../src/protocols/mysql/login.ts';
import {
  capabilities,
  decodeLoginRequest,
  encodeAuthMoreData,
  encodeAuthSwitchRequest,
  encodeErr,
  encodeHandshake,
  encodeOk,
  has,
  plainOk,
  type Handshake,
  type HandshakeResponse,
} from '../../../src/protocols/mysql/messages/index.ts';

const PASSWORD = 'correct horse';
const nonce = Buffer.from('abcdefghijklmnopqrst');
const another = Buffer.from('ABCDEFGHIJKLMNOPQRST');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const ALL = (0xffff_ffff & ~capabilities('LOCAL_FILES')) >>> 0;

interface Options {
  readonly mode?: UpstreamConfig['tls']['mode'];
  readonly loopback?: boolean;
  readonly password?: string | undefined;
  readonly options?: Partial<ConnectOptions>;
}

/** A server that is played by the test: it says what it likes, and sees what it gets. */
class Played {
  readonly sent: Buffer[] = [];
  readonly login: Login;
  in: LoggedIn | undefined;
  encryptions = 0;

  constructor({ mode = 'verify-full', loopback = false, password = PASSWORD, options = {} }: Options = {}) {
    const config: UpstreamConfig = {
      name: 'shop',
      host: 'db.example.com',
      port: 3306,
      database: 'shop',
      user: 'wirewall',
      password: () => Promise.resolve(password),
      tls: { mode },
      connectTimeoutMs: 1000,
    };
    this.login = new Login({
      config,
      password,
      options: { capabilities: 0, collation: 45, database: '', attributes: [], ...options },
      loopback,
      send: (write) => this.sent.push(payload(write)),
      encrypt: () => {
        this.encryptions++;
        this.login.encrypted();
      },
    });
    void this.login.finished.then((started) => (this.in = started));
  }

  says(...packets: readonly Buffer[]): this {
    for (const packet of packets) this.login.packet(packet);
    return this;
  }

  get last(): Buffer {
    return this.sent.at(-1) ?? Buffer.alloc(0);
  }

  get response(): HandshakeResponse {
    const found = this.sent.map((sent) => decodeLoginRequest(new Reader(sent))).find(isResponse);
    if (found === undefined) throw new Error('it has not answered');
    return found;
  }
}

const isResponse = (message: { readonly kind: string }): message is HandshakeResponse =>
  message.kind === 'HandshakeResponse';

function payload(write: (out: Writer) => void): Buffer {
  const out = new Writer();
  write(out);
  return out.take();
}

const greeting = (message: Partial<Handshake> = {}) =>
  payload((out) =>
    encodeHandshake(
      {
        kind: 'Handshake',
        version: '9.7.4',
        connectionId: 7,
        nonce,
        capabilities: ALL,
        extended: 0,
        collation: 255,
        status: 2,
        plugin: 'caching_sha2_password',
        ...message,
      },
      out,
    ),
  );
const OK = payload((out) => encodeOk(plainOk(2), 0, out));
const more = (data: Uint8Array) => payload((out) => encodeAuthMoreData({ kind: 'AuthMoreData', data }, out));
const switched = (plugin: string, data: Uint8Array) =>
  payload((out) => encodeAuthSwitchRequest({ kind: 'AuthSwitchRequest', plugin, data }, out));
const err = (number: number, message: string) =>
  payload((out) => encodeErr({ kind: 'Err', number, sqlState: 'HY000', message: Buffer.from(message) }, out));
const SHORT_WAY = more(Buffer.of(3));
const SEND_WHOLE = more(Buffer.of(4));
const settled = () => new Promise((resolve) => setImmediate(resolve));

const thrown = (work: () => unknown): unknown => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return error;
  }
};

describe('flags', () => {
  const flagsFor = (client: number, server = ALL, database = '') => {
    const played = new Played({ mode: 'disable', options: { capabilities: client, database } });
    return played.says(greeting({ capabilities: server })).response.capabilities;
  };

  test('are the client’s, as far as they change what a statement means', () => {
    const meaning = [
      'FOUND_ROWS',
      'IGNORE_SPACE',
      'INTERACTIVE',
      'MULTI_STATEMENTS',
      'MULTI_RESULTS',
      'PS_MULTI_RESULTS',
      'DEPRECATE_EOF',
      'ODBC',
    ] as const;
    const bare = flagsFor(0);
    expect(meaning.filter((one) => has(bare, one))).toEqual([]);
    for (const one of meaning) expect(flagsFor(capabilities(one))).toBe((bare | capabilities(one)) >>> 0);
  });

  test('never let the server ask for files, or hide what it sends, whatever the client says', () => {
    const flags = flagsFor(0xffff_ffff);
    const never = [
      'LOCAL_FILES',
      'COMPRESS',
      'ZSTD_COMPRESSION_ALGORITHM',
      'NO_SCHEMA',
      'QUERY_ATTRIBUTES',
      'OPTIONAL_RESULTSET_METADATA',
      'MULTI_FACTOR_AUTHENTICATION',
      'CAN_HANDLE_EXPIRED_PASSWORDS',
    ] as const;
    expect(never.filter((one) => has(flags, one))).toEqual([]);
  });

  test('ask to be told of the session', () => {
    expect(has(flagsFor(0), 'SESSION_TRACK', 'TRANSACTIONS', 'CONNECT_ATTRS')).toBe(true);
    expect(has(flagsFor(0, ALL, 'shop'), 'CONNECT_WITH_DB')).toBe(true);
  });

  test('that the server no longer has end the login', () => {
    const server = (ALL & ~capabilities('DEPRECATE_EOF')) >>> 0;
    const error = thrown(() => flagsFor(capabilities('DEPRECATE_EOF'), server));
    expect(error).toMatchObject({ refusal: { code: 'WW_UPSTREAM_UNAVAILABLE' } });
  });
});

describe('the character set', () => {
  test.for<[number, string, number]>([
    [45, '9.7.4', 45],
    [255, '9.7.4', 255],
    [255, '5.5.5-10.11.19-MariaDB', 45],
    [224, '5.5.5-10.11.19-MariaDB', 224],
    [2304, '11.8.9-MariaDB', 45],
    [2048, '11.8.9-MariaDB', 33],
    [8, '9.7.4', 8],
    [1032, '11.8.9-MariaDB', 8],
    [1035, '11.8.9-MariaDB', 11],
  ])('of collation %i on %s is asked for by %i', ([collation, version, asked]) => {
    const played = new Played({ mode: 'disable', options: { collation } }).says(greeting({ version }));
    expect(played.response.collation).toBe(asked);
  });
});

describe('a login', () => {
  test('by the short way of caching_sha2_password', async () => {
    const played = new Played({ mode: 'disable' }).says(greeting(), SHORT_WAY, OK);
    await settled();
    expect(Buffer.from(played.response.auth)).toEqual(cachingAnswer(PASSWORD, nonce));
    expect(played.in).toMatchObject({ threadId: 7, serverVersion: '9.7.4', statusFlags: 2, collation: 45 });
  });

  test('inside verified TLS sends the whole password when it is asked for', async () => {
    const played = new Played().says(greeting(), SEND_WHOLE);
    expect(played.last).toEqual(Buffer.from(`${PASSWORD}\0`));
    played.says(OK);
    await settled();
    expect(played.in).toBeDefined();
    expect(played.encryptions).toBe(1);
  });

  test('without TLS on loopback covers the whole password with the server’s key', () => {
    const played = new Played({ mode: 'disable', loopback: true }).says(greeting(), SEND_WHOLE);
    expect(played.last).toEqual(Buffer.of(2));
    played.says(more(Buffer.from(PEM)));
    expect(opened(played.last, nonce)).toBe(`${PASSWORD}\0`);
  });

  test('by sha256_password, with TLS and with the server’s key', () => {
    expect(new Played().says(greeting(), switched('sha256_password', another)).last).toEqual(
      Buffer.from(`${PASSWORD}\0`),
    );
    const loopback = new Played({ mode: 'disable', loopback: true });
    loopback.says(greeting(), switched('sha256_password', another));
    expect(loopback.last).toEqual(Buffer.of(1));
    expect(opened(loopback.says(more(Buffer.from(PEM))).last, another)).toBe(`${PASSWORD}\0`);
  });

  test('by mysql_native_password, greeted with it or switched to it', () => {
    const greeted = new Played({ mode: 'disable' }).says(greeting({ plugin: 'mysql_native_password' }));
    expect(Buffer.from(greeted.response.auth)).toEqual(nativeAnswer(PASSWORD, nonce));
    const asked = new Played({ mode: 'disable' }).says(greeting(), switched('mysql_native_password', another));
    expect(asked.last).toEqual(nativeAnswer(PASSWORD, another));
  });

  test('by client_ed25519, whose signature the public half of the password verifies', () => {
    const message = Buffer.alloc(32, 9);
    const played = new Played({ mode: 'disable' }).says(greeting(), switched('client_ed25519', message));
    expect(played.last).toEqual(signEd25519(PASSWORD, message));
  });

  test('by mysql_clear_password inside verified TLS', () => {
    const played = new Played().says(greeting(), switched('mysql_clear_password', Buffer.alloc(0)));
    expect(played.last).toEqual(Buffer.from(`${PASSWORD}\0`));
  });

  test('without a password shows that there is none', async () => {
    const played = new Played({ mode: 'disable', password: '' }).says(greeting(), OK);
    await settled();
    expect(Buffer.from(played.response.auth)).toEqual(Buffer.alloc(1));
    expect(played.in).toBeDefined();
  });

  test('goes through the methods that an account of MariaDB names, and no further', () => {
    const played = new Played({ mode: 'disable' }).says(greeting());
    const next = () => played.says(switched('mysql_native_password', another));
    for (let times = 0; times < 4; times++) next();
    expect(thrown(next)).toBeInstanceOf(ProtocolViolation);
  });
});

function opened(bytes: Buffer, by: Uint8Array): string {
  const plain = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, bytes);
  return uncovered(plain, by).toString();
}

/** The password itself, or what anybody could take it from. */
const shows = (sent: readonly Buffer[]) =>
  sent.some((packet) => {
    if (packet.includes(PASSWORD)) return true;
    try {
      return opened(packet, nonce).includes(PASSWORD) || opened(packet, another).includes(PASSWORD);
    } catch {
      return false;
    }
  });

describe('a false server', () => {
  const requests: readonly (readonly [string, readonly Buffer[]])[] = [
    ['whole', [greeting(), SEND_WHOLE, more(Buffer.from(PEM))]],
    [
      'whole, behind a switch',
      [greeting(), switched('caching_sha2_password', another), SEND_WHOLE, more(Buffer.from(PEM))],
    ],
    ['by sha256_password', [greeting(), switched('sha256_password', another), more(Buffer.from(PEM))]],
    [
      'by sha256_password in the greeting',
      [greeting({ plugin: 'sha256_password' }), SEND_WHOLE, more(Buffer.from(PEM))],
    ],
    ['by mysql_clear_password', [greeting(), switched('mysql_clear_password', Buffer.alloc(0))]],
    ['by mysql_clear_password in the greeting', [greeting({ plugin: 'mysql_clear_password' })]],
    ['by dialog', [greeting(), switched('dialog', Buffer.alloc(0))]],
    ['by auth_pam_compat', [greeting({ plugin: 'auth_pam_compat' }), SEND_WHOLE]],
    ['by the password of before 4.1', [greeting(), Buffer.of(0xfe)]],
    ['by mysql_old_password', [greeting(), switched('mysql_old_password', another.subarray(0, 8))]],
    ['with a key that nobody asked for', [greeting(), more(Buffer.from(PEM))]],
  ];

  test.for(requests)('that asks for the password %s does not get it', ([, packets]) => {
    for (const mode of ['disable', 'require'] as const) {
      const played = new Played({ mode });
      thrown(() => played.says(...packets));
      expect(played.sent.length).toBeGreaterThan(0);
      expect(shows(played.sent)).toBe(false);
    }
  });

  test('is seen to get it where it is the true one, so the test above can see it', () => {
    const true1 = new Played().says(greeting(), SEND_WHOLE);
    const true2 = new Played({ mode: 'disable', loopback: true }).says(greeting(), SEND_WHOLE, more(Buffer.from(PEM)));
    expect([shows(true1.sent), shows(true2.sent)]).toEqual([true, true]);
  });

  test('that strikes TLS out of its flags is not logged in to', () => {
    const played = new Played();
    const clear = greeting({ capabilities: (ALL & ~capabilities('SSL')) >>> 0 });
    expect(thrown(() => played.says(clear))).toMatchObject({ refusal: { code: 'WW_UPSTREAM_UNAVAILABLE' } });
    expect(played.sent).toEqual([]);
  });

  test('gets no user name before TLS', () => {
    const played = new Played().says(greeting());
    expect(decodeLoginRequest(new Reader(played.sent[0] ?? Buffer.alloc(0)))).toMatchObject({ kind: 'SSLRequest' });
    expect(played.sent[0]?.includes('wirewall')).toBe(false);
  });

  test.for<[string, readonly Buffer[]]>([
    ['before the greeting', [OK]],
    ['while a key is due', [greeting(), SEND_WHOLE, OK]],
    ['twice', [greeting(), SHORT_WAY, OK, OK]],
    ['a second greeting', [greeting(), greeting()]],
    ['a request for a file', [greeting(), Buffer.from('\u00fb/etc/passwd', 'latin1')]],
    ['an empty packet', [greeting(), Buffer.alloc(0)]],
    ['the short way twice', [greeting(), SHORT_WAY, SHORT_WAY]],
    ['the whole behind the short way', [greeting(), SHORT_WAY, SEND_WHOLE]],
    ['a short nonce', [greeting(), switched('caching_sha2_password', another.subarray(1))]],
    ['no nonce', [greeting(), switched('mysql_native_password', Buffer.alloc(0))]],
    ['a short nonce to sign', [greeting(), switched('client_ed25519', another)]],
    ['a key that is none', [greeting(), SEND_WHOLE, more(Buffer.from('-----BEGIN PUBLIC KEY-----\nx'))]],
    ['a private key', [greeting(), SEND_WHOLE, more(Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })))]],
    ['a key of another kind', [greeting(), SEND_WHOLE, more(Buffer.from(ellipticPem()))]],
  ])('that says out of turn: %s, is not listened to', ([, packets]) => {
    const played = new Played({ mode: 'disable', loopback: true });
    const error = thrown(() => played.says(...packets));
    expect(error instanceof ProtocolViolation || error instanceof MalformedMessage).toBe(true);
    expect(shows(played.sent)).toBe(false);
  });

  test('may say what it likes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((data) => Buffer.from(data)),
      fc.constantFrom(
        greeting(),
        OK,
        SHORT_WAY,
        SEND_WHOLE,
        more(Buffer.from(PEM)),
        switched('sha256_password', another),
      ),
      fc.tuple(fc.nat(80), fc.nat(255)).map(([at, to]) => {
        const packet = Buffer.from(greeting());
        packet[at % packet.length] = to;
        return packet;
      }),
    );
    const property = fc.property(fc.array(bytes, { maxLength: 6 }), (packets) => {
      const played = new Played({ mode: 'require' });
      const error = thrown(() => played.says(...packets));
      const known =
        error === 'nothing' ||
        error instanceof ProtocolViolation ||
        error instanceof MalformedMessage ||
        error instanceof RefusedError;
      if (!known) throw error;
      return !shows(played.sent);
    });
    expect(fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false });
  });
});

function ellipticPem(): string {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

describe('a server that refuses', () => {
  const refusalOf = (number: number, database = 'crm') => {
    const played = new Played({ mode: 'disable', options: { database } });
    const error = thrown(() => played.says(greeting(), err(number, "denied for 'wirewall'@'10.0.0.1'")));
    return error instanceof RefusedError ? error : undefined;
  };

  test('the client’s database is the client’s to see, in the same words whether it is there or not', () => {
    expect(refusalOf(1049)?.refusal).toEqual(refusalOf(1044)?.refusal);
    expect(refusalOf(1049)?.refusal).toMatchObject({ code: 'WW_DATABASE_UNKNOWN', message: 'unknown database "crm"' });
  });

  test.for([1045, 1044, 1130, 1698, 3118, 1040, 1226])('by %i tells the client neither who nor why', (number) => {
    const error = refusalOf(number, '');
    expect(error?.refusal.code).toBe('WW_UPSTREAM_UNAVAILABLE');
    expect(JSON.stringify(error?.refusal)).not.toMatch(/10\.0\.0\.1|'wirewall'/);
    expect(String(error?.cause)).toContain('10.0.0.1');
  });
});

test('a signature is Ed25519’s where the key is that of a seed', () => {
  // The plugin takes SHA512 of the password where RFC 8032 takes SHA512 of a seed: a seed that is text is both.
  const seed = 'abcdefghijklmnopqrstuvwxyz012345';
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed)]);
  const verifying = createPublicKey({
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----`,
    format: 'pem',
  });
  for (const message of [Buffer.alloc(32), Buffer.alloc(32, 255), Buffer.from('x'.repeat(32))]) {
    expect(verify(null, message, verifying, signEd25519(seed, message))).toBe(true);
  }
});
