/** INTERVAL: an amount and a unit of time, or the function of that name, which only its second argument tells apart. */
import type { Expression, TimeUnit } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { builtInCall } from './function-call.ts';
import { parseCondition, parseExpression } from './expression.ts';

const SIMPLE_UNITS = ['MICROSECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
const TSI_UNITS = [
  'SQL_TSI_SECOND', 'SQL_TSI_MINUTE', 'SQL_TSI_HOUR', 'SQL_TSI_DAY', 'SQL_TSI_WEEK', 'SQL_TSI_MONTH', 'SQL_TSI_QUARTER', 'SQL_TSI_YEAR',
] as const; // prettier-ignore
const COMPOUND_UNITS = [
  'DAY_HOUR', 'DAY_MICROSECOND', 'DAY_MINUTE', 'DAY_SECOND', 'HOUR_MICROSECOND', 'HOUR_MINUTE', 'HOUR_SECOND', 'MINUTE_MICROSECOND',
  'MINUTE_SECOND', 'SECOND_MICROSECOND', 'YEAR_MONTH',
] as const; // prettier-ignore

/** Any unit of time, as INTERVAL and EXTRACT take it. */
export function parseUnit(cursor: Cursor): TimeUnit {
  return cursor.takeOneOf(...COMPOUND_UNITS) ?? parseSimpleUnit(cursor);
}

/** One that isn't made of two: TIMESTAMPADD, TIMESTAMPDIFF. */
export function parseSimpleUnit(cursor: Cursor): TimeUnit {
  const unit = cursor.takeOneOf(...SIMPLE_UNITS, ...TSI_UNITS);
  if (unit === undefined) throw cursor.unexpected();
  return unit.replace('SQL_TSI_', '');
}

/** INTERVAL amount unit, at INTERVAL. */
export function parseAmount(cursor: Cursor): { amount: Expression; unit: TimeUnit } {
  cursor.expectWords('INTERVAL');
  const amount = parseExpression(cursor);
  return { amount, unit: parseUnit(cursor) };
}

/**
 * Whether INTERVAL( begins a call: a comma at the level of its parenthesis. Looks ahead as far as that parenthesis goes, which happens at most
 * once for each level of nesting.
 */
export function isIntervalFunction(cursor: Cursor): boolean {
  const inner = cursor.peek(2);
  if (inner.type === 'word' && (inner.upper === 'SELECT' || inner.upper === 'WITH')) return false;
  let depth = 0;
  for (let ahead = 1; ; ahead++) {
    const token = cursor.peek(ahead);
    if (token.type === 'end') return false;
    if (token.type === 'operator') {
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (token.text === ',' && depth === 1) return true;
    }
    if (depth === 0) return false;
  }
}

/** INTERVAL where an operand begins: `INTERVAL 1 DAY + a`, whose right side goes on to the next AND or OR, or the function. */
export function parseInterval(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  if (isIntervalFunction(cursor)) {
    cursor.next();
    const items = cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
    return builtInCall('INTERVAL', items, start, cursor.endOffset);
  }
  const { amount, unit } = parseAmount(cursor);
  cursor.expectOperator('+');
  const operand = cursor.nested(() => parseCondition(cursor));
  return { kind: 'DateArithmetic', operand, sign: '+', amount, unit, start, end: cursor.endOffset };
}
