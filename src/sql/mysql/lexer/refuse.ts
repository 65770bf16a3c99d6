/** The lexer's refusals: what the server would call a syntax error, and what it would take and we don't. */
import { RefusedError } from '../../../core/errors.ts';
import type { ByteString } from '../bytes.ts';
import { decodeText } from '../charset.ts';
import type { Charset } from '../context.ts';

/** How much of the text a refusal quotes, in bytes. */
const QUOTED_BYTES = 60;

/** `what` says what is wrong with it: `a string is not closed`. */
export function syntaxError(what: string, text: ByteString, offset: number, charset: Charset): RefusedError {
  return new RefusedError({
    code: 'WW_SYNTAX_ERROR',
    message: `you have an error in your SQL syntax near '${quote(text, offset, charset)}': ${what}`,
    hint: 'Correct the statement at the place that is quoted.',
    offset,
  });
}

/** `what` names it: `a name that begins with $`. */
export function notUnderstood(
  what: string,
  text: ByteString,
  offset: number,
  charset: Charset,
  hint = 'Write the statement without it.',
): RefusedError {
  return new RefusedError({
    code: 'WW_SQL_NOT_UNDERSTOOD',
    message: `${what} is not understood near '${quote(text, offset, charset)}'`,
    hint,
    offset,
  });
}

function quote(text: ByteString, offset: number, charset: Charset): string {
  return decodeText(text.slice(offset, offset + QUOTED_BYTES), charset);
}
