import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** Execute ('E'): runs a portal. Client → server. */
export interface Execute {
  readonly kind: 'Execute';
  readonly portal: string;
  /** Rows until the portal is suspended; 0 and, as the server takes it, anything below mean all. */
  readonly maxRows: number;
}

export function decodeExecute(body: Reader): Execute {
  const portal = body.cstring();
  const maxRows = body.i32();
  body.end();
  return { kind: 'Execute', portal, maxRows };
}

export function encodeExecute(message: Execute, out: Writer): void {
  const mark = beginFrame(out, 'E');
  out.cstring(message.portal);
  out.i32(message.maxRows);
  endFrame(out, mark);
}
