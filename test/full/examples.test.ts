/** The examples run as they stand, with their real frameworks: first through Wirewall, then with the old address. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { EXAMPLES_FOLDER, INSTALL_WITHIN_MS, nodeExample, python } from './prerequisites.ts';

interface Example {
  readonly name: string;
  /** Runs it as its README says, with this address, and gives what it prints. */
  print(url: string): Promise<string>;
  /** Whether the framework passes on an error's hint, not its message alone. */
  readonly passesHints: boolean;
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'autogen',
    passesHints: true,
    print: async (url) =>
      output(await python(), 'agent.py', `${EXAMPLES_FOLDER}/autogen`, url.replace('postgres:', 'postgresql+psycopg:')),
  },
  {
    name: 'langchain-js',
    passesHints: true,
    print: async (url) => output(process.execPath, 'agent.js', await nodeExample('langchain-js'), url),
  },
  {
    name: 'mcp-postgres',
    passesHints: false,
    print: async (url) => output(process.execPath, 'agent.js', await nodeExample('mcp-postgres'), url),
  },
];

const MAIL_OF_ORDER_7 = 'jonas.testerman50@example.com';
const FIRST_SALARY = '44750';

async function output(program: string, script: string, cwd: string, url: string): Promise<string> {
  const env = { ...process.env, DATABASE_URL: url, PYTHONDONTWRITEBYTECODE: '1' };
  return (await promisify(execFile)(program, [script], { cwd, env })).stdout;
}

describe('an example', () => {
  let server: PostgresServer;
  let gateway: Gateway;
  let direct: string;

  beforeAll(async () => {
    await Promise.all([python(), nodeExample('langchain-js'), nodeExample('mcp-postgres')]);
    server = await startPostgres();
    const shop = await loadShop(server);
    gateway = await startGateway({ server, shop });
    direct = server.url(shop.database, shop.user, shop.password);
  }, INSTALL_WITHIN_MS);
  afterAll(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  test.for(EXAMPLES)('$name gets its answer, a masked e-mail and the words of each refusal', async (example) => {
    const before = await gateway.audit();
    const printed = await example.print(gateway.url('support-bot', await gateway.token('support-bot')));

    expect(printed).toContain('cancelled');
    expect(printed).toMatch(/column.* "phone".* of shop\.customers .*not granted to support-bot/);
    expect(printed.includes('Select only these columns: id, name, email, card_number, city, country.')).toBe(
      example.passesHints,
    );
    expect(printed).toContain('j***@example.com');
    expect(printed).not.toContain(MAIL_OF_ORDER_7);
    expect(printed).toContain('hr.salaries is denied to support-bot');
    expect(printed).not.toContain(FIRST_SALARY);
    expect(await statusOfOrder7()).toBe('cancelled');

    const decisions = (await gateway.audit()).slice(before.length).filter(({ type }) => type === 'decision');
    expect(decisions.every(({ agent }) => agent === 'support-bot')).toBe(true);
    const denied = decisions.filter(({ verdict }) => verdict === 'deny').map(({ code }) => code);
    expect(denied).toEqual(expect.arrayContaining(['WW_COLUMN_NOT_GRANTED', 'WW_DENIED_BY_RULE']));
    expect(decisions).toContainEqual(
      expect.objectContaining({
        verdict: 'allow',
        masks: expect.arrayContaining([expect.objectContaining({ mask: 'email' })]) as unknown,
      }),
    );
  });

  test.for(EXAMPLES)('$name is the same program with the old address, where nothing is refused', async (example) => {
    const printed = await example.print(direct);
    expect(printed).toContain(MAIL_OF_ORDER_7);
    expect(printed).toContain(FIRST_SALARY);
    expect(printed).not.toContain('not granted');
  });

  async function statusOfOrder7(): Promise<unknown> {
    const client = new Client({ connectionString: server.url('shop') });
    await client.connect();
    try {
      return (await client.query<{ status: string }>('SELECT status FROM shop.orders WHERE id = 7')).rows[0]?.status;
    } finally {
      await client.end();
    }
  }
});
