/** mariadb: pipelining by default, batches, streams, both protocols, a pool that resets. */
import { createConnection, createPool } from 'mariadb';
import { errorOf, main, MASKED_SQL, optionsOf, REFUSED_SQL, refusal } from './driver.mjs';
import { OPERATIONS } from './operations.mjs';

const shape = (result) =>
  Array.isArray(result)
    ? {
        rows: [...result],
        columns: result.meta?.map((column) => ({
          name: column.name(),
          type: column.type,
          table: column.table(),
          orgTable: column.orgTable(),
          orgName: column.orgName(),
          schema: column.schema(),
          flags: column.flags,
          length: column.columnLength,
        })),
      }
    : { affected: result.affectedRows, insertId: Number(result.insertId), warnings: result.warningStatus };

const by =
  (method) =>
  (operation) =>
  ({ connection, options }) =>
    operation({
      query: async (sql, parameters) => shape(await connection[method](sql, parameters)),
      text: (sql) => connection.query(sql),
      prepares: method === 'execute',
      isMariaDb: connection.serverVersion().includes('MariaDB'),
      options,
    });
const named = (suffix, wrap) =>
  Object.fromEntries(Object.entries(OPERATIONS).map(([name, operation]) => [`${name}_${suffix}`, wrap(operation)]));

/** One result for all, where the server takes a batch as one; else one for each. */
const rowsOf = (results) => [results].flat().reduce((sum, { affectedRows }) => sum + affectedRows, 0);

const same = {
  ...named('by_text', by('query')),
  ...named('prepared', by('execute')),
  batch: async ({ connection }) => {
    await connection.beginTransaction();
    const rows = Array.from({ length: 50 }, (_, at) => [1, 'mariadb-batch', at % 7 === 0 ? "it's 🐎" : `note ${at}`]);
    const made = await connection.batch('INSERT INTO notes (order_id, author, body) VALUES (?, ?, ?)', rows);
    const found = await connection.query("SELECT body FROM notes WHERE author = 'mariadb-batch' ORDER BY id LIMIT 9");
    const changed = await connection.batch("UPDATE notes SET body = ? WHERE author = 'mariadb-batch' AND body = ?", [
      ['a', 'note 1'],
      ['b', 'note 2'],
    ]);
    await connection.rollback();
    return { made: rowsOf(made), found: [...found], changed: rowsOf(changed) };
  },
  batch_with_an_error: async ({ connection }) => {
    await connection.beginTransaction();
    const error = await errorOf(() =>
      connection.batch('INSERT INTO notes (order_id, author, body) VALUES (?, ?, ?)', [
        [1, 'e', 'a'],
        [-1, 'e', 'b'],
      ]),
    );
    await connection.rollback();
    return error.errno;
  },
  pipelined: ({ connection }) =>
    Promise.all(
      [1, 2, 3, 4, 5].map(async (id) => [...(await connection.query('SELECT title FROM products WHERE id = ?', [id]))]),
    ),
  pipelined_with_an_error: ({ connection }) =>
    Promise.all([
      connection.query('SELECT 1 AS one'),
      errorOf(() => connection.query('SELECT nothing')),
      connection.query('SELECT 3 AS three'),
    ]).then(([one, error, three]) => [[...one], error.errno, [...three]]),
  prepared_once: async ({ connection }) => {
    const statement = await connection.prepare('SELECT id, status FROM orders WHERE id = ?');
    const rows = [];
    for (const id of [1, 2, -1]) rows.push([...(await statement.execute([id]))]);
    statement.close();
    return rows;
  },
  several: async ({ options }) => {
    const connection = await createConnection({ ...options, multipleStatements: true });
    const results = await connection.query('SELECT 1 AS one; SET @a = 2; SELECT @a AS two');
    await connection.end();
    return results.map((result) => (Array.isArray(result) ? [...result] : result.affectedRows));
  },
  stream: async ({ connection }) => {
    let count = 0;
    for await (const _ of connection.queryStream('SELECT id FROM orders ORDER BY id')) count++;
    return count;
  },
  pool: async ({ options }) => {
    const pool = createPool({ ...options, connectionLimit: 2, resetAfterUse: true });
    const rows = await Promise.all(
      [1, 2, 3, 4].map(async (id) => [...(await pool.execute('SELECT title FROM products WHERE id = ?', [id]))]),
    );
    await pool.end();
    return rows;
  },
  imported_settings: async ({ options }) => {
    const connection = await createConnection({
      ...options,
      sessionVariables: { sql_mode: 'ANSI_QUOTES', wait_timeout: 600 },
      initSql: ['SET @a = 1'],
      timezone: 'Z',
    });
    const rows = await connection.query('SELECT "id" AS id, @@wait_timeout AS w, @a AS a FROM "orders" WHERE id = 1');
    await connection.end();
    return [...rows];
  },
  reset: async ({ connection }) => {
    await connection.query('SET @a = 5');
    await connection.ping();
    await connection.reset();
    return [...(await connection.query('SELECT @a AS a'))];
  },
  change_user: async ({ connection, options }) => {
    await connection
      .changeUser({ user: options.user, password: options.password, database: options.database })
      .catch((error) => {
        // It keeps from asking a MySQL server at all.
        if (error.code !== 'ER_MYSQL_CHANGE_USER_BUG') throw error;
      });
    return [...(await connection.query('SELECT DATABASE() AS db'))];
  },
};

const seven = async ({ connection }) => Number((await connection.query('SELECT 7 AS seven'))[0].seven);

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
  batch: (on) =>
    refusal(
      () =>
        on.connection.batch('UPDATE hr.salaries SET salary = ? WHERE id = ?', [
          [1, 1],
          [2, 2],
        ]),
      () => seven(on),
    ),
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
  text: async ({ connection }) => (await connection.query(MASKED_SQL))[0].email,
  prepared: async ({ connection }) =>
    (await connection.execute('SELECT email FROM customers WHERE id = ?', [50]))[0].email,
};

await main({ same, refused, masked, seven: { answer: seven } }, async (url, operation) => {
  const options = { ...optionsOf(url), dateStrings: true, bigIntAsNumber: true };
  const connection = await createConnection(options);
  connection.on('error', () => undefined);
  try {
    return await operation({ connection, options });
  } finally {
    await connection.end();
  }
});
