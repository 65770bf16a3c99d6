/** Text between quotes: where it ends and what it says. Knows bytes: in all character sets that are read a byte of a character is never a quote. */
import type { ByteString } from '../bytes.ts';
import { BYTE } from './characters.ts';

export interface Quoted {
  readonly value: ByteString;
  /** Behind the closing quote. */
  readonly end: number;
}

/** What a backslash makes of the character behind it. All others stand for themselves, but `\%` and `\_`, which LIKE reads. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
};

/** At the opening quote of a string. A doubled quote is one. Undefined: it isn't closed. */
export function cutString(text: ByteString, at: number, backslashEscapes: boolean): Quoted | undefined {
  const quote = text.charCodeAt(at);
  let value = '';
  let from = at + 1;
  for (let next = from; next < text.length; next++) {
    const byte = text.charCodeAt(next);
    if (byte === BYTE.backslash && backslashEscapes) {
      const escaped = text.charAt(next + 1);
      if (escaped === '') return undefined;
      value += text.slice(from, next) + (ESCAPES[escaped] ?? escaped);
      from = ++next + 1;
    } else if (byte === quote) {
      if (text.charCodeAt(next + 1) !== quote) return { value: value + text.slice(from, next), end: next + 1 };
      value += text.slice(from, ++next);
      from = next + 1;
    }
  }
  return undefined;
}

/** At the opening quote of a name. No escapes but the doubled quote. */
export function cutQuotedName(text: ByteString, at: number): Quoted | undefined {
  return cutString(text, at, false);
}
