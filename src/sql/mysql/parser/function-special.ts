/**
 * Functions that the servers' grammars know by name: their words, how many arguments, and which want their parenthesis at once. Those with a
 * form of their own are in the files beside. Facts are from trying each on MySQL 9.7, MariaDB 10.11 and 11.8.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { Expression } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseAggregate, parseGroupConcat, parseJsonArrayAggregate, parseWindowFunction, parseWithinGroup } from './function-aggregate.ts'; // prettier-ignore
import { builtInCall, parseArguments } from './function-call.ts';
import {
  parseChar, parseDateArithmetic, parseDefault, parseExtract, parseGetFormat, parseInserted, parsePosition, parseSubstring, parseTimestampUnit,
  parsePlain, parseTrim, parseUnsupported,
} from './function-form.ts'; // prettier-ignore

interface GrammarFunction {
  /** What the tree calls it, where that is another name. */
  readonly name?: string;
  /** Fewest and most arguments of the ordinary form. */
  readonly count?: readonly [number, number];
  /** A form of its own, read from behind its word, at the parenthesis. */
  readonly form?: (cursor: Cursor, name: string, start: number) => Expression;
  /** The parenthesis must follow at once (without IGNORE_SPACE). */
  readonly glued?: 'both' | 'mysql' | 'mariadb';
  /** May stand without parentheses. */
  readonly bare?: boolean;
  readonly only?: 'mysql' | 'mariadb';
}

const MANY = Number.POSITIVE_INFINITY;
const GLUED = { glued: 'both' } as const;
const AGGREGATE = { form: parseAggregate, glued: 'both' } as const;
/** Reserved words on MySQL, and names like any other on MariaDB, but where called at once. */
const WINDOW = { form: parseWindowFunction, glued: 'mariadb' } as const;
const ON_MYSQL = { only: 'mysql' } as const;

