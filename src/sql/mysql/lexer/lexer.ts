/** The lexer's loop over one text: looks at a byte and hands it to who knows that kind of token, and keeps track of comments. See index.ts. */
import type { ByteString } from '../bytes.ts';
import type { Token } from '../tokens.ts';
import { BYTE, isDigit, isNameByte, isSpace, skip } from './characters.ts';
import { cutComment, endOfComment, endOfLine, isDashComment, readsHints } from './comment.ts';
import { isKnownExecutable } from './executable.ts';
import { setsSomething } from './hint.ts';
import { readDoubleQuoted, readPrefixed, readQuotedName, readString, readVariable } from './literal.ts';
import { cutOperator } from './operator.ts';
import { Scan } from './scan.ts';
import type { LexerContext } from './scan.ts';
import { readDot, readNumber, readWord } from './word.ts';

export class Lexer {
  readonly #scan: Scan;
  /** The executable comment that is open: where it begins, and how many tokens stand before it. */
  #open: { readonly start: number; readonly tokens: number } | undefined;

  constructor(text: ByteString, context: LexerContext) {
    this.#scan = new Scan(text, context);
  }

  run(): Token[] {
    const scan = this.#scan;
    for (;;) {
      scan.at = skip(scan.text, scan.at, isSpace);
      if (scan.at >= scan.text.length || this.#isLastNul()) break;
      this.#step(scan.byte(0));
    }
    if (this.#open !== undefined) throw scan.wrong('a comment is not closed', this.#open.start);
    scan.push({ type: 'end', start: scan.at, end: scan.at });
    return scan.tokens;
  }

  /** Clients of old send the NUL byte that ends their string: the servers take one, with nothing but white space behind it. */
  #isLastNul(): boolean {
    const { text, at } = this.#scan;
    return text.charCodeAt(at) === 0 && skip(text, at + 1, isSpace) === text.length;
  }

  #step(byte: number): void {
    const scan = this.#scan;
    if (isDigit(byte)) return readNumber(scan);
    if (isNameByte(byte)) return this.#word();
    switch (byte) {
      case BYTE.quote:
        return readString(scan);
      case BYTE.doubleQuote:
        return readDoubleQuoted(scan);
      case BYTE.backtick:
        return readQuotedName(scan);
      case BYTE.dot:
        return readDot(scan);
      case BYTE.at:
        return readVariable(scan);
      case BYTE.question:
        return this.#parameter();
      case BYTE.backslash:
        return this.#escape();
      default:
        return this.#isComment(byte) ? undefined : this.#operator();
    }
  }

  /** Goes behind a comment that begins or ends here. */
  #isComment(byte: number): boolean {
    const scan = this.#scan;
    if (byte === BYTE.hash || (byte === BYTE.minus && isDashComment(scan.text, scan.at))) {
      scan.at = endOfLine(scan.text, scan.at);
      return true;
    }
    if (byte === BYTE.slash && scan.byte(1) === BYTE.star) {
      this.#comment();
      return true;
    }
    if (byte === BYTE.star && scan.byte(1) === BYTE.slash && this.#open !== undefined) {
      this.#close(this.#open);
      return true;
    }
    return false;
  }

  #word(): void {
    const scan = this.#scan;
    if (readPrefixed(scan)) return;
    const upper = readWord(scan);
    if (upper !== undefined && readsHints(upper, scan.context.server)) this.#hint();
  }

  #parameter(): void {
    const { at: start } = this.#scan;
    // The server takes it for none where a name follows.
    if (isNameByte(this.#scan.byte(1))) throw this.#scan.wrong('a name follows a parameter', start);
    this.#scan.push({ type: 'parameter', start, end: start + 1 });
  }

  #operator(): void {
    const { text, at: start, context } = this.#scan;
    const operator = cutOperator(text, start, context.server);
    if (operator === undefined) throw this.#scan.wrong('a character that begins nothing', start);
    this.#scan.push({ type: 'operator', start, end: start + operator.length, text: operator });
  }

  /** `\N`, which is NULL on MariaDB. */
  #escape(): void {
    const { text, at: start, context } = this.#scan;
    if (context.server.flavor !== 'mariadb' || text.charAt(start + 1) !== 'N') {
      throw this.#scan.wrong('a backslash outside of a string', start);
    }
    const end = start + 2;
    this.#scan.push({ type: 'word', start, end, upper: 'NULL', name: 'NULL', called: false, afterDot: false });
  }

  #comment(): void {
    const { text, at: start, context, tokens } = this.#scan;
    const cut = cutComment(text, start, context.server);
    // The servers would read it, but nobody writes that.
    if (this.#open !== undefined) throw this.#scan.refused('a comment in an executable comment', start);
    if (cut.kind === 'executable') {
      this.#open = { start, tokens: tokens.length };
      this.#scan.at = cut.inside;
      return;
    }
    if (cut.end === undefined) throw this.#scan.wrong('a comment is not closed', start);
    this.#scan.at = cut.end;
  }

  /** At the end of an executable comment. */
  #close(open: { readonly start: number; readonly tokens: number }): void {
    const { tokens } = this.#scan;
    const before = tokens[open.tokens - 1];
    const atBeginning = before === undefined || (before.type === 'operator' && before.text === ';');
    if (!isKnownExecutable(tokens.slice(open.tokens), atBeginning)) {
      const hint = 'Write what is in it without the comment marks, or leave it out.';
      throw this.#scan.refused('an executable comment', open.start, hint);
    }
    this.#open = undefined;
    this.#scan.at += 2;
  }

  /** Behind a word that may have an optimizer hint: it is dropped, as it changes no result, unless it sets something. */
  #hint(): void {
    const scan = this.#scan;
    const start = skip(scan.text, scan.at, isSpace);
    if (!scan.text.startsWith('/*+', start)) return;
    const end = endOfComment(scan.text, start + 3);
    if (end === undefined) throw scan.wrong('a hint is not closed', start);
    if (setsSomething(scan.text.slice(start + 3, end - 2))) {
      throw scan.refused('a hint that sets something or has quotes', start, 'Leave the hint out.');
    }
    scan.at = end;
  }
}
