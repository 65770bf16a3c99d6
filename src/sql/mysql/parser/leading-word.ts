/** The word that says what a statement is, looked for behind WITH and its common tables. */
import type { Cursor } from './cursor.ts';

/**
 * The first word of the statement at the cursor, in upper case. Behind WITH the one that the common tables belong to; a query in parentheses
 * is SELECT. Undefined where no word stands.
 */
export function leadingWord(cursor: Cursor): string | undefined {
  const first = cursor.peek();
  if (first.type !== 'word') return undefined;
  return first.upper === 'WITH' ? behindCommonTables(cursor) : first.upper;
}

/** Nothing between the parentheses of a common table is looked at, so that this is one pass over the tokens. */
function behindCommonTables(cursor: Cursor): string {
  let depth = 0;
  for (let ahead = 1; ; ahead++) {
    const token = cursor.peek(ahead);
    if (token.type === 'end') return 'SELECT';
    if (token.type === 'operator') {
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (token.text === ';') return 'SELECT';
    } else if (depth === 0 && token.type === 'word' && (token.upper === 'UPDATE' || token.upper === 'DELETE')) {
      // Both are reserved, so that no common table is called so.
      return token.upper;
    } else if (depth === 0 && token.type === 'word' && token.upper === 'SELECT') return 'SELECT';
  }
}
