/**
 * Takes secrets out of texts before they are recorded. Works without a parser, because a text that nobody could read may
 * hold a password too. Where two servers, or two settings of one, would read the text differently, the rest is cut.
 */

export type Dialect = 'postgres' | 'mysql';

/** Stands for what was taken out. */
const HIDDEN = "'…'";
const CUT = '…';

/** Words that tell of secrets near them. Searched in the whole text, comments and literals included. */
const SECRET_WORDS =
  /passw|passphrase|passfile|pwd|identified|secret|token|wirewall[._]|connection|options|credential|authorization|bearer|api_?key|private|encrypt|\bauth|\bkey\b|u&|dblink|eyj[\w-]{8}/i;
/** Words after which even a bare word may be the secret: nothing behind them is kept in a text that could not be read. */
const CUTTING_WORDS = /passw|passphrase|pwd|identified|wirewall|credential|bearer|secret|token|api_?key/i;
/** The same for a text that was read: only Wirewall's own settings take a secret that isn't a literal. */
const OWN_SETTING = /wirewall/i;

export interface Redaction {
  readonly text: string;
  readonly redacted: boolean;
}

/** The text as it may be recorded. `parsed: false` is for one that could not be read. */
export function redactText(text: string, about: { dialect: Dialect; parsed: boolean; secretText: boolean }): Redaction {
  if (about.secretText || (!about.parsed && SECRET_WORDS.test(text))) {
    return { text: withoutTokens(rewrite(text, about, HIDDEN)), redacted: true };
  }
  const scrubbed = withoutTokens(text);
  return { text: scrubbed, redacted: scrubbed !== text };
}

/** The text without its literals and comments, whitespace made one space. Equal statements with other values become equal. */
export function normaliseText(text: string, about: { dialect: Dialect; parsed: boolean; secretText: boolean }): string {
  const wary = about.secretText || (!about.parsed && SECRET_WORDS.test(text));
  return withoutTokens(rewrite(text, wary ? about : { ...about, parsed: true }, '?', !wary));
}

const JSON_WEB_TOKEN = /eyJ[\w-]{6,}\.[\w-]*(?:\.[\w-]*)*/g;
const URL_CREDENTIALS = /(:\/\/)[^\s/@]*@/g;
const MAX_NAME = 256;

/** A name that a peer sent (user, database, client): bounded, and without a token or a URL's credentials put there by mistake. */
export function redactName(name: string): string {
  const scrubbed = withoutTokens(name).replace(URL_CREDENTIALS, `$1${CUT}@`);
  return scrubbed.length > MAX_NAME ? `${scrubbed.slice(0, MAX_NAME)}${CUT}` : scrubbed;
}

/** Takes out whatever looks like a JSON web token. */
export function withoutTokens(text: string): string {
  return text.includes('eyJ') ? text.replace(JSON_WEB_TOKEN, CUT) : text;
}

// As the servers see it: a no-break space is part of a name.
const SPACE = /[ \t\n\r\f\v]+/y;
const WORD = /[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*/uy;
const NUMBER = /\.?\d[\w.]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}]*)?\$/uy;
const PARAMETER = /\$\d+/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Where the literal ends, after its closing quote; `doubt` where it doesn't, or where readings differ about it. */
type End = number | 'doubt';

/**
 * Walks the text as the dialect's lexer would. Literals become `placeholder`, comments a space; `keepAll` is for texts
 * without a secret, in which no word cuts.
 */
