import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** NotificationResponse ('A'): a NOTIFY on a channel that was listened to. Server → client, at any time. */
export interface NotificationResponse {
  readonly kind: 'NotificationResponse';
  readonly processId: number;
  readonly channel: string;
  readonly payload: string;
}

export function decodeNotificationResponse(body: Reader): NotificationResponse {
  const processId = body.i32();
  const channel = body.cstring();
  const payload = body.cstring();
  body.end();
  return { kind: 'NotificationResponse', processId, channel, payload };
}

export function encodeNotificationResponse(message: NotificationResponse, out: Writer): void {
  const mark = beginFrame(out, 'A');
  out.i32(message.processId);
  out.cstring(message.channel);
  out.cstring(message.payload);
  endFrame(out, mark);
}
