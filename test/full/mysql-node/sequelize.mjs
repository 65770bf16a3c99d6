/** Sequelize: models with associations, sync, and what it asks information_schema; it opens with `SELECT VERSION()`. */
import { DataTypes, Op, Sequelize, Transaction } from 'sequelize';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';

function models(db) {
  const options = { timestamps: false };
  const text = DataTypes.STRING;
  const id = { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true };
  const Customer = db.define('customers', { id, name: text, city: text, country: text }, options);
  const Order = db.define(
    'orders',
    { id, customer_id: DataTypes.BIGINT, status: text, total_cents: DataTypes.INTEGER, placed_at: DataTypes.DATE },
    options,
  );
  const Note = db.define('notes', { id, order_id: DataTypes.BIGINT, author: text, body: DataTypes.TEXT }, options);
  const Event = db.define(
    'events',
    { id, order_id: DataTypes.BIGINT, kind: text, details: DataTypes.JSON, occurred_at: DataTypes.DATE },
    options,
  );
  Customer.hasMany(Order, { foreignKey: 'customer_id' });
  Order.belongsTo(Customer, { foreignKey: 'customer_id' });
  Order.hasMany(Note, { foreignKey: 'order_id' });
  return { Customer, Order, Note, Event };
}

const plain = (rows) => JSON.parse(JSON.stringify(rows));

