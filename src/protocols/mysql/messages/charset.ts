// Collation ids → the character sets that we carry, and the text of their bytes. Ids as information_schema.collations has them on MySQL 9.7 and
// MariaDB 10.11 and 11.8 (those of MariaDB's NOPAD collations are 1024 above, those of its UCA 14 collations from 2048 on).

import { asBuffer, decodeUtf8 } from '../../../bytes/reader.ts';
import { MalformedText } from '../../../bytes/malformed.ts';

/** What a client may speak: every byte below 0x80 is the ASCII character, wherever it stands. */
export type WireCharset = 'utf8mb4' | 'utf8mb3' | 'latin1' | 'ascii';

type Range = readonly [first: number, last: number];
const RANGES: readonly (readonly [WireCharset, readonly Range[]])[] = [
  ['utf8mb4', [[45, 46], [224, 247], [255, 323], [608, 611], [1069, 1070], [1248, 1248], [1270, 1270], [2304, 2503]]],
  ['utf8mb3', [[33, 33], [76, 76], [83, 83], [192, 215], [223, 223], [576, 579], [1057, 1057], [1107, 1107], [1216, 1216], [1238, 1238], [2048, 2247]]],
  ['latin1', [[5, 5], [8, 8], [15, 15], [31, 31], [47, 49], [94, 94], [1032, 1032], [1071, 1071]]],
  ['ascii', [[11, 11], [65, 65], [1035, 1035], [1089, 1089]]],
]; // prettier-ignore

const BY_ID: ReadonlyMap<number, WireCharset> = new Map(
  RANGES.flatMap(([charset, ranges]) =>
    ranges.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index): [number, WireCharset] => [first + index, charset]),
    ),
  ),
);

/** Collation of bytes that are no text. */
export const BINARY_COLLATION = 63;
/** utf8mb4_general_ci, which every server knows. */
export const UTF8MB4_COLLATION = 45;

/** Undefined: a character set that we don't carry, or none (binary). */
export function charsetOfCollation(id: number): WireCharset | undefined {
  return BY_ID.get(id);
}

/** What MySQL's latin1 has from 0x80 to 0x9F: windows-1252, with the control characters where that has holes. */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  Array.from(HIGH).map((character, index) => [character, 0x80 + index]),
);

/** Strictly: throws MalformedText where the bytes are no text of this character set. A NUL is a character like any other. */
export function decodeWire(bytes: Uint8Array, charset: WireCharset): string {
  switch (charset) {
    case 'latin1':
      return asBuffer(bytes)
        .toString('latin1')
        .replaceAll(/[\x80-\x9f]/g, (character) => HIGH[character.charCodeAt(0) - 0x80] ?? character);
    case 'ascii':
      if (bytes.some((byte) => byte > 0x7f)) throw new MalformedText('a string is not ascii');
      return asBuffer(bytes).toString('latin1');
    case 'utf8mb3':
    case 'utf8mb4':
      return decodeUtf8(bytes);
    default:
      return charset satisfies never;
  }
}

/** Any text; a character that the character set doesn't have becomes `instead`. */
export function encodeWire(text: string, charset: WireCharset, instead = '?'): Buffer {
  if (charset === 'utf8mb4') return Buffer.from(text.toWellFormed(), 'utf8');
  if (charset === 'utf8mb3')
    return Buffer.from(text.toWellFormed().replaceAll(/[\u{10000}-\u{10ffff}]/gu, instead), 'utf8');
  const most = charset === 'ascii' ? 0x7f : 0xff;
  let bytes = '';
  for (const character of text) {
    const high = charset === 'latin1' ? BYTE_OF.get(character) : undefined;
    const code = character.codePointAt(0) ?? 0;
    if (high !== undefined) bytes += String.fromCharCode(high);
    else bytes += code <= most && (code < 0x80 || code > 0x9f) ? character : instead;
  }
  return Buffer.from(bytes, 'latin1');
}
