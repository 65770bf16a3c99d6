/**
 * The port between a protocol and the gate. A protocol owns its wire and its loop; it asks here who may come in and what may
 * go upstream, and reports what became of it. It never sees policy, approval, audit or masking's inside.
 */
import type { Duplex } from 'node:stream';
import type { Agent } from '../core/agent.ts';
import type { RefusedError } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type { StatementLimits } from '../core/verdict.ts';
import type { Catalog } from '../sql/catalog/catalog.ts';
import type { BaseColumn, Statement } from '../sql/statement.ts';

export interface Protocol<Config> {
  readonly name: string;
  /** Serves one client connection until it ends. Never rejects because of a peer. */
  serve(client: Duplex, config: Config, gate: Gate): Promise<void>;
}

/** What is known of the connection before anyone logs in. */
export interface Channel {
  /** Address and port of the peer, for the record. */
  readonly peer: string;
  readonly encrypted: boolean;
  /** The listener allows secrets without TLS (loopback only). */
  readonly plaintextAllowed: boolean;
  /** Subject or SPIFFE URI of a verified client certificate. */
  readonly certificateSubject?: string;
}

/** How a user is to be asked. An unknown user gets the question that a known one gets. */
export type Challenge =
  | { readonly kind: 'token' }
  | { readonly kind: 'scram'; readonly exchange: ScramExchange }
  | { readonly kind: 'certificate' };

/** The server's half of SCRAM-SHA-256 (RFC 5802, RFC 7677) for one login. */
export interface ScramExchange {
  /** Takes client-first-message, gives server-first-message. Throws RefusedError. */
  first(clientFirst: string): string;
  /** Takes client-final-message; `serverFinal` is sent only after admission. Throws RefusedError (WW_LOGIN_FAILED). */
  final(clientFinal: string): { readonly serverFinal: string; readonly proof: ScramProof };
}

/** Made by a ScramExchange that succeeded, by nothing else. */
export interface ScramProof {
  readonly agentName: string;
}

/**
 * The check of one login for protocols whose clients send a secret whole, or prove it by MySQL's methods. An unknown user is asked as a
 * known one is.
 */
export interface PasswordCheck {
  /** This agent's secret has a mysql_native_password verifier. */
  readonly takesNative: boolean;
  /** The answer to the nonce by mysql_native_password. Throws RefusedError. */
  native(nonce: Uint8Array, answer: Uint8Array): Credentials;
  /** The short way of caching_sha2_password. Undefined: it proves nothing, and the whole password is to be asked for. */
  caching(nonce: Uint8Array, answer: Uint8Array): Credentials | undefined;
  /** The whole password, a secret or a token. Rejects with RefusedError. */
  whole(password: string): Promise<Credentials>;
}

/** Made by a PasswordCheck that succeeded, by nothing else. */
export interface SecretProof {
  readonly agentName: string;
}

export type Credentials =
  | { readonly kind: 'token'; readonly user: string; readonly token: string }
  | { readonly kind: 'scram'; readonly user: string; readonly proof: ScramProof }
  | { readonly kind: 'secret'; readonly user: string; readonly proof: SecretProof }
  | { readonly kind: 'certificate'; readonly user: string; readonly subject: string };

/** What the session wants to reach, as the client named it. */
export interface Destination {
  readonly upstream: string;
  readonly database: string;
  /** Intent named at start-up, if any. */
  readonly intent?: string;
  /** What the client says that it is (application_name, connection attributes), for the record. */
  readonly client?: string;
}

export interface Gate {
  challenge(user: string, channel: Channel): Challenge;
  /** The same question for protocols without SASL. Throws RefusedError. */
  passwordCheck(user: string, channel: Channel): PasswordCheck;
  /** Refused logins are recorded too. Throws RefusedError. */
  admit(credentials: Credentials, destination: Destination, channel: Channel): Promise<Session>;
  /** A login that ended before any credentials were complete (wrong proof, timeout). */
  recordFailedLogin(user: string, refused: RefusedError, channel: Channel): void;
}

export type Phase =
  /** A whole text that runs at once (simple Query, COM_QUERY). */
  | 'simple'
  /** Text is given to be prepared; nothing runs yet, so nothing is held yet. */
  | 'prepare'
  /** A prepared statement runs. */
  | 'execute'
  /** One that was permitted goes on where it was suspended: the same run, so nothing is held again. */
  | 'resume';

