import type { Refusal } from './refusal.ts';

/** Theirs, on the wire: the peer sent what the protocol does not allow. The connection is closed. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}

/** Theirs, in content: answered in their protocol, the connection goes on (or the login ends). */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Ours: refuse what was asked, log with the stack. */
export class InternalFault extends Error {
  override readonly name = 'InternalFault';
}
