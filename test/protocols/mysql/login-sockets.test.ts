// Both logins over real sockets: TLS, what somebody on the way puts between, and a server that lies about its packets.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Reader } from '../../../src/bytes/reader.ts';
import { RefusedError } from '../../../src/core/errors.ts';
import { cachingAnswer } from '../../../src/core/mysql-secret.ts';
import type { Identity } from '../../../src/identity/identity.ts';
import { Client } from '../../../src/protocols/mysql/client.ts';
import type { UpstreamConfig } from '../../../src/protocols/mysql/config.ts';
import {
  decodeHandshake,
  encodeHandshake,
  encodeOk,
  packet,
  plainOk,
} from '../../../src/protocols/mysql/messages/index.ts';
import { startUp } from '../../../src/protocols/mysql/start-up.ts';
import { connectUpstream, ownOptions } from '../../../src/protocols/mysql/upstream.ts';
import { selfSignedCertificate, type Certificate } from '../../servers/certificate.ts';
import { Conversation, identityOf, response, SECRET, sslRequest } from './login-driver.ts';

let identity: Identity;
let certificate: Certificate;
beforeAll(async () => {
  [identity, certificate] = await Promise.all([identityOf(), selfSignedCertificate()]);
});

const open: (Server | Socket)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    if ('destroy' in one) one.destroy();
    else one.close();
  }
});

async function listening(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port was asked for');
  return address.port;
}

/** What became of the one connection of a gateway that only logs in. */
interface Login {
  readonly port: number;
  readonly outcome: Promise<string>;
  readonly conversation: Conversation;
}

async function gateway(): Promise<Login> {
  const conversation = new Conversation();
  let settle: (outcome: string) => void = () => undefined;
  const outcome = new Promise<string>((resolve) => (settle = resolve));
  const tls = createSecureContext(certificate);
  const port = await listening((socket) => {
    const client = new Client(socket, { limits: { maxMessageBytes: 1_000_000 }, tls, plaintext: false });
    void ending(client, conversation).then(settle);
  });
  return { port, outcome, conversation };
}

async function ending(client: Client, conversation: Conversation): Promise<string> {
  try {
    const started = await startUp(client, conversation.gate(identity), conversation.config, 0x8000_0001);
    return started === undefined ? 'gone' : `in${client.encrypted ? ' by TLS' : ''}`;
  } catch (error) {
    return error instanceof RefusedError ? error.refusal.code : String(error);
  } finally {
    client.end();
  }
}

const framed = (sequence: number, payload: Uint8Array) => packet(sequence, (out) => out.bytes(payload));

/** Connects and waits for the greeting; gives its nonce. */
async function greeted(port: number): Promise<{ readonly socket: Socket; readonly nonce: Uint8Array }> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  open.push(socket);
  const chunk = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  socket.pause();
  return { socket, nonce: decodeHandshake(new Reader(chunk, 4)).nonce };
}

const right = (nonce: Uint8Array) => response({ auth: cachingAnswer(SECRET, nonce) });

describe('TLS of a client', () => {
  test('that waits for no answer begins in the chunk of its request', async () => {
    const { port, outcome } = await gateway();
    const { socket, nonce } = await greeted(port);
    const [ours, theirs] = duplexPair();
    let first = true;
    theirs.on('data', (chunk: Buffer) => {
      socket.write(first ? Buffer.concat([framed(1, sslRequest()), chunk]) : chunk);
      first = false;
    });
    socket.on('data', (chunk: Buffer) => theirs.write(chunk));
    socket.resume();
    const encrypted = connectTls({ socket: ours, ca: certificate.cert, host: 'localhost' });
    encrypted.on('error', () => undefined);
    await new Promise((resolve) => encrypted.once('secureConnect', resolve));
    encrypted.write(framed(2, right(nonce)));
    expect(await outcome).toBe('in by TLS');
  });

  test.for<[string, (nonce: Uint8Array) => Buffer]>([
    ['a login', (nonce) => framed(2, right(nonce))],
    ['a login numbered as the first', (nonce) => framed(1, right(nonce))],
    ['a command', () => framed(0, Buffer.from('\u0003DROP TABLE x'))],
    ['half a packet', () => Buffer.of(0xff, 0xff)],
    ['nothing but noise', () => Buffer.alloc(1000, 0x16)],
  ])('takes in nothing that somebody puts in clear behind the request: %s', async ([, injected]) => {
    for (const apart of [false, true]) {
      const { port, outcome, conversation } = await gateway();
      const { socket, nonce } = await greeted(port);
      const bytes = injected(nonce);
      if (apart) {
        socket.write(framed(1, sslRequest()));
        await new Promise((resolve) => setTimeout(resolve, 20));
        socket.write(bytes);
      } else socket.write(Buffer.concat([framed(1, sslRequest()), bytes]));
      // Half of a record is waited for, until the login's time is over.
      setTimeout(() => socket.destroy(), 200);
      expect(await outcome).toMatch(/TLS handshake/);
      expect(conversation.admitted).toEqual([]);
    }
  });
});

