import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../../src/core/errors.ts';
import { inMode, MARIADB, MYSQL, parsed } from './tree.ts';

const PIECES = [
  'SELECT', 'FROM', 'WHERE', 'AND', 'OR', 'NOT', 'IN', 'LIKE', 'BETWEEN', 'IS', 'NULL', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'UNION', 'ALL', 'JOIN', 'LEFT',
  'NATURAL', 'ON', 'USING', 'GROUP BY', 'ORDER BY', 'HAVING', 'LIMIT', 'OFFSET', 'INTO', 'FOR UPDATE', 'WITH', 'AS', 'INTERVAL', 'DAY', 'EXISTS', 'ANY', 'VALUES',
  'ROW', 'TABLE', 'MATCH', 'AGAINST', 'OVER', 'PARTITION BY', 'WINDOW', 'ROWS', 'COUNT(', 'CAST(', 'TRIM(', 'EXTRACT(', 'CONVERT(', 'JSON_TABLE(', 'COLUMNS',
  'LATERAL', 'DISTINCT', 'COLLATE', 'BINARY', 'DIV', 'MEMBER OF', 'SOUNDS LIKE', 'REGEXP', 'ESCAPE', 'DUAL', '(', '(', ')', ')', ',', '.', '*', '+', '-', '=', '<=>',
  '||', '&&', '!', '->', ':=', '{', '}', '?', '@x', '@@x', 'a', 'b', 't', '`q`', "'s'", 'N\'n\'', '_utf8mb4', '1', '1.5', "x'41'", ';',
]; // prettier-ignore

const contexts = [MYSQL, MARIADB, inMode(MYSQL, { pipesAsConcat: true, highNotPrecedence: true, ansiQuotes: true })];

describe('any text', () => {
  it('of words of the grammar is a tree or a refusal', () => {
    assert(
      property(array(constantFrom(...PIECES), { maxLength: 60 }), constantFrom(...contexts), (pieces, context) => {
        expectTreeOrRefusal(`SELECT ${pieces.join(' ')}`, context);
      }),
      { numRuns: 3000 },
    );
  });

  it('that is a query with pieces cut out, doubled or swapped is a tree or a refusal', () => {
    const queries = [
      "WITH a AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT DISTINCT t.*, COUNT(DISTINCT b) OVER (PARTITION BY c ORDER BY d ROWS 1 PRECEDING) AS n FROM a JOIN t ON a.x = t.y LEFT JOIN (SELECT 1) d USING (z) WHERE a IN (SELECT 1) AND b BETWEEN 1 AND 2 OR NOT c LIKE 'x%' ESCAPE '|' GROUP BY 1 WITH ROLLUP HAVING MAX(a) > 1 ORDER BY 2 DESC LIMIT 1, 2 FOR UPDATE",
      "SELECT CASE a WHEN 1 THEN DATE_ADD(b, INTERVAL 1 DAY) ELSE CAST(c AS DECIMAL(3, 1)) END, MATCH (a) AGAINST ('x' IN BOOLEAN MODE), TRIM(BOTH ' ' FROM d), GROUP_CONCAT(a ORDER BY b SEPARATOR ',') FROM ((SELECT 1) UNION (SELECT 2)) x, t USE INDEX (i) NATURAL JOIN u",
    ];
    assert(
      property(
        constantFrom(...queries),
        array(tuple(nat(), nat(), nat({ max: 2 })), { maxLength: 6 }),
        constantFrom(...contexts),
        (query, edits, context) => {
          const words = query.split(' ');
          for (const [from, to, kind] of edits) edit(words, from % words.length, to % words.length, kind);
          expectTreeOrRefusal(words.join(' '), context);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function edit(words: string[], from: number, to: number, kind: number): void {
  if (kind === 0) words.splice(from, 1, '');
  else words.splice(to, kind === 1 ? 0 : 1, words[from] ?? '');
}

function expectTreeOrRefusal(text: string, context: typeof MYSQL): void {
  const before = performance.now();
  try {
    parsed(text, context);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    expect(error.refusal.offset).toBeLessThanOrEqual(text.length);
  }
  expect(performance.now() - before).toBeLessThan(1000);
}