const FUNCTIONS = new Map<string, GrammarFunction>(
  Object.entries({
    // Of the session and the time.
    CURRENT_USER: { count: [0, 0], bare: true },
    CURRENT_ROLE: { count: [0, 0], bare: true, only: 'mariadb' },
    CURRENT_DATE: { name: 'CURDATE', count: [0, 0], bare: true },
    CURRENT_TIME: { name: 'CURTIME', count: [0, 1], bare: true },
    CURRENT_TIMESTAMP: { name: 'NOW', count: [0, 1], bare: true },
    LOCALTIME: { name: 'NOW', count: [0, 1], bare: true },
    LOCALTIMESTAMP: { name: 'NOW', count: [0, 1], bare: true },
    UTC_DATE: { count: [0, 0], bare: true },
    UTC_TIME: { count: [0, 1], bare: true },
    UTC_TIMESTAMP: { count: [0, 1], bare: true },
    NOW: { count: [0, 1], ...GLUED },
    CURDATE: { count: [0, 0], ...GLUED },
    CURTIME: { count: [0, 1], ...GLUED },
    SYSDATE: { count: [0, 1], glued: 'mysql' },
    USER: { count: [0, 0] },
    SESSION_USER: { name: 'USER', count: [0, 0], ...GLUED },
    SYSTEM_USER: { name: 'USER', count: [0, 0], ...GLUED },
    DATABASE: { count: [0, 0], ...ON_MYSQL },
    SCHEMA: { name: 'DATABASE', count: [0, 0], ...ON_MYSQL },
    ROW_COUNT: { count: [0, 0], ...ON_MYSQL },
    ROWNUM: { count: [0, 0], only: 'mariadb' },
    // With words for names.
    DATE: { count: [1, 1] },
    TIME: { count: [1, 1] },
    TIMESTAMP: { count: [1, 2] },
    YEAR: { count: [1, 1] },
    MONTH: { count: [1, 1] },
    DAY: { count: [1, 1] },
    HOUR: { count: [1, 1] },
    MINUTE: { count: [1, 1] },
    SECOND: { count: [1, 1] },
    MICROSECOND: { count: [1, 1], ...ON_MYSQL },
    QUARTER: { count: [1, 1], ...ON_MYSQL },
    WEEK: { count: [1, 2], ...ON_MYSQL },
    LEFT: { count: [2, 2] },
    RIGHT: { count: [2, 2] },
    INSERT: { count: [4, 4] },
    REPLACE: { count: [3, 3] },
    REPEAT: { count: [2, 2] },
    TRUNCATE: { count: [2, 2] },
    IF: { count: [3, 3] },
    MOD: { count: [2, 2] },
    ASCII: { count: [1, 1] },
    CHARSET: { count: [1, 1] },
    COLLATION: { count: [1, 1], ...ON_MYSQL },
    COALESCE: { count: [1, MANY], ...ON_MYSQL },
    FORMAT: { count: [2, 3], ...ON_MYSQL },
    REVERSE: { count: [1, 1], ...ON_MYSQL },
    LOG: { count: [1, 2], ...ON_MYSQL },
    PASSWORD: { count: [1, 1], only: 'mariadb' },
    WEIGHT_STRING: { form: parsePlain },
    GROUPING: { count: [1, MANY], ...ON_MYSQL },
    POINT: { count: [2, 2], ...ON_MYSQL },
    LINESTRING: { count: [1, MANY], ...ON_MYSQL },
    POLYGON: { count: [1, MANY], ...ON_MYSQL },
    MULTIPOINT: { count: [1, MANY], ...ON_MYSQL },
    MULTILINESTRING: { count: [1, MANY], ...ON_MYSQL },
    MULTIPOLYGON: { count: [1, MANY], ...ON_MYSQL },
    GEOMETRYCOLLECTION: { count: [0, MANY], ...ON_MYSQL },
    GEOMCOLLECTION: { name: 'GEOMETRYCOLLECTION', count: [0, MANY], ...ON_MYSQL },
    JSON_VALUE: { form: parsePlain, ...ON_MYSQL },
    // With forms of their own.
    CHAR: { form: parseChar },
    CHARACTER: { name: 'CHAR', form: parseChar },
    SUBSTRING: { form: parseSubstring, ...GLUED },
    SUBSTR: { name: 'SUBSTRING', form: parseSubstring, ...GLUED },
    MID: { name: 'SUBSTRING', form: parseSubstring, ...GLUED },
    POSITION: { form: parsePosition, ...GLUED },
    TRIM: { form: parseTrim, ...GLUED },
    EXTRACT: { form: parseExtract, ...GLUED },
    CAST: { form: parseUnsupported, ...GLUED },
    GET_FORMAT: { form: parseGetFormat },
    TIMESTAMPADD: { form: parseTimestampUnit },
    TIMESTAMPDIFF: { form: parseTimestampUnit },
    DATE_ADD: { form: parseDateArithmetic, ...GLUED },
    DATE_SUB: { form: parseDateArithmetic, ...GLUED },
    ADDDATE: { form: parseDateArithmetic, ...GLUED },
    SUBDATE: { form: parseDateArithmetic, ...GLUED },
    DEFAULT: { form: parseDefault },
    VALUES: { form: parseInserted },
    VALUE: { form: parseInserted, only: 'mariadb' },
    TRIM_ORACLE: { form: parseUnsupported, glued: 'both', only: 'mariadb' },
    COLUMN_ADD: { form: parseUnsupported, only: 'mariadb' },
    COLUMN_CREATE: { form: parseUnsupported, only: 'mariadb' },
    COLUMN_DELETE: { form: parseUnsupported, only: 'mariadb' },
    COLUMN_GET: { form: parseUnsupported, only: 'mariadb' },
    NEXTVAL: { form: parseUnsupported, only: 'mariadb' },
    LASTVAL: { form: parseUnsupported, only: 'mariadb' },
    SETVAL: { form: parseUnsupported, only: 'mariadb' },
    // Over many rows.
    COUNT: AGGREGATE,
    SUM: AGGREGATE,
    AVG: { form: parseAggregate },
    MIN: AGGREGATE,
    MAX: AGGREGATE,
    BIT_AND: AGGREGATE,
    BIT_OR: AGGREGATE,
    BIT_XOR: AGGREGATE,
    STD: { name: 'STDDEV_POP', ...AGGREGATE },
    STDDEV: { name: 'STDDEV_POP', ...AGGREGATE },
    STDDEV_POP: AGGREGATE,
    STDDEV_SAMP: AGGREGATE,
    VARIANCE: { name: 'VAR_POP', ...AGGREGATE },
    VAR_POP: AGGREGATE,
    VAR_SAMP: AGGREGATE,
    ST_COLLECT: { ...AGGREGATE, ...ON_MYSQL },
    JSON_OBJECTAGG: AGGREGATE,
    JSON_ARRAYAGG: { form: parseJsonArrayAggregate, ...GLUED },
    GROUP_CONCAT: { form: parseGroupConcat, ...GLUED },
    ROW_NUMBER: { form: parseWindowFunction },
    RANK: WINDOW,
    DENSE_RANK: WINDOW,
    PERCENT_RANK: WINDOW,
    CUME_DIST: WINDOW,
    NTILE: WINDOW,
    LEAD: WINDOW,
    LAG: WINDOW,
    FIRST_VALUE: WINDOW,
    LAST_VALUE: { form: parseWindowFunction },
    NTH_VALUE: WINDOW,
    MEDIAN: { ...WINDOW, only: 'mariadb' },
    PERCENTILE_CONT: { form: parseWithinGroup, glued: 'both', only: 'mariadb' },
    PERCENTILE_DISC: { form: parseWithinGroup, glued: 'both', only: 'mariadb' },
  } satisfies Record<string, GrammarFunction>),
);

/** Whether a call of that name is the grammar's own on that server. `upper` in upper case. */
export function isGrammarFunction(upper: string, server: ServerFacts): boolean {
  return find(upper, server) !== undefined;
}

function find(upper: string, server: ServerFacts): GrammarFunction | undefined {
  const found = FUNCTIONS.get(upper);
  return found?.only === undefined || found.only === server.flavor ? found : undefined;
}

/** A call of a function that the grammar knows, at its word; undefined where the word is something else here. */
export function parseWordCall(cursor: Cursor, upper: string): Expression | undefined {
  const known = find(upper, cursor.context.server);
  if (known === undefined) return undefined;
  const token = cursor.peek();
  const next = cursor.peek(1);
  const name = known.name ?? upper;
  const { start } = token;
  if (next.type !== 'operator' || next.text !== '(') {
    if (known.bare !== true) return undefined;
    cursor.next();
    return builtInCall(name, [], start, cursor.endOffset);
  }
  const glued = known.glued === 'both' || known.glued === cursor.context.server.flavor;
  if (glued && !(token.type === 'word' && token.called)) return undefined;
  cursor.next();
  if (known.form !== undefined) return known.form(cursor, name, start);
  const items = parseArguments(cursor);
  const [fewest, most] = known.count ?? [0, MANY];
  if (items.length < fewest || items.length > most) throw cursor.unexpected();
  return builtInCall(name, items, start, cursor.endOffset);
}
