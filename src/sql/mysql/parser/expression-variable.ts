/** Variables: the session's own with their assignment, and the server's. Knows their forms, not which there are. */
import type { Expression, SystemVariable } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';

/** `@a`, `@a := expression`. */
export function parseUserVariable(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (token.type !== 'user_variable') throw cursor.unexpected();
  cursor.next();
  const { start, end } = token;
  const variable = { kind: 'UserVariable', name: token.name, start, end } as const;
  if (!cursor.takeOperator(':=')) return variable;
  const value = parseExpression(cursor);
  return { kind: 'Assignment', variable, value, start, end: value.end };
}

const SCOPES = new Map<string, 'GLOBAL' | 'SESSION' | 'PERSIST' | 'PERSIST_ONLY'>([
  ['GLOBAL', 'GLOBAL'],
  ['SESSION', 'SESSION'],
  ['LOCAL', 'SESSION'],
  ['PERSIST', 'PERSIST'],
  ['PERSIST_ONLY', 'PERSIST_ONLY'],
]);

/** `@@name`, `@@scope.name`, `@@base.name`, `@@scope.base.name`. */
export function parseSystemVariable(cursor: Cursor): SystemVariable {
  const { offset: start } = cursor;
  if (cursor.peek().type !== 'system_variable') throw cursor.unexpected();
  cursor.next();
  const word = cursor.peek();
  const dot = cursor.peek(1);
  let scope: SystemVariable['scope'];
  if (word.type === 'word' && dot.type === 'operator' && dot.text === '.') scope = SCOPES.get(word.upper);
  if (scope !== undefined) {
    cursor.next();
    cursor.next();
  }
  const base = cursor.peek();
  const scopeAgain = scope !== undefined && base.type === 'word' && SCOPES.has(base.upper);
  if (scopeAgain || cursor.isWord('DEFAULT')) throw cursor.unexpected();
  const first = cursor.name();
  const second = cursor.takeOperator('.') ? cursor.name() : undefined;
  const end = cursor.endOffset;
  return { kind: 'SystemVariable', scope, base: second && first, name: second ?? first, start, end };
}
