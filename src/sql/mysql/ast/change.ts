/** INSERT, REPLACE, UPDATE, DELETE. */
import type { ColumnReference, Expression } from './expression.ts';
import type { Name, QualifiedName, Span } from './node.ts';
import type { Limit, OrderItem, Query, SelectItem, TableReference, With } from './query.ts';

export type ChangePriority = 'LOW_PRIORITY' | 'HIGH_PRIORITY' | 'DELAYED';

export interface ColumnAssignment extends Span {
  readonly kind: 'ColumnAssignment';
  readonly column: ColumnReference;
  readonly value: Expression;
}

/** INSERT … SET is VALUES of one row. */
export interface Insert extends Span {
  readonly kind: 'Insert';
  readonly verb: 'INSERT' | 'REPLACE';
  readonly priority: ChangePriority | undefined;
  readonly ignore: boolean;
  readonly table: QualifiedName;
  readonly partitions: readonly Name[];
  /** Undefined: all columns in their order. */
  readonly columns: readonly ColumnReference[] | undefined;
  readonly source: { readonly kind: 'Rows'; readonly rows: readonly (readonly Expression[])[] } | { readonly kind: 'FromQuery'; readonly query: Query };
  /** AS new(a, b): names for the row that would have been inserted. */
  readonly rowAlias: { readonly name: Name; readonly columns: readonly Name[] } | undefined;
  readonly onDuplicate: readonly ColumnAssignment[];
  /** On MariaDB. */
  readonly returning: readonly SelectItem[];
} // prettier-ignore

/** One table, or a join. */
export interface Update extends Span {
  readonly kind: 'Update';
  readonly with: With | undefined;
  readonly lowPriority: boolean;
  readonly ignore: boolean;
  readonly tables: readonly TableReference[];
  readonly assignments: readonly ColumnAssignment[];
  readonly where: Expression | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | undefined;
}

export interface Delete extends Span {
  readonly kind: 'Delete';
  readonly with: With | undefined;
  readonly lowPriority: boolean;
  readonly quick: boolean;
  readonly ignore: boolean;
  /**
   * Tables or aliases that lose rows, where several tables are named: DELETE a, b FROM …, DELETE FROM a, b USING …. Undefined: the one table
   * in `from`.
   */
  readonly targets: readonly QualifiedName[] | undefined;
  readonly from: readonly TableReference[];
  readonly where: Expression | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | undefined;
  /** On MariaDB. */
  readonly returning: readonly SelectItem[];
}
