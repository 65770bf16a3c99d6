/** knex: a query builder over mysql2's text protocol, with a schema builder and migrations that take a lock in a table. */
import knex from 'knex';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';

const same = {
  rows: (db) => db('orders').select('id', 'status', 'placed_at').where('id', '<', 6).orderBy('id'),
  joins: (db) =>
    db('orders as o')
      .join('customers as c', 'c.id', 'o.customer_id')
      .leftJoin('order_items as i', (on) => on.on('i.order_id', 'o.id').andOn('i.line', db.raw('?', [1])))
      .whereIn('o.status', ['paid', 'shipped'])
      .andWhere((some) => some.where('c.country', 'DE').orWhereNull('o.shipped_at'))
      .select('o.id', 'c.name', 'i.quantity')
      .orderBy([{ column: 'c.name', order: 'desc' }, 'o.id'])
      .limit(7)
      .offset(3),
  groups: (db) =>
    db('orders')
      .select('status')
      .count({ n: '*' })
      .sum({ cents: 'total_cents' })
      .groupBy('status')
      .having('n', '>', 1)
      .orderBy('status'),
  page: async (db) => ({
    total: await db('orders').count('* as total').first(),
    first: await db('orders').orderBy('id').first(),
  }),
  cte: (db) =>
    db
      .with('large', (query) => query.select('id', 'customer_id').from('orders').where('total_cents', '>', 9000))
      .select('customer_id')
      .countDistinct('id as n')
      .from('large')
      .groupBy('customer_id')
      .orderBy('customer_id'),
  window: (db) => db('products').select('sku').rowNumber('n', 'price_cents', 'category').orderBy('sku'),
  crud: async (db) => {
    const transaction = await db.transaction();
    const [id] = await transaction('notes').insert({ order_id: 1, author: 'knex', body: 'žluťoučký 🐎 \\ \' "' });
    await transaction('notes').insert([1, 2].map((order_id) => ({ order_id, author: 'knex', body: 'many' })));
    const changed = await transaction('notes').where({ id }).update({ body: 'changed' });
    const raised = await transaction('products').where({ id: 1 }).increment('in_stock', 5);
    const found = await transaction('notes')
      .where({ author: 'knex' })
      .select('order_id', 'body')
      .orderBy('id')
      .forUpdate();
    const gone = await transaction('notes').where({ author: 'knex' }).del();
    await transaction.rollback();
    return { isNumber: typeof id, changed, raised, found, gone };
  },
  upsert: (db) =>
    rolledBack(db, async (t) => {
      const row = { sku: 'SKU-0001', title: 'Cup', category: 'kitchen', price_cents: 5, in_stock: 1 };
      await t('products').insert(row).onConflict('sku').merge(['title']);
      await t('products').insert(row).onConflict('sku').ignore();
      return t('products').where({ sku: 'SKU-0001' }).select('title', 'price_cents');
    }),
  nested: (db) =>
    rolledBack(db, async (t) => {
      const error = await errorOf(() =>
        t.transaction(async (inner) => {
          await inner('notes').insert({ order_id: 1, author: 'knex-nested', body: 'x' });
          await inner('notes').insert({ order_id: -1, author: 'knex-nested', body: 'x' });
        }),
      );
      return { error, left: await t('notes').where({ author: 'knex-nested' }) };
    }),
  isolation: (db) => db.transaction((t) => t('orders').count('* as n'), { isolationLevel: 'repeatable read' }),
  stream: async (db) => {
    const ids = [];
    for await (const { id } of db('orders').select('id').orderBy('id').stream()) ids.push(id);
    return ids.length;
  },
  introspection: async (db) => ({
    columns: await db('orders').columnInfo(),
    table: await db.schema.hasTable('orders'),
    noTable: await db.schema.hasTable('nothing'),
    column: await db.schema.hasColumn('orders', 'status'),
  }),
  migrations: async (db) => {
    const source = {
      getMigrations: () => Promise.resolve(['1_things', '2_more']),
      getMigrationName: (name) => name,
      getMigration: (name) => Promise.resolve(MIGRATIONS[name]),
    };
    const config = { migrationSource: source, tableName: 'knex_done' };
    try {
      const [, done] = await db.migrate.latest(config);
      const [first] = await db('knex_things').insert({ name: 'first' });
      await db('knex_parts').insert({ thing_id: first, price: '12.50' });
      const columns = await db('knex_things').columnInfo();
      const parts = await db('knex_parts')
        .join('knex_things as t', 't.id', 'thing_id')
        .select('t.name', 'price', 'details', 'is_new');
      await db.migrate.rollback(config, true);
      return { done, columns, parts, left: await db.schema.hasTable('knex_things') };
    } finally {
      for (const table of ['knex_parts', 'knex_things', 'knex_done_lock', 'knex_done'])
        await db.schema.dropTableIfExists(table);
    }
  },
};

const MIGRATIONS = {
  '1_things': {
    up: (db) =>
      db.schema.createTable('knex_things', (table) => {
        table.increments();
        table.string('name', 80).notNullable().unique().comment("a thing's name");
        table.enu('kind', ['a', 'b']).defaultTo('a');
        table.timestamps(true, true);
        table.index(['kind', 'name'], 'by_kind');
      }),
    down: (db) => db.schema.dropTable('knex_things'),
  },
  '2_more': {
    up: async (db) => {
      await db.schema.createTable('knex_parts', (table) => {
        table.bigIncrements('id');
        table.integer('thing_id').unsigned().notNullable().references('id').inTable('knex_things').onDelete('CASCADE');
        table.decimal('price', 10, 2);
        table.json('details');
        table.boolean('is_new').notNullable().defaultTo(true);
        table.uuid('mark');
        table.binary('bytes');
      });
      await db.schema.alterTable('knex_things', (table) => {
        table.text('words');
        table.string('name', 120).notNullable().alter();
        table.renameColumn('words', 'texts');
        table.dropIndex(['kind', 'name'], 'by_kind');
      });
    },
    down: async (db) => {
      await db.schema.dropTable('knex_parts');
      await db.schema.alterTable('knex_things', (table) => table.dropColumn('texts'));
    },
  },
};

async function rolledBack(db, operation) {
  const transaction = await db.transaction();
  try {
    return await operation(transaction);
  } finally {
    await transaction.rollback();
  }
}

const seven = async (db) => (await db.select(db.raw('7 AS seven')))[0].seven;

const refused = {
  built: (db) =>
    refusal(
      () => db.withSchema('hr').from('salaries').select('salary'),
      () => seven(db),
    ),
  raw: (db) =>
    refusal(
      () => db.raw(REFUSED_SQL),
      () => seven(db),
    ),
};

const masked = {
  raw: async (db) => (await db.raw(MASKED_SQL))[0][0].email,
  built: async (db) => (await db('customers').where('id', 50).select('email'))[0].email,
  view: async (db) => (await db('customer_contacts').where('customer_id', 50).first()).contact_email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const db = knex({
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
    client: 'mysql2',
    connection: optionsOf(url),
    pool: { min: 0, max: 1 },
  });
  try {
    return await operation(db);
  } finally {
    await db.destroy();
  }
});
