import { Client } from 'pg';
import { expect, test } from 'vitest';
import { CATALOG_QUERY, decodeCatalog } from '../../src/sql/catalog/postgres-query.ts';
import { makeCatalog } from '../../src/sql/catalog/snapshot.ts';
import { findPostgresVersions, startPostgres } from '../servers/postgres.ts';

test.each(findPostgresVersions())('the catalog of Postgres %i is read in one statement, in time', async (version) => {
  await using server = await startPostgres({ version });
  const client = new Client(server.url());
  await client.connect();
  try {
    await client.query('SET search_path = pg_catalog');
    await client.query('CREATE TABLE public.orders (id int, status text)');
    await client.query("CREATE FUNCTION public.pair() RETURNS TABLE (a int, b text) LANGUAGE sql AS $$SELECT 1, 'y'$$");
    const start = performance.now();
    const { rows } = await client.query<[string]>({ text: CATALOG_QUERY, rowMode: 'array' });
    expect(performance.now() - start).toBeLessThan(1_000);
    const catalog = makeCatalog(decodeCatalog(rows[0]?.[0] ?? ''), 0);
    expect(Math.floor(catalog.data.serverVersion / 10_000)).toBe(version);
    expect(catalog.relation('public', 'orders')?.columns.map((column) => column.type)).toEqual(['integer', 'text']);
    expect(catalog.functions('public', 'pair')[0]?.outputColumns?.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(catalog.functions('pg_catalog', 'lower').length).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
});
