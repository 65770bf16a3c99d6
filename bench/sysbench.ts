/** Finds and runs sysbench and reads what it measured. Knows sysbench's arguments and words, not what stands in between. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Address, Measured } from './report.ts';

/** How a statement is sent: COM_QUERY each time, or COM_STMT_PREPARE once and then COM_STMT_EXECUTE. */
export type SysbenchMode = 'text' | 'prepared';
export const SYSBENCH_MODES: readonly SysbenchMode[] = ['text', 'prepared'];

export interface SysbenchLoad {
  readonly rows: number;
  readonly clients: number;
  readonly seconds: number;
}

const run = promisify(execFile);
const WORKLOAD = 'oltp_point_select';

/** The path of sysbench on this machine, or undefined. */
export function findSysbench(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'sysbench')).find((file) => existsSync(file));
}

export async function sysbenchVersion(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version']);
  return stdout.trim().split(' ').slice(0, 2).join(' ');
}

/** Creates sysbench's one table, directly in the server. */
export async function prepareTable(program: string, address: Address, rows: number): Promise<void> {
  await run(program, [WORKLOAD, ...connection(address), `--table_size=${rows}`, 'prepare']);
}

/** One run. Rejects with sysbench's first words when it fails. */
export async function measureSelects(
  program: string,
  address: Address,
  mode: SysbenchMode,
  { rows, clients, seconds }: SysbenchLoad,
): Promise<Measured> {
  const shape = [`--table_size=${rows}`, `--threads=${clients}`, `--time=${seconds}`, '--skip_trx=on'];
  const way = `--db-ps-mode=${mode === 'text' ? 'disable' : 'auto'}`;
  try {
    const { stdout } = await run(
      program,
      [WORKLOAD, ...connection(address), ...shape, way, '--histogram=on', '--percentile=99', 'run'],
      { timeout: (seconds + 60) * 1000 },
    );
    const tps = Number(/transactions:\s+\d+\s+\(([\d.]+) per sec/.exec(stdout)?.[1]);
    const p99 = Number(/99th percentile:\s+([\d.]+)/.exec(stdout)?.[1]);
    const median = medianOfHistogram(stdout);
    if (!(tps > 0) || !(p99 > 0) || median === undefined) throw new Error('sysbench measured nothing');
    return { tps, median, p99 };
  } catch (error) {
    const words = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    const first = words.split('\n').find((line) => line.includes('FATAL'));
    throw new Error(first?.trim() ?? (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

/** Rows of `value  ------ distribution ------  count`, in milliseconds. */
function medianOfHistogram(output: string): number | undefined {
  const rows = [...output.matchAll(/^\s*([\d.]+) \|[*\s]*\s(\d+)$/gm)].map(([, value, count]) => [
    Number(value),
    Number(count),
  ]);
  const half = rows.reduce((sum, [, count = 0]) => sum + count, 0) / 2;
  let seen = 0;
  for (const [value, count = 0] of rows) {
    seen += count;
    if (seen >= half) return value;
  }
  return undefined;
}

function connection({ port, user, password, database }: Address): string[] {
  return [
    '--db-driver=mysql',
    '--mysql-host=127.0.0.1',
    `--mysql-port=${port}`,
    `--mysql-user=${user}`,
    `--mysql-password=${password}`,
    `--mysql-db=${database}`,
  ];
}
