/**
 * Query expressions: WITH, set operations by their precedence, parentheses, and the clauses behind them at the level that they belong to. What one
 * SELECT says is in select.ts, the clauses in query-tail.ts.
 */
import type { CommonTable, Into, Query, QueryBody, SetOperation, TableQuery, ValuesQuery, With } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseNames, parseQualifiedName } from './names.ts';
import { parseInto, parseLimit, parseLocking, parseOrderBy } from './query-tail.ts';
import { isReserved } from './reserved.ts';
import { parseSelect } from './select.ts';

/** What the parts of one query expression share. */
export interface QueryScope {
  /** Whether INTO may stand here: at the top of a statement alone. */
  readonly top: boolean;
  into: Into | undefined;
}

/** A whole query expression. INTO is taken: who calls this for a part of a statement looks whether there is one. */
export function parseQuery(cursor: Cursor): Query {
  return parseWhole(cursor, true);
}

/** One inside of something. INTO is a syntax error there. */
export function parseNestedQuery(cursor: Cursor): Query {
  return parseWhole(cursor, false);
}

export function parseNestedQueryInParentheses(cursor: Cursor): Query {
  return cursor.parenthesised(() => parseNestedQuery(cursor));
}

/** What follows a query in parentheses that is an operand or has clauses behind it: `(SELECT 1) UNION SELECT 2`. */
export function continueQuery(cursor: Cursor, first: Query): Query {
  return parseWhole(cursor, false, first);
}

