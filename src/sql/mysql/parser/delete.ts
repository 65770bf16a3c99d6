/** DELETE from one table, and from several with FROM or USING. */
import type { Delete, QualifiedName, TableName } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseAlias, parseNames, parseQualifiedName } from './names.ts';
import { parseOrderBy } from './query-tail.ts';
import { parseWith } from './query.ts';
import { parseTableReferences } from './table.ts';
import { parseReturning } from './returning.ts';
import { parseCount, refusePortion } from './update.ts';

type Victims = Pick<Delete, 'targets' | 'from'>;
type Options = Pick<Delete, 'lowPriority' | 'quick' | 'ignore'>;

export function parseDelete(cursor: Cursor): Delete {
  const { offset: start } = cursor;
  const commonTables = parseWith(cursor);
  cursor.expectWords('DELETE');
  const options = parseOptions(cursor);
  const victims = parseVictims(cursor);
  const where = cursor.takeWords('WHERE') ? parseExpression(cursor) : undefined;
  const orderBy = parseOrderBy(cursor);
  const limit = parseCount(cursor);
  const returning = parseReturning(cursor);
  const { endOffset: end } = cursor;
  return { kind: 'Delete', with: commonTables, ...options, ...victims, where, orderBy, limit, returning, start, end };
}

function parseOptions(cursor: Cursor): Options {
  const words = new Set<string>();
  for (;;) {
    // QUICK is no reserved word: `DELETE quick FROM t` and `DELETE quick, t FROM …` name a table.
    if (cursor.isWord('QUICK') && namesTable(cursor)) break;
    const word = cursor.takeOneOf('LOW_PRIORITY', 'QUICK', 'IGNORE');
    if (word === undefined) break;
    words.add(word);
  }
  return { lowPriority: words.has('LOW_PRIORITY'), quick: words.has('QUICK'), ignore: words.has('IGNORE') };
}

function namesTable(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return next.type === 'operator' && (next.text === ',' || next.text === '.');
}

function parseVictims(cursor: Cursor): Victims {
  if (cursor.context.server.flavor === 'mariadb' && cursor.areWords('HISTORY', 'FROM')) {
    throw cursor.notUnderstood('DELETE HISTORY');
  }
  if (!cursor.takeWords('FROM')) {
    const targets = cursor.list(() => parseTarget(cursor));
    cursor.expectWords('FROM');
    return { targets, from: parseTableReferences(cursor) };
  }
  const mark = cursor.mark();
  const targets = cursor.list(() => parseTarget(cursor));
  if (cursor.takeWords('USING')) return { targets, from: parseTableReferences(cursor) };
  cursor.reset(mark);
  return { targets: undefined, from: [parseOneTable(cursor)] };
}

/** `t`, `db.t`, `t.*`, `db.t.*`. */
function parseTarget(cursor: Cursor): QualifiedName {
  const { offset: start } = cursor;
  cursor.takeOperator('.');
  const first = cursor.name();
  if (!cursor.takeOperator('.') || cursor.takeOperator('*')) {
    return { kind: 'QualifiedName', schema: undefined, name: first, start, end: first.end };
  }
  const second = cursor.name();
  if (cursor.takeOperator('.')) cursor.expectOperator('*');
  return { kind: 'QualifiedName', schema: first, name: second, start, end: second.end };
}

/** The table that a DELETE of one table names. Its alias stands before or behind its partitions. */
function parseOneTable(cursor: Cursor): TableName {
  const { offset: start } = cursor;
  const table = parseQualifiedName(cursor);
  refusePortion(cursor);
  const before = parseAlias(cursor, ['PARTITION']);
  const partitions = cursor.takeWords('PARTITION') ? parseNames(cursor) : [];
  const alias = before ?? parseAlias(cursor);
  return { kind: 'TableName', table, partitions, alias, hints: [], start, end: cursor.endOffset };
}
