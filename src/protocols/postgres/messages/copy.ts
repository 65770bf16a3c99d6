// The COPY sub-protocol's messages (PostgreSQL docs 55.2.7); CopyDone is among the empty ones.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeFormats, encodeFormats, formatCode, formatOf, type Format } from './format.ts';
import { beginFrame, endFrame } from './frame.ts';

/** CopyData ('d'): a piece of the stream; its borders need not be those of rows when it comes from a client. Both ways. */
export interface CopyData {
  readonly kind: 'CopyData';
  readonly data: Uint8Array;
}

export function decodeCopyData(body: Reader): CopyData {
  return { kind: 'CopyData', data: body.rest() };
}

export function encodeCopyData(message: CopyData, out: Writer): void {
  const mark = beginFrame(out, 'd');
  out.bytes(message.data);
  endFrame(out, mark);
}

/** CopyFail ('f'): the client gives up its COPY, with words for the server's error. Client → server. */
export interface CopyFail {
  readonly kind: 'CopyFail';
  readonly message: string;
}

export function decodeCopyFail(body: Reader): CopyFail {
  const message = body.cstring();
  body.end();
  return { kind: 'CopyFail', message };
}

export function encodeCopyFail(message: CopyFail, out: Writer): void {
  const mark = beginFrame(out, 'f');
  out.cstring(message.message);
  endFrame(out, mark);
}

export const copyResponseTypes = { CopyInResponse: 'G', CopyOutResponse: 'H', CopyBothResponse: 'W' } as const;
export type CopyResponseKind = keyof typeof copyResponseTypes;

/** CopyInResponse ('G'), CopyOutResponse ('H'), CopyBothResponse ('W'): a COPY begins. Server → client. */
export interface CopyResponse {
  readonly kind: CopyResponseKind;
  readonly format: Format;
  readonly columnFormats: readonly Format[];
}

export function decodeCopyResponse(kind: CopyResponseKind, body: Reader): CopyResponse {
  const format = formatOf(body.u8());
  const columnFormats = decodeFormats(body);
  body.end();
  if (format === 'text' && columnFormats.includes('binary')) {
    throw new MalformedMessage('a copy in text has a column in binary');
  }
  return { kind, format, columnFormats };
}

export function encodeCopyResponse(message: CopyResponse, out: Writer): void {
  const mark = beginFrame(out, copyResponseTypes[message.kind]);
  out.u8(formatCode(message.format));
  encodeFormats(message.columnFormats, out);
  endFrame(out, mark);
}
