/**
 * The words of a text as the server's lexer cuts them. Comments are no tokens. What an executable comment holds, where the server
 * would run it and it is one of those that we take, is tokens like any other.
 */
import type { ByteString } from './bytes.ts';

export type Token =
  /**
   * An unquoted word: a keyword or a name, which only the parser can tell. `upper` is its ASCII upper case, `name` its Unicode text. `called`:
   * a `(` follows at once (or after white space with IGNORE_SPACE), which makes some words functions. `afterDot`: it stands behind `.`, where it
   * is always a name.
   */
  | {
      readonly type: 'word';
      readonly start: number;
      readonly end: number;
      readonly upper: string;
      readonly name: string;
      readonly called: boolean;
      readonly afterDot: boolean;
    }
  /** `…`, and "…" with ANSI_QUOTES: a name whatever it says. */
  | { readonly type: 'quoted'; readonly start: number; readonly end: number; readonly name: string }
  /** '…' and "…": one piece; adjacent pieces are joined by the parser. `value` has its escapes resolved (but `\%` and `\_`, which keep their backslash as in the server). */
  | { readonly type: 'string'; readonly start: number; readonly end: number; readonly value: ByteString }
  /** N'…': as _utf8mb3'…'. */
  | { readonly type: 'national'; readonly start: number; readonly end: number; readonly value: ByteString }
  /** `_utf8mb4`, where a character set of that name exists: an introducer if a string, hex or bit literal follows. `charset` in lower case; `name` for where it is a name after all. */
  | {
      readonly type: 'introducer';
      readonly start: number;
      readonly end: number;
      readonly charset: string;
      readonly name: string;
    }
  /** `text` as written. `integer` has digits alone. */
  | {
      readonly type: 'integer' | 'decimal' | 'float';
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }
  /** x'4D' and 0x4D; b'101' and 0b101: the digits alone, upper case. */
  | {
      readonly type: 'hex' | 'bit';
      readonly start: number;
      readonly end: number;
      readonly digits: string;
      /** x'4D', not 0x4D: on MariaDB the first is a string everywhere, the second a number where one is asked for. */
      readonly quoted: boolean;
    }
  /** `@name`, @'name', @`name`: `@` and a name in one. An `@` alone is an operator (as in 'user'@'host'). */
  | { readonly type: 'user_variable'; readonly start: number; readonly end: number; readonly name: string }
  /** `@@`, before the words of a system variable. */
  | { readonly type: 'system_variable'; readonly start: number; readonly end: number }
  /** `?` */
  | { readonly type: 'parameter'; readonly start: number; readonly end: number }
  | { readonly type: 'operator'; readonly start: number; readonly end: number; readonly text: Operator }
  /** Behind the last token; also where the text ends at a NUL byte that the server takes for its end. */
  | { readonly type: 'end'; readonly start: number; readonly end: number };

/** `||` and `&&` as written: what they mean the parser knows by the mode. `->` and `->>` are the JSON operators. */
export type Operator =
  | '(' | ')' | ',' | '.' | ';' | '{' | '}' | '@' | ':'
  | '=' | '<=>' | '<' | '<=' | '>' | '>=' | '<>' | '!=' | '!' | ':='
  | '+' | '-' | '*' | '/' | '%' | '^' | '~' | '&' | '|' | '<<' | '>>' | '&&' | '||' | '->' | '->>'; // prettier-ignore
