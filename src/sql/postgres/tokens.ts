/**
 * PostgreSQL's lexical rules, just far enough to say where each token ends ("Lexical Structure", chapter 4.1,
 * standard_conforming_strings on): strings of every notation, comments, words, numbers, operators. Used before the
 * parser to bound what it gets. Knows no grammar and gives no values.
 */

export const TOKEN = {
  end: 0,
  word: 1,
  /** A constant, a quoted name or a parameter: nothing that could nest. */
  operand: 2,
  operator: 3,
  /** One of ( ) [ ] , ; . or another single character, found in `code`. */
  symbol: 4,
} as const;
export type Token = (typeof TOKEN)[keyof typeof TOKEN];

const SPACE = 1;
const WORD = 2;
const DIGIT = 3;
const OPERATOR = 4;
const CLASSES = classify();

const QUOTE = 39;
const DOUBLE_QUOTE = 34;
const BACKSLASH = 92;
const DOLLAR = 36;
const STAR = 42;
const SLASH = 47;
const DASH = 45;
const DOT = 46;
const AMPERSAND = 38;
const COLON = 58;
const NEWLINE = 10;
const RETURN = 13;

function classify(): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind;
  };
  mark(' \t\n\r\f\v', SPACE);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', WORD);
  mark('0123456789', DIGIT);
  mark('~!@#^&|`?+-*/%<>=', OPERATOR);
  return classes;
}

