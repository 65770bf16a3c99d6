import { describe, expect, test } from 'vitest';
import { columns, counted, nearby, oneLine, painter, relativeTime, shown } from '../../src/cli/terminal.ts';

const stream = (isTTY: boolean) => ({ write: () => true, isTTY });

describe('colours', () => {
  test.for<[string, boolean, Record<string, string>, boolean]>([
    ['appear in a terminal', true, {}, true],
    ['stay out of pipes', false, {}, false],
    ['respect NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['ignore an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['stay out of dumb terminals', true, { TERM: 'dumb' }, false],
    ['can be asked for', false, { FORCE_COLOR: '1' }, true],
    ['are not asked for by FORCE_COLOR=0', false, { FORCE_COLOR: '0' }, false],
    ['respect NO_COLOR before FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', ([, isTTY, env, isColoured]) => {
    expect(painter(stream(isTTY), env)('red', 'x')).toBe(isColoured ? '\u001b[31mx\u001b[39m' : 'x');
  });
});

describe('text that somebody else wrote', () => {
  test.for<[string, string, string]>([
    ['an escape sequence', '\u001b[2Jgone', '\\u001b[2Jgone'],
    ['a carriage return, which would write over the line', 'DROP\rSELECT', 'DROP\\u000dSELECT'],
    ['a change of direction, which would show it backwards', 'a\u202eb', 'a\\u202eb'],
    ['a C1 control character', 'a\u009b31m', 'a\\u009b31m'],
    ['line ends and tabs stay', 'a\n\tb', 'a\n\tb'],
  ])('is made harmless: %s', ([, text, expected]) => {
    expect(shown(text)).toBe(expected);
  });

  test('fits one line', () => {
    expect(oneLine('  SELECT\n  1 ', 20)).toBe('SELECT 1');
    expect(oneLine('SELECT 12345', 8)).toBe('SELECT …');
  });
});

test('columns line up, whatever colours are in them', () => {
  expect(
    columns(
      [
        ['\u001b[1mID\u001b[22m', 'NAME'],
        ['1234', 'x'],
      ],
      '  ',
    ),
  ).toEqual(['  \u001b[1mID\u001b[22m    NAME', '  1234  x']);
});

test('counts name one or many', () => {
  expect([counted(1, 'error'), counted(2, 'error'), counted(0, 'entry', 'entries')]).toEqual([
    '1 error',
    '2 errors',
    '0 entries',
  ]);
});

test.for<[number, string]>([
  [5_000, 'in 5s'],
  [-89_000, '89s ago'],
  [-90_000, '2m ago'],
  [3_600_000, 'in 60m'],
  [-7_200_000, '2h ago'],
  [-172_800_000, '2d ago'],
])('a time %d ms from now is "%s"', ([delta, text]) => {
  expect(relativeTime(1_000_000_000 + delta, 1_000_000_000)).toBe(text);
});

test('paths below the present folder are short', () => {
  expect(nearby('see /a/b/rules/x.yaml:3 and /c/d', '/a/b')).toBe('see rules/x.yaml:3 and /c/d');
});
