import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { InternalFault } from '../../../src/core/errors.ts';
import { decodeMySqlCatalog, serverKind } from '../../../src/sql/catalog/mysql-query.ts';
import { readSchemaFile, writeSchemaFile } from '../../../src/sql/catalog/schema-file.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const cell = fc.oneof(
  name,
  fc.constantFrom('1', '2', 'VIEW', 'BASE TABLE', 'InnoDB', 'FUNCTION', 'STORED GENERATED'),
  fc.constant(null),
);
const rows = fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 4 });

test('any rows are a catalog or an answer that cannot be read, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(rows, { minLength: 6, maxLength: 8 }), (results) => {
      try {
        decodeMySqlCatalog(results);
      } catch (error) {
        expect(error).toBeInstanceOf(InternalFault);
      }
    }),
  );
});

const table = fc.tuple(
  name,
  name,
  fc.constantFrom('VIEW', 'BASE TABLE', 'SEQUENCE'),
  fc.constantFrom(null, 'InnoDB', 'MERGE'),
  fc.constantFrom(null, '7'),
);

test('whatever the names are, a schema file gives back what the server told', () => {
  fc.assert(
    fc.property(fc.array(table, { maxLength: 6 }), fc.array(name, { maxLength: 3 }), (tables, columns) => {
      const listed = tables.flatMap(([schema, relation]) =>
        columns.map((column, at) => [schema, relation, column, String(at + 1), 'int', 'INVISIBLE', null]),
      );
      const schemas = [...new Set(tables.map(([schema]) => schema))].map((schema) => [schema]);
      const data = decodeMySqlCatalog([[['9.7.4', '', '0']], schemas, tables, listed, [], [], []]);
      const read = readSchemaFile(writeSchemaFile(data));
      expect(read.relations).toEqual(data.relations.map((one) => ({ ...one, rowEstimate: -1 })));
      expect(read.server).toEqual(data.server);
    }),
  );
});

test('any version is a server or none', () => {
  fc.assert(
    fc.property(fc.string(), (version) => {
      try {
        expect(serverKind(version).version).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(InternalFault);
      }
    }),
  );
});
