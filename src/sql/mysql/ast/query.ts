/** Queries and what they read from. */
import type { Expression, UserVariable, WindowSpecification } from './expression.ts';
import type { ByteString } from '../bytes.ts';
import type { Name, QualifiedName, Span } from './node.ts';

/** A query expression: [WITH] body [ORDER BY] [LIMIT] [INTO] [locking]. A query in parentheses is the same without them. */
export interface Query extends Span {
  readonly kind: 'Query';
  readonly with: With | undefined;
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Limit | undefined;
  /** INTO, wherever it stood. Only at the top. */
  readonly into: Into | undefined;
  readonly locking: readonly Locking[];
}

/** `Query` as an operand: one in parentheses with clauses of its own. */
export type QueryBody = Select | SetOperation | ValuesQuery | TableQuery | Query;

export interface With extends Span {
  readonly kind: 'With';
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
}

export interface CommonTable extends Span {
  readonly kind: 'CommonTable';
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}

export type SelectModifier =
  | 'ALL' | 'DISTINCT' | 'HIGH_PRIORITY' | 'STRAIGHT_JOIN' | 'SQL_SMALL_RESULT' | 'SQL_BIG_RESULT' | 'SQL_BUFFER_RESULT'
  | 'SQL_NO_CACHE' | 'SQL_CACHE' | 'SQL_CALC_FOUND_ROWS'; // prettier-ignore

export interface Select extends Span {
  readonly kind: 'Select';
  /** DISTINCTROW is DISTINCT. */
  readonly modifiers: readonly SelectModifier[];
  readonly items: readonly SelectItem[];
  /** Empty without FROM, and for FROM DUAL. Several are a comma's join. */
  readonly from: readonly TableReference[];
  readonly dual: boolean;
  readonly where: Expression | undefined;
  readonly groupBy: readonly OrderItem[];
  readonly rollup: boolean;
  readonly having: Expression | undefined;
  readonly windows: readonly { readonly name: Name; readonly window: WindowSpecification }[];
}

export type SelectItem = SelectExpression | Star;

export interface SelectExpression extends Span {
  readonly kind: 'SelectExpression';
  readonly expression: Expression;
  readonly alias: Name | undefined;
  /**
   * The name that the server takes from the text where there is no alias, and what is printed would give another: for all but plain columns
   * and single literals. In Unicode. At the top the protocol sets it in the column's definition; further in it is printed as an alias.
   */
  readonly label: string | undefined;
}

/** `*`, `t.*`, `db.t.*`. */
export interface Star extends Span {
  readonly kind: 'Star';
  readonly schema: Name | undefined;
  readonly table: Name | undefined;
}

export interface SetOperation extends Span {
  readonly kind: 'SetOperation';
  /** MINUS is EXCEPT. */
  readonly operator: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

/** VALUES ROW(…), …; on MariaDB VALUES (…), …, which `rowWord` false means. */
export interface ValuesQuery extends Span {
  readonly kind: 'ValuesQuery';
  readonly rowWord: boolean;
  readonly rows: readonly (readonly Expression[])[];
}

/** TABLE t. */
export interface TableQuery extends Span {
  readonly kind: 'TableQuery';
  readonly table: QualifiedName;
}

export interface OrderItem extends Span {
  readonly kind: 'OrderItem';
  readonly expression: Expression;
  readonly direction: 'ASC' | 'DESC' | undefined;
}

/** LIMIT a, b and LIMIT b OFFSET a are one. Expressions are numbers, parameters, or names of variables. */
export interface Limit extends Span {
  readonly kind: 'Limit';
  readonly count: Expression;
  readonly offset: Expression | undefined;
}

export interface Locking extends Span {
  readonly kind: 'Locking';
  /** LOCK IN SHARE MODE is `LOCK IN SHARE MODE`, since MariaDB has no FOR SHARE. */
  readonly strength: 'UPDATE' | 'SHARE' | 'LOCK IN SHARE MODE';
  /** Names or aliases of FROM. */
  readonly tables: readonly QualifiedName[];
  readonly wait: 'NOWAIT' | 'SKIP LOCKED' | { readonly seconds: string } | undefined;
}

export type Into =
  | (Span & { readonly kind: 'IntoVariables'; readonly variables: readonly UserVariable[] })
  | (Span & { readonly kind: 'IntoFile'; readonly form: 'OUTFILE' | 'DUMPFILE'; readonly file: ByteString });

export type TableReference = TableName | DerivedTable | JsonTable | Join | JoinGroup;

export interface TableName extends Span {
  readonly kind: 'TableName';
  readonly table: QualifiedName;
  readonly partitions: readonly Name[];
  readonly alias: Name | undefined;
  readonly hints: readonly IndexHint[];
}

export interface IndexHint extends Span {
  readonly kind: 'IndexHint';
  readonly verb: 'USE' | 'IGNORE' | 'FORCE';
  readonly scope: 'JOIN' | 'ORDER BY' | 'GROUP BY' | undefined;
  readonly indexes: readonly Name[];
}

/** A query in FROM; MariaDB lets the alias of VALUES be missing. */
export interface DerivedTable extends Span {
  readonly kind: 'DerivedTable';
  readonly lateral: boolean;
  readonly query: Query;
  readonly alias: Name;
  readonly columns: readonly Name[];
}

export interface JsonTable extends Span {
  readonly kind: 'JsonTable';
  readonly document: Expression;
  readonly path: Expression;
  readonly columns: readonly JsonColumn[];
  readonly alias: Name;
}

export type JsonColumn =
  | (Span & { readonly kind: 'JsonOrdinality'; readonly name: Name })
  | (Span & { readonly kind: 'JsonPath'; readonly name: Name; readonly type: DataType; readonly exists: boolean; readonly path: Expression; readonly onEmpty: JsonReaction; readonly onError: JsonReaction })
  | (Span & { readonly kind: 'JsonNested'; readonly path: Expression; readonly columns: readonly JsonColumn[] }); // prettier-ignore

export type JsonReaction = 'NULL' | 'ERROR' | { readonly value: Expression } | undefined;

/** A column's type as it is declared: words, lengths or members, and what follows them. Upper case, one space between words. */
export interface DataType extends Span {
  readonly kind: 'DataType';
  readonly type: string;
  readonly lengths: readonly string[];
  /** Of ENUM and SET. */
  readonly members: readonly ByteString[];
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
}

export interface Join extends Span {
  readonly kind: 'Join';
  readonly type: 'INNER' | 'CROSS' | 'STRAIGHT' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly natural: boolean;
  readonly left: TableReference;
  readonly right: TableReference;
  readonly on: Expression | undefined;
  readonly using: readonly Name[];
}

/** (a, b): a comma's join inside parentheses. Parentheses around one reference are not kept; ODBC's { OJ … } neither. */
export interface JoinGroup extends Span {
  readonly kind: 'JoinGroup';
  readonly references: readonly TableReference[];
}
