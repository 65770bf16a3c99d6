/**
 * What a text is apart from its plain literals: two texts with one skeleton are the same tokens at the same places, but for
 * the values of integers and of strings. Lets statements that differ only there share an analysis, where the analysis
 * proved that no literal mattered (literals.ts). Knows characters, no grammar, and gives up at anything unusual.
 */

/** Longer texts are rarely sent again with other literals. */
const MAX_LENGTH = 8 * 1024;
/** A longer number may be no int4. */
const MAX_DIGITS = 9;

export interface Skeleton {
  /**
   * The text with each literal replaced by a mark of its type and length. The marks begin with a control character,
   * which no text with a skeleton holds, so that no other text has this key; the lengths keep every offset the same.
   */
  readonly key: string;
  /** How many literals were replaced. */
  readonly literals: number;
}

const PLAIN = 1;
const SPACE = 2;
const WORD = 3;
const DIGIT = 4;
const QUOTE = 5;
const DOT = 6;
const DASH = 7;
const SLASH = 8;
const CLASSES = classify();

function classify(): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind;
  };
  // Absent: double quotes, dollars, backslashes, ampersands (U&'…') and control characters.
  mark('()[],;:=<>+*%~!@#^|?', PLAIN);
  mark(' \t\r\n', SPACE);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', WORD);
  mark('0123456789', DIGIT);
  mark("'", QUOTE);
  mark('.', DOT);
  mark('-', DASH);
  mark('/', SLASH);
  return classes;
}

/** Undefined when the text has no literals or is unusual in any way. */
export function skeleton(text: string): Skeleton | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let key = '';
  let copied = 0;
  let literals = 0;
  // The class of what stands before: a quote right behind a word has a prefix, a digit there belongs to the word.
  let before = SPACE;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const kind = classAt(text, at);
    switch (kind) {
      case PLAIN:
      case SPACE:
      case DOT:
        at += 1;
        break;
      case WORD:
        at = endOfWord(text, at);
        break;
      case DASH:
      case SLASH:
        // Comments.
        if (kind === DASH ? classAt(text, at + 1) === DASH : text.charAt(at + 1) === '*') return undefined;
        at += 1;
        break;
      case DIGIT:
        at = endOfWord(text, at);
        if (before !== WORD && before !== DOT && isInteger(text, start, at)) {
          key += `${text.slice(copied, start)}\u0001i${at - start}`;
          copied = at;
          literals += 1;
        } else if (before === WORD) {
          return undefined;
        }
        break;
      case QUOTE:
        if (before === WORD || before === DIGIT || before === QUOTE) return undefined;
        at = endOfString(text, at);
        if (at === -1) return undefined;
        key += `${text.slice(copied, start)}\u0001s${at - start}`;
        copied = at;
        literals += 1;
        break;
      default:
        return undefined;
    }
    before = kind;
  }
  return literals === 0 ? undefined : { key: key + text.slice(copied), literals };
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (CLASSES[code] ?? 0) : 0;
}

/** Of a word or number: letters, digits and underscores. */
function endOfWord(text: string, from: number): number {
  let at = from;
  for (let kind = classAt(text, at); kind === WORD || kind === DIGIT; kind = classAt(text, at)) at += 1;
  return at;
}

/** Digits alone, and no part of a number with a point. */
function isInteger(text: string, start: number, end: number): boolean {
  if (end - start > MAX_DIGITS || classAt(text, end) === DOT) return false;
  for (let at = start; at < end; at += 1) if (classAt(text, at) !== DIGIT) return false;
  return true;
}

/** -1 where it isn't one plain string: doubled quotes, a continuation behind white space, anything beyond printable ASCII. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 39) break;
    // NaN at the end of the text; a backslash has a meaning under other settings.
    if (!(code >= 32 && code < 127) || code === 92) return -1;
    at += 1;
  }
  const end = at + 1;
  let next = end;
  while (classAt(text, next) === SPACE) next += 1;
  const kind = classAt(text, next);
  if (kind === QUOTE || (next === end && (kind === WORD || kind === DIGIT))) return -1;
  return end;
}
