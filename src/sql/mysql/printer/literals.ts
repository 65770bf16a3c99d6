/**
 * Names and literals as they are written in the one lexical mode that is in force upstream: names in backticks, strings in single quotes with
 * backslash escapes. Nothing that comes from a value stands outside a pair of quotes.
 */
import { InternalFault, RefusedError } from '../../../core/errors.ts';
import type { BinaryLiteral, NumberLiteral, StringLiteral } from '../ast/index.ts';
import type { ByteString } from '../bytes.ts';
import { encodeText } from '../charset.ts';
import type { Charset } from '../context.ts';

/** By byte; `\%` and `\_` are two bytes of a value, and their backslash is doubled like any other: outside of LIKE and in it that is the same value. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\u001a': '\\Z',
  '\\': '\\\\',
  "'": "''",
};

export function printString(value: ByteString): ByteString {
  // oxlint-disable-next-line no-control-regex -- these are the bytes that are escaped
  return `'${value.replaceAll(/[\0\n\r\u001a\\']/g, (byte) => ESCAPES[byte] ?? byte)}'`;
}

/** Text that isn't from the client's bytes: a pattern of names, a file's name. */
export function printText(text: string, charset: Charset): ByteString {
  return printString(encodeText(text, charset));
}

export function printName(name: string, charset: Charset): ByteString {
  if (name.includes('\0')) {
    throw new RefusedError({
      code: 'WW_SYNTAX_ERROR',
      message: 'a name has a NUL character in it',
      hint: 'Write the name without it.',
    });
  }
  return `\`${encodeText(name, charset).replaceAll('`', '``')}\``;
}

/** The pieces that the literal was written in stay two: the first one is the column's name. */
export function printStringLiteral({ value, charset, firstPiece }: StringLiteral): ByteString {
  const introducer = charset === undefined ? '' : printIntroducer(charset);
  if (firstPiece === undefined || !value.startsWith(firstPiece)) return introducer + printString(value);
  return `${introducer}${printString(firstPiece)} ${printString(value.slice(firstPiece.length))}`;
}

export function printBinaryLiteral({ base, digits, charset, quoted }: BinaryLiteral): ByteString {
  const introducer = charset === undefined ? '' : `${printIntroducer(charset)} `;
  return introducer + printDigits(base, digits, quoted);
}

export function printDigits(base: 'hex' | 'bit', digits: string, quoted: boolean): string {
  if (!(base === 'hex' ? /^[0-9A-F]*$/i : /^[01]*$/).test(digits)) throw new InternalFault('digits that are none');
  const letter = base === 'hex' ? 'x' : 'b';
  return quoted || digits === '' ? `${letter}'${digits}'` : `0${letter}${digits}`;
}

export function printNumber({ text }: Pick<NumberLiteral, 'text'>): string {
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) throw new InternalFault('a number that is none');
  return text;
}

export function printIntroducer(charset: string): string {
  if (!/^[a-z0-9_]+$/.test(charset)) throw new InternalFault('a character set that is none');
  return `_${charset}`;
}

/** Words of the grammar that the tree keeps as text: units, types, characteristics. Anything else in their place would be the parser's fault. */
export function printWords(words: string): string {
  if (!/^[A-Z0-9_]+(?: [A-Z0-9_]+)*$/.test(words)) throw new InternalFault('words that are none');
  return words;
}

/** A length, a count, seconds: digits. */
export function printDigitsAlone(digits: string): string {
  if (!/^\d+$/.test(digits)) throw new InternalFault('a length that is none');
  return digits;
}
