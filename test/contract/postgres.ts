/** Postgres by the `pg` driver, put into the contract's words. */
import { Client as PgClient, DatabaseError } from 'pg';
import { loadShop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway, type RuleFiles } from '../servers/gateway.ts';
import { startPostgres } from '../servers/postgres.ts';
import { IDENTITY } from './rules.ts';
import { Failure, type Client, type Format, type Login, type Row, type Scene, type Subject } from './subject.ts';

export const postgres: Subject = {
  name: 'Postgres',
  words: {
    setToken: (token) => `SET wirewall.token = '${token}'`,
    setIntent: (intent) => `SET wirewall.intent = '${intent}'`,
    unknownTable: '42P01',
    unknownColumn: '42703',
    syntaxError: '42601',
    failing: { sql: 'SELECT id FROM shop.orders WHERE 1 / (id - id) = 1', number: '22012' },
  },
  formats: [
    format('a simple query', (client, text) => client.query<Row>(text)),
    format('a prepared statement', (client, text) => client.query<Row>({ name: 's', text, values: [] })),
    format('binary', (client, text) => {
      const inBinary = { name: 'b', text, values: [], binary: true };
      return client.query<Row>(inBinary);
    }),
    format('a cursor', async (client, text) => {
      await client.query('BEGIN');
      await client.query(`DECLARE c CURSOR FOR ${text}`);
      const rows = await client.query<Row>('FETCH ALL FROM c');
      await client.query('COMMIT');
      return rows;
    }),
  ],
  cannot: {},
  open,
};

async function open(rules: RuleFiles): Promise<Scene> {
  const server = await startPostgres();
  const shop = await loadShop(server);
  const gateway = await startGateway({ server, shop, rules, tls: true, config: IDENTITY });
  return {
    gateway,
    upstreamPassword: shop.password,
    connect: (login) => connect(gateway, login),
    async direct(sql) {
      const client = new PgClient({ connectionString: server.url('shop', shop.user, shop.password) });
      await client.connect();
      try {
        return (await client.query<Row>(sql)).rows;
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
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  return {
    ended,
    async query(sql) {
      const result: unknown = await client.query(sql).catch(fail);
      const last: unknown = Array.isArray(result) ? result.at(-1) : result;
      return typeof last === 'object' && last !== null && 'rows' in last ? (last.rows as Row[]) : [];
    },
    close: () => client.end(),
    destroy: () => client.connection.stream.destroy(),
  };
}

type Driver = PgClient & { readonly connection: { readonly stream: { destroy(): void } } };

async function driver(gateway: Gateway, { agent, secret, encrypted = true }: Login): Promise<Driver> {
  const client = new PgClient({
    host: gateway.host,
    port: gateway.port,
    user: agent,
    password: secret,
    database: 'shop',
    ssl: encrypted ? { ca: gateway.certificate ?? '' } : false,
  });
  client.on('error', () => undefined);
  await client.connect().catch(fail);
  return client;
}

function format(name: string, run: (client: PgClient, sql: string) => Promise<{ readonly rows: Row[] }>): Format {
  return {
    name,
    async read({ gateway }, login, sql) {
      const client = await driver(gateway, login);
      try {
        return (await run(client, sql).catch(fail)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

function fail(error: unknown): never {
  if (!(error instanceof DatabaseError)) throw error;
  const [, code, decision] = /^(WW_\w+)(?:, decision ([0-9a-f-]{36}))?/.exec(error.detail ?? '') ?? [];
  throw new Failure({ code, decision, number: error.code ?? '', message: error.message, hint: error.hint ?? '' });
}
