/** What the meaning of a MySQL text rests on besides the text: the server, the schema, and the session's own state. */
import type { Catalog, ServerFacts } from '../catalog/catalog.ts';

/** The bits of sql_mode that change how a text is cut into tokens and operators. The others change what it does, not what it says. */
export interface LexicalMode {
  readonly ansiQuotes: boolean;
  readonly noBackslashEscapes: boolean;
  readonly pipesAsConcat: boolean;
  readonly highNotPrecedence: boolean;
  readonly ignoreSpace: boolean;
}

/**
 * Character sets in which every byte below 0x80 is the ASCII character, wherever it stands: in all others (sjis, gbk, big5, gb18030) a byte of
 * a character can be a quote, and they are refused.
 */
export type Charset = 'utf8mb4' | 'utf8mb3' | 'latin1' | 'ascii';

/** How a text is read: changes with the session. */
export interface MySqlContext {
  readonly catalog: Catalog;
  readonly server: ServerFacts;
  /** Undefined: none is chosen, and unqualified tables are error 1046. */
  readonly database: string | undefined;
  readonly mode: LexicalMode;
  /** character_set_client. */
  readonly charset: Charset;
  /** The client may send several statements in one text (CLIENT_MULTI_STATEMENTS). Where it may not, a second one is a syntax error, as it is for the server. */
  readonly multiStatements: boolean;
}

export const DEFAULT_MODE: LexicalMode = {
  ansiQuotes: false,
  noBackslashEscapes: false,
  pipesAsConcat: false,
  highNotPrecedence: false,
  ignoreSpace: false,
};
