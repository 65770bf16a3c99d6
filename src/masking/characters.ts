/** Characters (code points) of UTF-8 bytes, counted from either end. Knows bytes, no masks. */

/**
 * Bytes of the character that begins at `start`, or 0 where no well-formed one does (Unicode 16, table 3-7: no overlong
 * forms, no surrogates, nothing above U+10FFFF).
 */
export function characterAt(bytes: Uint8Array, start: number): number {
  const lead = bytes[start] ?? 0xff;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (start + length > bytes.length) return 0;
  const second = bytes[start + 1] ?? 0;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let at = start + 2; at < start + length; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Where the character ends that begins `count` characters in, or undefined if there are fewer or the bytes are no UTF-8. */
export function indexAfter(bytes: Uint8Array, count: number): number | undefined {
  let at = 0;
  for (let seen = 0; seen < count; seen++) {
    const length = at < bytes.length ? characterAt(bytes, at) : 0;
    if (length === 0) return undefined;
    at += length;
  }
  return at;
}

/** Where the last `count` characters begin, or undefined if there are fewer or the bytes are no UTF-8. */
export function indexBeforeLast(bytes: Uint8Array, count: number): number | undefined {
  let end = bytes.length;
  for (let seen = 0; seen < count; seen++) {
    let start = end - 1;
    while (start >= 0 && end - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
    if (start < 0 || characterAt(bytes, start) !== end - start) return undefined;
    end = start;
  }
  return end;
}
