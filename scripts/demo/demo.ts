/**
 * `npm run demo`: a real Postgres with the example's shop, the gateway in front of it as a process of its own, and a tour by a
 * real driver. Then it stays up for whoever wants to try; `--once` ends after the tour, with 0 if every step went as it should.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportEntries, renderEntry, type ReadEntry } from '../../src/audit/index.ts';
import { loadShop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../../test/servers/gateway.ts';
import { startPostgres } from '../../test/servers/postgres.ts';
import { nearby } from '../../src/cli/terminal.ts';
import { bold, dim, say } from './show.ts';
import { tour } from './tour.ts';

const AGENT = 'support-bot';
const LINES_SHOWN = 7;
const TOKEN_TTL_MS = 12 * 60 * 60_000;

const isOnce = process.argv.includes('--once');
// Heard from the beginning: an impatient Ctrl-C during the tour cleans up as well.
const told = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});

process.exitCode = await demo().catch((error: unknown) => {
  say('', error instanceof Error ? error.message : String(error));
  return 1;
});

async function demo(): Promise<number> {
  await using server = await startPostgres();
  await using gateway = await startGateway({ server, shop: await loadShop(server) });
  say(
    `${bold('Wirewall')} between an agent and a Postgres ${server.version}: the agent changed its host, its port and its password.`,
    dim(`agent → 127.0.0.1:${gateway.port} (wirewall, rules/) → 127.0.0.1:${server.port} (postgres, database shop)`),
  );
  const faults = await Promise.race([tour(gateway), told.then(() => undefined)]);
  if (faults === undefined) return 1;
  await showAudit(gateway);
  if (isOnce || faults.length > 0) {
    say(
      '',
      faults.length === 0 ? 'Every step went as it should.' : `${faults.length} steps did not go as they should.`,
    );
    return faults.length === 0 ? 0 : 1;
  }
  await invite(gateway);
  await told;
  say('', dim('Cleaning up …'));
  return 0;
}

async function showAudit({ auditDirectory, directory }: Gateway): Promise<void> {
  const last: ReadEntry[] = [];
  for await (const entry of exportEntries(auditDirectory)) {
    last.push(entry);
    if (last.length > LINES_SHOWN) last.shift();
  }
  const colour = bold('') !== '';
  const width = process.stdout.columns;
  say('', bold('And the record has it all, written before each statement ran'));
  say(
    ...last.map((entry) =>
      nearby(`    ${renderEntry(entry, { colour, ...(width === undefined ? {} : { width: width - 4 }) })}`, directory),
    ),
  );
  const [stream = ''] = await readdir(auditDirectory);
  say(dim(`    ${join(auditDirectory, stream, '000001.jsonl')}`));
}

/** Files hold what is too long for a line: the token, and the address with it. */
async function invite(gateway: Gateway): Promise<void> {
  const { directory, port, configFile } = gateway;
  const token = await gateway.token(AGENT, { intents: ['answer-ticket'], ttlMs: TOKEN_TTL_MS });
  const tokenFile = join(directory, 'token');
  const urlFile = join(directory, 'url');
  await writeFile(tokenFile, token, { mode: 0o600 });
  await writeFile(urlFile, gateway.url(AGENT, token), { mode: 0o600 });
  say(
    '',
    bold('It stays up until Ctrl-C. Try it yourself:'),
    `    PGPASSWORD=$(cat ${tokenFile}) psql -h 127.0.0.1 -p ${port} -U ${AGENT} shop`,
    '',
    "An agent's configuration: host 127.0.0.1, port " +
      `${port}, database shop, user ${AGENT}, password in ${tokenFile},`,
    `or the address in ${urlFile}. Watch it, and answer what is held:`,
    `    npm run -s wirewall -- audit tail -f -c ${configFile}`,
    `    npm run -s wirewall -- approvals list -c ${configFile}`,
  );
}
