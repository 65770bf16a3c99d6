import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { literalsDoNotMatter } from '../../../src/sql/postgres/literals.ts';
import { loadParser, parse } from '../../../src/sql/postgres/parse.ts';
import { skeleton } from '../../../src/sql/postgres/skeleton.ts';

beforeAll(loadParser);

describe('a skeleton', () => {
  test.each([
    ['SELECT 1', 'SELECT 2'],
    ['SELECT a FROM t WHERE id = 123;', 'SELECT a FROM t WHERE id = 456;'],
    ["SELECT a FROM t WHERE b = 'x y' AND c < 10", "SELECT a FROM t WHERE b = '(--' AND c < 99"],
    ["SELECT 'a' , 'b'", "SELECT '/' , '*'"],
  ])('is the same for %j and %j', (one, other) => {
    expect(skeleton(one)?.key).toBeDefined();
    expect(skeleton(other)?.key).toBe(skeleton(one)?.key);
  });

  test.each([
    ['SELECT 1', 'SELECT 12'],
    ['SELECT 123', "SELECT '1'"],
    ["SELECT 'a', 'bcd'", "SELECT 'abc', 'd'"],
    ["SELECT 'a'", "select 'a'"],
    ["SELECT 'a' FROM t1", "SELECT 'a' FROM t2"],
    ['SELECT 1.5', 'SELECT 1.6'],
  ])('differs between %j and %j', (one, other) => {
    expect(skeleton(one)?.key ?? one).not.toBe(skeleton(other)?.key ?? other);
  });

  test.each([
    ['no literal at all', 'SELECT a FROM t'],
    ['a quoted name', 'SELECT "a" FROM t WHERE b = 1'],
    ['a parameter', 'SELECT a FROM t WHERE b = $1 AND c = 1'],
    ['a dollar-quoted string', 'SELECT $$a$$, 1'],
    ['a line comment', "SELECT 1 -- '"],
    ['a block comment', "SELECT 1 /* ' */"],
    ['a backslash', String.raw`SELECT '\'`],
    ['an escape string', "SELECT E'a'"],
    ['a Unicode string', "SELECT U&'a'"],
    ['a bit string', "SELECT B'1', X'1'"],
    ['a national string', "SELECT N'a'"],
    ['a typed string', "SELECT date'2026-01-01'"],
    ['a doubled quote', "SELECT 'it''s'"],
    ['a continued string', "SELECT 'a'\n 'b'"],
    ['two strings side by side', "SELECT 'a' 'b'"],
    ['a string that runs into a word', "SELECT 'a'b"],
    ['a string without an end', "SELECT 'a"],
    ['letters beyond ASCII', "SELECT 'é'"],
    ['letters beyond ASCII in a name', 'SELECT 1 AS é'],
    ['the control character of its own marks', 'SELECT \u0001i1, 1'],
    ['a newline within a string', "SELECT 'a\nb'"],
    ['a long text', `SELECT 1${', 1'.repeat(5_000)}`],
  ])('is not made of a text with %s', (_, text) => {
    expect(skeleton(text)).toBeUndefined();
  });

  test('leaves numbers that are no plain integers as they are, and digits in names', () => {
    expect(skeleton('SELECT t1.a2, 1.5, 1e5, 0x1F, 1234567890, 7')?.key).toBe(
      'SELECT t1.a2, 1.5, 1e5, 0x1F, 1234567890, \u0001i1',
    );
  });
});

