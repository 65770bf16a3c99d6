/**
 * What stands between pgbench and the server: nothing, a plain relay, pgbouncer, Wirewall. Each is a process of its own with
 * a configuration of its own. Knows how each is started and asked to end, nothing of what is measured.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { ProtocolName } from '../src/config/index.ts';
import { makeVerifier } from '../src/identity/development.ts';
import { serverAccount } from '../test/servers/account.ts';
import { absent, own, start, type Contender } from './program.ts';
import type { Address } from './report.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Straight to the server. */
export function direct(upstream: Address): Contender {
  return { name: 'direct', address: upstream, stop: () => Promise.resolve() };
}

export function relay(upstream: Address): Promise<Contender> {
  return start('plain TCP relay (Node)', upstream, (port) => ({
    program: process.execPath,
    args: [join(ROOT, 'bench', 'relay.ts'), String(port), String(upstream.port)],
  }));
}

/** Where pgbouncer is, or undefined. Debian puts it where only root's PATH leads. */
export function findPgbouncer(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((file) => existsSync(file));
}

export async function pgbouncer(upstream: Address, pooling: 'session' | 'transaction'): Promise<Contender> {
  const name = `pgbouncer, ${pooling} pooling`;
  const program = findPgbouncer();
  if (program === undefined) return absent(name, 'not installed (Debian: apt-get install pgbouncer)');
  // It refuses to run as root, as Postgres does.
  const account = serverAccount();
  return start(name, upstream, async (port, folder) => {
    const settings = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(folder, 'users'),
      pool_mode: pooling,
      default_pool_size: 100,
      max_client_conn: 1000,
      server_tls_sslmode: 'disable',
      log_connections: 0,
      log_disconnections: 0,
      log_stats: 0,
    };
    const target = `host=127.0.0.1 port=${upstream.port} dbname=${upstream.database}`;
    const lines = ['[databases]', `${upstream.database} = ${target}`, '[pgbouncer]'];
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(
      file,
      [...lines, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    );
    await writeFile(join(folder, 'users'), `"${upstream.user}" "${upstream.password}"\n`, { mode: 0o600 });
    for (const path of [folder, file, join(folder, 'users')]) await own(path, account);
    return { program, args: [file], account };
  });
}

/** The table that is read, as rules name it. */
const READ: Readonly<Record<ProtocolName, string>> = { postgres: 'public.pgbench_accounts', mysql: 'bench.sbtest1' };

/** Wirewall with a static agent, one rule file that allows the one table, and the audit log at the given durability. */
export async function wirewall(
  upstream: Address,
  durability: 'batch' | 'strict',
  protocol: ProtocolName = 'postgres',
): Promise<Contender> {
  const { secret, verifier, cachingSha2 } = await makeVerifier();
  const agent = { user: 'bench', password: secret };
  return start(`Wirewall, ${durability}`, { ...upstream, ...agent }, async (port, folder) => {
    const configuration = {
      listeners: [{ protocol, address: `127.0.0.1:${port}`, upstream: 'bench', plaintext: true }],
      upstreams: {
        bench: {
          protocol,
          address: `127.0.0.1:${upstream.port}`,
          database: upstream.database,
          user: upstream.user,
          password: { env: 'BENCH_PASSWORD' },
          tls: 'disable',
        },
      },
      identity: {
        agents: [
          {
            name: agent.user,
            groups: ['bench'],
            scram: verifier,
            ...(protocol === 'mysql' ? { caching_sha2_password: cachingSha2 } : {}),
          },
        ],
      },
      rules: 'rules/',
      audit: { directory: 'var/audit', durability, statement: 'full' },
      store: { sqlite: 'var/wirewall.db' },
    };
    const rules = { for: { agents: [agent.user] }, upstream: 'bench', allow: [`SELECT ON ${READ[protocol]}`] };
    await mkdir(join(folder, 'rules'));
    await writeFile(join(folder, 'rules', 'bench.yaml'), stringify(rules));
    await writeFile(join(folder, 'wirewall.yaml'), stringify(configuration));
    return {
      program: process.execPath,
      args: [join(ROOT, 'src', 'main.ts'), 'start', '-c', join(folder, 'wirewall.yaml')],
      environment: { BENCH_PASSWORD: upstream.password },
    };
  });
}
