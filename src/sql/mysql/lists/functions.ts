/**
 * What the servers' own functions are to us. Every function that a supported server has stands here, sorted by a person; a name that no
 * line sorts is refused. Knows names alone: where arguments come from is for the analysis, which judges columns under a mask.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { Hazard } from '../../statement.ts';
import { FUNCTIONS } from './data/functions.ts';
import { listsOf } from './versions.ts';

export interface BuiltIn {
  /** Upper case. */
  readonly name: string;
  /**
   * `safe`: its value follows from its arguments alone, and it does nothing else. `environment`: it tells of the session, the server, the
   * clock or chance, or lets go of the session's own locks. `granted`: by a line for `mysql.get_lock` and its like alone, as migration tools
   * need it. `refused`: whatever the grants say.
   */
  readonly class: 'safe' | 'environment' | 'granted' | 'refused';
  /** Why it is refused; its `what` names the function. */
  readonly hazard: { readonly kind: Hazard['kind']; readonly what: string } | undefined;
  /** An aggregate may have OVER; a window function must (but LAST_VALUE on MariaDB, which may be called without). */
  readonly role: 'scalar' | 'aggregate' | 'window';
  /** No value of a string argument makes it raise or allocate by the value, and it is NULL only where an argument is. */
  readonly total: boolean;
  /**
   * Every version of this server has it. Where not, an unqualified call may mean a stored function of the same name in the current
   * database: such a call is to be judged as both.
   */
  readonly everyVersion: boolean;
}

