import { describe, expect, test } from 'vitest';
import { refusalOf, tree } from './statements.ts';

const rows = (...all: readonly (readonly string[])[]): object => ({ kind: 'Rows', rows: all });
const insert = { kind: 'Insert', verb: 'INSERT', table: 't' };

describe('INSERT and REPLACE', () => {
  test.each([
    ['INSERT INTO t VALUES (1, DEFAULT)', { ...insert, source: rows(['1', 'DEFAULT']) }],
    ['INSERT t VALUE (1), (2)', { ...insert, source: rows(['1'], ['2']) }],
    ['INSERT INTO db.t (a, t.b, db.t.c) VALUES (1, 2, 3)', { ...insert, table: 'db.t', columns: ['a', 't.b', 'db.t.c'], source: rows(['1', '2', '3']) }],
    ['INSERT INTO t VALUES ()', { ...insert, source: rows([]) }],
    ['INSERT INTO t SET a = 1, b := DEFAULT, c = DEFAULT(a)', { ...insert, columns: ['a', 'b', 'c'], source: rows(['1', 'DEFAULT', 'DEFAULT(a)']) }],
    ['INSERT LOW_PRIORITY IGNORE t VALUES (1)', { ...insert, priority: 'LOW_PRIORITY', ignore: true, source: rows(['1']) }],
    ['INSERT DELAYED t VALUES (1)', { ...insert, priority: 'DELAYED', source: rows(['1']) }],
    ['INSERT INTO t PARTITION (p0, p1) VALUES (1)', { ...insert, partitions: ['p0', 'p1'], source: rows(['1']) }],
    ['REPLACE t (a) VALUES (1)', { ...insert, verb: 'REPLACE', columns: ['a'], source: rows(['1']) }],
    ['INSERT INTO t (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a, b = DEFAULT',
      { ...insert, columns: ['a'], source: rows(['1']), rowAlias: { name: 'new' }, onDuplicate: ['a = new.a', 'b = DEFAULT'] }],
    ['INSERT INTO t VALUES (1, 2) AS n(x, y)', { ...insert, source: rows(['1', '2']), rowAlias: { name: 'n', columns: ['x', 'y'] } }],
    ['INSERT INTO t SET a = 1 AS n ON DUPLICATE KEY UPDATE a = n.a',
      { ...insert, columns: ['a'], source: rows(['1']), rowAlias: { name: 'n' }, onDuplicate: ['a = n.a'] }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test('an empty list of columns is not the lack of one', () => {
    expect(tree('INSERT INTO t () VALUES ()')).toStrictEqual({ ...insert, source: rows([]) });
    const [all, none] = ['INSERT INTO t VALUES ()', 'INSERT INTO t () VALUES ()'];
    expect([all, none].map((text) => refusalOf(`${text} x`).code)).toStrictEqual([
      'WW_SYNTAX_ERROR',
      'WW_SYNTAX_ERROR',
    ]);
  });

  test.each([
    ['INSERT INTO t SELECT a FROM s', undefined],
    ['INSERT INTO t (a) SELECT a FROM s ON DUPLICATE KEY UPDATE a = VALUES(a)', ['a']],
    ['INSERT INTO t (SELECT 1)', undefined],
    ['INSERT INTO t (a) (SELECT 1)', ['a']],
    ['INSERT INTO t ((SELECT 1) UNION (SELECT 2))', undefined],
    ['INSERT INTO t WITH c AS (SELECT 1) SELECT * FROM c', undefined],
    ['INSERT INTO t TABLE s', undefined],
    ['INSERT INTO t VALUES ROW(1, 2), ROW(3, 4)', undefined],
  ])('%s is filled by a query', (text, columns) => {
    expect(tree(text)).toMatchObject({ ...insert, ...(columns && { columns }), source: { kind: 'FromQuery', query: { kind: 'Query' } } });
  }); // prettier-ignore

  test('RETURNING is of MariaDB, and a row alias is of MySQL', () => {
    const returning = 'INSERT INTO t VALUES (1) RETURNING a, b AS c';
    expect(tree(returning, 'mariadb')).toMatchObject({ returning: [{ expression: 'a' }, { expression: 'b', alias: 'c' }] });
    expect(tree('REPLACE INTO t VALUES (1) RETURNING *', 'mariadb')).toMatchObject({ returning: [{ kind: 'Star' }] });
    expect(refusalOf(returning).code).toBe('WW_SYNTAX_ERROR');
    expect(refusalOf('INSERT INTO t VALUES (1) AS n', 'mariadb').code).toBe('WW_SYNTAX_ERROR');
  }); // prettier-ignore

  test.each([
    'INSERT INTO t', 'INSERT INTO t (a VALUES (1)', 'INSERT INTO t VALUES 1', 'INSERT INTO t VALUES (1', 'INSERT INTO t VALUES (1),',
    'INSERT INTO t SET', 'INSERT INTO t SET a', 'REPLACE IGNORE t VALUES (1)', 'REPLACE t VALUES (1) ON DUPLICATE KEY UPDATE a = 1',
    'INSERT INTO t (1) VALUES (1)', 'INSERT INTO t () SET a = 1', 'REPLACE HIGH_PRIORITY t VALUES (1)', 'INSERT INTO t VALUES (1) ON DUPLICATE UPDATE a = 1',
    'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore

  test('the query that fills a table writes nowhere else', () => {
    expect(refusalOf('INSERT INTO t SELECT a FROM s INTO @x').code).toBe('WW_SQL_NOT_UNDERSTOOD');
    expect(refusalOf("INSERT INTO t SELECT a INTO OUTFILE '/tmp/a' FROM s").code).toBe('WW_SQL_NOT_UNDERSTOOD');
  });
});
