/** Operands: what stands between operators (sql_yacc.yy: simple_expr without its unary operators). Knows which word begins what. */
import type { ColumnReference, Expression, Name, Query, Row, ScalarQuery } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseCast, parseConvert } from './expression-cast.ts';
import { parseInterval } from './expression-interval.ts';
import { parseBinaryLiteral, parseIntroduced, parseOdbc, parseString, parseTemporal } from './expression-literal.ts';
import { parseExpression } from './expression.ts';
import { parseSystemVariable, parseUserVariable } from './expression-variable.ts';
import { parseGenericCall } from './function-call.ts';
import { parseMatch } from './function-match.ts';
import { parseWordCall } from './function-special.ts';
import { continueQuery, goesOnAsQuery, isQueryAhead, isQueryHere, parseNestedQuery, parseNestedQueryInParentheses } from './query.ts'; // prettier-ignore

export function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  const { start, end } = token;
  switch (token.type) {
    case 'string':
    case 'national':
      return parseString(cursor);
    case 'introducer':
      return parseIntroduced(cursor);
    case 'integer':
    case 'decimal':
    case 'float':
      cursor.next();
      return { kind: 'NumberLiteral', type: token.type, text: token.text, start, end };
    case 'hex':
    case 'bit':
      return parseBinaryLiteral(cursor, undefined, start);
    case 'parameter':
      cursor.next();
      cursor.parameters++;
      return { kind: 'Parameter', index: cursor.parameters, start, end };
    case 'user_variable':
      return parseUserVariable(cursor);
    case 'system_variable':
      return parseSystemVariable(cursor);
    case 'quoted':
      return parseNamed(cursor);
    case 'operator':
      if (token.text === '(') return asValue(parseParenthesised(cursor), start, cursor);
      if (token.text === '{') return parseOdbc(cursor);
      throw cursor.unexpected();
    case 'word':
      return parseWord(cursor, token.upper);
    case 'end':
      throw cursor.unexpected();
    default:
      token satisfies never;
      throw cursor.unexpected();
  }
}

function parseWord(cursor: Cursor, upper: string): Expression {
  if (cursor.isBeforeDot) return parseNamed(cursor);
  const { offset: start } = cursor;
  switch (upper) {
    case 'NULL':
    case 'TRUE':
    case 'FALSE':
      cursor.next();
      return { kind: 'KeywordLiteral', value: upper, start, end: cursor.endOffset };
    case 'CASE':
      return parseCase(cursor);
    case 'EXISTS': {
      cursor.next();
      const query = parseNestedQueryInParentheses(cursor);
      return { kind: 'Exists', query, start, end: cursor.endOffset };
    }
    case 'INTERVAL':
      return parseInterval(cursor);
    case 'MATCH':
      return parseMatch(cursor);
    case 'CONVERT':
      return parseConvert(cursor);
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      if (cursor.peek(1).type === 'string') return parseTemporal(cursor, upper);
      break;
    case 'ROW':
      if (isParenthesisNext(cursor)) return parseRow(cursor);
      break;
    case 'CAST':
      if (isParenthesisNext(cursor) && isGlued(cursor)) return parseCast(cursor);
      break;
    default:
  }
  refuseSequence(cursor);
  return parseWordCall(cursor, upper) ?? parseNamed(cursor);
}

/** NEXT VALUE FOR sequence: sequences aren't read. */
function refuseSequence(cursor: Cursor): void {
  if (cursor.context.server.flavor === 'mysql') return;
  if (cursor.areWords('NEXT', 'VALUE', 'FOR') || cursor.areWords('PREVIOUS', 'VALUE', 'FOR')) {
    throw cursor.notUnderstood('a sequence');
  }
}

function isParenthesisNext(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return next.type === 'operator' && next.text === '(';
}

function isGlued(cursor: Cursor): boolean {
  const token = cursor.peek();
  return token.type === 'word' && token.called;
}

/** A column, or a call of a function by its name. */
function parseNamed(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  const written = cursor.peek();
  const names = [cursor.name()];
  while (names.length < 3 && cursor.takeOperator('.')) names.push(cursor.name());
  const [first, second, third] = names;
  if (first === undefined) throw cursor.unexpected();
  if (cursor.isOperator('(')) {
    if (third !== undefined) throw cursor.notUnderstood('a function in a package', start);
    return parseGenericCall(cursor, first, second, written);
  }
  return parseJsonPath(cursor, columnOf(first, second, third, start, cursor.endOffset));
}

