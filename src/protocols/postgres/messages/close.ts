import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeTarget, encodeTarget, type Target } from './target.ts';

/** Close ('C'): forgets a prepared statement or a portal; no error when there is none. Client → server. */
export interface Close extends Target {
  readonly kind: 'Close';
}

export function decodeClose(body: Reader): Close {
  return { kind: 'Close', ...decodeTarget(body) };
}

export function encodeClose(message: Close, out: Writer): void {
  const mark = beginFrame(out, 'C');
  encodeTarget(message, out);
  endFrame(out, mark);
}
