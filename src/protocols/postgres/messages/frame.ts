// The frame around every message but the start-up ones: a type byte, then an Int32 that counts itself and the body
// (PostgreSQL docs 55.2.1). Knows nothing of what stands inside.

import type { Writer } from '../../../bytes/writer.ts';

/** Type byte and length. */
export const HEADER_BYTES = 5;

/** Starts a frame of the given type byte; gives the mark that `endFrame` wants. */
export function beginFrame(out: Writer, type: string): number {
  out.u8(type.charCodeAt(0));
  const mark = out.length;
  out.i32(0);
  return mark;
}

/** Writes the length of the frame that `beginFrame` started. */
export function endFrame(out: Writer, mark: number): void {
  out.patchI32(mark, out.length - mark);
}

/** A table of 256 entries out of a table of type bytes. */
export function kindsByByte<Kind extends string>(types: Readonly<Record<Kind, string>>): readonly (Kind | undefined)[] {
  const kinds: (Kind | undefined)[] = Array.from({ length: 256 });
  for (const kind in types) kinds[types[kind].charCodeAt(0)] = kind;
  return kinds;
}
