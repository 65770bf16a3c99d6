/**
 * The kinds of line that the audit log has. Plain data, filled in by the gate; the log adds time, stream, sequence and chain.
 * Knows no protocol and no SQL: what a statement touches is handed in as names. docs/audit-format.md says how it looks on disk.
 */

/** Whom and what an entry is about, as far as it is known. */
export interface About {
  /** UUIDv7. Made by the log where the caller doesn't need to know it before. */
  readonly id?: string | undefined;
  readonly agent?: string | undefined;
  readonly tenant?: string | undefined;
  readonly session?: string | undefined;
  readonly upstream?: string | undefined;
  readonly database?: string | undefined;
  readonly intent?: string | undefined;
}

/**
 * A text and what reading it found. Keep the object with the cached analysis and hand in the same one again: its encoded
 * form is kept with it.
 */
export interface RecordedStatement {
  readonly dialect: 'postgres' | 'mysql';
  readonly text: string;
  /** False for a text that could not be read: it is recorded more warily, because nobody knows what its words are. */
  readonly parsed: boolean;
  /** Some statement of the text may hold a secret. */
  readonly secretText: boolean;
  readonly kinds: readonly string[];
  /** Command tags: `SELECT`, `ALTER TABLE`. */
  readonly commands: readonly string[];
  /** `schema.table`. */
  readonly tables: readonly string[];
  /** `schema.table.column`. */
  readonly columns: readonly string[];
  readonly functions: readonly string[];
}

export interface RecordedRule {
  readonly file: string;
  readonly line: number;
}

/** Before anything of a statement goes upstream; also for each refusal. */
export interface DecisionEntry extends About {
  readonly type: 'decision';
  readonly id: string;
  readonly phase: 'simple' | 'prepare' | 'execute';
  readonly verdict: 'allow' | 'hold' | 'deny';
  readonly statement: RecordedStatement;
  readonly code?: string | undefined;
  /** The refusal's message, never its hint. Left out where the text was unreadable and may hold a secret. */
  readonly message?: string | undefined;
  /** The lines that spoke. */
  readonly rules?: readonly RecordedRule[] | undefined;
  /** The grant line that would allow it. */
  readonly grant?: string | undefined;
  readonly masks?: readonly { readonly column: string; readonly mask: string }[] | undefined;
  readonly approval?: string | undefined;
  readonly peer?: string | undefined;
}

/** What became of a statement that was let pass. */
export interface OutcomeEntry extends About {
  readonly type: 'outcome';
  readonly decision: string;
  readonly result: 'done' | 'failed' | 'skipped' | 'cut' | 'unknown';
  readonly rows: number;
  readonly bytes: number;
  readonly maskedCells: number;
  readonly maskedColumns: readonly string[];
  readonly errorCode?: string | undefined;
  readonly command?: string | undefined;
  readonly durationMs: number;
}

export interface LoginEntry extends About {
  readonly type: 'login';
  readonly method: 'token' | 'scram' | 'secret' | 'certificate';
  readonly user: string;
  readonly peer: string;
  readonly encrypted: boolean;
  /** What the client says that it is. */
  readonly client?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly tokenId?: string | undefined;
  readonly expiresAtMs?: number | undefined;
}

export interface LoginRefusedEntry extends About {
  readonly type: 'login_refused';
  readonly user: string;
  readonly peer: string;
  readonly code: string;
  readonly message?: string | undefined;
  readonly method?: 'token' | 'scram' | 'secret' | 'certificate' | undefined;
}

export interface LogoutEntry extends About {
  readonly type: 'logout';
  /** `client`: it left; otherwise a code: WW_REVOKED, WW_SHUTTING_DOWN, … */
  readonly reason: string;
  readonly statements?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** A new token on a live session. The token itself is never here. */
export interface RenewalEntry extends About {
  readonly type: 'renewal';
  readonly tokenId: string;
  readonly expiresAtMs?: number | undefined;
}

/** The session's intent was set; `intent` names it. */
export interface IntentEntry extends About {
  readonly type: 'intent';
  readonly source: 'token' | 'startup' | 'set';
}

export interface ApprovalEntry extends About {
  readonly type: 'approval';
  readonly event: 'requested' | 'approved' | 'rejected' | 'withdrawn' | 'used' | 'expired';
  readonly approval: string;
  readonly decision?: string | undefined;
  readonly approver?: string | undefined;
  readonly reason?: string | undefined;
}

export interface RulesLoadedEntry extends About {
  readonly type: 'rules_loaded';
  /** Digest of the rule files. */
  readonly version: string;
  readonly files: readonly string[];
}

/** A reload that failed; the rules before it stay in force. */
export interface RulesRejectedEntry extends About {
  readonly type: 'rules_rejected';
  readonly problems: readonly string[];
}

export interface RevocationSeenEntry extends About {
  readonly type: 'revocation_seen';
  readonly subject: 'agent' | 'token' | 'session';
  readonly value: string;
  readonly reason?: string | undefined;
}

export interface CatalogLoadedEntry extends About {
  readonly type: 'catalog_loaded';
  readonly version: string;
  readonly tables: number;
  readonly durationMs?: number | undefined;
}

export interface GatewayStartedEntry extends About {
  readonly type: 'gateway_started';
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  readonly listeners: readonly string[];
}

export interface GatewayStoppedEntry extends About {
  readonly type: 'gateway_stopped';
  readonly reason: string;
}

/** The chain's head at one moment. Its signature comes with the checkpoints' own issue; an unsigned one proves nothing by itself. */
export interface CheckpointEntry extends About {
  readonly type: 'checkpoint';
  readonly through: number;
  readonly head: string;
}

/** First line of each file. Written by the log itself. */
export interface FileOpenedEntry extends About {
  readonly type: 'file_opened';
  readonly format: 1;
  /** Counts from 1 within the stream. */
  readonly file: number;
}

/** The disk took no lines and the buffer was full: so many entries that hold up nothing were lost. Written by the log itself. */
export interface GapEntry extends About {
  readonly type: 'gap';
  readonly lost: number;
}

export type Entry =
  | DecisionEntry
  | OutcomeEntry
  | LoginEntry
  | LoginRefusedEntry
  | LogoutEntry
  | RenewalEntry
  | IntentEntry
  | ApprovalEntry
  | RulesLoadedEntry
  | RulesRejectedEntry
  | RevocationSeenEntry
  | CatalogLoadedEntry
  | GatewayStartedEntry
  | GatewayStoppedEntry
  | CheckpointEntry
  | FileOpenedEntry
  | GapEntry;

export type EntryType = Entry['type'];
