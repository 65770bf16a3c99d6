/** The catalog queries on the servers that can be started here, as an account that may do nothing but read one database. */
import type { Connection } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it } from 'vitest';
import type { CatalogData } from '../../../src/sql/catalog/catalog.ts';
import { MYSQL_CATALOG_QUERIES, mysqlCatalogDecoder, type TextRows } from '../../../src/sql/catalog/mysql-query.ts';
import { findMySqlServers, startMySql } from '../../servers/mysql.ts';

const SCHEMA = String.raw`
  CREATE DATABASE catalog_shop; CREATE DATABASE catalog_hidden; CREATE TABLE catalog_hidden.secret (a INT);
  USE catalog_shop;
  CREATE TABLE customers (
    id INT PRIMARY KEY, Email VARCHAR(200) NOT NULL,
    low VARCHAR(200) AS (LOWER(Email)) VIRTUAL, odd VARCHAR(300) AS (CONCAT(Email, 'it''s \\ "')) STORED,
    hidden INT INVISIBLE, kind ENUM('a', 'b;?') DEFAULT 'a');
  CREATE TABLE ${'`naïve t`'} (${'`ünï`'} INT) ENGINE=MyISAM;
  CREATE TABLE merged (a INT) ENGINE=MERGE;
  CREATE VIEW open_customers AS SELECT id, Email FROM customers WHERE kind = 'a';
  CREATE FUNCTION double_it(a INT, b VARCHAR(10)) RETURNS INT DETERMINISTIC RETURN a * 2;
  CREATE PROCEDURE settle(IN a INT, OUT b INT) SET b = a;
  CREATE USER catalog_reader@'%' IDENTIFIED BY 'catalog-Reader-1';
  GRANT SELECT, SHOW VIEW, EXECUTE ON catalog_shop.* TO catalog_reader@'%';
  CREATE USER catalog_blind@'%' IDENTIFIED BY 'catalog-Blind-1';
  GRANT SELECT ON catalog_shop.* TO catalog_blind@'%';`;

async function answers(connection: Connection): Promise<TextRows[]> {
  const results: TextRows[] = [];
  for (const sql of MYSQL_CATALOG_QUERIES) {
    const [rows] = await connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.string('utf8') });
    results.push(rows as unknown as TextRows);
  }
  return results;
}

function relation(data: CatalogData, name: string) {
  return data.relations.find((one) => one.schema === 'catalog_shop' && one.name === name);
}

/** Where none can be started, the one that the environment names; without that, the failure says what is missing. */
const found = findMySqlServers();
const SERVERS = found.length > 0 ? found : [{}];

describe.each(SERVERS)('the catalog of $flavor $version', (wanted) => {
  it('is what the account may see, as the server spells it', { timeout: 60_000 }, async () => {
    await using server = await startMySql(wanted);
    const root = await server.connect();
    await root.query(SCHEMA);
    await root.end();
    const { host, port } = server;
    const reader = await createConnection({ host, port, user: 'catalog_reader', password: 'catalog-Reader-1' });
    const decode = mysqlCatalogDecoder();
    const data = decode(await answers(reader));
    expect(decode(await answers(reader))).toBe(data);
    await reader.end();
    const blind = await createConnection({ host, port, user: 'catalog_blind', password: 'catalog-Blind-1' });
    const unseen = mysqlCatalogDecoder()(await answers(blind));
    await blind.end();

    expect(data.server?.flavor).toBe(server.flavor);
    expect(data.schemas).toContain('catalog_shop');
    expect(data.schemas).not.toContain('catalog_hidden');
    expect(data.relations.map(({ name }) => name)).not.toContain('secret');
    const customers = relation(data, 'customers');
    expect(customers?.columns.map(({ name }) => name)).toEqual(['id', 'Email', 'low', 'odd', 'hidden', 'kind']);
    expect(customers?.columns.map(({ generated }) => generated)).toEqual([false, false, true, true, false, false]);
    expect(customers?.columns[2]?.generation).toMatch(/^(lower|lcase)\(`Email`\)$/);
    expect(customers?.columns[3]?.generation).toMatch(/^concat\(`Email`,(_utf8mb4)?'it\\'s \\\\ "'\)$/);
    expect(customers?.columns.map(({ invisible }) => invisible)).toEqual([
      undefined, undefined, undefined, undefined, true, undefined,
    ]); // prettier-ignore
    expect(customers?.columns[5]?.type).toBe("enum('a','b;?')");
    expect(relation(data, 'naïve t')?.columns[0]?.name).toBe('ünï');
    expect(relation(data, 'merged')?.kind).toBe('foreign');
    expect(relation(data, 'open_customers')?.definition).toMatch(
      /^select .*`catalog_shop`.`customers`.`Email` AS `Email`/,
    );
    expect(relation(unseen, 'open_customers')).toMatchObject({ kind: 'view' });
    expect(relation(unseen, 'open_customers')).not.toHaveProperty('definition');
    // As rules name them, on both: MariaDB says int(11).
    const types = ['integer', 'character varying'];
    expect(data.functions.filter(({ schema }) => schema === 'catalog_shop')).toMatchObject([
      { name: 'double_it', kind: 'function', argumentTypes: types, volatility: 'immutable' },
      { name: 'settle', kind: 'procedure', argumentTypes: [types[0], types[0]] },
    ]);
  });
});
