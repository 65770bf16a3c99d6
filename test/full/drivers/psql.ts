/** `psql`, with the queries of its meta commands: the widest set of catalog queries that people really send. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { MASKED_SQL, noteBy, REFUSED_SQL, runAll, type Driver, type Operations } from './driver.ts';

/** What is given to psql: arguments, and what it reads. */
type Run = (
  args: readonly string[],
  input?: string,
) => Promise<{ stdout: string; stderr: string; code: number | null }>;

// Without \l and \dO: an older psql asks a newer server for columns that it no longer has.
const META = [
  '\\d', '\\dt shop.*', '\\dt+ shop.*', '\\d shop.orders', '\\d+ shop.customers', '\\d+ shop.events', '\\d shop.order_summary',
  '\\df shop.*', '\\df+ shop.*', '\\dn', '\\dn+', '\\dv shop.*', '\\di shop.*', '\\ds shop.*', '\\dT+ shop.*', '\\dp shop.*', '\\du',
  '\\dx', '\\sv shop.order_summary', '\\sf shop.order_total', '\\d hr.salaries', '\\encoding', '\\dC',
] as const; // prettier-ignore

const same: Operations<Run> = {
  ...Object.fromEntries(META.map((command) => [command, (run: Run) => run(['-c', command])])),
  simple: (run) => run(['-c', 'SELECT * FROM shop.orders ORDER BY id LIMIT 5']),
  several: (run) => run(['-c', "SELECT 1 AS one; SELECT 'two' AS two; SHOW server_version"]),
  several_with_an_error: (run) => run(['-c', 'SELECT 1; SELECT 1/0; SELECT 2']),
  script: (run) =>
    run(
      ['-q'],
      `BEGIN;\n${noteBy('psql-script')};\nSELECT count(*) FROM shop.notes WHERE author = 'psql-script';\nROLLBACK;\n`,
    ),
  script_with_errors: (run) => run([], 'SELEC 1;\nSELECT nothing FROM shop.orders;\nSELECT 7 AS seven;\n'),
  stops_on_errors: (run) => run(['-v', 'ON_ERROR_STOP=1'], 'SELECT 1/0;\nSELECT 7 AS seven;\n'),
  single_transaction: (run) => run(['-1', '-c', noteBy('psql-single'), '-c', 'SELECT 1/0']),
  rows_in_parts: (run) => run(['-v', 'FETCH_COUNT=10', '-c', 'SELECT id FROM shop.orders ORDER BY id']),
  described: (run) => run([], 'SELECT id, status, placed_at FROM shop.orders \\gdesc\n'),
  executed: (run) => run([], "SELECT 'SELECT ' || id FROM shop.orders WHERE id < 4 ORDER BY id \\gexec\n"),
  tab_separated: (run) => run(['-A', '-t', '-F', '\t', '-c', 'SELECT sku, title FROM shop.products ORDER BY id']),
  variables: (run) => run(['-v', 'id=3'], 'SELECT status FROM shop.orders WHERE id = :id;\n\\echo :ROW_COUNT\n'),
};

const masked: Operations<Run> = {
  simple: async (run) => (await run(['-t', '-A', '-c', MASKED_SQL])).stdout.trim(),
  in_parts: async (run) => (await run(['-t', '-A', '-v', 'FETCH_COUNT=1', '-c', MASKED_SQL])).stdout.trim(),
};

const refused: Operations<Run> = {
  alone: async (run) => refusal(await run(['-t', '-A'], `${REFUSED_SQL};\nSELECT 7;\n`)),
  behind_another: async (run) =>
    refusal(await run(['-t', '-A', '-c', `${noteBy('psql-batch')}; ${REFUSED_SQL}`, '-c', 'SELECT 7'])),
  in_a_transaction: async (run) =>
    refusal(
      await run(['-t', '-A', '-q'], `BEGIN;\n${noteBy('psql-transaction')};\n${REFUSED_SQL};\nCOMMIT;\nSELECT 7;\n`),
    ),
};

function refusal({ stdout, stderr }: { stdout: string; stderr: string }) {
  const field = (pattern: RegExp): string | undefined => pattern.exec(stderr)?.[1];
  return {
    code: field(/ERROR: {2}([0-9A-Z]{5}):/),
    message: field(/ERROR: {2}[0-9A-Z]{5}: (.*)/),
    hint: field(/HINT: {2}(.*)/),
    after: Number(stdout.trim().split('\n').at(-1)),
  };
}

const running =
  (url: string): Run =>
  async (args, input = '') => {
    const child = spawn('psql', ['-X', '-v', 'VERBOSITY=verbose', ...args, url], {
      env: { ...process.env, PGCONNECT_TIMEOUT: '10', LC_ALL: 'C.UTF-8', PAGER: '' },
    });
    child.stdin.on('error', () => undefined).end(input);
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    await once(child, 'close');
    // LOCATION names a line of the server's source, which we need not have.
    return { stdout: await stdout, stderr: (await stderr).replaceAll(/^LOCATION:.*\n/gm, ''), code: child.exitCode };
  };

export const psqlDriver: Driver = {
  name: 'psql',
  same: (url) => runAll(same, (operation) => operation(running(url))),
  refused: (url) => runAll(refused, (operation) => operation(running(url))),
  masked: (url) => runAll(masked, (operation) => operation(running(url))),
  seven: async (url) => {
    const { stdout, stderr, code } = await running(url)(['-t', '-A', '-c', 'SELECT 7']);
    if (code !== 0) throw new Error(stderr);
    return Number(stdout);
  },
};
