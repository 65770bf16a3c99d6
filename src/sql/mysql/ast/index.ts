/** The tree of a MySQL or MariaDB statement. What the parser doesn't understand is in no tree: it refuses. */
import type { Delete, Insert, Update } from './change.ts';
import type { Definition, Unread } from './definition.ts';
import type { Query } from './query.ts';
import type {
  Call, Describe, Do, Explain, Kill, LockTables, SetStatement, SetTransaction, Show, TransactionStatement, UnlockTables, Use,
} from './session.ts'; // prettier-ignore

export type * from './change.ts';
export type * from './definition.ts';
export type * from './expression.ts';
export type * from './node.ts';
export type * from './query.ts';
export type * from './session.ts';

export type StatementNode =
  | Query
  | Insert
  | Update
  | Delete
  | SetStatement
  | SetTransaction
  | TransactionStatement
  | Use
  | Show
  | Describe
  | Explain
  | Kill
  | LockTables
  | UnlockTables
  | Call
  | Do
  | Definition
  | Unread;
