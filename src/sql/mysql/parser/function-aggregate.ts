/** Aggregates and window functions: DISTINCT, `*`, GROUP_CONCAT's clauses, OVER. Each is read from behind its name, at the parenthesis. */
import type { Expression, FunctionCall, OrderItem } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { builtInCall, parseArguments } from './function-call.ts';
import { parseOrderBy } from './query-tail.ts';
import { parseOver } from './window.ts';

const TAKES_DISTINCT = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'ST_COLLECT']);

/** COUNT(*), COUNT(DISTINCT a, b), SUM(DISTINCT a), BIT_OR(ALL a), JSON_OBJECTAGG(a, b). */
export function parseAggregate(cursor: Cursor, name: string, start: number): Expression {
  cursor.expectOperator('(');
  const distinct = TAKES_DISTINCT.has(name) && takeDistinct(cursor);
  const all = !distinct && cursor.takeWords('ALL');
  const star = name === 'COUNT' && !distinct && cursor.takeOperator('*');
  const items = star ? [] : parseItems(cursor, name, distinct, all);
  cursor.expectOperator(')');
  const over = parseOver(cursor);
  return builtInCall(name, items, start, cursor.endOffset, { star, distinct, over });
}

function parseItems(cursor: Cursor, name: string, distinct: boolean, all: boolean): Expression[] {
  if (name === 'COUNT' && distinct) return cursor.list(() => parseExpression(cursor));
  if (name !== 'JSON_OBJECTAGG') return [parseExpression(cursor)];
  const key = parseExpression(cursor);
  if (all) throw cursor.unexpected();
  cursor.expectOperator(',');
  return [key, parseExpression(cursor)];
}

function takeDistinct(cursor: Cursor): boolean {
  return cursor.takeOneOf('DISTINCT', 'DISTINCTROW') !== undefined;
}

/** GROUP_CONCAT(DISTINCT a, b ORDER BY c SEPARATOR ';' LIMIT 3); LIMIT on MariaDB. */
export function parseGroupConcat(cursor: Cursor, name: string, start: number): Expression {
  cursor.expectOperator('(');
  const distinct = takeDistinct(cursor);
  const items = cursor.list(() => parseExpression(cursor));
  const orderBy = parseOrderBy(cursor);
  const separator = cursor.takeWords('SEPARATOR') ? parseSeparator(cursor) : undefined;
  const limit = parseInnerLimit(cursor);
  cursor.expectOperator(')');
  const over = parseOver(cursor);
  return builtInCall(name, items, start, cursor.endOffset, { distinct, orderBy, separator, limit, over });
}

/** JSON_ARRAYAGG(a); on MariaDB with DISTINCT, ORDER BY and LIMIT. */
export function parseJsonArrayAggregate(cursor: Cursor, name: string, start: number): Expression {
  const mariadb = cursor.context.server.flavor === 'mariadb';
  cursor.expectOperator('(');
  const distinct = mariadb && takeDistinct(cursor);
  if (!mariadb) cursor.takeWords('ALL');
  const items = [parseExpression(cursor)];
  const orderBy: readonly OrderItem[] = mariadb ? parseOrderBy(cursor) : [];
  const limit = parseInnerLimit(cursor);
  cursor.expectOperator(')');
  const over = parseOver(cursor);
  return builtInCall(name, items, start, cursor.endOffset, { distinct, orderBy, limit, over });
}

function parseSeparator(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.notUnderstood('this separator');
  cursor.next();
  return token.value;
}

/** `[count]`, or `[offset, count]`. */
function parseInnerLimit(cursor: Cursor): FunctionCall['limit'] {
  if (cursor.context.server.flavor !== 'mariadb' || !cursor.takeWords('LIMIT')) return undefined;
  const first = parseExpression(cursor);
  if (cursor.takeOperator(',')) return [first, parseExpression(cursor)];
  return cursor.takeWords('OFFSET') ? [parseExpression(cursor), first] : [first];
}

const WINDOW_ARGUMENTS = new Map<string, readonly [number, number]>([
  ['NTILE', [1, 1]],
  ['LEAD', [1, 3]],
  ['LAG', [1, 3]],
  ['FIRST_VALUE', [1, 1]],
  ['LAST_VALUE', [1, 1]],
  ['NTH_VALUE', [2, 2]],
  ['MEDIAN', [1, 1]],
]);

const TAKES_NULLS = new Set(['LEAD', 'LAG', 'FIRST_VALUE', 'LAST_VALUE', 'NTH_VALUE']);

/** RANK() OVER …, LAG(a, 1) IGNORE NULLS OVER …. LAST_VALUE is a plain function too on MariaDB. */
export function parseWindowFunction(cursor: Cursor, name: string, start: number): Expression {
  const items = parseArguments(cursor);
  const [fewest, most] = WINDOW_ARGUMENTS.get(name) ?? [0, 0];
  if (name === 'LAST_VALUE' && cursor.context.server.flavor === 'mariadb' && !cursor.isWord('OVER')) {
    return builtInCall(name, items, start, cursor.endOffset);
  }
  if (items.length < fewest || items.length > most) throw cursor.unexpected();
  const nulls = cursor.context.server.flavor === 'mysql' ? parseFromAndNulls(cursor, name) : undefined;
  const over = parseOver(cursor);
  if (over === undefined) throw cursor.unexpected();
  return builtInCall(name, items, start, cursor.endOffset, { nulls, over });
}

/** FROM FIRST and what becomes of NULLs. FROM FIRST is what goes without saying. */
function parseFromAndNulls(cursor: Cursor, name: string): FunctionCall['nulls'] {
  if (name === 'NTH_VALUE' && !cursor.takeWords('FROM', 'FIRST') && cursor.areWords('FROM', 'LAST')) {
    throw cursor.notUnderstood('FROM LAST');
  }
  if (!TAKES_NULLS.has(name)) return undefined;
  if (cursor.takeWords('RESPECT', 'NULLS')) return 'RESPECT';
  return cursor.takeWords('IGNORE', 'NULLS') ? 'IGNORE' : undefined;
}

/** PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER (…) */
export function parseWithinGroup(cursor: Cursor, name: string, start: number): Expression {
  const items = parseArguments(cursor);
  if (items.length !== 1) throw cursor.unexpected();
  cursor.expectWords('WITHIN', 'GROUP');
  const orderBy = cursor.parenthesised(() => parseOrderBy(cursor));
  const over = parseOver(cursor);
  if (over === undefined || orderBy.length !== 1) throw cursor.unexpected();
  const { endOffset: end } = cursor;
  const call = builtInCall(name, items, start, end, { over });
  return { kind: 'WithinGroup', call, orderBy, start, end };
}