const SAFE = `
  ABS ACOS ADDDATE ADDTIME ADD_MONTHS AES_DECRYPT AES_ENCRYPT ANY_VALUE AREA ASBINARY ASCII ASIN ASTEXT ASWKB ASWKT ATAN ATAN2
  BIN BIN_TO_UUID BIT_COUNT BIT_LENGTH BOUNDARY BUFFER CEIL CEILING CENTROID CHAR CHARACTER_LENGTH CHARSET CHAR_LENGTH CHR COALESCE
  COERCIBILITY COLLATION COLUMN_ADD COLUMN_CHECK COLUMN_CREATE COLUMN_DELETE COLUMN_EXISTS COLUMN_GET COLUMN_JSON COLUMN_LIST COMPRESS CONCAT
  CONCAT_OPERATOR_ORACLE CONCAT_WS CONTAINS CONV CONVERT_TZ CONVEXHULL COS COT CRC32 CRC32C CROSSES
  DATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR DECODE DECODE_HISTOGRAM DECODE_ORACLE DEGREES
  DIMENSION DISJOINT ELT ENCODE ENDPOINT ENVELOPE EQUALS ETAG EXP EXPORT_SET EXTERIORRING EXTRACT EXTRACTVALUE
  FIELD FIND_IN_SET FLOOR FORMAT FORMAT_BYTES FORMAT_PICO_TIME FROM_BASE64 FROM_DAYS FROM_UNIXTIME FROM_VECTOR
  GEOMCOLLECTION GEOMCOLLFROMTEXT GEOMCOLLFROMWKB GEOMETRYCOLLECTION GEOMETRYCOLLECTIONFROMTEXT GEOMETRYCOLLECTIONFROMWKB GEOMETRYFROMTEXT
  GEOMETRYFROMWKB GEOMETRYN GEOMETRYTYPE GEOMFROMTEXT GEOMFROMWKB GET_FORMAT GLENGTH GREATEST GROUPING GTID_SUBSET GTID_SUBTRACT
  HEX HOUR IF IFNULL INET6_ATON INET6_NTOA INET_ATON INET_NTOA INSERT INSTR INTERIORRINGN INTERSECTS INTERVAL ISCLOSED ISEMPTY ISNULL ISRING
  ISSIMPLE IS_IPV4 IS_IPV4_COMPAT IS_IPV4_MAPPED IS_IPV6 IS_UUID KDF LAST_DAY LCASE LEAST LEFT LENGTH LENGTHB LINEFROMTEXT LINEFROMWKB
  LINESTRING LINESTRINGFROMTEXT LINESTRINGFROMWKB LN LOCATE LOG LOG10 LOG2 LOWER LPAD LPAD_ORACLE LTRIM LTRIM_ORACLE
  MAKEDATE MAKETIME MAKE_SET MD5 MICROSECOND MID MINUTE MOD MONTH MONTHNAME
  MBRCONTAINS MBRCOVEREDBY MBRCOVERS MBRDISJOINT MBREQUAL MBREQUALS MBRINTERSECTS MBROVERLAPS MBRTOUCHES MBRWITHIN MLINEFROMTEXT
  MLINEFROMWKB MPOINTFROMTEXT MPOINTFROMWKB MPOLYFROMTEXT MPOLYFROMWKB MULTILINESTRING MULTILINESTRINGFROMTEXT MULTILINESTRINGFROMWKB
  MULTIPOINT MULTIPOINTFROMTEXT MULTIPOINTFROMWKB MULTIPOLYGON MULTIPOLYGONFROMTEXT MULTIPOLYGONFROMWKB
  NATURAL_SORT_KEY NULLIF NUMGEOMETRIES NUMINTERIORRINGS NUMPOINTS NVL NVL2 OCT OCTET_LENGTH OLD_PASSWORD ORD OVERLAPS PASSWORD
  PERIOD_ADD PERIOD_DIFF PI POINT POINTFROMTEXT POINTFROMWKB POINTN POINTONSURFACE POLYFROMTEXT POLYFROMWKB POLYGON POLYGONFROMTEXT
  POLYGONFROMWKB POSITION POW POWER QUARTER QUOTE RADIANS REGEXP_INSTR REGEXP_LIKE REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REPLACE_ORACLE
  REVERSE RIGHT ROUND RPAD RPAD_ORACLE RTRIM RTRIM_ORACLE SECOND SEC_TO_TIME SFORMAT SHA SHA1 SHA2 SIGN SIN SOUNDEX SPACE SQRT SRID
  STARTPOINT STATEMENT_DIGEST STATEMENT_DIGEST_TEXT STRCMP STRING_TO_VECTOR STR_TO_DATE SUBDATE SUBSTR SUBSTRING SUBSTRING_INDEX
  SUBSTR_ORACLE SUBTIME TAN TIME TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT TIME_TO_SEC TOUCHES TO_BASE64 TO_CHAR TO_DAYS
  TO_SECONDS TO_VECTOR TRIM TRIM_ORACLE TRUNCATE UCASE UNCOMPRESS UNCOMPRESSED_LENGTH UNHEX UPDATEXML UPPER UUID_TO_BIN VECTOR_DIM
  VECTOR_TO_STRING VEC_DISTANCE VEC_DISTANCE_COSINE VEC_DISTANCE_EUCLIDEAN VEC_FROMTEXT VEC_TOTEXT WEEK WEEKDAY WEEKOFYEAR WEIGHT_STRING WITHIN
  X Y YEAR YEARWEEK
`;

/** All of these families are pure: JSON values, and geometry. */
const SAFE_FAMILIES = /^(JSON|ST)_\w+$/;
/** Of those families, but of the server's inside. */
const NOT_OF_FAMILIES = /^JSON_DUALITY_/;

const ENVIRONMENT = `
  CONNECTION_ID CURDATE CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURTIME DATABASE FOUND_ROWS ICU_VERSION
  LAST_INSERT_ID LOCALTIME LOCALTIMESTAMP NOW RAND RANDOM_BYTES RELEASE_ALL_LOCKS RELEASE_LOCK ROWNUM SCHEMA SESSION_USER SYSDATE SYSTEM_USER
  SYS_GUID UNIX_TIMESTAMP USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT UUID_V4 UUID_V7 VERSION
`;
// LAST_INSERT_ID(expression) is refused by the analysis: it keeps a value for later. RAND(seed) follows from its argument.

