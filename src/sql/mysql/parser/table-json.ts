/** JSON_TABLE: a document as rows, with its columns' types. */
import type { DataType, JsonColumn, JsonReaction, JsonTable } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseCharset } from './expression-cast.ts';
import { parsePrimary } from './expression-primary.ts';
import { parseExpression } from './expression.ts';
import { nameOrText, parseAlias } from './names.ts';

/** JSON_TABLE(document, path COLUMNS (…)) [AS] alias */
export function parseJsonTable(cursor: Cursor): JsonTable {
  const { offset: start } = cursor;
  cursor.expectWords('JSON_TABLE');
  cursor.expectOperator('(');
  const document = parseExpression(cursor);
  cursor.expectOperator(',');
  const path = parsePath(cursor);
  const columns = parseColumns(cursor);
  cursor.expectOperator(')');
  const alias = parseAlias(cursor, ['WINDOW']);
  if (alias === undefined) throw cursor.unexpected();
  return { kind: 'JsonTable', document, path, columns, alias, start, end: cursor.endOffset };
}

function parsePath(cursor: Cursor): JsonTable['path'] {
  const { type } = cursor.peek();
  if (type !== 'string' && type !== 'introducer') throw cursor.unexpected();
  return parsePrimary(cursor);
}

function parseColumns(cursor: Cursor): JsonColumn[] {
  cursor.expectWords('COLUMNS');
  return cursor.nested(() => cursor.parenthesised(() => cursor.list(() => parseColumn(cursor))));
}

function parseColumn(cursor: Cursor): JsonColumn {
  const { offset: start } = cursor;
  if (isNested(cursor)) {
    cursor.expectWords('NESTED');
    cursor.takeWords('PATH');
    const path = parsePath(cursor);
    const columns = parseColumns(cursor);
    return { kind: 'JsonNested', path, columns, start, end: cursor.endOffset };
  }
  const name = cursor.name();
  if (cursor.takeWords('FOR', 'ORDINALITY')) return { kind: 'JsonOrdinality', name, start, end: cursor.endOffset };
  const type = parseDataType(cursor);
  const exists = cursor.takeWords('EXISTS');
  cursor.expectWords('PATH');
  const path = parsePath(cursor);
  const { onEmpty, onError } = parseReactions(cursor, exists);
  return { kind: 'JsonPath', name, type, exists, path, onEmpty, onError, start, end: cursor.endOffset };
}

/** In either order, each at most once. */
function parseReactions(cursor: Cursor, exists: boolean): { onEmpty: JsonReaction; onError: JsonReaction } {
  let onEmpty: JsonReaction;
  let onError: JsonReaction;
  for (;;) {
    const reaction = exists ? undefined : parseReaction(cursor);
    if (reaction === undefined) return { onEmpty, onError };
    cursor.expectWords('ON');
    if (onEmpty === undefined && cursor.takeWords('EMPTY')) onEmpty = reaction;
    else if (onError === undefined && cursor.takeWords('ERROR')) onError = reaction;
    else throw cursor.unexpected();
  }
}

/** NESTED is a name too where no path follows. */
function isNested(cursor: Cursor): boolean {
  return cursor.areWords('NESTED', 'PATH') || (cursor.isWord('NESTED') && cursor.peek(1).type === 'string');
}

/** What stands before ON EMPTY or ON ERROR: NULL, ERROR, DEFAULT '0'. */
function parseReaction(cursor: Cursor): JsonReaction {
  if (cursor.takeWords('NULL')) return 'NULL';
  if (cursor.takeWords('ERROR')) return 'ERROR';
  if (!cursor.takeWords('DEFAULT')) return undefined;
  const { type } = cursor.peek();
  if (!DEFAULTS.has(type)) throw cursor.notUnderstood('this default');
  return { value: parsePrimary(cursor) };
}

const DEFAULTS = new Set(['string', 'introducer', 'integer', 'decimal', 'float']);

const WORDS_OF_TYPES = new Set([
  'BIT', 'BOOL', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'INTEGER', 'BIGINT', 'DECIMAL', 'DEC', 'NUMERIC', 'FIXED', 'FLOAT', 'DOUBLE',
  'REAL', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'YEAR', 'CHAR', 'VARCHAR', 'BINARY', 'VARBINARY', 'TINYBLOB', 'BLOB', 'MEDIUMBLOB', 'LONGBLOB',
  'TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT', 'JSON',
]); // prettier-ignore

/** The type of a column as JSON_TABLE has it: one word, its lengths, and what a number or a string may have behind it. */
function parseDataType(cursor: Cursor): DataType {
  const { offset: start } = cursor;
  const token = cursor.peek();
  if (token.type !== 'word' || !WORDS_OF_TYPES.has(token.upper)) throw cursor.notUnderstood('the type of this column');
  cursor.next();
  const lengths = cursor.isOperator('(') ? parseLengths(cursor) : [];
  const unsigned = cursor.takeWords('UNSIGNED');
  const charset =
    cursor.takeWords('CHARACTER', 'SET') || cursor.takeWords('CHARSET') ? parseCharset(cursor) : undefined;
  const collation = cursor.takeWords('COLLATE') ? nameOrText(cursor).text : undefined;
  return {
    kind: 'DataType',
    type: token.upper,
    lengths,
    members: [],
    unsigned,
    zerofill: false,
    charset,
    collation,
    start,
    end: cursor.endOffset,
  };
}

function parseLengths(cursor: Cursor): string[] {
  return cursor.parenthesised(() =>
    cursor.list(() => {
      const token = cursor.peek();
      if (token.type !== 'integer') throw cursor.unexpected();
      cursor.next();
      return token.text;
    }),
  );
}