/** `a`, `t.a`, `s.t.a` as a column and nothing else. */
export function parseColumn(cursor: Cursor): ColumnReference {
  const { offset: start } = cursor;
  const first = cursor.name();
  const second = cursor.takeOperator('.') ? cursor.name() : undefined;
  const third = second !== undefined && cursor.takeOperator('.') ? cursor.name() : undefined;
  return columnOf(first, second, third, start, cursor.endOffset);
}

function columnOf(
  first: Name,
  second: Name | undefined,
  third: Name | undefined,
  start: number,
  end: number,
): ColumnReference {
  if (second === undefined) {
    return { kind: 'ColumnReference', schema: undefined, table: undefined, column: first, start, end };
  }
  if (third === undefined) {
    return { kind: 'ColumnReference', schema: undefined, table: first, column: second, start, end };
  }
  return { kind: 'ColumnReference', schema: first, table: second, column: third, start, end };
}

/** `column -> '$.path'`: MySQL has it behind plain columns alone, once, with one string. */
function parseJsonPath(cursor: Cursor, column: ColumnReference): Expression {
  if (cursor.context.server.flavor !== 'mysql' || !cursor.isOperator('->', '->>')) return column;
  const operator = cursor.takeOperator('->') ? '->' : '->>';
  if (operator === '->>') cursor.expectOperator('->>');
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.unexpected();
  cursor.next();
  const { value, start, end } = token;
  const right: Expression = { kind: 'StringLiteral', value, charset: undefined, firstPiece: undefined, start, end };
  return { kind: 'BinaryOperation', operator, left: column, right, start: column.start, end };
}

type Parenthesised =
  | { readonly kind: 'Query'; readonly query: Query }
  | { readonly kind: 'Row'; readonly items: readonly Expression[] }
  | { readonly kind: 'Expression'; readonly expression: Expression };

/**
 * What parentheses hold: a query, one expression, or several. `((SELECT 1) UNION SELECT 2)` and `((SELECT 1) + 2)` begin alike: what follows
 * the inner parenthesis tells, so that the inner query is read once.
 */
export function parseParenthesised(cursor: Cursor): Parenthesised {
  return cursor.nested(() => {
    cursor.expectOperator('(');
    if (isQueryHere(cursor)) {
      const query = parseNestedQuery(cursor);
      cursor.expectOperator(')');
      return { kind: 'Query', query };
    }
    let first: Expression | undefined;
    if (isQueryAhead(cursor)) {
      const { offset: start } = cursor;
      const inner = parseParenthesised(cursor);
      if (inner.kind === 'Query' && goesOnAsQuery(cursor)) {
        const query = continueQuery(cursor, inner.query);
        cursor.expectOperator(')');
        return { kind: 'Query', query };
      }
      first = asValue(inner, start, cursor);
    }
    const items = [parseExpression(cursor, first)];
    while (cursor.takeOperator(',')) items.push(parseExpression(cursor));
    cursor.expectOperator(')');
    const [expression] = items;
    if (expression === undefined || items.length > 1) return { kind: 'Row', items };
    return { kind: 'Expression', expression };
  });
}

/** The span of an expression in parentheses takes them in, so that a text cut by spans has them in pairs. */
function asValue(inner: Parenthesised, start: number, cursor: Cursor): Expression {
  const span = { start, end: cursor.endOffset };
  switch (inner.kind) {
    case 'Query':
      return { kind: 'ScalarQuery', query: inner.query, ...span } satisfies ScalarQuery;
    case 'Row':
      return { kind: 'Row', items: inner.items, ...span } satisfies Row;
    default:
      return { ...inner.expression, ...span };
  }
}

function parseRow(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  cursor.expectWords('ROW');
  const items = cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
  // A row of one is none for the servers.
  if (items.length < 2) throw cursor.unexpected();
  return { kind: 'Row', items, start, end: cursor.endOffset };
}

function parseCase(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  cursor.expectWords('CASE');
  const operand = cursor.isWord('WHEN') ? undefined : parseExpression(cursor);
  const branches = [];
  while (cursor.takeWords('WHEN')) {
    const when = parseExpression(cursor);
    cursor.expectWords('THEN');
    // oxlint-disable-next-line unicorn/no-thenable -- THEN is the grammar's word, and no branch is awaited
    branches.push({ when, then: parseExpression(cursor) });
  }
  if (branches.length === 0) throw cursor.unexpected();
  const otherwise = cursor.takeWords('ELSE') ? parseExpression(cursor) : undefined;
  cursor.expectWords('END');
  return { kind: 'Case', operand, branches, otherwise, start, end: cursor.endOffset };
}
