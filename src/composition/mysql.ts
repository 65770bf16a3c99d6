/** MySQL and MariaDB, put together: the schema's source, the reader, the protocol's settings. */
import { InternalFault } from '../core/errors.ts';
import { mysqlProtocol } from '../protocols/index.ts';
import type { MySqlConfig } from '../protocols/mysql/config.ts';
import { KnownServer } from '../protocols/mysql/greeting.ts';
import { PasswordKey } from '../protocols/mysql/password-key.ts';
import { Processes } from '../protocols/mysql/processes.ts';
import { DEFAULT_MODE, MySqlReader, type Catalog, type MySqlContext } from '../sql/mysql/index.ts';
import { watchCatalog, type CatalogWatch } from './catalogs.ts';
import type { Database, Serving } from './database.ts';
import { MySqlCatalogSource } from './mysql-catalog.ts';
import { secureContext, upstreamSettings, watchOf } from './settings.ts';

const CACHED_STATEMENTS = 20_000;
const CACHED_FOR_COMMANDS = 1_000;

export const mysql: Database = {
  async load(upstream) {
    const source = new MySqlCatalogSource(upstreamSettings(upstream), () => undefined, 'cli');
    try {
      return { data: await source.load(), searchPath: [upstream.database] };
    } finally {
      await source.close();
    }
  },
  defaultPath: (upstream) => [upstream.database],
  async reader(maxStatementBytes) {
    const reader = new MySqlReader({ maxStatementBytes, cacheEntries: CACHED_FOR_COMMANDS });
    return {
      read: (text, names) => reader.read(Buffer.from(text, 'utf8'), freshContext(names)),
      close: () => reader.close(),
    };
  },
  async start({ config, report }): Promise<Serving> {
    const { limits } = config;
    const reader = new MySqlReader({ maxStatementBytes: limits.maxStatementBytes, cacheEntries: CACHED_STATEMENTS });
    const shared = { processes: new Processes(), passwordKey: new PasswordKey() };
    const watches = new Map<string, CatalogWatch>();
    const servers = new Map<string, KnownServer>();
    return {
      async watch(upstream, events) {
        const server = new KnownServer();
        servers.set(upstream.name, server);
        const source = new MySqlCatalogSource(upstreamSettings(upstream), server.learn);
        watches.set(upstream.name, await watchCatalog(upstream, source, config.catalog, events));
      },
      listener(listener, upstream) {
        const tls = secureContext(listener);
        const { keeper } = watchOf(watches, upstream);
        const server = servers.get(upstream.name);
        const settings: MySqlConfig = {
          ...shared,
          upstream: upstreamSettings(upstream),
          ...(tls === undefined ? {} : { tls }),
          plaintext: listener.plaintext,
          style: { explain: listener.explainToAgent, hintInMessage: listener.hintInMessage },
          limits,
          read: (text, context) => reader.read(text, context),
          catalog: { current: () => keeper.current(), refresh: () => keeper.refresh() },
          server: () => server?.greeting,
          learn: (greeting) => server?.learn(greeting),
          report,
        };
        return (socket, gate) => mysqlProtocol.serve(socket, settings, gate);
      },
      async close() {
        await Promise.all([...watches.values()].map((watch) => watch.stop()));
        await reader.close();
      },
    };
  },
};

/** A session that has just begun. */
function freshContext({ catalog, searchPath }: { catalog: Catalog; searchPath: readonly string[] }): MySqlContext {
  const { server } = catalog.data;
  if (server === undefined) throw new InternalFault('the schema is not one of a MySQL server');
  return {
    catalog,
    server,
    database: searchPath.at(-1),
    mode: DEFAULT_MODE,
    charset: 'utf8mb4',
    multiStatements: true,
  };
}
