import { describe, expect, it } from 'vitest';
import { MARIADB, MYSQL, parsed } from './tree.ts';
import { RefusedError } from '../../../../src/core/errors.ts';
import type { Expression } from '../../../../src/sql/mysql/ast/index.ts';

const MANY = 10_000;

function outcome(text: string): string {
  const before = performance.now();
  const read = [MYSQL, MARIADB].map((context) => {
    try {
      parsed(text, context);
      return 'read';
    } catch (error) {
      if (error instanceof RefusedError) return error.refusal.code;
      throw error;
    }
  });
  // Far above what it takes, far below what a pass over the rest for each token would take.
  expect(performance.now() - before).toBeLessThan(2000);
  return [...new Set(read)].join(' ');
}

describe('long chains are read in one pass', () => {
  it.each([
    ['OR', `SELECT ${'a = 1 OR '.repeat(MANY)} b`],
    ['AND', `SELECT ${'a AND '.repeat(MANY)} b`],
    ['+', `SELECT ${'1 + '.repeat(MANY)} 1`],
    ['=', `SELECT ${'1 = '.repeat(MANY)} 1`],
    ['+ INTERVAL', `SELECT a ${'+ INTERVAL 1 DAY '.repeat(MANY)}`],
    ['a list of IN', `SELECT a IN (${'1, '.repeat(MANY)} 1)`],
    ['parenthesised items', `SELECT a IN (${'(1), '.repeat(MANY)} 1)`],
    ['selected items', `SELECT ${'a, '.repeat(MANY)} b`],
    ['COLLATE', `SELECT a ${'COLLATE x '.repeat(MANY)}`],
    ['WHEN', `SELECT CASE ${'WHEN a THEN b '.repeat(MANY)} END`],
    ['pieces of a string', `SELECT ${"'a' ".repeat(MANY)}`],
    ['UNION', `SELECT 1 ${'UNION SELECT 1 '.repeat(MANY)}`],
    ['INTERSECT', `SELECT 1 ${'INTERSECT SELECT 1 '.repeat(MANY)}`],
    ['JOIN', `SELECT 1 FROM a ${'JOIN b '.repeat(MANY)}`],
    ['JOIN with conditions', `SELECT 1 FROM a ${'JOIN b ON c '.repeat(MANY)}`],
    ['JOIN with conditions behind', `SELECT 1 FROM a ${'LEFT JOIN b '.repeat(MANY)} ${'ON c '.repeat(MANY)}`],
    ['commas in FROM', `SELECT 1 FROM a ${', b'.repeat(MANY)}`],
    ['common tables', `WITH ${'a AS (SELECT 1), '.repeat(MANY)} b AS (SELECT 1) SELECT 1`],
  ])('%s', (_, text) => {
    expect(outcome(text)).toBe('read');
  });

  it('builds a chain from left to right', () => {
    let expression: Expression | undefined;
    const query = parsed(`SELECT ${'1 - '.repeat(MANY)} 2`, MYSQL);
    if (query.body.kind === 'Select' && query.body.items[0]?.kind === 'SelectExpression') {
      ({ expression } = query.body.items[0]);
    }
    let depth = 0;
    while (expression?.kind === 'BinaryOperation') {
      depth++;
      expression = expression.left;
    }
    expect(depth).toBe(MANY);
  });
});

describe('nesting ends at a bound', () => {
  it.each([
    ['parentheses', '(', '1', ')'],
    ['rows', '(1, ', '1', ')'],
    ['calls', 'abs(', '1', ')'],
    ['NOT', 'NOT ', '1', ''],
    ['signs', '- ', '1', ''],
    ['!', '!', '1', ''],
    ['subqueries', '(SELECT ', '1', ')'],
    ['subqueries in FROM', '(SELECT 1 FROM ', 't', ') x'],
    ['EXISTS', 'EXISTS (SELECT ', '1', ')'],
    ['CASE', 'CASE WHEN ', '1', ' THEN 1 END'],
    ['assignments', '@a := ', '1', ''],
    ['INTERVAL', 'INTERVAL ', '1', ' DAY + 1'],
    ['INTERVAL functions', 'INTERVAL(', '1', ', 1)'],
    ['INTERVAL +', 'INTERVAL 1 DAY + ', '1', ''],
    ['BETWEEN', '1 BETWEEN 1 AND ', '1', ''],
    ['braces', '{x ', '1', '}'],
    ['windows', 'SUM(1) OVER (ORDER BY ', '1', ')'],
  ])('%s', (_, opening, inner, closing) => {
    const nested = (levels: number): string => opening.repeat(levels) + inner + closing.repeat(levels);
    expect(outcome(`SELECT ${nested(8)}`)).not.toContain('WW_TOO_COMPLEX');
    expect(outcome(`SELECT ${nested(MANY)}`)).toContain('WW_TOO_COMPLEX');
    // Never closed: the same bound.
    expect(outcome(`SELECT ${opening.repeat(MANY)}`)).toContain('WW_TOO_COMPLEX');
  });

  it.each([
    ['queries', '(', 'SELECT 1', ')'],
    ['joins', 'SELECT 1 FROM (', 't', ')'],
    ['common tables', 'WITH a AS (', 'SELECT 1', ') SELECT 1'],
  ])('%s at the top', (_, opening, inner, closing) => {
    const many = opening.startsWith('SELECT') ? `SELECT 1 FROM ${'('.repeat(MANY)}t${')'.repeat(MANY)}` : opening.repeat(MANY) + inner + closing.repeat(MANY); // prettier-ignore
    expect(outcome(many)).toBe('WW_TOO_COMPLEX');
  });
});
