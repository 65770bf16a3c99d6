/** RETURNING, which MariaDB alone has. */
import type { SelectItem } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseSelectItems } from './select.ts';

export function parseReturning(cursor: Cursor): readonly SelectItem[] {
  if (cursor.context.server.flavor !== 'mariadb' || !cursor.takeWords('RETURNING')) return [];
  return parseSelectItems(cursor);
}
