/** UPDATE of one table or of a join. */
import type { Limit, Update } from '../ast/index.ts';
import { parseAssignments } from './assignment.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseLimit, parseOrderBy } from './query-tail.ts';
import { parseWith } from './query.ts';
import { parseTableReferences } from './table.ts';

export function parseUpdate(cursor: Cursor): Update {
  const { offset: start } = cursor;
  const commonTables = parseWith(cursor);
  cursor.expectWords('UPDATE');
  const lowPriority = cursor.takeWords('LOW_PRIORITY');
  const ignore = cursor.takeWords('IGNORE');
  const tables = parseTableReferences(cursor);
  refusePortion(cursor);
  cursor.expectWords('SET');
  const assignments = parseAssignments(cursor);
  const where = cursor.takeWords('WHERE') ? parseExpression(cursor) : undefined;
  const orderBy = parseOrderBy(cursor);
  const limit = parseCount(cursor);
  const { endOffset: end } = cursor;
  return {
    kind: 'Update',
    with: commonTables,
    lowPriority,
    ignore,
    tables,
    assignments,
    where,
    orderBy,
    limit,
    start,
    end,
  };
}

/** LIMIT as UPDATE and DELETE have it: without an offset. */
export function parseCount(cursor: Cursor): Limit | undefined {
  const limit = parseLimit(cursor);
  if (limit?.offset === undefined) return limit;
  throw cursor.notUnderstood('an offset in the LIMIT of a change', limit.start);
}

/** MariaDB's FOR PORTION OF writes rows that the statement doesn't name. */
export function refusePortion(cursor: Cursor): void {
  if (cursor.isWord('FOR')) throw cursor.notUnderstood('FOR PORTION OF');
}