/** Whether that is what follows, or the parenthesis ends. */
export function goesOnAsQuery(cursor: Cursor): boolean {
  return (
    cursor.isOperator(')') || cursor.isWord('UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'LIMIT', 'FOR', 'LOCK', 'FETCH')
  );
}

/** Whether a query begins with the next token, no parenthesis before it. */
export function isQueryHere(cursor: Cursor): boolean {
  return isQueryAt(cursor, 0);
}

/** Whether one does behind one parenthesis or more. */
export function isQueryAhead(cursor: Cursor): boolean {
  let ahead = 0;
  for (let token = cursor.peek(); token.type === 'operator' && token.text === '('; token = cursor.peek(ahead)) ahead++;
  return ahead > 0 && isQueryAt(cursor, ahead);
}

function isQueryAt(cursor: Cursor, ahead: number): boolean {
  const token = cursor.peek(ahead);
  if (token.type !== 'word' || token.afterDot) return false;
  const next = cursor.peek(ahead + 1);
  if (next.type === 'operator' && next.text === '.' && next.start === token.end) return false;
  const mysql = cursor.context.server.flavor === 'mysql';
  switch (token.upper) {
    case 'SELECT':
    case 'WITH':
      return true;
    case 'TABLE':
      return mysql;
    case 'VALUES':
      return mysql ? next.type === 'word' && next.upper === 'ROW' : !isInsertedValue(cursor, ahead + 1);
    default:
      return false;
  }
}

/**
 * Whether `(column)` alone is behind VALUES. MariaDB takes that for the value that would have been inserted in ON DUPLICATE KEY UPDATE, and refuses a
 * row of columns elsewhere.
 */
function isInsertedValue(cursor: Cursor, parenthesis: number): boolean {
  let ahead = parenthesis + 1;
  while (isDot(cursor, ahead + 1)) ahead += 2;
  const name = cursor.peek(ahead);
  const reserved =
    name.type === 'word' &&
    !name.afterDot &&
    ahead === parenthesis + 1 &&
    isReserved(name.upper, cursor.context.server);
  const closing = cursor.peek(ahead + 1);
  const behind = cursor.peek(ahead + 2);
  return (
    (name.type === 'quoted' || (name.type === 'word' && !reserved)) &&
    closing.type === 'operator' &&
    closing.text === ')' &&
    !(behind.type === 'operator' && behind.text === ',')
  );
}

function isDot(cursor: Cursor, ahead: number): boolean {
  const token = cursor.peek(ahead);
  return token.type === 'operator' && token.text === '.';
}

function parseWhole(cursor: Cursor, top: boolean, first?: Query): Query {
  return cursor.nested(() => {
    const start = first?.start ?? cursor.offset;
    const scope: QueryScope = { top, into: undefined };
    const common = first === undefined ? parseWith(cursor) : undefined;
    const body = parseSets(cursor, scope, first);
    const orderBy = parseOrderBy(cursor);
    const limit = parseLimit(cursor);
    takeInto(cursor, scope);
    const locking = parseLocking(cursor);
    takeInto(cursor, scope);
    refuseOtherClauses(cursor);
    const { into } = scope;
    const query: Query = {
      kind: 'Query',
      with: common,
      body,
      orderBy,
      limit,
      into,
      locking,
      start,
      end: cursor.endOffset,
    };
    if (body.kind !== 'Query') return query;
    // Parentheses around the whole mean nothing; around what has no clauses of its own neither.
    if (isBare(query)) return body;
    return isBare(body) ? { ...query, body: body.body } : query;
  });
}

function isBare(query: Query): boolean {
  return (
    query.with === undefined &&
    query.orderBy.length === 0 &&
    query.limit === undefined &&
    query.into === undefined &&
    query.locking.length === 0
  );
}

function takeInto(cursor: Cursor, scope: QueryScope): void {
  if (!cursor.isWord('INTO') || !scope.top || scope.into !== undefined) return;
  scope.into = parseInto(cursor);
}

function refuseOtherClauses(cursor: Cursor): void {
  if (cursor.context.server.flavor !== 'mariadb') return;
  if (cursor.isWord('PROCEDURE')) throw cursor.notUnderstood('a PROCEDURE clause');
  if (cursor.isWord('OFFSET', 'FETCH')) throw cursor.notUnderstood('a FETCH or OFFSET clause without LIMIT');
}

/** UNION and EXCEPT from left to right; INTERSECT binds tighter. */
function parseSets(cursor: Cursor, scope: QueryScope, first?: Query): QueryBody {
  let left = parseIntersections(cursor, scope, first);
  for (;;) {
    const operator = cursor.takeOneOf('UNION', 'EXCEPT');
    if (operator === undefined) return left;
    left = combine(cursor, scope, operator, left, () => parseIntersections(cursor, scope));
  }
}

function parseIntersections(cursor: Cursor, scope: QueryScope, first?: Query): QueryBody {
  let left: QueryBody = first ?? parseOperand(cursor, scope);
  while (cursor.takeWords('INTERSECT')) {
    left = combine(cursor, scope, 'INTERSECT', left, () => parseOperand(cursor, scope));
  }
  return left;
}

function combine(
  cursor: Cursor,
  scope: QueryScope,
  operator: SetOperation['operator'],
  left: QueryBody,
  parseRight: () => QueryBody,
): SetOperation {
  // INTO belongs to the last operand.
  if (scope.into !== undefined) throw cursor.unexpected();
  const quantifier = cursor.takeOneOf('ALL', 'DISTINCT');
  const right = parseRight();
  return {
    kind: 'SetOperation',
    operator,
    all: quantifier === 'ALL',
    left: operand(left),
    right: operand(right),
    start: left.start,
    end: cursor.endOffset,
  };
}

/** One in parentheses stays a query where they matter: for its clauses, and around another set operation. */
function operand(body: QueryBody): QueryBody {
  return body.kind === 'Query' && isBare(body) && body.body.kind !== 'SetOperation' ? body.body : body;
}

function parseOperand(cursor: Cursor, scope: QueryScope): QueryBody {
  if (cursor.isOperator('(')) return parseNestedQueryInParentheses(cursor);
  if (cursor.isWord('SELECT')) return parseSelect(cursor, scope);
  if (cursor.isWord('VALUES')) return parseValues(cursor);
  if (cursor.isWord('TABLE') && cursor.context.server.flavor === 'mysql') return parseTable(cursor);
  throw cursor.unexpected();
}

/** VALUES ROW(1, 2), …; on MariaDB VALUES (1, 2), …. */
function parseValues(cursor: Cursor): ValuesQuery {
  const { offset: start } = cursor;
  cursor.expectWords('VALUES');
  const rowWord = cursor.context.server.flavor === 'mysql';
  const rows = cursor.list(() => {
    if (rowWord) cursor.expectWords('ROW');
    return cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
  });
  return { kind: 'ValuesQuery', rowWord, rows, start, end: cursor.endOffset };
}

function parseTable(cursor: Cursor): TableQuery {
  const { offset: start } = cursor;
  cursor.expectWords('TABLE');
  const table = parseQualifiedName(cursor);
  return { kind: 'TableQuery', table, start, end: cursor.endOffset };
}

/** WITH [RECURSIVE] name [(columns)] AS (query), …, where it stands. */
export function parseWith(cursor: Cursor): With | undefined {
  const { offset: start } = cursor;
  if (!cursor.takeWords('WITH')) return undefined;
  const recursive = cursor.takeWords('RECURSIVE');
  const tables = cursor.list(() => parseCommonTable(cursor));
  return { kind: 'With', recursive, tables, start, end: cursor.endOffset };
}

function parseCommonTable(cursor: Cursor): CommonTable {
  const { offset: start } = cursor;
  const name = cursor.name();
  const columns = cursor.isOperator('(') ? parseNames(cursor) : [];
  cursor.expectWords('AS');
  const query = parseNestedQueryInParentheses(cursor);
  if (cursor.isWord('CYCLE') && cursor.context.server.flavor === 'mariadb')
    throw cursor.notUnderstood('a CYCLE clause');
  return { kind: 'CommonTable', name, columns, query, start, end: cursor.endOffset };
}
