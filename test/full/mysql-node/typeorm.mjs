/** TypeORM: entities, relations, and a schema builder that reads all of information_schema before it changes anything. */
import { DataSource, EntitySchema, In, LessThan, MoreThan, Table } from 'typeorm';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';

const Customer = new EntitySchema({
  name: 'Customer',
  tableName: 'customers',
  columns: {
    id: { type: 'bigint', primary: true, generated: true },
    name: { type: 'varchar' },
    city: { type: 'varchar' },
    country: { type: 'char' },
  },
  relations: { orders: { type: 'one-to-many', target: 'Order', inverseSide: 'customer' } },
});
const Order = new EntitySchema({
  name: 'Order',
  tableName: 'orders',
  columns: {
    id: { type: 'bigint', primary: true, generated: true },
    status: { type: 'varchar' },
    total_cents: { type: 'int' },
    placed_at: { type: 'datetime' },
  },
  relations: {
    customer: { type: 'many-to-one', target: 'Customer', joinColumn: { name: 'customer_id' } },
    notes: { type: 'one-to-many', target: 'Note', inverseSide: 'order' },
  },
});
const Note = new EntitySchema({
  name: 'Note',
  tableName: 'notes',
  columns: {
    id: { type: 'bigint', primary: true, generated: true },
    author: { type: 'varchar' },
    body: { type: 'text' },
  },
  relations: { order: { type: 'many-to-one', target: 'Order', joinColumn: { name: 'order_id' } } },
});
/** Made by the schema builder itself. */
const Thing = new EntitySchema({
  name: 'Thing',
  tableName: 'typeorm_things',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    name: { type: 'varchar', length: 80, unique: true },
    kind: { type: 'enum', enum: ['a', 'b'], default: 'a' },
    price: { type: 'decimal', precision: 10, scale: 2, nullable: true },
    words: { type: 'text', nullable: true },
    made: { type: 'datetime', createDate: true },
    changed: { type: 'datetime', updateDate: true },
    version: { type: 'int', version: true },
  },
  indices: [{ columns: ['kind', 'name'] }],
  relations: { parts: { type: 'one-to-many', target: 'Part', inverseSide: 'thing', cascade: true } },
});
const Part = new EntitySchema({
  name: 'Part',
  tableName: 'typeorm_parts',
  columns: { id: { type: 'int', primary: true, generated: true }, label: { type: 'varchar', length: 40 } },
  relations: { thing: { type: 'many-to-one', target: 'Thing', onDelete: 'CASCADE', joinColumn: { name: 'thing_id' } } },
});

const plain = (rows) => JSON.parse(JSON.stringify(rows));

