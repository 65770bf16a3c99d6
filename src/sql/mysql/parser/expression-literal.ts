/** Literals: strings in their pieces, introducers, hex and bits, dates, and ODBC's braces. */
import type { Expression, TemporalLiteral } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';

/** '…' '…', N'…' '…': pieces are one string. */
export function parseString(cursor: Cursor): Expression {
  const token = cursor.peek();
  const charset = token.type === 'national' ? 'utf8mb3' : undefined;
  return parsePieces(cursor, charset, token.start);
}

function parsePieces(cursor: Cursor, charset: string | undefined, start: number): Expression {
  const first = cursor.peek();
  if (first.type !== 'string' && first.type !== 'national') throw cursor.unexpected();
  cursor.next();
  const pieces = [first.value];
  for (let token = cursor.peek(); token.type === 'string'; token = cursor.peek()) {
    pieces.push(token.value);
    cursor.next();
  }
  const firstPiece = pieces.length > 1 ? first.value : undefined;
  return { kind: 'StringLiteral', value: pieces.join(''), charset, firstPiece, start, end: cursor.endOffset };
}

/** `_utf8mb4'…'`, `_binary 0x00`. */
export function parseIntroduced(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (token.type !== 'introducer') throw cursor.unexpected();
  cursor.next();
  const { type } = cursor.peek();
  if (type === 'hex' || type === 'bit') return parseBinaryLiteral(cursor, token.charset, token.start);
  if (type !== 'string') throw cursor.unexpected();
  return parsePieces(cursor, token.charset, token.start);
}

export function parseBinaryLiteral(cursor: Cursor, charset: string | undefined, start: number): Expression {
  const token = cursor.peek();
  if (token.type !== 'hex' && token.type !== 'bit') throw cursor.unexpected();
  cursor.next();
  const { type: base, digits, quoted, end } = token;
  return { kind: 'BinaryLiteral', base, digits, charset, quoted, start, end };
}

/** DATE '…': one string, no pieces. */
export function parseTemporal(cursor: Cursor, type: TemporalLiteral['type']): Expression {
  const { offset: start } = cursor;
  cursor.next();
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.unexpected();
  cursor.next();
  return { kind: 'TemporalLiteral', type, value: token.value, start, end: token.end };
}

const ODBC_TYPES = new Map<string, { type: TemporalLiteral['type']; form: RegExp }>([
  ['D', { type: 'DATE', form: /^\d{4}-\d\d-\d\d$/ }],
  ['T', { type: 'TIME', form: /^\d\d:\d\d:\d\d(\.\d{1,6})?$/ }],
  ['TS', { type: 'TIMESTAMP', form: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/ }],
]);

/**
 * `{word expression}` is the expression, whatever the word; but {d '…'}, {t '…'} and {ts '…'} are dates. Where a string isn't one
 * the servers fall back to the string, and what they take for one isn't guessed here.
 */
export function parseOdbc(cursor: Cursor): Expression {
  const { offset: start } = cursor;
  cursor.expectOperator('{');
  const word = cursor.name();
  const inner = cursor.nested(() => parseExpression(cursor));
  cursor.expectOperator('}');
  const span = { start, end: cursor.endOffset };
  const odbc = ODBC_TYPES.get(word.text.toUpperCase());
  if (odbc === undefined || inner.kind !== 'StringLiteral') return { ...inner, ...span };
  if (inner.charset !== undefined || !odbc.form.test(inner.value)) {
    throw cursor.notUnderstood('this date in braces', start);
  }
  return { kind: 'TemporalLiteral', type: odbc.type, value: inner.value, ...span };
}
