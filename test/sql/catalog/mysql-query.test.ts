import { describe, expect, test } from 'vitest';
import { InternalFault } from '../../../src/core/errors.ts';
import {
  decodeMySqlCatalog, MYSQL_CATALOG_QUERIES, mysqlCatalogDecoder, serverKind, type TextRows,
} from '../../../src/sql/catalog/mysql-query.ts'; // prettier-ignore

type Parts = 'server' | 'schemas' | 'tables' | 'columns' | 'views' | 'routines' | 'parameters';

const SHOP: Readonly<Record<Parts, TextRows>> = {
  server: [['9.7.4-2', '(Debian)', '0']],
  schemas: [['shop'], ['mysql']],
  tables: [
    ['shop', 'orders', 'BASE TABLE', 'InnoDB', '7'],
    ['shop', 'customers', 'BASE TABLE', 'InnoDB', null],
    ['shop', 'open_orders', 'VIEW', null, null],
  ],
  columns: [
    ['shop', 'customers', 'id', '1', 'int', '', ''],
    ['shop', 'customers', 'domain', '3', 'varchar(9)', 'VIRTUAL GENERATED', String.raw`substr(${'`email`'},\'@\')`],
    ['shop', 'customers', 'email', '2', 'varchar(9)', 'INVISIBLE', null],
    ['shop', 'customers', 'made', '4', 'timestamp', 'DEFAULT_GENERATED', ''],
  ],
  views: [['shop', 'open_orders', 'select 1']],
  routines: [
    ['shop', 'total', 'PROCEDURE', null, 'NO'],
    ['shop', 'total', 'FUNCTION', 'int', 'YES'],
  ],
  parameters: [
    ['shop', 'total', 'FUNCTION', '2', 'text'],
    ['shop', 'total', 'FUNCTION', '1', 'bigint'],
  ],
};

function rows(changed: Partial<Record<Parts, TextRows>> = {}): TextRows[] {
  const { server, schemas, tables, columns, views, routines, parameters } = { ...SHOP, ...changed };
  return [server, schemas, tables, columns, views, routines, parameters];
}

