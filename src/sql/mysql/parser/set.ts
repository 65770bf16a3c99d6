/** SET: variables, the character set, and SET TRANSACTION. Knows the scope that a word gives to those behind it; no variable by its name. */
import type { Expression, SetAssignment, SetStatement, SetTransaction, StringLiteral, SystemVariable, UserVariable } from '../ast/index.ts'; // prettier-ignore
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { nameOrText } from './names.ts';

type Scope = SystemVariable['scope'];

export function parseSet(cursor: Cursor): SetStatement | SetTransaction {
  const { offset: start } = cursor;
  cursor.expectWords('SET');
  const transaction = parseSetTransaction(cursor, start);
  if (transaction !== undefined) return transaction;
  const scopes = new Scopes();
  const assignments = cursor.list(() => parseAssignment(cursor, scopes));
  return { kind: 'Set', assignments, start, end: cursor.endOffset };
}

/**
 * GLOBAL, SESSION and the others hold for all plain names behind them, on both servers (tried), and a plain name without one is the session's.
 * `@@name` without a scope is kept apart: for transaction_isolation it is the next transaction's alone.
 */
class Scopes {
  #word: Scope = undefined;

  take(cursor: Cursor): Scope {
    const scope = scopeOf(cursor.takeOneOf('GLOBAL', 'SESSION', 'LOCAL', ...persist(cursor)));
    if (scope !== undefined) this.#word = scope;
    return scope;
  }

  get ofName(): Scope {
    return this.#word ?? 'SESSION';
  }
}

function persist(cursor: Cursor): readonly ('PERSIST' | 'PERSIST_ONLY')[] {
  return cursor.context.server.flavor === 'mysql' ? ['PERSIST', 'PERSIST_ONLY'] : [];
}

function scopeOf(word: 'GLOBAL' | 'SESSION' | 'LOCAL' | 'PERSIST' | 'PERSIST_ONLY' | undefined): Scope {
  return word === 'LOCAL' ? 'SESSION' : word;
}

function parseAssignment(cursor: Cursor, scopes: Scopes): SetAssignment {
  const { offset: start } = cursor;
  if (cursor.peek().type === 'user_variable') return parseUserVariable(cursor, start);
  if (!startsEqual(cursor, 1) && !cursor.isOperator('@')) {
    if (cursor.takeWords('NAMES')) return parseNames(cursor, start);
    const characterSet =
      cursor.takeWords('CHARSET') || cursor.takeWords('CHARACTER', 'SET') || cursor.takeWords('CHAR', 'SET');
    if (characterSet) {
      return { kind: 'SetCharacterSet', charset: parseCharset(cursor), start, end: cursor.endOffset };
    }
  }
  const target = parseTarget(cursor, scopes);
  expectEqual(cursor);
  const value = parseValue(cursor);
  return { kind: 'SetVariable', target, value, start, end: cursor.endOffset };
}

function parseUserVariable(cursor: Cursor, start: number): SetAssignment {
  const token = cursor.next();
  if (token.type !== 'user_variable') throw cursor.unexpected();
  const target: UserVariable = { kind: 'UserVariable', name: token.name, start: token.start, end: token.end };
  expectEqual(cursor);
  const value = parseExpression(cursor);
  return { kind: 'SetVariable', target, value, start, end: cursor.endOffset };
}

/** `name`, `GLOBAL name`, `@@name`, `@@GLOBAL.name`; a name may have a base: that of a component or of a key cache. */
function parseTarget(cursor: Cursor, scopes: Scopes): SystemVariable {
  const { offset: start } = cursor;
  const scope = cursor.peek().type === 'system_variable' ? parseAtScope(cursor) : plainScope(cursor, scopes);
  const first = cursor.isWord('DEFAULT') ? defaultBase(cursor) : cursor.name();
  if (SCOPE_NAMES.includes(first.text.toLowerCase()) && cursor.isOperator('.')) throw cursor.unexpected();
  const second = cursor.takeOperator('.') ? cursor.name() : undefined;
  const [base, name] = second === undefined ? [undefined, first] : [first, second];
  return { kind: 'SystemVariable', scope, base, name, start, end: cursor.endOffset };
}

/** No component is called so: where one of these stands before a dot, behind another, no server takes it. */
const SCOPE_NAMES = ['global', 'session', 'local', 'persist', 'persist_only'];

