/**
 * Arithmetic: | & << >> + - * / DIV MOD ^, the concatenation of PIPES_AS_CONCAT, and unary operators (sql_yacc.yy: bit_expr, simple_expr). By
 * precedence climbing: one loop for each level that is in use.
 */
import type { BinaryOperator, Expression } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { isIntervalFunction, parseAmount } from './expression-interval.ts';
import { parsePrimary } from './expression-primary.ts';
import { binary } from './expression.ts';
import { nameOrText } from './names.ts';

interface Level {
  readonly operator: BinaryOperator;
  readonly precedence: number;
}

const OPERATORS = new Map<string, Level>([
  ['|', { operator: '|', precedence: 1 }],
  ['&', { operator: '&', precedence: 2 }],
  ['<<', { operator: '<<', precedence: 3 }],
  ['>>', { operator: '>>', precedence: 3 }],
  ['+', { operator: '+', precedence: 4 }],
  ['-', { operator: '-', precedence: 4 }],
  ['*', { operator: '*', precedence: 5 }],
  ['/', { operator: '/', precedence: 5 }],
  ['%', { operator: '%', precedence: 5 }],
  ['^', { operator: '^', precedence: 6 }],
]);

const WORDS = new Map<string, Level>([
  ['DIV', { operator: 'DIV', precedence: 5 }],
  ['MOD', { operator: '%', precedence: 5 }],
]);

export function parseBits(cursor: Cursor, first?: Expression): Expression {
  return climb(cursor, 1, first);
}

/** All operators of `lowest` precedence and above. All of them are left-associative. */
function climb(cursor: Cursor, lowest: number, first?: Expression): Expression {
  let left = parseConcatenation(cursor, first);
  for (;;) {
    const level = levelAt(cursor);
    if (level === undefined || level.precedence < lowest) return left;
    cursor.next();
    const { operator } = level;
    if ((operator === '+' || operator === '-') && cursor.isWord('INTERVAL') && !isIntervalFunction(cursor)) {
      const { amount, unit } = parseAmount(cursor);
      left = {
        kind: 'DateArithmetic',
        operand: left,
        sign: operator,
        amount,
        unit,
        start: left.start,
        end: cursor.endOffset,
      };
    } else {
      left = binary(operator, left, climb(cursor, level.precedence + 1));
    }
  }
}

function levelAt(cursor: Cursor): Level | undefined {
  const token = cursor.peek();
  if (token.type === 'operator') return OPERATORS.get(token.text);
  return token.type === 'word' && !token.afterDot ? WORDS.get(token.upper) : undefined;
}

/** `||` of PIPES_AS_CONCAT binds tighter than arithmetic. */
export function parseConcatenation(cursor: Cursor, first?: Expression): Expression {
  let left = parseUnary(cursor, first);
  if (!cursor.context.mode.pipesAsConcat) return left;
  while (cursor.takeOperator('||')) {
    refuseInterval(cursor);
    left = binary('CONCAT', left, parseUnary(cursor));
  }
  return left;
}

/** MariaDB has `- INTERVAL 1 DAY + a` as a form of its own (a - INTERVAL 1 DAY), and none behind other operators that bind as tightly. */
function refuseInterval(cursor: Cursor): void {
  if (cursor.context.server.flavor === 'mysql' || !cursor.isWord('INTERVAL') || isIntervalFunction(cursor)) return;
  throw cursor.notUnderstood('INTERVAL behind a sign');
}

function parseUnary(cursor: Cursor, first?: Expression): Expression {
  if (first !== undefined) return parseCollations(cursor, first);
  const operator = takeUnary(cursor);
  if (operator === undefined) return parseCollations(cursor, parsePrimary(cursor));
  refuseInterval(cursor);
  const start = operator.offset;
  const operand = cursor.nested(() => parseUnary(cursor));
  return { kind: 'UnaryOperation', operator: operator.text, operand, start, end: operand.end };
}

function takeUnary(cursor: Cursor): { text: '-' | '+' | '~' | '!' | 'BINARY'; offset: number } | undefined {
  const { offset } = cursor;
  for (const text of ['-', '+', '~', '!'] as const) if (cursor.takeOperator(text)) return { text, offset };
  if (cursor.takeWords('BINARY')) return { text: 'BINARY', offset };
  // HIGH_NOT_PRECEDENCE: NOT is `!`.
  if (cursor.context.mode.highNotPrecedence && cursor.takeWords('NOT')) return { text: '!', offset };
  return undefined;
}

function parseCollations(cursor: Cursor, first: Expression): Expression {
  let operand = first;
  while (cursor.takeWords('COLLATE')) {
    const collation = nameOrText(cursor).text;
    operand = { kind: 'Collate', operand, collation, start: operand.start, end: cursor.endOffset };
  }
  return operand;
}
