/** The type of a column, as CREATE TABLE has it. Knows the names of types and what may stand behind each. */
import type { Draft } from './draft.ts';
import { takesCharacterSet } from './options.ts';

const WHOLE = [
  'TINYINT',
  'SMALLINT',
  'MEDIUMINT',
  'MIDDLEINT',
  'INT',
  'INTEGER',
  'BIGINT',
  'INT1',
  'INT2',
  'INT3',
  'INT4',
  'INT8',
] as const;
const BROKEN = ['REAL', 'FLOAT', 'FLOAT4', 'FLOAT8', 'DECIMAL', 'NUMERIC', 'DEC', 'FIXED'] as const;
/** With a length or without. */
const SIZED = ['BIT', 'YEAR', 'TIME', 'TIMESTAMP', 'DATETIME', 'BINARY', 'VARBINARY', 'BLOB', 'VECTOR'] as const;
const PLAIN = [
  'BOOL',
  'BOOLEAN',
  'DATE',
  'TINYBLOB',
  'MEDIUMBLOB',
  'LONGBLOB',
  'JSON',
  'SERIAL',
  'GEOMETRY',
  'GEOMETRYCOLLECTION',
  'GEOMCOLLECTION',
  'POINT',
  'MULTIPOINT',
  'LINESTRING',
  'MULTILINESTRING',
  'POLYGON',
  'MULTIPOLYGON',
] as const;
const MARIADB_PLAIN = ['UUID', 'INET4', 'INET6'] as const;
const TEXT = ['CHAR', 'CHARACTER', 'VARCHAR', 'VARCHARACTER', 'TEXT', 'TINYTEXT', 'MEDIUMTEXT', 'LONGTEXT'] as const;
const NATIONAL = ['NCHAR', 'NVARCHAR'] as const; // prettier-ignore

export function parseType(draft: Draft): void {
  const { cursor } = draft;
  const { offset } = cursor;
  if (draft.takesOneOf(...WHOLE) !== undefined) parseNumber(draft);
  else if (draft.takesOneOf(...BROKEN) !== undefined) parseNumber(draft);
  else if (draft.takes('DOUBLE')) parseDouble(draft);
  else if (draft.takesOneOf(...SIZED) !== undefined) parseSized(draft);
  else if (draft.takesOneOf(...PLAIN) !== undefined) return;
  else if (cursor.context.server.flavor === 'mariadb' && draft.takesOneOf(...MARIADB_PLAIN) !== undefined) return;
  else if (draft.takesOneOf('ENUM', 'SET') !== undefined) parseMembers(draft);
  else if (draft.takes('LONG')) parseLong(draft);
  else if (!parseText(draft)) throw cursor.notUnderstood('this type', offset);
}

function parseNumber(draft: Draft): void {
  parseLength(draft);
  while (draft.takesOneOf('UNSIGNED', 'SIGNED', 'ZEROFILL') !== undefined);
}

function parseDouble(draft: Draft): void {
  draft.takes('PRECISION');
  parseNumber(draft);
}

function parseLength(draft: Draft): void {
  if (!draft.takesOperator('(')) return;
  draft.list(() => draft.expectsLiteral('integer'));
  draft.expectsOperator(')');
}

function parseSized(draft: Draft): void {
  parseLength(draft);
  parseCompressed(draft);
}

/** MariaDB's compression of a column, with the method of its own choice. */
function parseCompressed(draft: Draft): void {
  if (draft.cursor.context.server.flavor === 'mariadb') draft.takes('COMPRESSED');
}

function parseMembers(draft: Draft): void {
  draft.parenthesised(() => draft.list(() => draft.expectsLiteral('string', 'hex', 'bit')));
  parseTextAttributes(draft);
}

/** LONG, LONG VARCHAR, LONG CHAR VARYING, LONG VARBINARY. */
function parseLong(draft: Draft): void {
  if (draft.takes('VARBINARY')) return;
  if (draft.takesOneOf('CHAR', 'CHARACTER') !== undefined) draft.expects('VARYING');
  else draft.takesOneOf('VARCHAR', 'VARCHARACTER');
  parseTextAttributes(draft);
}

function parseText(draft: Draft): boolean {
  const national = draft.takes('NATIONAL');
  const word = national
    ? draft.expectsOneOf('CHAR', 'CHARACTER', 'VARCHAR', 'VARCHARACTER')
    : draft.takesOneOf(...TEXT, ...NATIONAL);
  if (word === undefined) return false;
  if (word === 'CHAR' || word === 'CHARACTER') draft.takes('VARYING');
  if (word === 'NCHAR') draft.takesOneOf('VARYING', 'VARCHAR', 'VARCHARACTER');
  parseLength(draft);
  parseCompressed(draft);
  parseTextAttributes(draft);
  return true;
}

/** CHARACTER SET, BINARY (for the binary collation), ASCII, UNICODE, BYTE. COLLATE is an attribute of the column. */
function parseTextAttributes(draft: Draft): void {
  for (;;) {
    if (takesCharacterSet(draft)) {
      if (!draft.takes('BINARY')) draft.nameOrText();
    } else if (draft.takesOneOf('BINARY', 'ASCII', 'UNICODE', 'BYTE') === undefined) return;
  }
}
