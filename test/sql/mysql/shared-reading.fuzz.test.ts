import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { toByteString } from '../../../src/sql/mysql/bytes.ts';
import { MySqlReader } from '../../../src/sql/mysql/index.ts';
import { readText } from '../../../src/sql/mysql/read-text.ts';
import { shop } from './analyse/shop-catalog.ts';

const RUNS = 3_000;

const reader = new MySqlReader({ maxStatementBytes: 100_000, cacheEntries: 500 });
afterAll(() => reader.close());

const MODES = [
  shop,
  { ...shop, mode: { ...shop.mode, ansiQuotes: true, noBackslashEscapes: true, pipesAsConcat: true } },
];

/** `?` stands for a literal, `$` for an expression. */
const STATEMENTS = [
  'SELECT $ FROM customers WHERE $', 'SELECT $ AS a, ? b FROM customers c JOIN orders o ON $ WHERE $ ORDER BY ? LIMIT ?',
  'SELECT id FROM customers WHERE id IN (?, ?, ?) AND $ GROUP BY ? HAVING $', 'INSERT INTO notes (body) VALUES ($), (?)',
  'INSERT INTO notes (id, body) VALUES (?, ?) ON DUPLICATE KEY UPDATE body = $', 'UPDATE orders SET status = $ WHERE $',
  'DELETE FROM orders WHERE $ LIMIT ?', 'SELECT * FROM (SELECT $, id FROM customers WHERE $) AS t WHERE $',
  'WITH w AS (SELECT $ AS a FROM orders) SELECT a FROM w WHERE a = ?', 'SELECT ? UNION SELECT $ AS a FROM orders',
  'SELECT id FROM customers WHERE $;', 'SET @a = ?', 'SHOW TABLES LIKE ?', 'SELECT ?.? FROM orders', 'SELECT ?',
]; // prettier-ignore
const EXPRESSIONS = [
  'id = ?', 'name LIKE ?', 'name LIKE ? ESCAPE ?', 'COUNT(?)', 'CONCAT(name, ?)', 'LEFT(name, ?)', 'CAST(? AS CHAR(?))', 'DATE ?', '-?', 'id-?',
  'id DIV ?', 'id BETWEEN ? AND ?', '? + ?', 'CASE WHEN id = ? THEN ? ELSE ? END', 'name = _utf8mb4 ?', 'name = ? ?', '`name`=?', '`id`?',
  'id = (SELECT ? FROM orders LIMIT ?)', 'NOW() - INTERVAL ? DAY', 'JSON_EXTRACT(name, ?)', 'name -> ?', 'EXISTS (SELECT * FROM notes WHERE id = ?)',
  '(id, ?) IN ((?, ?))', "IF(?, 'a', ?)", 'GROUP_CONCAT(name SEPARATOR ?)', 'id = ? /* ? */', 'id = ? -- ?', 'x?', '?e+?', '?.?', '@?', 'CONVERT(?, CHAR)',
]; // prettier-ignore

const literal = fc.oneof(
  fc.nat({ max: 99 }).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc
    .string({
      unit: fc.constantFrom('a', 'é', ' ', '%', '-', '"', '`', '\\', "''", '/*', '\n', '\u{1f600}'),
      maxLength: 3,
    })
    .map((text) => `'${text}'`),
  fc.constantFrom('1.5', '.5', '1e3', "x'41'", '0x41', "''", '"a"', 'NULL', '?'),
);

test('what is shared between literals is exactly what each text says by itself', () => {
  const expression = fc.constantFrom(...EXPRESSIONS);
  const statement = fc.tuple(fc.constantFrom(...STATEMENTS), fc.array(expression, { minLength: 4, maxLength: 4 }));
  const literals = fc.array(fc.array(literal, { minLength: 20, maxLength: 20 }), { minLength: 2, maxLength: 4 });
  let shared = 0;
  fc.assert(
    fc.property(statement, literals, fc.constantFrom(...MODES), ([frame, expressions], tries, context) => {
      let next = 0;
      const shape = frame.replaceAll('$', () => expressions[next++ % expressions.length] ?? '?');
      for (const values of tries) {
        let at = 0;
        const text = Buffer.from(shape.replaceAll('?', () => values[at++ % values.length] ?? '1'));
        const reading = reader.read(text, context);
        if (reading instanceof Promise) throw new Error('it was read elsewhere');
        const alone = readText(toByteString(text), context);
        if (reading.kind === 'refused') expect(reading).toEqual(alone);
        else {
          if (reading.alike !== undefined) shared++;
          expect({ kind: reading.kind, statements: reading.statements }).toEqual(alone);
        }
      }
    }),
    { numRuns: RUNS },
  );
  expect(shared).toBeGreaterThan(RUNS / 4);
});
