// How a refusal looks on this wire: an ERR packet, and the warning that SHOW WARNINGS shows of it. An error of MySQL's ends no transaction, so we write
// it ourselves in its turn. Knows no policy.

import { REFUSAL_CODES } from '../../core/codes.ts';
import type { Refusal } from '../../core/refusal.ts';
import { encodeErr, encodeWire, packet, plainOk, encodeOk, type Err, type WireCharset } from './messages/index.ts';
import { sqlStateOf } from './sql-state.ts';

export interface ErrorStyle {
  /** Shows the rule's place and the missing grant to the agent (`explain_to_agent`). */
  readonly explain: boolean;
  /** MySQL's errors have one text: the hint is in it whatever this says. Here so that both protocols are configured alike. */
  readonly hintInMessage: boolean;
}

/** Clients copy messages into a buffer of so many bytes, the NUL at its end counted (MYSQL_ERRMSG_SIZE). */
export const MAX_MESSAGE_BYTES = 511;
const CUT = '...';

export function refusalNumber(refusal: Refusal): number {
  return refusal.mysql ?? REFUSAL_CODES[refusal.code].mysql;
}

/**
 * `message. hint (WW_CODE, decision id)`, within the bytes that clients keep: what is too long is cut in front of the code and the id, by which
 * the rest is found.
 */
export function refusalMessage(refusal: Refusal, style: ErrorStyle, charset: WireCharset): Buffer {
  const tail = encodeWire(` (${identityOf(refusal)})`, charset);
  const text = [sentence(refusal.message), refusal.hint, style.explain ? explanation(refusal) : undefined]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  const head = encodeWire(withoutNul(text), charset);
  const most = MAX_MESSAGE_BYTES - tail.length;
  if (head.length <= most) return Buffer.concat([head, tail]);
  const cut = wholeCharacters(head, Math.max(0, most - CUT.length), charset);
  return Buffer.concat([head.subarray(0, cut), Buffer.from(CUT), tail]);
}

function identityOf({ code, decisionId }: Refusal): string {
  return decisionId === undefined ? code : `${code}, decision ${decisionId}`;
}

/** A message has no full stop; before a hint it needs one. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function explanation({ evidence }: Refusal): string | undefined {
  const rule = evidence?.rule === undefined ? '' : `Rule ${evidence.rule.file}:${evidence.rule.line}.`;
  const grant = evidence?.grant === undefined ? '' : `It would be allowed by: ${evidence.grant}.`;
  return [rule, grant].filter((part) => part !== '').join(' ');
}

/** Clients take a NUL for the end. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '?');
}

/** The largest length up to `most` that ends behind a whole character. */
function wholeCharacters(bytes: Buffer, most: number, charset: WireCharset): number {
  if (charset === 'latin1' || charset === 'ascii') return most;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

export function errOf(refusal: Refusal, style: ErrorStyle, charset: WireCharset): Err {
  const number = refusalNumber(refusal);
  const message = refusalMessage(refusal, style, charset);
  return { kind: 'Err', number, sqlState: sqlStateOf(number), message };
}

/** The ERR packet of a refusal. */
export function encodeRefusal(refusal: Refusal, sequence: number, style: ErrorStyle, charset: WireCharset): Buffer {
  return packet(sequence, (out) => encodeErr(errOf(refusal, style, charset), out));
}

/** The OK packet of what was answered by us. `status` as the server last said it. */
export function encodeAnswered(sequence: number, status: number, capabilities: number): Buffer {
  return packet(sequence, (out) => encodeOk(plainOk(status), capabilities, out));
}
