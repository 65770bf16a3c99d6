/** `pg`, the driver that most of Node uses: simple and extended protocol, named statements, portals, cancellation. */
import { Client, type QueryResult } from 'pg';
import {
  ENDLESS_SQL,
  errorOf,
  MASKED_SQL,
  noteBy,
  REFUSED_SQL,
  runAll,
  type Driver,
  type Operations,
} from './driver.ts';

const ALL_TYPES = `SELECT $1::bigint AS big, $2::numeric AS exact, $3::text AS words, $4::jsonb AS json, $5::int[] AS list,
  $6::timestamptz AS moment, $7::bytea AS bytes, $8::boolean AS truth, $9::uuid AS id, $10::text AS nothing`;
const SAMPLE = [
  '9007199254740993', '12.3400', 'žluťoučký 🐎 \\ \' "', { a: [1, null] }, [1, 2, 3],
  '2026-03-04T05:06:07.891Z', Buffer.from([0, 1, 254, 255]), true, '0190163d-8694-739b-aea5-966c26f8ad91', null,
]; // prettier-ignore

const shape = ({ command, rowCount, rows, fields }: QueryResult) => ({ command, rowCount, rows, fields });

const same: Operations<Client> = {
  simple: async (client) => shape(await client.query('SELECT * FROM shop.orders ORDER BY id LIMIT 5')),
  several: async (client) => {
    const results: unknown = await client.query(
      "SELECT 1 AS one; SELECT 'two' AS two, 3 AS three; SELECT 1 WHERE false",
    );
    return (results as QueryResult[]).map(shape);
  },
  parameters: async (client) => shape(await client.query(ALL_TYPES, SAMPLE)),
  binary: async (client) => {
    const query = {
      text: 'SELECT id, status, placed_at FROM shop.orders ORDER BY id LIMIT 9',
      values: [],
      binary: true,
    };
    return shape(await client.query(query));
  },
  named: async (client) => {
    const query = { name: 'by-id', text: 'SELECT id, status FROM shop.orders WHERE id = $1' };
    return [
      shape(await client.query(query, [1])),
      shape(await client.query(query, [2])),
      shape(await client.query(query, [-1])),
    ];
  },
  portal: async (client) => {
    // The driver asks for so many rows at a time, and goes on at each PortalSuspended.
    const query = { text: 'SELECT id FROM shop.orders ORDER BY id', values: [], rows: 7, queryMode: 'extended' };
    return (await client.query<{ id: string }>(query)).rows.length;
  },
  tags: async (client) => {
    await client.query('BEGIN');
    const insert = await client.query(`${noteBy('pg-tags')} RETURNING author`);
    const update = await client.query("UPDATE shop.notes SET body = 'x' WHERE author = 'pg-tags'");
    const remove = await client.query('DELETE FROM shop.notes WHERE author = $1', ['pg-tags']);
    const end = await client.query('ROLLBACK');
    return [insert, update, remove, end].map(shape);
  },
  transaction: async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(noteBy('pg-transaction'));
    await client.query('SAVEPOINT s');
    const error = await errorOf(() => client.query('SELECT 1/0'));
    const aborted = await errorOf(() => client.query('SELECT 1'));
    await client.query('ROLLBACK TO SAVEPOINT s');
    const inside = await client.query("SELECT count(*) FROM shop.notes WHERE author = 'pg-transaction'");
    await client.query('ROLLBACK');
    const outside = await client.query("SELECT count(*) FROM shop.notes WHERE author = 'pg-transaction'");
    return { error, aborted, inside: inside.rows, outside: outside.rows };
  },
  commit_of_a_failed_transaction: async (client) => {
    await client.query('BEGIN');
    await errorOf(() => client.query('SELECT 1/0'));
    return shape(await client.query('COMMIT'));
  },
  errors: async (client) => [
    await errorOf(() => client.query('SELEC 1')),
    await errorOf(() => client.query('SELECT missing FROM shop.orders')),
    await errorOf(() => client.query('SELECT * FROM shop.missing')),
    await errorOf(() => client.query('SELECT $1::int', ['no number'])),
    await errorOf(() =>
      client.query("INSERT INTO shop.products (sku, title, category, price_cents) VALUES ('SKU-0001', 'a', 'b', 1)"),
    ),
    await errorOf(() => client.query('UPDATE shop.products SET price_cents = -1 WHERE id = 1')),
    (await client.query('SELECT 7 AS seven')).rows,
  ],
  notices: async (client) => {
    const notices: unknown[] = [];
    client.on('notice', ({ message, severity, code }) => notices.push({ message, severity, code }));
    await client.query('ROLLBACK');
    return notices;
  },
  empty: async (client) => [shape(await client.query('')), shape(await client.query(' -- only a comment'))],
  settings: async (client) => {
    await client.query("SET TIME ZONE 'Europe/Prague'");
    await client.query('SET search_path = shop');
    const answers = [];
    for (const sql of ['SHOW TimeZone', 'SHOW search_path', 'SELECT count(*) FROM orders', 'SELECT current_schema()']) {
      answers.push((await client.query(sql)).rows);
    }
    return answers;
  },
  large_result: async (client) => {
    const { rows } = await client.query<{ text: string }>(
      "SELECT repeat(a.status::text || '-', 20) AS text FROM shop.orders a, shop.orders b ORDER BY a.id, b.id",
    );
    return [rows.length, rows.reduce((sum, { text }) => sum + text.length, 0)];
  },
  large_parameter: async (client) =>
    (await client.query('SELECT length($1::text) AS length', ['é'.repeat(400_000)])).rows,
  cursor: async (client) => {
    await client.query('BEGIN');
    await client.query('DECLARE c CURSOR FOR SELECT id FROM shop.orders ORDER BY id');
    const rows = [
      await client.query('FETCH 3 FROM c'),
      await client.query('FETCH 2 FROM c'),
      await client.query('CLOSE c'),
    ];
    await client.query('COMMIT');
    return rows.map(shape);
  },
  sql_prepare: async (client) => {
    await client.query('PREPARE by_id (bigint) AS SELECT id, status FROM shop.orders WHERE id = $1');
    const rows = (await client.query('EXECUTE by_id (3)')).rows;
    await client.query('DEALLOCATE by_id');
    return rows;
  },
  explain: async (client) => (await client.query('EXPLAIN (COSTS OFF) SELECT 1')).rows,
};