/** They take or watch locks that all sessions share: who may hold one can let others wait, and a lock's name is seen by all. */
const GRANTED = 'GET_LOCK IS_FREE_LOCK IS_USED_LOCK';

/** In lower case, as rules name them. */
export const GRANTED_FUNCTIONS: readonly string[] = words(GRANTED).map((name) => name.toLowerCase());

const AGGREGATES = `
  AVG BIT_AND BIT_OR BIT_XOR COUNT GROUP_CONCAT JSON_ARRAYAGG JSON_OBJECTAGG MAX MIN STD STDDEV STDDEV_POP STDDEV_SAMP ST_COLLECT SUM
  VARIANCE VAR_POP VAR_SAMP
`;

const WINDOW_FUNCTIONS = `
  CUME_DIST DENSE_RANK FIRST_VALUE LAG LAST_VALUE LEAD MEDIAN NTH_VALUE NTILE PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK RANK ROW_NUMBER
`;

/** Deliberately short: what allocates by its arguments, parses or computes is not here. */
const TOTAL = `
  ASCII BIT_LENGTH CHARACTER_LENGTH CHAR_LENGTH COALESCE CRC32 FIELD FIND_IN_SET HEX IFNULL INSTR LCASE LENGTH LENGTHB LOCATE LOWER LTRIM MD5
  OCTET_LENGTH ORD POSITION QUOTE REVERSE RTRIM SHA SHA1 STRCMP TRIM UCASE UPPER
`;

const WAITS = 'which lets the session wait';
const INSIDE = "which is for the server's own use";
const REPLICATION = 'which concerns replication';

/** In order: the first that fits speaks. */
const REFUSED: readonly (readonly [names: RegExp, kind: Hazard['kind'], why: string])[] = [
  [/^LOAD_FILE$/, 'file', "which reads the server's files"],
  [/^(SLEEP|BENCHMARK)$/, 'not_supported', WAITS],
  [/^(MASTER|SOURCE)_(POS|GTID)_WAIT$|^WAIT_|^WSREP_|^BINLOG_GTID_POS$|^ASYNCHRONOUS_/, 'not_supported', REPLICATION],
  [/^ROW_COUNT$/, 'not_supported', 'which tells how many rows a statement changed, and so of values that are masked'],
  [/^NAME_CONST$/, 'not_supported', 'which names columns of a result'],
  [/^(NEXTVAL|LASTVAL|SETVAL)$/, 'not_supported', 'which changes or reads a sequence'],
  [/^(DES_ENCRYPT|DES_DECRYPT|ENCRYPT)$/, 'not_supported', "which uses the server's keys or system library"],
  [/^VALIDATE_PASSWORD_STRENGTH$|^KEYRING_/, 'not_supported', "which concerns the server's secrets"],
  [/^(ROLES_GRAPHML|CURRENT_(ROLE|USER)_IN)$/, 'not_supported', 'which tells of accounts'],
  [/^PS_(CURRENT_)?THREAD_ID$/, 'not_supported', INSIDE],
  [/^(CAN_ACCESS|INTERNAL|GET_DD|GET_JDV|INNODB)_|^IS_VISIBLE_DD_OBJECT$|^REMOVE_DD_PROPERTY_KEY$/, 'not_supported', INSIDE],
  [/^(CONVERT_CPU_ID_MASK|CONVERT_INTERVAL_TO_USER_INTERVAL|VERSION_WITH_UPDATE|CURRENT_PROCESSLIST)$/, 'not_supported', INSIDE],
]; // prettier-ignore

