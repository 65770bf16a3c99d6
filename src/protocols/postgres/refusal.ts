// How a refusal looks on this wire, and how it is realised: by a message of ours that fails upstream, so that the server
// itself rolls back what it would roll back, skips until Sync and answers in order. Knows no policy.

import { randomBytes } from 'node:crypto';
import { Writer } from '../../bytes/writer.ts';
import { REFUSAL_CODES } from '../../core/codes.ts';
import type { Refusal } from '../../core/refusal.ts';
import { encodeExecute, encodeParse, encodeQuery, encodeReport, errorField } from './messages/index.ts';

/** A text that no grammar of the server accepts. It names itself in the server's own log. */
const FAILING_TEXT = 'wirewall_refused';
/** A portal that no client can make, by Bind or by DECLARE: drawn for each process, and shown to nobody. */
export const FAILING_PORTAL = `wirewall refused ${randomBytes(8).toString('hex')}`;

export interface ErrorStyle {
  /** Shows the rule's place and the missing grant to the agent (`explain_to_agent`). */
  readonly explain: boolean;
  /** Repeats the hint in the message, for clients that hand on nothing else (`hint_in_message`). */
  readonly hintInMessage: boolean;
}

/** ErrorResponse for a refusal. `text` is the statement, for the position in characters. */
export function encodeRefusal(refusal: Refusal, severity: 'ERROR' | 'FATAL', style: ErrorStyle, text?: string): Buffer {
  const fields = new Map<string, string>();
  fields.set(errorField.severity, severity);
  fields.set(errorField.severityUnlocalized, severity);
  fields.set(errorField.code, refusal.sqlState ?? REFUSAL_CODES[refusal.code].sqlState);
  const shown =
    style.hintInMessage && refusal.hint !== undefined ? `${refusal.message}. ${refusal.hint}` : refusal.message;
  fields.set(errorField.message, sendable(shown));
  fields.set(errorField.detail, sendable(detailOf(refusal, style)));
  if (refusal.hint !== undefined) fields.set(errorField.hint, sendable(refusal.hint));
  if (refusal.offset !== undefined && refusal.offset >= 0 && text !== undefined) {
    fields.set(errorField.position, String(characterPosition(text, refusal.offset)));
  }
  const out = new Writer();
  encodeReport({ kind: 'ErrorResponse', fields }, out);
  return out.take();
}

function detailOf(refusal: Refusal, style: ErrorStyle): string {
  let detail = refusal.code as string;
  if (refusal.decisionId !== undefined) detail += `, decision ${refusal.decisionId}`;
  if (style.explain && refusal.evidence?.rule !== undefined) {
    detail += `, rule ${refusal.evidence.rule.file}:${refusal.evidence.rule.line}`;
  }
  if (style.explain && refusal.evidence?.grant !== undefined)
    detail += `; it would be allowed by: ${refusal.evidence.grant}`;
  return detail;
}

/** Error fields end at a NUL, and a lone surrogate has no UTF-8: neither may make the answer fail. */
function sendable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '�');
}

/** Byte offset → the 1-based character position that clients show (PostgreSQL docs 55.8, field P). */
function characterPosition(text: string, byteOffset: number): number {
  const before = Buffer.from(text, 'utf8').subarray(0, byteOffset).toString('utf8');
  let characters = 0;
  for (let at = 0; at < before.length; at += (before.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) characters++;
  return characters + 1;
}

/** A NoticeResponse of ours: a statement waits for a human. */
export function encodeNotice(message: string, hint: string): Buffer {
  const out = new Writer();
  const fields = new Map<string, string>([
    [errorField.severity, 'NOTICE'],
    [errorField.severityUnlocalized, 'NOTICE'],
    [errorField.code, '00000'],
    [errorField.message, sendable(message)],
    [errorField.hint, sendable(hint)],
  ]);
  encodeReport({ kind: 'NoticeResponse', fields }, out);
  return out.take();
}

/** A Query that fails: for refused Query and FunctionCall messages. */
export function failingQuery(): Buffer {
  const out = new Writer();
  encodeQuery({ kind: 'Query', text: FAILING_TEXT }, out);
  return out.take();
}

/** A Parse that fails under the same name: the server drops the unnamed statement for it, as it would for a wrong text. */
export function failingParse(statement: string): Buffer {
  const out = new Writer();
  encodeParse({ kind: 'Parse', statement, text: FAILING_TEXT, parameterTypes: [] }, out);
  return out.take();
}

/** An Execute that fails: for refused Bind, Describe and Execute messages. */
export function failingExecute(): Buffer {
  const out = new Writer();
  encodeExecute({ kind: 'Execute', portal: FAILING_PORTAL, maxRows: 0 }, out);
  return out.take();
}

/** What stands in the place of a `SET wirewall.…`: it does nothing, and is answered with the tag that the client expects. */
export const ANSWER_TEXT = 'SET application_name TO DEFAULT';
