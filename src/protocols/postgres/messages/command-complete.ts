import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** CommandComplete ('C'): a statement is done; the tag is its name and mostly a row count. Server → client. */
export interface CommandComplete {
  readonly kind: 'CommandComplete';
  readonly tag: string;
}

export function decodeCommandComplete(body: Reader): CommandComplete {
  const tag = body.cstring();
  body.end();
  return { kind: 'CommandComplete', tag };
}

export function encodeCommandComplete(message: CommandComplete, out: Writer): void {
  const mark = beginFrame(out, 'C');
  out.cstring(message.tag);
  endFrame(out, mark);
}
