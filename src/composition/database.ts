/**
 * What the gateway and the command line need of one kind of database. Each kind is a file beside this one; databases.ts lists them.
 */
import type { Socket } from 'node:net';
import type { Config, ListenerConfig, Logger, UpstreamConfig } from '../config/index.ts';
import type { Gate } from '../gate/protocol.ts';
import type { Catalog, CatalogData } from '../sql/catalog/catalog.ts';
import type { Analysis } from '../sql/statement.ts';
import type { CatalogEvents } from './catalogs.ts';
import type { Report } from './parts.ts';

export interface Database {
  /** The schema as it is now, by a connection that is closed again. Rejects with an error that `upstreamTrouble` has words for. */
  load(upstream: UpstreamConfig): Promise<LiveSchema>;
  /** By what names resolve in a new session where nobody changed it. */
  defaultPath(upstream: UpstreamConfig, data: CatalogData): readonly string[];
  /** Reads texts outside of any session: for `explain` and the tests in rules. */
  reader(maxStatementBytes: number): Promise<TextReader>;
  /** Opens what all listeners of this kind share. */
  start(parts: ServingParts): Promise<Serving>;
}

export interface LiveSchema {
  readonly data: CatalogData;
  /** By what names resolve in a new session: schemas on Postgres, the current database on MySQL. */
  readonly searchPath: readonly string[];
}

export interface TextReader {
  read(
    text: string,
    names: { readonly catalog: Catalog; readonly searchPath: readonly string[] },
  ): Analysis | Promise<Analysis>;
  close(): Promise<void>;
}

export interface ServingParts {
  readonly config: Config;
  readonly log: Logger;
  readonly report: Report;
}

export interface Serving {
  /** Keeps this upstream's schema from now on. Resolves when the first load ended, well or not, or takes too long. */
  watch(upstream: UpstreamConfig, events: CatalogEvents): Promise<void>;
  /** Serves one connection. Throws StartFailure for a certificate that can't be used. */
  listener(listener: ListenerConfig, upstream: UpstreamConfig): (socket: Socket, gate: Gate) => Promise<void>;
  close(): Promise<void>;
}
