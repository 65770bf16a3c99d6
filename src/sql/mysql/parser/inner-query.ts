/** A query as a part of another statement: of INSERT … SELECT, of CREATE TABLE … SELECT, of a view. */
import type { Query } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseQuery } from './query.ts';

/** Its rows go where the statement says, so that it has no INTO of its own. */
export function parseInnerQuery(cursor: Cursor): Query {
  const query = parseQuery(cursor);
  if (query.into !== undefined) throw cursor.notUnderstood('INTO inside of another statement', query.into.start);
  return query;
}
