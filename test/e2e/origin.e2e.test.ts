/**
 * The real server says where a plain result column comes from and which privileges a statement needs; our reading of the same
 * text must say the same. Each query is a case for both.
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShop } from '../../fixtures/shop/load.ts';
import type { Access } from '../../src/core/action.ts';
import type { NameContext } from '../../src/sql/catalog/catalog.ts';
import { CATALOG_QUERY, decodeCatalog } from '../../src/sql/catalog/postgres-query.ts';
import { makeCatalog } from '../../src/sql/catalog/snapshot.ts';
import { analyse } from '../../src/sql/postgres/analyse/index.ts';
import { loadParser, parse } from '../../src/sql/postgres/parse.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { PostgresServer } from '../servers/postgres.ts';
import { ASKS_FOR_MORE, ORIGIN_CASES, ORIGIN_SCHEMA } from './origin-cases.ts';

let server: PostgresServer;
let client: Client;
let context: NameContext;

beforeAll(async () => {
  await loadParser();
  server = await startPostgres();
  await loadShop(server);
  client = new Client({ connectionString: server.url('shop') });
  await client.connect();
  await client.query(ORIGIN_SCHEMA);
  await client.query('SET search_path = pg_catalog');
  const { rows } = await client.query<[string]>({ text: CATALOG_QUERY, rowMode: 'array' });
  const catalog = makeCatalog(decodeCatalog(rows[0]?.[0] ?? ''), 0);
  context = { catalog, searchPath: ['pg_catalog', 'shop', 'extra'] };
  await client.query('SET search_path = shop, extra');
});

afterAll(async () => {
  await client?.end();
  await server?.stop();
});

function read(sql: string): Statement {
  const analysis = analyse(parse(sql), sql, context);
  if (analysis.kind === 'refused') throw new Error(`refused: ${analysis.refusal.message}`);
  const [statement] = analysis.statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

/** Runs in a transaction that is rolled back. */
async function inTransaction<T>(run: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    return await run();
  } finally {
    await client.query('ROLLBACK');
  }
}

describe.each(ORIGIN_CASES)('%s', (sql) => {
  test('names and origins of its columns are those that the server gives', async () => {
    const { fields } = await inTransaction(() => client.query({ text: sql, rowMode: 'array' }));
    const theirs = fields.map(({ name, tableID, columnID }) => ({ name, tableID, columnID: (columnID << 16) >> 16 }));
    const ours = (read(sql).output ?? []).map(({ name, origin }) => ({
      name,
      tableID: origin?.oid ?? 0,
      columnID: origin?.attribute ?? 0,
    }));
    expect(ours).toEqual(theirs);
  });
});

describe.each(ORIGIN_CASES.filter((sql) => !ASKS_FOR_MORE.has(sql)))('%s', (sql) => {
  test('its accesses are what the server asks for, and no less', async () => {
    const { accesses } = read(sql);
    await inTransaction(async () => {
      await client.query(
        'CREATE ROLE asker; GRANT USAGE ON SCHEMA shop, hr, extra TO asker; REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA shop, extra FROM public',
      );
      for (const access of accesses) await client.query(grant(access, undefined));
      await client.query('SET LOCAL ROLE asker');
      await client.query(sql);
    });
    for (const [index, access] of accesses.entries()) {
      const parts = Array.isArray(access.columns) ? access.columns : [undefined];
      for (const left of parts) {
        await inTransaction(async () => {
          await client.query(
            'CREATE ROLE asker; GRANT USAGE ON SCHEMA shop, hr, extra TO asker; REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA shop, extra FROM public',
          );
          for (const [other, one] of accesses.entries()) {
            if (other !== index) await client.query(grant(one, undefined));
            else if (left !== undefined && parts.length > 1) await client.query(grant(one, left));
          }
          await client.query('SET LOCAL ROLE asker');
          const message = await client.query(sql).then(
            () => 'it ran',
            (error: Error) => error.message,
          );
          expect(`without ${access.privilege} (${left ?? ''}) on ${access.object.name}: ${message}`).toMatch(
            /permission denied/,
          );
        });
      }
    }
  });
});

function grant({ privilege, object, columns }: Access, without: string | undefined): string {
  const name = `"${object.schema}"."${object.name}"`;
  if (object.kind === 'function') return `GRANT EXECUTE ON ROUTINE ${name}(${object.signature ?? ''}) TO asker`;
  if (object.kind === 'sequence') return `GRANT ${privilege} ON SEQUENCE ${name} TO asker`;
  if (object.kind === 'type') return `GRANT USAGE ON TYPE ${name} TO asker`;
  if (columns === 'all') return `GRANT ${privilege} ON ${name} TO asker`;
  const oid = context.catalog.relation(object.schema, object.name);
  const list = columns === 'any' ? [oid?.columns[0]?.name ?? ''] : columns.filter((column) => column !== without);
  return `GRANT ${privilege} (${list.map((column) => `"${column}"`).join(', ')}) ON ${name} TO asker`;
}
