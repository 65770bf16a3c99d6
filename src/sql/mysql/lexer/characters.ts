/** What a byte is to the servers' lexers. The same in all character sets that are read, but for bytes from 0x80 on, which names.ts judges. */

const SPACE = 1;
const NAME = 2;
const DIGIT = 4;
const HEX = 8;
const CONTROL = 16;

const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  let classes = 0;
  if (/[\t\n\v\f\r ]/.test(character)) classes |= SPACE;
  if (byte >= 0x80 || /[0-9a-z_$]/i.test(character)) classes |= NAME;
  if (/[0-9]/.test(character)) classes |= DIGIT;
  if (/[0-9a-f]/i.test(character)) classes |= HEX;
  if (byte < 0x20 || byte === 0x7f) classes |= CONTROL;
  return classes;
});

/** At and behind the end of the text every answer is no: charCodeAt gives NaN there, and no class is found. */
function has(byte: number, classes: number): boolean {
  return ((CLASSES[byte] ?? 0) & classes) !== 0;
}

/** TAB, LF, VT, FF, CR and space. */
export function isSpace(byte: number): boolean {
  return has(byte, SPACE);
}

/** Letters, digits, `_`, `$` and all bytes from 0x80 on. */
export function isNameByte(byte: number): boolean {
  return has(byte, NAME);
}

export function isDigit(byte: number): boolean {
  return has(byte, DIGIT);
}

export function isHexDigit(byte: number): boolean {
  return has(byte, HEX);
}

export function isControl(byte: number): boolean {
  return has(byte, CONTROL);
}

/** The first offset from `at` on whose byte isn't one of these. */
export function skip(text: string, at: number, is: (byte: number) => boolean): number {
  let end = at;
  while (is(text.charCodeAt(end))) end++;
  return end;
}

/** Bytes that are named in the lexer. */
export const BYTE = {
  quote: 0x27,
  doubleQuote: 0x22,
  backtick: 0x60,
  backslash: 0x5c,
  dot: 0x2e,
  slash: 0x2f,
  star: 0x2a,
  minus: 0x2d,
  plus: 0x2b,
  at: 0x40,
  question: 0x3f,
  hash: 0x23,
  newline: 0x0a,
  bang: 0x21,
  parenthesis: 0x28,
  underscore: 0x5f,
  dollar: 0x24,
  greater: 0x3e,
} as const;
