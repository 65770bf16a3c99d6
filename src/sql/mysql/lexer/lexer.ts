/** The lexer's loop over one text: looks at a byte, hands it to who knows that kind of token, keeps the tokens. See index.ts. */
import type { ByteString } from '../bytes.ts';
import type { Token } from '../tokens.ts';
import { BYTE, isDigit, isHexDigit, isNameByte, isSpace, skip } from './characters.ts';
import { cutComment, endOfComment, endOfLine, isDashComment, readsHints } from './comment.ts';
import { isKnownExecutable } from './executable.ts';
import { setsSomething } from './hint.ts';
import type { LexerContext } from './index.ts';
import { introducedCharset, nameText, unquotedName, upperCase } from './name.ts';
import { cutFraction, cutNumber, isBit } from './number.ts';
import type { NumberCut } from './number.ts';
import { cutOperator } from './operator.ts';
import { cutQuotedName, cutString } from './quoted.ts';
import type { Quoted } from './quoted.ts';
import { notUnderstood, syntaxError } from './refuse.ts';

export class Lexer {
  readonly #text: ByteString;
  readonly #context: LexerContext;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** The executable comment that is open: where it begins, and how many tokens stand before it. */
  #open: { readonly start: number; readonly tokens: number } | undefined;

  constructor(text: ByteString, context: LexerContext) {
    this.#text = text;
    this.#context = context;
  }

