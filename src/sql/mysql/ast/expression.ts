/** Expressions: what a value is worked out from. */
import type { ByteString } from '../bytes.ts';
import type { Name, QualifiedName, Span } from './node.ts';
import type { OrderItem, Query } from './query.ts';

export type Expression =
  | StringLiteral
  | NumberLiteral
  | BinaryLiteral
  | TemporalLiteral
  | KeywordLiteral
  | Parameter
  | ColumnReference
  | DefaultValue
  | InsertedValue
  | UserVariable
  | SystemVariable
  | Assignment
  | UnaryOperation
  | BinaryOperation
  | QuantifiedComparison
  | IsTest
  | Between
  | InList
  | InQuery
  | Like
  | RegularExpression
  | Case
  | Cast
  | ConvertUsing
  | Collate
  | DateArithmetic
  | Exists
  | ScalarQuery
  | Row
  | FunctionCall
  | Extract
  | Trim
  | Match
  | WithinGroup;

/** 'a' 'b' is one literal. */
export interface StringLiteral extends Span {
  readonly kind: 'StringLiteral';
  /** In the character set of the text, or in that of the introducer. */
  readonly value: ByteString;
  /** Of the introducer, lower case; `utf8mb3` for N'…'. */
  readonly charset: string | undefined;
  /** The first piece where there are several: the name that the server gives to the column. */
  readonly firstPiece: ByteString | undefined;
}

export interface NumberLiteral extends Span {
  readonly kind: 'NumberLiteral';
  readonly type: 'integer' | 'decimal' | 'float';
  /** As written, without a sign. */
  readonly text: string;
}

/** x'4D', 0x4D, b'101', 0b101. */
export interface BinaryLiteral extends Span {
  readonly kind: 'BinaryLiteral';
  readonly base: 'hex' | 'bit';
  readonly digits: string;
  /** As the token has it: on MariaDB x'4D' + 0 is 0, and 0x4D + 0 is 77. */
  readonly quoted: boolean;
  readonly charset: string | undefined;
}

/** DATE '…', TIME '…', TIMESTAMP '…', and their ODBC forms {d '…'}, {t '…'}, {ts '…'}. */
export interface TemporalLiteral extends Span {
  readonly kind: 'TemporalLiteral';
  readonly type: 'DATE' | 'TIME' | 'TIMESTAMP';
  readonly value: ByteString;
}

export interface KeywordLiteral extends Span {
  readonly kind: 'KeywordLiteral';
  readonly value: 'NULL' | 'TRUE' | 'FALSE';
}

/** `?`; the first one is 1. */
export interface Parameter extends Span {
  readonly kind: 'Parameter';
  readonly index: number;
}

export interface ColumnReference extends Span {
  readonly kind: 'ColumnReference';
  readonly schema: Name | undefined;
  readonly table: Name | undefined;
  readonly column: Name;
}

/** DEFAULT where a value of a column is assigned, DEFAULT(column) anywhere. */
export interface DefaultValue extends Span {
  readonly kind: 'DefaultValue';
  readonly column: ColumnReference | undefined;
}

/** VALUES(column), VALUE(column) on MariaDB: what would have been inserted. In ON DUPLICATE KEY UPDATE alone. */
export interface InsertedValue extends Span {
  readonly kind: 'InsertedValue';
  readonly column: ColumnReference;
}

export interface UserVariable extends Span {
  readonly kind: 'UserVariable';
  readonly name: string;
}

export interface SystemVariable extends Span {
  readonly kind: 'SystemVariable';
  /** Undefined for @@name. LOCAL is SESSION. */
  readonly scope: 'GLOBAL' | 'SESSION' | 'PERSIST' | 'PERSIST_ONLY' | undefined;
  /** `component.name`, or the name of a key cache. */
  readonly base: Name | undefined;
  readonly name: Name;
}

/** @a := expression. */
export interface Assignment extends Span {
  readonly kind: 'Assignment';
  readonly variable: UserVariable;
  readonly value: Expression;
}

