/** mysql: the old driver, without TLS by default and with mysql_native_password alone; escapes its parameters itself. */
import mysql from 'mysql';
import { promisify } from 'node:util';
import { main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';
import { OPERATIONS } from './operations.mjs';

const query = (connection) => (sql, values) =>
  new Promise((resolve, reject) => {
    connection.query(sql, values, (error, rows, fields) => {
      if (error) reject(error);
      else
        resolve(
          Array.isArray(rows)
            ? {
                rows,
                columns: fields?.map(({ name, type, orgTable, orgName, db, length, flags }) => ({
                  name,
                  type,
                  orgTable,
                  orgName,
                  db,
                  length,
                  flags,
                })),
              }
            : {
                affected: rows.affectedRows,
                changed: rows.changedRows,
                insertId: rows.insertId,
                warnings: rows.warningCount,
              },
        );
    });
  });

const same = {
  ...Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => [
      name,
      async ({ connection }) =>
        operation({
          query: query(connection),
          text: query(connection),
          prepares: false,
          isMariaDb: String((await query(connection)('SELECT VERSION() AS v')).rows[0].v).includes('MariaDB'),
        }),
    ]),
  ),
  stream: ({ connection }) =>
    new Promise((resolve, reject) => {
      let count = 0;
      connection
        .query('SELECT id FROM orders ORDER BY id')
        .on('result', () => count++)
        .on('error', reject)
        .on('end', () => resolve(count));
    }),
  pool: async ({ options }) => {
    const pool = mysql.createPool({ ...options, connectionLimit: 2 });
    const rows = await Promise.all(
      [1, 2, 3, 4].map((id) => promisify(pool.query.bind(pool))('SELECT title FROM products WHERE id = ?', [id])),
    );
    await promisify(pool.end.bind(pool))();
    return rows;
  },
  several: async ({ options }) => {
    const connection = mysql.createConnection({ ...options, multipleStatements: true });
    const rows = await promisify(connection.query.bind(connection))("SELECT 1 AS one; SELECT 'two' AS two");
    await promisify(connection.end.bind(connection))();
    return rows;
  },
  ping: ({ connection }) => promisify(connection.ping.bind(connection))().then(() => 'pong'),
  statistics: ({ connection }) =>
    promisify(connection.statistics.bind(connection))()
      .then(() => 'told')
      .catch((error) => error.code),
};

const seven = async ({ connection }) => (await query(connection)('SELECT 7 AS seven')).rows[0].seven;
const refused = {
  alone: (on) =>
    refusal(
      () => query(on.connection)(REFUSED_SQL),
      () => seven(on),
    ),
  with_parameters: (on) =>
    refusal(
      () => query(on.connection)('SELECT salary FROM hr.salaries WHERE id = ?', [1]),
      () => seven(on),
    ),
};
const masked = {
  text: async ({ connection }) => (await query(connection)(MASKED_SQL)).rows[0].email,
  joined: async ({ connection }) =>
    (
      await query(connection)(
        'SELECT c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = 50 LIMIT 1',
      )
    ).rows[0].email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const options = { ...optionsOf(url), dateStrings: true };
  const connection = mysql.createConnection(options);
  connection.on('error', () => undefined);
  await promisify(connection.connect.bind(connection))();
  try {
    return await operation({ connection, options });
  } finally {
    await promisify(connection.end.bind(connection))();
  }
});
