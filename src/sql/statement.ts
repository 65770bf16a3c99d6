/**
 * What reading one SQL statement yields: plain, frozen data (it crosses worker threads), the same for every dialect.
 * Knows nothing of who asks, of rules or of masks.
 */
import type { Access, Action, ObjectName } from '../core/action.ts';
import type { Refusal } from '../core/refusal.ts';

export type StatementKind =
  | 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'values' | 'copy'
  | 'ddl' | 'grant' | 'truncate' | 'refresh' | 'maintenance'
  | 'transaction' | 'set' | 'show' | 'discard' | 'explain'
  | 'prepare' | 'execute' | 'deallocate' | 'declare' | 'fetch' | 'close'
  | 'listen' | 'notify' | 'lock' | 'kill' | 'call' | 'do' | 'own' | 'empty' | 'other'; // prettier-ignore

/** A column of a base table, as the catalog spells it. */
export interface BaseColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** The server's identity of the table and the column's number, where it has them. */
  readonly oid?: number;
  readonly attribute?: number;
}

/** Where a value comes from. `unknown` is refused wherever a mask could apply. */
export type Lineage =
  /** Literals, parameters, functions of no column. */
  | { readonly kind: 'none' }
  /** Each value is, unchanged, the value of one of these (several through UNION ALL or a view). */
  | { readonly kind: 'copy'; readonly columns: readonly BaseColumn[] }
  | { readonly kind: 'derived'; readonly columns: readonly BaseColumn[] }
  | { readonly kind: 'unknown'; readonly why: string };

export interface OutputColumn {
  /** The name in the result, as far as the analysis can tell it. */
  readonly name: string;
  readonly lineage: Lineage;
  /**
   * The relation column that the server will name as this output's origin (for a view: the view's own), when it is a plain column reference.
   * Compared with RowDescription; undefined where the server is expected to give none.
   */
  readonly origin?: BaseColumn;
}

/**
 * Each place of a base column other than as a plain output of the statement. An output that is derived counts as `argument`.
 * `count` is inside `count(column)` without DISTINCT or FILTER, `null_test` is IS [NOT] NULL.
 */
export type PositionKind =
  | 'predicate' | 'join' | 'group' | 'order' | 'distinct' | 'having' | 'window' | 'limit' | 'filter' | 'condition'
  | 'argument' | 'cast' | 'set_operation' | 'count' | 'null_test' | 'subquery' | 'conflict' | 'ddl' | 'whole_row' | 'other'; // prettier-ignore

export interface Position {
  readonly column: BaseColumn;
  readonly kind: PositionKind;
  /** Byte offset in the text, -1 where it can't be told. */
  readonly offset: number;
}

/** Data written: to which column, from where. A target outside tables (a variable, a file) has no column. */
export interface Write {
  readonly target: BaseColumn | undefined;
  readonly from: Lineage;
  readonly offset: number;
}

/** What is dangerous whatever the grants say. `opaque`: runs something that can't be read. */
export type Hazard =
  | { readonly kind: 'opaque'; readonly what: string; readonly offset: number }
  | { readonly kind: 'file'; readonly what: string; readonly offset: number }
  | { readonly kind: 'setting'; readonly what: string; readonly offset: number }
  | { readonly kind: 'not_supported'; readonly what: string; readonly offset: number };

/** What the statement does to the session, followed by the conversation. */
export type SessionEffect =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'transaction';
      readonly verb: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback_to' | 'prepare';
    }
  /** A setting that Wirewall doesn't resolve names by is `tracked: false`. */
  | { readonly kind: 'set'; readonly name: string; readonly tracked: boolean; readonly local: boolean }
  | { readonly kind: 'discard'; readonly what: 'all' | 'plans' | 'sequences' | 'temp' }
  | { readonly kind: 'ddl' }
  | { readonly kind: 'prepare'; readonly name: string; readonly inner: Statement }
  /** Judged as what the name stands for, then as itself. */
  | { readonly kind: 'execute'; readonly name: string }
  | { readonly kind: 'deallocate'; readonly name: string | undefined }
  | { readonly kind: 'declare'; readonly name: string; readonly inner: Statement }
  | { readonly kind: 'fetch'; readonly name: string }
  | { readonly kind: 'close'; readonly name: string | undefined }
  /** KILL on MySQL: answered by us, for sessions of the same agent. `id` as the client was told it. */
  | { readonly kind: 'kill'; readonly what: 'query' | 'connection'; readonly id: number }
  /** SHOW WARNINGS, SHOW ERRORS: about the statement before, which may have been refused. `count`: SHOW COUNT(*) … */
  | { readonly kind: 'diagnostics'; readonly what: 'warnings' | 'errors'; readonly count: boolean }
  /** `SET wirewall.token`, `wirewall.intent`, `wirewall.reason`: answered by us, never forwarded. */
  | { readonly kind: 'own'; readonly name: 'token' | 'intent' | 'reason'; readonly value: string };

/** A call of a function that is not on the shipped list, and where its result goes. */
export interface FunctionCall {
  readonly object: ObjectName;
  /** Index of the output column that is this call's result and nothing else; undefined anywhere else. */
  readonly output: number | undefined;
}

/** What can only be judged once a parameter has its value: at Bind. Where no value will be seen, it is refused. */
export interface DeferredCheck {
  /** The value must be the name of a setting that may be read. */
  readonly kind: 'readable_setting';
  /** 1 for `$1`. */
  readonly parameter: number;
  /** Byte offset in the text. */
  readonly offset: number;
}

export interface Statement extends Action {
  readonly dialect: 'postgres' | 'mysql';
  readonly kind: StatementKind;
  /** As the server's command tag names it: `SELECT`, `ALTER TABLE`. */
  readonly command: string;
  /** Byte offsets of the statement within the text. */
  readonly start: number;
  readonly end: number;
  readonly accesses: readonly Access[];
  /** Every function called, schema-qualified, those on the shipped list included; for the audit and `explain`. */
  readonly functions: readonly string[];
  /** Where the granted functions' results go. Absent: not told, so a result that is not clean refuses the statement. */
  readonly calls?: readonly FunctionCall[];
  /** Undefined when the statement returns no rows. */
  readonly output: readonly OutputColumn[] | undefined;
  readonly positions: readonly Position[];
  readonly writes: readonly Write[];
  readonly hazards: readonly Hazard[];
  readonly effect: SessionEffect;
  /** UPDATE or DELETE without WHERE. */
  readonly withoutWhere: boolean;
  /** True only for statements that can write nothing at all and run nothing that could. */
  readonly readOnly: boolean;
  /** Its text may hold a secret (PASSWORD '…', a connection string): it is recorded with its literals taken out. */
  readonly secretText: boolean;
  /** Highest $n or number of ?. */
  readonly parameters: number;
  /** Absent: nothing waits for a parameter's value. */
  readonly deferred?: readonly DeferredCheck[];
}

/** What reading a text yields. A text is judged whole. */
export type Analysis =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
