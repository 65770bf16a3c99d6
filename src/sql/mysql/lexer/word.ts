/** Words, numbers, and the dots between names. Knows when a word can only be a name; not which words are reserved. */
import { BYTE, isDigit, isNameByte, isSpace, skip } from './characters.ts';
import { introducedCharset, unquotedName, upperCase } from './name.ts';
import { cutFraction, cutNumber } from './number.ts';
import type { NumberCut } from './number.ts';
import type { Scan } from './scan.ts';

/** At a byte of a name that is no digit. Gives the word in upper case where it can be a keyword. */
export function readWord(scan: Scan): string | undefined {
  const { text, at: start, context } = scan;
  const { server } = context;
  const end = skip(text, start, isNameByte);
  const bytes = text.slice(start, end);
  if (bytes.startsWith('$') && server.flavor === 'mysql' && server.version >= 80_032 && bytes.indexOf('$', 1) > 0) {
    // $$…$$ and $tag$…$tag$ quote text there.
    throw scan.refused('a word with $ at its beginning and another $', start, 'Put the name in backticks.');
  }
  const name = unquotedName(bytes, context.charset, text, start);
  // A word before a dot and a name is a name, even if it is a reserved word: the server doesn't look it up.
  if (isDotAndName(scan, end)) {
    scan.push({ type: 'quoted', start, end, name });
    readDot(scan);
    return undefined;
  }
  const upper = upperCase(bytes);
  const charset = bytes.startsWith('_') ? introducedCharset(upper, server) : undefined;
  if (charset !== undefined) scan.push({ type: 'introducer', start, end, charset, name });
  else scan.push({ type: 'word', start, end, upper, name, called: isCalled(scan, end), afterDot: false });
  return upper;
}

/** At a digit: a number, or a name, which is never a keyword. */
export function readNumber(scan: Scan): void {
  keepNumber(scan, cutNumber(scan.text, scan.at));
}

/** A dot, and the name that follows at once; or a number, unless a word stands right before it. */
export function readDot(scan: Scan): void {
  const start = scan.at;
  if (isDigit(scan.byte(1)) && !isBehindWord(scan)) return keepNumber(scan, cutFraction(scan.text, start + 1));
  scan.push({ type: 'operator', start, end: start + 1, text: '.' });
  if (isNameByte(scan.byte(0))) readPlainWord(scan, { afterDot: true });
}

/** All that names are made of, digits first or not: where the server takes it for nothing else. */
export function readPlainWord(scan: Scan, { afterDot }: { afterDot: boolean }): void {
  const { text, at: start, context } = scan;
  const end = skip(text, start, isNameByte);
  const bytes = text.slice(start, end);
  const name = unquotedName(bytes, context.charset, text, start);
  scan.push({ type: 'word', start, end, upper: upperCase(bytes), name, called: isCalled(scan, end), afterDot });
}

function keepNumber(scan: Scan, { type, end }: NumberCut): void {
  const start = scan.at;
  if (type === 'broken') throw scan.wrong('a number has an exponent without digits', start);
  const text = scan.text.slice(start, end);
  if (type === 'hex' || type === 'bit') {
    scan.push({ type, start, end, digits: text.slice(2).toUpperCase(), quoted: false });
  } else if (type === 'name') {
    readPlainWord(scan, { afterDot: false });
    if (isDotAndName(scan, end)) readDot(scan);
  } else {
    scan.push({ type, start, end, text });
  }
}

function isDotAndName({ text }: Scan, at: number): boolean {
  return text.charCodeAt(at) === BYTE.dot && isNameByte(text.charCodeAt(at + 1));
}

/** An unquoted one: behind backticks, as behind white space, `.1` is a number. */
function isBehindWord({ text, tokens, at }: Scan): boolean {
  const last = tokens.at(-1);
  return last?.end === at && (last.type === 'word' || last.type === 'quoted') && isNameByte(text.charCodeAt(at - 1));
}

function isCalled({ text, context }: Scan, end: number): boolean {
  const at = context.mode.ignoreSpace ? skip(text, end, isSpace) : end;
  return text.charCodeAt(at) === BYTE.parenthesis;
}
