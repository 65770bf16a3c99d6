/** Drizzle: prepared statements of mysql2, relational queries by lateral joins with JSON_ARRAYAGG, migrations. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, asc, desc, eq, gt, inArray, relations, sql } from 'drizzle-orm';
import {
  bigint,
  char,
  datetime,
  decimal,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  text,
  varchar,
} from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/mysql2';
import { migrate } from 'drizzle-orm/mysql2/migrator';
import mysql from 'mysql2/promise';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';

const id = () => bigint('id', { mode: 'number' }).primaryKey().autoincrement();
const customers = mysqlTable('customers', {
  id: id(),
  name: varchar('name', { length: 100 }),
  email: varchar('email', { length: 200 }),
  city: varchar('city', { length: 100 }),
  country: char('country', { length: 2 }),
});
const orders = mysqlTable('orders', {
  id: id(),
  customerId: bigint('customer_id', { mode: 'number' }),
  status: mysqlEnum('status', ['new', 'paid', 'shipped', 'delivered', 'returned', 'cancelled']),
  totalCents: int('total_cents'),
  placedAt: datetime('placed_at'),
});
const notes = mysqlTable('notes', {
  id: id(),
  orderId: bigint('order_id', { mode: 'number' }),
  author: varchar('author', { length: 50 }),
  body: text('body'),
});
const products = mysqlTable('products', {
  id: id(),
  sku: varchar('sku', { length: 32 }),
  title: varchar('title', { length: 200 }),
  category: varchar('category', { length: 50 }),
  priceCents: int('price_cents'),
  inStock: int('in_stock'),
});
const events = mysqlTable('events', {
  id: bigint('id', { mode: 'number' }),
  kind: varchar('kind', { length: 50 }),
  details: json('details'),
});
const things = mysqlTable('drizzle_things', {
  id: int('id').primaryKey().autoincrement(),
  name: varchar('name', { length: 80 }),
  price: decimal('price', { precision: 10, scale: 2 }),
});

const schema = {
  customers,
  orders,
  notes,
  customersRelations: relations(customers, ({ many }) => ({ orders: many(orders) })),
  ordersRelations: relations(orders, ({ one, many }) => ({
    customer: one(customers, { fields: [orders.customerId], references: [customers.id] }),
    notes: many(notes),
  })),
  notesRelations: relations(notes, ({ one }) => ({
    order: one(orders, { fields: [notes.orderId], references: [orders.id] }),
  })),
};

const rollback = Symbol('rollback');
/** What the operation gives inside a transaction that is taken back. */
async function rolledBack(db, operation) {
  let result;
  await db
    .transaction(
      async (inner) => {
        result = await operation(inner);
        throw rollback;
      },
      { isolationLevel: 'read committed', accessMode: 'read write' },
    )
    .catch((error) => {
      if (error !== rollback) throw error;
    });
  return result;
}

/** Its relational queries join laterally, which MariaDB doesn't know. */
const isMariaDb = async ({ db }) => String((await db.execute(sql`SELECT VERSION() AS v`))[0][0].v).includes('MariaDB');