/** Each with the number of literals that a skeleton takes out. */
describe('literals do not matter', () => {
  test.each([
    'SELECT abalance FROM pgbench_accounts WHERE aid = 123;',
    'UPDATE pgbench_accounts SET abalance = abalance + -123 WHERE aid = 456;',
    'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 2, 3, -4, CURRENT_TIMESTAMP);',
    "SELECT o.id, c.name FROM shop.orders AS o JOIN shop.customers AS c ON c.id = o.customer AND c.kind = 'b' WHERE o.id IN (1, 2)",
    "SELECT count(*) FROM t WHERE a BETWEEN 1 AND 5 AND b LIKE 'x%' OR c IS NULL GROUP BY d HAVING max(e) > 7 ORDER BY d DESC",
    "DELETE FROM t WHERE a = 'x' RETURNING *",
    "WITH q AS (SELECT 1 AS a) SELECT CASE WHEN a = 1 THEN 'x' ELSE upper('y') END FROM q",
    "SELECT a FROM t WHERE b = '2026-01-01'::date AND EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
  ])('in %s', (text) => {
    expect(proof(text)).toBe(true);
  });

  test.each([
    ['a position in ORDER BY', 'SELECT a, b FROM t ORDER BY 1'],
    ['a position in GROUP BY', 'SELECT a FROM t GROUP BY 1'],
    ['DISTINCT ON a position', 'SELECT DISTINCT ON (1) a FROM t'],
    ['LIMIT', 'SELECT a FROM t LIMIT 10'],
    ['OFFSET', 'SELECT a FROM t OFFSET 10'],
    ['FETCH', 'SELECT a FROM t FETCH FIRST 10 ROWS ONLY'],
    ['a cast to regclass', "SELECT 'shop.secret'::regclass"],
    ['a cast to regclass by its whole name', "SELECT CAST('secret' AS pg_catalog.regclass)"],
    ['a cast to a type of someone', "SELECT 'secret'::shop.name_of_table"],
    ['a cast to an array', "SELECT '{a}'::text[]"],
    ['nextval', "SELECT nextval('s')"],
    ['set_config', "SELECT set_config('search_path', 'evil', false)"],
    ['current_setting', "SELECT current_setting('x')"],
    ['to_regclass', "SELECT to_regclass('x')"],
    ['has_table_privilege', "SELECT has_table_privilege('x', 'SELECT')"],
    ['query_to_xml', "SELECT query_to_xml('SELECT 1', true, true, '')"],
    ['a listed name in another schema', "SELECT evil.lower('x')"],
    ['a function in FROM', 'SELECT * FROM generate_series(1, 10)'],
    ['a table of the server', "SELECT attname FROM pg_attribute WHERE attrelid = 'secret'"],
    ['a table of the server, qualified', "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = 'secret'"],
    ['the information schema', "SELECT 1 FROM information_schema.columns WHERE table_name = 'secret'"],
    ['an operator that is not listed', "SELECT a ->> 'ssn' FROM t"],
    ['an operator of someone', 'SELECT a OPERATOR(evil.+) 1 FROM t'],
    ['a precision that the parser uses up', 'SELECT a::float(24) FROM t WHERE b = 1'],
    ['a length', 'SELECT a::varchar(3) FROM t'],
    ['a subscript', 'SELECT a[1] FROM t'],
    ['a window', 'SELECT sum(a) OVER (ORDER BY b ROWS 1 PRECEDING) FROM t'],
    ['an exponent with a sign', 'SELECT 1e+5 FROM t'],
    ['ON CONFLICT', 'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING'],
    ['two statements', 'SELECT 1; SELECT 2'],
    ['SET', "SET search_path = 'evil'"],
    ['EXPLAIN', 'EXPLAIN SELECT 1'],
    ['EXECUTE', 'EXECUTE p(1)'],
    ['COPY', "COPY t FROM PROGRAM 'id'"],
    ['SELECT INTO', 'SELECT 1 AS a INTO t'],
    ['TABLESAMPLE', 'SELECT a FROM t TABLESAMPLE system (1)'],
  ])('is not said of %s', (_, text) => {
    expect(proof(text)).toBe(false);
  });
});

/** Whatever stands at a literal's place, the trees are the same but for the values of constants, offsets included. */
test('texts with one skeleton have one tree but for constants', () => {
  const piece = fc.constantFrom(
    'SELECT ',
    'a',
    ' ',
    ', ',
    "'x'",
    "'it'",
    '12',
    '34',
    ' = ',
    ' - ',
    '-',
    '.',
    '5',
    '(',
    ')',
    ' FROM t',
    ' WHERE ',
    '::text',
    '\n',
    'e',
    'E',
    "''",
    '+',
    '/',
    '*',
    '[1]',
    ' AND ',
    ' IN ',
    "'--'",
    "'/*'",
    '_',
    ';', // prettier-ignore
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 1 }),
      (pieces, digits) => {
        const text = `SELECT ${pieces.join('')}`;
        const shape = skeleton(text);
        if (shape === undefined) return;
        let next = 0;
        const digit = (): string => String(digits[next++ % digits.length]);
        // oxlint-disable-next-line no-control-regex -- the skeleton's own mark
        const other = shape.key.replace(/\u0001([is])(\d{1,2})/g, (_, type: string, length: string) =>
          type === 'i' ? digit().repeat(Number(length)) : `'${digit().repeat(Number(length) - 2)}'`,
        );
        expect(skeleton(other)?.key).toBe(shape.key);
        expect(constantsOut(other)).toEqual(constantsOut(text));
      },
    ),
    { numRuns: 3_000 },
  );
});

function proof(text: string): boolean {
  const shape = skeleton(text);
  return shape !== undefined && literalsDoNotMatter(parse(text), shape.literals);
}

/** The tree with constants' values gone; what the parser says where there is no tree. */
function constantsOut(text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(parse(text)), (key, value: unknown) =>
      key === 'ival' || key === 'sval' || key === 'fval' ? 0 : value,
    );
  } catch {
    return 'refused';
  }
}
