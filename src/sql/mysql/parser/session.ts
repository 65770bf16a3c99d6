/** Short statements about the session: USE, LOCK and UNLOCK TABLES, KILL, CALL, DO. */
import type { Call, Do, Kill, LockTables, UnlockTables, Unread, Use } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseAlias, parseQualifiedName } from './names.ts';
import { unread } from './unread.ts';

export function parseUse(cursor: Cursor): Use {
  const { offset: start } = cursor;
  cursor.expectWords('USE');
  const database = cursor.name();
  return { kind: 'Use', database, start, end: cursor.endOffset };
}

export function parseLockTables(cursor: Cursor): LockTables | Unread {
  const { offset: start } = cursor;
  cursor.expectWords('LOCK');
  if (cursor.isWord('INSTANCE')) return unread(cursor, 'LOCK INSTANCE FOR BACKUP', 'administration', start);
  if (cursor.takeOneOf('TABLES', 'TABLE') === undefined) throw cursor.unexpected();
  const locks = cursor.list(() => {
    const table = parseQualifiedName(cursor);
    const alias = parseAlias(cursor);
    return { table, alias, mode: parseMode(cursor) };
  });
  // MariaDB: how long to wait for it.
  if (cursor.isWord('NOWAIT', 'WAIT')) throw cursor.notUnderstood('a wait for LOCK TABLES');
  return { kind: 'LockTables', locks, start, end: cursor.endOffset };
}

function parseMode(cursor: Cursor): LockTables['locks'][number]['mode'] {
  if (cursor.takeWords('READ')) return cursor.takeWords('LOCAL') ? 'READ LOCAL' : 'READ';
  if (cursor.takeWords('WRITE')) return 'WRITE';
  cursor.expectWords('LOW_PRIORITY', 'WRITE');
  return 'LOW_PRIORITY WRITE';
}

export function parseUnlockTables(cursor: Cursor): UnlockTables | Unread {
  const { offset: start } = cursor;
  cursor.expectWords('UNLOCK');
  if (cursor.isWord('INSTANCE')) return unread(cursor, 'UNLOCK INSTANCE', 'administration', start);
  if (cursor.takeOneOf('TABLES', 'TABLE') === undefined) throw cursor.unexpected();
  return { kind: 'UnlockTables', start, end: cursor.endOffset };
}

export function parseKill(cursor: Cursor): Kill | Unread {
  const { offset: start } = cursor;
  cursor.expectWords('KILL');
  // MariaDB: HARD and SOFT, by the id of a query, and all of a user's.
  if (cursor.isWord('HARD', 'SOFT', 'USER')) return unread(cursor, 'KILL', 'administration', start);
  const what = cursor.takeOneOf('QUERY', 'CONNECTION') ?? 'CONNECTION';
  if (cursor.isWord('ID', 'USER')) return unread(cursor, 'KILL', 'administration', start);
  const id = parseExpression(cursor);
  return { kind: 'Kill', what, id, start, end: cursor.endOffset };
}

export function parseCall(cursor: Cursor): Call {
  const { offset: start } = cursor;
  cursor.expectWords('CALL');
  const procedure = parseQualifiedName(cursor);
  const call = cursor.isOperator('(')
    ? cursor.parenthesised(() => (cursor.isOperator(')') ? [] : cursor.list(() => parseExpression(cursor))))
    : [];
  return { kind: 'Call', procedure, arguments: call, start, end: cursor.endOffset };
}

/** DO takes a list as SELECT does, aliases included, which mean nothing. */
export function parseDo(cursor: Cursor): Do {
  const { offset: start } = cursor;
  cursor.expectWords('DO');
  const expressions = cursor.list(() => {
    const expression = parseExpression(cursor);
    parseAlias(cursor);
    return expression;
  });
  return { kind: 'Do', expressions, start, end: cursor.endOffset };
}