  run(): Token[] {
    for (;;) {
      this.#at = skip(this.#text, this.#at, isSpace);
      if (this.#at >= this.#text.length || this.#isLastNul()) break;
      this.#step(this.#text.charCodeAt(this.#at));
    }
    if (this.#open !== undefined) throw this.#wrong('a comment is not closed', this.#open.start);
    this.#tokens.push({ type: 'end', start: this.#at, end: this.#at });
    return this.#tokens;
  }

  /** Clients of old send the NUL byte that ends their string: the servers take one, with nothing but white space behind it. */
  #isLastNul(): boolean {
    return this.#text.charCodeAt(this.#at) === 0 && skip(this.#text, this.#at + 1, isSpace) === this.#text.length;
  }

  #step(byte: number): void {
    if (isDigit(byte)) this.#number(cutNumber(this.#text, this.#at));
    else if (isNameByte(byte)) this.#wordOrLiteral();
    else if (byte === BYTE.quote) this.#string();
    else if (byte === BYTE.doubleQuote) this.#doubleQuoted();
    else if (byte === BYTE.backtick) this.#quotedName();
    else if (byte === BYTE.dot) this.#dot();
    else if (byte === BYTE.at) this.#variable();
    else if (byte === BYTE.question) this.#parameter();
    else if (byte === BYTE.hash) this.#at = endOfLine(this.#text, this.#at);
    else if (byte === BYTE.minus && isDashComment(this.#text, this.#at)) this.#at = endOfLine(this.#text, this.#at);
    else if (byte === BYTE.slash && this.#byte(1) === BYTE.star) this.#comment();
    else if (byte === BYTE.star && this.#byte(1) === BYTE.slash && this.#open !== undefined) this.#close();
    else if (byte === BYTE.backslash) this.#escape();
    else this.#operator();
  }

  #byte(ahead: number): number {
    return this.#text.charCodeAt(this.#at + ahead);
  }

  /** x'…', b'…' and N'…', where the quote follows at once; a word otherwise. */
  #wordOrLiteral(): void {
    if (this.#byte(1) === BYTE.quote) {
      const letter = this.#text.charAt(this.#at).toUpperCase();
      if (letter === 'X') return this.#digits('hex', isHexDigit);
      if (letter === 'B') return this.#digits('bit', isBit);
      if (letter === 'N') return this.#national();
    }
    this.#word();
  }

  #word(): void {
    const { server } = this.#context;
    const start = this.#at;
    const end = skip(this.#text, start, isNameByte);
    const bytes = this.#text.slice(start, end);
    if (bytes.startsWith('$') && server.flavor === 'mysql' && server.version >= 80_032 && bytes.indexOf('$', 1) > 0) {
      // $$…$$ and $tag$…$tag$ quote text there.
      throw this.#refused('a word with $ at its beginning and another $', start, 'Put the name in backticks.');
    }
    const name = unquotedName(bytes, this.#context.charset, this.#text, start);
    this.#at = end;
    // A word before a dot and a name is a name, even if it is a reserved word: the server doesn't look it up.
    if (this.#isDotAndName(end)) {
      this.#tokens.push({ type: 'quoted', start, end, name });
      return this.#dot();
    }
    const upper = upperCase(bytes);
    const charset = bytes.startsWith('_') ? introducedCharset(upper, server) : undefined;
    if (charset !== undefined) this.#tokens.push({ type: 'introducer', start, end, charset, name });
    else this.#tokens.push({ type: 'word', start, end, upper, name, called: this.#isCalled(end), afterDot: false });
    if (readsHints(upper, server)) this.#hint();
  }

  #isDotAndName(at: number): boolean {
    return this.#text.charCodeAt(at) === BYTE.dot && isNameByte(this.#text.charCodeAt(at + 1));
  }

  #isCalled(end: number): boolean {
    const at = this.#context.mode.ignoreSpace ? skip(this.#text, end, isSpace) : end;
    return this.#text.charCodeAt(at) === BYTE.parenthesis;
  }

  /** A dot, and the name that follows at once; or a number, unless a name stands right before it. */
  #dot(): void {
    const start = this.#at;
    const behindWord = start > 0 && isNameByte(this.#text.charCodeAt(start - 1)) && this.#isBehindName(start);
    if (!behindWord && isDigit(this.#byte(1))) return this.#number(cutFraction(this.#text, start + 1));
    this.#tokens.push({ type: 'operator', start, end: start + 1, text: '.' });
    this.#at = start + 1;
    if (isNameByte(this.#byte(0))) this.#nameBehindDot();
  }

  #isBehindName(at: number): boolean {
    const last = this.#tokens.at(-1);
    return last?.end === at && (last.type === 'word' || last.type === 'quoted');
  }

  #nameBehindDot(): void {
    const start = this.#at;
    const end = skip(this.#text, start, isNameByte);
    const bytes = this.#text.slice(start, end);
    const name = unquotedName(bytes, this.#context.charset, this.#text, start);
    const upper = upperCase(bytes);
    this.#tokens.push({ type: 'word', start, end, upper, name, called: this.#isCalled(end), afterDot: true });
    this.#at = end;
  }

  #number({ type, end }: NumberCut): void {
    const start = this.#at;
    const text = this.#text.slice(start, end);
    this.#at = end;
    if (type === 'broken') throw this.#wrong('a number has an exponent without digits', start);
    if (type === 'hex' || type === 'bit') {
      this.#tokens.push({ type, start, end, digits: text.slice(2).toUpperCase() });
    } else if (type === 'name') {
      const name = unquotedName(text, this.#context.charset, this.#text, start);
      const called = this.#isCalled(end);
      this.#tokens.push({ type: 'word', start, end, upper: upperCase(text), name, called, afterDot: false });
      if (this.#isDotAndName(end)) this.#dot();
    } else {
      this.#tokens.push({ type, start, end, text });
    }
  }

  #digits(type: 'hex' | 'bit', is: (byte: number) => boolean): void {
    const start = this.#at;
    const end = skip(this.#text, start + 2, is);
    if (this.#text.charCodeAt(end) !== BYTE.quote) throw this.#wrong(`a ${type} literal has other characters`, start);
    const digits = this.#text.slice(start + 2, end).toUpperCase();
    if (type === 'hex' && digits.length % 2 !== 0)
      throw this.#wrong('a hex literal has an odd number of digits', start);
    this.#tokens.push({ type, start, end: end + 1, digits, quoted: true });
    this.#at = end + 1;
  }

  #string(): void {
    const start = this.#at;
    const { value, end } = this.#quoted(start);
    this.#tokens.push({ type: 'string', start, end, value });
    this.#at = end;
  }

  #national(): void {
    const start = this.#at;
    const { value, end } = this.#quoted(start + 1);
    this.#tokens.push({ type: 'national', start, end, value });
    this.#at = end;
  }

  #doubleQuoted(): void {
    if (this.#context.mode.ansiQuotes) this.#quotedName();
    else this.#string();
  }

  #quoted(at: number): Quoted {
    const quoted = cutString(this.#text, at, !this.#context.mode.noBackslashEscapes);
    if (quoted === undefined) throw this.#wrong('a string is not closed', at);
    return quoted;
  }

  #quotedName(): void {
    const start = this.#at;
    const { value, end } = this.#cutName(start);
    if (value === '') throw this.#wrong('a name is empty', start);
    const name = nameText(value, this.#context.charset, this.#text, start);
    this.#tokens.push({ type: 'quoted', start, end, name });
    this.#at = end;
  }

  #cutName(at: number): Quoted {
    const quoted = cutQuotedName(this.#text, at);
    if (quoted === undefined) throw this.#wrong('a quoted name is not closed', at);
    return quoted;
  }

  /** `@@` and the word behind it, `@name` in its forms, or `@` alone. */
  #variable(): void {
    const start = this.#at;
    const next = this.#byte(1);
    if (next === BYTE.at) return this.#systemVariable();
    const cut = this.#variableName(start + 1, next);
    if (cut === undefined) {
      this.#tokens.push({ type: 'operator', start, end: start + 1, text: '@' });
      this.#at = start + 1;
      return;
    }
    const name = nameText(cut.value, this.#context.charset, this.#text, start);
    this.#tokens.push({ type: 'user_variable', start, end: cut.end, name });
    this.#at = cut.end;
  }

  /** `@@`, and the word that must follow at once, or a name in backticks. */
  #systemVariable(): void {
    const start = this.#at;
    this.#tokens.push({ type: 'system_variable', start, end: start + 2 });
    this.#at = start + 2;
    if (this.#byte(0) === BYTE.backtick) return;
    const wordStart = this.#at;
    const end = skip(this.#text, wordStart, isNameByte);
    if (end === wordStart) throw this.#wrong('no name follows @@', start);
    const bytes = this.#text.slice(wordStart, end);
    const name = unquotedName(bytes, this.#context.charset, this.#text, wordStart);
    this.#tokens.push({
      type: 'word',
      start: wordStart,
      end,
      upper: upperCase(bytes),
      name,
      called: false,
      afterDot: false,
    });
    this.#at = end;
    if (this.#isDotAndName(end)) this.#dot();
  }

  #variableName(at: number, byte: number): Quoted | undefined {
    if (byte === BYTE.backtick || (byte === BYTE.doubleQuote && this.#context.mode.ansiQuotes))
      return this.#cutName(at);
    if (byte === BYTE.quote || byte === BYTE.doubleQuote) return this.#quoted(at);
    const end = skip(this.#text, at, isVariableByte);
    return end === at ? undefined : { value: this.#text.slice(at, end), end };
  }

  #parameter(): void {
    const start = this.#at;
    // The server takes it for none where a name follows.
    if (isNameByte(this.#byte(1))) throw this.#wrong('a name follows a parameter', start);
    this.#tokens.push({ type: 'parameter', start, end: start + 1 });
    this.#at = start + 1;
  }

  #operator(): void {
    const start = this.#at;
    const text = cutOperator(this.#text, start, this.#context.server);
    if (text === undefined) throw this.#wrong('a character that begins nothing', start);
    this.#tokens.push({ type: 'operator', start, end: start + text.length, text });
    this.#at = start + text.length;
  }

  /** `\N`, which is NULL on MariaDB. */
  #escape(): void {
    const start = this.#at;
    if (this.#context.server.flavor !== 'mariadb' || this.#text.charAt(start + 1) !== 'N') {
      throw this.#wrong('a backslash outside of a string', start);
    }
    const end = start + 2;
    this.#tokens.push({ type: 'word', start, end, upper: 'NULL', name: 'NULL', called: false, afterDot: false });
    this.#at = end;
  }

  #comment(): void {
    const start = this.#at;
    const cut = cutComment(this.#text, start, this.#context.server);
    // The servers don't agree on where it ends then.
    if (this.#open !== undefined) throw this.#refused('a comment in an executable comment', start);
    if (cut.kind === 'executable') {
      this.#open = { start, tokens: this.#tokens.length };
      this.#at = cut.inside;
      return;
    }
    if (cut.end === undefined) throw this.#wrong('a comment is not closed', start);
    this.#at = cut.end;
  }

  /** At the end of an executable comment. */
  #close(): void {
    if (this.#open === undefined) return;
    const { start, tokens } = this.#open;
    const before = this.#tokens[tokens - 1];
    const atBeginning = before === undefined || (before.type === 'operator' && before.text === ';');
    if (!isKnownExecutable(this.#tokens.slice(tokens), atBeginning)) {
      throw this.#refused(
        'an executable comment',
        start,
        'Write what is in it without the comment marks, or leave it out.',
      );
    }
    this.#open = undefined;
    this.#at += 2;
  }

  /** Behind a word that may have an optimizer hint: it is dropped, as it changes no result, unless it sets something. */
  #hint(): void {
    const start = skip(this.#text, this.#at, isSpace);
    if (!this.#text.startsWith('/*+', start)) return;
    const end = endOfComment(this.#text, start + 3);
    if (end === undefined) throw this.#wrong('a hint is not closed', start);
    if (setsSomething(this.#text.slice(start + 3, end - 2))) {
      throw this.#refused('a hint that sets a variable or has quotes', start, 'Leave the hint out.');
    }
    this.#at = end;
  }

  #wrong(what: string, offset: number) {
    return syntaxError(what, this.#text, offset, this.#context.charset);
  }

  #refused(what: string, offset: number, hint?: string) {
    return notUnderstood(what, this.#text, offset, this.#context.charset, hint);
  }
}

/** What an unquoted user variable's name is made of: letters, digits, `_`, `$` and dots. */
function isVariableByte(byte: number): boolean {
  return isNameByte(byte) || byte === BYTE.dot;
}
