import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { RefusedError } from '../../../src/core/errors.ts';
import { MAX_DEPTH, MAX_NESTING, measure } from '../../../src/sql/postgres/bounds.ts';
import { loadParser, parse, retiredParsers } from '../../../src/sql/postgres/parse.ts';

const MAX_BYTES = 1024 * 1024;

beforeAll(loadParser);

/** `n` is how deep the text nests or chains. */
const nested: Record<string, (n: number) => string> = {
  parentheses: (n) => `SELECT ${'('.repeat(n)}1${')'.repeat(n)}`,
  'function calls': (n) => `SELECT ${'f('.repeat(n)}1${')'.repeat(n)}`,
  arrays: (n) => `SELECT ARRAY${'['.repeat(n)}1${']'.repeat(n)}`,
  subscripts: (n) => `SELECT ${'a['.repeat(n)}1${']'.repeat(n)}`,
  subselects: (n) => `SELECT ${'(SELECT '.repeat(n)}1${')'.repeat(n)}`,
  'CASE in WHEN': (n) => `SELECT ${'CASE WHEN a THEN '.repeat(n)}1${' END'.repeat(n)}`,
  'CASE with a column named end': (n) => `SELECT ${'CASE WHEN a.end THEN '.repeat(n)}1${' END'.repeat(n)}`,
  'parentheses behind a string that looks like an escape': (n) => `SELECT '\\', ${'('.repeat(n)}1${')'.repeat(n)}`,
  'parentheses behind an escape string': (n) => `SELECT E'\\'', ${'('.repeat(n)}1${')'.repeat(n)}`,
  'parentheses behind a continued escape string': (n) =>
    `SELECT E'a' \n '\\'', ${'('.repeat(n)}1${')'.repeat(n)}, '', ''`,
  'parentheses behind a dollar that quotes nothing': (n) => `SELECT a$$, ${'('.repeat(n)}1${')'.repeat(n)} AS b$$`,
  'parentheses behind a comment in a comment': (n) => `SELECT /* /* */ ' */ ${'('.repeat(n)}1${')'.repeat(n)}`,
  'parentheses behind an operator that ends in a comment': (n) =>
    `SELECT 1 +-- '\n ${'('.repeat(n)}1${')'.repeat(n)} -- '`,
};

const chained: Record<string, (n: number) => string> = {
  additions: (n) => `SELECT 1${'+1'.repeat(n)}`,
  'custom operators': (n) => `SELECT 1${' OPERATOR(pg_catalog.+) 1'.repeat(n)}`,
  NOT: (n) => `SELECT ${'NOT '.repeat(n)}true`,
  'unary minus': (n) => `SELECT ${'- '.repeat(n)}1`,
  'a run of plus signs': (n) => `SELECT ${'+'.repeat(n)}1`,
  casts: (n) => `SELECT 1${'::int'.repeat(n)}`,
  COLLATE: (n) => `SELECT a${' COLLATE "C"'.repeat(n)}`,
  'AT TIME ZONE': (n) => `SELECT a${" AT TIME ZONE 'utc'".repeat(n)}`,
  ISNULL: (n) => `SELECT a${' ISNULL'.repeat(n)}`,
  'IS NOT NULL': (n) => `SELECT a${' IS NOT NULL'.repeat(n)}`,
  UNION: (n) => `SELECT 1${' UNION SELECT 1'.repeat(n)}`,
  'UNION with commas between': (n) => `SELECT 1, 2${' UNION ALL SELECT 1, 2'.repeat(n)}`,
  JOIN: (n) => `SELECT 1 FROM a${' JOIN a ON true'.repeat(n)}`,
  'CROSS JOIN': (n) => `SELECT 1 FROM a${' CROSS JOIN a'.repeat(n)}`,
  'additions of columns named or': (n) => `SELECT 1${' + a.or'.repeat(n)}`,
  'NOT behind the AND of BETWEEN': (n) => `SELECT ${'a BETWEEN 1 AND NOT '.repeat(n)}true`,
};

describe.each(Object.entries(nested))('nesting of %s', (_, text) => {
  test('passes and parses up to its bound', () => {
    expect(() => parse(text(MAX_NESTING - 1))).not.toThrow();
    expect(measure(text(MAX_NESTING - 1), MAX_BYTES).depth).toBeGreaterThanOrEqual(MAX_NESTING - 1);
  });
  test.each([MAX_NESTING + 1, 5_000])('is refused at %i', (n) => {
    expect(refusal(text(n))).toMatchObject({ code: 'WW_TOO_COMPLEX' });
  });
});

describe.each(Object.entries(chained))('a chain of %s', (_, text) => {
  test('passes with 500 links', () => {
    expect(measure(text(500), MAX_BYTES).depth).toBeGreaterThanOrEqual(500);
  });
  test.each([2 * MAX_DEPTH, 20_000])('is refused at %i links', (n) => {
    expect(refusal(text(n))?.code).toBe('WW_TOO_COMPLEX');
  });
});

