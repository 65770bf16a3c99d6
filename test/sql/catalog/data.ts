/** A small catalog for tests: one schema, tables in a chain of inheritance, overloaded functions. */
import type { CatalogColumn, CatalogData, CatalogFunction, CatalogRelation } from '../../../src/sql/catalog/catalog.ts';

export function column(name: string, number: number, type = 'text', typeOid = 25): CatalogColumn {
  return { name, number, typeOid, type, generated: false };
}

export function table(
  oid: number,
  schema: string,
  name: string,
  columns: string[],
  parents: number[] = [],
): CatalogRelation {
  return {
    oid,
    schema,
    name,
    kind: 'table',
    columns: columns.map((name, index) => column(name, index + 1)),
    parents,
    hasRules: false,
    rowEstimate: 100,
  };
}

export function routine(oid: number, schema: string, name: string, argumentTypes: string[] = []): CatalogFunction {
  return {
    oid,
    schema,
    name,
    kind: 'function',
    argumentTypes,
    argumentTypeOids: argumentTypes.map(() => 25),
    defaults: 0,
    variadic: false,
    returnsSet: false,
    returnType: 'text',
    returnTypeOid: 25,
    volatility: 'immutable',
    language: 'sql',
  };
}

export const SHOP: CatalogData = {
  serverVersion: 180004,
  database: 'shop',
  schemas: ['pg_catalog', 'public', 'shop'],
  relations: [
    table(100, 'shop', 'orders', ['id', 'status']),
    table(101, 'shop', 'orders_2026', ['id', 'status'], [100]),
    table(102, 'shop', 'orders_2026_05', ['id', 'status'], [101]),
    table(103, 'public', 'orders', ['id']),
    { ...table(104, 'shop', 'open_orders', ['id']), kind: 'view', definition: ' SELECT id\n   FROM shop.orders;' },
  ],
  functions: [
    routine(200, 'shop', 'total', ['bigint']),
    routine(201, 'shop', 'total', ['bigint', 'text']),
    { ...routine(202, 'public', 'digest', ['text']), extension: 'pgcrypto' },
  ],
  types: [{ oid: 25, schema: 'pg_catalog', name: 'text', kind: 'base', relationOid: 0 }],
  operators: [{ schema: 'shop', name: '<=>', functionOid: 200 }],
  casts: [
    { source: 'shop.mood', sourceOid: 300, target: 'text', targetOid: 25, functionOid: 0, context: 'implicit' },
    { source: 'text', sourceOid: 25, target: 'bigint', targetOid: 20, functionOid: 202, context: 'explicit' },
  ],
};
