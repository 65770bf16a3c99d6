import { describe, expect, test } from 'vitest';
import { medianOf, quantile, replaceBetweenMarkers, tables } from '../../bench/report.ts';

describe('the report of a bench', () => {
  test('compares with direct and with pgbouncer, and says what it did not measure', () => {
    const results = [
      { contender: 'direct', mode: 'simple', measured: { tps: 40_000, median: 0.1, p99: 0.5 } },
      { contender: 'pgbouncer, session pooling', mode: 'simple', measured: { tps: 32_000, median: 0.2, p99: 0.4 } },
      { contender: 'Wirewall, batch', mode: 'simple', measured: { tps: 16_000, median: 0.35, p99: 1 } },
      { contender: 'Wirewall, strict', mode: 'simple', measured: { missing: 'did not start' } },
    ];
    const report = tables(results, {
      titles: { simple: 'Simple query' },
      rival: { name: 'pgbouncer, session pooling', short: 'pgbouncer' },
    });
    expect(report.split('\n')).toEqual([
      '**Simple query**',
      '',
      '| through | tps | ÷ direct | ÷ pgbouncer | median ms | added | p99 ms | added |',
      '| --- | --: | --: | --: | --: | --: | --: | --: |',
      '| direct | 40,000 | 1.00 | 1.25 | 0.100 | +0.000 | 0.500 | +0.000 |',
      '| pgbouncer, session pooling | 32,000 | 0.80 | 1.00 | 0.200 | +0.100 | 0.400 | −0.100 |',
      '| Wirewall, batch | 16,000 | 0.40 | 0.50 | 0.350 | +0.250 | 1.000 | +0.500 |',
      '| Wirewall, strict | – | – | – | – | – | – | – |',
      '',
      'Not measured: Wirewall, strict: did not start',
    ]);
  });

  test('takes the middle of the rounds, each figure by itself', () => {
    const rounds = [
      { tps: 1, median: 9, p99: 5 },
      { tps: 3, median: 7, p99: 6 },
      { tps: 2, median: 8, p99: 4 },
    ];
    expect(medianOf(rounds)).toEqual({ tps: 2, median: 8, p99: 5 });
  });

  test.for([
    [[1], 0.99, 1],
    [[1, 2, 3, 4], 0.5, 3],
    [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 100],
  ] as const)('of %j takes the quantile %d', ([values, share, expected]) => {
    expect(quantile(values, share)).toBe(expected);
  });

  test('is written between its markers and nowhere else', () => {
    const document = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n';
    expect(replaceBetweenMarkers(document, 'x', 'new')).toBe('a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb\n');
    expect(() => replaceBetweenMarkers(document, 'y', 'new')).toThrow('no "<!-- bench:y -->"');
  });
});
