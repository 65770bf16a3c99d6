// What the composition hands to this protocol. No file or environment is read here.

import type { SecureContext } from 'node:tls';
import type { Limits } from '../../core/limits.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Analysis } from '../../sql/statement.ts';
import type { CancelKeys } from './cancel.ts';
import type { CatalogSupply } from './naming.ts';
import type { ErrorStyle } from './refusal.ts';

/** How an upstream is reached. The password is fetched anew for each login, so that it can be rotated. */
export interface UpstreamConfig {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: () => Promise<string | undefined>;
  readonly tls: { readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full'; readonly ca?: string };
  /** From the first byte to the server's first ReadyForQuery. */
  readonly connectTimeoutMs: number;
}

export interface PostgresConfig {
  readonly upstream: UpstreamConfig;
  /** Certificate and key for clients; absent: no TLS is offered. */
  readonly tls?: SecureContext;
  readonly plaintext: boolean;
  /** How much an error says, and where. */
  readonly style: ErrorStyle;
  readonly limits: Limits;
  readonly read: (text: string, context: NameContext) => Analysis | Promise<Analysis>;
  readonly catalog: CatalogSupply;
  readonly cancelKeys: CancelKeys;
  /** For the operation log: what went wrong that no client can be told in full. */
  readonly report: (event: string, details: Readonly<Record<string, unknown>>) => void;
}
