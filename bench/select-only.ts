/**
 * The question: what does Wirewall cost for the smallest statement there is, one row by primary key?
 * pgbench asks it directly, through a plain relay, through pgbouncer and through Wirewall, in one run, taking turns.
 */
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../test/servers/postgres.ts';
import { direct, findPgbouncer, pgbouncer, relay, wirewall } from './contenders.ts';
import { findPgbench, measure, prepareTables, QUERY_MODES, versionOf } from './pgbench.ts';
import type { Load } from './pgbench.ts';
import { tables, writeReadme, type Address } from './report.ts';
import { setting, takeTurns } from './turns.ts';

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
  const results = await takeTurns(contenders, {
    modes,
    rounds,
    measure: (address, mode, warmUp) => measure(pgbench, address, mode, warmUp ? { ...load, seconds: 1 } : load),
  });
  const titles = {
    simple: 'Simple query',
    extended: 'Extended query, parsed each time',
    prepared: 'Extended query, prepared once',
  };
  const rival = { name: 'pgbouncer, session pooling', short: 'pgbouncer' };
  const report = [tables(results, { titles, rival }), await method(pgbench)].join('\n\n');
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

async function method(program: string): Promise<string> {
  const bouncer = findPgbouncer();
  const versions = [
    `Postgres ${server.version}`,
    await versionOf(program),
    bouncer === undefined ? 'no pgbouncer' : await versionOf(bouncer),
  ];
  return [
    await setting(versions),
    `Method: one SELECT by primary key, scale ${load.scale}, ${load.clients} clients, client, proxy and server on this one machine over`,
    `loopback without TLS; all took turns, ${load.seconds} s at a time, ${rounds} times; medians over these rounds. Latencies are of a`,
    'sample of one transaction in ten. A ratio of 1.00 is as fast as the other; "added" is against direct.',
    'Not measured: a network between the machines, TLS, connecting, large results, writes, masked columns, more than one Wirewall process.',
  ].join('\n');
}
