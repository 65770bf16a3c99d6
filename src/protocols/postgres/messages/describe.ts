import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';
import { decodeTarget, encodeTarget, type Target } from './target.ts';

/** Describe ('D'): asks for a statement's parameters and columns, or a portal's columns. Client → server. */
export interface Describe extends Target {
  readonly kind: 'Describe';
}

export function decodeDescribe(body: Reader): Describe {
  return { kind: 'Describe', ...decodeTarget(body) };
}

export function encodeDescribe(message: Describe, out: Writer): void {
  const mark = beginFrame(out, 'D');
  encodeTarget(message, out);
  endFrame(out, mark);
}