const same = {
  find: async (db) =>
    plain(
      await db.getRepository(Order).find({
        where: [{ status: In(['paid', 'new']), id: LessThan('20') }, { total_cents: MoreThan(30000) }],
        order: { id: 'ASC' },
        take: 6,
        skip: 1,
      }),
    ),
  eager: async (db) =>
    plain(
      await db.getRepository(Customer).find({
        relations: { orders: { notes: true } },
        where: { country: 'DE' },
        order: { id: 'ASC', orders: { id: 'ASC', notes: { id: 'ASC' } } },
        take: 3,
      }),
    ),
  count: async (db) => {
    const [rows, total] = await db
      .getRepository(Order)
      .findAndCount({ relations: { customer: true }, order: { id: 'DESC' }, take: 2 });
    return { rows: plain(rows), total };
  },
  builder: (db) =>
    db
      .getRepository(Order)
      .createQueryBuilder('o')
      .innerJoin('o.customer', 'c')
      .select('c.country', 'country')
      .addSelect('COUNT(*)', 'n')
      .addSelect('AVG(o.total_cents)', 'mean')
      .where('o.placed_at >= :since', { since: '2026-02-01' })
      .groupBy('c.country')
      .having('COUNT(*) > :least', { least: 2 })
      .orderBy('country')
      .getRawMany(),
  subquery: (db) =>
    db
      .getRepository(Order)
      .createQueryBuilder('o')
      .where(
        (query) =>
          `o.customer_id IN ${query.subQuery().select('c.id').from(Customer, 'c').where('c.city = :city').getQuery()}`,
      )
      .setParameter('city', 'Springfield')
      .orderBy('o.id')
      .limit(5)
      .getMany()
      .then(plain),
  exists: (db) => db.getRepository(Order).exists({ where: { id: '5' } }),
  crud: async (db) => {
    const runner = db.createQueryRunner();
    await runner.connect();
    await runner.startTransaction('REPEATABLE READ');
    try {
      const notes = runner.manager.getRepository(Note);
      const saved = await notes.save(
        [1, 2, 3].map((id) => ({ order: { id }, author: 'typeorm', body: `žluťoučký 🐎 ${id}` })),
      );
      saved[0].body = 'changed';
      await notes.save(saved[0]);
      const changed = await notes.update({ author: 'typeorm' }, { author: 'typeorm2' });
      const locked = await notes
        .createQueryBuilder('n')
        .setLock('pessimistic_write')
        .where({ author: 'typeorm2' })
        .orderBy('n.id')
        .getMany();
      await notes.remove(saved[1]);
      const gone = await notes
        .createQueryBuilder()
        .delete()
        .where('author = :author', { author: 'typeorm2' })
        .execute();
      return { changed: changed.affected, locked: locked.map(({ body }) => body), gone: gone.affected };
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  },
  upsert: (db) =>
    db.transaction(async (manager) => {
      await manager.query(
        'INSERT INTO products (sku, title, category, price_cents) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE title = VALUES(title)',
        ['SKU-0001', 'Espresso cup', 'kitchen', 1],
      );
      return errorOf(() => manager.getRepository(Note).insert({ order: { id: -1 }, author: 'x', body: 'x' }));
    }),
  stream: async (db) => {
    const rows = await db.getRepository(Order).createQueryBuilder('o').orderBy('o.id').stream();
    let count = 0;
    for await (const _ of rows) count++;
    return count;
  },
  introspection: async (db) => {
    const runner = db.createQueryRunner();
    try {
      const [table] = await runner.getTables(['orders']);
      // The server gives them in no order of its own.
      const columns = table.columns
        .map(({ name, type, isNullable, default: by, isGenerated, enum: values }) => ({
          name,
          type,
          isNullable,
          by,
          isGenerated,
          values,
        }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const view = await runner.getView('order_summary').catch((told) => String(told.message));
      return {
        columns,
        keys: table.foreignKeys.map(({ columnNames, referencedTableName, onDelete }) => ({
          columnNames,
          referencedTableName,
          onDelete,
        })),
        indices: table.indices.map(({ columnNames }) => columnNames),
        has: await runner.hasTable('orders'),
        hasNot: await runner.hasTable('nothing'),
        databases: (await runner.getDatabases()).length >= 0,
        view: String(view).slice(0, 40),
      };
    } finally {
      await runner.release();
    }
  },
  synchronised: async (db) => {
    const { options } = db;
    const builder = new DataSource({ ...options, entities: [Thing, Part] });
    await builder.initialize();
    const runner = builder.createQueryRunner();
    try {
      await builder.synchronize();
      const again = (await builder.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
      const thing = await builder
        .getRepository(Thing)
        .save({ name: 'one', price: '1.50', parts: [{ label: 'x' }, { label: 'y' }] });
      thing.kind = 'b';
      await builder.getRepository(Thing).save(thing);
      await builder.getRepository(Thing).upsert({ name: 'one', price: '2.50' }, ['name']);
      const read = await builder
        .getRepository(Thing)
        .findOne({ where: { name: 'one' }, relations: { parts: true }, order: { parts: { id: 'ASC' } } });
      await runner.createTable(
        new Table({
          name: 'typeorm_more',
          columns: [
            { name: 'id', type: 'int', isPrimary: true },
            { name: 'words', type: 'varchar', length: '20', isNullable: true },
          ],
        }),
      );
      await runner.renameColumn('typeorm_more', 'words', 'texts');
      await runner.renameTable('typeorm_more', 'typeorm_less');
      return {
        again,
        kind: read.kind,
        price: read.price,
        version: read.version,
        parts: read.parts.map(({ label }) => label),
      };
    } finally {
      for (const table of ['typeorm_parts', 'typeorm_things', 'typeorm_more', 'typeorm_less'])
        await runner.dropTable(table, true);
      await runner.release();
      await builder.destroy();
    }
  },
};

// It asks for numbers that may be large as text.
const seven = async (db) => Number((await db.query('SELECT 7 AS seven'))[0].seven);

const refused = {
  raw: (db) =>
    refusal(
      () => db.query(REFUSED_SQL),
      () => seven(db),
    ),
  with_parameters: (db) =>
    refusal(
      () => db.query('SELECT salary FROM hr.salaries WHERE id = ?', [1]),
      () => seven(db),
    ),
};

const masked = {
  raw: async (db) => (await db.query(MASKED_SQL))[0].email,
  built: async (db) =>
    (
      await db
        .createQueryBuilder()
        .select('c.email', 'email')
        .from('customers', 'c')
        .where('c.id = :id', { id: 50 })
        .getRawOne()
    ).email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const { user, ...options } = optionsOf(url);
  const db = new DataSource({
    type: 'mysql',
    driver: undefined,
    username: user,
    ...options,
    entities: [Customer, Order, Note],
    logging: false,
  });
  await db.initialize();
  try {
    return await operation(db);
  } finally {
    await db.destroy();
  }
});
