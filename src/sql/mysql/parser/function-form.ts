/** Functions whose arguments have words between them. Each is read from behind its name, at the parenthesis. */
import type { Expression, Trim } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseBits } from './expression-bits.ts';
import { parseCharset } from './expression-cast.ts';
import { isIntervalFunction, parseAmount, parseSimpleUnit, parseUnit } from './expression-interval.ts';
import { parseColumn } from './expression-primary.ts';
import { parseExpression } from './expression.ts';
import { builtInCall } from './function-call.ts';

/** CHAR(65, 66 USING utf8mb4) */
export function parseChar(cursor: Cursor, name: string, start: number): Expression {
  const { items, using } = cursor.parenthesised(() => ({
    items: cursor.list(() => parseExpression(cursor)),
    using: cursor.takeWords('USING') ? parseCharset(cursor) : undefined,
  }));
  return builtInCall(name, items, start, cursor.endOffset, { using });
}

/** SUBSTRING(a, 1, 2), SUBSTRING(a FROM 1 FOR 2). */
export function parseSubstring(cursor: Cursor, name: string, start: number): Expression {
  const items = cursor.parenthesised(() => {
    const read = [parseExpression(cursor)];
    const words = cursor.takeWords('FROM');
    if (!words) cursor.expectOperator(',');
    read.push(parseExpression(cursor));
    if (words ? cursor.takeWords('FOR') : cursor.takeOperator(',')) read.push(parseExpression(cursor));
    return read;
  });
  return builtInCall(name, items, start, cursor.endOffset);
}

/** POSITION(a IN b) is LOCATE(a, b). */
export function parsePosition(cursor: Cursor, _name: string, start: number): Expression {
  const items = cursor.parenthesised(() => {
    const sought = parseBits(cursor);
    cursor.expectWords('IN');
    return [sought, parseExpression(cursor)];
  });
  return builtInCall('LOCATE', items, start, cursor.endOffset);
}

/** TRIM(a), TRIM(b FROM a), TRIM(BOTH b FROM a), TRIM(BOTH FROM a). */
export function parseTrim(cursor: Cursor, _name: string, start: number): Expression {
  const parts = cursor.parenthesised((): Pick<Trim, 'side' | 'remove' | 'operand'> => {
    const side = cursor.takeOneOf('LEADING', 'TRAILING', 'BOTH');
    if (side !== undefined && cursor.takeWords('FROM')) {
      return { side, remove: undefined, operand: parseExpression(cursor) };
    }
    const first = parseExpression(cursor);
    if (cursor.takeWords('FROM')) return { side, remove: first, operand: parseExpression(cursor) };
    if (side !== undefined) throw cursor.unexpected();
    return { side, remove: undefined, operand: first };
  });
  return { kind: 'Trim', ...parts, start, end: cursor.endOffset };
}

export function parseExtract(cursor: Cursor, _name: string, start: number): Expression {
  const { unit, operand } = cursor.parenthesised(() => {
    const read = parseUnit(cursor);
    cursor.expectWords('FROM');
    return { unit: read, operand: parseExpression(cursor) };
  });
  return { kind: 'Extract', unit, operand, start, end: cursor.endOffset };
}

/** GET_FORMAT(DATE, 'USA') */
export function parseGetFormat(cursor: Cursor, name: string, start: number): Expression {
  const { unit, items } = cursor.parenthesised(() => {
    const read = cursor.takeOneOf('DATE', 'TIME', 'DATETIME', 'TIMESTAMP');
    if (read === undefined) throw cursor.unexpected();
    cursor.expectOperator(',');
    return { unit: read, items: [parseExpression(cursor)] };
  });
  return builtInCall(name, items, start, cursor.endOffset, { unit });
}

/** TIMESTAMPADD(DAY, 1, a), TIMESTAMPDIFF(DAY, a, b). */
export function parseTimestampUnit(cursor: Cursor, name: string, start: number): Expression {
  const { unit, items } = cursor.parenthesised(() => {
    const read = parseSimpleUnit(cursor);
    cursor.expectOperator(',');
    const second = parseExpression(cursor);
    cursor.expectOperator(',');
    return { unit: read, items: [second, parseExpression(cursor)] };
  });
  return builtInCall(name, items, start, cursor.endOffset, { unit });
}

/** DATE_ADD(a, INTERVAL 1 DAY); ADDDATE and SUBDATE also with a number of days. */
export function parseDateArithmetic(cursor: Cursor, name: string, start: number): Expression {
  const { operand, amount, unit } = cursor.parenthesised(() => {
    const read = parseExpression(cursor);
    cursor.expectOperator(',');
    if (cursor.isWord('INTERVAL') && !isIntervalFunction(cursor)) return { operand: read, ...parseAmount(cursor) };
    if (name === 'DATE_ADD' || name === 'DATE_SUB') throw cursor.unexpected();
    return { operand: read, amount: parseExpression(cursor), unit: 'DAY' };
  });
  const sign = name === 'DATE_ADD' || name === 'ADDDATE' ? '+' : '-';
  return { kind: 'DateArithmetic', operand, sign, amount, unit, start, end: cursor.endOffset };
}

/** DEFAULT(column) */
export function parseDefault(cursor: Cursor, _name: string, start: number): Expression {
  const column = cursor.parenthesised(() => parseColumn(cursor));
  return { kind: 'DefaultValue', column, start, end: cursor.endOffset };
}

/** VALUES(column), VALUE(column). */
export function parseInserted(cursor: Cursor, _name: string, start: number): Expression {
  const column = cursor.parenthesised(() => parseColumn(cursor));
  return { kind: 'InsertedValue', column, start, end: cursor.endOffset };
}

/** JSON_VALUE(a, '$'), WEIGHT_STRING(a): without RETURNING, AS and what else the servers have behind the arguments. */
export function parsePlain(cursor: Cursor, name: string, start: number): Expression {
  cursor.expectOperator('(');
  const items = cursor.list(() => parseExpression(cursor));
  if (!cursor.takeOperator(')')) throw cursor.notUnderstood(`${name}() with more than its arguments`);
  if (items.length !== (name === 'JSON_VALUE' ? 2 : 1)) throw cursor.notUnderstood(`${name}() in this form`, start);
  return builtInCall(name, items, start, cursor.endOffset);
}

/** Functions whose arguments are no list of expressions, and that no application is known to use through a gateway. */
export function parseUnsupported(cursor: Cursor, name: string, start: number): never {
  throw cursor.notUnderstood(`${name}()`, start);
}
