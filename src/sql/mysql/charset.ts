/**
 * The character sets that a client may speak, and text to bytes in them and back. Knows them by the names that both servers use; sends nothing.
 * MySQL's latin1 is windows-1252 with its five holes filled by the control characters of their number.
 */
import { RefusedError } from '../../core/errors.ts';
import type { ByteString } from './bytes.ts';
import type { Charset } from './context.ts';

const NAMES: ReadonlyMap<string, Charset> = new Map([
  ['utf8mb4', 'utf8mb4'],
  // What `utf8` is on all servers of today, MariaDB's with their standard old_mode.
  ['utf8', 'utf8mb3'],
  ['utf8mb3', 'utf8mb3'],
  ['latin1', 'latin1'],
  ['ascii', 'ascii'],
]);

/** Undefined for one that isn't read: in it a byte of a character could be a quote, or nobody has asked for it yet. */
export function charsetOf(name: string): Charset | undefined {
  return NAMES.get(name.toLowerCase());
}

const REPLACEMENT = '\ufffd';
/** What latin1 has at 0x80 to 0x9F. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
const LATIN1_BYTES: ReadonlyMap<string, string> = new Map(
  Array.from(WINDOWS_1252, (character, index) => [character, String.fromCharCode(0x80 + index)]),
);

// eslint-disable-next-line no-control-regex -- ASCII is a range that begins with them
const ASCII_ONLY = /^[\x00-\x7f]*$/;
// eslint-disable-next-line no-control-regex -- the same
const NOT_ASCII = /[^\x00-\x7f]/g;
const BEYOND_BMP = /[\u{10000}-\u{10ffff}]/gu;

const lossyUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** For people's eyes: what is no character of the set becomes U+FFFD. */
export function decodeText(bytes: ByteString, charset: Charset): string {
  if (ASCII_ONLY.test(bytes)) return bytes;
  switch (charset) {
    case 'utf8mb4':
      return lossyUtf8.decode(Buffer.from(bytes, 'latin1'));
    case 'utf8mb3':
      return lossyUtf8.decode(Buffer.from(bytes, 'latin1')).replaceAll(BEYOND_BMP, REPLACEMENT);
    case 'latin1':
      return bytes.replaceAll(/[\x80-\x9f]/g, (byte) => WINDOWS_1252.charAt(byte.charCodeAt(0) - 0x80));
    case 'ascii':
      return bytes.replaceAll(NOT_ASCII, REPLACEMENT);
    default:
      return charset satisfies never;
  }
}

/** Undefined where a byte belongs to no character of the set. */
export function decodeStrict(bytes: ByteString, charset: Charset): string | undefined {
  if (ASCII_ONLY.test(bytes)) return bytes;
  switch (charset) {
    case 'utf8mb4':
    case 'utf8mb3': {
      const text = strictText(bytes);
      return text !== undefined && charset === 'utf8mb3' && hasSupplementary(text) ? undefined : text;
    }
    case 'latin1':
      return decodeText(bytes, charset);
    case 'ascii':
      return undefined;
    default:
      return charset satisfies never;
  }
}

/** The bytes of a text. Throws where the set has no character for it: a name in the catalog may have one that the client can't write. */
export function encodeText(text: string, charset: Charset): ByteString {
  if (ASCII_ONLY.test(text)) return text;
  switch (charset) {
    case 'utf8mb4':
    case 'utf8mb3':
      if (!text.isWellFormed() || (charset === 'utf8mb3' && hasSupplementary(text))) throw notRepresented(charset);
      return Buffer.from(text, 'utf8').toString('latin1');
    case 'latin1':
      return Array.from(text, (character) => latin1Byte(character)).join('');
    case 'ascii':
      throw notRepresented(charset);
    default:
      return charset satisfies never;
  }
}

/** Characters outside the Basic Multilingual Plane: four bytes in utf8mb4, none in utf8mb3 and in names. */
export function hasSupplementary(text: string): boolean {
  return text.search(BEYOND_BMP) >= 0;
}

function strictText(bytes: ByteString): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

function latin1Byte(character: string): string {
  const byte = LATIN1_BYTES.get(character);
  if (byte !== undefined) return byte;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xff || (code >= 0x80 && code <= 0x9f)) throw notRepresented('latin1');
  return character;
}

function notRepresented(charset: Charset): RefusedError {
  return new RefusedError({
    code: 'WW_NOT_SUPPORTED',
    message: `a name has characters that the connection's character set "${charset}" doesn't have`,
    hint: 'Run SET NAMES utf8mb4 and send the statement again.',
  });
}
