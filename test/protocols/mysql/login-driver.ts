// A client's side of the login, step by step, over a port without sockets; and an identity with agents of every kind.

import { Writer } from '../../../src/bytes/writer.ts';
import { makeVerifier, type MadeSecret } from '../../../src/identity/development.ts';
import { Identity } from '../../../src/identity/identity.ts';
import type { RefusedError } from '../../../src/core/errors.ts';
import type { Channel, Credentials, Destination, Gate, Session } from '../../../src/gate/protocol.ts';
import {
  capabilities,
  encodeChangeUser,
  encodeHandshakeResponse,
  encodeSSLRequest,
  type ChangeUser,
  type HandshakeResponse,
} from '../../../src/protocols/mysql/messages/index.ts';
import { PasswordKey } from '../../../src/protocols/mysql/password-key.ts';
import { startUp, type Starting, type StartConfig, type Started } from '../../../src/protocols/mysql/start-up.ts';

export const SECRET = 'correct horse';
export const TOKEN = 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIn0.c2ln';
/** Short, so that the tests are quick; the gateway's has 4096. */
export const passwordKey = new PasswordKey(2048);

export const FLAGS = capabilities(
  'LONG_PASSWORD',
  'PROTOCOL_41',
  'SECURE_CONNECTION',
  'PLUGIN_AUTH',
  'PLUGIN_AUTH_LENENC_CLIENT_DATA',
  'CONNECT_ATTRS',
  'TRANSACTIONS',
);

export interface Options {
  readonly encrypted?: boolean;
  readonly plaintextAllowed?: boolean;
  readonly canEncrypt?: boolean;
  readonly server?: StartConfig['server'];
}

let made: Promise<MadeSecret> | undefined;

/** Agents `all`, `scram`, `caching` and `native` with one secret; whoever else comes has a token where `tokens` is true. */
export async function identityOf(tokens = false): Promise<Identity> {
  const secret = await (made ??= makeVerifier(SECRET));
  const issuer = {
    issuer: 'i',
    audiences: ['wirewall'],
    jwks: { kind: 'file', path: '/nowhere' },
    claims: { agent: 'sub' },
  } as const;
  const { verifier: scram, cachingSha2, nativePassword } = secret;
  return new Identity(
    {
      issuers: tokens ? [issuer] : [],
      agents: [
        { name: 'all', scram, cachingSha2, nativePassword },
        { name: 'scram', scram },
        { name: 'caching', cachingSha2 },
        { name: 'native', nativePassword },
      ],
    },
    {
      installationSecret: Buffer.alloc(32, 1),
      revocations: { find: () => undefined, unknownSinceMs: undefined },
    },
  );
}

/** One connection: what the client sends is queued, what it gets is kept, and what the gate was told is written down. */
export class Conversation implements Starting {
  readonly received: Buffer[] = [];
  readonly admitted: { readonly credentials: Credentials; readonly destination: Destination }[] = [];
  readonly recorded: { readonly user: string; readonly code: string }[] = [];
  encrypted: boolean;
  readonly canEncrypt: boolean;
  readonly #options: Options;
  readonly #queue: (Uint8Array | ((last: Buffer) => Uint8Array))[] = [];

  constructor(options: Options = {}) {
    this.#options = options;
    this.encrypted = options.encrypted ?? true;
    this.canEncrypt = options.canEncrypt ?? true;
  }

  /** A packet of the client; a function is given what it got last. */
  sends(...packets: readonly (Uint8Array | ((last: Buffer) => Uint8Array))[]): this {
    this.#queue.push(...packets);
    return this;
  }

  packet(): Promise<Uint8Array | undefined> {
    const next = this.#queue.shift();
    return Promise.resolve(typeof next === 'function' ? next(this.last) : next);
  }

  reply(write: (out: Writer) => void): void {
    const out = new Writer();
    write(out);
    this.received.push(out.take());
  }

  encrypt(): Promise<void> {
    this.encrypted = true;
    return Promise.resolve();
  }

  channel(): Channel {
    return { peer: 'test', encrypted: this.encrypted, plaintextAllowed: this.#options.plaintextAllowed ?? false };
  }

  get last(): Buffer {
    return this.received.at(-1) ?? Buffer.alloc(0);
  }

  get unsent(): number {
    return this.#queue.length;
  }

  /** The gate that this identity stands behind. Tokens are believed: whether they are true isn't asked here. */
  gate(identity: Identity): Gate {
    return {
      challenge: () => {
        throw new Error('nobody is asked by SCRAM here');
      },
      passwordCheck: (user, channel) => identity.passwordCheck(user, channel),
      admit: async (credentials, destination, channel) => {
        if (credentials.kind !== 'token') await identity.authenticate(credentials, channel);
        this.admitted.push({ credentials, destination });
        return session;
      },
      recordFailedLogin: (user, refused: RefusedError) => this.recorded.push({ user, code: refused.refusal.code }),
    };
  }

  get config(): StartConfig {
    return {
      upstream: { name: 'shop', database: 'shop' },
      server: this.#options.server ?? (() => undefined),
      passwordKey,
    };
  }

  async logsIn(identity: Identity): Promise<Started | undefined> {
    return startUp(this, this.gate(identity), this.config, 0x8000_0001);
  }
}

const never = (): never => {
  throw new Error('no session runs here');
};

const session: Session = {
  id: 'session',
  agent: { name: 'x', groups: [], intents: [], method: 'secret' },
  decide: never,
  refuse: never,
  own: never,
  settle: never,
  check: () => undefined,
  ended: new AbortController().signal,
  close: () => undefined,
};

export function response(message: Partial<HandshakeResponse> = {}): Buffer {
  const out = new Writer();
  const flags = message.capabilities ?? FLAGS;
  const withDatabase = message.database === undefined ? 0 : capabilities('CONNECT_WITH_DB');
  encodeHandshakeResponse(
    {
      kind: 'HandshakeResponse',
      extended: 0,
      maxPacketBytes: 0,
      collation: 45,
      user: 'all',
      auth: new Uint8Array(0),
      database: undefined,
      plugin: 'caching_sha2_password',
      attributes: [],
      ...message,
      capabilities: (flags | withDatabase) >>> 0,
    },
    out,
  );
  return out.take();
}

export function sslRequest(flags = FLAGS): Buffer {
  const out = new Writer();
  encodeSSLRequest(
    { capabilities: (flags | capabilities('SSL')) >>> 0, extended: 0, maxPacketBytes: 0, collation: 45 },
    out,
  );
  return out.take();
}

export function changeUserPacket(message: Partial<ChangeUser> = {}, flags = FLAGS): Buffer {
  const out = new Writer();
  encodeChangeUser(
    {
      kind: 'ChangeUser',
      user: 'all',
      auth: new Uint8Array(0),
      database: '',
      collation: 45,
      plugin: 'caching_sha2_password',
      attributes: [],
      ...message,
    },
    flags,
    out,
  );
  return out.take();
}
