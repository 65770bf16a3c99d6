import { expect, test } from 'vitest';
import { BadSchemaFile, readSchemaFile, writeSchemaFile } from '../../../src/sql/catalog/schema-file.ts';
import { SHOP } from './data.ts';

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
