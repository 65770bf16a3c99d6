// The login upstream as a state machine: packets of the server in, packets of ours out. Knows one user and one password; shows
// neither. An error about the client's own database is the client's to see, those of a wrong password are the operator's.

import { Reader } from '../../bytes/reader.ts';
import type { Writer } from '../../bytes/writer.ts';
import { ProtocolViolation, type RefusedError } from '../../core/errors.ts';
import type { UpstreamConfig } from './config.ts';
import type { ServerGreeting } from './greeting.ts';
import { AT_ONCE, beginMethod, MethodRefused, type Method, type Trust } from './login-methods.ts';
import {
  AUTH_MORE_DATA,
  AUTH_SWITCH,
  capabilities,
  charsetOfCollation,
  decodeAuthMoreData,
  decodeAuthSwitchRequest,
  decodeErr,
  decodeHandshake,
  decodeOk,
  encodeHandshakeResponse,
  encodeSSLRequest,
  ERR_BYTE,
  has,
  OK_BYTE,
  UTF8MB4_COLLATION,
  type Attributes,
  type Handshake,
} from './messages/index.ts';
import { databaseUnknown, isFull, letsNobodyIn, unreachable } from './unavailable.ts';

/** What a connection upstream is made with besides who logs in. */
export interface ConnectOptions {
  /** As negotiated with the client; those that only concern the login are left out here. 0 for connections of our own. */
  readonly capabilities: number;
  readonly collation: number;
  /** Empty: none. */
  readonly database: string;
  readonly attributes: Attributes;
}

/** What the server said until it had let us in. */
export interface LoggedIn {
  readonly threadId: number;
  readonly serverVersion: string;
  /** Those in force on this connection. */
  readonly capabilities: number;
  /** The collation that the server was asked for: of the client's character set, but not always the client's own. */
  readonly collation: number;
  readonly statusFlags: number;
  readonly greeting: ServerGreeting;
}

export interface LoginOptions {
  readonly config: UpstreamConfig;
  readonly password: string | undefined;
  readonly options: ConnectOptions;
  readonly loopback: boolean;
  /** One payload in the packet that is due. */
  readonly send: (write: (out: Writer) => void) => void;
  /** Begins TLS and calls `encrypted` when it is there. */
  readonly encrypt: () => void;
}

/** What changes what a statement means or how its answers look: the client's, and nothing else. */
const OF_CLIENT = capabilities(
  'FOUND_ROWS',
  'LONG_FLAG',
  'ODBC',
  'IGNORE_SPACE',
  'INTERACTIVE',
  'IGNORE_SIGPIPE',
  'RESERVED',
  'MULTI_STATEMENTS',
  'MULTI_RESULTS',
  'PS_MULTI_RESULTS',
  'DEPRECATE_EOF',
);
/** What the login needs, and what the session is followed by. */
const OF_OURS = capabilities(
  'LONG_PASSWORD',
  'PROTOCOL_41',
  'TRANSACTIONS',
  'SECURE_CONNECTION',
  'PLUGIN_AUTH',
  'CONNECT_ATTRS',
  'PLUGIN_AUTH_LENENC_CLIENT_DATA',
  'SESSION_TRACK',
);
const NEEDED = capabilities('PROTOCOL_41', 'SECURE_CONNECTION', 'PLUGIN_AUTH');
/** MariaDB lets an account name several methods, and asks for one after the other. */
const MAX_SWITCHES = 4;
const MAX_PACKET_BYTES = 1024 * 1024 * 1024;

export class Login {
  readonly finished: Promise<LoggedIn>;
  readonly #options: LoginOptions;
  #state: 'greeting' | 'encrypting' | 'answering' | 'over' = 'greeting';
  #greeting: Handshake | undefined;
  #capabilities = 0;
  #method: Method | undefined;
  #switches = 0;
  #resolve: (started: LoggedIn) => void = () => undefined;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.finished = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Throws ProtocolViolation, MalformedMessage and RefusedError. */
  packet(payload: Uint8Array): void {
    const first = payload[0];
    if (first === ERR_BYTE) throw this.#refused(decodeErr(new Reader(payload)));
    if (this.#state === 'greeting') return this.#greeted(decodeHandshake(new Reader(payload)));
    if (this.#state !== 'answering') throw new ProtocolViolation('the server spoke before it was asked');
    switch (first) {
      case OK_BYTE:
        return this.#ended(payload);
      case AUTH_SWITCH:
        return this.#switch(payload);
      case AUTH_MORE_DATA: {
        const answer = this.#byMethod(() => this.#method?.more(decodeAuthMoreData(new Reader(payload)).data));
        if (answer !== undefined) this.#options.send((out) => out.bytes(answer));
        return;
      }
      default:
        throw new ProtocolViolation('the server sent what is no part of a login');
    }
  }

  /** TLS is there: everything that is worth anything is sent from here on. */
  encrypted(): void {
    if (this.#state !== 'encrypting') throw new ProtocolViolation('TLS was begun out of turn');
    this.#answer();
  }

  #greeted(greeting: Handshake): void {
    const { config, options } = this.#options;
    this.#greeting = greeting;
    if ((greeting.capabilities & NEEDED) !== NEEDED) {
      throw this.#unreachable('the server is too old: it has no authentication plugins');
    }
    const wanted = (options.capabilities & OF_CLIENT) >>> 0;
    if ((wanted & ~greeting.capabilities) !== 0) {
      throw this.#unreachable('the server no longer has what the client was offered: it was exchanged for another one');
    }
    const tls = config.tls.mode !== 'disable';
    if (tls && !has(greeting.capabilities, 'SSL')) {
      throw this.#unreachable(
        "the server does not offer TLS. Turn TLS on in the database, or set the upstream's `tls: disable`.",
      );
    }
    this.#capabilities =
      (wanted |
        (OF_OURS & greeting.capabilities) |
        capabilities(
          ...(tls ? ['SSL' as const] : []),
          ...(options.database === '' ? [] : ['CONNECT_WITH_DB' as const]),
        )) >>>
      0;
    if (!tls) return this.#answer();
    this.#state = 'encrypting';
    this.#options.send((out) => encodeSSLRequest(this.#head(), out));
    this.#options.encrypt();
  }

  #head() {
    return {
      capabilities: this.#capabilities,
      extended: 0,
      maxPacketBytes: MAX_PACKET_BYTES,
      collation: this.#collation,
    };
  }

