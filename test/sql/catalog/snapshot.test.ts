import { describe, expect, test } from 'vitest';
import { catalogAfter, makeCatalog, renewCatalog, versionOf } from '../../../src/sql/catalog/snapshot.ts';
import { SHOP, table } from './data.ts';

const catalog = makeCatalog(SHOP, 1_000);

describe('a snapshot finds', () => {
  test('relations by schema and exact name, and by OID', () => {
    expect(catalog.relation('shop', 'orders')?.oid).toBe(100);
    expect(catalog.relation('public', 'orders')?.oid).toBe(103);
    expect(catalog.relation('shop', 'Orders')).toBeUndefined();
    expect(catalog.relationByOid(102)?.name).toBe('orders_2026_05');
  });

  test('every overload of a function', () => {
    expect(catalog.functions('shop', 'total').map((one) => one.oid)).toEqual([200, 201]);
    expect(catalog.functions('public', 'total')).toEqual([]);
    expect(catalog.functionByOid(202)?.extension).toBe('pgcrypto');
  });

  test('schemas, types and operators', () => {
    expect(catalog.hasSchema('shop')).toBe(true);
    expect(catalog.hasSchema('hr')).toBe(false);
    expect(catalog.type('pg_catalog', 'text')?.oid).toBe(25);
    expect(catalog.operators('<=>').map((one) => one.functionOid)).toEqual([200]);
    expect(catalog.operators('=')).toEqual([]);
  });

  test('all descendants with the relation itself, and all ancestors without it', () => {
    expect(catalog.descendants(100).map((one) => one.oid)).toEqual([100, 101, 102]);
    expect(catalog.ancestors(102).map((one) => one.oid)).toEqual([101, 100]);
    expect(catalog.descendants(999)).toEqual([]);
  });

  test('nothing under names that objects of the language have', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(catalog.relation('shop', name)).toBeUndefined();
      expect(catalog.relation(name, name)).toBeUndefined();
      expect(catalog.functions('shop', name)).toEqual([]);
      expect(catalog.operators(name)).toEqual([]);
    }
  });

  test('no relation by a schema and a name that only look alike when joined', () => {
    const odd = makeCatalog({ ...SHOP, relations: [table(1, 'a.b', 'c', ['x'])] }, 0);
    expect(odd.relation('a.b', 'c')?.oid).toBe(1);
    expect(odd.relation('a', 'b.c')).toBeUndefined();
  });

  test('an end even where parents go round in a circle', () => {
    const circle = makeCatalog({ ...SHOP, relations: [table(1, 's', 'a', [], [2]), table(2, 's', 'b', [], [1])] }, 0);
    expect(circle.descendants(1).map((one) => one.oid)).toEqual([1, 2]);
    expect(circle.ancestors(1).map((one) => one.oid)).toEqual([2]);
  });
});

describe('the version', () => {
  test('is the same for equal content, whenever it was loaded', () => {
    expect(makeCatalog(structuredClone(SHOP), 2_000).version).toBe(catalog.version);
    expect(renewCatalog(catalog, 2_000, undefined)).toMatchObject({ version: catalog.version, loadedAtMs: 2_000 });
    expect(renewCatalog(catalog, 2_000, undefined).relation('shop', 'orders')?.oid).toBe(100);
  });

  test('does not change with row estimates', () => {
    const relations = SHOP.relations.map((relation) => ({ ...relation, rowEstimate: 7 }));
    expect(versionOf({ ...SHOP, relations })).toBe(catalog.version);
  });

  test.each([
    ['a new column', { relations: [table(100, 'shop', 'orders', ['id', 'status', 'ssn'])] }],
    ['a table made anew under its name', { relations: [table(900, 'shop', 'orders', ['id', 'status'])] }],
    ['another definition of a view', { relations: SHOP.relations.map((one) => ({ ...one, definition: 'SELECT 1' })) }],
    ['a function gone', { functions: SHOP.functions.slice(1) }],
    ['another schema', { schemas: ['shop'] }],
    ['an operator gone', { operators: [] }],
    ['a cast gone', { casts: [] }],
  ])('changes with %s', (_, change) => {
    expect(versionOf({ ...SHOP, ...change })).not.toBe(catalog.version);
  });
});

test('a snapshot after another is renewed where the lists are the same, and made anew where one is not', () => {
  const temporary = { relations: [table(500, 'pg_temp_3', 't', ['a'])], types: [] };
  const renewed = catalogAfter(catalog, { ...SHOP, temporary }, 5);
  expect(renewed).toMatchObject({ version: catalog.version, loadedAtMs: 5 });
  expect(renewed.relation('pg_temp_3', 't')?.oid).toBe(500);
  expect(catalogAfter(catalog, { ...SHOP, functions: [] }, 5).functions('shop', 'total')).toEqual([]);
  expect(catalogAfter(catalog, { ...SHOP, database: 'other' }, 5).version).not.toBe(catalog.version);
  expect(catalogAfter(undefined, SHOP, 5).version).toBe(catalog.version);
});

describe('temporary objects', () => {
  const own = table(500, 'pg_temp_3', 'orders', ['id', 'note'], [100]);
  const others = table(501, 'pg_temp_4', 'orders', ['id']);
  const type = { oid: 502, schema: 'pg_temp_3', name: 'orders', kind: 'composite', relationOid: 500 } as const;
  const temporary = { relations: [own, others], types: [type] };

  test("are found in their schema and by OID, and are nobody else's children", () => {
    const made = makeCatalog({ ...SHOP, temporary }, 0);
    expect(made.relation('pg_temp_3', 'orders')).toBe(own);
    expect(made.relation('pg_temp_4', 'orders')).toBe(others);
    expect(made.relationByOid(500)).toBe(own);
    expect(made.type('pg_temp_3', 'orders')).toBe(type);
    expect(made.ancestors(500).map((one) => one.oid)).toEqual([100]);
    expect(made.descendants(100).map((one) => one.oid)).toEqual([100, 101, 102]);
    expect(made.hasSchema('pg_temp_3')).toBe(false);
  });

  test('change the version of their own schema alone', () => {
    const before = makeCatalog({ ...SHOP, temporary: { relations: [others], types: [] } }, 0);
    const after = makeCatalog({ ...SHOP, temporary }, 0);
    expect(after.version).toBe(catalog.version);
    expect(before.temporaryVersion?.('pg_temp_3')).toBe('');
    expect(after.temporaryVersion?.('pg_temp_3')).not.toBe('');
    expect(after.temporaryVersion?.('pg_temp_4')).toBe(before.temporaryVersion?.('pg_temp_4'));
  });

  test('come and go with a renewal, and all else stays as it is', () => {
    const after = renewCatalog(renewCatalog(catalog, 1, temporary), 2, { relations: [own], types: [] });
    expect(after.relation('pg_temp_3', 'orders')).toBe(own);
    expect(after.relation('pg_temp_4', 'orders')).toBeUndefined();
    expect(after.data.relations).toBe(catalog.data.relations);
    expect(after.data.temporary?.relations).toEqual([own]);
    expect(renewCatalog(after, 3, undefined).data).toEqual(SHOP);
  });
});
