// The last word to a client: which refusal an error is, and how it is said.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import type { MySqlConfig } from './config.ts';
import { PacketsOutOfOrder, PacketTooLarge } from './numbering.ts';
import { encodeRefusal } from './refusal.ts';

/** Says why, where it can still be said, and closes. For the login: in a session the sequence id is the session's to know. */
export function turnAway(client: Client, config: MySqlConfig, error: unknown): void {
  const refusal = refusalFor(error, config);
  const sequence = error instanceof PacketTooLarge ? error.sequence : client.framer.sequence;
  // In ascii, which every client understands: it is not always known yet what this one speaks.
  client.end(encodeRefusal(refusal, sequence, config.style, 'ascii'));
}

/** What the server sent was no answer to what it was sent. */
export function faultOfServer(error: unknown, session: string, config: MySqlConfig): Refusal {
  if (!(error instanceof ProtocolViolation || error instanceof MalformedMessage)) return refusalFor(error, config);
  config.report('upstream_violation', { session, upstream: config.upstream.name, reason: error.message });
  return {
    code: 'WW_UPSTREAM_UNAVAILABLE',
    message: `the database behind "${config.upstream.name}" sent an answer that can't be understood`,
    hint: 'Connect again; if it stays so, ask the operator, whose log has the reason.',
  };
}

export function refusalFor(error: unknown, config: MySqlConfig): Refusal {
  if (error instanceof RefusedError) {
    config.report('refused', { code: error.refusal.code, reason: error.refusal.message, cause: error.cause });
    return error.refusal;
  }
  if (error instanceof ProtocolViolation || error instanceof MalformedMessage) {
    config.report('protocol_violation', { reason: error.message });
    return violation(error);
  }
  config.report('internal_fault', { error });
  return {
    code: 'WW_INTERNAL',
    message: 'wirewall failed and refused the statement',
    hint: 'Try again; if it stays so, ask the operator, whose log has the reason.',
  };
}

function violation(error: ProtocolViolation | MalformedMessage): Refusal {
  if (error instanceof PacketTooLarge) {
    return {
      code: 'WW_TOO_LARGE',
      message: error.message,
      hint: 'Send less at once; the operator can raise limits.max_message_bytes.',
    };
  }
  return {
    code: 'WW_PROTOCOL_VIOLATION',
    // The servers' own number for packets out of order; 1835 is "malformed communication packet".
    ...(error instanceof PacketsOutOfOrder ? { mysql: 1156 } : {}),
    message: `protocol violation: ${error.message}`,
    hint: 'Check that the client speaks the MySQL protocol, without compression.',
  };
}