describe('the catalog of a MySQL server', () => {
  const data = decodeMySqlCatalog(rows());

  test('has databases as schemas, and its relations sorted and numbered', () => {
    expect(data.schemas).toEqual(['mysql', 'shop']);
    expect(data.relations.map(({ oid, name, kind }) => [oid, name, kind])).toEqual([
      [1, 'customers', 'table'],
      [2, 'open_orders', 'view'],
      [3, 'orders', 'table'],
    ]);
    expect(data.relations.map(({ rowEstimate }) => rowEstimate)).toEqual([-1, -1, 7]);
    expect(data.server).toEqual({ flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 });
  });

  test('has columns in their order, and says which are generated, from what, and which are invisible', () => {
    const plain = { typeOid: 0, generated: false };
    expect(data.relations[0]?.columns).toEqual([
      { ...plain, name: 'id', number: 1, type: 'int' },
      { ...plain, name: 'email', number: 2, type: 'varchar(9)', invisible: true },
      { ...plain, name: 'domain', number: 3, type: 'varchar(9)', generated: true, generation: "substr(`email`,'@')" },
      { ...plain, name: 'made', number: 4, type: 'timestamp' },
    ]);
  });

  test('tells a function from a procedure of the same name, with its arguments in their order', () => {
    expect(data.functions.map(({ oid, kind, argumentTypes, returnType, volatility }) => ({ oid, kind, argumentTypes, returnType, volatility }))).toEqual([
      { oid: 4, kind: 'function', argumentTypes: ['bigint', 'text'], returnType: 'int', volatility: 'immutable' },
      { oid: 5, kind: 'procedure', argumentTypes: [], returnType: '', volatility: 'volatile' },
    ]);
  }); // prettier-ignore

  test.each([
    ['bigint(20)', 'bigint'],
    ['int(11) unsigned', 'integer'],
    ['varchar(10) CHARSET utf8mb4 COLLATE utf8mb4_bin', 'character varying'],
    ["enum('a, (b','c)')", 'enum'],
    ['decimal(10,2)', 'numeric'],
  ])('calls the type %s of an argument %s, as rules name it', (dtd, name) => {
    const parameters: TextRows = [['shop', 'total', 'FUNCTION', '1', dtd]];
    expect(decodeMySqlCatalog(rows({ parameters })).functions[0]?.argumentTypes).toEqual([name]);
  });

  test('is the same whatever order the server gave the rows in', () => {
    expect(decodeMySqlCatalog(rows().map((part) => part.toReversed()))).toEqual(data);
  });

  test('has no definition for a view that the account may not look into', () => {
    const blind = decodeMySqlCatalog(rows({ views: [['shop', 'open_orders', '']] }));
    expect(blind.relations[1]).not.toHaveProperty('definition');
    expect(data.relations[1]?.definition).toBe('select 1');
  });

  test.each([
    ['MRG_MyISAM', 'foreign'],
    ['FEDERATED', 'foreign'],
    ['CONNECT', 'foreign'],
    ['SPIDER', 'foreign'],
    ['CSV', 'table'],
    ['AnythingNew', 'foreign'],
    ['Aria', 'table'],
    ['MyISAM', 'table'],
    [null, 'table'],
  ])('a table of the engine %s is of the kind %s', (engine, kind) => {
    const tables: TextRows = [['shop', 't', 'BASE TABLE', engine, '1']];
    expect(decodeMySqlCatalog(rows({ tables })).relations[0]?.kind).toBe(kind);
  });

  test.each(['SEQUENCE', 'SYSTEM VERSIONED', 'VIEW', 'SYSTEM VIEW'])('a relation of the type %s has a kind', (type) => {
    const kinds: Record<string, string> = { SEQUENCE: 'sequence', 'SYSTEM VERSIONED': 'table' };
    expect(decodeMySqlCatalog(rows({ tables: [['s', 't', type, null, null]] })).relations[0]?.kind).toBe(kinds[type] ?? 'view');
  }); // prettier-ignore

  test('keeps the quotes of a generated column as MariaDB gives them, which are not escaped once more', () => {
    const server: TextRows = [['11.8.9-MariaDB-4 from Debian', '', '0']];
    const columns: TextRows = [['shop', 'orders', 'a', '1', 'text', 'STORED GENERATED', String.raw`'it\'s'`]];
    const relation = decodeMySqlCatalog(rows({ server, columns })).relations.find(({ name }) => name === 'orders');
    expect(relation?.columns[0]?.generation).toBe(String.raw`'it\'s'`);
  });
});

describe('an answer that is not one of the catalog', () => {
  test.each([
    ['too few results', rows().slice(1)],
    ['a version that is none', rows({ server: [['x', '', '0']] })],
    ['a cell too many', rows({ schemas: [['a', 'b']] })],
    ['a number that is none', rows({ columns: [['shop', 'orders', 'a', 'x', 'int', '', '']] })],
    ['a NULL for a name', rows({ tables: [['shop', null, 'VIEW', null, null]] })],
  ])('%s is our fault, not a schema', (_, results) => {
    expect(() => decodeMySqlCatalog(results)).toThrow(InternalFault);
  });
});

describe('reading again', () => {
  test('gives the same object while nothing but estimates and the order of rows has changed', () => {
    const decode = mysqlCatalogDecoder();
    const data = decode(rows());
    const [orders = [], ...others] = SHOP.tables;
    expect(decode(rows({ tables: [...others, [...orders.slice(0, 4), '8']] }))).toBe(data);
    expect(decode(rows({ tables: others }))).not.toBe(data);
  });
});

test.each([
  ['9.7.4-2', 'mysql', 90704],
  ['8.0.36', 'mysql', 80036],
  ['8.4.0-commercial', 'mysql', 80400],
  ['10.11.19-MariaDB-0+deb12u1', 'mariadb', 101119],
  ['5.5.5-10.11.19-MariaDB', 'mariadb', 101119],
  ['11.8.9-MariaDB-4 from Debian', 'mariadb', 110809],
] as const)('the version %s is %s %i', (version, flavor, number) => {
  expect(serverKind(version)).toEqual({ flavor, version: number });
});

test('the queries name their schema and hold neither a parameter nor a second statement', () => {
  for (const query of MYSQL_CATALOG_QUERIES) {
    expect(query).not.toMatch(/[?;]/);
    if (query.includes('FROM')) expect(query).toContain('FROM information_schema.');
  }
});
