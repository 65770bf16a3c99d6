/** Literals in quotes, names in quotes, and variables, whose names may be quoted. */
import { BYTE, isHexDigit, isNameByte, skip } from './characters.ts';
import { nameText } from './name.ts';
import { isBit } from './number.ts';
import { cutQuotedName, cutString } from './quoted.ts';
import type { Quoted } from './quoted.ts';
import type { Scan } from './scan.ts';
import { readDot, readPlainWord } from './word.ts';

/** x'…', b'…' and N'…', where a quote follows the letter at once. False: it is a word. */
export function readPrefixed(scan: Scan): boolean {
  if (scan.byte(1) !== BYTE.quote) return false;
  switch (scan.text.charAt(scan.at)) {
    case 'x':
    case 'X':
      readDigits(scan, 'hex', isHexDigit);
      return true;
    case 'b':
    case 'B':
      readDigits(scan, 'bit', isBit);
      return true;
    case 'n':
    case 'N': {
      const start = scan.at;
      scan.push({ type: 'national', start, ...quoted(scan, start + 1) });
      return true;
    }
    default:
      return false;
  }
}

function readDigits(scan: Scan, type: 'hex' | 'bit', is: (byte: number) => boolean): void {
  const { text, at: start } = scan;
  const end = skip(text, start + 2, is);
  if (text.charCodeAt(end) !== BYTE.quote) throw scan.wrong(`a ${type} literal has other characters`, start);
  const digits = text.slice(start + 2, end).toUpperCase();
  if (type === 'hex' && digits.length % 2 !== 0) throw scan.wrong('a hex literal has an odd number of digits', start);
  scan.push({ type, start, end: end + 1, digits, quoted: true });
}

/** Any bytes may stand in it: what they are in its character set the server says. */
export function readString(scan: Scan): void {
  const start = scan.at;
  scan.push({ type: 'string', start, ...quoted(scan, start) });
}

/** "…" is a name with ANSI_QUOTES. */
export function readDoubleQuoted(scan: Scan): void {
  if (scan.context.mode.ansiQuotes) readQuotedName(scan);
  else readString(scan);
}

export function readQuotedName(scan: Scan): void {
  const start = scan.at;
  const { value, end } = quotedName(scan, start);
  if (value === '') throw scan.wrong('a name is empty', start);
  scan.push({ type: 'quoted', start, end, name: nameText(value, scan.context.charset, scan.text, start) });
}

/** `@@` and its word, `@name` in its forms, or `@` alone. */
export function readVariable(scan: Scan): void {
  const start = scan.at;
  if (scan.byte(1) === BYTE.at) return readSystemVariable(scan);
  const cut = variableName(scan, start + 1);
  if (cut === undefined) return scan.push({ type: 'operator', start, end: start + 1, text: '@' });
  const name = nameText(cut.value, scan.context.charset, scan.text, start);
  scan.push({ type: 'user_variable', start, end: cut.end, name });
}

/** A word or a name in backticks must follow at once. */
function readSystemVariable(scan: Scan): void {
  const start = scan.at;
  scan.push({ type: 'system_variable', start, end: start + 2 });
  const next = scan.byte(0);
  if (next === BYTE.backtick) return;
  if (!isNameByte(next)) throw scan.wrong('no name follows @@', start);
  readPlainWord(scan, { afterDot: false });
  // A digit behind the dot is no number here.
  if (scan.byte(0) === BYTE.dot && isNameByte(scan.byte(1))) readDot(scan);
}

function variableName(scan: Scan, at: number): Quoted | undefined {
  const byte = scan.text.charCodeAt(at);
  if (byte === BYTE.backtick || (byte === BYTE.doubleQuote && scan.context.mode.ansiQuotes)) {
    return quotedName(scan, at);
  }
  if (byte === BYTE.quote || byte === BYTE.doubleQuote) return quoted(scan, at);
  const end = skip(scan.text, at, isVariableByte);
  return end === at ? undefined : { value: scan.text.slice(at, end), end };
}

/** What an unquoted user variable's name is made of. */
function isVariableByte(byte: number): boolean {
  return isNameByte(byte) || byte === BYTE.dot;
}

function quoted(scan: Scan, at: number): Quoted {
  const cut = cutString(scan.text, at, !scan.context.mode.noBackslashEscapes);
  if (cut === undefined) throw scan.wrong('a string is not closed', at);
  return cut;
}

function quotedName(scan: Scan, at: number): Quoted {
  const cut = cutQuotedName(scan.text, at);
  if (cut === undefined) throw scan.wrong('a quoted name is not closed', at);
  return cut;
}