type Mail = { readonly email: string };

const masked: Operations<Client> = {
  simple: async (client) => (await client.query<Mail>(MASKED_SQL)).rows[0]?.email,
  extended: async (client) =>
    (await client.query<Mail>('SELECT email FROM shop.customers WHERE id = $1', [50])).rows[0]?.email,
  named: async (client) => {
    const query = { name: 'mail', text: MASKED_SQL };
    await client.query(query);
    return (await client.query<Mail>(query)).rows[0]?.email;
  },
  binary: async (client) => {
    const query = { text: MASKED_SQL, values: [], binary: true };
    return (await client.query<Mail>(query)).rows[0]?.email;
  },
  portal: async (client) => {
    const query = { text: MASKED_SQL, values: [], rows: 1, queryMode: 'extended' };
    return (await client.query<Mail>(query)).rows[0]?.email;
  },
  cursor: async (client) => {
    await client.query(`BEGIN; DECLARE mail CURSOR FOR ${MASKED_SQL}`);
    return (await client.query<Mail>('FETCH ALL FROM mail')).rows[0]?.email;
  },
  prepared_in_sql: async (client) => {
    await client.query(`PREPARE mail AS ${MASKED_SQL}`);
    return (await client.query<Mail>('EXECUTE mail')).rows[0]?.email;
  },
  through_a_view: async (client) =>
    (await client.query<Mail>('SELECT contact_email AS email FROM shop.customer_contacts WHERE customer_id = 50'))
      .rows[0]?.email,
};

