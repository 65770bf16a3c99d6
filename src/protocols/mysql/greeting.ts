// What a client is greeted with: the real server's version and what both it and we can. Knows flags, no socket.

import { randomBytes } from 'node:crypto';
import { NONCE_BYTES } from '../../core/mysql-secret.ts';
import { capabilities, STATUS, UTF8MB4_COLLATION, type Handshake } from './messages/index.ts';

/** How the upstream greets, as a client should see it. */
export interface ServerGreeting {
  /** `9.7.4`, `5.5.5-10.11.19-MariaDB`. */
  readonly version: string;
  readonly capabilities: number;
  readonly collation: number;
  readonly status: number;
}

/** What we carry in the server's own way, so it is there when the server has it. */
const CARRIED = capabilities(
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
  'SESSION_TRACK',
  'DEPRECATE_EOF',
);

/**
 * What we do ourselves, whatever the server is. LONG_PASSWORD says to MariaDB's clients that there is no second word of flags.
 * Not there: NEVER_OFFERED; NO_SCHEMA, which makes MariaDB drop the database from a column's name; CAN_HANDLE_EXPIRED_PASSWORDS,
 * since no agent's secret expires in that way.
 */
const OURS = capabilities(
  'LONG_PASSWORD',
  'CONNECT_WITH_DB',
  'PROTOCOL_41',
  'TRANSACTIONS',
  'SECURE_CONNECTION',
  'PLUGIN_AUTH',
  'CONNECT_ATTRS',
  'PLUGIN_AUTH_LENENC_CLIENT_DATA',
);

/** What clients negotiate with us. A flag outside of it that a client sets counts for nothing, as with the servers. */
export function offered(upstream: number, tls: boolean): number {
  return (OURS | (CARRIED & upstream) | (tls ? capabilities('SSL') : 0)) >>> 0;
}

/** Until the upstream has been reached for the first time. */
export const UNSEEN_SERVER: ServerGreeting = {
  version: '8.4.0',
  capabilities: CARRIED,
  collation: UTF8MB4_COLLATION,
  status: STATUS.AUTOCOMMIT,
};

/** The method that is tried first: the only one that can ask for a whole token without a flag in the client. */
export const FIRST_PLUGIN = 'caching_sha2_password';

export function greet(server: ServerGreeting, connectionId: number, nonce: Uint8Array, tls: boolean): Handshake {
  return {
    kind: 'Handshake',
    version: server.version,
    connectionId,
    nonce,
    capabilities: offered(server.capabilities, tls),
    extended: 0,
    collation: server.collation,
    status: server.status,
    plugin: FIRST_PLUGIN,
  };
}

const DOLLAR = 0x24;

/** 20 bytes of ASCII without NUL, where clients end it, and "$", which parts the fields of stored hashes: as the servers draw it. */
export function newNonce(): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  let filled = 0;
  while (filled < NONCE_BYTES) {
    for (const byte of randomBytes(NONCE_BYTES)) {
      const drawn = byte & 0x7f;
      if (drawn !== 0 && drawn !== DOLLAR && filled < NONCE_BYTES) nonce[filled++] = drawn;
    }
  }
  return nonce;
}

/** The last greeting of one upstream. Each new connection to it tells it anew. */
export class KnownServer {
  #greeting: ServerGreeting | undefined;

  get greeting(): ServerGreeting | undefined {
    return this.#greeting;
  }

  readonly learn = (greeting: ServerGreeting): void => {
    this.#greeting = greeting;
  };
}
