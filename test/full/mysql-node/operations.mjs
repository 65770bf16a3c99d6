/**
 * What every plain driver has to show, said once: `query(sql, parameters)` gives `{ rows, columns, affected, insertId }` as the driver told it.
 * Each operation gets a connection of its own. `text` sends
 * what servers don't prepare.
 */
import { errorOf } from './driver.mjs';

const TYPES = `SELECT 9007199254740993 AS big, 12.3400 AS exact, 1.5e0 AS real_, 'žluťoučký 🐎 \\\\ ''' AS words, CAST('{"a": [1, null]}' AS JSON) AS json,
  DATE '2026-03-04' AS day, TIMESTAMP '2026-03-04 05:06:07.89' AS moment, TIME '-12:34:56' AS time, x'0001feff' AS bytes, true AS truth, b'101' AS bits, NULL AS nothing`;
const noteBy = (author) => `INSERT INTO shop.notes (order_id, author, body) VALUES (1, '${author}', 'must not stay')`;

export const OPERATIONS = {
  rows: ({ query }) => query('SELECT * FROM orders ORDER BY id LIMIT 5'),
  // MariaDB has no cast to JSON.
  types: ({ query, isMariaDb }) => query(isMariaDb ? TYPES.replace(/CAST\((.*) AS JSON\)/, '$1') : TYPES),
  stored: ({ query }) =>
    query(
      'SELECT o.*, e.kind, e.details, e.occurred_at FROM orders o JOIN events e ON e.order_id = o.id WHERE o.id < 4 ORDER BY e.id',
    ),
  parameters: ({ query }) =>
    query('SELECT id, status, ? AS given, ? AS nothing FROM orders WHERE id IN (?, ?) AND placed_at > ? ORDER BY id', [
      "it's 🐎 \\",
      null,
      3,
      4,
      '2026-01-01',
    ]),
  nothing_found: ({ query }) => query('SELECT * FROM orders WHERE id = ?', [-1]),
  many: async ({ query }) =>
    (await query('SELECT a.id FROM order_items i JOIN orders a ON a.id = i.order_id CROSS JOIN products p ORDER BY 1'))
      .rows.length,
  large: ({ query }) => query('SELECT CHAR_LENGTH(?) AS length', ['é'.repeat(300_000)]),
  changes: async ({ query, text }) => {
    await text('START TRANSACTION');
    const results = [
      await query(noteBy('many')),
      await query("UPDATE notes SET body = ? WHERE author = 'many'", ['x']),
      await query("UPDATE notes SET body = ? WHERE author = 'many'", ['x']),
      await query(
        "INSERT INTO products (sku, title, category, price_cents) VALUES ('SKU-0001', 'Cup', 'kitchen', 1) ON DUPLICATE KEY UPDATE title = VALUES(title)",
      ),
      await query(
        "INSERT IGNORE INTO products (sku, title, category, price_cents) VALUES ('SKU-0001', 'Cup', 'kitchen', 1)",
      ),
      await query('DELETE FROM notes WHERE author = ?', ['many']),
    ];
    await text('ROLLBACK');
    return results.map(({ insertId: _insertId, ...rest }) => rest);
  },
  insert_ids: async ({ query, text }) => {
    await text('BEGIN');
    const { insertId } = await query(noteBy('ids'));
    const { rows } = await query('SELECT LAST_INSERT_ID() AS id');
    await text('ROLLBACK');
    return { same: Number(insertId) === Number(Object.values(rows[0])[0]) };
  },
  savepoints: async ({ query, text }) => {
    await text('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await text('START TRANSACTION READ WRITE');
    await query(noteBy('savepoints'));
    await text('SAVEPOINT `s p`');
    const error = await errorOf(() => query(noteBy('savepoints').replace('(1,', '(-1,')));
    await query(noteBy('savepoints'));
    await text('ROLLBACK TO SAVEPOINT `s p`');
    const inside = await query("SELECT COUNT(*) AS n FROM notes WHERE author = 'savepoints'");
    await text('ROLLBACK');
    const outside = await query("SELECT COUNT(*) AS n FROM notes WHERE author = 'savepoints'");
    return { error: error.errno, inside: inside.rows, outside: outside.rows };
  },
  autocommit: async ({ query, text }) => {
    await query('SET autocommit = 0');
    await query(noteBy('autocommit'));
    await text('ROLLBACK');
    await query('SET autocommit = 1');
    return (await query("SELECT COUNT(*) AS n, @@autocommit AS a FROM notes WHERE author = 'autocommit'")).rows;
  },
  read_only: async ({ query, text }) => {
    await text('START TRANSACTION READ ONLY');
    const error = await errorOf(() => query(noteBy('read-only')));
    await text('COMMIT');
    return error;
  },
  errors: async ({ query }) => [
    await errorOf(() => query('SELEC 1')),
    await errorOf(() => query('SELECT missing FROM orders')),
    await errorOf(() => query('SELECT * FROM shop.missing')),
    await errorOf(() =>
      query("INSERT INTO products (sku, title, category, price_cents) VALUES ('SKU-0001', 'a', 'b', 1)"),
    ),
    await errorOf(() => query('INSERT INTO notes (order_id, author, body) VALUES (?, ?, ?)', [-1, 'a', 'b'])),
    await errorOf(() => query('UPDATE products SET price_cents = -1 WHERE id = 1')),
    await errorOf(() => query("SELECT CAST('x' AS DATE) + INTERVAL 1 DAY, 1/0, JSON_EXTRACT('{', '$')")),
    (await query('SELECT 7 AS seven')).rows,
  ],
  session: async ({ query }) => {
    await query("SET NAMES utf8mb4, SESSION time_zone = '+02:00', SESSION sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES'");
    const first = await query(
      'SELECT "id" AS "a b", @@time_zone AS zone, LOCATE(\'ANSI_QUOTES\', @@sql_mode) > 0 AS mode, FROM_UNIXTIME(0) AS epoch FROM "orders" WHERE id = 1',
    );
    await query('SET @n := 3, @m = 4');
    return [first, await query('SELECT @n + @m AS sum'), await query('SELECT DATABASE() AS db')];
  },
  metadata: async ({ query }) => {
    const answers = [];
    for (const sql of [
      'SHOW TABLES',
      'SHOW FULL COLUMNS FROM orders',
      'SHOW INDEX FROM order_items',
      'DESCRIBE products',
      'SHOW CREATE TABLE order_items',
      "SHOW VARIABLES LIKE 'version_comment'",
      'SELECT @@version_comment LIMIT 1',
      'SELECT VERSION()',
      'EXPLAIN SELECT 1',
    ])
      answers.push((await query(sql)).rows);
    return answers;
  },
  warnings: async ({ query, prepares }) => {
    // Wirewall answers these itself where masks are in force, and takes them as text.
    if (prepares) return [];
    await query(
      "INSERT IGNORE INTO products (sku, title, category, price_cents) VALUES ('SKU-0001', 'Cup', 'kitchen', 1)",
    );
    return [await query('SHOW WARNINGS'), await query('SHOW COUNT(*) WARNINGS')];
  },
  comment: ({ query, prepares }) => (prepares ? 'never prepared' : errorOf(() => query('/* only a comment */'))),
};
