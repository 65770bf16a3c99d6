/**
 * What a text is apart from its plain literals: two texts with one skeleton are the same tokens at the same places, but for the digits of
 * integers and the bytes of strings. Lets statements that differ only there share an analysis, where literals.ts proves that no
 * literal matters. Knows characters, no grammar, and gives up at anything unusual.
 */
import type { ByteString } from './bytes.ts';

/** Longer texts are rarely sent again with other literals. */
const MAX_LENGTH = 8 * 1024;
/** Texts with more of them are bulk loads. */
const MAX_LITERALS = 500;

/** One that was left out; printed it is what it is in the text: no quote and no backslash is in it. */
export interface Hole {
  readonly kind: 'NumberLiteral' | 'StringLiteral';
  readonly start: number;
  readonly end: number;
}

export interface Skeleton {
  /**
   * The text with each literal replaced by a mark of its type and length. The marks begin with a control character, which no text
   * with a skeleton holds, so that no other text has this key; the lengths keep every offset the same.
   */
  readonly key: string;
  readonly holes: readonly Hole[];
}

const PLAIN = 1;
const SPACE = 2;
const WORD = 3;
const DIGIT = 4;
const QUOTE = 5;
const BACKTICK = 6;
const DOT = 7;
const DASH = 8;
const SLASH = 9;
const CLASSES = classify();

function classify(): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind;
  };
  // Absent: double quotes, which are names in one mode; backslashes, `@`, `#`, `:`, braces and control characters.
  mark('()[],;=<>+*%~!^|&?', PLAIN);
  mark(' \t\r\n', SPACE);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$', WORD);
  mark('0123456789', DIGIT);
  mark("'", QUOTE);
  mark('`', BACKTICK);
  mark('.', DOT);
  mark('-', DASH);
  mark('/', SLASH);
  return classes;
}

/** Numbers behind them are bounds and positions, which matter: they stay in the key. */
const BEFORE_NUMBERS = new Set(['LIMIT', 'OFFSET', 'BY']);

/** Undefined when the text has no such literals or is unusual in any way. */
export function skeleton(text: ByteString): Skeleton | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const holes: Hole[] = [];
  let key = '';
  let copied = 0;
  // The class of what stands before: a quote right behind a word has a prefix, a digit behind a dot belongs to what is there.
  let before = SPACE;
  let keeps = false;
  let at = 0;
  const leaveOut = (kind: Hole['kind'], start: number): void => {
    key += `${text.slice(copied, start)}\u0001${kind === 'NumberLiteral' ? 'i' : 's'}${at - start}`;
    copied = at;
    holes.push({ kind, start, end: at });
  };
  while (at < text.length) {
    const start = at;
    const kind = classAt(text, at);
    switch (kind) {
      case PLAIN:
      case DOT:
        if (text.charCodeAt(at) !== COMMA) keeps = false;
        at += 1;
        break;
      case SPACE:
        at += 1;
        break;
      case WORD:
        at = endOfWord(text, at);
        keeps = BEFORE_NUMBERS.has(text.slice(start, at).toUpperCase());
        break;
      case DASH:
      case SLASH:
        // Comments.
        if (kind === DASH ? classAt(text, at + 1) === DASH : text.charAt(at + 1) === '*') return undefined;
        keeps = false;
        at += 1;
        break;
      case DIGIT:
        if (before === BACKTICK) return undefined;
        at = endOfWord(text, at);
        if (hasSignedExponent(text, at)) return undefined;
        if (!keeps && before !== DOT && isInteger(text, start, at)) leaveOut('NumberLiteral', start);
        break;
      case QUOTE:
        if (before === WORD || before === DIGIT || before === QUOTE || before === BACKTICK) return undefined;
        at = endOfString(text, at);
        if (at === -1) return undefined;
        leaveOut('StringLiteral', start);
        break;
      case BACKTICK:
        at = endOfName(text, at);
        if (at === -1) return undefined;
        keeps = false;
        break;
      default:
        return undefined;
    }
    before = kind;
  }
  return holes.length === 0 || holes.length > MAX_LITERALS ? undefined : { key: key + text.slice(copied), holes };
}

const COMMA = 44;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const BACKTICK_BYTE = 96;

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (CLASSES[code] ?? 0) : 0;
}

/** Of a word, a number, or what is neither: letters, digits, `_` and `$`. */
function endOfWord(text: string, from: number): number {
  let at = from;
  for (let kind = classAt(text, at); kind === WORD || kind === DIGIT; kind = classAt(text, at)) at += 1;
  return at;
}

/** `1e+5` is one number. At the end of its letters and digits. */
function hasSignedExponent(text: string, end: number): boolean {
  return /[eE]/.test(text.charAt(end - 1)) && /[+-]/.test(text.charAt(end));
}

/** Digits alone, and no part of a number with a point. */
function isInteger(text: string, start: number, end: number): boolean {
  if (classAt(text, end) === DOT || text.charCodeAt(end) > 127) return false;
  for (let at = start; at < end; at += 1) if (classAt(text, at) !== DIGIT) return false;
  return true;
}

/** -1 where it isn't one plain string: doubled quotes, backslashes, control characters, a continuation behind white space. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === SINGLE_QUOTE) break;
    // NaN at the end of the text.
    if (!(code >= 32 && code !== 127) || code === BACKSLASH) return -1;
    at += 1;
  }
  const end = at + 1;
  let next = end;
  while (classAt(text, next) === SPACE) next += 1;
  const kind = classAt(text, next);
  if (kind === QUOTE || (next === end && (kind === WORD || kind === DIGIT || text.charCodeAt(next) > 127))) return -1;
  return end;
}

/** -1 where a backtick is in it, or a byte that is not printable ASCII. */
function endOfName(text: string, from: number): number {
  let at = from + 1;
  for (let code = text.charCodeAt(at); code !== BACKTICK_BYTE; code = text.charCodeAt(at)) {
    if (!(code >= 32 && code < 127)) return -1;
    at += 1;
  }
  return text.charCodeAt(at + 1) === BACKTICK_BYTE ? -1 : at + 1;
}
