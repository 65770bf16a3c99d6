/** Postgres, put together: its schema's source, its reader, its protocol's settings. */
import { postgresProtocol } from '../protocols/index.ts';
import { CancelKeys } from '../protocols/postgres/cancel.ts';
import type { CatalogSupply } from '../protocols/postgres/naming.ts';
import {
  CATALOG_QUERY,
  catalogAfter,
  catalogDecoder,
  loadParser,
  PostgresReader,
  type Catalog,
} from '../sql/postgres/index.ts';
import { watchCatalog, type CatalogEvents, type CatalogWatch } from './catalogs.ts';
import type { Database, Serving } from './database.ts';
import { loadLiveSchema, PostgresCatalogSource } from './postgres-catalog.ts';
import { secureContext, upstreamSettings, watchOf } from './settings.ts';

const CACHED_STATEMENTS = 20_000;
const CACHED_FOR_COMMANDS = 1_000;

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

export const postgres: Database = {
  load: loadLiveSchema,
  defaultPath: (_upstream, data) => ['pg_catalog', ...(data.schemas.includes('public') ? ['public'] : [])],
  async reader(maxStatementBytes) {
    await loadParser();
    return new PostgresReader({ maxStatementBytes, cacheEntries: CACHED_FOR_COMMANDS });
  },
  async start({ config, report }): Promise<Serving> {
    await loadParser();
    const { limits } = config;
    const reader = new PostgresReader({ maxStatementBytes: limits.maxStatementBytes, cacheEntries: CACHED_STATEMENTS });
    const cancelKeys = new CancelKeys();
    const watches = new Map<string, CatalogWatch>();
    return {
      async watch(upstream, events) {
        const source = new PostgresCatalogSource(upstream);
        watches.set(upstream.name, await watchCatalog(upstream, source, config.catalog, events));
      },
      listener(listener, upstream) {
        const tls = secureContext(listener);
        const settings = {
          upstream: upstreamSettings(upstream),
          ...(tls === undefined ? {} : { tls }),
          plaintext: listener.plaintext,
          style: { explain: listener.explainToAgent, hintInMessage: listener.hintInMessage },
          limits,
          read: reader.read.bind(reader),
          catalog: supply(watchOf(watches, upstream)),
          cancelKeys,
          report,
        };
        return (socket, gate) => postgresProtocol.serve(socket, settings, gate);
      },
      async close() {
        await Promise.all([...watches.values()].map((watch) => watch.stop()));
        await reader.close();
      },
    };
  },
};

function supply({ keeper, clock }: Pick<CatalogWatch, 'keeper'> & Pick<CatalogEvents, 'clock'>): CatalogSupply {
  // Sessions' own views of the schema, within their transactions: one after the other mostly differ little.
  const decode = catalogDecoder();
  let fromSessions: Catalog | undefined;
  return {
    current: () => keeper.current(),
    refresh: () => keeper.refresh(),
    query: SESSION_QUERY,
    fromSession: (cell) => (fromSessions = catalogAfter(fromSessions, decode(cell), clock.now())),
  };
}