/** `DEFAULT.key_buffer_size`: the one place where that word is a name. */
function defaultBase(cursor: Cursor): SystemVariable['name'] {
  const { start, end } = cursor.next();
  if (!cursor.isOperator('.')) throw cursor.unexpected();
  return { kind: 'Name', text: 'default', start, end };
}

function plainScope(cursor: Cursor, scopes: Scopes): Scope {
  return startsEqual(cursor, 1) ? scopes.ofName : (scopes.take(cursor) ?? scopes.ofName);
}

function parseAtScope(cursor: Cursor): Scope {
  cursor.next();
  const next = cursor.peek(1);
  if (next.type !== 'operator' || next.text !== '.') return undefined;
  const word = cursor.takeOneOf('GLOBAL', 'SESSION', 'LOCAL', ...persist(cursor));
  if (word !== undefined) cursor.expectOperator('.');
  return scopeOf(word);
}

function startsEqual(cursor: Cursor, ahead: number): boolean {
  const token = cursor.peek(ahead);
  return token.type === 'operator' && (token.text === '=' || token.text === ':=');
}

function expectEqual(cursor: Cursor): void {
  if (!cursor.takeOperator(':=')) cursor.expectOperator('=');
}

/** Words that are no expression, but values of variables. A plain word (`ANSI`, `utf8mb4`, `OFF`) is a column by the grammar, and is given as one. */
const VALUE_WORDS = ['ON', 'ALL', 'BINARY', 'ROW', 'SYSTEM'] as const;

function parseValue(cursor: Cursor): Expression | { readonly kind: 'Default' } {
  const { offset: start } = cursor;
  if (!endsBehind(cursor)) return parseExpression(cursor);
  if (cursor.takeWords('DEFAULT')) return { kind: 'Default' };
  const word = cursor.takeOneOf(...VALUE_WORDS);
  if (word === undefined) return parseExpression(cursor);
  return text(word === 'BINARY' ? 'binary' : word, start, cursor.endOffset);
}

/** Whether the next token is the whole value. */
function endsBehind(cursor: Cursor): boolean {
  const token = cursor.peek(1);
  return token.type === 'end' || (token.type === 'operator' && (token.text === ',' || token.text === ';'));
}

function text(value: string, start: number, end: number): StringLiteral {
  return { kind: 'StringLiteral', value, charset: undefined, firstPiece: undefined, start, end };
}

function parseNames(cursor: Cursor, start: number): SetAssignment {
  const charset = parseCharset(cursor);
  let collation: string | undefined;
  if (charset !== undefined && cursor.takeWords('COLLATE')) {
    const isDefault = cursor.context.server.flavor === 'mariadb' && cursor.takeWords('DEFAULT');
    collation = isDefault ? undefined : nameOrText(cursor).text.toLowerCase();
  }
  return { kind: 'SetNames', charset, collation, start, end: cursor.endOffset };
}

function parseCharset(cursor: Cursor): string | undefined {
  if (cursor.takeWords('DEFAULT')) return undefined;
  return cursor.takeWords('BINARY') ? 'binary' : nameOrText(cursor).text.toLowerCase();
}

function parseSetTransaction(cursor: Cursor, start: number): SetTransaction | undefined {
  const mark = cursor.mark();
  const word = cursor.takeOneOf('GLOBAL', 'SESSION', 'LOCAL');
  if (!cursor.isWord('TRANSACTION') || startsEqual(cursor, 1)) {
    cursor.reset(mark);
    return undefined;
  }
  cursor.next();
  const characteristics = cursor.list(() => parseCharacteristic(cursor));
  // One level and one mode at most.
  if (new Set(characteristics.map((all) => all.split(' ')[0])).size < characteristics.length) throw cursor.unexpected();
  const scope = word === 'LOCAL' ? 'SESSION' : word;
  return { kind: 'SetTransaction', scope, characteristics, start, end: cursor.endOffset };
}

function parseCharacteristic(cursor: Cursor): string {
  if (cursor.takeWords('READ', 'ONLY')) return 'READ ONLY';
  if (cursor.takeWords('READ', 'WRITE')) return 'READ WRITE';
  cursor.expectWords('ISOLATION', 'LEVEL');
  const level = ['REPEATABLE READ', 'READ COMMITTED', 'READ UNCOMMITTED', 'SERIALIZABLE'].find((words) =>
    cursor.takeWords(...words.split(' ')),
  );
  if (level === undefined) throw cursor.unexpected();
  return `ISOLATION LEVEL ${level}`;
}
