/**
 * Reads an upstream's schema with Wirewall's own credentials, over a connection that is kept and made anew when it breaks.
 * No agent's statement ever goes through here.
 */
import type { UpstreamConfig as MySqlUpstream } from '../protocols/mysql/config.ts';
import type { ServerGreeting } from '../protocols/mysql/greeting.ts';
import { databaseUnknown } from '../protocols/mysql/unavailable.ts';
import { connectUpstream, ownOptions, type OwnRows, type Upstream } from '../protocols/mysql/upstream.ts';
import {
  MYSQL_CATALOG_QUERIES,
  mysqlCatalogDecoder,
  type CatalogData,
  type CatalogSource,
} from '../sql/mysql/index.ts';

/** A catalog of many thousand tables takes a second or two. */
const QUERY_TIMEOUT_MS = 60_000;

export class MySqlCatalogSource implements CatalogSource {
  readonly #config: MySqlUpstream;
  readonly #learn: (greeting: ServerGreeting) => void;
  readonly #purpose: string;
  readonly #decode = mysqlCatalogDecoder();
  #upstream: Upstream | undefined;
  #isThere = false;

  /** `learn` is told how the server greets. */
  constructor(config: MySqlUpstream, learn: (greeting: ServerGreeting) => void, purpose = 'catalog') {
    this.#config = config;
    this.#learn = learn;
    this.#purpose = purpose;
  }

  /** Rejects with RefusedError or OwnQueryFailed; `upstreamTrouble` has words for them. */
  async load(): Promise<CatalogData> {
    const upstream = (this.#upstream ??= await this.#connect());
    try {
      const results: OwnRows[] = [];
      const signal = AbortSignal.timeout(QUERY_TIMEOUT_MS);
      // One after the other: a connection answers one at a time.
      for (const query of MYSQL_CATALOG_QUERIES) results.push(await upstream.query(query, signal));
      const data = this.#decode(results);
      this.#mustHaveDatabase(data);
      return data;
    } catch (error) {
      // Whatever it was, the next load begins with a new connection.
      this.#upstream = undefined;
      upstream.destroy();
      throw error;
    }
  }

  /**
   * The one for clients that name none. We read the schema without being in it, so the server says nothing of one that is missing; asked once, because one
   * that is dropped later is no reason not to know the others.
   */
  #mustHaveDatabase({ schemas, server }: CatalogData): void {
    const { database } = this.#config;
    const fold = (name: string): string => (server?.lowerCaseTableNames === 0 ? name : name.toLowerCase());
    if (!this.#isThere && database !== '' && !schemas.some((schema) => fold(schema) === fold(database))) {
      throw databaseUnknown(database);
    }
    this.#isThere = true;
  }

  async close(): Promise<void> {
    this.#upstream?.close();
    this.#upstream = undefined;
  }

  async #connect(): Promise<Upstream> {
    const signal = AbortSignal.timeout(this.#config.connectTimeoutMs);
    const upstream = await connectUpstream(this.#config, ownOptions(this.#purpose), signal);
    this.#learn(upstream.started.greeting);
    return upstream;
  }
}
