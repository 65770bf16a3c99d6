/** The columns that an expression of a definition names. */
import type { Expression, Name } from '../../ast/index.ts';
import type { Cursor } from '../cursor.ts';

/** Throws where the expression has a query of its own, which the servers refuse in a definition too. */
export function columnsOf(expression: Expression, cursor: Cursor): Name[] {
  const names: Name[] = [];
  const waiting: unknown[] = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('kind' in next && next.kind === 'Query')
      throw cursor.notUnderstood('a query inside a definition', expression.start);
    if ('kind' in next && next.kind === 'ColumnReference' && 'column' in next && isName(next.column)) {
      names.push(next.column);
      continue;
    }
    for (const value of Object.values(next)) if (typeof value === 'object' && value !== null) waiting.push(value);
  }
  return names;
}

function isName(value: unknown): value is Name {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Name';
}
