import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** Query ('Q'): one or more statements as text, simple protocol. Client → server. */
export interface Query {
  readonly kind: 'Query';
  readonly text: string;
}

/** The body has one NUL, its last byte. A NUL before is refused: the server would stop reading there, and we would not. */
export function decodeQuery(body: Reader): Query {
  const text = body.cstring();
  body.end();
  return { kind: 'Query', text };
}

export function encodeQuery(message: Query, out: Writer): void {
  const mark = beginFrame(out, 'Q');
  out.cstring(message.text);
  endFrame(out, mark);
}