const legitimate: Record<string, string> = {
  'an OR of 3,000 terms': `SELECT 1 FROM t WHERE a = 0${' OR (a = 1 AND b = 2)'.repeat(3_000)}`,
  'a BETWEEN in each of 1,000 terms': `SELECT 1 FROM t WHERE a = 0${' OR a BETWEEN 1 AND 2 AND b = 1'.repeat(1_000)}`,
  'an IN list of 20,000': `SELECT 1 FROM t WHERE a IN (0${', 1'.repeat(20_000)})`,
  'an INSERT of nearly 1 MB': `INSERT INTO t VALUES ${"(1,'some text',2.5),".repeat(50_000)}(1,'',1)`,
  'a CASE with 2,000 branches': `UPDATE t SET a = CASE${' WHEN id = 1 THEN b + 1'.repeat(2_000)} END`,
  '300 columns of CASE': `SELECT 1${', CASE WHEN a = 1 AND b = 2 THEN 1 ELSE 2 END'.repeat(300)} FROM t`,
  '2,000 statements': "INSERT INTO t VALUES (1, 'a' || 'b' || 'c' || 'd');".repeat(2_000),
  '100 joins': `SELECT 1 FROM t${' LEFT JOIN s.u AS u ON u.a = t.a AND u.b = t.b'.repeat(100)}`,
  'a banner of operator characters': `/*${'='.repeat(200)}*/ SELECT 1 --${'*/'.repeat(100)}`,
  'brackets in strings': `SELECT '${'('.repeat(5_000)}', $x$${'['.repeat(5_000)}$x$, "${'('.repeat(50)}" FROM t`,
  'brackets in comments': `SELECT 1 /* ${'('.repeat(5_000)} */ -- ${'('.repeat(5_000)}`,
  'a case and an end that are names': `SELECT a.case, b AS end, 1 end, 2 case FROM t WHERE a.end = 1`,
};

test.each(Object.entries(legitimate))('%s passes and parses', (_, text) => {
  expect(() => measure(text, MAX_BYTES)).not.toThrow();
  expect(() => parse(text)).not.toThrow();
});

describe('hostile sizes are refused in milliseconds', () => {
  test.each(
    Object.entries({
      '100,000 parentheses': '('.repeat(100_000),
      'a 20,000-term operator chain': `SELECT 1${'+1'.repeat(20_000)}`,
      '50,000 nested comments': `${'/*'.repeat(50_000)}${'*/'.repeat(50_000)} SELECT 1`,
      'comments that the server reads again and again': `${'/**/'.repeat(25_000)} SELECT 1`,
      'a run of 100,000 operator characters': `SELECT ${'+'.repeat(100_000)}1`,
      'brackets in a string that never ends': `SELECT '${'('.repeat(100_000)}`,
    }),
  )('%s', (_, text) => {
    const start = performance.now();
    expect(refusal(text)?.code).toBe('WW_TOO_COMPLEX');
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('text that is not one is refused', () => {
  test('a zero byte, with its place', () => {
    expect(refusal("SELECT 'é' \0; DROP TABLE t")).toMatchObject({ code: 'WW_SYNTAX_ERROR', offset: 12 });
  });
  test('a lone surrogate', () => {
    expect(refusal("SELECT '\ud800'")).toMatchObject({ code: 'WW_SYNTAX_ERROR', sqlState: '22021' });
  });
  test('more bytes than are allowed, counted as UTF-8', () => {
    expect(measure(`SELECT '${'é'.repeat(40)}'`, 89).bytes).toBe(89);
    expect(refusal(`SELECT '${'é'.repeat(40)}'`, 88)).toMatchObject({ code: 'WW_TOO_LARGE' });
    expect(refusal('x'.repeat(MAX_BYTES + 1))).toMatchObject({ code: 'WW_TOO_LARGE' });
  });
});

/** Operator, bracket and quote pieces in any order: whatever of it the parser accepts was measured at least as deep as it is. */
test('never takes a tree for shallower than it is', () => {
  const piece = fc.constantFrom(
    '1',
    'a',
    '+',
    '-',
    '- ',
    '||',
    '(',
    ')',
    '[1]',
    '::int',
    ' NOT ',
    ' AND ',
    ' OR ',
    ' BETWEEN ',
    ',',
    ' CASE WHEN ',
    ' THEN ',
    ' ELSE ',
    ' END ',
    "'x'",
    " E'\\''",
    '"q"',
    '$$z$$',
    '/* ( */',
    '--(\n',
    '.or',
    '.end',
    ' AS ',
    ' IS NULL',
    ' COLLATE a',
    ' UNION SELECT ',
    ' FROM a JOIN b ON ',
    ' WHERE ',
    ' IN (1)',
    'f(',
    ';SELECT ',
    ' LIKE ',
    ' case',
    ' end', // prettier-ignore
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.integer({ min: 1, max: 30 }), (pieces, times) => {
      const text = `SELECT ${pieces.join('').repeat(times)}`;
      const tree = parsed(text) ?? parsed(`SELECT ${pieces.join('')}`);
      if (tree === undefined) return;
      const measured = measure(tree.text, MAX_BYTES).depth;
      expect(measured * 3 + 8).toBeGreaterThanOrEqual(nodeDepth(tree.value));
    }),
    { numRuns: 3_000 },
  );
  expect(retiredParsers()).toBe(0);
});

function parsed(text: string): { text: string; value: unknown } | undefined {
  try {
    measure(text, MAX_BYTES);
    return { text, value: parse(text) };
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

/** Nodes on the longest path, without recursion. */
function nodeDepth(tree: unknown): number {
  let deepest = 0;
  const open: [unknown, number][] = [[tree, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    deepest = Math.max(deepest, depth);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) open.push([child, depth + (/^[A-Z]/.test(key) ? 1 : 0)]);
  }
  return deepest;
}

function refusal(text: string, maxBytes = MAX_BYTES): RefusedError['refusal'] | undefined {
  try {
    measure(text, maxBytes);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal;
    throw error;
  }
}
