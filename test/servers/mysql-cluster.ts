/**
 * A MySQL or MariaDB server of our own, from programs on this machine: a data directory copied from a template that is made once per machine, a
 * child process, and its watchdog. Knows options of the servers, no test.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { serversFolder, type Account } from './account.ts';
import { publish } from './binaries.ts';
import { selfSignedCertificate } from './certificate.ts';
import type { MySqlBinaries } from './mysql-binaries.ts';
import { freePort } from './port.ts';
import {
  endServer,
  hasEnded,
  own,
  serverEnvironment,
  spawnServer,
  spawnWatchdog,
  type ServerProcess,
} from './process.ts';

export interface MySqlCluster {
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  readonly certificate: string | undefined;
  log(): string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

export const SUPERUSER = 'root';
const READY_WITHIN_MS = 60_000;
const POLL_MS = 40;
/** A port is free when we ask and may be taken when the server binds it: so more than one try. */
const PORT_TRIES = 5;
const END = { signal: 'SIGTERM', hurry: 'SIGKILL' } as const;

export async function startMySqlCluster(
  binaries: MySqlBinaries,
  account: Account,
  options: { readonly tls: boolean; readonly settings: Readonly<Record<string, string>> },
): Promise<MySqlCluster> {
  const template = await preparedTemplate(binaries, account);
  const password = randomBytes(18).toString('base64url');
  for (let tries = 1; ; tries += 1) {
    const folder = await mkdtemp(join(serversFolder(account), 'run-'));
    const watchdog = spawnWatchdog(folder);
    try {
      await run('cp', ['-Rp', template, join(folder, 'data')]);
      await own(folder, account);
      const certificate = options.tls ? await installCertificate(folder, account) : undefined;
      await writeFile(join(folder, 'init.sql'), accounts(password).join('\n'));
      await own(join(folder, 'init.sql'), account);
      const port = await freePort();
      const command = [...binaries.command, ...serverOptions(binaries, folder, port, options)] as const;
      const server = spawnServer(command, account, folder, watchdog);
      if (await ready(server, port, password)) {
        return {
          port,
          password,
          certificate,
          pid: server.pid,
          log: () => server.log(),
          stop: () => endServer(server, watchdog, END),
        };
      }
      await endServer(server, watchdog, END);
      if (!/bind on TCP\/IP port|Address already in use/i.test(server.log()) || tries === PORT_TRIES) {
        throw new Error(`${binaries.flavor} ${binaries.version} did not start:\n${server.log()}`);
      }
    } catch (error) {
      watchdog.stdin?.end();
      throw error;
    }
  }
}

/** A superuser that comes over TCP, with a password: made at each start, since each server has its own. */
function accounts(password: string): string[] {
  return [
    `CREATE USER IF NOT EXISTS '${SUPERUSER}'@'127.0.0.1';`,
    `ALTER USER '${SUPERUSER}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO '${SUPERUSER}'@'127.0.0.1' WITH GRANT OPTION;`,
    '',
  ];
}

function commonOptions({ flavor, base, share }: MySqlBinaries, data: string): string[] {
  const charsets = join(share, 'charsets');
  return [
    '--no-defaults',
    `--basedir=${base}`,
    `--datadir=${data}`,
    `--lc-messages-dir=${share}`,
    ...(existsSync(charsets) ? [`--character-sets-dir=${charsets}`] : []),
    `--plugin-dir=${pluginFolder(base)}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=32M',
    '--skip-log-bin',
    ...(flavor === 'mysql' ? ['--innodb-redo-log-capacity=8M', '--mysqlx=OFF'] : ['--innodb-log-file-size=8M']),
  ];
}

function pluginFolder(base: string): string {
  const places = [join(base, 'lib', 'mysql', 'plugin'), join(base, 'lib', 'plugin')];
  return places.find((place) => existsSync(place)) ?? places[0] ?? '';
}

function serverOptions(
  binaries: MySqlBinaries,
  folder: string,
  port: number,
  { tls, settings }: { readonly tls: boolean; readonly settings: Readonly<Record<string, string>> },
): string[] {
  return [
    ...commonOptions(binaries, join(folder, 'data')),
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${join(folder, 's')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    '--skip-name-resolve',
    '--default-time-zone=+00:00',
    ...(binaries.flavor === 'mysql' ? ['--secure-file-priv=NULL'] : []),
    ...(tls ? [`--ssl-cert=${join(folder, 'server.crt')}`, `--ssl-key=${join(folder, 'server.key')}`] : []),
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ];
}

/** What an empty server's data directory holds, made once per machine, user and program, then copied for each server. */
async function preparedTemplate(binaries: MySqlBinaries, account: Account): Promise<string> {
  const key = createHash('sha256')
    .update(`1 ${binaries.command.join(' ')} ${binaries.version} ${account.uid ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  const place = join(serversFolder(account), `template-${binaries.flavor}-${binaries.version}-${key}`);
  if (!existsSync(place)) {
    const draft = await mkdtemp(join(serversFolder(account), 'draft-'));
    try {
      await own(draft, account);
      await initialise(binaries, account, join(draft, 'data'));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    publish(draft, place);
  }
  return join(place, 'data');
}

async function initialise(binaries: MySqlBinaries, account: Account, data: string): Promise<void> {
  const [program, ...args] = [...binaries.command, ...commonOptions(binaries, data)];
  if (program === undefined) throw new Error('a server without a program');
  if (binaries.flavor === 'mysql') {
    await run(program, [...args, '--initialize-insecure'], { ...account, cwd: '/', env: serverEnvironment() });
    return;
  }
  await mkdir(join(data, 'mysql'), { recursive: true });
  for (const folder of [data, join(data, 'mysql')]) await own(folder, account);
  const child = spawn(program, [...args, '--bootstrap', '--max-allowed-packet=16M'], {
    ...account,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  child.stdin.end(await bootstrapText(binaries.share));
  const [code] = await ended;
  if (code !== 0) throw new Error(`mariadbd --bootstrap ended with ${String(code)}:\n${said.slice(-4000)}`);
}

/** MariaDB's system tables, from the SQL files that come with it, in the order of its own install program. */
async function bootstrapText(share: string): Promise<string> {
  const names = await readdir(share);
  const wanted = ['_system_tables.sql', '_performance_tables.sql', '_system_tables_data.sql', 'fill_help_tables.sql'];
  const last = ['maria_add_gis_sp_bootstrap.sql', '_sys_schema.sql'];
  const files = [...wanted, ...last].flatMap((end) => names.find((name) => name.endsWith(end)) ?? []);
  const texts = await Promise.all(files.map((name) => readFile(join(share, name), 'utf8')));
  return ['CREATE DATABASE IF NOT EXISTS mysql;', 'USE mysql;', ...texts].join('\n');
}

/** True when the server answers a login; false when it has ended instead. */
async function ready(server: ServerProcess, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!hasEnded(server) && Date.now() < deadline) {
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: SUPERUSER, password });
      await connection.end();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
  return false;
}

async function installCertificate(folder: string, account: Account): Promise<string> {
  const { cert, key } = await selfSignedCertificate();
  for (const [name, content] of [
    ['server.crt', cert],
    ['server.key', key],
  ] as const) {
    await writeFile(join(folder, name), content, { mode: 0o600 });
    await own(join(folder, name), account);
  }
  return cert;
}
