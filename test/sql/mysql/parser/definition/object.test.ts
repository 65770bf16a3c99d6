import { describe, expect, test } from 'vitest';
import { refusalOf } from '../statements.ts';
import { definitionOf, shown } from './shown.ts';

describe('Views', () => {
  test.each([
    ['CREATE VIEW v AS SELECT 1', 'CREATE VIEW <v> AS {query}'],
    ['CREATE OR REPLACE ALGORITHM=MERGE DEFINER=CURRENT_USER() SQL SECURITY INVOKER VIEW shop.v (a, b) AS SELECT 1, 2 WITH LOCAL CHECK OPTION',
      'CREATE OR REPLACE ALGORITHM = MERGE DEFINER = CURRENT_USER ( ) SQL SECURITY INVOKER VIEW <shop.v> ( `a` , `b` ) AS {query} WITH LOCAL CHECK OPTION'],
    ['CREATE VIEW v AS (SELECT a FROM t WHERE b) WITH CHECK OPTION', 'CREATE VIEW <v> AS {query} WITH CHECK OPTION'],
    ['CREATE VIEW v AS WITH c AS (SELECT 1) SELECT * FROM c', 'CREATE VIEW <v> AS {query}'],
    ['ALTER VIEW v AS SELECT 1 UNION SELECT 2', 'ALTER VIEW <v> AS {query}'],
  ])('%s', (text, expected) => expect(shown(text).text).toBe(expected)); // prettier-ignore

  test('with the rights of another are refused, and so is a query that writes', () => {
    for (const text of ['CREATE DEFINER=root VIEW v AS SELECT 1', "CREATE DEFINER='root'@'%' VIEW v AS SELECT 1", 'CREATE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW v AS SELECT 1']) {
      expect(refusalOf(text).code, text).toBe('WW_SQL_NOT_UNDERSTOOD');
    }
    expect(refusalOf('CREATE VIEW v AS SELECT 1 INTO @a').code).toBe('WW_SQL_NOT_UNDERSTOOD');
  }); // prettier-ignore
});

describe('Indexes, databases, and what is taken away', () => {
  test.each([
    ['CREATE UNIQUE INDEX i USING BTREE ON shop.t (a(3), b DESC) ALGORITHM=INPLACE LOCK NONE',
      { command: 'CREATE INDEX', text: 'CREATE UNIQUE INDEX `i` USING BTREE ON <shop.t> ( `a` ( 3 ) , `b` DESC ) ALGORITHM = INPLACE LOCK NONE', columns: ['a', 'b'] }],
    ["CREATE INDEX i ON t ((lower(a))) COMMENT 'x' INVISIBLE", { text: "CREATE INDEX `i` ON <t> ( ( {expression} ) ) COMMENT 'x' INVISIBLE", columns: ['a'] }],
    ['DROP INDEX `PRIMARY` ON t', { command: 'DROP INDEX', text: 'DROP INDEX `PRIMARY` ON <t>', targets: ['t'] }],
    ['CREATE DATABASE IF NOT EXISTS shop DEFAULT CHARACTER SET = utf8mb4 COLLATE utf8mb4_bin',
      { command: 'CREATE DATABASE', text: 'CREATE DATABASE IF NOT EXISTS <shop> CHARACTER SET = `utf8mb4` COLLATE `utf8mb4_bin`' }],
    ["ALTER SCHEMA shop ENCRYPTION 'N'", { command: 'ALTER DATABASE', text: "ALTER SCHEMA <shop> ENCRYPTION 'N'" }],
    ['DROP SCHEMA IF EXISTS shop', { command: 'DROP DATABASE', text: 'DROP SCHEMA IF EXISTS <shop>' }],
    ['DROP TABLE IF EXISTS a, shop.b CASCADE', { command: 'DROP TABLE', text: 'DROP TABLE IF EXISTS <a> , <shop.b> CASCADE', targets: ['a', 'shop.b'] }],
    ['DROP VIEW a, b RESTRICT', { command: 'DROP VIEW', text: 'DROP VIEW <a> , <b> RESTRICT' }],
    ['TRUNCATE shop.t', { command: 'TRUNCATE TABLE', text: 'TRUNCATE <shop.t>', targets: ['shop.t'] }],
    ['RENAME TABLE a TO b, c TO shop.d',
      { command: 'RENAME TABLE', text: 'RENAME TABLE <a> TO <b> , <c> TO <shop.d>', targets: ['a', 'c'], named: ['rename_to b', 'rename_to shop.d'] }],
  ])('%s', (text, expected) => expect(shown(text)).toMatchObject(expected)); // prettier-ignore

  test('an index is named with its table', () => {
    expect(definitionOf('CREATE INDEX i ON t (a)').index?.text).toBe('i');
    expect(definitionOf('DROP TEMPORARY TABLE t').temporary).toBe(true);
  });

  test.each([
    'CREATE INDEX i', 'CREATE INDEX i ON t', 'CREATE INDEX ON t (a)', 'DROP INDEX i', 'CREATE DATABASE', 'CREATE DATABASE a.b', 'ALTER DATABASE shop', 'DROP DATABASE',
    'DROP TABLE', 'DROP TABLE a b', 'DROP DATABASE a, b', 'TRUNCATE a, b', 'RENAME TABLE a', 'RENAME a TO b', 'DROP VIEW', 'CREATE OR REPLACE INDEX i ON t (a)',
    'CREATE VIEW v', 'CREATE VIEW v AS', 'CREATE VIEW v AS SELECT 1 WITH', 'ALTER VIEW IF EXISTS v AS SELECT 1', 'CREATE TRUNCATE t',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore
});
