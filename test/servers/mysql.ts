/**
 * How tests, the demo and the bench get a real MySQL or MariaDB: the one that the environment names, else programs found on this machine. Knows the
 * order of the ways; each way is a file of its own.
 */
import { createConnection, type Connection } from 'mysql2/promise';
import { serverAccount } from './account.ts';
import { findMySqlBinaries, MYSQL_FOLDER, type MySqlBinaries, type MySqlFlavor } from './mysql-binaries.ts';
import { startMySqlCluster, SUPERUSER } from './mysql-cluster.ts';

export type { MySqlFlavor } from './mysql-binaries.ts';

export interface MySqlOptions {
  /** Either, when not given: MariaDB first, which Debian has. */
  readonly flavor?: MySqlFlavor;
  /** `9`, `10.11`, `11.8`: a version's beginning. Any, when not given. */
  readonly version?: string;
  /** Whether the server must offer TLS by a certificate that is known. */
  readonly tls?: boolean;
  /** Server options without their dashes. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running server. `await using server = await startMySql()` stops it at the end of the block. */
export interface MySqlServer extends AsyncDisposable {
  readonly flavor: MySqlFlavor;
  /** `9.7`, `10.11`. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
  /** The server's own process, where it is ours. */
  readonly pid: number | undefined;
  /** The certificate to trust (PEM), where `tls` was asked for and the server is ours. */
  readonly certificate: string | undefined;
  /** A connection of the superuser; whoever opens it ends it. */
  connect(database?: string): Promise<Connection>;
  /** The end of the server's log, empty where the server isn't ours. */
  log(): string;
  /** Stops the server and removes its data; a server that the environment named stays up. */
  stop(): Promise<void>;
}

/** No way led to a server; the message lists every way there is. */
export class NoMySql extends Error {
  override readonly name = 'NoMySql';
}

/** Starts (or finds) a server; some two seconds, ten more the first time on a machine. */
export async function startMySql(options: MySqlOptions = {}): Promise<MySqlServer> {
  const named = await namedByEnvironment(options);
  if (named !== undefined) return named;
  const account = serverAccount();
  const binaries = preferred(findMySqlBinaries(account).filter((one) => fits(one, options)));
  if (binaries === undefined) throw new NoMySql(missing(options));
  const { flavor, version } = binaries;
  const wanted = { tls: options.tls ?? false, settings: options.settings ?? {} };
  const cluster = await startMySqlCluster(binaries, account, wanted);
  return server({ ...cluster, flavor, version, host: '127.0.0.1', superuser: SUPERUSER });
}

/** The servers that can be started here, as options for `startMySql`: what a matrix runs over. */
export function findMySqlServers(): { readonly flavor: MySqlFlavor; readonly version: string }[] {
  return findMySqlBinaries(serverAccount()).map(({ flavor, version }) => ({ flavor, version }));
}

function preferred(found: readonly MySqlBinaries[]): MySqlBinaries | undefined {
  return found.find(({ flavor }) => flavor === 'mariadb') ?? found[0];
}

function fits({ flavor, version }: { flavor: MySqlFlavor; version: string }, wanted: MySqlOptions): boolean {
  return (
    (wanted.flavor === undefined || wanted.flavor === flavor) &&
    (wanted.version === undefined || version === wanted.version || version.startsWith(`${wanted.version}.`))
  );
}

/** The server that the environment names, when it is what was asked for: settings can't be given to one that runs. */
async function namedByEnvironment(options: MySqlOptions): Promise<MySqlServer | undefined> {
  for (const variable of ['WIREWALL_TEST_MYSQL', 'WIREWALL_TEST_MARIADB']) {
    const address = process.env[variable];
    if (address === undefined || address === '' || Object.keys(options.settings ?? {}).length > 0 || options.tls)
      continue;
    const url = new URL(address);
    const login = {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 3306),
      superuser: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
    const said = await versionOf(variable, login);
    const flavor: MySqlFlavor = /mariadb/i.test(said) ? 'mariadb' : 'mysql';
    const version = /^\d+\.\d+/.exec(said)?.[0] ?? '';
    if (!fits({ flavor, version }, options)) continue;
    return server({
      ...login,
      flavor,
      version,
      pid: undefined,
      certificate: undefined,
      log: () => '',
      stop: () => Promise.resolve(),
    });
  }
  return undefined;
}

type Login = Pick<MySqlServer, 'host' | 'port' | 'superuser' | 'password'>;

async function versionOf(variable: string, login: Login): Promise<string> {
  try {
    const connection = await connect(login);
    const [rows] = await connection.query<never[]>({ sql: 'SELECT VERSION()', rowsAsArray: true });
    await connection.end();
    return String((rows as unknown as readonly (readonly unknown[])[])[0]?.[0]);
  } catch (error) {
    // Not the address itself, which carries a password.
    throw new NoMySql(`${variable} names a server that does not answer: unset it or start the server`, {
      cause: error,
    });
  }
}

function connect({ host, port, superuser, password }: Login, database?: string): Promise<Connection> {
  return createConnection({
    host,
    port,
    user: superuser,
    password,
    multipleStatements: true,
    ...(database === undefined ? {} : { database }),
  });
}

function server(parts: Omit<MySqlServer, 'connect' | typeof Symbol.asyncDispose>): MySqlServer {
  return {
    ...parts,
    connect: (database) => connect(parts, database),
    [Symbol.asyncDispose]: () => parts.stop(),
  };
}

function missing({ flavor = 'mysql', version = '' }: MySqlOptions): string {
  return [
    `no ${flavor === 'mysql' ? 'MySQL' : 'MariaDB'}${version === '' ? '' : ` ${version}`} to test against. Any of these provides one:`,
    '  - WIREWALL_TEST_MYSQL=mysql://superuser:password@host:port, or WIREWALL_TEST_MARIADB',
    '  - an installed server (Debian: apt-get install --no-install-recommends mariadb-server-core)',
    `  - packages of a server unpacked into .tmp/servers/NAME, so that .tmp/servers/NAME/usr/sbin/${flavor === 'mysql' ? 'mysqld' : 'mariadbd'} is there,`,
    `    or into a folder of such folders that ${MYSQL_FOLDER} names`,
  ].join('\n');
}
