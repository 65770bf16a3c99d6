import { expect, test } from 'vitest';
import { BadSchemaFile, readSchemaFile, writeSchemaFile } from '../../../src/sql/catalog/schema-file.ts';
import { versionOf } from '../../../src/sql/catalog/snapshot.ts';
import type { CatalogData } from '../../../src/sql/catalog/catalog.ts';
import { column, SHOP, table } from './data.ts';

const MYSQL_SHOP: CatalogData = {
  ...SHOP,
  serverVersion: 90704,
  database: '',
  relations: [
    {
      ...table(1, 'shop', 'customers', []),
      columns: [
        column('email', 1, 'varchar(200)', 0),
        { ...column('domain', 2, 'varchar(200)', 0), generated: true, generation: "substring_index(`email`,'@',-1)" },
        { ...column('hidden', 3, 'int', 0), invisible: true },
      ],
    },
  ],
  functions: [],
  types: [],
  operators: [],
  casts: [],
  server: { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 },
};

test('a schema file says what the catalog said, but for row estimates', () => {
  const read = readSchemaFile(writeSchemaFile(SHOP));
  const sorted = <T extends { oid: number }>(entries: readonly T[]) => entries.toSorted((a, b) => a.oid - b.oid);
  expect(sorted(read.relations)).toEqual(SHOP.relations.map((one) => ({ ...one, rowEstimate: -1 })));
  expect(sorted(read.functions)).toEqual(SHOP.functions);
  expect({ ...read, relations: [], functions: [] }).toEqual({ ...SHOP, relations: [], functions: [] });
});

test('the text does not depend on the order in which the server told it', () => {
  const turned = {
    ...SHOP,
    schemas: SHOP.schemas.toReversed(),
    relations: SHOP.relations.toReversed(),
    functions: SHOP.functions.toReversed(),
  };
  expect(writeSchemaFile(turned)).toBe(writeSchemaFile(SHOP));
  expect(writeSchemaFile(readSchemaFile(writeSchemaFile(SHOP)))).toBe(writeSchemaFile(SHOP));
});

test('each object is a line of its own, so that a diff shows what changed', () => {
  const lines = writeSchemaFile(SHOP).split('\n');
  expect(lines.filter((line) => line.includes('"name":"open_orders"'))).toHaveLength(1);
  expect(lines.at(-1)).toBe('');
});

test.each([
  ['text that is no JSON', '{', 'is not JSON'],
  ['another format', '{"wirewallSchema": 2}', '"wirewallSchema"'],
  ['a relation of an unknown kind', writeSchemaFile(SHOP).replace('"kind":"view"', '"kind":"oracle"'), 'relations'],
  ['a missing list', writeSchemaFile(SHOP).replace('"operators"', '"operator"'), 'wirewall schema pull'],
])('%s is refused, and the message says where', (_, text, message) => {
  expect(() => readSchemaFile(text)).toThrow(BadSchemaFile);
  expect(() => readSchemaFile(text)).toThrow(message);
});

test('what MySQL alone tells, generated and invisible columns and what the server is, is kept too', () => {
  const read = readSchemaFile(writeSchemaFile(MYSQL_SHOP));
  expect(read).toEqual({ ...MYSQL_SHOP, relations: MYSQL_SHOP.relations.map((one) => ({ ...one, rowEstimate: -1 })) });
  expect(versionOf(read)).toBe(versionOf(MYSQL_SHOP));
});

test.each([
  [
    'a server that compares names otherwise',
    { ...MYSQL_SHOP, server: { flavor: 'mysql', version: 90704, lowerCaseTableNames: 1 } },
  ],
  ['a generated column of another expression', withGeneration('upper(`email`)')],
] as const)('%s is another schema', (_, other) => {
  expect(versionOf(other)).not.toBe(versionOf(MYSQL_SHOP));
});

function withGeneration(generation: string): CatalogData {
  const relations = MYSQL_SHOP.relations.map((relation) => ({
    ...relation,
    columns: relation.columns.map((one) => (one.generated ? { ...one, generation } : one)),
  }));
  return { ...MYSQL_SHOP, relations };
}
