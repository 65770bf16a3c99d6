/** Kysely: a typed query builder over mysql2's pool, with introspection and migrations of its own. */
import { Kysely, MysqlDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { createPool } from 'mysql2';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal, told } from './driver.mjs';

const same = {
  select: (db) =>
    db
      .selectFrom('orders')
      .select(['id', 'status', 'placed_at'])
      .where('status', 'in', ['paid', 'new'])
      .orderBy('id')
      .limit(5)
      .offset(2)
      .execute(),
  joins: (db) =>
    db
      .selectFrom('orders as o')
      .innerJoin('customers as c', 'c.id', 'o.customer_id')
      .leftJoin('notes as n', (on) => on.onRef('n.order_id', '=', 'o.id').on('n.author', '=', 'support'))
      .select(({ fn }) => ['c.country', fn.countAll().as('n'), fn.sum('o.total_cents').as('cents')])
      .groupBy('c.country')
      .orderBy('c.country')
      .execute(),
  cte: (db) =>
    db
      .with('large', (query) => query.selectFrom('orders').selectAll().where('total_cents', '>', 9000))
      .selectFrom('large')
      .select(sql`count(*)`.as('n'))
      .executeTakeFirst(),
  exists: (db) =>
    db
      .selectFrom('customers as c')
      .select('id')
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('orders as o').select('o.id').whereRef('o.customer_id', '=', 'c.id')),
      )
      .orderBy('id')
      .execute(),
  window: (db) =>
    db
      .selectFrom('products')
      .select(({ fn }) => [
        'sku',
        fn
          .agg('row_number')
          .over((over) => over.partitionBy('category').orderBy('price_cents'))
          .as('n'),
      ])
      .orderBy('sku')
      .execute(),
  crud: (db) =>
    rolledBack(db, async (inner) => {
      const made = await inner
        .insertInto('notes')
        .values({ order_id: 1, author: 'kysely', body: '🐎' })
        .executeTakeFirst();
      const changed = await inner
        .updateTable('notes')
        .set({ body: sql`concat(body, '!')` })
        .where('author', '=', 'kysely')
        .executeTakeFirst();
      const found = await inner.selectFrom('notes').select('body').where('author', '=', 'kysely').forUpdate().execute();
      const gone = await inner.deleteFrom('notes').where('author', '=', 'kysely').executeTakeFirst();
      return [
        Number(made.numInsertedOrUpdatedRows),
        Number(changed.numChangedRows),
        found,
        Number(gone.numDeletedRows),
      ];
    }),
  upsert: (db) =>
    rolledBack(db, async (inner) => {
      const row = { sku: 'SKU-0001', title: 'Cup', category: 'kitchen', price_cents: 5 };
      await inner.insertInto('products').values(row).onDuplicateKeyUpdate({ title: 'Cup' }).execute();
      await inner.insertInto('products').ignore().values(row).execute();
      await inner.replaceInto('notes').values({ id: 60, order_id: 1, author: 'a', body: 'b' }).execute();
      return inner.selectFrom('products').select(['title', 'price_cents']).where('sku', '=', 'SKU-0001').execute();
    }),
  introspection: async (db) => {
    const tables = await db.introspection.getTables();
    return tables
      .filter(({ name }) => ['orders', 'order_summary'].includes(name))
      .map(({ name, isView, columns }) => ({ name, isView, columns }));
  },
  stream: async (db) => {
    let count = 0;
    for await (const _ of db.selectFrom('orders').select('id').stream(10)) count++;
    return count;
  },
  migrations: async (db) => {
    const provider = { getMigrations: () => Promise.resolve({ '1_things': MIGRATION }) };
    const migrator = new Migrator({
      db,
      provider,
      migrationTableName: 'kysely_done',
      migrationLockTableName: 'kysely_lock',
    });
    try {
      const up = await migrator.migrateToLatest();
      const error = await errorOf(() => db.insertInto('kysely_things').values({ name: null }).execute());
      const down = await migrator.migrateDown();
      return {
        up: up.results,
        because: up.error === undefined ? undefined : told(up.error),
        error: error?.errno,
        down: down.results,
      };
    } finally {
      for (const table of ['kysely_things', 'kysely_done', 'kysely_lock'])
        await db.schema.dropTable(table).ifExists().execute();
    }
  },
};

const MIGRATION = {
  up: async (db) => {
    await db.schema
      .createTable('kysely_things')
      .addColumn('id', 'integer', (column) => column.autoIncrement().primaryKey())
      .addColumn('name', 'varchar(80)', (column) => column.notNull().unique())
      .addColumn('made', 'timestamp', (column) => column.defaultTo(sql`now()`))
      .execute();
    await db.schema
      .alterTable('kysely_things')
      .addColumn('price', sql`decimal(10, 2)`)
      .modifyColumn('name', 'varchar(90)', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('by_price').on('kysely_things').columns(['price', 'name']).execute();
  },
  down: (db) => db.schema.dropTable('kysely_things').execute(),
};

const rollback = Symbol('rollback');
async function rolledBack(db, operation) {
  let result;
  await db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (inner) => {
      result = await operation(inner);
      throw rollback;
    })
    .catch((error) => {
      if (error !== rollback) throw error;
    });
  return result;
}

const seven = async (db) => (await sql`SELECT 7 AS seven`.execute(db)).rows[0].seven;

const refused = {
  built: (db) =>
    refusal(
      () => db.withSchema('hr').selectFrom('salaries').select('salary').execute(),
      () => seven(db),
    ),
  raw: (db) =>
    refusal(
      () => sql.raw(REFUSED_SQL).execute(db),
      () => seven(db),
    ),
};

const masked = {
  raw: async (db) => (await sql.raw(MASKED_SQL).execute(db)).rows[0].email,
  built: async (db) => (await db.selectFrom('customers').select('email').where('id', '=', 50).executeTakeFirst()).email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const db = new Kysely({ dialect: new MysqlDialect({ pool: createPool({ ...optionsOf(url), connectionLimit: 2 }) }) });
  try {
    return await operation(db);
  } finally {
    await db.destroy();
  }
});
