/**
 * Predicates: IN, BETWEEN, LIKE, REGEXP, SOUNDS LIKE, MEMBER OF (sql_yacc.yy: predicate). MySQL has none in the operand of another but in BETWEEN's
 * last; MariaDB chains them by rules that no manual has: such chains are refused there rather than guessed.
 */
import type { Expression } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseBits, parseConcatenation } from './expression-bits.ts';
import { binary, parseExpression } from './expression.ts';
import { isQueryAhead } from './query.ts';
import { parseParenthesised } from './expression-primary.ts';

const CHAINED = 'a predicate of a predicate without parentheses';
const NEGATABLE = ['IN', 'BETWEEN', 'LIKE', 'REGEXP', 'RLIKE'];

export function parsePredicate(cursor: Cursor, first?: Expression): Expression {
  const operand = parseBits(cursor, first);
  const predicate = parsePredicateOf(cursor, operand);
  if (predicate === undefined) return operand;
  if (cursor.context.server.flavor === 'mariadb' && beginsPredicate(cursor)) {
    throw cursor.notUnderstood(CHAINED);
  }
  return predicate;
}

function beginsPredicate(cursor: Cursor): boolean {
  if (cursor.isWord(...NEGATABLE) || cursor.areWords('SOUNDS', 'LIKE')) return true;
  return NEGATABLE.some((word) => cursor.areWords('NOT', word));
}

function parsePredicateOf(cursor: Cursor, operand: Expression): Expression | undefined {
  if (cursor.isWord('NOT')) {
    if (!NEGATABLE.some((word) => cursor.areWords('NOT', word))) return undefined;
    cursor.next();
    return parseNegatable(cursor, operand, true);
  }
  if (cursor.takeWords('SOUNDS', 'LIKE')) return binary('SOUNDS LIKE', operand, parseBits(cursor));
  if (cursor.context.server.flavor === 'mysql' && cursor.isWord('MEMBER')) return parseMember(cursor, operand);
  return parseNegatable(cursor, operand, false);
}

function parseNegatable(cursor: Cursor, operand: Expression, not: boolean): Expression | undefined {
  const { start } = operand;
  switch (cursor.takeOneOf('IN', 'BETWEEN', 'LIKE', 'REGEXP', 'RLIKE')) {
    case 'IN':
      return parseIn(cursor, operand, not);
    case 'BETWEEN': {
      const mysql = cursor.context.server.flavor === 'mysql';
      const low = mysql ? parseBits(cursor) : parseBound(cursor);
      cursor.expectWords('AND');
      const high = mysql ? cursor.nested(() => parsePredicate(cursor)) : parseBound(cursor);
      return { kind: 'Between', operand, not, low, high, start, end: cursor.endOffset };
    }
    case 'LIKE':
      return parseLike(cursor, operand, not);
    case 'REGEXP':
    case 'RLIKE': {
      const pattern = parseBits(cursor);
      return { kind: 'RegularExpression', operand, not, pattern, start, end: cursor.endOffset };
    }
    default:
      return undefined;
  }
}

/** An operand of BETWEEN on MariaDB: LIKE and IN bind tighter there; which BETWEEN an AND of several belongs to isn't guessed. */
function parseBound(cursor: Cursor): Expression {
  const operand = parseBits(cursor);
  if (cursor.isWord('BETWEEN') || cursor.areWords('NOT', 'BETWEEN')) throw cursor.notUnderstood(CHAINED);
  const predicate = parsePredicateOf(cursor, operand);
  if (predicate !== undefined && beginsPredicate(cursor)) throw cursor.notUnderstood(CHAINED);
  return predicate ?? operand;
}

function parseIn(cursor: Cursor, operand: Expression, not: boolean): Expression {
  const { start } = operand;
  if (isQueryAhead(cursor)) {
    const inner = parseParenthesised(cursor);
    if (inner.kind === 'Query') {
      return { kind: 'InQuery', operand, not, query: inner.query, start, end: cursor.endOffset };
    }
    // `IN ((SELECT 1) + 1, 2)`: the first parenthesis was the list's own.
    const items = inner.kind === 'Row' ? inner.items : [inner.expression];
    return { kind: 'InList', operand, not, items, start, end: cursor.endOffset };
  }
  const items = cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
  return { kind: 'InList', operand, not, items, start, end: cursor.endOffset };
}

/** MySQL's pattern is no arithmetic (simple_expr), so that what follows it ends the predicate. */
function parseLike(cursor: Cursor, operand: Expression, not: boolean): Expression {
  const parseOperand = cursor.context.server.flavor === 'mysql' ? parseConcatenation : parseBits;
  const pattern = parseOperand(cursor);
  let escape = cursor.takeWords('ESCAPE') ? parseOperand(cursor) : undefined;
  const end = cursor.endOffset;
  // In that mode the backslash escapes nothing in a pattern; it is off upstream, so the pattern has to say so.
  if (escape === undefined && cursor.context.mode.noBackslashEscapes) {
    escape = { kind: 'StringLiteral', value: '', charset: undefined, firstPiece: undefined, start: end, end };
  }
  return { kind: 'Like', operand, not, pattern, escape, start: operand.start, end };
}

function parseMember(cursor: Cursor, operand: Expression): Expression {
  cursor.expectWords('MEMBER');
  cursor.takeWords('OF');
  const array = cursor.parenthesised(() => parseConcatenation(cursor));
  return {
    kind: 'BinaryOperation',
    operator: 'MEMBER OF',
    left: operand,
    right: array,
    start: operand.start,
    end: cursor.endOffset,
  };
}
