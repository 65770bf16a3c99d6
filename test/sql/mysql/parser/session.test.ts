import { describe, expect, test } from 'vitest';
import { refusalOf, tree } from './statements.ts';

describe('Transactions', () => {
  test.each([
    ['BEGIN', { kind: 'Begin' }],
    ['BEGIN WORK', { kind: 'Begin' }],
    ['START TRANSACTION', { kind: 'Begin' }],
    ['START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', { kind: 'Begin', characteristics: ['WITH CONSISTENT SNAPSHOT', 'READ ONLY'] }],
    ['START TRANSACTION READ WRITE', { kind: 'Begin', characteristics: ['READ WRITE'] }],
    ['COMMIT', { kind: 'Commit' }],
    ['COMMIT WORK AND CHAIN NO RELEASE', { kind: 'Commit', chain: true }],
    ['COMMIT RELEASE', { kind: 'Commit', release: true }],
    ['ROLLBACK AND NO CHAIN RELEASE', { kind: 'Rollback', release: true }],
    ['SAVEPOINT a', { kind: 'Savepoint', name: 'a' }],
    ['ROLLBACK WORK TO SAVEPOINT `a b`', { kind: 'RollbackTo', name: 'a b' }],
    ['ROLLBACK TO a', { kind: 'RollbackTo', name: 'a' }],
    ['RELEASE SAVEPOINT a', { kind: 'ReleaseSavepoint', name: 'a' }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test.each([
    'BEGIN x', 'START', 'START TRANSACTION READ', 'START TRANSACTION READ ONLY,', 'COMMIT AND', 'COMMIT CHAIN', 'COMMIT NO', 'ROLLBACK TO', 'SAVEPOINT', 'RELEASE a',
    'SAVEPOINT a.b', "SAVEPOINT 'a'", 'COMMIT; AND CHAIN',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore
});

describe('Short statements', () => {
  test.each([
    ['USE shop', { kind: 'Use', database: 'shop' }],
    ['KILL 5', { kind: 'Kill', what: 'CONNECTION', id: '5' }],
    ['KILL QUERY ?', { kind: 'Kill', what: 'QUERY', id: '?1' }],
    ['LOCK TABLES t READ, db.s AS x LOW_PRIORITY WRITE, u v READ LOCAL',
      { kind: 'LockTables', locks: [{ table: 't', mode: 'READ' }, { table: 'db.s', alias: 'x', mode: 'LOW_PRIORITY WRITE' }, { table: 'u', alias: 'v', mode: 'READ LOCAL' }] }],
    ['LOCK TABLE t WRITE', { kind: 'LockTables', locks: [{ table: 't', mode: 'WRITE' }] }],
    ['UNLOCK TABLES', { kind: 'UnlockTables' }],
    ['CALL p', { kind: 'Call', procedure: 'p' }],
    ['CALL db.p()', { kind: 'Call', procedure: 'db.p' }],
    ["CALL p(1, @a, 'x')", { kind: 'Call', procedure: 'p', arguments: ['1', '@a', "'x'"] }],
    ['DO 1, @a AS b', { kind: 'Do', expressions: ['1', '@a'] }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test.each([
    'USE',
    'USE a.b',
    "USE 'a'",
    'KILL',
    'LOCK TABLES t',
    'LOCK TABLES',
    'UNLOCK',
    'CALL',
    'CALL p(',
    'DO',
    'CALL p(1,)',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR'));
});

describe('EXPLAIN and DESCRIBE', () => {
  test.each([
    ['DESCRIBE t', { kind: 'Describe', table: 't' }],
    ['DESC db.t a', { kind: 'Describe', table: 'db.t', column: 'a' }],
    ["EXPLAIN t 'a%'", { kind: 'Describe', table: 't', column: 'a%' }],
    ['DESC extended', { kind: 'Describe', table: 'extended' }],
    ['DESC format', { kind: 'Describe', table: 'format' }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected));

  test.each([
    ['EXPLAIN SELECT 1', 'mysql', { statement: { kind: 'Query' } }],
    ['DESC FORMAT = JSON UPDATE t SET a = 1', 'mysql', { format: 'JSON', statement: { kind: 'Update' } }],
    ["EXPLAIN FORMAT='tree' DELETE FROM t", 'mysql', { format: 'TREE', statement: { kind: 'Delete' } }],
    ['EXPLAIN ANALYZE SELECT 1', 'mysql', { analyze: true, statement: { kind: 'Query' } }],
    ['EXPLAIN WITH c AS (SELECT 1) DELETE FROM t', 'mysql', { statement: { kind: 'Delete', with: {} } }],
    ['EXPLAIN REPLACE t VALUES (1)', 'mysql', { statement: { kind: 'Insert' } }],
    ['EXPLAIN (SELECT 1)', 'mysql', { statement: { kind: 'Query' } }],
    ['EXPLAIN EXTENDED SELECT 1', 'mariadb', { extended: true, statement: { kind: 'Query' } }],
    ['EXPLAIN PARTITIONS SELECT 1', 'mariadb', { partitions: true, statement: { kind: 'Query' } }],
    ['ANALYZE FORMAT=JSON SELECT 1', 'mariadb', { analyze: true, format: 'JSON', statement: { kind: 'Query' } }],
    ['ANALYZE UPDATE t SET a = 1', 'mariadb', { analyze: true, statement: { kind: 'Update' } }],
  ] as const)('%s', (text, flavor, expected) => expect(tree(text, flavor)).toMatchObject({ kind: 'Explain', ...expected })); // prettier-ignore

  test.each([
    ['EXPLAIN', 'WW_SYNTAX_ERROR'],
    ['EXPLAIN ANALYZE t', 'WW_SYNTAX_ERROR'],
    ['EXPLAIN ANALYZE SET @a = 1', 'WW_SYNTAX_ERROR'],
    ['EXPLAIN CREATE TABLE t (a INT)', 'WW_SYNTAX_ERROR'],
    ['ANALYZE SELECT 1', 'WW_SYNTAX_ERROR'],
    ['EXPLAIN EXTENDED SELECT 1', 'WW_SYNTAX_ERROR'],
    ['EXPLAIN FORMAT=XML SELECT 1', 'WW_SQL_NOT_UNDERSTOOD'],
    ['EXPLAIN FORMAT=JSON INTO @a SELECT 1', 'WW_SQL_NOT_UNDERSTOOD'],
  ])('%s is refused with %s', (text, code) => expect(refusalOf(text).code).toBe(code));
});
