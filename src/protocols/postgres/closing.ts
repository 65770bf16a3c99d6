// The last word to a client: which refusal an error is, and how it is said.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import type { PostgresConfig } from './config.ts';
import { encodeRefusal } from './refusal.ts';

/** Says why, where it can still be said, and closes. */
export function turnAway(client: Client, config: PostgresConfig, error: unknown): void {
  const refusal = refusalFor(error, config);
  client.end(encodeRefusal(refusal, 'FATAL', config.style));
}

/** What the server sent was no answer to what it was sent. */
export function faultOfServer(error: unknown, session: string, config: PostgresConfig): Refusal {
  if (!(error instanceof ProtocolViolation || error instanceof MalformedMessage)) return refusalFor(error, config);
  config.report('upstream_violation', { session, upstream: config.upstream.name, reason: error.message });
  return {
    code: 'WW_UPSTREAM_UNAVAILABLE',
    message: `the database behind "${config.upstream.name}" sent an answer that can't be understood`,
    hint: 'Connect again; if it stays so, ask the operator, whose log has the reason.',
  };
}

export function refusalFor(error: unknown, config: PostgresConfig): Refusal {
  if (error instanceof RefusedError) {
    config.report('refused', { code: error.refusal.code, reason: error.refusal.message, cause: error.cause });
    return error.refusal;
  }
  if (error instanceof ProtocolViolation || error instanceof MalformedMessage) {
    config.report('protocol_violation', { reason: error.message });
    return {
      code: 'WW_PROTOCOL_VIOLATION',
      message: `protocol violation: ${error.message}`,
      hint: 'Check that the client speaks the PostgreSQL protocol 3.0.',
    };
  }
  config.report('internal_fault', { error });
  return {
    code: 'WW_INTERNAL',
    message: 'wirewall failed and refused the statement',
    hint: 'Try again; if it stays so, ask the operator, whose log has the reason.',
  };
}
