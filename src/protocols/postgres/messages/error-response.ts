// ErrorResponse and NoticeResponse, which differ in nothing but the type byte (PostgreSQL docs 55.7, 55.8).

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** The fields that have a meaning, by their code. A server may send others; they are kept. */
export const errorField = {
  severity: 'S',
  severityUnlocalized: 'V',
  code: 'C',
  message: 'M',
  detail: 'D',
  hint: 'H',
  position: 'P',
  internalPosition: 'p',
  internalQuery: 'q',
  where: 'W',
  schema: 's',
  table: 't',
  column: 'c',
  dataType: 'd',
  constraint: 'n',
  file: 'F',
  line: 'L',
  routine: 'R',
} as const;

export const reportTypes = { ErrorResponse: 'E', NoticeResponse: 'N' } as const;
export type ReportKind = keyof typeof reportTypes;

/** ErrorResponse ('E'), NoticeResponse ('N'). Server → client. */
export interface Report<Kind extends ReportKind = ReportKind> {
  readonly kind: Kind;
  /** One-letter code → text, in the order sent. */
  readonly fields: ReadonlyMap<string, string>;
}
export type ErrorResponse = Report<'ErrorResponse'>;
export type NoticeResponse = Report<'NoticeResponse'>;

export function decodeReport<Kind extends ReportKind>(kind: Kind, body: Reader): Report<Kind> {
  const fields = new Map<string, string>();
  for (;;) {
    const byte = body.u8();
    if (byte === 0) break;
    if (byte > 0x7f) throw new MalformedMessage(`byte ${byte} is no code of an error's field`);
    const code = String.fromCharCode(byte);
    if (fields.has(code)) throw new MalformedMessage(`an error has the field '${code}' twice`);
    // Not strict utf-8: before a session has its encoding a server reports in its own, and the words are only shown.
    fields.set(code, body.cstringBytes().toString('utf8'));
  }
  body.end();
  return { kind, fields };
}

export function encodeReport(message: Report, out: Writer): void {
  const mark = beginFrame(out, reportTypes[message.kind]);
  for (const [code, text] of message.fields) {
    const byte = code.charCodeAt(0);
    if (code.length !== 1 || byte === 0 || byte > 0x7f) throw new TypeError(`'${code}' is no code of an error's field`);
    out.u8(byte);
    out.cstring(text);
  }
  out.u8(0);
  endFrame(out, mark);
}
