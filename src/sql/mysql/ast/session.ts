/** Statements about the session, the server's state and what there is: SET, SHOW, EXPLAIN, transactions, KILL. */
import type { ByteString } from '../bytes.ts';
import type { Expression, SystemVariable, UserVariable } from './expression.ts';
import type { Name, QualifiedName, Span } from './node.ts';
import type { Delete, Insert, Update } from './change.ts';
import type { Query } from './query.ts';

export interface SetStatement extends Span {
  readonly kind: 'Set';
  readonly assignments: readonly SetAssignment[];
}

export type SetAssignment =
  | (Span & { readonly kind: 'SetVariable'; readonly target: UserVariable | SystemVariable; readonly value: Expression | { readonly kind: 'Default' } })
  /** SET NAMES cs [COLLATE c], SET CHARACTER SET cs. Undefined charset: DEFAULT. */
  | (Span & { readonly kind: 'SetNames'; readonly charset: string | undefined; readonly collation: string | undefined })
  | (Span & { readonly kind: 'SetCharacterSet'; readonly charset: string | undefined }); // prettier-ignore

/** SET [GLOBAL | SESSION] TRANSACTION …. Characteristics as words, upper case: `ISOLATION LEVEL READ COMMITTED`, `READ ONLY`. */
export interface SetTransaction extends Span {
  readonly kind: 'SetTransaction';
  readonly scope: 'GLOBAL' | 'SESSION' | undefined;
  readonly characteristics: readonly string[];
}

/** START TRANSACTION, BEGIN, COMMIT, ROLLBACK and the savepoints. */
export type TransactionStatement =
  | (Span & { readonly kind: 'Begin'; readonly characteristics: readonly string[] })
  | (Span & { readonly kind: 'Commit' | 'Rollback'; readonly chain: boolean | undefined; readonly release: boolean | undefined })
  | (Span & { readonly kind: 'Savepoint' | 'RollbackTo' | 'ReleaseSavepoint'; readonly name: Name }); // prettier-ignore

export interface Use extends Span {
  readonly kind: 'Use';
  readonly database: Name;
}

/** What SHOW shows: the words behind SHOW that name it, upper case, one space between (FULL, EXTENDED, GLOBAL, SESSION taken out): `TABLES`, `CREATE TABLE`. */
export interface Show extends Span {
  readonly kind: 'Show';
  readonly what: string;
  readonly full: boolean;
  readonly extended: boolean;
  readonly scope: 'GLOBAL' | 'SESSION' | undefined;
  /** The table, view or routine that it is about. */
  readonly object: QualifiedName | undefined;
  /** FROM database. */
  readonly database: Name | undefined;
  /** SHOW ENGINE name …, SHOW CREATE USER 'name', …: what can't be told otherwise. */
  readonly argument: string | undefined;
  readonly like: ByteString | undefined;
  readonly where: Expression | undefined;
  /** Of SHOW WARNINGS and ERRORS. */
  readonly limit: { readonly count: string; readonly offset: string | undefined } | undefined;
}

/** DESCRIBE t, EXPLAIN t: as SHOW COLUMNS. */
export interface Describe extends Span {
  readonly kind: 'Describe';
  readonly table: QualifiedName;
  /** A column, or a pattern of names. */
  readonly column: string | undefined;
}

export interface Explain extends Span {
  readonly kind: 'Explain';
  /** EXPLAIN ANALYZE, ANALYZE on MariaDB: runs it. */
  readonly analyze: boolean;
  readonly extended: boolean;
  readonly partitions: boolean;
  readonly format: 'TRADITIONAL' | 'JSON' | 'TREE' | undefined;
  readonly statement: ExplainedStatement;
}

export type ExplainedStatement = Query | Insert | Update | Delete;

export interface Kill extends Span {
  readonly kind: 'Kill';
  readonly what: 'QUERY' | 'CONNECTION';
  readonly id: Expression;
}

export interface LockTables extends Span {
  readonly kind: 'LockTables';
  readonly locks: readonly {
    readonly table: QualifiedName;
    readonly alias: Name | undefined;
    readonly mode: 'READ' | 'READ LOCAL' | 'WRITE' | 'LOW_PRIORITY WRITE';
  }[];
}

export interface UnlockTables extends Span {
  readonly kind: 'UnlockTables';
}

export interface Call extends Span {
  readonly kind: 'Call';
  readonly procedure: QualifiedName;
  readonly arguments: readonly Expression[];
}

export interface Do extends Span {
  readonly kind: 'Do';
  readonly expressions: readonly Expression[];
}
