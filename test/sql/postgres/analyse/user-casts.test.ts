/** Casts that somebody made run a function of theirs, written or not. */
import { beforeAll, describe, expect, test } from 'vitest';
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type { CatalogCast, CatalogFunction, NameContext } from '../../../../src/sql/catalog/catalog.ts';
import { loadParser } from '../../../../src/sql/postgres/parse.ts';
import { shopContext } from './shop-catalog.ts';
import { accesses } from './shown.ts';

beforeAll(loadParser);

const { data } = shopContext.catalog;
const status = { source: 'shop.order_status', sourceOid: 16500 };

function runs(oid: number, name: string, from: string, to: string): CatalogFunction {
  const base = data.functions.find((one) => one.name === 'order_total');
  if (base === undefined) throw new Error('the shop has no order_total');
  const fromOid = from.startsWith('shop.') ? 16500 : 25;
  return { ...base, oid, name, argumentTypes: [from], argumentTypeOids: [fromOid], returnType: to, returnTypeOid: 23 };
}

function withCasts(...casts: CatalogCast[]): NameContext {
  const functions = [
    ...data.functions,
    runs(40_000, 'status_number', 'shop.order_status', 'integer'),
    runs(40_001, 'text_number', 'text', 'integer'),
  ];
  return { ...shopContext, catalog: makeCatalog({ ...data, functions, casts }, 0) };
}

const cast = (context: CatalogCast['context'], functionOid = 40_000): CatalogCast => ({
  ...status, target: 'integer', targetOid: 23, functionOid, context,
}); // prettier-ignore
const ofText = (context: CatalogCast['context']): CatalogCast => ({
  source: 'text', sourceOid: 25, target: 'integer', targetOid: 23, functionOid: 40_001, context,
}); // prettier-ignore

const executes = (sql: string, context: NameContext): string[] =>
  accesses(sql, context).filter((access) => access.startsWith('EXECUTE'));
const NUMBER = ['EXECUTE status_number(shop.order_status) all'];
const TEXT = ['EXECUTE text_number(text) all'];

describe('a cast of somebody', () => {
  test.each<[string, CatalogCast, readonly string[]]>([
    ['SELECT status::int FROM orders', cast('explicit'), NUMBER],
    ['SELECT CAST(status AS integer) FROM orders', cast('explicit'), NUMBER],
    ['SELECT int4(status) FROM orders', cast('explicit'), NUMBER],
    ['SELECT (CASE WHEN true THEN status END)::int FROM orders', cast('explicit'), NUMBER],
    ['SELECT id::int FROM orders WHERE status::int > 1', cast('explicit'), NUMBER],
    ['SELECT name::int FROM customers', ofText('explicit'), TEXT],
    ['SELECT $1::int', ofText('explicit'), TEXT],
    ['SELECT lower(name)::int FROM customers', ofText('explicit'), TEXT],
    ['SELECT abs(status) FROM orders', cast('implicit'), NUMBER],
    ['SELECT status + 1 FROM orders', cast('implicit'), NUMBER],
    ['SELECT 1 FROM customers WHERE name > 1', ofText('implicit'), TEXT],
    ['UPDATE orders SET total_cents = status', cast('assignment'), NUMBER],
    ['INSERT INTO orders (total_cents) SELECT status FROM orders', cast('assignment'), NUMBER],
    ['INSERT INTO orders (total_cents) SELECT author FROM notes', ofText('implicit'), TEXT],
  ])('asks for its function: %s', (sql, made, asked) => {
    expect(executes(sql, withCasts(made))).toEqual(asked);
    expect(executes(sql, withCasts())).not.toContain(asked[0]);
  });

  test.each<[string, CatalogCast]>([
    ["SELECT '1'::int, status FROM orders", ofText('implicit')],
    ['SELECT status::text FROM orders', cast('explicit')],
    ['SELECT total_cents::int + 1 FROM orders', cast('implicit')],
    ['UPDATE orders SET total_cents = 1, status = $1', cast('assignment')],
    ['SELECT (SELECT id FROM notes LIMIT 1)::int', cast('explicit')],
    ['SELECT lower(name) FROM customers WHERE name = city', ofText('implicit')],
    ['SELECT status::int FROM orders', cast('implicit', 0)],
  ])('asks for nothing where it is not taken, or runs nothing: %s', (sql, made) => {
    expect(executes(sql, withCasts(made))).toEqual([]);
  });

  test('makes a function reachable that takes its target', () => {
    expect(executes('SELECT shout(status) FROM orders', withCasts(cast('implicit')))).toContain(
      'EXECUTE shout(text) all',
    );
    const made: CatalogCast = { ...ofText('implicit'), target: 'shop.order_status', targetOid: 16500 };
    expect(executes("SELECT name ~> 'x' FROM customers", withCasts(made))).toEqual([
      'EXECUTE status_matches(shop.order_status, text) all',
      ...TEXT,
    ]);
  });

  test('whose function cannot be seen asks for a grant that nobody has', () => {
    expect(executes('SELECT status::int FROM orders', withCasts(cast('explicit', 99_999)))).toEqual([
      'EXECUTE .cast from shop.order_status to integer all',
    ]);
  });
});
