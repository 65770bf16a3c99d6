import { describe, expect, it } from 'vitest';
import { parameterTypeRefusal } from '../../../src/protocols/postgres/parameter-types.ts';
import { makeCatalog } from '../../../src/sql/catalog/snapshot.ts';
import type { CatalogType } from '../../../src/sql/catalog/catalog.ts';

const type = (oid: number, name: string, kind: CatalogType['kind']): CatalogType => ({ oid, schema: 'shop', name, kind, relationOid: 0 }); // prettier-ignore
const types = [
  type(20001, 'status', 'enum'),
  type(20002, '_status', 'base'),
  type(20003, 'loud', 'domain'),
  type(20004, '_loud', 'base'),
  type(20005, 'orders', 'composite'),
  type(20006, 'vector', 'base'),
  type(20007, '_vector', 'base'),
  type(20008, '__loud', 'base'),
  type(20009, 'span', 'range'),
];
const catalog = makeCatalog(
  { serverVersion: 180000, database: 'shop', schemas: ['shop'], relations: [], functions: [], types, operators: [] },
  0,
);

describe('a parameter may be given', () => {
  it.each([
    ['no type', [], true],
    ["the server's own types", [0, 23, 25, 1009, 3802], true],
    ['an enum, or an array of it', [20001, 20002], true],
    ["an extension's type, or an array of it", [20006, 20007], true],
    ['no domain, whose checks are code', [25, 20003], false],
    ['no array of a domain', [20004], false],
    ['no array of an array of one', [20008], false],
    ['no row type, whose columns may be domains', [20005], false],
    ['no range of who knows what', [20009], false],
    ['no type that nobody knows', [30000], false],
  ])('%s', (_, oids, allowed) => {
    expect(parameterTypeRefusal(oids, catalog) === undefined).toBe(allowed);
  });
});
