/**
 * Words and numbers that begin with a digit or a dot, which the servers cut in a way of their own: `1e1FROM t` is a number and
 * a word, `1abc` and `0X1F` are names, `1..2` are two numbers. Knows bytes; what the pieces mean is the parser's.
 */
import { BYTE, isDigit, isHexDigit, isNameByte, skip } from './characters.ts';

export interface NumberCut {
  /** `name`: it is no number but a name that begins with a digit, never a keyword. `broken`: an exponent without digits. */
  readonly type: 'integer' | 'decimal' | 'float' | 'hex' | 'bit' | 'name' | 'broken';
  readonly end: number;
}

const ZERO = 0x30;
const LOWER_X = 0x78;
const LOWER_B = 0x62;

/** At a digit. */
export function cutNumber(text: string, at: number): NumberCut {
  const prefixed = cutPrefixed(text, at);
  if (prefixed !== undefined) return prefixed;
  const digits = skip(text, at, isDigit);
  const next = text.charCodeAt(digits);
  if (!isNameByte(next)) return next === BYTE.dot ? cutFraction(text, digits + 1) : { type: 'integer', end: digits };
  // With an exponent that has digits it is a number, whatever follows.
  if (isExponent(next)) {
    const exponent = skipSign(text, digits + 1);
    if (isDigit(text.charCodeAt(exponent))) return { type: 'float', end: skip(text, exponent, isDigit) };
  }
  return { type: 'name', end: skip(text, digits, isNameByte) };
}

/** Behind the dot of a number, with or without digits before and behind it. */
export function cutFraction(text: string, at: number): NumberCut {
  const end = skip(text, at, isDigit);
  if (!isExponent(text.charCodeAt(end))) return { type: 'decimal', end };
  const exponent = skipSign(text, end + 1);
  if (!isDigit(text.charCodeAt(exponent))) return { type: 'broken', end };
  return { type: 'float', end: skip(text, exponent, isDigit) };
}

/** 0x1F and 0b101, with a small letter alone; where more of a name follows all of it is a name. */
function cutPrefixed(text: string, at: number): NumberCut | undefined {
  if (text.charCodeAt(at) !== ZERO) return undefined;
  const letter = text.charCodeAt(at + 1);
  if (letter !== LOWER_X && letter !== LOWER_B) return undefined;
  const end = skip(text, at + 2, letter === LOWER_X ? isHexDigit : isBit);
  if (end === at + 2 || isNameByte(text.charCodeAt(end))) return { type: 'name', end: skip(text, end, isNameByte) };
  return { type: letter === LOWER_X ? 'hex' : 'bit', end };
}

function isExponent(byte: number): boolean {
  return byte === 0x65 || byte === 0x45;
}

export function isBit(byte: number): boolean {
  return byte === 0x30 || byte === 0x31;
}

function skipSign(text: string, at: number): number {
  const byte = text.charCodeAt(at);
  return byte === BYTE.plus || byte === BYTE.minus ? at + 1 : at;
}
