/**
 * A Postgres server of our own, from programs on this machine: a data directory copied from a template that is made once
 * per machine, a child process, and a watchdog that cleans both up however we end. Knows processes and files, no SQL.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { serversFolder, type Account } from './account.ts';
import { publish, type Binaries } from './binaries.ts';
import { selfSignedCertificate } from './certificate.ts';
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

/** What a running server of our own offers to the launcher. */
export interface Cluster {
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  readonly certificate: string | undefined;
  log(): string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

export const SUPERUSER = 'postgres';
const READY_WITHIN_MS = 30_000;
const POLL_MS = 15;
/** A port is free when we ask and may be taken when Postgres binds it: so more than one try. */
const PORT_TRIES = 5;
const END = { signal: 'SIGINT', hurry: 'SIGQUIT' } as const;

export async function startCluster(
  binaries: Binaries,
  account: Account,
  options: { readonly tls: boolean; readonly settings: Readonly<Record<string, string>> },
): Promise<Cluster> {
  const { data: template, password } = await preparedTemplate(binaries, account);
  for (let tries = 1; ; tries += 1) {
    const folder = await mkdtemp(join(serversFolder(account), 'run-'));
    const data = join(folder, 'data');
    const watchdog = spawnWatchdog(folder);
    try {
      await run('cp', ['-Rp', template, data]);
      await own(folder, account);
      const certificate = options.tls ? await installCertificate(data, account) : undefined;
      const port = await freePort();
      const settings = { ...defaultSettings(binaries.version, port, folder, options.tls), ...options.settings };
      const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const server = spawnServer([join(binaries.bin, 'postgres'), '-D', data, ...args], account, data, watchdog);
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
      if (!/could not (bind|create any TCP\/IP)/.test(server.log()) || tries === PORT_TRIES) {
        throw new Error(`postgres ${binaries.version} did not start:\n${server.log()}`);
      }
    } catch (error) {
      watchdog.stdin?.end();
      throw error;
    }
  }
}

/** `initdb`'s result and the superuser's password, made once per machine, user and binaries, then copied for each server. */
async function preparedTemplate(binaries: Binaries, account: Account): Promise<{ data: string; password: string }> {
  const program = join(binaries.bin, 'postgres');
  const made = await stat(program);
  const key = createHash('sha256')
    .update(`3 ${program} ${made.mtimeMs} ${account.uid ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  const place = join(serversFolder(account), `template-${binaries.version}-${key}`);
  if (!existsSync(place)) {
    const draft = await mkdtemp(join(serversFolder(account), 'draft-'));
    try {
      await own(draft, account);
      await initialise(binaries, account, draft);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    publish(draft, place);
  }
  return { data: join(place, 'data'), password: (await readFile(join(place, 'password'), 'utf8')).trim() };
}

async function initialise(binaries: Binaries, account: Account, folder: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  await own(passwordFile, account);
  const login = ['-U', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256'];
  const shape = ['--encoding=UTF8', '--no-sync', '--wal-segsize=1'];
  const initdb = (locale: string) =>
    run(join(binaries.bin, 'initdb'), ['-D', join(folder, 'data'), ...login, ...shape, `--locale=${locale}`], {
      ...account,
      cwd: folder,
      env: serverEnvironment(),
    });
  // Not every system has C.UTF-8 (older macOS); C gives the same order, and letters beyond ASCII without case.
  await initdb('C.UTF-8').catch(() => initdb('C'));
}

function defaultSettings(version: number, port: number, folder: string, tls: boolean): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: join(folder, 'data'),
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '32MB',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Its worker processes cost start-up time and bring nothing at this size.
    ...(version >= 18 ? { io_method: 'sync' } : {}),
    ...(tls ? { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' } : {}),
  };
}

/** True when the server answers a login; false when it has ended instead. */
async function ready(server: ServerProcess, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!hasEnded(server) && Date.now() < deadline) {
    const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
  return false;
}

async function installCertificate(data: string, account: Account): Promise<string> {
  const { cert, key } = await selfSignedCertificate();
  for (const [name, content] of [
    ['server.crt', cert],
    ['server.key', key],
  ] as const) {
    await writeFile(join(data, name), content, { mode: 0o600 });
    await own(join(data, name), account);
  }
  return cert;
}
