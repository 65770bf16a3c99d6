/** What a statement other than SELECT, INSERT, UPDATE, DELETE, MERGE does, in words that need no catalog: names are as written. */
import type { Node, TypeName } from '@pgsql/types';
import type { ObjectKind, Privilege } from '../../../../core/action.ts';
import type { Hazard, PositionKind, SessionEffect, StatementKind } from '../../../statement.ts';

/** An object that is touched, not yet resolved. */
export interface UnresolvedObject {
  readonly privilege: Privilege;
  readonly kind: ObjectKind;
  /** For `other`, and where it helps a message: `extension`, `server`, `publication`, `operator`, `index`. Else the kind itself. */
  readonly what: string;
  /**
   * The parts as written (folded by the parser). Empty for `schema`: the one in which new objects are made, the first of the search
   * path that exists. Empty for `database`: the current one. Empty for `role`: the session's own. A database part in front
   * (`db.schema.table`) is not removed. For `other` that lives in no schema one part.
   */
  readonly name: readonly string[];
  /** As in Access. Absent for objects without columns. */
  readonly columns?: readonly string[] | 'any' | 'all';
  /** Input argument types of a function; absent: every function of that name. */
  readonly signature?: readonly TypeName[];
  /**
   * `must exist`: resolve, else the server's "does not exist". `ok`: IF EXISTS was written, nothing is touched when it doesn't resolve.
   * `is created`: not looked up.
   */
  readonly missing: 'ok' | 'must exist' | 'is created';
  /** Whether children and partitions are touched too: false for ONLY. Absent for what has none. */
  readonly descendants?: boolean;
  /** Byte offset, -1 where the tree has none. */
  readonly offset: number;
}

/** Which columns a free-standing expression sees. */
export type ExpressionScope =
  | { readonly kind: 'none' }
  /** An existing relation, by its name and by `aliases` (OLD and NEW of triggers and rules); `added`: columns that the statement adds. */
  | {
      readonly kind: 'relation';
      readonly name: readonly string[];
      readonly added: readonly string[];
      readonly aliases: readonly string[];
      readonly missing: 'ok' | 'must exist';
    }
  /** The columns of a table that is being made, under its name; `like`: relations and composite types whose columns it gets besides. */
  | {
      readonly kind: 'columns';
      readonly table: string;
      readonly columns: readonly string[];
      readonly like: readonly (readonly string[])[];
    };

export interface ScopedExpression {
  readonly node: Node;
  readonly scope: ExpressionScope;
  readonly position: PositionKind;
}

/**
 * A whole statement inside. `result`: its rows are what the client gets (EXPLAIN, PREPARE, DECLARE, COPY TO). `stored`: its rows are written to
 * what is made (CREATE TABLE AS, a materialised view). `definition`: kept as text, run later (a view, a rule; a rule's sees OLD and NEW).
 */
export interface InnerQuery {
  readonly node: Node;
  readonly role: 'result' | 'stored' | 'definition';
  /** For a rule's actions: the relation of OLD and NEW. */
  readonly rowsOf?: readonly string[];
}

/** The inner statement of `prepare` and `declare` is `queries[0]`. */
export type UtilityEffect =
  | Exclude<SessionEffect, { readonly kind: 'prepare' | 'declare' }>
  | { readonly kind: 'prepare'; readonly name: string }
  | { readonly kind: 'declare'; readonly name: string };

export interface UtilityDescription {
  readonly kind: StatementKind;
  /** The server's command tag, without counts: `ALTER TABLE`. */
  readonly command: string;
  readonly effect: UtilityEffect;
  readonly objects: readonly UnresolvedObject[];
  /** Types that are named. */
  readonly types: readonly TypeName[];
  readonly expressions: readonly ScopedExpression[];
  readonly queries: readonly InnerQuery[];
  /**
   * Existing relations all of whose columns count as used in position `ddl`: they get another name, join or leave a
   * parent, or are sent to other servers, so that what was said about them by name or by parent no longer holds.
   */
  readonly everyColumnOf: readonly { readonly name: readonly string[]; readonly missing: 'ok' | 'must exist' }[];
  readonly hazards: readonly Hazard[];
  readonly secretText: boolean;
  /** Of the statement itself; what `queries` do is for the analysis to see. */
  readonly readOnly: boolean;
  /** Inner queries of role `result` are run now: EXPLAIN ANALYZE. */
  readonly runs: boolean;
  /** Name of a setting whose value the statement returns (SHOW), for `readableSetting`; already checked: a refused one is a hazard. */
  readonly shows?: string;
}