function rewrite(
  text: string,
  about: { dialect: Dialect; parsed: boolean },
  placeholder: string,
  keepAll = false,
): string {
  const cutting = keepAll ? undefined : about.parsed ? OWN_SETTING : CUTTING_WORDS;
  let out = '';
  let at = 0;
  let word = '';
  const cut = (): string => `${out}${CUT}`;
  while (at < text.length) {
    const char = text.charAt(at);
    const prefix = word;
    word = '';
    const space = match(SPACE, text, at);
    if (space !== undefined) {
      out += ' ';
      at += space.length;
      continue;
    }
    const comment = commentEnd(text, at, about.dialect);
    if (comment === 'doubt') return cut();
    if (comment !== undefined) {
      out += ' ';
      at = comment;
      continue;
    }
    const name = match(WORD, text, at);
    if (name !== undefined) {
      out += name;
      at += name.length;
      word = name;
      if (cutting?.test(name)) return cut();
      continue;
    }
    const end = quotedEnd(text, at, prefix, about.dialect);
    // Behind U& a quoted name may spell any word in escapes.
    if (end === 'doubt' || (end !== undefined && cutting === CUTTING_WORDS && text.charAt(at - 1) === '&'))
      return cut();
    if (end !== undefined) {
      const quoted = text.slice(at, end);
      const identifier = char === '`' || (char === '"' && about.dialect === 'postgres' && about.parsed);
      out += identifier ? quoted : placeholder;
      at = end;
      if (cutting?.test(quoted) ?? false) return cut();
      continue;
    }
    const parameter = match(PARAMETER, text, at);
    if (parameter !== undefined) {
      out += parameter;
      at += parameter.length;
      continue;
    }
    const number = match(NUMBER, text, at);
    out += number === undefined ? char : placeholder;
    at += number?.length ?? 1;
  }
  return out.replace(/ {2,}/g, ' ').trim();
}

/** The end of the comment that starts here, if one does. */
function commentEnd(text: string, at: number, dialect: Dialect): End | undefined {
  const two = text.slice(at, at + 2);
  if (two === '--' && (dialect === 'postgres' || text.length === at + 2 || text.charCodeAt(at + 2) <= 0x20)) {
    return lineEnd(text, at, dialect);
  }
  if (dialect === 'mysql' && two.startsWith('#')) return lineEnd(text, at, dialect);
  if (two !== '/*') return undefined;
  if (dialect === 'postgres') return nestedEnd(text, at);
  // What stands in an executable comment is code, and where it ends depends on the server's version.
  if (/^\/\*M?!/.test(text.slice(at, at + 4))) return 'doubt';
  const end = text.indexOf('*/', at + 2);
  // MariaDB and MySQL have differed about comments within comments.
  return end === -1 || text.slice(at + 2, end).includes('/*') ? 'doubt' : end + 2;
}

/** A carriage return ends a line for Postgres, and doesn't for MySQL. */
function lineEnd(text: string, at: number, dialect: Dialect): number {
  const mark = dialect === 'postgres' ? /[\n\r]/g : /\n/g;
  mark.lastIndex = at;
  return mark.exec(text)?.index ?? text.length;
}

/** Postgres's comments nest. */
function nestedEnd(text: string, start: number): End {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return 'doubt';
}

/** The end of the literal or quoted name that starts here, if one does. `prefix` is the word right before it. */
function quotedEnd(text: string, at: number, prefix: string, dialect: Dialect): End | undefined {
  const char = text.charAt(at);
  if (char === '$' && dialect === 'postgres') {
    const tag = match(DOLLAR_TAG, text, at);
    if (tag === undefined) return undefined;
    const end = text.indexOf(tag, at + tag.length);
    return end === -1 ? 'doubt' : end + tag.length;
  }
  if (char === '`') return dialect === 'mysql' ? plainEnd(text, at) : undefined;
  if (char === '"' && dialect === 'postgres') return plainEnd(text, at);
  if (char !== "'" && char !== '"') return undefined;
  const escaped = escapedEnd(text, at);
  if (dialect === 'postgres' && prefix.toLowerCase() === 'e') return escaped;
  // Whether a backslash escapes depends on a setting of the session. Where it matters for the end, nobody here can tell.
  return plainEnd(text, at) === escaped ? escaped : 'doubt';
}

/** A doubled quote stands for one; a backslash for itself. */
function plainEnd(text: string, start: number): End {
  const quote = text.charAt(start);
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf(quote, at);
    if (at === -1) return 'doubt';
    if (text.charAt(at + 1) !== quote) return at + 1;
  }
}

function escapedEnd(text: string, start: number): End {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) {
      if (text.charAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return 'doubt';
}
