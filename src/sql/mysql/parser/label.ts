/**
 * The name that a server gives to a column without an alias. Found by trying on MySQL 9.7, MariaDB 10.11 and 11.8: columns, numbers, strings,
 * NULL and parameters are named by what they are, also in parentheses or behind `+`; everything else by its text, from the first token to the last
 * one, parentheses and comments within included.
 */
import type { Expression, StringLiteral } from '../ast/index.ts';
import { charsetOf, decodeText } from '../charset.ts';
import type { Charset } from '../context.ts';
import type { Cursor } from './cursor.ts';

/** Longer names are cut by the servers, in bytes of their utf8. */
export const MAX_NAME_BYTES = 255;

/** The label of an expression whose text is between two offsets. Undefined for a plain column or literal, whose name is told by the node. */
export function labelOf(cursor: Cursor, expression: Expression, start: number, end: number): string | undefined {
  let item = expression;
  while (item.kind === 'UnaryOperation' && item.operator === '+') item = item.operand;
  switch (item.kind) {
    case 'ColumnReference':
      return item === expression ? undefined : item.column.text;
    case 'NumberLiteral':
      return item === expression ? undefined : item.text;
    case 'StringLiteral':
      return labelOfString(cursor, item, item === expression);
    case 'Parameter':
      return '?';
    case 'KeywordLiteral':
      if (item.value === 'NULL' || cursor.context.server.flavor === 'mariadb') return item.value;
      break;
    default:
  }
  return cut(decode(cursor, cursor.text.slice(start, end), cursor.context.charset));
}

function labelOfString(cursor: Cursor, literal: StringLiteral, alone: boolean): string | undefined {
  const charset = literal.charset === undefined ? cursor.context.charset : charsetOf(literal.charset);
  // What the server makes of bytes in another set it makes of the printed literal as well.
  if (charset === undefined) return undefined;
  const mysql = cursor.context.server.flavor === 'mysql';
  const bytes = mysql ? (literal.firstPiece ?? literal.value) : literal.value;
  const [untilNul = ''] = mysql ? bytes.split('\0', 1) : [bytes];
  const label = cut(withoutLeadingBlanks(decode(cursor, untilNul, charset)));
  return alone && literal.firstPiece === undefined && label === decodeText(literal.value, charset) ? undefined : label;
}

/** The servers leave out what can't be seen at the beginning of a name. */
export function withoutLeadingBlanks(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is sought
  return name.replace(/^[\x00-\x20\x7f]+/, '');
}

/** As the servers do it for names: `?` for a character of four bytes; a byte that is none as `?` on MySQL, as `\xFF` on MariaDB. */
function decode(cursor: Cursor, bytes: string, charset: Charset): string {
  const text = decodeText(bytes, charset);
  if (!text.includes('\ufffd')) return text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?');
  const escaped = cursor.context.server.flavor === 'mariadb' && charset !== 'ascii';
  const replace = (byte: string): string =>
    escaped ? String.raw`\x${byte.charCodeAt(0).toString(16).toUpperCase()}` : '?';
  if (charset === 'ascii') return bytes.replaceAll(/[^\0-\x7f]/g, replace);
  return bytes.replaceAll(CHARACTER_OR_BYTE, (found) => {
    if (found.length === 1) return replace(found);
    return found.length > 3 ? '?' : decodeText(found, charset);
  });
}

/** A whole character of utf8 of two to four bytes, or a byte that belongs to none. */
const CHARACTER_OR_BYTE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g;

function cut(name: string): string {
  if (name.length * 3 <= MAX_NAME_BYTES || Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  let bytes = 0;
  let length = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_NAME_BYTES) break;
    length += character.length;
  }
  return name.slice(0, length);
}