/** Its pipeline mode sends queries without waiting for the answers before them. */
const samePipelined: Operations<Client> = {
  pipelined: (client) =>
    Promise.all(
      [1, 2, 3, 4, 5].map(
        async (id) => (await client.query('SELECT title FROM shop.products WHERE id = $1', [id])).rows,
      ),
    ),
  pipelined_with_an_error: (client) =>
    Promise.all([
      client.query('SELECT 1 AS one').then(shape),
      errorOf(() => client.query('SELECT 1 / $1::int', [0])),
      client.query('SELECT $1::int AS three', [3]).then(shape),
    ]),
};

const refusedPipelined: Operations<Client> = {
  among_pipelined: (client) =>
    refusal(client, async () => {
      const before = client.query('SELECT $1::int AS one', [1]);
      const bad = client.query('SELECT salary FROM hr.salaries WHERE id = $1', [1]);
      const behind = client.query('SELECT $1::int AS two', [2]);
      const [first, , last] = await Promise.allSettled([before, bad, behind]);
      if (first.status !== 'fulfilled' || last.status !== 'fulfilled')
        throw new Error('its neighbours were not answered');
      await bad;
    }),
};

/** A second connection asks the server to stop what the first one runs; the first goes on. */
async function cancelled(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const running = errorOf(() => client.query(ENDLESS_SQL));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    await sendCancel(client, processID, secretKey);
    return { error: await running, after: (await client.query('SELECT 7 AS seven')).rows };
  } finally {
    await client.end();
  }
}

async function sendCancel({ host, port }: Client, processId: number, key: number): Promise<void> {
  const { connect } = await import('node:net');
  const request = Buffer.alloc(16);
  [16, 80_877_102, processId, key].forEach((value, index) => request.writeInt32BE(value | 0, index * 4));
  const socket = connect(port, host);
  socket.end(request);
  socket.resume();
  await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
}

const refused: Operations<Client> = {
  alone: (client) => refusal(client, () => client.query(REFUSED_SQL)),
  with_parameters: (client) => refusal(client, () => client.query('SELECT salary FROM hr.salaries WHERE id = $1', [1])),
  named: (client) => refusal(client, () => client.query({ name: 'payroll', text: REFUSED_SQL })),
  behind_another: (client) => refusal(client, () => client.query(`${noteBy('pg-batch')}; ${REFUSED_SQL}`)),
  in_a_transaction: async (client) => {
    await client.query('BEGIN');
    await client.query(noteBy('pg-transaction'));
    const error = await errorOf(() => client.query(REFUSED_SQL));
    // As after any error: the transaction has failed, and COMMIT is answered by a rollback.
    const aborted = await errorOf(() => client.query('SELECT 7 AS seven'));
    const { command } = await client.query('COMMIT');
    return { ...(await refusal(client, () => Promise.reject(errorFrom(error)))), aborted: aborted?.['code'], command };
  },
};

function errorFrom(fields: Record<string, unknown> | undefined): Error {
  return Object.assign(new Error(String(fields?.['message'])), fields);
}

async function refusal(client: Client, attempt: () => Promise<unknown>) {
  const error = await errorOf(attempt);
  const { rows } = await client.query<{ seven: number }>('SELECT 7 AS seven');
  return { code: error?.['code'], message: error?.['message'], hint: error?.['hint'], after: rows[0]?.seven };
}

const connected =
  (url: string, pipeline = false) =>
  async (operation: (client: Client) => Promise<unknown>) => {
    const options = { connectionString: url, pipeline };
    const client = new Client(options);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await operation(client);
    } finally {
      await client.end();
    }
  };

export const pgDriver: Driver = {
  name: 'pg',
  same: async (url) => ({
    ...(await runAll(same, connected(url))),
    ...(await runAll(samePipelined, connected(url, true))),
    ...(await runAll({ cancelled }, (operation) => operation(url))),
  }),
  refused: async (url) => ({
    ...(await runAll(refused, connected(url))),
    ...(await runAll(refusedPipelined, connected(url, true))),
  }),
  masked: (url) => runAll(masked, connected(url)),
  seven: async (url) =>
    Number(
      await connected(url)(
        async (client) => (await client.query<{ seven: number }>('SELECT 7 AS seven')).rows[0]?.seven,
      ),
    ),
};
