/** EXPLAIN, DESCRIBE and MariaDB's ANALYZE: of a table, or of how a statement is executed. */
import type { Describe, Explain, ExplainedStatement, Unread } from '../ast/index.ts';
import { decodeText } from '../charset.ts';
import type { Cursor } from './cursor.ts';
import { parseDelete } from './delete.ts';
import { parseInsert } from './insert.ts';
import { leadingWord } from './leading-word.ts';
import { nameOrText, parseQualifiedName } from './names.ts';
import { parseQuery } from './query.ts';
import { unread } from './unread.ts';
import { parseUpdate } from './update.ts';

const EXPLAINED = ['SELECT', 'VALUES', 'TABLE', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'];

/** ANALYZE TABLE is another statement, and is told before this. */
export function startsExplain(cursor: Cursor): boolean {
  return cursor.isWord('EXPLAIN', 'DESCRIBE', 'DESC', 'ANALYZE');
}

export function parseExplain(cursor: Cursor): Explain | Describe | Unread {
  const { offset: start } = cursor;
  const mariadb = cursor.context.server.flavor === 'mariadb';
  const word = cursor.takeOneOf('EXPLAIN', 'DESCRIBE', 'DESC', 'ANALYZE');
  if (word === 'ANALYZE' && !mariadb) throw cursor.unexpected();
  if (cursor.areWords('FOR', 'CONNECTION')) return unread(cursor, 'EXPLAIN FOR CONNECTION', 'administration', start);
  const analyze = word === 'ANALYZE' || (!mariadb && cursor.takeWords('ANALYZE'));
  const extended = mariadb && startsBehind(cursor, 'EXTENDED') && cursor.takeWords('EXTENDED');
  const partitions = mariadb && startsBehind(cursor, 'PARTITIONS') && cursor.takeWords('PARTITIONS');
  const format = parseFormat(cursor);
  if (cursor.areWords('FOR', 'CONNECTION')) return unread(cursor, 'EXPLAIN FOR CONNECTION', 'administration', start);
  if (format !== undefined && cursor.isWord('INTO', 'FOR')) throw cursor.notUnderstood('EXPLAIN … INTO or FOR');
  const plain = !analyze && !extended && !partitions && format === undefined;
  if (plain && !startsStatement(cursor)) return parseDescribe(cursor, start);
  const statement = parseExplained(cursor);
  return { kind: 'Explain', analyze, extended, partitions, format, statement, start, end: cursor.endOffset };
}

/** Whether the option is one, and no table's name. */
function startsBehind(cursor: Cursor, word: string): boolean {
  const next = cursor.peek(1);
  return cursor.isWord(word) && next.type !== 'end' && !(next.type === 'operator' && next.text !== '(');
}

function parseFormat(cursor: Cursor): Explain['format'] {
  const next = cursor.peek(1);
  if (!cursor.isWord('FORMAT') || next.type !== 'operator' || next.text !== '=') return undefined;
  cursor.next();
  cursor.next();
  const { offset } = cursor;
  const format = nameOrText(cursor).text.toUpperCase();
  if (format === 'TRADITIONAL' || format === 'JSON') return format;
  if (format === 'TREE' && cursor.context.server.flavor === 'mysql') return format;
  throw cursor.notUnderstood('this format of EXPLAIN', offset);
}

function startsStatement(cursor: Cursor): boolean {
  const word = leadingWord(cursor);
  return cursor.isOperator('(') || (word !== undefined && EXPLAINED.includes(word));
}

function parseExplained(cursor: Cursor): ExplainedStatement {
  if (!startsStatement(cursor)) throw cursor.unexpected();
  switch (leadingWord(cursor)) {
    case 'INSERT':
    case 'REPLACE':
      return parseInsert(cursor);
    case 'UPDATE':
      return parseUpdate(cursor);
    case 'DELETE':
      return parseDelete(cursor);
    default:
      return parseQuery(cursor);
  }
}

function parseDescribe(cursor: Cursor, start: number): Describe {
  const table = parseQualifiedName(cursor);
  return { kind: 'Describe', table, column: parseColumn(cursor), start, end: cursor.endOffset };
}

function parseColumn(cursor: Cursor): string | undefined {
  const token = cursor.peek();
  if (token.type === 'string') {
    cursor.next();
    return decodeText(token.value, cursor.context.charset);
  }
  return cursor.isName ? cursor.name().text : undefined;
}
