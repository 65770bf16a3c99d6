/** The tour: about ten statements of an agent, by a real driver, each with what should become of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError, type QueryResult } from 'pg';
import { decodeJwt } from 'jose';
import type { Gateway } from '../../test/servers/gateway.ts';
import { command, dim, heading, outcome, statement, unexpected, type Verdict } from './show.ts';

const AGENT = 'support-bot';
const INTENT = 'answer-ticket';

/** Gives what was not as it should be; empty when all was. */
export async function tour(gateway: Gateway): Promise<readonly string[]> {
  const token = await gateway.token(AGENT, { intents: [INTENT] });
  const client = await connected(gateway, token);
  const steps = new Steps(client);
  try {
    await steps.ask('The agent says what it is here for', `SET wirewall.intent = '${INTENT}'`, 'allowed');
    await steps.ask(
      'It reads what its rules grant',
      'SELECT id, status, total_cents FROM shop.orders WHERE id = 7',
      'allowed',
    );
    await steps.ask(
      'A customer comes back masked',
      'SELECT name, email, card_number FROM shop.customers WHERE id = 7',
      'masked',
      {
        rows: (rows) => JSON.stringify(rows).includes('g***@example.com') && !/\d{12}/.test(JSON.stringify(rows)),
      },
    );
    await steps.ask('A column that it may not see', 'SELECT name, phone FROM shop.customers', 'refused', {
      code: 'WW_COLUMN_NOT_GRANTED',
    });
    await steps.ask('Everything at once: the answer says what it may have', 'SELECT * FROM shop.customers', 'refused', {
      code: 'WW_COLUMN_NOT_GRANTED',
    });
    await steps.ask('A table that nobody reads through here', 'SELECT employee, salary FROM hr.salaries', 'refused', {
      code: 'WW_DENIED_BY_RULE',
    });
    await steps.ask('Guessing at what is masked', "SELECT id FROM shop.customers WHERE email LIKE 'a%'", 'refused', {
      code: 'WW_MASKED_POSITION',
    });
    await steps.ask('A WHERE was forgotten', "UPDATE shop.orders SET status = 'cancelled'", 'refused', {
      code: 'WW_WHERE_REQUIRED',
    });
    await steps.transaction();
    await steps.held(gateway);
    await steps.revoked(gateway, String(decodeJwt(token).jti));
  } finally {
    await client.end().catch(() => undefined);
  }
  return steps.faults;
}

