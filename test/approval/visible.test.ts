import { expect, test } from 'vitest';
import { visible } from '../../src/approval/visible.ts';

test.for<[string, string, string]>([
  ['plain text as it is', 'SELECT 1;\n\t-- größer, 日本', 'SELECT 1;\n\t-- größer, 日本'],
  ['a terminal’s escape', 'DROP\u001b[2K\rSELECT', 'DROP\\u{1b}[2K\\u{d}SELECT'],
  ['a turned direction', 'a\u202eb', 'a\\u{202e}b'],
  ['what shows nothing', 'a\u200bb\u00adc', 'a\\u{200b}b\\u{ad}c'],
  ['a blank that is none', 'a\u00a0b\u2028c', 'a\\u{a0}b\\u{2028}c'],
  ['half a character', 'a\ud800b', 'a\ufffdb'],
])('shows %s', ([, text, shown]) => {
  expect(visible(text)).toBe(shown);
});