describe('a client’s packets', () => {
  test.for<[string, (nonce: Uint8Array) => Buffer, RegExp]>([
    ['out of sequence', (nonce) => framed(0, right(nonce)), /sequence id 0 came where 1 was due/],
    ['far too large', () => Buffer.of(0xff, 0xff, 0xff, 1), /larger than 65536 bytes/],
    ['empty', () => Buffer.of(0, 0, 0, 1), /bytes expected/],
    ['of a protocol before 4.1', () => framed(1, Buffer.alloc(40)), /before 4\.1/],
  ])('%s end the connection', async ([, bytes, why]) => {
    const { port, outcome, conversation } = await gateway();
    const { socket, nonce } = await greeted(port);
    socket.write(bytes(nonce));
    expect(await outcome).toMatch(why);
    expect(conversation.admitted).toEqual([]);
  });

  test('without TLS end it before a secret is asked for', async () => {
    const { port, outcome } = await gateway();
    const { socket, nonce } = await greeted(port);
    socket.write(framed(1, right(nonce)));
    expect(await outcome).toBe('WW_LOGIN_NOT_ENCRYPTED');
  });
});

const greeting = (capabilities = 0x7fff_ff7f) =>
  packet(0, (out) =>
    encodeHandshake(
      {
        kind: 'Handshake',
        version: '9.7.4',
        connectionId: 7,
        nonce: Buffer.from('abcdefghijklmnopqrst'),
        capabilities,
        extended: 0,
        collation: 255,
        status: 2,
        plugin: 'caching_sha2_password',
      },
      out,
    ),
  );
const ok = (sequence: number) => packet(sequence, (out) => encodeOk(plainOk(2), 0, out));
const SHORT_WAY = Buffer.of(2, 0, 0, 2, 1, 3);

describe('a server', () => {
  const dialled = async (serve: (socket: Socket) => void, mode: UpstreamConfig['tls']['mode'] = 'disable') => {
    const config: UpstreamConfig = {
      name: 'shop',
      host: '127.0.0.1',
      port: await listening(serve),
      database: '',
      user: 'wirewall',
      password: () => Promise.resolve('a secret'),
      tls: { mode, ca: certificate.cert },
      connectTimeoutMs: 400,
    };
    return connectUpstream(config, ownOptions('test'), new AbortController().signal).then(
      (upstream) => {
        upstream.destroy();
        return 'in';
      },
      (error: unknown) =>
        error instanceof RefusedError
          ? `${error.refusal.code}: ${String(error.cause)}`
          : `not refused: ${String(error)}`,
    );
  };

  /** Sends each of these when something comes. */
  const scripted =
    (...answers: readonly Buffer[]) =>
    (socket: Socket): void => {
      const [first, ...rest] = answers;
      socket.write(first ?? Buffer.alloc(0));
      socket.on('data', () => socket.write(rest.shift() ?? Buffer.alloc(0)));
    };

  test('lets us in', async () => {
    expect(await dialled(scripted(greeting(), Buffer.concat([SHORT_WAY, ok(3)])))).toBe('in');
  });

  test.for<[string, (socket: Socket) => void, RegExp]>([
    ['says nothing', () => undefined, /in time/],
    ['closes', (socket) => socket.end(), /closed the connection/],
    ['greets twice in one chunk', scripted(Buffer.concat([greeting(), greeting()])), /sequence id 0 came/],
    ['numbers its packets wrongly', scripted(greeting(), ok(3)), /sequence id 3 came where 2 was due/],
    [
      'says more behind the end',
      scripted(greeting(), Buffer.concat([SHORT_WAY, ok(3), ok(4)])),
      /before it was asked|more than/,
    ],
    [
      'says half a packet more',
      scripted(greeting(), Buffer.concat([SHORT_WAY, ok(3), Buffer.of(1)])),
      /more than it was asked/,
    ],
    ['sends a packet without end', scripted(Buffer.of(0xff, 0xff, 0xff, 0)), /far too large|in time/],
    ['speaks another protocol', scripted(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), /./],
  ])('that %s is unavailable', async ([, serve, why]) => {
    const result = await dialled(serve);
    expect(result).toMatch(/^WW_UPSTREAM_UNAVAILABLE/);
    expect(result).toMatch(why);
  });

  test.for([
    ['a packet', ok(2)],
    ['a byte', Buffer.of(7)],
  ] as const)('that says %s in clear behind its greeting is not spoken to in TLS', async ([, more]) => {
    const sent: Buffer[] = [];
    const result = await dialled((socket) => {
      socket.write(Buffer.concat([greeting(), more]));
      socket.on('data', (chunk: Buffer) => sent.push(chunk));
    }, 'require');
    expect(result).toMatch(/^WW_UPSTREAM_UNAVAILABLE: .*(?:sent more than|spoke before) it was asked/);
    expect(Buffer.concat(sent).includes('wirewall')).toBe(false);
  });

  const encrypting =
    (own: () => Certificate) =>
    (socket: Socket): void => {
      socket.write(greeting());
      socket.once('data', (chunk: Buffer) => {
        socket.pause();
        // Behind the request, of 32 bytes and a header, TLS may have begun.
        socket.unshift(chunk.subarray(36));
        const encrypted = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(own()) });
        encrypted.on('error', () => undefined);
        encrypted.once('data', () => encrypted.write(Buffer.concat([Buffer.of(2, 0, 0, 3, 1, 3), ok(4)])));
      });
    };

  test('is logged in to inside TLS by the certificate that is trusted, and by no other', async () => {
    const other = await selfSignedCertificate();
    expect(
      await dialled(
        encrypting(() => certificate),
        'verify-full',
      ),
    ).toBe('in');
    expect(
      await dialled(
        encrypting(() => other),
        'verify-full',
      ),
    ).toMatch(/certificate/);
    expect(
      await dialled(
        encrypting(() => other),
        'verify-ca',
      ),
    ).toMatch(/certificate/);
    expect(
      await dialled(
        encrypting(() => other),
        'require',
      ),
    ).toBe('in');
  });
});
