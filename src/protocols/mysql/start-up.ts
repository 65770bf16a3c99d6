// From the greeting to a logged-in agent: encryption, flags, authentication; and the same again for COM_CHANGE_USER. Talks through
// a small port, so that it can be driven by tests; knows how to ask, not whom to believe.

import { Reader } from '../../bytes/reader.ts';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Channel, Gate, PasswordCheck, Session } from '../../gate/protocol.ts';
import { prove, type Asking, type FirstAnswer } from './authentication.ts';
import { readClientWords } from './client-words.ts';
import { greet, newNonce, offered, UNSEEN_SERVER, type ServerGreeting } from './greeting.ts';
import {
  charsetOfCollation,
  decodeChangeUser,
  decodeLoginRequest,
  encodeHandshake,
  has,
  UTF8MB4_COLLATION,
  type Attributes,
  type HandshakeResponse,
  type WireCharset,
} from './messages/index.ts';
import type { PasswordKey } from './password-key.ts';

/** What start-up needs of a connection. */
export interface Starting extends Asking {
  /** Begins TLS, which reads whatever has come behind the request. */
  encrypt(): Promise<void>;
  readonly canEncrypt: boolean;
  channel(): Channel;
}

/** What start-up needs of the configuration. */
export interface StartConfig {
  readonly upstream: { readonly name: string; readonly database: string };
  readonly server: () => ServerGreeting | undefined;
  readonly passwordKey: PasswordKey;
}

/** What was agreed with the client. */
export interface Entry {
  /** The id that the client was greeted with. */
  readonly connectionId: number;
  /** The client's flags, as far as they were offered. */
  readonly capabilities: number;
  readonly collation: number;
  readonly charset: WireCharset;
  /** Empty: none. */
  readonly database: string;
}

export interface Started {
  readonly session: Session;
  readonly entry: Entry;
}

/** Undefined: the client has gone. Throws RefusedError, ProtocolViolation, MalformedMessage. */
export async function startUp(
  starting: Starting,
  gate: Gate,
  config: StartConfig,
  connectionId: number,
): Promise<Started | undefined> {
  const nonce = newNonce();
  const server = config.server() ?? UNSEEN_SERVER;
  starting.reply((out) => encodeHandshake(greet(server, connectionId, nonce, starting.canEncrypt), out));
  const response = await firstPacket(starting);
  if (response === undefined) return undefined;
  const capabilities = (response.capabilities & offered(server.capabilities, starting.canEncrypt)) >>> 0;
  const login: Login = {
    user: response.user,
    database: (has(response.capabilities, 'CONNECT_WITH_DB') ? response.database : undefined) ?? '',
    // 0 asks for the server's own default.
    collation: response.collation === 0 ? UTF8MB4_COLLATION : response.collation,
    capabilities,
    attributes: response.attributes,
    answer: { plugin: response.plugin, data: response.auth, nonce },
  };
  return logIn(starting, gate, config, login, connectionId);
}

/**
 * COM_CHANGE_USER: a new login on the same connection, judged as one. The caller has ended the old session, and dials anew. The
 * nonce of the greeting is used up, so the client is always asked with one of its own.
 */
export async function changeUser(
  starting: Starting,
  gate: Gate,
  config: StartConfig,
  before: Entry,
  payload: Uint8Array,
): Promise<Started | undefined> {
  const message = decodeChangeUser(new Reader(payload), before.capabilities, before.collation);
  const login: Login = {
    user: message.user,
    database: message.database,
    collation: message.collation === undefined || message.collation === 0 ? before.collation : message.collation,
    capabilities: before.capabilities,
    attributes: message.attributes,
    answer: { plugin: message.plugin, data: message.auth, nonce: undefined },
  };
  return logIn(starting, gate, config, login, before.connectionId);
}

/** What a login packet of either kind says. */
interface Login {
  readonly user: string;
  readonly database: string;
  readonly collation: number;
  readonly capabilities: number;
  readonly attributes: Attributes;
  readonly answer: FirstAnswer;
}

async function firstPacket(starting: Starting): Promise<HandshakeResponse | undefined> {
  const first = await starting.packet();
  if (first === undefined) return undefined;
  const request = decodeLoginRequest(new Reader(first));
  if (request.kind === 'HandshakeResponse') return request;
  if (!starting.canEncrypt) throw new ProtocolViolation('the client asks for TLS, which was not offered');
  await starting.encrypt();
  const second = await starting.packet();
  if (second === undefined) return undefined;
  const response = decodeLoginRequest(new Reader(second));
  if (response.kind === 'SSLRequest') throw new ProtocolViolation('the client asks for TLS inside TLS');
  return response;
}

async function logIn(
  starting: Starting,
  gate: Gate,
  config: StartConfig,
  login: Login,
  connectionId: number,
): Promise<Started | undefined> {
  const { user, capabilities, collation } = login;
  const channel = starting.channel();
  const { intent, client } = readClientWords(login.attributes);
  const database = login.database === '' ? config.upstream.database : login.database;
  const asked = await recorded(gate, user, channel, async () => {
    const charset = checked(login, channel);
    const check: PasswordCheck = gate.passwordCheck(user, channel);
    return { charset, credentials: await prove(starting, check, login.answer, config.passwordKey) };
  });
  if (asked.credentials === undefined) return undefined;
  const session = await gate.admit(
    asked.credentials,
    {
      upstream: config.upstream.name,
      database,
      ...(intent === undefined ? {} : { intent }),
      ...(client === undefined ? {} : { client }),
    },
    channel,
  );
  return { session, entry: { connectionId, capabilities, collation, charset: asked.charset, database } };
}

/** A login that is refused before it is admitted is on record too. */
async function recorded<T>(gate: Gate, user: string, channel: Channel, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) gate.recordFailedLogin(user, error, channel);
    throw error;
  }
}

/** What can be said before anything is asked. */
function checked({ user, capabilities, collation }: Login, channel: Channel): WireCharset {
  if (!channel.encrypted && !channel.plaintextAllowed) throw new RefusedError(notEncrypted);
  if (!has(capabilities, 'SECURE_CONNECTION')) throw new RefusedError(tooOld);
  if (user === '') throw new RefusedError(nobody);
  const charset = charsetOfCollation(collation);
  if (charset === undefined) throw new RefusedError(unknownCharset(collation));
  return charset;
}

const notEncrypted: Refusal = {
  code: 'WW_LOGIN_NOT_ENCRYPTED',
  message: 'connections using insecure transport are prohibited here',
  hint: 'Connect with TLS: --ssl-mode=REQUIRED for the mysql client, --ssl for the mariadb client, or the TLS option of the driver.',
};

const tooOld: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  mysql: 1251,
  message: 'the client speaks a protocol of before MySQL 4.1',
  hint: 'Use a newer client.',
};

const nobody: Refusal = {
  code: 'WW_LOGIN_FAILED',
  message: 'no user name was given',
  hint: 'Name the agent as the user.',
};

function unknownCharset(collation: number): Refusal {
  return {
    code: 'WW_NOT_SUPPORTED',
    mysql: 1115,
    message: `the character set of collation ${collation} is not supported`,
    hint: 'Connect with utf8mb4, utf8mb3, latin1 or ascii.',
  };
}