const same = {
  authenticate: (db) => db.authenticate().then(() => true),
  find: async (db) =>
    plain(
      await models(db).Order.findAll({
        where: { status: { [Op.in]: ['paid', 'new'] }, total_cents: { [Op.gt]: 500 } },
        order: [['id', 'ASC']],
        limit: 5,
      }),
    ),
  eager: async (db) => {
    const { Customer, Order, Note } = models(db);
    return plain(
      await Customer.findAll({
        where: { id: [1, 2, 3] },
        include: [{ model: Order, include: [Note] }],
        order: [
          ['id', 'ASC'],
          [Order, 'id', 'ASC'],
          [Order, Note, 'id', 'ASC'],
        ],
      }),
    );
  },
  pages: async (db) => {
    const { Order, Customer, Note } = models(db);
    return plain(
      await Order.findAndCountAll({
        include: [{ model: Customer, required: true, where: { country: 'DE' } }, Note],
        order: [['id', 'ASC']],
        limit: 3,
        offset: 2,
        distinct: true,
      }),
    );
  },
  separate: async (db) => {
    const { Order, Note } = models(db);
    return plain(
      await Order.findAll({
        where: { id: { [Op.lte]: 30 } },
        include: [{ model: Note, separate: true, order: [['id', 'ASC']] }],
        order: [['id', 'ASC']],
      }),
    );
  },
  aggregates: async (db) => {
    const { Order } = models(db);
    return [
      await Order.count(),
      await Order.max('total_cents'),
      await Order.sum('total_cents'),
      plain(
        await Order.findAll({
          attributes: ['status', [db.fn('COUNT', db.col('id')), 'n']],
          group: ['status'],
          order: ['status'],
        }),
      ),
    ];
  },
  json: async (db) =>
    plain(
      await models(db).Event.findAll({ where: { 'details.source': 'fixture', id: 1 }, attributes: ['id', 'details'] }),
    ),
  crud: async (db) => {
    const { Note } = models(db);
    const transaction = await db.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED });
    try {
      const note = await Note.create({ order_id: 1, author: 'sequelize', body: 'žluťoučký 🐎' }, { transaction });
      await note.update({ body: 'changed' }, { transaction });
      await Note.bulkCreate(
        [1, 2].map((order_id) => ({ order_id, author: 'sequelize', body: 'many' })),
        { transaction },
      );
      const [found, made] = await Note.findOrCreate({
        where: { author: 'sequelize', order_id: 3 },
        defaults: { body: 'found' },
        transaction,
      });
      await Note.increment({ order_id: 1 }, { where: { author: 'sequelize' }, transaction });
      const all = await Note.findAll({
        where: { author: { [Op.like]: 'seq%' } },
        attributes: ['order_id', 'body'],
        order: ['id'],
        lock: true,
        transaction,
      });
      await note.destroy({ transaction });
      const gone = await Note.destroy({ where: { author: 'sequelize' }, transaction });
      return { made, body: found.body, all: plain(all), gone };
    } finally {
      await transaction.rollback();
    }
  },
  savepoints: (db) =>
    db.transaction(async (transaction) => {
      const error = await errorOf(() =>
        db.transaction({ transaction }, (inner) =>
          models(db).Note.create({ order_id: -1, author: 'x', body: 'x' }, { transaction: inner }),
        ),
      );
      return { error: error.errno };
    }),
  parameters: async (db) => [
    await db.query('SELECT :text AS text, :number AS number', {
      replacements: { text: "it's", number: 3 },
      type: 'SELECT',
    }),
    await db.query('SELECT $1 AS text, $2 AS number', { bind: ["it's", 3], type: 'SELECT' }),
  ],
  introspection: async (db) => {
    const ask = db.getQueryInterface();
    return {
      tables: plain(await ask.showAllTables()).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
      columns: await ask.describeTable('orders'),
      indexes: plain(await ask.showIndex('orders')),
      keys: await ask.getForeignKeyReferencesForTable('order_items'),
      version: await db.databaseVersion(),
    };
  },
  sync: async (db) => {
    const Thing = db.define(
      'seq_things',
      {
        name: { type: DataTypes.STRING(80), allowNull: false, unique: true },
        kind: DataTypes.ENUM('a', 'b'),
        price: DataTypes.DECIMAL(10, 2),
        details: DataTypes.JSON,
        bytes: DataTypes.BLOB,
        day: DataTypes.DATEONLY,
        mark: { type: DataTypes.UUID, defaultValue: '0190163d-8694-739b-aea5-966c26f8ad91' },
      },
      { indexes: [{ fields: ['kind', 'day'] }] },
    );
    const Part = db.define('seq_parts', { label: DataTypes.STRING });
    Thing.hasMany(Part, { foreignKey: { name: 'thing_id', allowNull: false }, onDelete: 'CASCADE' });
    Part.belongsTo(Thing, { foreignKey: 'thing_id' });
    try {
      await db.sync();
      await db.sync({ alter: true });
      const thing = await Thing.create(
        {
          name: 'one',
          kind: 'a',
          price: '1.50',
          details: { a: [1, null] },
          bytes: Buffer.from([0, 255]),
          day: '2026-03-04',
          seq_parts: [{ label: 'x' }],
        },
        { include: [Part] },
      );
      await Thing.upsert({ id: thing.id, name: 'one', kind: 'b' });
      const read = await Thing.findOne({
        include: [Part],
        attributes: ['name', 'kind', 'price', 'bytes', 'day', 'mark'],
      });
      await db.getQueryInterface().addColumn('seq_things', 'extra', { type: DataTypes.INTEGER, defaultValue: 5 });
      await db.getQueryInterface().renameColumn('seq_things', 'extra', 'further');
      await db.getQueryInterface().addIndex('seq_things', ['further']);
      await db.getQueryInterface().removeColumn('seq_things', 'further');
      return {
        name: read.name,
        kind: read.kind,
        price: read.price,
        bytes: [...read.bytes],
        day: read.day,
        mark: read.mark,
        parts: read.seq_parts.length,
      };
    } finally {
      await Part.drop();
      await Thing.drop();
    }
  },
};

const seven = async (db) => (await db.query('SELECT 7 AS seven', { type: 'SELECT' }))[0].seven;

const refused = {
  raw: (db) =>
    refusal(
      () => db.query(REFUSED_SQL),
      () => seven(db),
    ),
  bound: (db) =>
    refusal(
      () => db.query('SELECT salary FROM hr.salaries WHERE id = $1', { bind: [1] }),
      () => seven(db),
    ),
};

const masked = {
  raw: async (db) => (await db.query(MASKED_SQL, { type: 'SELECT' }))[0].email,
  model: async (db) =>
    (await db.define('customers', { email: DataTypes.STRING }, { timestamps: false }).findByPk(50)).email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const { host, port, user, password, database, ssl } = optionsOf(url);
  const db = new Sequelize(database, user, password, {
    host,
    port,
    dialect: 'mysql',
    logging: false,
    dialectOptions: { ssl },
    pool: { max: 2 },
  });
  try {
    return await operation(db);
  } finally {
    await db.close();
  }
});
