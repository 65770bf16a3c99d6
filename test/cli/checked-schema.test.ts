import { expect, test } from 'vitest';
import { checkedSchema } from '../../src/cli/checked-schema.ts';
import { checkRules } from '../../src/policy/index.ts';
import { makeCatalog } from '../../src/sql/mysql/index.ts';
import { MYSQL, SHOP } from '../sql/mysql/analyse/utility-shop.ts';

const catalog = makeCatalog({ ...SHOP, server: MYSQL, serverVersion: MYSQL.version }, 0);

function messages(line: string): string[] {
  const text = `for: { agents: [a] }\nupstream: shop\nallow:\n  - ${line}\n`;
  const schemas = new Map([['shop', checkedSchema(catalog)]]);
  return checkRules([{ path: 'a.yaml', text }], { schemas, upstreams: ['shop'] }).map(({ message }) => message);
}

test("rules for MySQL may name the server's own functions that need a grant, and no others", () => {
  expect(messages('EXECUTE ON FUNCTION mysql.get_lock, mysql.is_free_lock RETURNS CLEAN')).toEqual([]);
  expect(messages('EXECUTE ON FUNCTION mysql.get_look')).toEqual(['function mysql.get_look does not exist']);
  expect(messages('SELECT ON shop.orders')).toEqual([]);
  expect(messages('SELECT ON mysql.user')).toEqual(['table mysql.user does not exist']);
});
