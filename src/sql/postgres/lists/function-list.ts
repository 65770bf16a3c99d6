/**
 * Which functions and operators of pg_catalog may be called by anybody: those that read no table's data, write nothing,
 * have no effect outside the statement and run no text. Knows names, never a catalog: whoever asks has resolved the name to
 * pg_catalog (or to an extension) first. What is not here is not safe.
 */
export interface FunctionOverload {
  /** Input arguments as `format_type` prints them. */
  readonly arguments: readonly string[];
  /** How many of them may be left out. */
  readonly defaults: number;
  /** The last argument takes any number of values (VARIADIC), or `ORDER BY` follows (ordered-set aggregate). */
  readonly variadic: boolean;
  readonly returns: string;
  /** Immutable, and can neither raise an error nor a warning, whatever the values. */
  readonly total: boolean;
}

export interface SafeFunction {
  readonly name: string;
  /** The least stable of its overloads. */
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** Every overload returns NULL for a NULL argument without being run. */
  readonly strict: boolean;
  /** False only where every overload is `total`. */
  readonly canRaise: boolean;
  /** An argument is text that the server reads as an object's name by the search path: `to_regclass`, `has_table_privilege`. */
  readonly readsText?: 'name';
  readonly aggregate: boolean;
  readonly window: boolean;
  readonly setReturning: boolean;
  readonly overloads: readonly FunctionOverload[];
  /** Overloads of the same name that are not safe: a call that could be one of these isn't. `safeCall` has looked. */
  readonly closed: readonly FunctionOverload[];
}

/**
 * A function that is safe only for some constant arguments. `read_setting`: argument 0 must be a constant that `readableSetting`
 * accepts. `write_setting` (set_config): arguments 0 and 1 must be constants, judged by `settingRule` like SET; argument 2 is is_local.
 * `sequence`: argument 0 must be a constant that names a sequence, on which `privilege` is needed; with `argument` undefined
 * (lastval) there is no name to check, so it is not callable.
 */
export type GuardedFunction =
  | { readonly kind: 'read_setting'; readonly argument: 0 }
  | { readonly kind: 'write_setting'; readonly argument: 0 }
  | { readonly kind: 'sequence'; readonly argument: 0 | undefined; readonly privilege: 'USAGE' | 'UPDATE' | 'SELECT' };

export interface OpaqueFunction {
  readonly why: string;
  readonly hazard: 'opaque' | 'file';
}

/** The pg_catalog function of that name, if at least one overload is safe. Look at `closed`, or ask `safeCall`. */
export function safeFunction(_name: string): SafeFunction | undefined {
  return undefined;
}

/** The pg_catalog function of that name, if every overload that takes this many arguments is safe. */
export function safeCall(_name: string, _argumentCount: number): SafeFunction | undefined {
  return undefined;
}

/** Whether a call with this many arguments can neither raise nor warn and depends on its arguments alone. */
export function totalCall(_name: string, _argumentCount: number): boolean {
  return false;
}

/** Functions of pg_catalog that are safe for some constants only; none of them is a `safeFunction`. */
export function guardedFunction(_name: string): GuardedFunction | undefined {
  return undefined;
}

/** Functions of well-known extensions, by the extension that owns them in the catalog (`CatalogFunction.extension`). */
export function safeExtensionFunction(_extension: string, _name: string): SafeFunction | undefined {
  return undefined;
}

/** Functions, wherever they live, that run text or touch files or the network: never callable without an explicit grant that says so. */
export function opaqueFunction(_name: string): OpaqueFunction | undefined {
  return undefined;
}

export interface SafeOperator {
  readonly name: string;
  /** Every operator of pg_catalog of that name is immutable and can neither raise nor warn. */
  readonly total: boolean;
}

/** The pg_catalog operator of that name, if the functions behind all its variants are safe. */
export function safeOperator(_name: string): SafeOperator | undefined {
  return undefined;
}
