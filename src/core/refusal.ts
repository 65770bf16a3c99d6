import type { RefusalCode } from './codes.ts';

/** What the agent is told instead of an answer. Never holds a masked value, a secret, or a rule's place. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Lower case, names quoted, no full stop: `column "ssn" of shop.customers is not granted to support-bot`. */
  readonly message: string;
  /** What to do next, as a sentence that an agent can act on. */
  readonly hint?: string;
  /** Byte offset in the statement's text, where one place is at fault. */
  readonly offset?: number;
  /** An SQLSTATE other than the code's own: the server's code for a name that does not exist. */
  readonly sqlState?: string;
  /** A MySQL error number other than the code's own, for the same reason: 1054, 1305. Its SQLSTATE on MySQL follows from it. */
  readonly mysql?: number;
  /** The decision's id in the audit log. Added by the gate. */
  readonly decisionId?: string;
  /** For the operation log and the audit only; reaches the agent only with `explain_to_agent`. */
  readonly evidence?: Evidence;
}

/** Why: the rule that spoke and what would change its answer. */
export interface Evidence {
  readonly rule?: { readonly file: string; readonly line: number };
  /** The grant line that would allow it. */
  readonly grant?: string;
}
