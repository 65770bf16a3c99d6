import { describe, expect, it } from 'vitest';
import { Rates } from '../../src/gate/rates.ts';

describe('statements per minute', () => {
  it('are counted for each agent by itself', () => {
    const rates = new Rates();
    expect([rates.take('a', 1, 0), rates.take('a', 1, 1), rates.take('b', 1, 2)]).toEqual([true, false, true]);
  });

  it('slide: a burst at the end of one minute leaves little for the beginning of the next', () => {
    const rates = new Rates();
    for (let sent = 0; sent < 60; sent++) expect(rates.take('a', 60, 59_000 + sent)).toBe(true);
    expect(rates.take('a', 60, 59_100)).toBe(false);
    let passed = 0;
    for (let tried = 0; tried < 60; tried++) if (rates.take('a', 60, 119_100)) passed++;
    expect(passed).toBeLessThan(5);
  });

  it('come back after a quiet minute', () => {
    const rates = new Rates();
    for (let sent = 0; sent < 3; sent++) rates.take('a', 3, 0);
    expect(rates.take('a', 3, 1000)).toBe(false);
    expect(rates.take('a', 3, 200_000)).toBe(true);
  });
});
