/** Names of SQL types as the Postgres catalog prints them, so that `int8` in a rule and `bigint` in the catalog are one. */

const ALIASES: Readonly<Record<string, string>> = {
  int: 'integer', int4: 'integer', int2: 'smallint', int8: 'bigint', float4: 'real', float8: 'double precision', float: 'double precision',
  bool: 'boolean', varchar: 'character varying', 'char varying': 'character varying', char: 'character', bpchar: 'character',
  decimal: 'numeric', dec: 'numeric', varbit: 'bit varying', timestamp: 'timestamp without time zone', timestamptz: 'timestamp with time zone',
  time: 'time without time zone', timetz: 'time with time zone',
}; // prettier-ignore

/** Takes a type's words, lower case and single-spaced; gives what `format_type` prints. */
export function typeName(written: string): string {
  const bare = written.startsWith('pg_catalog.') ? written.slice('pg_catalog.'.length) : written;
  const element = bare.replace(/(?:\[[0-9]*\])+$/, '');
  // The catalog prints an array of any depth with one pair of brackets.
  const array = element === bare ? '' : '[]';
  return `${Object.hasOwn(ALIASES, element) ? ALIASES[element] : element}${array}`;
}
