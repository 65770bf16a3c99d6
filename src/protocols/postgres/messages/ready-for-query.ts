import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** Outside of a transaction ('I'), inside one ('T'), inside one that failed ('E'). */
export type TransactionStatus = 'idle' | 'transaction' | 'failed';

/** ReadyForQuery ('Z'): the answer to a Query or Sync is over. Server → client. */
export interface ReadyForQuery {
  readonly kind: 'ReadyForQuery';
  readonly status: TransactionStatus;
}

const statusBytes = { idle: 0x49, transaction: 0x54, failed: 0x45 } as const;

export function decodeReadyForQuery(body: Reader): ReadyForQuery {
  const byte = body.u8();
  body.end();
  return { kind: 'ReadyForQuery', status: statusOf(byte) };
}

function statusOf(byte: number): TransactionStatus {
  if (byte === statusBytes.idle) return 'idle';
  if (byte === statusBytes.transaction) return 'transaction';
  if (byte === statusBytes.failed) return 'failed';
  throw new MalformedMessage(`byte ${byte} is no transaction status`);
}

export function encodeReadyForQuery(message: ReadyForQuery, out: Writer): void {
  const mark = beginFrame(out, 'Z');
  out.u8(statusBytes[message.status]);
  endFrame(out, mark);
}
