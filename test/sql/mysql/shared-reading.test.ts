import { afterAll, describe, expect, test } from 'vitest';
import { toByteString } from '../../../src/sql/mysql/bytes.ts';
import { MySqlReader } from '../../../src/sql/mysql/index.ts';
import type { MySqlContext, MySqlReading } from '../../../src/sql/mysql/index.ts';
import { readText } from '../../../src/sql/mysql/read-text.ts';
import { shop } from './analyse/shop-catalog.ts';

const reader = new MySqlReader({ maxStatementBytes: 100_000, cacheEntries: 1_000 });
afterAll(() => reader.close());

function read(sql: string, context: MySqlContext = shop): MySqlReading {
  const reading = reader.read(Buffer.from(sql), context);
  if (reading instanceof Promise) throw new Error('it was read elsewhere');
  return reading;
}

function whole(sql: string, context: MySqlContext = shop): MySqlReading {
  return readText(toByteString(Buffer.from(sql)), context);
}

function alike(reading: MySqlReading): object | undefined {
  return reading.kind === 'statements' ? reading.alike : undefined;
}

function without(reading: MySqlReading): MySqlReading {
  return reading.kind === 'statements' ? { kind: 'statements', statements: reading.statements } : reading;
}

describe('statements that differ in literals alone', () => {
  test.each([
    ['SELECT name FROM customers WHERE id = 17', 'SELECT name FROM customers WHERE id = 42'],
    ["SELECT * FROM customers WHERE name LIKE 'a%' AND id IN (1, 2)", "SELECT * FROM customers WHERE name LIKE '%_' AND id IN (3, 4)"],
    ['SELECT 1 AS a FROM customers GROUP BY id HAVING COUNT(*) > 5 LIMIT 3, 4', 'SELECT 2 AS a FROM customers GROUP BY id HAVING COUNT(*) > 6 LIMIT 3, 4'],
    ["INSERT INTO notes (body) VALUES ('one'), ('two')", "INSERT INTO notes (body) VALUES ('\"`@'), ('#--')"],
    ["UPDATE orders SET status = 'paid' WHERE id = 9", "UPDATE orders SET status = 'sent' WHERE id = 0"],
    ['DELETE FROM orders WHERE id BETWEEN 1 AND 5', 'DELETE FROM orders WHERE id BETWEEN 6 AND 7'],
    ['SELECT `id` FROM (SELECT id FROM orders WHERE id > 5) AS t WHERE EXISTS (SELECT * FROM notes WHERE id = 1)', 'SELECT `id` FROM (SELECT id FROM orders WHERE id > 6) AS t WHERE EXISTS (SELECT * FROM notes WHERE id = 2)'],
    ["SELECT name FROM customers WHERE name = 'é'", "SELECT name FROM customers WHERE name = '  '"],
  ])('share a reading, and each goes upstream with its own: %s', (first, second) => {
    const readings = [read(first), read(second)];
    expect(readings.map(without)).toEqual([whole(first), whole(second)]);
    expect(alike(read(first))).toBeDefined();
    expect(alike(read(second))).toBe(alike(read(first)));
    expect(Object.isFrozen(readings[1])).toBe(true);
  }); // prettier-ignore

  test.each([
    ['a position', 'SELECT id, name FROM customers ORDER BY 1', 'SELECT id, name FROM customers ORDER BY 2'],
    ['a position of GROUP BY', 'SELECT id, name FROM customers GROUP BY 1', 'SELECT id, name FROM customers GROUP BY 2'],
    ['a bound', 'SELECT id FROM customers LIMIT 1', 'SELECT id FROM customers LIMIT 2'],
    ["a column's name", 'SELECT id + 1 FROM customers', 'SELECT id + 2 FROM customers'],
    ["a column's name that is all of it", "SELECT 'a' FROM customers", "SELECT 'b' FROM customers"],
    ["a derived table's column", 'SELECT t.`1` FROM (SELECT 1) AS t', 'SELECT t.`1` FROM (SELECT 2) AS t'],
    ['a length', 'SELECT CAST(id AS CHAR(1)) AS a FROM customers', 'SELECT CAST(id AS CHAR(2)) AS a FROM customers'],
    ['an exponent', 'SELECT id FROM customers WHERE id = 1e+1', 'SELECT id FROM customers WHERE id = 1e+2'],
    ['a setting', "SELECT id FROM customers WHERE VARIABLE_NAME = 'a'", "SELECT id FROM customers WHERE VARIABLE_NAME = 'b'"],
    ['a setting of ours', "SET @wirewall_intent = 'a'", "SET @wirewall_intent = 'b'"],
    ['a variable', 'SET @a = 1', 'SET @a = 2'],
    ['a connection', 'KILL 1', 'KILL 2'],
    ['a pattern of names', "SHOW TABLES LIKE 'a'", "SHOW TABLES LIKE 'b'"],
    ['a variable that may be read', "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'version'", "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'hostnam'"],
    ['a date', "SELECT id FROM customers WHERE name = DATE '2026-01-01'", "SELECT id FROM customers WHERE name = DATE '2026-01-02'"],
    ['an escaped string', String.raw`SELECT id FROM customers WHERE name = '\a'`, String.raw`SELECT id FROM customers WHERE name = '\''`],
    ['two statements', 'SELECT id FROM orders; SELECT id FROM orders WHERE id = 1', 'SELECT id FROM orders; SELECT id FROM orders WHERE id = 2'],
  ])('share nothing where the literal is %s', (_, first, second) => {
    for (const sql of [first, second, first]) {
      expect(without(read(sql))).toEqual(whole(sql));
      expect(alike(read(sql))).toBeUndefined();
    }
  }); // prettier-ignore

  test('share nothing in the database of the server itself', () => {
    const context = { ...shop, database: 'information_schema' };
    const sql = "SELECT VARIABLE_VALUE FROM GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'version'";
    expect(without(read(sql, context))).toEqual(whole(sql, context));
    expect(alike(read(sql, context))).toBeUndefined();
  });

  test('share nothing between contexts', () => {
    const sql = 'SELECT name FROM customers WHERE id = 3';
    expect(alike(read(sql, { ...shop, charset: 'latin1' }))).not.toBe(alike(read(sql)));
  });
});
