/** Finds and runs pgbench and reads what it measured. Knows pgbench's arguments and files, not what stands in between. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { quantile, type Address, type Measured } from './report.ts';

/** How a statement is sent: one Query message, Parse to Execute each time, or Parse once and then Bind and Execute. */
export type QueryMode = 'simple' | 'extended' | 'prepared';
export const QUERY_MODES: readonly QueryMode[] = ['simple', 'extended', 'prepared'];

export interface Load {
  readonly scale: number;
  readonly clients: number;
  readonly seconds: number;
}

/**
 * What pgbench calls "select only", as a script: the built-in one first reads the catalog, which would measure another thing.
 */
const SCRIPT = '\\set aid random(1, 100000 * :scale)\nSELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n';
/** Share of the transactions whose latency is written down: enough for a p99, and cheap for the client. */
const SAMPLING_RATE = 0.1;

const run = promisify(execFile);

/** The path of pgbench on this machine, or undefined. */
export function findPgbench(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort().toReversed() : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((file) => existsSync(file));
}

export async function versionOf(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version']);
  return stdout.split('\n')[0]?.trim() ?? '';
}

/** Creates pgbench's tables, directly in the server. */
export async function prepareTables(pgbench: string, address: Address, scale: number): Promise<void> {
  await run(pgbench, ['-i', '-q', '-s', String(scale), ...connection(address)], { env: environment(address) });
}

/** One run. Rejects with pgbench's first words when it fails. */
export async function measure(pgbench: string, address: Address, mode: QueryMode, load: Load): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'wirewall-bench-'));
  try {
    const script = join(folder, 'select.sql');
    await writeFile(script, SCRIPT);
    const shape = ['-n', '-f', script, '-M', mode, '-s', String(load.scale), '-c', String(load.clients), '-j', '2'];
    const log = ['-l', '--log-prefix', join(folder, 'log'), '--sampling-rate', String(SAMPLING_RATE)];
    const { stdout } = await run(pgbench, [...shape, '-T', String(load.seconds), ...log, ...connection(address)], {
      env: environment(address),
      timeout: (load.seconds + 60) * 1000,
    });
    const tps = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    const logs = (await readdir(folder)).filter((name) => name.startsWith('log'));
    const lines = (await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))).join('').split('\n');
    // client, transaction, microseconds, …
    const latencies = Float64Array.from(lines.filter(Boolean), (line) => Number(line.split(' ')[2]) / 1000).sort();
    if (!(tps > 0) || latencies.length === 0) throw new Error('pgbench measured nothing');
    return { tps, median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const first = words.split('\n').find((line) => line.includes('rror') || line.includes('ERROR'));
    throw new Error(first?.trim() ?? (error instanceof Error ? error.message : String(error)), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function connection(address: Address): string[] {
  return ['-h', '127.0.0.1', '-p', String(address.port), '-U', address.user, address.database];
}

function environment(address: Address): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    PGPASSWORD: address.password,
    PGSSLMODE: 'disable',
    PGGSSENCMODE: 'disable',
    LC_ALL: 'C',
  };
}