export interface Request {
  readonly phase: Phase;
  /** The text as the client sent it. */
  readonly text: string;
  readonly statements: readonly Statement[];
  /** The same object for statements that differ in nothing that is judged or named in the record: what is remembered of them is remembered by it. */
  readonly alike?: object;
  /** What the prepared name or the cursor that statement `i` names (EXECUTE, FETCH) stands for; empty where no statement names one. Judged too. */
  readonly standsFor: readonly (readonly Statement[])[];
  /** The texts of those, for whoever has to approve. */
  readonly innerTexts: readonly string[];
  /** What the statements were read with. */
  readonly catalog: Catalog;
  /** Digest of parameter values and formats, for the binding of an approval. Computed only when a hold needs it. */
  readonly parameters?: () => string;
  /** Exactly what may go upstream when this is allowed. */
  readonly bytes: Uint8Array;
  /** Tells the client that its statement waits (a NOTICE where the protocol has one). */
  readonly tell: (message: string, hint: string) => void;
}

/** A statement that could not even be read: refused before any rule is asked, and recorded. */
export interface UnreadRequest {
  readonly phase: Phase;
  /** Whose literals and comments the text has, for the record. */
  readonly dialect: Statement['dialect'];
  readonly text: string;
  readonly refusal: Refusal;
}

export type Ruling =
  | {
      readonly kind: 'forward';
      readonly permit: Permit;
      readonly limits: StatementLimits;
      /** One for each statement of the request; undefined where no mask is in force. */
      readonly masks: readonly (MaskPlan | undefined)[];
      /** Some statement touches a relation that has a masked column: its errors and notices are to be cleaned. */
      readonly errors: 'verbatim' | 'without_detail' | 'withheld';
    }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** `SET wirewall.…` was taken: the protocol answers with success and forwards nothing of the client's. */
  | { readonly kind: 'answered'; readonly command: string };

/** How the columns of one result are to be changed. */
export interface MaskPlan {
  /** One for each output column; undefined where it passes as it is. */
  readonly columns: readonly (ColumnMasker | undefined)[];
  /** What the server is expected to name as each column's origin; undefined where that can't be told. */
  readonly origins: readonly (Origin | undefined)[];
}

/** `none`: the server should name no column at all. `names`: it should name one of these, or none (MySQL). */
export type Origin =
  | { readonly kind: 'number'; readonly oid: number; readonly attribute: number }
  | { readonly kind: 'names'; readonly columns: readonly BaseColumn[] }
  | { readonly kind: 'none' };

export interface ColumnMasker {
  /** Types (by OID) whose values this can change while keeping the type; every other type becomes NULL. */
  readonly textOnly: boolean;
  /** UTF-8 in, UTF-8 out; null becomes NULL. Never called for NULL. */
  mask(value: Uint8Array): Uint8Array | null;
}

/** Made by the gate alone, spent once; holds what may be sent. */
export interface Permit {
  readonly id: string;
  /** Gives the bytes, once. Throws InternalFault the second time. */
  spend(): Uint8Array;
}

export interface Outcome {
  /** `skipped`: the server never ran it, because an earlier statement of the pipeline failed. `unknown`: the connection was lost. */
  readonly result: 'done' | 'failed' | 'skipped' | 'cut' | 'unknown';
  readonly rows: number;
  readonly bytes: number;
  readonly maskedCells: number;
  /** SQLSTATE or MySQL number, when failed or cut. */
  readonly errorCode?: string;
  readonly command?: string;
  readonly durationMs: number;
}

/** What goes upstream that no client statement stands behind. */
export type OwnPurpose =
  /** Sync, Flush, Close, Describe, Bind of a judged statement, Terminate, PING. */
  | 'protocol'
  /** A statement of ours that fails upstream, so that the server itself does what follows an error. */
  | 'refusal'
  /** Reads back what names resolve by. */
  | 'probe'
  /** Stands in line for a statement that was answered by us. */
  | 'answer';

export interface Session {
  readonly id: string;
  readonly agent: Agent;
  /** At once where it can be; a promise where it waits for a human, a disk or a token's issuer. `signal`: the client went away. */
  decide(request: Request, signal: AbortSignal): Ruling | Promise<Ruling>;
  /** Records a statement that could not be read; gives the refusal with its decision's id. */
  refuse(request: UnreadRequest): Refusal;
  own(purpose: OwnPurpose, bytes: Uint8Array): Permit;
  settle(permit: Permit, outcome: Outcome): void;
  /** Identity and revocation alone, for messages that carry no statement. Undefined: still welcome. */
  check(): Refusal | undefined;
  /** Aborted with a Refusal as its reason: revoked, cut off by an operator, draining. */
  readonly ended: AbortSignal;
  close(): void;
}
