/**
 * Expressions down to comparisons: OR, XOR, AND, NOT, IS, =, <. Levels are those of the servers' grammars (sql_yacc.yy: expr, bool_pri), since
 * the tree must be what the server would have built. Chains are built in loops. Knows nothing of tables and types.
 */
import type { Expression, IsTest, QuantifiedComparison } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseNestedQueryInParentheses } from './query.ts';
import { parsePredicate } from './expression-predicate.ts';

/**
 * An expression of the lowest precedence. `first`: its first operand where that is read already (a parenthesised query, of which only what
 * follows tells that it is an operand).
 */
export function parseExpression(cursor: Cursor, first?: Expression): Expression {
  return cursor.nested(() => {
    let left = parseXor(cursor, first);
    while (takeOr(cursor)) left = binary('OR', left, parseXor(cursor));
    return left;
  });
}

function parseXor(cursor: Cursor, first?: Expression): Expression {
  let left = parseAnd(cursor, first);
  while (cursor.takeWords('XOR')) left = binary('XOR', left, parseAnd(cursor));
  return left;
}

function parseAnd(cursor: Cursor, first?: Expression): Expression {
  let left = parseCondition(cursor, first);
  while (cursor.takeWords('AND') || cursor.takeOperator('&&')) left = binary('AND', left, parseCondition(cursor));
  return left;
}

/** What AND joins: NOT and all that binds tighter. */
export function parseCondition(cursor: Cursor, first?: Expression): Expression {
  if (first === undefined && cursor.isWord('NOT') && !cursor.context.mode.highNotPrecedence) {
    const { offset: start } = cursor;
    cursor.next();
    const operand = cursor.nested(() => parseCondition(cursor));
    return { kind: 'UnaryOperation', operator: 'NOT', operand, start, end: operand.end };
  }
  return parseTruthTests(cursor, first);
}

/** IS TRUE and its like stand outside of comparisons on MySQL, and end them; on MariaDB they may be tested again. */
function parseTruthTests(cursor: Cursor, first?: Expression): Expression {
  let operand = parseComparison(cursor, first);
  while (cursor.isWord('IS')) {
    const test = parseIsTest(cursor, operand);
    if (test.test !== 'NULL' && cursor.context.server.flavor === 'mysql') return test;
    operand = parseComparison(cursor, test);
  }
  return operand;
}

function parseIsTest(cursor: Cursor, operand: Expression): IsTest {
  cursor.expectWords('IS');
  const not = cursor.takeOneOf('NOT') !== undefined;
  const test = cursor.takeOneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN');
  if (test === undefined) throw cursor.unexpected();
  return { kind: 'IsTest', operand, not, test, start: operand.start, end: cursor.endOffset };
}

type Comparison = QuantifiedComparison['operator'] | '<=>';

const COMPARISONS = new Map<string, Comparison>([
  ['=', '='],
  ['<=>', '<=>'],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

/** `first` is a test or comparison already where this goes on behind IS. */
function parseComparison(cursor: Cursor, first?: Expression): Expression {
  let left = first !== undefined && isFinished(first) ? first : parsePredicate(cursor, first);
  for (;;) {
    const token = cursor.peek();
    const operator = token.type === 'operator' ? COMPARISONS.get(token.text) : undefined;
    if (operator === undefined) return left;
    cursor.next();
    const quantifier = takeQuantifier(cursor);
    if (quantifier === undefined) {
      left = binary(operator, left, parsePredicate(cursor));
      continue;
    }
    if (operator === '<=>') throw cursor.unexpected();
    const query = parseNestedQueryInParentheses(cursor);
    left = {
      kind: 'QuantifiedComparison',
      operator,
      quantifier,
      left,
      query,
      start: left.start,
      end: cursor.endOffset,
    };
  }
}

function isFinished(expression: Expression): boolean {
  return expression.kind === 'IsTest';
}

function takeQuantifier(cursor: Cursor): 'ALL' | 'ANY' | undefined {
  const next = cursor.peek(1);
  if (next.type !== 'operator' || next.text !== '(') return undefined;
  const word = cursor.takeOneOf('ALL', 'ANY', 'SOME');
  return word === 'SOME' ? 'ANY' : word;
}

function takeOr(cursor: Cursor): boolean {
  if (cursor.takeWords('OR')) return true;
  return !cursor.context.mode.pipesAsConcat && cursor.takeOperator('||');
}

export function binary(
  operator: Extract<Expression, { kind: 'BinaryOperation' }>['operator'],
  left: Expression,
  right: Expression,
): Expression {
  return { kind: 'BinaryOperation', operator, left, right, start: left.start, end: right.end };
}