const same = {
  select: ({ db }) =>
    db
      .select()
      .from(orders)
      .where(and(inArray(orders.status, ['paid', 'new']), gt(orders.totalCents, 500)))
      .orderBy(asc(orders.id))
      .limit(5)
      .offset(2),
  joins: ({ db }) =>
    db
      .select({ name: customers.name, n: sql`count(${orders.id})`.mapWith(Number) })
      .from(customers)
      .leftJoin(orders, eq(orders.customerId, customers.id))
      .groupBy(customers.id)
      .orderBy(desc(sql`count(${orders.id})`), customers.name)
      .limit(5),
  relational: async (on) =>
    (await isMariaDb(on)) ||
    on.db.query.customers.findMany({
      columns: { id: true, name: true },
      where: inArray(customers.id, [1, 2, 3]),
      with: {
        orders: { orderBy: asc(orders.id), with: { notes: { columns: { body: true }, orderBy: asc(notes.id) } } },
      },
      orderBy: asc(customers.id),
    }),
  first: async (on) =>
    (await isMariaDb(on)) ||
    on.db.query.orders.findFirst({ where: eq(orders.id, 7), with: { customer: { columns: { name: true } } } }),
  cte: ({ db }) => {
    const large = db.$with('large').as(db.select().from(orders).where(gt(orders.totalCents, 9000)));
    return db
      .with(large)
      .select({ customer: large.customerId, n: sql`count(*)`.as('n') })
      .from(large)
      .groupBy(large.customerId)
      .orderBy(large.customerId);
  },
  union: ({ db }) =>
    db
      .select({ name: customers.city })
      .from(customers)
      .union(db.select({ name: products.category }).from(products))
      .orderBy(sql`city`),
  prepared: async ({ db }) => {
    const query = db
      .select({ id: orders.id, status: orders.status })
      .from(orders)
      .where(eq(orders.id, sql.placeholder('id')))
      .prepare();
    return [await query.execute({ id: 1 }), await query.execute({ id: 2 }), await query.execute({ id: -1 })];
  },
  count: ({ db }) => db.$count(orders, eq(orders.status, 'paid')),
  json: ({ db }) =>
    db
      .select({ source: sql`json_unquote(json_extract(${events.details}, '$.source'))` })
      .from(events)
      .where(eq(events.id, 1)),
  crud: ({ db }) =>
    rolledBack(db, async (inner) => {
      const made = await inner
        .insert(notes)
        .values([
          { orderId: 1, author: 'drizzle', body: 'žluťoučký 🐎' },
          { orderId: 2, author: 'drizzle', body: 'b' },
        ])
        .$returningId();
      const [changed] = await inner
        .update(notes)
        .set({ body: sql`concat(${notes.body}, '!')` })
        .where(eq(notes.author, 'drizzle'));
      const found = await inner
        .select({ body: notes.body })
        .from(notes)
        .where(eq(notes.author, 'drizzle'))
        .orderBy(notes.id)
        .for('update', { skipLocked: true });
      const [gone] = await inner.delete(notes).where(eq(notes.author, 'drizzle')).limit(5);
      return { made: made.length, changed: changed.affectedRows, found, gone: gone.affectedRows };
    }),
  upsert: ({ db }) =>
    rolledBack(db, async (inner) => {
      await inner
        .insert(products)
        .values({ sku: 'SKU-0001', title: 'Cup', category: 'kitchen', priceCents: 5 })
        .onDuplicateKeyUpdate({ set: { title: sql`values(${products.title})` } });
      const [ignored] = await inner
        .insert(products)
        .ignore()
        .values({ sku: 'SKU-0001', title: 'Pot', category: 'kitchen', priceCents: 5 });
      return [
        await inner.select({ title: products.title }).from(products).where(eq(products.sku, 'SKU-0001')),
        ignored.affectedRows,
      ];
    }),
  nested: ({ db }) =>
    rolledBack(db, async (inner) => ({
      error: await errorOf(() =>
        inner.transaction((deeper) => deeper.insert(notes).values({ orderId: -1, author: 'x', body: 'x' })),
      ),
    })),
  iterated: async ({ db }) => {
    let count = 0;
    for await (const _ of db.select().from(orders).orderBy(orders.id).iterator()) count++;
    return count;
  },
  migrations: async ({ db, connection }) => {
    const folder = mkdtempSync(join(tmpdir(), 'drizzle-'));
    try {
      mkdirSync(join(folder, 'meta'));
      const entry = { idx: 0, version: '5', when: 1_780_000_000_000, tag: '0000_first', breakpoints: true };
      writeFileSync(
        join(folder, 'meta', '_journal.json'),
        JSON.stringify({ version: '7', dialect: 'mysql', entries: [entry] }),
      );
      writeFileSync(join(folder, '0000_first.sql'), MIGRATION);
      await migrate(db, { migrationsFolder: folder, migrationsTable: 'drizzle_done', migrationsSchema: undefined });
      await migrate(db, { migrationsFolder: folder, migrationsTable: 'drizzle_done' });
      await db.insert(things).values({ name: 'one', price: '12.50' });
      return await db.select().from(things);
    } finally {
      rmSync(folder, { recursive: true });
      for (const table of ['drizzle_things', 'drizzle_done'])
        await connection.query(`DROP TABLE IF EXISTS \`${table}\``);
    }
  },
};

const MIGRATION = `CREATE TABLE \`drizzle_things\` (
	\`id\` int AUTO_INCREMENT NOT NULL,
	\`name\` varchar(80),
	CONSTRAINT \`drizzle_things_id\` PRIMARY KEY(\`id\`),
	CONSTRAINT \`drizzle_things_name_unique\` UNIQUE(\`name\`)
);
--> statement-breakpoint
ALTER TABLE \`drizzle_things\` ADD \`price\` decimal(10,2) DEFAULT '0.00';--> statement-breakpoint
CREATE INDEX \`by_price\` ON \`drizzle_things\` (\`price\`);`;

const seven = async ({ db }) => (await db.execute(sql`SELECT 7 AS seven`))[0][0].seven;

const refused = {
  raw: (on) =>
    refusal(
      () => on.db.execute(sql.raw(REFUSED_SQL)),
      () => seven(on),
    ),
  with_parameters: (on) =>
    refusal(
      () => on.db.execute(sql`SELECT salary FROM hr.salaries WHERE id = ${1}`),
      () => seven(on),
    ),
};

const masked = {
  raw: async ({ db }) => (await db.execute(sql.raw(MASKED_SQL)))[0][0].email,
  built: async ({ db }) =>
    (await db.select({ email: customers.email }).from(customers).where(eq(customers.id, 50)))[0].email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const connection = await mysql.createConnection(optionsOf(url));
  try {
    return await operation({ db: drizzle(connection, { schema, mode: 'default' }), connection });
  } finally {
    await connection.end();
  }
});
