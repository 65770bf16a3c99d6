/** The tour by the mysql2 driver, which is the same for MySQL and MariaDB. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type FieldPacket, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { AGENT, codeIn, INTENT, type Agent, type Driver, type Held } from './agent.ts';
import type { Gateway } from '../../test/servers/gateway.ts';

const HELD_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 100;

export const mysql: Driver = {
  declareIntent: `SET @wirewall_intent = '${INTENT}'`,
  transaction: {
    title: 'A refused statement ends no transaction on MySQL: the agent rolls back',
    ending: 'ROLLBACK',
    answers: ['OK', 'OK, 1 row', 'WW_DENIED_BY_RULE', 'OK'],
  },
  altered: 'OK',

  async connect(gateway, token) {
    const { host, port, certificate: ca } = gateway;
    // A token is a password that travels whole: inside TLS any driver sends it without a flag.
    const connection = await createConnection({
      host,
      port,
      user: AGENT,
      password: token,
      database: 'shop',
      ...(ca === undefined ? {} : { ssl: { ca } }),
    });
    const agent: Agent = {
      async query(sql) {
        const [result, fields] = await connection.query<RowDataPacket[] | ResultSetHeader>(sql);
        return Array.isArray(result) ? withRows(result, fields) : { names: [], rows: [], done: doneText(result) };
      },
      lastWord: new Promise((resolve) => connection.on('error', resolve)),
      end: () => connection.end(),
    };
    return agent;
  },

  refusalOf(error) {
    if (!(error instanceof Error)) return { code: undefined, lines: [String(error)] };
    const number = 'errno' in error ? `${String(error.errno)}: ` : '';
    return { code: codeIn(error.message), lines: [`${number}${error.message}`] };
  },

  /** The protocol has nothing that a waiting client could be told by: whoever answers looks for what waits. */
  async watchForHold(_agent, gateway) {
    const deadline = Date.now() + HELD_WITHIN_MS;
    while (Date.now() < deadline) {
      const held = await pending(gateway);
      if (held !== undefined) return held;
      await sleep(ASK_AGAIN_MS);
    }
    return undefined;
  },
};

function withRows(rows: RowDataPacket[], fields: FieldPacket[]) {
  return { names: fields.map(({ name }) => name), rows, done: 'OK' };
}

function doneText({ affectedRows }: ResultSetHeader): string {
  if (affectedRows === 0) return 'OK';
  return `OK, ${affectedRows} ${affectedRows === 1 ? 'row' : 'rows'}`;
}

/** The one request that waits, as another process lists it. */
async function pending(gateway: Gateway): Promise<Held | undefined> {
  const { stdout } = await gateway.run('approvals', 'list');
  const line = stdout.split('\n').find((one) => / pending /.test(one));
  const id = line?.split(' ')[0];
  if (line === undefined || id === undefined) return undefined;
  return {
    id,
    lines: [
      'the protocol has no notice for a client that waits; so whoever answers looks:',
      '$ wirewall approvals list',
      line,
    ],
  };
}
