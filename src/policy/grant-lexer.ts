/** Grant lines as tokens: SQL names, quoted names and a few signs. Knows no grammar. */

export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'sign' | 'end';
  /** Folded to lower case for a word; without its quotes for a quoted name. */
  readonly value: string;
  /** Index in the line, in UTF-16 units, as YAML counts. */
  readonly offset: number;
  readonly end: number;
}

/** A grant line that can't be read: what was expected, and where. */
export class GrantSyntaxError extends Error {
  override readonly name = 'GrantSyntaxError';
  readonly offset: number;
  readonly suggestion: string | undefined;
  constructor(message: string, offset: number, suggestion?: string) {
    super(message);
    this.offset = offset;
    this.suggestion = suggestion;
  }
}

/** A name longer than this can't exist upstream (NAMEDATALEN 64 bytes on Postgres, 64 characters on MySQL). */
const MAX_NAME_LENGTH = 128;

const TOKEN =
  /(?<space>[ \t\r\n]+)|(?<word>[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_$\u0080-\u{10ffff}]*)|"(?<quoted>(?:[^"\0]|"")*)"|(?<number>[0-9]+)|(?<sign>[(),.*[\]])/uy;

export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < line.length) {
    const offset = TOKEN.lastIndex;
    const groups = TOKEN.exec(line)?.groups;
    if (groups === undefined) throw unreadable(line, offset);
    const token = tokenOf(groups, offset, TOKEN.lastIndex);
    if (token === undefined) continue;
    if (token.value.length > MAX_NAME_LENGTH) throw new GrantSyntaxError('a name is too long', offset);
    tokens.push(token);
  }
  tokens.push({ kind: 'end', value: '', offset: line.length, end: line.length });
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, offset: number, end: number): Token | undefined {
  const { word, quoted, number, sign } = groups;
  // Only ASCII folds, as in a server whose database uses a multi-byte encoding.
  if (word !== undefined)
    return { kind: 'word', value: word.replaceAll(/[A-Z]+/g, (upper) => upper.toLowerCase()), offset, end };
  if (quoted !== undefined) {
    if (quoted === '') throw new GrantSyntaxError('a quoted name is empty', offset);
    return { kind: 'quoted', value: quoted.replaceAll('""', '"'), offset, end };
  }
  if (number !== undefined) return { kind: 'number', value: number, offset, end };
  return sign === undefined ? undefined : { kind: 'sign', value: sign, offset, end };
}

function unreadable(line: string, offset: number): GrantSyntaxError {
  const sign = String.fromCodePoint(line.codePointAt(offset) ?? 0);
  if (sign === '"') return new GrantSyntaxError('a quoted name is not closed', offset, 'add the closing "');
  if (sign === "'") return new GrantSyntaxError(`' cannot stand in a grant line`, offset, 'names are quoted with "');
  if (sign === ';') return new GrantSyntaxError('";" cannot stand in a grant line', offset, 'write one grant a line');
  return new GrantSyntaxError(`"${sign}" cannot stand in a grant line`, offset);
}
