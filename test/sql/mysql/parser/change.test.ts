import { describe, expect, test } from 'vitest';
import { refusalOf, tree } from './statements.ts';

const update = { kind: 'Update', tables: ['t'], assignments: ['a = 1'] };
const remove = { kind: 'Delete', from: ['t'] };

describe('UPDATE', () => {
  test.each([
    ['UPDATE t SET a = 1', update],
    ['UPDATE t SET a := 1', update],
    ['UPDATE LOW_PRIORITY IGNORE t SET a = 1', { ...update, lowPriority: true, ignore: true }],
    ['UPDATE db.t AS x SET x.a = DEFAULT, db.t.b = 2 WHERE x.c = 3',
      { ...update, tables: ['db.t AS x'], assignments: ['x.a = DEFAULT', 'db.t.b = 2'], where: 'x.c = 3' }],
    ['UPDATE t SET a = 1 ORDER BY b LIMIT 2', { ...update, orderBy: [{ kind: 'OrderItem', expression: 'b' }], limit: { kind: 'Limit', count: '2' } }],
    ['UPDATE t, s SET t.a = s.a', { ...update, tables: ['t', 's'], assignments: ['t.a = s.a'] }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test('of a join and behind common tables', () => {
    expect(tree('UPDATE t JOIN s ON t.a = s.a SET t.b = s.b')).toMatchObject({ tables: [{ kind: 'Join', left: 't', right: 's' }] });
    expect(tree('WITH c AS (SELECT 1) (SELECT a FROM t) FOR UPDATE')).toMatchObject({ kind: 'Query' });
    expect(tree('WITH c (x) AS (SELECT 1), d AS (SELECT (2)) DELETE FROM t')).toMatchObject({ kind: 'Delete', with: { tables: [{ name: 'c' }, { name: 'd' }] } });
    expect(tree('WITH c AS (SELECT 1 UPDATEd) UPDATE t, c SET a = 1')).toMatchObject({ with: { tables: [{ name: 'c' }] }, tables: ['t', 'c'] });
  }); // prettier-ignore
});

describe('DELETE', () => {
  test.each([
    ['DELETE FROM t', remove],
    ['DELETE QUICK IGNORE LOW_PRIORITY FROM t', { ...remove, lowPriority: true, quick: true, ignore: true }],
    ['DELETE FROM db.t AS x WHERE x.a = 1', { ...remove, from: ['db.t AS x'], where: 'x.a = 1' }],
    ['DELETE FROM t x WHERE x.a = 1', { ...remove, from: ['t AS x'], where: 'x.a = 1' }],
    ['DELETE FROM t ORDER BY a LIMIT 1', { ...remove, orderBy: [{ kind: 'OrderItem', expression: 'a' }], limit: { kind: 'Limit', count: '1' } }],
    ['DELETE a, b FROM a, b', { ...remove, targets: ['a', 'b'], from: ['a', 'b'] }],
    ['DELETE a.*, db.b.* FROM a, db.b', { ...remove, targets: ['a', 'db.b'], from: ['a', 'db.b'] }],
    ['DELETE FROM a.*, db.b USING a, db.b WHERE a.x = b.x', { ...remove, targets: ['a', 'db.b'], from: ['a', 'db.b'], where: 'a.x = b.x' }],
    ['DELETE quick, t FROM quick, t', { ...remove, targets: ['quick', 't'], from: ['quick', 't'] }],
    ['DELETE QUICK t FROM t', { ...remove, quick: true, targets: ['t'] }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test('of partitions, and RETURNING on MariaDB', () => {
    expect(tree('DELETE FROM t PARTITION (p0) WHERE a = 1')).toMatchObject({ from: ['t'] });
    expect(tree('DELETE FROM t WHERE a = 1 RETURNING a', 'mariadb')).toMatchObject({
      returning: [{ expression: 'a' }],
    });
    expect(refusalOf('DELETE FROM t WHERE a = 1 RETURNING a').code).toBe('WW_SYNTAX_ERROR');
  });
});

describe('A change that is not understood', () => {
  test.each([
    'UPDATE t', 'UPDATE t SET', 'UPDATE t SET a', 'UPDATE t SET a = ', 'UPDATE t SET a = 1,', 'UPDATE t SET a = 1 WHERE', 'UPDATE IGNORE LOW_PRIORITY t SET a = 1',
    'UPDATE t SET a = 1 FROM s', 'DELETE', 'DELETE t', 'DELETE FROM', 'DELETE FROM t.*', 'DELETE FROM a, b', 'DELETE a b FROM a', 'DELETE * FROM t',
    'DELETE FROM t LIMIT', 'WITH c AS (SELECT 1)', 'WITH c UPDATE t SET a = 1',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore

  test('writes to rows outside of what is named', () => {
    expect(refusalOf('DELETE HISTORY FROM t', 'mariadb').code).toBe('WW_SQL_NOT_UNDERSTOOD');
    expect(tree('DELETE history FROM history')).toMatchObject({ targets: ['history'] });
    for (const text of ["UPDATE t FOR PORTION OF p FROM '1' TO '2' SET a = 1", "DELETE FROM t FOR PORTION OF p FROM '1' TO '2'"]) {
      expect(refusalOf(text, 'mariadb'), text).toMatchObject({ code: 'WW_SQL_NOT_UNDERSTOOD', message: expect.stringContaining("near 'FOR PORTION") });
    }
    expect(refusalOf('UPDATE t SET a = 1 LIMIT 2, 3').code).toBe('WW_SQL_NOT_UNDERSTOOD');
  }); // prettier-ignore
});
