/**
 * Reads grant lines: the middle of SQL's GRANT, `SELECT (id, name) ON shop.customers`. Exact: what it doesn't fully
 * understand is an error with its place, never a wider or a narrower grant.
 */
import { PRIVILEGES, type ObjectKind, type Privilege } from '../core/action.ts';
import {
  COLUMN_PRIVILEGES,
  PRIVILEGES_ON,
  type GrantedPrivilege,
  type GrantLine,
  type GrantName,
  type GrantReturns,
  type GrantTarget,
} from './grant.ts';
import { GrantSyntaxError, tokensOf, type Token } from './grant-lexer.ts';
import { didYouMean } from './problem.ts';
import { typeName } from './type-name.ts';

/** More names than this in one line are a generated file: write a wildcard or several lines. */
const MAX_LIST = 500;

const OBJECT_WORDS: Readonly<Record<string, ObjectKind>> = {
  table: 'table', sequence: 'sequence', function: 'function', procedure: 'function', routine: 'function', schema: 'schema',
  database: 'database', setting: 'setting', parameter: 'setting', channel: 'channel', role: 'role', type: 'type', domain: 'type',
}; // prettier-ignore
const PLURAL_WORDS: Readonly<Record<string, ObjectKind>> = {
  tables: 'table', sequences: 'sequence', functions: 'function', procedures: 'function', routines: 'function',
}; // prettier-ignore
const IN_NO_SCHEMA: ReadonlySet<ObjectKind> = new Set(['schema', 'database', 'setting', 'channel', 'role']);

/** Throws GrantSyntaxError. */
export function parseGrant(text: string): GrantLine {
  const reader = new TokenReader(tokensOf(text));
  const privileges = reader.list(() => privilege(reader));
  reader.expectWord('on');
  const kind = objectKind(reader);
  const targets = kind.everything
    ? reader.list(() => everythingIn(reader, kind.object))
    : reader.list(() => target(reader, kind.object));
  const returns = reader.takeWord('returns') ? returned(reader, kind.object, privileges) : undefined;
  reader.expectEnd();
  refuseMismatch(privileges, kind.object);
  return { text, privileges, targets, ...(returns === undefined ? {} : { returns }) };
}

/** `shop.customers.email`, as keys of `sensitive` and after RETURNS MASKED AS. Throws GrantSyntaxError. */
export function parseColumnName(text: string): {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
} {
  const reader = new TokenReader(tokensOf(text));
  const name = columnName(reader);
  reader.expectEnd();
  return name;
}

class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new GrantSyntaxError('a grant is missing', 0);
    return token;
  }
  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }
  takeWord(word: string): boolean {
    return this.#takeIf('word', word);
  }
  takeSign(sign: string): boolean {
    return this.#takeIf('sign', sign);
  }
  #takeIf(kind: Token['kind'], value: string): boolean {
    const token = this.peek();
    if (token.kind !== kind || token.value !== value) return false;
    this.#next++;
    return true;
  }
  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(word.toUpperCase());
  }
  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected(`"${sign}"`);
  }
  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.unexpected('the end of the grant');
  }
  name(what: string): GrantName {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') throw this.unexpected(what);
    this.#next++;
    return { name: token.value, offset: token.offset };
  }
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takeSign(',')) {
      items.push(item());
      if (items.length > MAX_LIST)
        throw new GrantSyntaxError(`more than ${MAX_LIST} names in one grant`, this.peek().offset);
    }
    return items;
  }
  unexpected(expected: string): GrantSyntaxError {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the line ends' : `found "${token.value}"`;
    return new GrantSyntaxError(`expected ${expected}, ${found}`, token.offset);
  }
}

function privilege(reader: TokenReader): GrantedPrivilege {
  const { offset } = reader.peek();
  const name = privilegeName(reader);
  if (!reader.takeSign('(')) return { privilege: name, offset };
  const columns = reader.list(() => reader.name('a column name'));
  reader.expectSign(')');
  if (!COLUMN_PRIVILEGES.includes(name))
    throw new GrantSyntaxError(`${name} cannot be granted on columns`, offset, 'take the column list away');
  return { privilege: name, columns, offset };
}

function privilegeName(reader: TokenReader): Privilege | 'ALL' {
  const token = reader.peek();
  if (token.kind !== 'word') throw reader.unexpected('a privilege');
  reader.take();
  if (token.value === 'all') {
    reader.takeWord('privileges');
    return 'ALL';
  }
  if (token.value === 'temp') return 'TEMPORARY';
  const word = token.value.toUpperCase();
  const known = PRIVILEGES.find((one) => one === word);
  if (known !== undefined) return known;
  if (word === 'GRANT') throw reader.unexpected('a privilege');
  const near = didYouMean(word, [...PRIVILEGES, 'ALL']).suggestion;
  throw new GrantSyntaxError(`"${word}" is no privilege`, token.offset, near ?? `known: ${PRIVILEGES.join(', ')}`);
}

function objectKind(reader: TokenReader): { readonly object: ObjectKind; readonly everything: boolean } {
  const [first, second, third] = [reader.peek(), reader.peek(1), reader.peek(2)];
  if (first.kind === 'word' && first.value === 'all' && second.kind === 'word' && third.value === 'in') {
    const object = PLURAL_WORDS[second.value];
    if (object === undefined)
      throw new GrantSyntaxError(
        `ALL ${second.value.toUpperCase()} IN SCHEMA is not known`,
        second.offset,
        'TABLES, SEQUENCES or FUNCTIONS',
      );
    reader.take();
    reader.take();
    reader.take();
    reader.expectWord('schema');
    return { object, everything: true };
  }
  // A table may be called "role" or "type": the word is a kind only where a name follows it.
  const isKind = first.kind === 'word' && (second.kind === 'word' || second.kind === 'quoted');
  if (!isKind) return { object: 'table', everything: false };
  const object = Object.hasOwn(OBJECT_WORDS, first.value) ? OBJECT_WORDS[first.value] : undefined;
  if (object === undefined) {
    const { suggestion } = didYouMean(first.value, Object.keys(OBJECT_WORDS));
    if (second.value === 'returns') return { object: 'table', everything: false };
    throw new GrantSyntaxError(`"${first.value}" is no kind of object`, first.offset, suggestion);
  }
  reader.take();
  return { object, everything: false };
}

