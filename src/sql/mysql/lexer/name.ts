/** The bytes of a name to its Unicode text, and which words introduce a literal. Knows what the servers take for a letter; not which names exist. */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { ByteString } from '../bytes.ts';
import { decodeStrict, hasSupplementary } from '../charset.ts';
import type { Charset } from '../context.ts';
import { notUnderstood, syntaxError } from './refuse.ts';

/** Character sets of both servers by which a literal may be introduced: `_latin1'…'`. */
const INTRODUCERS: ReadonlySet<string> = new Set([
  'armscii8', 'ascii', 'big5', 'binary', 'cp1250', 'cp1251', 'cp1256', 'cp1257', 'cp850', 'cp852', 'cp866', 'cp932',
  'dec8', 'eucjpms', 'euckr', 'gb18030', 'gb2312', 'gbk', 'geostd8', 'greek', 'hebrew', 'hp8', 'keybcs2', 'koi8r',
  'koi8u', 'latin1', 'latin2', 'latin5', 'latin7', 'macce', 'macroman', 'sjis', 'swe7', 'tis620', 'ucs2', 'ujis',
  'utf16', 'utf16le', 'utf32', 'utf8', 'utf8mb3', 'utf8mb4',
]); // prettier-ignore

/** The charset's name in lower case, where the word is one behind an underscore. `upper` in upper case. */
export function introducedCharset(upper: string, { flavor }: ServerFacts): string | undefined {
  const charset = upper.slice(1).toLowerCase();
  if (!INTRODUCERS.has(charset)) return undefined;
  return charset === 'gb18030' && flavor === 'mariadb' ? undefined : charset;
}

// eslint-disable-next-line no-control-regex -- ASCII is a range that begins with them
const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** ASCII letters alone: a byte above 0x7F stays what it is. */
export function upperCase(bytes: ByteString): string {
  return ASCII_ONLY.test(bytes) ? bytes.toUpperCase() : bytes.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Bytes of latin1 that are letters to the servers; its others are no part of an unquoted name, and 0xA0 is white space. */
const LATIN1_LETTERS = /^[\x00-\x7f\x83\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff]*$/; // eslint-disable-line no-control-regex

/** The text of an unquoted name at `offset` in the text. */
export function unquotedName(bytes: ByteString, charset: Charset, text: ByteString, offset: number): string {
  if (ASCII_ONLY.test(bytes)) return bytes;
  if (charset === 'latin1' && !LATIN1_LETTERS.test(bytes)) {
    throw notUnderstood('an unquoted name with other characters than letters', text, offset, charset, QUOTE_IT);
  }
  return nameText(bytes, charset, text, offset);
}

/** The text of a name that was quoted. */
export function nameText(bytes: ByteString, charset: Charset, text: ByteString, offset: number): string {
  if (ASCII_ONLY.test(bytes)) {
    if (bytes.includes('\0')) throw syntaxError('a name holds a NUL byte', text, offset, charset);
    return bytes;
  }
  const name = decodeStrict(bytes, charset);
  if (name === undefined || name.includes('\0')) {
    throw syntaxError(`a name holds bytes that are no characters of ${charset}`, text, offset, charset);
  }
  // The servers keep names in utf8mb3 and would put a `?` in its place: another name than the one that was judged.
  if (hasSupplementary(name)) {
    throw notUnderstood('a name with characters beyond U+FFFF', text, offset, charset, 'Use another name.');
  }
  return name;
}

const QUOTE_IT = 'Put the name in backticks.';