async function connected(gateway: Gateway, token: string): Promise<Client> {
  const client = new Client({ connectionString: gateway.url(AGENT, token) });
  // A session that is cut off between statements says so here; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

interface Expectation {
  readonly code?: string;
  readonly rows?: (rows: readonly unknown[]) => boolean;
}

class Steps {
  readonly faults: string[] = [];
  readonly #client: Client;
  /** What the gateway says when it ends the session. */
  readonly #lastWord: Promise<Error>;
  #number = 0;

  constructor(client: Client) {
    this.#client = client;
    this.#lastWord = new Promise((resolve) => client.once('error', resolve));
  }

  /** One statement, one verdict. */
  async ask(
    title: string,
    sql: string,
    expected: Extract<Verdict, 'allowed' | 'masked' | 'refused'>,
    wanted: Expectation = {},
  ): Promise<void> {
    this.#title(title);
    statement(sql);
    try {
      const result = await this.#client.query<Record<string, unknown>>(sql);
      outcome(expected === 'refused' ? 'allowed' : expected, resultText(result));
      if (expected === 'refused') this.#fault(`"${sql}" should have been refused`);
      else if (wanted.rows?.(result.rows) === false) this.#fault(`"${sql}" gave other rows`);
    } catch (error) {
      outcome('refused', ...errorLines(error));
      if (expected !== 'refused') this.#fault(`"${sql}" should have been ${expected}`);
      else if (codeOf(error) !== wanted.code)
        this.#fault(`"${sql}" should have been refused with ${String(wanted.code)}`);
    }
  }

  /** The server itself rolls back what a refused statement stood in. */
  async transaction(): Promise<void> {
    this.#title('A transaction with one refused statement commits nothing');
    const count = async (): Promise<string> =>
      String((await this.#client.query<{ count: string }>('SELECT count(*) FROM shop.notes')).rows[0]?.count);
    const before = await count();
    const insert = "INSERT INTO shop.notes (order_id, author, body) VALUES (7, 'support', 'Called back.')";
    const answers: string[] = [];
    for (const sql of ['BEGIN', insert, 'SELECT ssn FROM hr.salaries', 'COMMIT']) {
      statement(sql);
      answers.push(
        await this.#client.query(sql).then(
          ({ command }) => command,
          (error: unknown) => codeOf(error) ?? String(error),
        ),
      );
    }
    const after = await count();
    outcome('undone', `answers: ${answers.join(', ')}; notes before ${before}, after ${after}`);
    if (before !== after || answers.join() !== 'BEGIN,INSERT,WW_DENIED_BY_RULE,ROLLBACK')
      this.#fault('the transaction should have been rolled back');
  }

  /** Somebody else answers while the statement waits. */
  async held(gateway: Gateway): Promise<void> {
    this.#title('A change of the schema waits for a person');
    const sql = 'ALTER TABLE shop.orders ADD COLUMN ticket text';
    statement(sql);
    const noticed = Promise.withResolvers<{ message: string; hint: string }>();
    this.#client.once('notice', ({ message, hint }) => noticed.resolve({ message: message ?? '', hint: hint ?? '' }));
    const answer = this.#client.query(sql).then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error }),
    );
    const notice = await Promise.race([
      noticed.promise,
      answer.then(() => undefined),
      sleep(10_000, undefined, { ref: false }),
    ]);
    const id = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/.exec(`${notice?.message} ${notice?.hint}`)?.[0];
    if (notice === undefined || id === undefined) {
      this.#fault('the ALTER TABLE should have been held, with a notice that names the request');
      return;
    }
    outcome('held', `NOTICE: ${notice.message}`, notice.hint);
    const approve = ['approvals', 'approve', id, '--as', 'dana'];
    command(`wirewall ${approve.join(' ')}   ${dim('in another process')}`);
    const { stdout, stderr, code } = await gateway.run(...approve);
    if (code !== 0) this.#fault(`the approval failed: ${stdout}${stderr}`);
    const { result, error } = await answer;
    if (result === undefined) outcome('refused', ...errorLines(error));
    else outcome('approved', result.command);
    if (result?.command !== 'ALTER') this.#fault('the ALTER TABLE should have run once it was approved');
  }

  /** A token that is taken back ends the session that it opened. */
  async revoked(gateway: Gateway, tokenId: string): Promise<void> {
    this.#title('Its token is taken back while it is connected');
    const revoke = ['agents', 'revoke', '--token', tokenId, '--reason', 'shown in the demo'];
    command(`wirewall agents revoke --token ${tokenId}`);
    const { stdout, stderr, code } = await gateway.run(...revoke);
    if (code !== 0) this.#fault(`the revocation failed: ${stdout}${stderr}`);
    const last = await Promise.race([this.#lastWord, sleep(10_000, undefined, { ref: false })]);
    if (last === undefined) this.#fault('the session should have been cut off: its token was revoked');
    else outcome('cut off', ...errorLines(last));
    const again = await connected(gateway, await gateway.token(AGENT)).then(
      async (client) => client.end().then(() => true),
      () => false,
    );
    if (!again) this.#fault('the agent should come in with a new token');
  }

  #title(title: string): void {
    this.#number += 1;
    heading(this.#number, title);
  }

  #fault(what: string): void {
    this.faults.push(what);
    unexpected(what);
  }
}

function resultText({ command, rows, fields }: QueryResult<Record<string, unknown>>): string {
  const [row] = rows;
  if (row === undefined || fields.length === 0) return command;
  const cells = fields.map(({ name }) => `${dim(name)} ${String(row[name])}`).join('  ');
  return rows.length === 1 ? cells : `${cells}  ${dim(`and ${rows.length - 1} more rows`)}`;
}

function errorLines(error: unknown): string[] {
  if (!(error instanceof DatabaseError)) return [String(error)];
  return [error.message, ...(error.hint === undefined ? [] : [`HINT: ${error.hint}`])];
}

/** `WW_…`, which stands first in a refusal's DETAIL. */
function codeOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? (/^WW_[A-Z_]+/.exec(error.detail ?? '')?.[0] ?? error.code) : undefined;
}
