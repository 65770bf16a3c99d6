/** The tour by the pg driver. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { AGENT, codeIn, INTENT, type Agent, type Driver, type Held } from './agent.ts';

const HELD_WITHIN_MS = 10_000;

/** Postgres tells a waiting client of its request, by a NOTICE. */
const notices = new WeakMap<Agent, Client>();

export const postgres: Driver = {
  declareIntent: `SET wirewall.intent = '${INTENT}'`,
  transaction: {
    title: 'A transaction with one refused statement commits nothing',
    ending: 'COMMIT',
    answers: ['BEGIN', 'INSERT', 'WW_DENIED_BY_RULE', 'ROLLBACK'],
  },
  altered: 'ALTER',

  async connect(gateway, token) {
    const client = new Client({ connectionString: gateway.url(AGENT, token) });
    const agent: Agent = {
      async query(sql) {
        const { command, rows, fields } = await client.query<Record<string, unknown>>(sql);
        return { names: fields.map(({ name }) => name), rows, done: command };
      },
      // A session that is cut off between statements says so here; without a listener it would end the process.
      lastWord: new Promise((resolve) => client.on('error', resolve)),
      end: () => client.end(),
    };
    await client.connect();
    notices.set(agent, client);
    return agent;
  },

  refusalOf(error) {
    if (!(error instanceof DatabaseError)) return { code: undefined, lines: [String(error)] };
    const { message, detail = '', hint, code } = error;
    return { code: codeIn(detail) ?? code, lines: [message, ...(hint === undefined ? [] : [`HINT: ${hint}`])] };
  },

  async watchForHold(agent) {
    const held = new Promise<Held | undefined>((resolve) => {
      notices.get(agent)?.once('notice', ({ message, hint }) => {
        const id = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/.exec(`${message} ${hint}`)?.[0];
        resolve(id === undefined ? undefined : { id, lines: [`NOTICE: ${message}`, hint ?? ''] });
      });
    });
    return Promise.race([held, sleep(HELD_WITHIN_MS, undefined, { ref: false })]);
  },
};
