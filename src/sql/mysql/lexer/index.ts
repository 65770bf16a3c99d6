/**
 * A text to its tokens, as the server's lexer cuts it: bytes in, tokens or a refusal out, in linear time. Knows the session's lexical mode,
 * character set and the server's version; no grammar. Strict where the servers are lenient: what they would drop or mend is refused.
 * Facts: MySQL reference manual 11.1 to 11.7, MariaDB "Language Structure", and what the servers themselves answer (test/sql/mysql/lexer).
 */
import type { ByteString } from '../bytes.ts';
import type { Token } from '../tokens.ts';
import { Lexer } from './lexer.ts';
import type { LexerContext } from './scan.ts';

export type { LexerContext } from './scan.ts';

/** Ends with an `end` token. Throws RefusedError. */
export function tokenize(text: ByteString, context: LexerContext): Token[] {
  return new Lexer(text, context).run();
}
