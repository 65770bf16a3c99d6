/**
 * Types as far as overloads need them, which the parser doesn't give. A type is a string: for the server's own types its name as
 * `format_type` prints it, for any other `#` and its OID. Knows no casts beyond the server's implicit ones, roughly.
 */

/** Can't be told. */
export const ANY = '?';
/** A literal or parameter without a type yet. */
export const LITERAL = 'unknown';
/** Some type of the server's own. */
export const BUILTIN = '!';

/** Types and functions below this OID are the server's own (FirstNormalObjectId, access/transam.h). */
export const FIRST_USER_OID = 16384;

export function typeOf(name: string, oid: number): string {
  return oid >= FIRST_USER_OID ? `#${oid}` : name;
}

export function isUserType(type: string): boolean {
  return type.startsWith('#');
}

const GROUPS: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision', 'oid', 'regclass', 'regproc', 'regprocedure', 'regoper', 'regoperator', 'regtype', 'regrole', 'regnamespace', 'regconfig', 'regdictionary', 'regcollation', 'regdatabase', 'money'],
  ['text', 'character varying', 'character', 'bpchar', 'name', '"char"', 'regclass', 'pg_node_tree', 'xml'],
  ['date', 'timestamp without time zone', 'timestamp with time zone', 'time without time zone', 'time with time zone', 'interval'],
  ['inet', 'cidr', 'text'], ['bit', 'bit varying'], ['point', 'lseg', 'path', 'box', 'polygon', 'line', 'circle'], ['macaddr', 'macaddr8'],
]; // prettier-ignore

const GROUP_OF = new Map<string, Set<number>>();
GROUPS.forEach((names, group) => {
  for (const name of names) GROUP_OF.set(name, (GROUP_OF.get(name) ?? new Set()).add(group));
});

const PSEUDO = /^("any"|any[a-z]*|record|record\[\]|internal|cstring|trigger)$/;

export function isPolymorphic(type: string): boolean {
  return PSEUDO.test(type);
}

/** Whether a value of the type `actual` could be given where `expected` is declared, without a cast being written. */
export function fits(expected: string, actual: string): boolean {
  if (actual === ANY || actual === LITERAL || expected === actual || isPolymorphic(expected)) return true;
  // From the server's own types into a user's type there are no implicit casts but those that an extension's owner made.
  if (isUserType(expected)) return false;
  // A domain or an enum of the user: its base type may be this one.
  if (isUserType(actual) || actual === BUILTIN) return true;
  const groups = GROUP_OF.get(actual);
  const wanted = GROUP_OF.get(expected);
  if (groups === undefined || wanted === undefined) return false;
  for (const group of groups) if (wanted.has(group)) return true;
  return false;
}

/** Narrow to wide; the server casts the narrower side. */
const WIDER: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  ['name', 'character', 'character varying', 'text'],
  ['date', 'timestamp without time zone', 'timestamp with time zone'],
];

/** The type that two columns are merged or compared in; undefined where it can't be told (select_common_type). */
export function commonType(left: string, right: string): string | undefined {
  if (left === right) return left === ANY || left === BUILTIN ? undefined : left;
  const ranks = WIDER.find((types) => types.includes(left) && types.includes(right));
  if (ranks === undefined) return undefined;
  return ranks.indexOf(left) > ranks.indexOf(right) ? left : right;
}

/** The type of a call's result where the declared one is polymorphic. */
export function resultType(declared: string, expected: readonly string[], actual: readonly string[]): string {
  const plain = declared.startsWith('SETOF ') ? declared.slice(6) : declared;
  if (plain === 'record' || !isPolymorphic(plain)) return plain;
  const element = actual[expected.indexOf('anyelement')];
  if (plain === 'anyelement' && element !== undefined && element !== LITERAL) return element;
  return actual.every((type) => !isUserType(type) && type !== ANY) ? BUILTIN : ANY;
}

/** The parser's and the catalogs' short names, as `format_type` prints them. */
const FORMATTED: Readonly<Record<string, string>> = {
  bool: 'boolean', int2: 'smallint', int4: 'integer', int8: 'bigint', float4: 'real', float8: 'double precision',
  varchar: 'character varying', bpchar: 'character', char: '"char"', timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone', time: 'time without time zone', timetz: 'time with time zone', varbit: 'bit varying',
}; // prettier-ignore

/** The server's own types that may be named in a cast by anybody. */
const OWN_TYPES: ReadonlySet<string> = new Set(
  `bool int2 int4 int8 float4 float8 numeric text varchar bpchar char name bytea date time timetz timestamp timestamptz interval
   uuid json jsonb jsonpath xml money bit varbit oid tid xid xid8 cid pg_lsn inet cidr macaddr macaddr8 point lseg path box polygon line circle
   tsvector tsquery int4range int8range numrange daterange tsrange tstzrange int4multirange int8multirange nummultirange
   datemultirange tsmultirange tstzmultirange regclass regproc regprocedure regoper regoperator regtype regrole regnamespace
   regconfig regdictionary regcollation regdatabase int2vector oidvector refcursor unknown record pg_snapshot txid_snapshot aclitem
   gtsvector pg_node_tree cstring anyelement void`.split(/\s+/),
);

export function ownType(name: string): string | undefined {
  if (name.startsWith('_') && OWN_TYPES.has(name.slice(1))) return `${ownType(name.slice(1)) ?? ''}[]`;
  return OWN_TYPES.has(name) ? (FORMATTED[name] ?? name) : undefined;
}
