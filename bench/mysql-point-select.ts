/**
 * The question: what does Wirewall cost on MySQL for the smallest statement there is, one row by primary key?
 * sysbench asks it directly, through a plain relay and through Wirewall, in one run, taking turns.
 */
import { parseArgs } from 'node:util';
import { startMySql, type MySqlFlavor } from '../test/servers/mysql.ts';
import { direct, relay, wirewall } from './contenders.ts';
import { tables, writeReadme, type Address } from './report.ts';
import { findSysbench, measureSelects, prepareTable, SYSBENCH_MODES, sysbenchVersion } from './sysbench.ts';
import { setting, takeTurns } from './turns.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '8' },
    rows: { type: 'string', default: '100000' },
    flavor: { type: 'string', default: 'mariadb' },
    'write-readme': { type: 'boolean', default: false },
  },
});
const load = { seconds: Number(options.seconds), clients: Number(options.clients), rows: Number(options.rows) };
const flavor: MySqlFlavor = options.flavor === 'mysql' ? 'mysql' : 'mariadb';

// So that the servers' own clean-up runs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const sysbench = findSysbench();
if (sysbench === undefined) {
  console.error(
    'no "sysbench" on this machine, without which there is nothing to measure (Debian: apt-get install sysbench)',
  );
  process.exit(1);
}

await using server = await startMySql({ flavor, settings: { 'innodb-buffer-pool-size': '256M' } });
const upstream: Address = { port: server.port, ...(await createDatabase()) };
await prepareTable(sysbench, upstream, load.rows);

const contenders = [
  direct(upstream),
  await relay(upstream),
  await wirewall(upstream, 'batch', 'mysql'),
  await wirewall(upstream, 'strict', 'mysql'),
];
try {
  const results = await takeTurns(contenders, {
    modes: SYSBENCH_MODES,
    rounds: Number(options.rounds),
    measure: (address, mode, warmUp) =>
      measureSelects(sysbench, address, mode, warmUp ? { ...load, seconds: 1 } : load),
  });
  const titles = { text: 'COM_QUERY', prepared: 'COM_STMT_EXECUTE, prepared once' };
  const rival = { name: 'plain TCP relay (Node)', short: 'relay' };
  const report = [tables(results, { titles, rival }), await method()].join('\n\n');
  console.log(`\n${report}`);
  if (options['write-readme'])
    await writeReadme(new URL('../README.md', import.meta.url), 'mysql-point-select', report);
} finally {
  for (const contender of contenders) await contender.stop();
}

async function createDatabase(): Promise<Omit<Address, 'port'>> {
  const role = { user: 'bench_app', password: server.password, database: 'bench' };
  const connection = await server.connect();
  await connection.query(
    `CREATE DATABASE ${role.database}; CREATE USER ${role.user} IDENTIFIED BY '${role.password}'; GRANT ALL ON ${role.database}.* TO ${role.user}`,
  );
  await connection.end();
  return role;
}

async function method(): Promise<string> {
  const name = `${server.flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${server.version}`;
  return [
    await setting([name, sysbench === undefined ? '' : await sysbenchVersion(sysbench)]),
    `Method: sysbench's oltp_point_select without transactions, ${load.rows.toLocaleString('en-US')} rows, ${load.clients} clients, client, proxy and server on this`,
    `one machine over loopback without TLS; all took turns, ${load.seconds} s at a time, ${options.rounds} times; medians over these rounds. A ratio of`,
    '1.00 is as fast as the other; "added" is against direct.',
    'Not measured: a network between the machines, TLS, connecting, large results, writes, masked columns, more than one Wirewall process.',
  ].join('\n');
}
