/** CAST and CONVERT, and the types that they take on each server. */
import type { CastType, Expression } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { nameOrText } from './names.ts';

/** How many lengths each type may have, on which server. Derived from both by trying. */
const TYPES = new Map<string, { readonly lengths: number; readonly only?: 'mysql' | 'mariadb' }>([
  ['BINARY', { lengths: 1 }],
  ['CHAR', { lengths: 1 }],
  ['NCHAR', { lengths: 1 }],
  ['VARCHAR', { lengths: 1, only: 'mariadb' }],
  ['SIGNED', { lengths: 0 }],
  ['UNSIGNED', { lengths: 0 }],
  ['INTEGER', { lengths: 0, only: 'mariadb' }],
  ['DATE', { lengths: 0 }],
  ['TIME', { lengths: 1 }],
  ['DATETIME', { lengths: 1 }],
  ['DECIMAL', { lengths: 2 }],
  ['DOUBLE', { lengths: 2 }],
  ['FLOAT', { lengths: 1 }],
  ['REAL', { lengths: 0, only: 'mysql' }],
  ['YEAR', { lengths: 0, only: 'mysql' }],
  ['JSON', { lengths: 0, only: 'mysql' }],
  ['POINT', { lengths: 0 }],
  ['LINESTRING', { lengths: 0 }],
  ['POLYGON', { lengths: 0 }],
  ['MULTIPOINT', { lengths: 0 }],
  ['MULTILINESTRING', { lengths: 0 }],
  ['MULTIPOLYGON', { lengths: 0 }],
  ['GEOMETRYCOLLECTION', { lengths: 0 }],
  ['UUID', { lengths: 0, only: 'mariadb' }],
  ['INET4', { lengths: 0, only: 'mariadb' }],
  ['INET6', { lengths: 0, only: 'mariadb' }],
]);

const OTHER_NAMES = new Map([
  ['CHARACTER', 'CHAR'],
  ['DEC', 'DECIMAL'],
  ['INT', 'INTEGER'],
  ['FLOAT4', 'FLOAT'],
  ['FLOAT8', 'DOUBLE'],
  ['GEOMCOLLECTION', 'GEOMETRYCOLLECTION'],
]);

/** CAST(a AS type), CAST(a AT TIME ZONE '…' AS DATETIME). */
export function parseCast(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  cursor.expectWords('CAST');
  cursor.expectOperator('(');
  const operand = parseExpression(cursor);
  const mysql = cursor.context.server.flavor === 'mysql';
  const atTimeZone = mysql && cursor.takeWords('AT', 'TIME', 'ZONE') ? parseTimeZone(cursor) : undefined;
  cursor.expectWords('AS');
  const type = parseCastType(cursor);
  if (atTimeZone !== undefined && type.type !== 'DATETIME') throw cursor.unexpected();
  cursor.expectOperator(')');
  return { kind: 'Cast', operand, type, atTimeZone, start, end: cursor.endOffset };
}

function parseTimeZone(cursor: Cursor): string {
  cursor.takeWords('INTERVAL');
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.unexpected();
  cursor.next();
  return token.value;
}

/** CONVERT(a, type), CONVERT(a USING charset). */
export function parseConvert(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  cursor.expectWords('CONVERT');
  cursor.expectOperator('(');
  const operand = parseExpression(cursor);
  if (cursor.takeWords('USING')) {
    const charset = parseCharset(cursor);
    cursor.expectOperator(')');
    return { kind: 'ConvertUsing', operand, charset, start, end: cursor.endOffset };
  }
  cursor.expectOperator(',');
  const type = parseCastType(cursor);
  if (type.array) throw cursor.unexpected();
  cursor.expectOperator(')');
  return { kind: 'Cast', operand, type, atTimeZone: undefined, start, end: cursor.endOffset };
}

function parseCastType(cursor: Cursor): CastType {
  const { offset: start } = cursor;
  const token = cursor.peek();
  if (token.type !== 'word' || token.afterDot) throw cursor.unexpected();
  const type = OTHER_NAMES.get(token.upper) ?? token.upper;
  const known = TYPES.get(type);
  const { flavor } = cursor.context.server;
  if (known === undefined || (known.only !== undefined && known.only !== flavor)) {
    throw cursor.notUnderstood('the type of this cast');
  }
  cursor.next();
  if (type === 'SIGNED' || type === 'UNSIGNED') cursor.takeOneOf('INT', 'INTEGER');
  if (type === 'DOUBLE' && flavor === 'mysql') cursor.takeWords('PRECISION');
  const lengths = known.lengths > 0 && cursor.isOperator('(') ? parseLengths(cursor, known.lengths) : [];
  const charset = type === 'CHAR' || type === 'VARCHAR' ? parseTypeCharset(cursor) : undefined;
  const array = flavor === 'mysql' && cursor.takeWords('ARRAY');
  return { kind: 'CastType', type, lengths, charset, array, start, end: cursor.endOffset };
}

function parseLengths(cursor: Cursor, most: number): string[] {
  const lengths = cursor.parenthesised(() =>
    cursor.list(() => {
      const token = cursor.peek();
      if (token.type !== 'integer') throw cursor.unexpected();
      cursor.next();
      return token.text;
    }),
  );
  if (lengths.length > most) throw cursor.unexpected();
  return lengths;
}

/** ASCII, UNICODE and BYTE are short for a character set each. */
function parseTypeCharset(cursor: Cursor): string | undefined {
  if (cursor.takeWords('CHARACTER', 'SET') || cursor.takeWords('CHAR', 'SET') || cursor.takeWords('CHARSET')) {
    return parseCharset(cursor);
  }
  if (cursor.isWord('BINARY', 'COLLATE')) throw cursor.notUnderstood('a collation in a cast');
  switch (cursor.takeOneOf('ASCII', 'UNICODE', 'BYTE')) {
    case 'ASCII':
      return 'latin1';
    case 'UNICODE':
      return 'ucs2';
    case 'BYTE':
      return 'binary';
    default:
      return undefined;
  }
}

/** The name of a character set, lower case: a name, a string, or the word BINARY. */
export function parseCharset(cursor: Cursor): string {
  return cursor.takeWords('BINARY') ? 'binary' : nameOrText(cursor).text.toLowerCase();
}
