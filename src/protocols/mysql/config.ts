// What the composition hands to this protocol. No file or environment is read here.

import type { SecureContext } from 'node:tls';
import type { Limits } from '../../core/limits.ts';
import type { MySqlContext, MySqlReading } from '../../sql/mysql/index.ts';
import type { ServerGreeting } from './greeting.ts';
import type { CatalogSupply } from './naming.ts';
import type { PasswordKey } from './password-key.ts';
import type { Processes } from './processes.ts';
import type { ErrorStyle } from './refusal.ts';

/** How an upstream is reached. The password is fetched anew for each login, so that it can be rotated. */
export interface UpstreamConfig {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The one that a client is in which names none. Empty: none. */
  readonly database: string;
  readonly user: string;
  readonly password: () => Promise<string | undefined>;
  readonly tls: { readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full'; readonly ca?: string };
  /** From the first byte to the end of the login. */
  readonly connectTimeoutMs: number;
}

export interface MySqlConfig {
  readonly upstream: UpstreamConfig;
  /** Certificate and key for clients; absent: no TLS is offered. */
  readonly tls?: SecureContext;
  readonly plaintext: boolean;
  /** How much an error says, and where. */
  readonly style: ErrorStyle;
  readonly limits: Limits;
  readonly read: (text: Uint8Array, context: MySqlContext) => MySqlReading | Promise<MySqlReading>;
  readonly catalog: CatalogSupply;
  /** The greeting that the upstream was last seen with, kept over all sessions; undefined before it was reached. */
  readonly server: () => ServerGreeting | undefined;
  /** Told of the greeting of each connection to the upstream. */
  readonly learn: (greeting: ServerGreeting) => void;
  /** One for the gateway: ids of connections are the same everywhere in it. */
  readonly processes: Processes;
  /** One for the gateway: clients may keep its public half. */
  readonly passwordKey: PasswordKey;
  /** For the operation log: what went wrong that no client can be told in full. */
  readonly report: (event: string, details: Readonly<Record<string, unknown>>) => void;
}
