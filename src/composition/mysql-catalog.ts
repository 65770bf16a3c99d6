/**
 * Reads an upstream's schema with Wirewall's own credentials, over a connection that is kept and made anew when it breaks.
 * No agent's statement ever goes through here.
 */
import type { UpstreamConfig as MySqlUpstream } from '../protocols/mysql/config.ts';
import type { ServerGreeting } from '../protocols/mysql/greeting.ts';
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
      return this.#decode(results);
    } catch (error) {
      // Whatever it was, the next load begins with a new connection.
      this.#upstream = undefined;
      upstream.destroy();
      throw error;
    }
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