/** What came to MySQL after 8.0: no list was made of a server that old. */
const AFTER_8_0 =
  /^(ETAG|FROM_VECTOR|STRING_TO_VECTOR|TO_VECTOR|VECTOR_\w+|ST_COLLECT|ST_(FRECHET|HAUSDORFF)DISTANCE|ST_LINEINTERPOLATEPOINTS?|ST_POINTATDISTANCE|ST_(SYMDIFFERENCE|TRANSFORM)|SOURCE_POS_WAIT|JSON_OVERLAPS|JSON_SCHEMA_\w+|JSON_VALUE|ST_LATITUDE|ST_LONGITUDE|JSON_DUALITY_\w+|FORMAT_\w+|PS_\w+|CURRENT_(ROLE|USER)_IN|VERSION_WITH_UPDATE|GET_JDV_\w+|CONVERT_INTERVAL_\w+|INNODB_\w+|ASYNCHRONOUS_\w+|INTERNAL_\w+)$/;

/** Functions of versions that no list was made of: MySQL before 9.6. */
const EARLIER: Readonly<Record<ServerFacts['flavor'], readonly string[]>> = {
  mysql: ['MD5', 'SHA', 'SHA1', 'WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS'],
  // Reached by their special forms alone.
  mariadb: ['COLUMN_GET'],
};

const CLASSES: ReadonlyMap<string, 'safe' | 'environment' | 'granted'> = new Map([
  ...[...words(SAFE), ...words(AGGREGATES), ...words(WINDOW_FUNCTIONS)].map((name) => [name, 'safe'] as const),
  ...words(ENVIRONMENT).map((name) => [name, 'environment'] as const),
  ...words(GRANTED).map((name) => [name, 'granted'] as const),
]);
const AGGREGATE_NAMES = new Set(words(AGGREGATES));
const WINDOW_NAMES = new Set(words(WINDOW_FUNCTIONS));
const TOTAL_NAMES = new Set(words(TOTAL));

const BY_FLAVOR: Readonly<Record<ServerFacts['flavor'], ReadonlyMap<string, BuiltIn>>> = {
  mysql: known('mysql'),
  mariadb: known('mariadb'),
};

/**
 * The server's own function of that name, which a call without a schema means whatever is stored. Undefined: it has none, and only a stored
 * function can be meant.
 */
export function builtIn(upperName: string, server: ServerFacts): BuiltIn | undefined {
  return BY_FLAVOR[server.flavor].get(upperName);
}

/** Whether somebody decided about it; a test asks it for every function of every server. */
export function isSorted(upperName: string): boolean {
  return classOf(upperName) !== undefined || REFUSED.some(([names]) => names.test(upperName));
}

function known(flavor: ServerFacts['flavor']): Map<string, BuiltIn> {
  const lists = listsOf(FUNCTIONS, flavor).map((list) => new Set(list.lines));
  const names = new Set([...lists.flatMap((list) => [...list]), ...EARLIER[flavor]]);
  return new Map(
    [...names].map((name) => [name, sorted(name, lists.every((list) => list.has(name)) && !(flavor === 'mysql' && AFTER_8_0.test(name)))]),
  ); // prettier-ignore
}

function sorted(name: string, everyVersion: boolean): BuiltIn {
  const role = AGGREGATE_NAMES.has(name) ? 'aggregate' : WINDOW_NAMES.has(name) ? 'window' : 'scalar';
  const rest = { name, role, total: TOTAL_NAMES.has(name), everyVersion } as const;
  const open = classOf(name);
  if (open !== undefined) return Object.freeze({ ...rest, class: open, hazard: undefined });
  const refused = REFUSED.find(([names]) => names.test(name));
  const [, kind, why] = refused ?? [undefined, 'not_supported' as const, 'which is not on the list of functions'];
  return Object.freeze({
    ...rest,
    class: 'refused',
    hazard: { kind, what: kind === 'not_supported' ? `${name}, ${why},` : name },
  });
}

function classOf(name: string): 'safe' | 'environment' | 'granted' | undefined {
  const listed = CLASSES.get(name);
  if (listed !== undefined) return listed;
  return SAFE_FAMILIES.test(name) && !NOT_OF_FAMILIES.test(name) ? 'safe' : undefined;
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