  /** One byte travels, and a server that doesn't know it takes its own default, of another character set perhaps. */
  get #collation(): number {
    const { collation } = this.#options.options;
    const isMariaDb = /mariadb/i.test(this.#greeting?.version ?? '');
    // MySQL's own utf8mb4 collations have no meaning to MariaDB before 11.4.
    if (collation > 0 && collation < (isMariaDb ? 0xff : 0x100)) return collation;
    switch (charsetOfCollation(collation)) {
      case 'utf8mb3':
        return 33;
      case 'latin1':
        return 8;
      case 'ascii':
        return 11;
      default:
        return UTF8MB4_COLLATION;
    }
  }

  #answer(): void {
    const { config, options, password = '' } = this.#options;
    const greeting = this.#greeting;
    if (greeting === undefined) throw new ProtocolViolation('the server did not greet');
    this.#state = 'answering';
    const plugin = AT_ONCE.has(greeting.plugin) ? greeting.plugin : 'caching_sha2_password';
    const { method, answer } = this.#byMethod(() => beginMethod(plugin, password, greeting.nonce, this.#trust));
    this.#method = method;
    this.#options.send((out) =>
      encodeHandshakeResponse(
        {
          kind: 'HandshakeResponse',
          ...this.#head(),
          user: config.user,
          auth: answer,
          database: options.database === '' ? undefined : options.database,
          plugin,
          attributes: has(this.#capabilities, 'CONNECT_ATTRS') ? options.attributes : [],
        },
        out,
      ),
    );
  }

  #switch(payload: Uint8Array): void {
    if (++this.#switches > MAX_SWITCHES) throw new ProtocolViolation('the server goes from one method to the next');
    if (payload.length === 1) throw this.#credentials('the server asks for a password of before MySQL 4.1');
    const { plugin, data } = decodeAuthSwitchRequest(new Reader(payload));
    const { password = '' } = this.#options;
    const { method, answer } = this.#byMethod(() => beginMethod(plugin, password, data, this.#trust));
    this.#method = method;
    this.#options.send((out) => out.bytes(answer));
  }

  /** An OK proves nothing, here as in each of the methods; it is only taken where the method could end. */
  #ended(payload: Uint8Array): void {
    if (this.#method?.complete !== true) throw new ProtocolViolation('the server ended the login in its middle');
    const { status } = decodeOk(new Reader(payload), this.#capabilities);
    const { version, connectionId, capabilities: all, collation, status: first } = this.#greeting ?? noGreeting();
    this.#state = 'over';
    this.#resolve({
      threadId: connectionId,
      serverVersion: version,
      capabilities: this.#capabilities,
      collation: this.#collation,
      statusFlags: status,
      greeting: { version, capabilities: all, collation, status: first },
    });
  }

  get #trust(): Trust {
    const { mode } = this.#options.config.tls;
    return { encrypted: mode !== 'disable', verified: mode.startsWith('verify'), loopback: this.#options.loopback };
  }

  #byMethod<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof MethodRefused ? this.#credentials(error.message) : error;
    }
  }

  #refused({ number, message }: { readonly number: number; readonly message: Uint8Array }): RefusedError {
    const { database } = this.#options.options;
    // The same words for one that isn't there and one that Wirewall's user may not see; the server's own name that user.
    if ((number === 1049 || number === 1044) && database !== '') return databaseUnknown(database);
    const text = Buffer.from(message).toString('utf8');
    if (number === 1040 || number === 1203 || number === 1226) return isFull(this.#options.config, text);
    return this.#credentials(`${text} (${number})`);
  }

  #unreachable(reason: string): RefusedError {
    return unreachable(this.#options.config, new Error(reason));
  }

  #credentials(reason: string): RefusedError {
    return letsNobodyIn(this.#options.config, reason);
  }
}

function noGreeting(): never {
  throw new ProtocolViolation('the server did not greet');
}
