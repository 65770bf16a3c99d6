/**
 * `npm run demo`: a real Postgres and a real MySQL or MariaDB with the example's shop, a gateway in front of each as a process of its own, and
 * the same tour of both by real drivers. Then they stay up for whoever wants to try; `--once` ends after the tours, with 0 if every step went as it should.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportEntries, renderEntry, type ReadEntry } from '../../src/audit/index.ts';
import { loadShop } from '../../fixtures/shop/load.ts';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { startGateway, type Gateway } from '../../test/servers/gateway.ts';
import { NoMySql, startMySql } from '../../test/servers/mysql.ts';
import { startPostgres } from '../../test/servers/postgres.ts';
import { nearby } from '../../src/cli/terminal.ts';
import { AGENT, INTENT, type Driver } from './agent.ts';
import { mysql } from './mysql-agent.ts';
import { postgres } from './postgres-agent.ts';
import { bold, dim, ruler, say } from './show.ts';
import { tour } from './tour.ts';

const LINES_SHOWN = 7;
const TOKEN_TTL_MS = 12 * 60 * 60_000;

const isOnce = process.argv.includes('--once');
// Heard from the beginning: an impatient Ctrl-C during a tour cleans up as well.
const told = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});

process.exitCode = await demo().catch((error: unknown) => {
  say('', error instanceof Error ? error.message : String(error));
  return 1;
});

async function demo(): Promise<number> {
  say(
    `${bold('Wirewall')} between an agent and its database: the agent changed host, port, password.`,
    dim('First on Postgres, then the same on MySQL or MariaDB, by the same rules.'),
  );
  await using database = await startPostgres();
  await using gateway = await startGateway({ server: database, shop: await loadShop(database) });
  const faults = await visit(gateway, postgres, `Postgres ${database.version}`, database.port);
  if (faults === undefined) return 1;
  await using second = await startMySql().catch(withoutMySql);
  // Tokens travel whole, so clients of MySQL's protocol want TLS for them.
  await using other = second && (await startGateway({ server: second, shop: await loadMySqlShop(second), tls: true }));
  if (second !== undefined && other !== undefined) {
    const name = `${second.flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${second.version}`;
    const more = await visit(other, mysql, name, second.port);
    if (more === undefined) return 1;
    faults.push(...more);
  }
  if (isOnce || faults.length > 0) {
    say(
      '',
      faults.length === 0 ? 'Every step went as it should.' : `${faults.length} steps did not go as they should.`,
    );
    return faults.length === 0 ? 0 : 1;
  }
  say(
    '',
    bold(
      other === undefined
        ? 'It stays up until Ctrl-C. Try it yourself:'
        : 'Both stay up until Ctrl-C. Try them yourself:',
    ),
  );
  await invite(
    gateway,
    (tokenFile) => `PGPASSWORD=$(cat ${tokenFile}) psql -h 127.0.0.1 -p ${gateway.port} -U ${AGENT} shop`,
  );
  if (other !== undefined) await invite(other, (tokenFile) => mysqlLine(other, tokenFile));
  await told;
  say('', dim('Cleaning up …'));
  return 0;
}

/** Undefined: somebody ended it. */
async function visit(gateway: Gateway, driver: Driver, name: string, port: number): Promise<string[] | undefined> {
  say('', ruler(name), dim(`agent → 127.0.0.1:${gateway.port} (wirewall, rules/) → 127.0.0.1:${port} (database shop)`));
  const faults = await Promise.race([tour(gateway, driver), told.then(() => undefined)]);
  if (faults === undefined) return undefined;
  await showAudit(gateway);
  return [...faults];
}

/** A second database is nothing that a machine must have; what is missing is said in words. */
function withoutMySql(error: unknown): undefined {
  if (!(error instanceof NoMySql)) throw error;
  say('', ruler('MySQL, MariaDB: left out'), ...error.message.split('\n'));
  return undefined;
}

async function showAudit({ auditDirectory, directory }: Gateway): Promise<void> {
  const last: ReadEntry[] = [];
  for await (const entry of exportEntries(auditDirectory)) {
    last.push(entry);
    if (last.length > LINES_SHOWN) last.shift();
  }
  say('', bold('And the record has it all, written before each statement ran'));
  say(...last.map((entry) => `    ${shown(entry, directory)}`));
  const [stream = ''] = await readdir(auditDirectory);
  say(dim(`    ${join(auditDirectory, stream, '000001.jsonl')}`));
}

/** In one line of the terminal, with paths as seen from the gateway's folder. */
function shown(entry: ReadEntry, directory: string): string {
  const colour = bold('') !== '';
  const { columns } = process.stdout;
  if (columns === undefined) return nearby(renderEntry(entry, { colour }), directory);
  const saved = renderEntry(entry, { colour: false }).includes(directory) ? directory.length + 1 : 0;
  return nearby(renderEntry(entry, { colour, width: columns - 4 + saved }), directory);
}

/** Files hold what is too long for a line: the token, and the address with it. */
async function invite(gateway: Gateway, line: (tokenFile: string) => string): Promise<void> {
  const { directory, port, configFile } = gateway;
  const token = await gateway.token(AGENT, { intents: [INTENT], ttlMs: TOKEN_TTL_MS });
  const tokenFile = join(directory, 'token');
  const urlFile = join(directory, 'url');
  await writeFile(tokenFile, token, { mode: 0o600 });
  await writeFile(urlFile, gateway.url(AGENT, token), { mode: 0o600 });
  say(
    '',
    `    ${line(tokenFile)}`,
    `    npm run -s wirewall -- audit tail -f -c ${configFile}`,
    `    npm run -s wirewall -- approvals list -c ${configFile}`,
    dim(`    Or with 127.0.0.1:${port} and the password in that file; as one address: ${urlFile}`),
  );
}

function mysqlLine({ port, directory }: Gateway, tokenFile: string): string {
  const certificate = join(directory, 'cert.pem');
  return `MYSQL_PWD=$(cat ${tokenFile}) mysql --ssl-ca=${certificate} -h 127.0.0.1 -P ${port} -u ${AGENT} shop`;
}
