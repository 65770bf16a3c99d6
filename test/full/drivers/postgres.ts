/** `postgres`, which pipelines: everything that is asked at once goes out at once, as named or unnamed statements. */
import { readFile } from 'node:fs/promises';
import postgres, { type Sql } from 'postgres';
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

const same: Operations<Sql> = {
  parameters: (sql) =>
    sql`SELECT id, status, total_cents, placed_at FROM shop.orders WHERE id = ${3} OR status = ${'paid'} ORDER BY id`,
  types: (sql) =>
    sql`SELECT ${'x'}::text AS words, ${9}::int AS number, ${sql.json({ a: [1] })}::jsonb AS json, ${sql.array([1, 2], 1007)}::int[] AS list,
        ${new Date(0)}::timestamptz AS moment, ${null}::text AS nothing`,
  list: (sql) => sql`SELECT id, sku FROM shop.products WHERE id IN ${sql([1, 2, 3])} ORDER BY id`,
  pipelined: (sql) =>
    Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((id) => sql`SELECT title FROM shop.products WHERE id = ${id}`)),
  pipelined_with_an_error: (sql) =>
    Promise.all([
      sql`SELECT 1 AS one`,
      errorOf(() => sql`SELECT 1 / ${0}::int AS none`),
      sql`SELECT ${3}::int AS three`,
    ]),
  unprepared: (sql) => sql.unsafe('SELECT id FROM shop.orders WHERE id < $1 ORDER BY id', [4]),
  several: (sql) => sql.unsafe("SELECT 1 AS one; SELECT 'two' AS two").simple(),
  describe: async (sql) => {
    const { types, columns, string } = await sql`SELECT id, status FROM shop.orders WHERE id = ${1}`.describe();
    return { types, columns, string };
  },
  cursor: async (sql) => {
    const batches: unknown[] = [];
    await sql`SELECT id FROM shop.orders ORDER BY id LIMIT 25`.cursor(10, (rows) => {
      batches.push(rows);
    });
    return batches;
  },
  cursor_left_early: async (sql) => {
    const batches: unknown[] = [];
    for await (const rows of sql`SELECT id FROM shop.orders ORDER BY id`.cursor(10)) {
      batches.push(rows);
      if (batches.length === 2) break;
    }
    return [batches, await sql`SELECT 7 AS seven`];
  },
  transaction: async (sql) => {
    const error = await errorOf(() =>
      sql.begin(async (inside) => {
        await inside`INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'postgres-transaction', ${'x'})`;
        await errorOf(() => inside.savepoint((deeper) => deeper`SELECT 1 / ${0}::int`));
        const [row] = await inside`SELECT count(*) FROM shop.notes WHERE author = 'postgres-transaction'`;
        throw new Error(`rolled back with ${row?.['count']} note`);
      }),
    );
    return [error, await sql`SELECT count(*) FROM shop.notes WHERE author = 'postgres-transaction'`];
  },
  cancelled: async (sql) => {
    const query = sql.unsafe(ENDLESS_SQL);
    const running = errorOf(() => query);
    await new Promise((resolve) => setTimeout(resolve, 300));
    query.cancel();
    return [await running, await sql`SELECT 7 AS seven`];
  },
};

const masked: Operations<Sql> = {
  simple: async (sql) => (await sql.unsafe(MASKED_SQL).simple())[0]?.['email'] as unknown,
  extended: async (sql) => (await sql`SELECT email FROM shop.customers WHERE id = ${50}`)[0]?.['email'] as unknown,
  pipelined: async (sql) => {
    const read = (id: number) => sql`SELECT email FROM shop.customers WHERE id = ${id}`;
    const answers = await Promise.all([read(1), read(50), read(2)]);
    return answers[1][0]?.['email'] as unknown;
  },
  cursor: async (sql) => {
    const mails: unknown[] = [];
    await sql.unsafe(MASKED_SQL).cursor(1, ([row]) => {
      mails.push(row?.['email']);
    });
    return mails[0];
  },
};

const refused: Operations<Sql> = {
  alone: (sql) => refusal(sql, () => sql.unsafe(REFUSED_SQL)),
  with_parameters: (sql) => refusal(sql, () => sql`SELECT salary FROM hr.salaries WHERE id = ${1}`),
  behind_another: (sql) => refusal(sql, () => sql.unsafe(`${noteBy('postgres-batch')}; ${REFUSED_SQL}`).simple()),
  among_pipelined: (sql) =>
    refusal(sql, async () => {
      const before = sql`SELECT ${1}::int AS one`;
      const bad = sql`SELECT salary FROM hr.salaries WHERE id = ${1}`;
      const behind = sql`SELECT ${2}::int AS two`;
      const [first, , last] = await Promise.allSettled([before, bad, behind]);
      if (first.status !== 'fulfilled' || last.status !== 'fulfilled')
        throw new Error('its neighbours were not answered');
      await bad;
    }),
  in_a_pipelined_transaction: (sql) =>
    refusal(sql, () =>
      sql.begin((inside) => [
        inside.unsafe(noteBy('postgres-transaction')),
        inside.unsafe(REFUSED_SQL),
        inside.unsafe('SELECT 1'),
      ]),
    ),
};

async function refusal(sql: Sql, attempt: () => PromiseLike<unknown>) {
  const error = await errorOf(attempt);
  const [row] = await sql`SELECT 7 AS seven`;
  return { code: error?.['code'], message: error?.['message'], hint: error?.['hint'], after: row?.['seven'] };
}

const connected = (url: string) => async (operation: (sql: Sql) => Promise<unknown>) => {
  // It doesn't read libpq's sslrootcert.
  const address = new URL(url);
  const authority = address.searchParams.get('sslrootcert');
  address.search = '';
  const tls = authority === null ? {} : { ssl: { ca: await readFile(authority, 'utf8') } };
  const sql = postgres(address.href, { max: 1, onnotice: () => undefined, ...tls });
  try {
    return await operation(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
};

export const postgresDriver: Driver = {
  name: 'postgres',
  same: (url) => runAll(same, connected(url)),
  refused: (url) => runAll(refused, connected(url)),
  masked: (url) => runAll(masked, connected(url)),
  seven: async (url) => Number(await connected(url)(async (sql) => (await sql`SELECT 7 AS seven`)[0]?.['seven'])),
};
