/** Where the lexer stands in a text, and what it has found so far. Handed to those who know one kind of token each; knows none itself. */
import type { RefusedError } from '../../../core/errors.ts';
import type { ByteString } from '../bytes.ts';
import type { MySqlContext } from '../context.ts';
import type { Token } from '../tokens.ts';
import { notUnderstood, syntaxError } from './refuse.ts';

export type LexerContext = Pick<MySqlContext, 'mode' | 'charset' | 'server'>;

export class Scan {
  readonly text: ByteString;
  readonly context: LexerContext;
  readonly tokens: Token[] = [];
  /** The next byte that belongs to no token yet. */
  at = 0;

  constructor(text: ByteString, context: LexerContext) {
    this.text = text;
    this.context = context;
  }

  /** NaN behind the end, which is in no class of bytes. */
  byte(ahead: number): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Keeps a token, and goes on behind it. */
  push(token: Token): void {
    this.tokens.push(token);
    this.at = token.end;
  }

  /** What the server would call a syntax error. `what` says what is wrong with it. */
  wrong(what: string, offset: number): RefusedError {
    return syntaxError(what, this.text, offset, this.context.charset);
  }

  /** What the server may take and we don't. `what` names it. */
  refused(what: string, offset: number, hint?: string): RefusedError {
    return notUnderstood(what, this.text, offset, this.context.charset, hint);
  }
}
