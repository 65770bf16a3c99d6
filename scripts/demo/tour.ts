/** The tour: about ten statements of an agent, by a real driver, each with what should become of it. The same on every database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import type { Gateway } from '../../test/servers/gateway.ts';
import { AGENT, INTENT, type Agent, type Answer, type Driver } from './agent.ts';
import { command, dim, heading, outcome, statement, unexpected, type Verdict } from './show.ts';

/** One statement, one verdict. */
interface Asked {
  readonly title: string;
  readonly sql: string;
  readonly expected: Extract<Verdict, 'allowed' | 'masked' | 'refused'>;
  /** Of a refusal. */
  readonly code?: string;
  readonly rows?: (rows: Answer['rows']) => boolean;
}

const ASKED: readonly Asked[] = [
  {
    title: 'It reads what its rules grant',
    sql: 'SELECT id, status, total_cents FROM shop.orders WHERE id = 7',
    expected: 'allowed',
  },
  {
    title: 'A customer comes back masked',
    sql: 'SELECT name, email, card_number FROM shop.customers WHERE id = 7',
    expected: 'masked',
    rows: (rows) => JSON.stringify(rows).includes('g***@example.com') && !/\d{12}/.test(JSON.stringify(rows)),
  },
  {
    title: 'Everything at once: the answer says what it may have',
    sql: 'SELECT * FROM shop.customers',
    expected: 'refused',
    code: 'WW_COLUMN_NOT_GRANTED',
  },
  {
    title: 'A table that nobody reads through here',
    sql: 'SELECT employee, salary FROM hr.salaries',
    expected: 'refused',
    code: 'WW_DENIED_BY_RULE',
  },
  {
    title: 'Guessing at what is masked',
    sql: "SELECT id FROM shop.customers WHERE email LIKE 'a%'",
    expected: 'refused',
    code: 'WW_MASKED_POSITION',
  },
  {
    title: 'A WHERE was forgotten',
    sql: "UPDATE shop.orders SET status = 'cancelled'",
    expected: 'refused',
    code: 'WW_WHERE_REQUIRED',
  },
];

const LAST_WORD_WITHIN_MS = 10_000;

/** Gives what was not as it should be; empty when all was. */
export async function tour(gateway: Gateway, driver: Driver): Promise<readonly string[]> {
  const token = await gateway.token(AGENT, { intents: [INTENT] });
  const agent = await driver.connect(gateway, token);
  const steps = new Steps(agent, driver, gateway);
  try {
    await steps.ask({ title: 'The agent says what it is here for', sql: driver.declareIntent, expected: 'allowed' });
    for (const asked of ASKED) await steps.ask(asked);
    await steps.transaction();
    await steps.held();
    await steps.revoked(String(decodeJwt(token).jti));
  } finally {
    await agent.end().catch(() => undefined);
  }
  return steps.faults;
}

class Steps {
  readonly faults: string[] = [];
  readonly #agent: Agent;
  readonly #driver: Driver;
  readonly #gateway: Gateway;
  #number = 0;

  constructor(agent: Agent, driver: Driver, gateway: Gateway) {
    this.#agent = agent;
    this.#driver = driver;
    this.#gateway = gateway;
  }

  async ask({ title, sql, expected, code, rows }: Asked): Promise<void> {
    this.#title(title);
    statement(sql);
    try {
      const answer = await this.#agent.query(sql);
      outcome(expected === 'refused' ? 'allowed' : expected, answerText(answer));
      if (expected === 'refused') this.#fault(`"${sql}" should have been refused`);
      else if (rows?.(answer.rows) === false) this.#fault(`"${sql}" gave other rows`);
    } catch (error) {
      const refused = this.#driver.refusalOf(error);
      outcome('refused', ...refused.lines);
      if (expected !== 'refused') this.#fault(`"${sql}" should have been ${expected}`);
      else if (refused.code !== code) this.#fault(`"${sql}" should have been refused with ${String(code)}`);
    }
  }

  /** Nothing of it is left in the end; who sees to that differs between the databases. */
  async transaction(): Promise<void> {
    const { title, ending, answers: expected } = this.#driver.transaction;
    this.#title(title);
    const count = async (): Promise<string> =>
      String((await this.#agent.query('SELECT count(*) AS notes FROM shop.notes')).rows[0]?.['notes']);
    const before = await count();
    const insert = "INSERT INTO shop.notes (order_id, author, body) VALUES (7, 'support', 'Called back.')";
    const answers: string[] = [];
    for (const sql of ['BEGIN', insert, 'SELECT ssn FROM hr.salaries', ending]) {
      statement(sql);
      answers.push(
        await this.#agent.query(sql).then(
          ({ done }) => done,
          (error: unknown) => this.#driver.refusalOf(error).code ?? String(error),
        ),
      );
    }
    const after = await count();
    outcome('undone', `answers: ${answers.join('; ')}. Notes before ${before}, after ${after}`);
    if (before !== after || answers.join(';') !== expected.join(';'))
      this.#fault('the transaction should have been rolled back');
  }

  /** Somebody else answers while the statement waits. */
  async held(): Promise<void> {
    this.#title('A change of the schema waits for a person');
    const sql = 'ALTER TABLE shop.orders ADD COLUMN ticket text';
    statement(sql);
    const watched = this.#driver.watchForHold(this.#agent, this.#gateway);
    const answer = this.#agent.query(sql).then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error }),
    );
    const held = await Promise.race([watched, answer.then(() => undefined)]);
    if (held === undefined) {
      this.#fault('the ALTER TABLE should have been held, and its request found');
      return;
    }
    outcome('held', ...held.lines);
    await this.#run(['approvals', 'approve', held.id, '--as', 'dana'], 'in another process');
    const { result, error } = await answer;
    if (result === undefined) outcome('refused', ...this.#driver.refusalOf(error).lines);
    else outcome('approved', result.done);
    if (result?.done !== this.#driver.altered) this.#fault('the ALTER TABLE should have run once it was approved');
  }

  /** A token that is taken back ends the session that it opened. */
  async revoked(tokenId: string): Promise<void> {
    this.#title('Its token is taken back while it is connected');
    await this.#run(['agents', 'revoke', '--token', tokenId, '--reason', 'demo']);
    const last = await Promise.race([this.#agent.lastWord, sleep(LAST_WORD_WITHIN_MS, undefined, { ref: false })]);
    if (last === undefined) this.#fault('the session should have been cut off: its token was revoked');
    else outcome('cut off', ...this.#driver.refusalOf(last).lines);
    const again = await this.#driver.connect(this.#gateway, await this.#gateway.token(AGENT)).then(
      async (agent) => agent.end().then(() => true),
      () => false,
    );
    if (!again) this.#fault('the agent should come in with a new token');
  }

  async #run(words: readonly string[], remark = ''): Promise<void> {
    command(`wirewall ${words.join(' ')}${remark === '' ? '' : `   ${dim(remark)}`}`);
    const { stdout, stderr, code } = await this.#gateway.run(...words);
    if (code !== 0) this.#fault(`"wirewall ${words.join(' ')}" failed: ${stdout}${stderr}`);
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

function answerText({ names, rows, done }: Answer): string {
  const [row] = rows;
  if (row === undefined || names.length === 0) return done;
  const cells = names.map((name) => `${dim(name)} ${String(row[name])}`).join('  ');
  return rows.length === 1 ? cells : `${cells}  ${dim(`and ${rows.length - 1} more rows`)}`;
}
