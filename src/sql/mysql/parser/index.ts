/**
 * A text into the trees of its statements. Knows where one statement ends and the next begins; the grammar of each is in its own file. What no
 * grammar here takes is refused: nothing is skipped but the inside of statements that are refused by their first words.
 */
import { RefusedError } from '../../../core/errors.ts';
import type { StatementNode } from '../ast/index.ts';
import type { ByteString } from '../bytes.ts';
import type { MySqlContext } from '../context.ts';
import { tokenize } from '../lexer/index.ts';
import { Cursor } from './cursor.ts';
import { parseStatement } from './statement.ts';

/** One statement of a text. Offsets are of bytes in the text that was received. */
export interface ParsedStatement {
  readonly node: StatementNode;
  readonly start: number;
  readonly end: number;
  /** How many `?` it has. */
  readonly parameters: number;
}

/** Statements in one text; beyond it the text is refused. Each is judged, printed and forwarded by itself. */
const MAX_STATEMENTS = 1000;

/** Throws RefusedError where the text isn't understood. A text of comments, white space and `;` alone has no statements. */
export function parseText(text: ByteString, context: MySqlContext): ParsedStatement[] {
  const cursor = new Cursor(tokenize(text, context), text, context);
  const statements: ParsedStatement[] = [];
  for (;;) {
    while (cursor.takeOperator(';'));
    if (cursor.peek().type === 'end') return statements;
    // A server without CLIENT_MULTI_STATEMENTS reads on behind the `;` and finds what shouldn't be there.
    if (statements.length > 0 && !context.multiStatements) throw cursor.unexpected();
    if (statements.length >= MAX_STATEMENTS) throw tooMany(cursor.offset);
    statements.push(parseOne(cursor));
  }
}

function parseOne(cursor: Cursor): ParsedStatement {
  const start = cursor.offset;
  cursor.parameters = 0;
  const node = parseStatement(cursor);
  const { endOffset: end, parameters } = cursor;
  if (!cursor.isOperator(';') && cursor.peek().type !== 'end') throw cursor.unexpected();
  return { node, start, end, parameters };
}

function tooMany(offset: number): RefusedError {
  return new RefusedError({
    code: 'WW_TOO_COMPLEX',
    message: `the text has more than ${MAX_STATEMENTS} statements`,
    hint: 'Send the statements in several texts.',
    offset,
  });
}