export interface UnaryOperation extends Span {
  readonly kind: 'UnaryOperation';
  /** `!` is printed as NOT only where that means the same: it binds tighter. */
  readonly operator: '-' | '+' | '~' | '!' | 'NOT' | 'BINARY';
  readonly operand: Expression;
}

/** `&&` is AND, `!=` is <>, MOD and % are %. `||` is OR or CONCAT as the mode had it. */
export type BinaryOperator =
  | 'OR' | 'XOR' | 'AND' | 'CONCAT'
  | '=' | '<=>' | '<>' | '<' | '<=' | '>' | '>=' | 'SOUNDS LIKE' | 'MEMBER OF'
  | '|' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | 'DIV' | '%' | '^' | '->' | '->>'; // prettier-ignore

export interface BinaryOperation extends Span {
  readonly kind: 'BinaryOperation';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `a > ALL (query)`; SOME is ANY. */
export interface QuantifiedComparison extends Span {
  readonly kind: 'QuantifiedComparison';
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly quantifier: 'ALL' | 'ANY';
  readonly left: Expression;
  readonly query: Query;
}

export interface IsTest extends Span {
  readonly kind: 'IsTest';
  readonly operand: Expression;
  readonly not: boolean;
  readonly test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';
}

export interface Between extends Span {
  readonly kind: 'Between';
  readonly operand: Expression;
  readonly not: boolean;
  readonly low: Expression;
  readonly high: Expression;
}

export interface InList extends Span {
  readonly kind: 'InList';
  readonly operand: Expression;
  readonly not: boolean;
  readonly items: readonly Expression[];
}

export interface InQuery extends Span {
  readonly kind: 'InQuery';
  readonly operand: Expression;
  readonly not: boolean;
  readonly query: Query;
}

/** The parser writes ESCAPE '' where NO_BACKSLASH_ESCAPES means it, since that mode is off upstream. */
export interface Like extends Span {
  readonly kind: 'Like';
  readonly operand: Expression;
  readonly not: boolean;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
}

/** REGEXP, RLIKE. */
export interface RegularExpression extends Span {
  readonly kind: 'RegularExpression';
  readonly operand: Expression;
  readonly not: boolean;
  readonly pattern: Expression;
}

export interface Case extends Span {
  readonly kind: 'Case';
  readonly operand: Expression | undefined;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | undefined;
}

/** The type as CAST takes it, upper case, one space between words: `SIGNED`, `DECIMAL`, `CHAR`, `DATETIME`, `JSON`. */
export interface CastType extends Span {
  readonly kind: 'CastType';
  readonly type: string;
  /** Lengths: `DECIMAL(10, 2)` has two. */
  readonly lengths: readonly string[];
  readonly charset: string | undefined;
  readonly array: boolean;
}

/** CAST(… AS type), CONVERT(…, type). */
export interface Cast extends Span {
  readonly kind: 'Cast';
  readonly operand: Expression;
  readonly type: CastType;
  /** CAST(… AT TIME ZONE …) */
  readonly atTimeZone: ByteString | undefined;
}

export interface ConvertUsing extends Span {
  readonly kind: 'ConvertUsing';
  readonly operand: Expression;
  readonly charset: string;
}

export interface Collate extends Span {
  readonly kind: 'Collate';
  readonly operand: Expression;
  readonly collation: string;
}

/** SECOND, DAY_HOUR, …: upper case, without SQL_TSI_. */
export type TimeUnit = string;

/** `a + INTERVAL 1 DAY`, `INTERVAL 1 DAY + a`, `a - INTERVAL 1 DAY`; DATE_ADD and its like with INTERVAL are this too. */
export interface DateArithmetic extends Span {
  readonly kind: 'DateArithmetic';
  readonly operand: Expression;
  readonly sign: '+' | '-';
  readonly amount: Expression;
  readonly unit: TimeUnit;
}

export interface Exists extends Span {
  readonly kind: 'Exists';
  readonly query: Query;
}

/** A query in parentheses where a value stands; a row of several columns too. */
export interface ScalarQuery extends Span {
  readonly kind: 'ScalarQuery';
  readonly query: Query;
}

/** (a, b), ROW(a, b): two at least. */
export interface Row extends Span {
  readonly kind: 'Row';
  readonly items: readonly Expression[];
}

/**
 * A call in the ordinary form, and those special forms whose arguments are named here. `builtIn`: the server's grammar makes it the server's own
 * function whatever is stored (`COUNT(`, `NOW()`, `CURRENT_USER`); for other unqualified names the analysis knows.
 */
export interface FunctionCall extends Span {
  readonly kind: 'FunctionCall';
  /** For the server's own ones upper case, unqualified, and by one name: `SUBSTR(a FROM 1)` is SUBSTRING with two arguments, CURRENT_TIMESTAMP is NOW. */
  readonly name: QualifiedName;
  readonly builtIn: boolean;
  readonly arguments: readonly Expression[];
  /** COUNT(*). */
  readonly star: boolean;
  readonly distinct: boolean;
  /** GROUP_CONCAT(… ORDER BY … SEPARATOR …), JSON_ARRAYAGG on MariaDB. */
  readonly orderBy: readonly OrderItem[];
  readonly separator: ByteString | undefined;
  /** LIMIT in GROUP_CONCAT on MariaDB. */
  readonly limit: readonly Expression[] | undefined;
  /** A word that stands in the place of the first argument: TIMESTAMPADD(unit, …), TIMESTAMPDIFF(unit, …), GET_FORMAT(DATE, …). */
  readonly unit: string | undefined;
  /** CHAR(… USING charset). */
  readonly using: string | undefined;
  /** FROM FIRST/LAST and RESPECT/IGNORE NULLS of window functions. */
  readonly nulls: 'RESPECT' | 'IGNORE' | undefined;
  readonly over: WindowReference | undefined;
}

export interface Extract extends Span {
  readonly kind: 'Extract';
  readonly unit: TimeUnit;
  readonly operand: Expression;
}

/** TRIM([LEADING | TRAILING | BOTH] [remove] FROM operand). */
export interface Trim extends Span {
  readonly kind: 'Trim';
  readonly side: 'LEADING' | 'TRAILING' | 'BOTH' | undefined;
  readonly remove: Expression | undefined;
  readonly operand: Expression;
}

/** MATCH (columns) AGAINST (text modifier). */
export interface Match extends Span {
  readonly kind: 'Match';
  readonly columns: readonly ColumnReference[];
  readonly against: Expression;
  readonly modifier: 'IN NATURAL LANGUAGE MODE' | 'IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION' | 'IN BOOLEAN MODE' | 'WITH QUERY EXPANSION' | undefined; // prettier-ignore
}

/** PERCENTILE_CONT(n) WITHIN GROUP (ORDER BY …) OVER …, on MariaDB. */
export interface WithinGroup extends Span {
  readonly kind: 'WithinGroup';
  readonly call: FunctionCall;
  readonly orderBy: readonly OrderItem[];
}

/** OVER name, or OVER (…). */
export type WindowReference = { readonly kind: 'WindowName'; readonly name: Name } | WindowSpecification;

export interface WindowSpecification extends Span {
  readonly kind: 'WindowSpecification';
  readonly base: Name | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
}

export interface WindowFrame extends Span {
  readonly kind: 'WindowFrame';
  readonly unit: 'ROWS' | 'RANGE';
  readonly from: FrameBound;
  readonly to: FrameBound | undefined;
  readonly exclude: 'CURRENT ROW' | 'GROUP' | 'TIES' | 'NO OTHERS' | undefined;
}

export type FrameBound =
  | { readonly kind: 'CurrentRow' }
  | { readonly kind: 'Unbounded'; readonly direction: 'PRECEDING' | 'FOLLOWING' }
  /** `unit`: the offset is INTERVAL offset unit. */
  | { readonly kind: 'Offset'; readonly direction: 'PRECEDING' | 'FOLLOWING'; readonly offset: Expression; readonly unit: TimeUnit | undefined }; // prettier-ignore
