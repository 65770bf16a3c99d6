/** MySQL and MariaDB by the `mysql2` driver, put into the contract's words; a server-side cursor, which it lacks, by packets. */
import { createConnection, type Connection } from 'mysql2/promise';
import { loadMySqlShop } from '../../fixtures/shop/load-mysql.ts';
import { CURSOR_FLAGS, STATUS } from '../../src/protocols/mysql/messages/index.ts';
import { preparedId, RawMySql } from '../e2e/mysql-raw-client.ts';
import { startGateway, type Gateway, type RuleFiles } from '../servers/gateway.ts';
import { startMySql, type MySqlFlavor } from '../servers/mysql.ts';
import { IDENTITY } from './rules.ts';
import { Failure, type Client, type Format, type Login, type Row, type Scene, type Subject } from './subject.ts';

export interface Server {
  readonly flavor: MySqlFlavor;
  readonly version: string;
}

export function mysql(server: Server): Subject {
  const { flavor, version } = server;
  return {
    name: `${flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${version}`,
    words: {
      setToken: (token) => `SET @wirewall_token = '${token}'`,
      setIntent: (intent) => `SET @wirewall_intent = '${intent}'`,
      unknownTable: '1146',
      unknownColumn: '1054',
      syntaxError: '1064',
      failing: { sql: 'SELECT (SELECT id FROM shop.orders) AS several', number: '1242' },
    },
    formats: [
      format('the text protocol', (client, sql) => client.query(sql)),
      format('a prepared statement', (client, sql) => client.execute(sql)),
      { name: 'a server-side cursor', read: readByCursor },
    ],
    cannot: flavor === 'mysql' ? { returning: 'MySQL has no RETURNING' } : {},
    open: (rules) => open(server, rules),
  };
}

async function open(wanted: Server, rules: RuleFiles): Promise<Scene> {
  const server = await startMySql(wanted);
  const shop = await loadMySqlShop(server);
  const gateway = await startGateway({ server, shop, rules, tls: true, config: IDENTITY });
  return {
    gateway,
    upstreamPassword: shop.password,
    connect: (login) => connect(gateway, login),
    async direct(sql) {
      const { host, port } = server;
      const client = await createConnection({ host, port, user: shop.user, password: shop.password, database: 'shop' });
      try {
        return rowsOf((await client.query(sql))[0]);
      } finally {
        await client.end();
      }
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await server.stop();
    },
  };
}

async function connect(gateway: Gateway, login: Login): Promise<Client> {
  const client = await driver(gateway, login);
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'error']) client.once(event, () => resolve());
  });
  return {
    ended,
    async query(sql) {
      const [result] = await client.query(sql).catch(fail);
      return rowsOf(result);
    },
    close: () => client.end(),
    destroy: () => client.destroy(),
  };
}

async function driver(gateway: Gateway, { agent, secret, encrypted = true }: Login): Promise<Connection> {
  const client = await createConnection({
    host: gateway.host,
    port: gateway.port,
    user: agent,
    password: secret,
    database: 'shop',
    multipleStatements: true,
    ...(encrypted ? { ssl: { ca: gateway.certificate ?? '' } } : {}),
  }).catch(fail);
  client.on('error', () => undefined);
  return client;
}

/** Of several results the last one's; none of what has none. */
function rowsOf(result: unknown): readonly Row[] {
  if (!Array.isArray(result)) return [];
  const last: unknown = result.at(-1);
  const several = result.length > 0 && result.every((one) => Array.isArray(one) || isHeader(one));
  return several ? rowsOf(last) : (result as Row[]).map((row) => ({ ...row }));
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'affectedRows' in value && 'serverStatus' in value;
}

function format(name: string, run: (client: Connection, sql: string) => Promise<readonly [unknown, unknown]>): Format {
  return {
    name,
    async read({ gateway }, login, sql) {
      const client = await driver(gateway, login);
      try {
        return rowsOf((await run(client, sql).catch(fail))[0]);
      } finally {
        await client.end();
      }
    },
  };
}

async function readByCursor({ gateway }: Scene, { agent, secret }: Login, sql: string): Promise<readonly Row[]> {
  await using client = await RawMySql.loggedIn(gateway, {
    user: agent,
    secret,
    database: 'shop',
    ca: gateway.certificate,
  });
  const id = preparedId(await client.prepare(sql));
  const { columns, status, error, rows: atOnce } = await client.execute(id, [], CURSOR_FLAGS.READ_ONLY);
  if (error !== undefined) fail(Object.assign(new Error(error.message), { errno: error.number }));
  const named = (cells: readonly (Buffer | null)[]): Row =>
    Object.fromEntries(columns.map(({ name }, at) => [Buffer.from(name).toString(), cells[at]?.toString() ?? null]));
  if ((status & STATUS.CURSOR_EXISTS) === 0) return atOnce.map(named);
  const rows: Row[] = [];
  for (;;) {
    client.send({ kind: 'STMT_FETCH', id, rows: 1 });
    const fetched = await client.rows(columns, 'binary');
    if (fetched.error !== undefined)
      fail(Object.assign(new Error(fetched.error.message), { errno: fetched.error.number }));
    rows.push(...fetched.rows.map(named));
    if ((fetched.status & STATUS.LAST_ROW_SENT) !== 0) return rows;
  }
}

/** `message. hint (WW_CODE, decision id)`. */
function fail(error: unknown): never {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') throw error;
  const found =
    /^(?<message>.*?[.!?])(?: (?<hint>.*))? \((?<code>WW_\w+)(?:, decision (?<decision>[0-9a-f-]{36}))?\)$/s.exec(
      error.message,
    )?.groups;
  const { code, decision, message = error.message, hint = '' } = found ?? {};
  throw new Failure({ code, decision, number: String(error.errno), message, hint });
}
