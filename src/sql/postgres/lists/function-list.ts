/**
 * Which functions and operators of pg_catalog may be called by anybody: those that read no table's data, write nothing,
 * have no effect outside the statement and run no text. Knows names, never a catalog: whoever asks has resolved the name to
 * pg_catalog (or to an extension) first. What is not here is not safe.
 */
import { EXTENSION_FUNCTIONS } from './data/extensions.ts';
import { FUNCTIONS } from './data/functions.ts';
import { OPERATORS } from './data/operators.ts';

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

/** The pg_catalog function of that name, if at least one overload is safe. Look at `closed`, or ask `safeCall`. */
export function safeFunction(name: string): SafeFunction | undefined {
  return catalogFunctions()(name);
}

/** The pg_catalog function of that name, if every overload that takes this many arguments is safe. */
export function safeCall(name: string, argumentCount: number): SafeFunction | undefined {
  const found = safeFunction(name);
  if (found === undefined || found.closed.some((overload) => takes(overload, argumentCount))) return undefined;
  return found;
}

/**
 * Whether a call depends on its arguments alone and can neither raise nor warn. Argument types as `format_type` prints them, `undefined` for
 * a literal without a type. Only calls that match an overload exactly (with `character varying` read as `text`, as the server
 * does): a cast in between may raise.
 */
export function totalCall(name: string, argumentTypes: readonly (string | undefined)[]): boolean {
  const types = argumentTypes.map((type) => (type === undefined || type === 'character varying' ? 'text' : type));
  const exact = safeFunction(name)?.overloads.find(
    (overload) =>
      overload.arguments.length === types.length && overload.arguments.every((type, place) => type === types[place]),
  );
  return exact?.total ?? false;
}

/** Functions of well-known extensions, by the extension that owns them in the catalog (`CatalogFunction.extension`). */
export function safeExtensionFunction(extension: string, name: string): SafeFunction | undefined {
  return extensionFunctions().get(extension)?.(name);
}

/**
 * Functions that information_schema brings with it: its views are made of them, and drivers call them for keys. They compute with
 * numbers of types and positions, or read keys from the catalog. Only for those whose OID says that the server made them.
 */
const STANDARD: ReadonlySet<string> = new Set(
  `_pg_expandarray _pg_index_position _pg_truetypid _pg_truetypmod _pg_char_max_length _pg_char_octet_length _pg_numeric_precision
   _pg_numeric_precision_radix _pg_numeric_scale _pg_datetime_precision _pg_interval_type`.split(/\s+/),
);

export function safeStandardFunction(name: string): boolean {
  return STANDARD.has(name);
}

export interface SafeOperator {
  readonly name: string;
  /** Every operator of pg_catalog of that name is immutable and can neither raise nor warn. */
  readonly total: boolean;
}

/** The pg_catalog operator of that name, if the functions behind all its variants are safe. */
export function safeOperator(name: string): SafeOperator | undefined {
  return catalogOperators().get(name);
}

function takes(overload: FunctionOverload, count: number): boolean {
  const most = overload.arguments.length;
  return count >= most - overload.defaults - (overload.variadic ? 1 : 0) && (overload.variadic || count <= most);
}

type FunctionTable = (name: string) => SafeFunction | undefined;

// Read on first use: a process that never sees Postgres doesn't pay for them.
let functions: FunctionTable | undefined;
let extensions: ReadonlyMap<string, FunctionTable> | undefined;
let operators: ReadonlyMap<string, SafeOperator> | undefined;

function catalogFunctions(): FunctionTable {
  functions ??= functionTable(lines(FUNCTIONS));
  return functions;
}

function extensionFunctions(): ReadonlyMap<string, FunctionTable> {
  if (extensions === undefined) {
    const rows = Map.groupBy(lines(EXTENSION_FUNCTIONS), firstPart);
    extensions = new Map(
      [...rows].map(([name, own]) => [name, functionTable(own.map((line) => line.slice(name.length + 1)))]),
    );
  }
  return extensions;
}

function catalogOperators(): ReadonlyMap<string, SafeOperator> {
  operators ??= new Map(
    lines(OPERATORS).map((line) => {
      const [name = '', total] = line.split(' ');
      return [name, { name, total: total !== undefined }];
    }),
  );
  return operators;
}

function lines(table: string): string[] {
  return table.split('\n').filter((line) => line !== '');
}

interface Row {
  /** As scripts/lists/make-functions.ts writes them: volatility, kind, then letters and a digit. */
  readonly flags: string;
  readonly overload: FunctionOverload;
}

function readRow(line: string): Row {
  const [, flags = '', argumentList = '', returns = ''] = line.split('|');
  const overload = {
    arguments: argumentList === '' ? [] : argumentList.split(','),
    defaults: Number(/\d+/.exec(flags)?.[0] ?? 0),
    variadic: flags.includes('m', 2),
    returns,
    total: flags.includes('t', 2),
  };
  return { flags, overload };
}

/** Sorted into names at once, read name by name: all at once would hold the event loop for 10 ms. */
function functionTable(table: readonly string[]): FunctionTable {
  const byName = Map.groupBy(table, firstPart);
  const read = new Map<string, SafeFunction>();
  return (name) => {
    const known = read.get(name);
    const own = byName.get(name);
    if (known !== undefined || own === undefined) return known;
    const made = summary(name, own.map(readRow));
    read.set(name, made);
    return made;
  };
}

function firstPart(line: string): string {
  return line.slice(0, line.indexOf('|'));
}

function summary(name: string, rows: readonly Row[]): SafeFunction {
  const safe = rows.filter((row) => !row.flags.includes('x', 2));
  const any = (flag: string) => safe.some((row) => row.flags.includes(flag, 2));
  return {
    name,
    volatility: safe.some((row) => row.flags.startsWith('v'))
      ? 'volatile'
      : safe.some((row) => row.flags.startsWith('s'))
        ? 'stable'
        : 'immutable',
    strict: safe.every((row) => row.flags.includes('k', 2)),
    canRaise: !safe.every((row) => row.overload.total),
    ...(any('n') ? { readsText: 'name' as const } : {}),
    aggregate: safe.some((row) => row.flags[1] === 'a'),
    window: safe.some((row) => row.flags[1] === 'w'),
    setReturning: any('r'),
    overloads: safe.map((row) => row.overload),
    closed: rows.filter((row) => row.flags.includes('x', 2)).map((row) => row.overload),
  };
}
