import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrantSyntaxError } from '../../src/policy/grant-lexer.ts';
import { parseGrant } from '../../src/policy/grant-parser.ts';
import { targetLabel } from '../../src/policy/grant.ts';

/** A grant in one line: privileges with their columns, then targets with their kinds. */
function shown(text: string): string {
  const { privileges, targets, returns } = parseGrant(text);
  const what = privileges.map(({ privilege, columns }) =>
    columns === undefined ? privilege : `${privilege}(${columns.map(({ name }) => name).join(' ')})`,
  );
  const end =
    returns === undefined
      ? ''
      : returns.kind === 'clean'
        ? ' clean'
        : ` as ${returns.schema}/${returns.table}/${returns.column}`;
  return `${what.join(' ')} | ${targets.map((one) => `${one.object}:${targetLabel(one)}`).join(' ')}${end}`;
}

describe('a grant line', () => {
  test.for<[string, string]>([
    ['SELECT ON shop.orders', 'SELECT | table:shop.orders'],
    ['select on table Shop.Orders, shop."Odd Name"', 'SELECT | table:shop.orders table:shop."Odd Name"'],
    [
      'SELECT, INSERT (a, b), UPDATE ("Status") ON shop.orders',
      'SELECT INSERT(a b) UPDATE(Status) | table:shop.orders',
    ],
    ['SELECT ON shop."a""b"', 'SELECT | table:shop."a""b"'],
    ['ALL PRIVILEGES ON shop.orders', 'ALL | table:shop.orders'],
    ['ALL ON ALL TABLES IN SCHEMA hr, "X"', 'ALL | table:hr.* table:"X".*'],
    ['SELECT ON shop.*', 'SELECT | table:shop.*'],
    ['SELECT ON shop.order_*, shop.notes', 'SELECT | table:shop.order_* table:shop.notes'],
    ['SELECT ON shop.table', 'SELECT | table:shop.table'],
    ['SELECT ON schema.role', 'SELECT | table:schema.role'],
    ['EXECUTE ON FUNCTION shop.order_total(bigint)', 'EXECUTE | function:shop.order_total(bigint)'],
    [
      'EXECUTE ON FUNCTION shop.f(int8, varchar(20), timestamp with time zone, text[][])',
      'EXECUTE | function:shop.f(bigint, character varying, timestamp with time zone, text[])',
    ],
    ['EXECUTE ON FUNCTION shop.f(shop.status)', 'EXECUTE | function:shop.f(shop.status)'],
    ['EXECUTE ON FUNCTION shop.f() RETURNS CLEAN', 'EXECUTE | function:shop.f() clean'],
    [
      'EXECUTE ON FUNCTION shop.f RETURNS MASKED AS shop.customers.email',
      'EXECUTE | function:shop.f as shop/customers/email',
    ],
    ['EXECUTE ON ALL FUNCTIONS IN SCHEMA shop', 'EXECUTE | function:shop.*'],
    ['USAGE ON SEQUENCE shop.invoice_number', 'USAGE | sequence:shop.invoice_number'],
    ['CREATE, ALTER, DROP ON SCHEMA shop', 'CREATE ALTER DROP | schema:shop'],
    ['TEMP ON DATABASE shop', 'TEMPORARY | database:shop'],
    ['SET ON SETTING App.user_id', 'SET | setting:app.user_id'],
    ['LISTEN, NOTIFY ON CHANNEL x', 'LISTEN NOTIFY | channel:x'],
    ['LOCK ON shop.orders', 'LOCK | table:shop.orders'],
  ])('%s', ([text, expected]) => {
    expect(shown(text)).toBe(expected);
  });

  test.for<[string, string, number]>([
    ['SELECT ON orders', 'table "orders" needs its schema', 10],
    ['SELCT ON shop.orders', '"SELCT" is no privilege', 0],
    ['SELECT shop.orders', 'expected ON, found "shop"', 7],
    ['SELECT ON', 'expected a table name, the line ends', 9],
    ['SELECT ON shop.orders extra', 'expected the end of the grant, found "extra"', 22],
    ['SELECT ON shop.orders; DROP', '";" cannot stand in a grant line', 21],
    ['SELECT ON shop.customers.email', 'a name has too many parts', 10],
    ['DELETE (id) ON shop.orders', 'DELETE cannot be granted on columns', 0],
    ['SELECT (id ON shop.orders', 'expected ")", found "on"', 11],
    ['EXECUTE ON shop.f', 'EXECUTE cannot be granted on a table', 0],
    ['SELECT ON SCHEMA shop', 'SELECT cannot be granted on a schema', 0],
    ['SELECT (a) ON SEQUENCE shop.s', 'a sequence has no columns to grant', 0],
    ['ALL ON ALL VIEWS IN SCHEMA shop', 'ALL VIEWS IN SCHEMA is not known', 11],
    ['SELECT ON VIEW shop.v', '"view" is no kind of object', 10],
    ['SELECT ON shop.*_x', 'expected the end of the grant, found "_x"', 16],
    ['SELECT ON shop.a*b', '* can only end a name', 16],
    ['SELECT ON *.orders', 'expected a table name, found "*"', 10],
    ['SELECT ON shop."open', 'a quoted name is not closed', 15],
    ['SELECT ON shop.""', 'a quoted name is empty', 15],
    ["SELECT ON shop.'x'", "' cannot stand in a grant line", 15],
    ['SELECT ON shop.orders RETURNS CLEAN', 'RETURNS goes only with EXECUTE ON FUNCTION', 30],
    ['EXECUTE ON FUNCTION shop.f RETURNS MASKED AS email', '"email" is no schema.table.column', 45],
    ['EXECUTE ON FUNCTION shop.f(int', 'expected ")", the line ends', 30],
    ['EXECUTE ON FUNCTION shop.f(,)', 'expected an argument type, found ","', 27],
  ])('%s is an error with its place', ([text, message, offset]) => {
    const error = caught(text);
    expect([error?.message, error?.offset]).toEqual([message, offset]);
  });

  test('any text gives a grant or a GrantSyntaxError', () => {
    const words = fc.constantFrom(
      'SELECT',
      'ON',
      'ALL',
      'TABLES',
      'IN',
      'SCHEMA',
      'shop',
      '.',
      'a',
      '"b"',
      '*',
      '(',
      ')',
      ',',
      'FUNCTION',
      'RETURNS',
      '[',
      ']',
      '1',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
    );
    expect(() =>
      fc.assert(
        fc.property(text, (line) => void caught(line)),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });
});

function caught(text: string): GrantSyntaxError | undefined {
  try {
    parseGrant(text);
    return undefined;
  } catch (error) {
    if (error instanceof GrantSyntaxError) return error;
    throw error;
  }
}
