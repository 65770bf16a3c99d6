/** Any text gives a reading, in bounded time; what is printed reads as what it was printed from. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toByteString } from '../../../src/sql/mysql/bytes.ts';
import { DEFAULT_MODE } from '../../../src/sql/mysql/context.ts';
import { readText } from '../../../src/sql/mysql/read-text.ts';
import type { MySqlContext } from '../../../src/sql/mysql/context.ts';
import type { MySqlStatement } from '../../../src/sql/mysql/statement.ts';
import { makeCatalog } from '../../../src/sql/catalog/snapshot.ts';
import { table } from '../catalog/data.ts';

const SEEDS = [
  "SELECT id, o.status AS s FROM orders AS o WHERE id = 1 AND status LIKE 'a\\_b%' ORDER BY 1 DESC LIMIT 5, 10",
  'SELECT o.*, c.name FROM orders o LEFT JOIN customers c ON c.id = o.id WHERE c.name IS NOT NULL GROUP BY c.name HAVING COUNT(*) > 1',
  'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t',
  'SELECT (SELECT MAX(id) FROM customers WHERE customers.id = orders.id), CASE WHEN id > 1 THEN 2 ELSE 3 END FROM orders',
  "INSERT INTO orders (id, status) VALUES (1, 'new'), (2, DEFAULT) ON DUPLICATE KEY UPDATE status = VALUES(status)",
  'INSERT IGNORE INTO orders SELECT id, name FROM customers',
  "REPLACE INTO orders SET id = 1, status = _binary'\\0x'",
  "UPDATE orders o JOIN customers c USING (id) SET o.status = 'x', c.name = CONCAT(c.name, 'y') WHERE o.id IN (1, 2)",
  'DELETE o FROM orders o, customers c WHERE o.id = c.id',
  'DELETE FROM orders WHERE id BETWEEN 1 AND 2 ORDER BY id LIMIT 3',
  "SELECT DATE_ADD('2020-01-01', INTERVAL 1 DAY), CAST(id AS CHAR(3)), id DIV 2, -id, NOT id, id || 1 FROM orders FOR UPDATE",
  'SELECT ROW_NUMBER() OVER (PARTITION BY status ORDER BY id) FROM orders WINDOW w AS (ORDER BY id)',
  "SET NAMES utf8mb4, @a := 1, @@session.sql_mode = ''",
  "SHOW FULL TABLES FROM shop LIKE 'o%'",
  'EXPLAIN SELECT 1',
  'START TRANSACTION READ ONLY',
  'CREATE TABLE t (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, n VARCHAR(10) DEFAULT NULL)',
  'ALTER TABLE orders ADD COLUMN x INT AFTER id, DROP COLUMN status',
] as const;
const WORDS = [...new Set(SEEDS.flatMap((seed) => seed.split(/(?<=\W)|(?=\W)/)))];

const server = { flavor: 'mysql', version: 90_704, lowerCaseTableNames: 0 } as const;
const catalog = makeCatalog(
  {
    serverVersion: server.version,
    database: '',
    schemas: ['shop'],
    relations: [table(1, 'shop', 'orders', ['id', 'status']), table(2, 'shop', 'customers', ['id', 'name'])],
    functions: [],
    types: [],
    operators: [],
    server,
  },
  0,
);

function context(changes: Partial<MySqlContext> = {}): MySqlContext {
  return {
    catalog,
    server,
    database: 'shop',
    mode: DEFAULT_MODE,
    charset: 'utf8mb4',
    multiStatements: true,
    ...changes,
  };
}

/** Statements with some of their words left out, doubled, or put in the place of others. */
const texts = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(...WORDS)), { maxLength: 4 }),
  )
  .map(([seed, changes]) => {
    const words = seed.split(/(?<=\W)|(?=\W)/);
    for (const [at, removed, word] of changes) words.splice(at % words.length, removed, word);
    return words.join('');
  });
const contexts = fc
  .record({
    flavor: fc.constantFrom('mysql' as const, 'mariadb' as const),
    ansiQuotes: fc.boolean(),
    noBackslashEscapes: fc.boolean(),
    pipesAsConcat: fc.boolean(),
    highNotPrecedence: fc.boolean(),
    ignoreSpace: fc.boolean(),
  })
  .map(({ flavor, ...mode }) =>
    context({ mode, server: { flavor, version: flavor === 'mysql' ? 90_704 : 101_119, lowerCaseTableNames: 0 } }),
  );

function statements(text: string, within: MySqlContext): readonly MySqlStatement[] {
  const reading = readText(text, within);
  return reading.kind === 'statements' ? reading.statements : [];
}

/** Calls that we write: for `||`, and around @@sql_mode. Read again they are the text's own. */
const OURS: ReadonlySet<string> = new Set(['concat', 'concat_ws', 'nullif']);

/** Such a call's name is in backticks the next time. */
function bare(printed: string): string {
  return printed.replaceAll(/`(CONCAT|CONCAT_WS|NULLIF)`/g, '$1');
}

/** What the statement does, without where in the text it says so. */
function meaning(statement: MySqlStatement): unknown {
  const { accesses, positions, writes, effect, kind, output, hazards } = statement;
  return JSON.parse(
    JSON.stringify({
      accesses,
      functions: statement.functions.filter((name) => !OURS.has(name)),
      positions,
      writes,
      effect,
      kind,
      hazards,
      lineage: output?.map((one) => one.lineage),
    }),
    (key, value: unknown) => (key === 'offset' ? undefined : value),
  );
}

test('any bytes give a reading', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), contexts, (bytes, within) => {
      expect(readText(toByteString(bytes), within).kind).toMatch(/^(?:statements|refused)$/);
    }),
    { numRuns: 5_000 },
  );
});

test('what is printed reads as what it was printed from', () => {
  let printedOnes = 0;
  fc.assert(
    fc.property(texts, contexts, (text, within) => {
      for (const first of statements(text, within)) {
        // Held back by its hazards, or answered by us.
        if (first.printed === '') continue;
        const [again, ...more] = statements(first.printed, { ...within, mode: DEFAULT_MODE });
        if (again === undefined) throw new Error(`printed, but refused: ${first.printed}`);
        expect(more).toEqual([]);
        expect(bare(again.printed)).toBe(bare(first.printed));
        expect(meaning(again)).toEqual(meaning(first));
        printedOnes++;
      }
    }),
    { numRuns: 10_000 },
  );
  expect(printedOnes).toBeGreaterThan(1_000);
});
