/**
 * One schema for each upstream, kept fresh for as long as the gateway runs. A database that is down keeps nobody from
 * starting: it is tried again, statements are refused meanwhile, and the operation log says what is wrong, once.
 */
import type { Config, Logger, UpstreamConfig } from '../config/index.ts';
import type { Clock } from '../core/clock.ts';
import type { CatalogSupply } from '../protocols/postgres/naming.ts';
import {
  CATALOG_QUERY,
  catalogAfter,
  catalogDecoder,
  CatalogKeeper,
  type Catalog,
  type CatalogSource,
} from '../sql/postgres/index.ts';
import { PostgresCatalogSource } from './catalog-source.ts';
import { upstreamTrouble } from './upstream-trouble.ts';

/** A database that hangs at the start is not waited for longer; it is tried on in the background. */
const FIRST_LOAD_MS = 5_000;
const RETRY_MS = 2_000;

/**
 * The catalog query through a session of an agent, whose search_path is its own: set for the query and back within one
 * row, whose parts the server works out in the order in which they stand. The answer says under which path it ran,
 * and another one than ours is refused.
 */
const SESSION_QUERY = `SELECT (ARRAY[
  pg_catalog.set_config('search_path', 'pg_catalog', true),
  (${CATALOG_QUERY}),
  pg_catalog.set_config('search_path', s.path, true)])[2]
FROM (SELECT pg_catalog.current_setting('search_path') AS path OFFSET 0) AS s`;

export interface CatalogWatch {
  readonly upstream: string;
  readonly supply: CatalogSupply;
  stop(): Promise<void>;
}

export interface CatalogEvents {
  readonly clock: Clock;
  readonly log: Logger;
  readonly onLoaded: (upstream: string, catalog: Catalog) => void;
}

/** Resolves when the first load ended, well or not, or takes too long. */
export async function watchCatalog(
  upstream: UpstreamConfig,
  { refreshMs, maxAgeMs }: Config['catalog'],
  { clock, log, onLoaded }: CatalogEvents,
): Promise<CatalogWatch> {
  const source = new PostgresCatalogSource(upstream);
  // Sessions' own views of the schema, within their transactions: one after the other mostly differ little.
  const decodeSession = catalogDecoder();
  let fromSessions: Catalog | undefined;
  let said = '';
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  const loading: CatalogSource = {
    async load() {
      const data = await source.load();
      if (said !== '') log.info({ upstream: upstream.name }, 'the database is back, its schema was read');
      said = '';
      return data;
    },
  };
  const failed = (error: unknown): void => {
    const { message, hint } = upstreamTrouble(upstream, error);
    if (said !== message) log.warn({ hint }, `${message}; statements are refused while its schema can't be read`);
    said = message;
    // Sooner than the next regular load: agents wait.
    if (!stopped) retry ??= setTimeout(tryAgain, RETRY_MS);
  };
  const keeper = new CatalogKeeper(loading, { refreshMs, maxAgeMs, clock, onError: failed });
  keeper.onChange((catalog) => onLoaded(upstream.name, catalog));
  const tryAgain = (): void => {
    retry = undefined;
    keeper.refresh().catch(failed);
  };
  const first = keeper.start().catch(failed);
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, FIRST_LOAD_MS).unref())]);

  return {
    upstream: upstream.name,
    supply: {
      current: () => keeper.current(),
      refresh: () => keeper.refresh(),
      query: SESSION_QUERY,
      fromSession: (cell) => (fromSessions = catalogAfter(fromSessions, decodeSession(cell), clock.now())),
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      keeper.stop();
      await source.close();
    },
  };
}