function everythingIn(reader: TokenReader, object: ObjectKind): GrantTarget {
  const { name, offset } = reader.name('a schema name');
  return { object, schema: name, name: '', prefix: true, offset };
}

function target(reader: TokenReader, object: ObjectKind): GrantTarget {
  const first = reader.name(`a ${object} name`);
  if (object === 'setting') {
    const parts = [first.name];
    while (reader.takeSign('.')) parts.push(reader.name('a setting name').name);
    // Setting names are compared without regard to case, as the server does.
    return { object, schema: '', name: parts.join('.').toLowerCase(), prefix: false, offset: first.offset };
  }
  if (IN_NO_SCHEMA.has(object)) return { object, schema: '', name: first.name, prefix: false, offset: first.offset };
  if (!reader.takeSign('.')) {
    throw new GrantSyntaxError(
      `${object} "${first.name}" needs its schema`,
      first.offset,
      `write the schema before it, for example public.${first.name}`,
    );
  }
  const name = nameOrWildcard(reader, object);
  if (reader.peek().value === '.' && reader.peek().kind === 'sign')
    throw new GrantSyntaxError(
      'a name has too many parts',
      first.offset,
      'columns are named in brackets: SELECT (a, b) ON schema.table',
    );
  const signature = object === 'function' && reader.takeSign('(') ? signatureOf(reader) : undefined;
  return {
    object,
    schema: first.name,
    ...name,
    ...(signature === undefined ? {} : { signature }),
    offset: first.offset,
  };
}

/** `orders`, `order_*` or `*`; the star must touch the name. */
function nameOrWildcard(reader: TokenReader, object: ObjectKind): { readonly name: string; readonly prefix: boolean } {
  if (reader.takeSign('*')) return { name: '', prefix: true };
  const token = reader.peek();
  const { name } = reader.name(`a ${object} name or *`);
  const star = reader.peek();
  if (star.kind !== 'sign' || star.value !== '*') return { name, prefix: false };
  if (star.offset !== token.end) throw reader.unexpected('"," or the end of the grant');
  reader.take();
  const after = reader.peek();
  if (after.offset === star.end && after.kind !== 'end' && after.value !== ',')
    throw new GrantSyntaxError('* can only end a name', star.offset, `write "${name}*"`);
  return { name, prefix: true };
}

function signatureOf(reader: TokenReader): string {
  if (reader.takeSign(')')) return '';
  const types = reader.list(() => argumentType(reader));
  reader.expectSign(')');
  return types.join(', ');
}

function argumentType(reader: TokenReader): string {
  let text = '';
  for (;;) {
    const token = reader.peek();
    if (token.kind === 'end' || (token.kind === 'sign' && (token.value === ',' || token.value === ')'))) break;
    reader.take();
    if (token.kind === 'sign' && token.value === '(') {
      // A type's modifier, varchar(20), is no part of a function's identity.
      while (!reader.takeSign(')')) if (reader.take().kind === 'end') throw reader.unexpected('")"');
      continue;
    }
    const word = token.kind === 'quoted' ? `"${token.value.replaceAll('"', '""')}"` : token.value;
    const glued = token.kind === 'sign' || text === '' || text.endsWith('.') || text.endsWith('[');
    text += glued ? word : ` ${word}`;
  }
  if (text === '') throw reader.unexpected('an argument type');
  return typeName(text);
}

function returned(reader: TokenReader, object: ObjectKind, privileges: readonly GrantedPrivilege[]): GrantReturns {
  if (object !== 'function' || !privileges.some((one) => one.privilege === 'EXECUTE' || one.privilege === 'ALL'))
    throw new GrantSyntaxError('RETURNS goes only with EXECUTE ON FUNCTION', reader.peek().offset);
  if (reader.takeWord('clean')) return { kind: 'clean' };
  if (!reader.takeWord('masked')) throw reader.unexpected('CLEAN or MASKED AS');
  reader.expectWord('as');
  const { offset } = reader.peek();
  return { kind: 'masked_as', ...columnName(reader), offset };
}

function columnName(reader: TokenReader): { readonly schema: string; readonly table: string; readonly column: string } {
  const { offset } = reader.peek();
  const parts = [reader.name('schema.table.column').name];
  while (reader.takeSign('.')) parts.push(reader.name('a name').name);
  const [schema, table, column, ...more] = parts;
  if (schema === undefined || table === undefined || column === undefined || more.length > 0)
    throw new GrantSyntaxError(`"${parts.join('.')}" is no schema.table.column`, offset, 'write all three parts');
  return { schema, table, column };
}

function refuseMismatch(privileges: readonly GrantedPrivilege[], object: ObjectKind): void {
  for (const { privilege: name, columns, offset } of privileges) {
    if (name !== 'ALL' && !PRIVILEGES_ON[object].includes(name)) {
      const suggestion = `on a ${object}: ${['ALL', ...PRIVILEGES_ON[object]].join(', ')}`;
      throw new GrantSyntaxError(`${name} cannot be granted on a ${object}`, offset, suggestion);
    }
    if (columns !== undefined && object !== 'table')
      throw new GrantSyntaxError(`a ${object} has no columns to grant`, offset, 'take the column list away');
  }
}
