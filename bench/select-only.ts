/**
 * The question: what does Wirewall cost for the smallest statement there is, one row by primary key?
 * pgbench asks it directly, through a plain relay, through pgbouncer and through Wirewall, in one run, taking turns.
 */
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type as system } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../test/servers/postgres.ts';
import { direct, findPgbouncer, pgbouncer, relay, wirewall } from './contenders.ts';
import { findPgbench, measure, prepareTables, QUERY_MODES, versionOf } from './pgbench.ts';
import type { Address, Load, Measured, QueryMode } from './pgbench.ts';
import type { Contender } from './program.ts';
import { medianOf, tables, writeReadme, type Result } from './report.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '8' },
    scale: { type: 'string', default: '10' },
    modes: { type: 'string', default: QUERY_MODES.join(',') },
    'write-readme': { type: 'boolean', default: false },
  },
});
const load: Load = { seconds: Number(options.seconds), clients: Number(options.clients), scale: Number(options.scale) };
const rounds = Number(options.rounds);
const modes = QUERY_MODES.filter((mode) => options.modes.split(',').includes(mode));

// So that the servers' own clean-up runs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const pgbench = findPgbench();
if (pgbench === undefined) {
  console.error(
    'no "pgbench" on this machine, without which there is nothing to measure (Debian: apt-get install postgresql-contrib)',
  );
  process.exit(1);
}

await using server = await startPostgres({ settings: { shared_buffers: '256MB' } });
const upstream: Address = { ...(await createDatabase()), port: server.port };
await prepareTables(pgbench, upstream, load.scale);

const contenders = [
  direct(upstream),
  await relay(upstream),
  await pgbouncer(upstream, 'session'),
  await pgbouncer(upstream, 'transaction'),
  await wirewall(upstream, 'batch'),
  await wirewall(upstream, 'strict'),
];
try {
  const results = await takeTurns(pgbench, contenders);
  const report = [tables(results), await method(pgbench)].join('\n\n');
  console.log(`\n${report}`);
  if (options['write-readme']) await writeReadme(new URL('../README.md', import.meta.url), 'select-only', report);
} finally {
  for (const contender of contenders) await contender.stop();
}

async function createDatabase(): Promise<Omit<Address, 'port'>> {
  const role = { user: 'bench_app', password: server.password, database: 'bench' };
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query(`CREATE ROLE ${role.user} LOGIN PASSWORD '${role.password}'`);
  await client.query(`CREATE DATABASE ${role.database} OWNER ${role.user}`);
  await client.end();
  return role;
}

/** Every contender once per round and mode, each round beginning with another, so that a slow minute hits all alike. */
async function takeTurns(program: string, all: readonly Contender[]): Promise<Result[]> {
  const measured = new Map<string, Measured[]>();
  const failed = new Map<string, string>();
  const key = (contender: Contender, mode: QueryMode) => `${contender.name}\n${mode}`;
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of modes) {
      for (const contender of all.map((_, index) => all[(index + round) % all.length])) {
        if (contender === undefined || 'missing' in contender.address || failed.has(key(contender, mode))) continue;
        try {
          if (round === 0) await measure(program, contender.address, mode, { ...load, seconds: 1 });
          const one = await measure(program, contender.address, mode, load);
          measured.set(key(contender, mode), [...(measured.get(key(contender, mode)) ?? []), one]);
          console.error(
            `round ${round + 1}/${rounds}  ${mode.padEnd(8)}  ${contender.name.padEnd(30)}  ${Math.round(one.tps)} tps`,
          );
        } catch (error) {
          failed.set(key(contender, mode), error instanceof Error ? error.message : String(error));
        }
      }
    }
  }
  return modes.flatMap((mode) =>
    all.map((contender): Result => {
      const figures = measured.get(key(contender, mode)) ?? [];
      const missing = 'missing' in contender.address ? contender.address.missing : failed.get(key(contender, mode));
      const outcome =
        missing === undefined && figures.length > 0 ? medianOf(figures) : { missing: missing ?? 'no round was run' };
      return { contender: contender.name, mode, measured: outcome };
    }),
  );
}

async function method(program: string): Promise<string> {
  const processor = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const bouncer = findPgbouncer();
  const versions = [
    `Wirewall ${await ownVersion()}`,
    `Postgres ${server.version}`,
    await versionOf(program),
    bouncer === undefined ? 'no pgbouncer' : await versionOf(bouncer),
    `Node ${process.versions.node}`,
  ];
  return [
    `Machine: ${cpus().length} × ${processor}, ${Math.round(totalmem() / 2 ** 30)} GB, ${system()} ${release()}. ${versions.join(', ')}.`,
    `Method: one SELECT by primary key, scale ${load.scale}, ${load.clients} clients, client, proxy and server on this one machine over`,
    `loopback without TLS; all took turns, ${load.seconds} s at a time, ${rounds} times; medians over these rounds. Latencies are of a`,
    'sample of one transaction in ten. A ratio of 1.00 is as fast as the other; "added" is against direct.',
    'Not measured: a network between the machines, TLS, connecting, large results, writes, masked columns, more than one Wirewall process.',
  ].join('\n');
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
