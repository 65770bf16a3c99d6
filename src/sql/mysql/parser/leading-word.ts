/** The word that says what a statement is, looked for behind WITH and its common tables. */
import type { Cursor } from './cursor.ts';

/**
 * The first word of the statement at the cursor, in upper case. Behind WITH the one that the common tables belong to: UPDATE, DELETE, and SELECT
 * for all queries. Undefined where no word stands.
 */
export function leadingWord(cursor: Cursor): string | undefined {
  const first = cursor.peek();
  if (first.type !== 'word') return undefined;
  return first.upper === 'WITH' ? behindCommonTables(cursor) : first.upper;
}

/** One pass over the tokens, at most to the word: nothing between the parentheses of a common table is looked at. */
function behindCommonTables(cursor: Cursor): string {
  let depth = 0;
  for (let ahead = 1; ; ahead++) {
    const token = cursor.peek(ahead);
    if (token.type === 'end') return 'SELECT';
    if (token.type !== 'operator') continue;
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    if (token.text !== ')' || depth > 0) continue;
    const next = cursor.peek(ahead + 1);
    // Behind a list of columns AS goes on, behind a query the next common table or the statement.
    if ((next.type === 'operator' && next.text === ',') || (next.type === 'word' && next.upper === 'AS')) continue;
    return next.type === 'word' && (next.upper === 'UPDATE' || next.upper === 'DELETE') ? next.upper : 'SELECT';
  }
}