/** Reads one token after the other; the fields describe the last one. */
export class Tokens {
  /** Where the token starts and ends, in UTF-16 units. */
  start = 0;
  end = 0;
  /** The first character of an operator or symbol. */
  code = 0;
  /** How many operators the server may make of this run of operator characters. */
  operators = 0;
  /** Characters that the server's lexer reads more than once; see bounds.ts. */
  reread = 0;
  /** The text ended inside a string, a quoted name or a comment. */
  unterminated = false;
  readonly #text: string;
  #runEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    this.#skipSpace();
    this.start = this.end;
    const text = this.#text;
    if (this.end >= text.length) return TOKEN.end;
    const code = text.charCodeAt(this.end);
    this.code = code;
    switch (this.#classAt(this.end)) {
      case WORD:
        return this.#wordOrString(code);
      case DIGIT:
        return this.#number();
      case OPERATOR:
        return this.#operator();
      default:
        return this.#symbol(code);
    }
  }

  /** Everything beyond ASCII may stand in a word, as in the server's lexer. */
  #classAt(at: number): number {
    const code = this.#text.charCodeAt(at);
    return code < 128 ? (CLASSES[code] ?? 0) : at < this.#text.length ? WORD : 0;
  }

  #skipSpace(): void {
    for (;;) {
      while (this.#classAt(this.end) === SPACE) this.end += 1;
      const code = this.#text.charCodeAt(this.end);
      const next = this.#text.charCodeAt(this.end + 1);
      if (code === DASH && next === DASH) this.#lineComment();
      else if (code === SLASH && next === STAR) this.#blockComment();
      else return;
    }
  }

  #lineComment(): void {
    for (; this.end < this.#text.length; this.end += 1) {
      const code = this.#text.charCodeAt(this.end);
      if (code === NEWLINE || code === RETURN) return;
    }
  }

  #blockComment(): void {
    const text = this.#text;
    let depth = 0;
    while (this.end < text.length) {
      const code = text.charCodeAt(this.end);
      const next = text.charCodeAt(this.end + 1);
      if (code === SLASH && next === STAR) {
        depth += 1;
        this.reread += this.#operatorRunEnd(this.end) - this.end;
        this.end += 2;
      } else if (code === STAR && next === SLASH) {
        depth -= 1;
        this.end += 2;
        if (depth === 0) return;
      } else {
        this.end += 1;
      }
    }
    this.unterminated = true;
  }

  #operatorRunEnd(from: number): number {
    if (from < this.#runEnd) return this.#runEnd;
    let at = from;
    while (this.#classAt(at) === OPERATOR) at += 1;
    this.#runEnd = at;
    return at;
  }

  #wordOrString(first: number): Token {
    const text = this.#text;
    const second = text.charCodeAt(this.end + 1);
    const letter = first | 32;
    if (second === QUOTE) {
      // E'…' has backslashes; B, X and N strings end as plain ones do.
      if (letter === 101) return this.#quoted(this.end + 1, QUOTE, true);
      if (letter === 98 || letter === 120 || letter === 110) return this.#quoted(this.end + 1, QUOTE, false);
    }
    if (letter === 117 && second === AMPERSAND) {
      const third = text.charCodeAt(this.end + 2);
      if (third === QUOTE || third === DOUBLE_QUOTE) return this.#quoted(this.end + 2, third, false);
    }
    this.#skipWord();
    return TOKEN.word;
  }

  #skipWord(): void {
    for (;;) {
      const kind = this.#classAt(this.end);
      if (kind !== WORD && kind !== DIGIT && this.#text.charCodeAt(this.end) !== DOLLAR) return;
      this.end += 1;
    }
  }

  /** Doubled quotes end one piece and start the next at once, which comes to the same extent. */
  #quoted(open: number, quote: number, backslashes: boolean): Token {
    const text = this.#text;
    let at = open + 1;
    for (;;) {
      for (; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === quote) break;
        if (backslashes && code === BACKSLASH) at += 1;
      }
      this.end = Math.min(at + 1, text.length);
      if (at >= text.length) {
        this.unterminated = true;
        return TOKEN.operand;
      }
      if (!backslashes) return TOKEN.operand;
      const continued = text.charCodeAt(this.end) === QUOTE ? this.end : this.#continuation(this.end);
      if (continued === -1) return TOKEN.operand;
      at = continued + 1;
    }
  }

  /** A string goes on in its notation after white space with a newline in it; a comment there ends it. */
  #continuation(from: number): number {
    let newline = false;
    let at = from;
    for (; this.#classAt(at) === SPACE; at += 1) {
      const code = this.#text.charCodeAt(at);
      newline ||= code === NEWLINE || code === RETURN;
    }
    return newline && this.#text.charCodeAt(at) === QUOTE ? at : -1;
  }

  /** Letters that adjoin a number are an error of the server's, so that their extent doesn't matter. */
  #number(): Token {
    for (;;) {
      const kind = this.#classAt(this.end);
      if (kind !== DIGIT && kind !== WORD && this.#text.charCodeAt(this.end) !== DOT) return TOKEN.operand;
      this.end += 1;
    }
  }

  #operator(): Token {
    const text = this.#text;
    let trailing = 0;
    for (; this.#classAt(this.end) === OPERATOR; this.end += 1) {
      const code = text.charCodeAt(this.end);
      const next = text.charCodeAt(this.end + 1);
      if (this.end > this.start && ((code === DASH && next === DASH) || (code === SLASH && next === STAR))) break;
      trailing = code === DASH || code === 43 ? trailing + 1 : 0;
    }
    // A run that ends in + or - may be several operators: the server reads it again for each.
    const length = this.end - this.start;
    this.operators = Math.min(1 + trailing, length);
    this.reread += this.operators * (length - 1);
    return TOKEN.operator;
  }

  #symbol(code: number): Token {
    const next = this.#text.charCodeAt(this.end + 1);
    if (code === QUOTE || code === DOUBLE_QUOTE) return this.#quoted(this.end, code, false);
    if (code === DOLLAR) return this.#dollar();
    if (code === COLON) {
      this.end += next === COLON || next === 61 ? 2 : 1;
      this.operators = 1;
      return TOKEN.operator;
    }
    this.end += 1;
    if (code === DOT && CLASSES[next] === DIGIT) return this.#number();
    return TOKEN.symbol;
  }

  /** `$1`, `$tag$ … $tag$`, or a lone dollar, which the server refuses. */
  #dollar(): Token {
    const text = this.#text;
    let at = this.end + 1;
    if (this.#classAt(at) === DIGIT) {
      while (this.#classAt(at) === DIGIT) at += 1;
      this.end = at;
      return TOKEN.operand;
    }
    while (this.#classAt(at) === WORD || this.#classAt(at) === DIGIT) at += 1;
    if (text.charCodeAt(at) !== DOLLAR) {
      this.end += 1;
      return TOKEN.symbol;
    }
    const tag = text.slice(this.end, at + 1);
    const close = text.indexOf(tag, at + 1);
    this.unterminated ||= close === -1;
    this.end = close === -1 ? text.length : close + tag.length;
    return TOKEN.operand;
  }
}
