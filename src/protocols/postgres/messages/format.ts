// Format codes: whether a value travels as text or as the type's binary form (PostgreSQL docs 55.2.3, 55.7).

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

export type Format = 'text' | 'binary';

/** Int16 0 or 1; any other code is refused, since nobody could say what the value means. */
export function decodeFormat(body: Reader): Format {
  return formatOf(body.i16());
}

export function formatOf(code: number): Format {
  if (code === 0) return 'text';
  if (code === 1) return 'binary';
  throw new MalformedMessage(`${code} is no format code`);
}

export function formatCode(format: Format): 0 | 1 {
  return format === 'text' ? 0 : 1;
}

/** Int16 count, then as many codes. Counts are unsigned: servers and drivers use up to 65535. */
export function decodeFormats(body: Reader): readonly Format[] {
  const count = body.count(body.u16(), 2);
  const formats: Format[] = [];
  for (let i = 0; i < count; i++) formats.push(decodeFormat(body));
  return formats;
}

export function encodeFormats(formats: readonly Format[], out: Writer): void {
  out.u16(formats.length);
  for (const format of formats) out.i16(formatCode(format));
}

/** The format of value `index` under the short forms: no code means text for all, one code means that one for all. */
export function formatAt(formats: readonly Format[], index: number): Format {
  return (formats.length === 1 ? formats[0] : formats[index]) ?? 'text';
}
