/** The name that a server gives to a column without an alias, which it takes from the text of the statement. */
import type { Expression } from '../ast/index.ts';
import { decodeText } from '../charset.ts';
import type { Cursor } from './cursor.ts';

/** The label of an expression whose text is between two offsets. Undefined for a plain column or literal, which is named by what it is. */
export function labelOf(cursor: Cursor, expression: Expression, start: number, end: number): string | undefined {
  switch (expression.kind) {
    case 'ColumnReference':
    case 'StringLiteral':
      return undefined;
    default:
      return decodeText(cursor.text.slice(start, end), cursor.context.charset);
  }
}
