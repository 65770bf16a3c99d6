import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../../src/core/errors.ts';
import { parseText, type ParsedStatement } from '../../../../src/sql/mysql/parser/index.ts';
import { contextOf, type Flavor } from './statements.ts';

/** One of each kind, from which words are taken, dropped, doubled and put elsewhere. */
const SEEDS = [
  "INSERT IGNORE INTO db.t (a, b) VALUES (1, DEFAULT), (?, 'x') AS n(c, d) ON DUPLICATE KEY UPDATE a = n.c, b = VALUES(b)",
  'REPLACE t SET a = 1 , b := DEFAULT',
  'WITH c (x) AS ( SELECT 1 ) UPDATE LOW_PRIORITY t AS u , c SET u.a = c.x WHERE a > 1 ORDER BY b DESC LIMIT 1',
  'DELETE QUICK FROM a.* , b USING a JOIN b ON a.x = b.x WHERE a.y = 1',
  "SET GLOBAL a = ON , @@session.b = DEFAULT , @c := 'x' , NAMES utf8mb4 COLLATE utf8mb4_bin",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED , READ ONLY',
  "SHOW FULL COLUMNS FROM t FROM db LIKE 'a%' ; SHOW CREATE TABLE t ; SHOW COUNT ( * ) WARNINGS",
  'EXPLAIN FORMAT = JSON SELECT * FROM t ; DESC t a ; ANALYZE SELECT 1',
  'START TRANSACTION READ ONLY ; SAVEPOINT a ; ROLLBACK TO a ; COMMIT AND CHAIN',
  'LOCK TABLES t AS a READ LOCAL ; UNLOCK TABLES ; KILL QUERY 5 ; CALL p ( 1 , @a ) ; DO 1 , 2 ; USE x',
  "CREATE TABLE IF NOT EXISTS t ( a INT UNSIGNED NOT NULL DEFAULT - 1 COMMENT 'x' , b TEXT CHARACTER SET utf8mb4 GENERATED ALWAYS AS ( a + 1 ) STORED , PRIMARY KEY ( a ) , CONSTRAINT f FOREIGN KEY ( a ) REFERENCES u ( x ) ON DELETE CASCADE , CHECK ( a > 1 ) ) ENGINE = InnoDB PARTITION BY RANGE ( a ) ( PARTITION p VALUES LESS THAN ( 1 ) ) AS SELECT 1",
  'ALTER TABLE t ADD COLUMN a INT FIRST , DROP b , CHANGE c d INT , RENAME TO u , ADD PARTITION ( PARTITION p VALUES IN ( 1 ) ) , EXCHANGE PARTITION p WITH TABLE x',
  'CREATE OR REPLACE ALGORITHM = MERGE DEFINER = CURRENT_USER SQL SECURITY INVOKER VIEW v ( a ) AS SELECT 1 WITH CHECK OPTION',
  'CREATE UNIQUE INDEX i ON t ( a ( 3 ) DESC , ( b + 1 ) ) USING BTREE ALGORITHM = COPY',
  'DROP TABLE IF EXISTS a , b ; RENAME TABLE a TO b ; TRUNCATE t ; CREATE DATABASE x CHARACTER SET utf8mb4',
  "GRANT ALL ON *.* TO a ; CREATE DEFINER = 'a'@'b' TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
]; // prettier-ignore
const WORDS = [...new Set(SEEDS.flatMap((seed) => seed.split(' ')))];

const flavors = fc.constantFrom<Flavor[]>('mysql', 'mariadb');

/** A text of statements, or the refusal: nothing else, and soon. */
function read(text: string, flavor: Flavor): ParsedStatement[] | undefined {
  const before = performance.now();
  try {
    return parseText(text, contextOf(flavor));
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  } finally {
    expect(performance.now() - before).toBeLessThan(2000);
  }
}

describe('Any text is read or refused', () => {
  test('of words of statements in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), flavors, (words, flavor) => {
        expect(() => read(words.join(' '), flavor)).not.toThrow();
      }),
      { numRuns: 5000 },
    );
  });

  test('of a statement with some words changed', () => {
    const change = fc.record({ at: fc.nat(60), drop: fc.nat(2), word: fc.option(fc.constantFrom(...WORDS)) });
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(change, { maxLength: 3 }), flavors, (seed, changes, flavor) => {
        const words = seed.split(' ');
        for (const { at, drop, word } of changes) words.splice(at % words.length, drop, ...(word === null ? [] : [word]));
        const text = words.join(' ');
        const statements = read(text, flavor) ?? [];
        // In their order, within the text, apart from each other.
        let end = 0;
        for (const statement of statements) {
          expect(statement.start).toBeGreaterThanOrEqual(end);
          expect(statement.end).toBeGreaterThan(statement.start);
          ({ end } = statement);
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 5000 },
    );
  }); // prettier-ignore

  test('of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), flavors, (bytes, flavor) => {
        expect(() => read(Buffer.from(bytes).toString('latin1'), flavor)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  test('that repeats one piece very often', () => {
    const pieces = ['(', 'WITH a AS (', ', ', ';', 'SELECT (', 'SET @a = ', 'PARTITION ', 'a.', 'NOT ', '-', 'CREATE ', "''", '@', 'DEFAULT '];
    const seeds = ['', 'INSERT INTO t VALUES ', 'CREATE TABLE t (a INT DEFAULT ', 'SET a = ', 'DELETE FROM ', 'EXPLAIN ', 'ALTER TABLE t '];
    const texts = seeds.flatMap((seed) => pieces.map((piece) => seed + piece.repeat(20_000)));
    const taken = texts.filter((text) => read(text, 'mysql') !== undefined || read(text, 'mariadb') !== undefined);
    // Empty statements behind one that is whole, and strings that stand side by side.
    expect(taken.filter((text) => !text.includes(';') && !text.includes("''"))).toStrictEqual([]);
  }); // prettier-ignore
});
