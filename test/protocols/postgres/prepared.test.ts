import { describe, expect, it } from 'vitest';
import { Names } from '../../../src/protocols/postgres/prepared.ts';

const settled = { syncsSent: 0, syncsAnswered: 0 };
const long = 'x'.repeat(63);

describe('names are told apart as the server does, by 63 bytes', () => {
  it.each([
    ['longer ones that begin alike', `${long}A`, `${long}B`, true],
    ['a longer one and one that is just as long', `${long}A`, long, true],
    ['shorter ones', 'a', 'b', false],
    ['of other case', 'q', 'Q', false],
    ['cut in a letter of two bytes', `${'x'.repeat(62)}éA`, `${'x'.repeat(62)}éB`, true],
    ['cut in two letters that begin with one byte', `${'x'.repeat(62)}é`, `${'x'.repeat(62)}è`, true],
    ['cut in a letter, and whole before it', `${'x'.repeat(62)}é`, 'x'.repeat(62), false],
    ['cut in a letter, and one that looks like a cut', `${'x'.repeat(60)}🙂`, `${'x'.repeat(60)}\ufffd`, false],
  ])('%s', (_, one, other, same) => {
    const names = new Names<number>(settled);
    names.set(one, 1);
    expect(names.get(other)).toBe(same ? 1 : undefined);
    names.delete(other);
    expect(names.get(one)).toBe(same ? undefined : 1);
    expect(names.size).toBe(same ? 0 : 1);
  });
});
