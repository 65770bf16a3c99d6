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

/** The operator at `at`; undefined for a character that is none. */
export function cutOperator(text: string, at: number, { flavor }: ServerFacts): Operator | undefined {
  const found = OPERATORS[text.charAt(at)]?.find((operator) => text.startsWith(operator, at));
  // MariaDB has no JSON operators: there they are a minus and what follows.
  return flavor === 'mariadb' && found?.startsWith('->') === true ? '-' : found;
}
