import { describe, expect, test } from 'vitest';
import { refusalOf, tree } from './statements.ts';

const show = (what: string, details: object = {}): object => ({ kind: 'Show', what, ...details });

describe('SHOW', () => {
  test.each([
    ['SHOW TABLES', show('TABLES')],
    ["SHOW FULL TABLES FROM shop LIKE 'a%'", show('TABLES', { full: true, database: 'shop', like: 'a%' })],
    ['SHOW EXTENDED FULL TABLES IN shop WHERE Table_type = 1', show('TABLES', { full: true, extended: true, database: 'shop', where: 'Table_type = 1' })],
    ["SHOW FULL COLUMNS FROM t FROM shop LIKE 'a'", show('COLUMNS', { full: true, object: 'shop.t', like: 'a' })],
    ['SHOW COLUMNS FROM other.t IN shop', show('COLUMNS', { object: 'shop.t' })],
    ['SHOW FIELDS IN shop.t', show('COLUMNS', { object: 'shop.t' })],
    ['SHOW KEYS FROM t', show('INDEX', { object: 't' })],
    ["SHOW INDEXES FROM t WHERE Key_name = 'PRIMARY'", show('INDEX', { object: 't', where: "Key_name = 'PRIMARY'" })],
    ['SHOW CREATE TABLE shop.t', show('CREATE TABLE', { object: 'shop.t' })],
    ['SHOW CREATE VIEW v', show('CREATE VIEW', { object: 'v' })],
    ['SHOW CREATE SCHEMA IF NOT EXISTS shop', show('CREATE DATABASE', { argument: 'IF NOT EXISTS', database: 'shop' })],
    ['SHOW CREATE DATABASE shop', show('CREATE DATABASE', { database: 'shop' })],
    ["SHOW TABLE STATUS LIKE 't'", show('TABLE STATUS', { like: 't' })],
    ['SHOW SCHEMAS', show('DATABASES')],
    ["SHOW VARIABLES LIKE 'sql_mode'", show('VARIABLES', { like: 'sql_mode' })],
    ['SHOW LOCAL STATUS', show('STATUS', { scope: 'SESSION' })],
    ["SHOW GLOBAL VARIABLES WHERE Variable_name = 'a'", show('VARIABLES', { scope: 'GLOBAL', where: "Variable_name = 'a'" })],
    ['SHOW WARNINGS', show('WARNINGS')],
    ['SHOW WARNINGS LIMIT 5, 10', show('WARNINGS', { limit: { count: '10', offset: '5' } })],
    ['SHOW ERRORS LIMIT 1', show('ERRORS', { limit: { count: '1' } })],
    ['SHOW COUNT(*) WARNINGS', show('COUNT(*) WARNINGS')],
    ['SHOW CHARSET', show('CHARACTER SET')],
    ["SHOW COLLATION LIKE 'utf8%'", show('COLLATION', { like: 'utf8%' })],
    ['SHOW STORAGE ENGINES', show('ENGINES')],
    ['SHOW FULL PROCESSLIST', show('PROCESSLIST', { full: true })],
    ['SHOW GRANTS', show('GRANTS')],
    ['SHOW GRANTS FOR CURRENT_USER()', show('GRANTS')],
    ["SHOW TRIGGERS FROM shop LIKE 't'", show('TRIGGERS', { database: 'shop', like: 't' })],
    ["SHOW PROCEDURE STATUS WHERE Db = 'shop'", show('PROCEDURE STATUS', { where: "Db = 'shop'" })],
    ['SHOW MASTER STATUS', show('MASTER STATUS')],
    ['SHOW PLUGINS', show('PLUGINS')],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test.each([
    ["SHOW GRANTS FOR 'a'@'b'", 'SHOW GRANTS'],
    ['SHOW GRANTS FOR CURRENT_USER USING r', 'SHOW GRANTS'],
    ['SHOW CREATE USER a', 'SHOW CREATE USER'],
    ['SHOW ENGINE InnoDB STATUS', 'SHOW ENGINE'],
    ["SHOW BINLOG EVENTS IN 'a' FROM 4", 'SHOW BINLOG EVENTS'],
    ["SHOW REPLICA STATUS FOR CHANNEL 'a'", 'SHOW REPLICA STATUS'],
    ['SHOW PROFILE ALL FOR QUERY 1', 'SHOW PROFILE'],
    ['SHOW EXPLAIN FOR 1', 'SHOW EXPLAIN'],
  ])('%s is told by its first words', (text, command) => {
    expect(tree(text)).toStrictEqual({ kind: 'Unread', command, why: 'administration' });
  });

  test.each([
    'SHOW', 'SHOW FOO', 'SHOW FULL DATABASES', 'SHOW EXTENDED STATUS', 'SHOW GLOBAL TABLES', 'SHOW TABLES FROM', 'SHOW TABLES LIKE', 'SHOW TABLES LIKE a',
    "SHOW TABLES LIKE 'a' WHERE b = 1", 'SHOW COLUMNS', 'SHOW COLUMNS FROM', 'SHOW CREATE', 'SHOW CREATE TABLE', 'SHOW WARNINGS LIMIT', 'SHOW WARNINGS LIMIT ?',
    'SHOW COUNT(1) WARNINGS', 'SHOW COUNT(*)', 'SHOW DATABASES FROM a', 'SHOW INDEX t', 'SHOW CREATE DATABASE a.b', 'SHOW TABLES; FROM',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore
});
