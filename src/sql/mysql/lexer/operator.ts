/** Operators of punctuation, longest first where one begins another. Knows bytes. */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { Operator } from '../tokens.ts';

/** By first character, longest first. */
const OPERATORS: Readonly<Record<string, readonly Operator[]>> = {
  '(': ['('],
  ')': [')'],
  ',': [','],
  ';': [';'],
  '{': ['{'],
  '}': ['}'],
  ':': [':=', ':'],
  '=': ['='],
  '<': ['<=>', '<=', '<>', '<<', '<'],
  '>': ['>=', '>>', '>'],
  '!': ['!=', '!'],
  '+': ['+'],
  '-': ['->>', '->', '-'],
  '*': ['*'],
  '/': ['/'],
  '%': ['%'],
  '^': ['^'],
  '~': ['~'],
  '&': ['&&', '&'],
  '|': ['||', '|'],
};

/** The operator at `at`; undefined for characters that are none. */
export function cutOperator(text: string, at: number, { flavor }: ServerFacts): Operator | undefined {
  const longest = OPERATORS[text.charAt(at)]?.find((operator) => text.startsWith(operator, at));
  if (longest === undefined) return undefined;
  // MariaDB has no JSON operators: there they are a minus and what follows.
  if (flavor === 'mariadb') return longest.startsWith('->') ? '-' : longest;
  return COMPARISON.test(longest) && longest.length !== comparisonEnd(text, at) - at ? undefined : longest;
}

const COMPARISON = /^[<>=!]/;

/**
 * MySQL takes what stands together to be one, and doesn't know `=!` or `<<!`. Of `!!` and `!>` it takes the first and loses the second,
 * which is refused with the others.
 */
function comparisonEnd(text: string, at: number): number {
  if (!'<>=!'.includes(text.charAt(at + 1)) || at + 1 >= text.length) return at + 1;
  const third = text.charAt(at + 2);
  return text.charAt(at) === '<' && third !== '' && '>=!'.includes(third) ? at + 3 : at + 2;
}
