/**
 * A position in the tokens of a text, and the ways to go on from it. Knows tokens and refusals, and how deep the parser is; no grammar. Every
 * way forward either takes a token or throws, so that a parser of it ends.
 */
import { RefusedError } from '../../../core/errors.ts';
import type { ByteString } from '../bytes.ts';
import type { MySqlContext } from '../context.ts';
import type { Name } from '../ast/index.ts';
import type { Operator, Token } from '../tokens.ts';
import { decodeText } from '../charset.ts';
import { isReserved } from './reserved.ts';

/** Nesting of the grammar's own recursion; beyond it the text is refused (WW_TOO_COMPLEX). Chains of one operator don't nest. */
const MAX_DEPTH = 200;
/** How much of the text a refusal quotes, in bytes. */
const QUOTED_BYTES = 60;

export class Cursor {
  readonly text: ByteString;
  readonly context: MySqlContext;
  readonly #tokens: readonly Token[];
  #at: number;
  #depth = 0;
  /** `?` met so far in this statement. */
  parameters = 0;

  /** `tokens` ends with an `end` token. */
  constructor(tokens: readonly Token[], text: ByteString, context: MySqlContext, at = 0) {
    this.#tokens = tokens;
    this.text = text;
    this.context = context;
    this.#at = at;
  }

  /** The next token, `ahead` tokens further on. Behind the end it is the end. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('a text has no tokens');
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.type === 'end') throw this.unexpected();
    this.#at++;
    return token;
  }

  /** Index of the next token, for going back with `reset`. To be used where a few tokens decide, never around a whole expression. */
  mark(): number {
    return this.#at;
  }

  reset(mark: number): void {
    this.#at = mark;
  }

  /** Byte offset at which the next token begins. */
  get offset(): number {
    return this.peek().start;
  }

  /** Byte offset behind the token that was taken last. */
  get endOffset(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  /** Whether the next token is one of these unquoted words (upper case). */
  isWord(...words: readonly string[]): boolean {
    const token = this.peek();
    return token.type === 'word' && !token.afterDot && words.includes(token.upper);
  }

  /** Whether the next tokens are these words, one after the other. */
  areWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return token.type === 'word' && !token.afterDot && token.upper === word;
    });
  }

  /** Takes the words when all of them come next. */
  takeWords(...words: readonly string[]): boolean {
    if (!this.areWords(...words)) return false;
    this.#at += words.length;
    return true;
  }

  /** Takes the next token when it is one of the words; gives the word. */
  takeOneOf<Word extends string>(...words: readonly Word[]): Word | undefined {
    const token = this.peek();
    if (token.type !== 'word' || token.afterDot) return undefined;
    const found = words.find((word) => word === token.upper);
    if (found !== undefined) this.#at++;
    return found;
  }

  expectWords(...words: readonly string[]): void {
    if (!this.takeWords(...words)) throw this.unexpected();
  }

  isOperator(...operators: readonly Operator[]): boolean {
    const token = this.peek();
    return token.type === 'operator' && operators.includes(token.text);
  }

  takeOperator(operator: Operator): boolean {
    if (!this.isOperator(operator)) return false;
    this.#at++;
    return true;
  }

  expectOperator(operator: Operator): void {
    if (!this.takeOperator(operator)) throw this.unexpected();
  }

  /** Whether the next token may be a name: quoted, beside a dot, or a word that isn't reserved by the server that is asked. */
  get isName(): boolean {
    const token = this.peek();
    return (
      token.type === 'quoted' ||
      token.type === 'introducer' ||
      (token.type === 'word' && (token.afterDot || this.isBeforeDot || !isReserved(token.upper, this.context.server)))
    );
  }

  /** Whether the next token is a word with a dot right behind it, which the servers take for a name whatever it says: `order.id`. */
  get isBeforeDot(): boolean {
    const token = this.peek();
    const next = this.peek(1);
    return token.type === 'word' && next.type === 'operator' && next.text === '.' && next.start === token.end;
  }

  /** Takes a name. Throws where a reserved word or anything else stands. */
  name(): Name {
    const token = this.peek();
    if (!this.isName || !('name' in token)) throw this.unexpected();
    this.#at++;
    return { kind: 'Name', text: token.name, start: token.start, end: token.end };
  }

  /** `read`, again for each comma. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.takeOperator(',')) items.push(read());
    return items;
  }

  /** `read` between parentheses. */
  parenthesised<T>(read: () => T): T {
    this.expectOperator('(');
    const value = read();
    this.expectOperator(')');
    return value;
  }

  /** To be called around each rule that may contain itself. */
  nested<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) {
      throw new RefusedError({
        code: 'WW_TOO_COMPLEX',
        message: `the statement nests more than ${MAX_DEPTH} levels deep`,
        hint: 'Write it with fewer nested parentheses, expressions and subqueries.',
        offset: this.offset,
      });
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** The server's own answer to what no grammar has. */
  unexpected(): RefusedError {
    const { type, start } = this.peek();
    const near = type === 'end' ? '' : this.quote(start);
    return new RefusedError({
      code: 'WW_SYNTAX_ERROR',
      message: `you have an error in your SQL syntax near '${near}'`,
      hint: 'Correct the statement at the place that is quoted.',
      offset: start,
    });
  }

  /** For what the server may well accept and we don't read. `what` names it: `a FOR SYSTEM_TIME clause`. */
  notUnderstood(what: string, offset = this.offset): RefusedError {
    return new RefusedError({
      code: 'WW_SQL_NOT_UNDERSTOOD',
      message: `${what} is not understood near '${this.quote(offset)}'`,
      hint: 'Write the statement without it.',
      offset,
    });
  }

  /** The text from here on, as much of it as an error shows. */
  quote(offset: number): string {
    const cut = this.text.slice(offset, offset + QUOTED_BYTES);
    return decodeText(cut, this.context.charset);
  }
}
