/**
 * Reads an upstream's schema with Wirewall's own credentials, over a connection that is kept and made anew when it breaks.
 * Knows the `pg` library; no agent's statement ever goes through here.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Client, type ClientConfig } from 'pg';
import { resolveSecret, type UpstreamConfig } from '../config/index.ts';
import { CATALOG_QUERY, catalogDecoder, type CatalogData, type CatalogSource } from '../sql/postgres/index.ts';
import type { LiveSchema } from './database.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A catalog of many thousand tables takes a second or two. */
const QUERY_TIMEOUT_MS = 60_000;

export class PostgresCatalogSource implements CatalogSource {
  readonly #upstream: UpstreamConfig;
  readonly #decode = catalogDecoder();
  #client: Client | undefined;

  constructor(upstream: UpstreamConfig) {
    this.#upstream = upstream;
  }

  /** Rejects with the library's error; `upstreamTrouble` has words for it. */
  async load(): Promise<CatalogData> {
    const client = (this.#client ??= await this.#connect());
    try {
      return this.#decode(await onlyCell(client, CATALOG_QUERY));
    } catch (error) {
      // Whatever it was, the next load begins with a new connection.
      this.#drop(client);
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<Client> {
    const client = new Client({ ...clientConfig(this.#upstream, 'catalog'), options: '-c search_path=pg_catalog' });
    // Without a listener, a server that ends the connection would end the process.
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  #drop(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    client.end().catch(() => undefined);
  }
}

/** The schema as it is now, by a connection that is closed again; for commands. */
export async function loadLiveSchema(upstream: UpstreamConfig): Promise<LiveSchema> {
  const client = new Client(clientConfig(upstream, 'cli'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const path: unknown = JSON.parse(
      await onlyCell(client, 'SELECT pg_catalog.array_to_json(pg_catalog.current_schemas(true))::pg_catalog.text'),
    );
    await client.query("SET search_path = 'pg_catalog'");
    const data = catalogDecoder()(await onlyCell(client, CATALOG_QUERY));
    return { data, searchPath: Array.isArray(path) ? path.map(String) : [] };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function onlyCell(client: Client, query: string): Promise<string> {
  const { rows } = await client.query<[unknown]>({ text: query, rowMode: 'array' });
  const cell = rows[0]?.[0];
  return typeof cell === 'string' ? cell : JSON.stringify(cell ?? null);
}

function clientConfig(upstream: UpstreamConfig, purpose: string): ClientConfig {
  const { address, database, user, password } = upstream;
  return {
    host: address.host,
    port: address.port,
    database,
    user,
    // Always given, so that the library looks into neither PGPASSWORD nor a password file.
    password: async () => (password === undefined ? '' : (await resolveSecret(password)).reveal()),
    ssl: tlsOptions(upstream),
    application_name: `wirewall/${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  };
}

function tlsOptions({ tls, address }: UpstreamConfig): false | ConnectionOptions {
  if (tls.mode === 'disable') return false;
  return {
    rejectUnauthorized: tls.mode !== 'require',
    ...(tls.caFile === undefined ? {} : { ca: readFileSync(tls.caFile, 'utf8') }),
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
  };
}
