/** mysql2: text and binary protocol, a pool, several statements in a text, streamed rows, cancellation from beside. */
import mysql from 'mysql2/promise';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';
import { OPERATIONS } from './operations.mjs';

const shape = ([rows, fields]) =>
  Array.isArray(rows)
    ? {
        rows,
        columns: fields?.map?.(
          ({ name, columnType, table, orgTable, orgName, schema, flags, columnLength, decimals, characterSet }) => ({
            name,
            columnType,
            table,
            orgTable,
            orgName,
            schema,
            flags,
            columnLength,
            decimals,
            characterSet,
          }),
        ),
      }
    : {
        affected: rows.affectedRows,
        changed: rows.changedRows,
        insertId: rows.insertId,
        info: rows.info,
        warnings: rows.warningStatus,
      };

const by =
  (method) =>
  (operation) =>
  async ({ connection, options }) => {
    const query = async (sql, parameters) => shape(await connection[method](sql, parameters));
    return operation({
      query,
      text: (sql) => connection.query(sql),
      prepares: method === 'execute',
      isMariaDb: String((await connection.query('SELECT VERSION() AS v'))[0][0].v).includes('MariaDB'),
      options,
    });
  };
const named = (suffix, wrap) =>
  Object.fromEntries(Object.entries(OPERATIONS).map(([name, operation]) => [`${name}_${suffix}`, wrap(operation)]));

const same = {
  ...named('by_text', by('query')),
  ...named('prepared', by('execute')),
  several: async ({ options }) => {
    const connection = await mysql.createConnection({ ...options, multipleStatements: true });
    const [results] = await connection.query(
      "SELECT 1 AS one; SET @a = 2; SELECT @a AS two, 'x' AS three; SELECT id FROM orders WHERE id = 3",
    );
    const error = await errorOf(() =>
      connection.query("INSERT INTO notes (order_id, author, body) VALUES (-1, 'a', 'b'); SELECT 2"),
    );
    const [rows] = await connection.query('SELECT 7 AS seven');
    await connection.end();
    return {
      results: results.map((result) => (Array.isArray(result) ? result : result.affectedRows)),
      error: error.errno,
      rows,
    };
  },
  prepared_once: async ({ connection }) => {
    const statement = await connection.prepare('SELECT id, status FROM orders WHERE id = ?');
    const rows = [];
    for (const id of [1, 2, -1]) rows.push((await statement.execute([id]))[0]);
    await statement.close();
    return rows;
  },
  pipelined: ({ connection }) =>
    Promise.all(
      [1, 2, 3, 4, 5].map(async (id) => (await connection.query('SELECT title FROM products WHERE id = ?', [id]))[0]),
    ),
  pool: async ({ options }) => {
    const pool = mysql.createPool({ ...options, connectionLimit: 3 });
    const rows = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (id) => (await pool.execute('SELECT title FROM products WHERE id = ?', [id]))[0]),
    );
    await pool.end();
    return rows;
  },
  stream: async ({ connection }) => {
    let count = 0;
    for await (const _ of connection.connection.query('SELECT id FROM orders ORDER BY id').stream()) count++;
    return count;
  },
  arrays_and_dates: async ({ connection }) =>
    (
      await connection.query({
        sql: 'SELECT id, placed_at FROM orders ORDER BY id LIMIT 3',
        rowsAsArray: true,
        dateStrings: true,
      })
    )[0],
  ping_and_reset: async ({ connection }) => {
    await connection.query('SET @a = 5');
    await connection.ping();
    await connection.reset();
    return (await connection.query('SELECT @a AS a'))[0];
  },
  change_user: async ({ connection, options }) => {
    await connection.changeUser({ user: options.user, password: options.password, database: options.database });
    return (await connection.query('SELECT DATABASE() AS db'))[0];
  },
  cancelled: async ({ connection, options }) => {
    const beside = await mysql.createConnection(options);
    const running = errorOf(() =>
      connection.query('SELECT COUNT(*) FROM orders a, orders b, orders c, orders d, orders e'),
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    await beside.query(`KILL QUERY ${connection.threadId}`);
    const error = await running;
    await beside.end();
    return { error, after: (await connection.query('SELECT 7 AS seven'))[0] };
  },
};

const seven = async ({ connection }) => (await connection.query('SELECT 7 AS seven'))[0][0].seven;

const refused = {
  alone: (on) =>
    refusal(
      () => on.connection.query(REFUSED_SQL),
      () => seven(on),
    ),
  prepared: (on) =>
    refusal(
      () => on.connection.execute('SELECT salary FROM hr.salaries WHERE id = ?', [1]),
      () => seven(on),
    ),
  behind_another: async ({ options }) => {
    const connection = await mysql.createConnection({ ...options, multipleStatements: true });
    const text = `INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'mysql2', 'must not stay'); ${REFUSED_SQL}`;
    const result = await refusal(
      () => connection.query(text),
      () => seven({ connection }),
    );
    await connection.end();
    return result;
  },
  among_pipelined: (on) =>
    refusal(
      async () => {
        const [first, bad, last] = await Promise.allSettled(
          ['SELECT 1', REFUSED_SQL, 'SELECT 2'].map((sql) => on.connection.query(sql)),
        );
        if (first.status !== 'fulfilled' || last.status !== 'fulfilled')
          throw new Error('its neighbours were not answered');
        throw bad.reason;
      },
      () => seven(on),
    ),
};

const masked = {
  text: async ({ connection }) => (await connection.query(MASKED_SQL))[0][0].email,
  prepared: async ({ connection }) =>
    (await connection.execute('SELECT email FROM customers WHERE id = ?', [50]))[0][0].email,
  through_a_view: async ({ connection }) =>
    (await connection.query('SELECT contact_email AS e FROM customer_contacts WHERE customer_id = 50'))[0][0].e,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const options = { ...optionsOf(url), dateStrings: true };
  const connection = await mysql.createConnection(options);
  connection.on('error', () => undefined);
  try {
    return await operation({ connection, options });
  } finally {
    await connection.end();
  }
});
