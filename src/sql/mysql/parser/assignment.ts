/** `column = value` and lists of them, as INSERT … SET, ON DUPLICATE KEY UPDATE and UPDATE have them. */
import type { ColumnAssignment, ColumnReference, DefaultValue, Expression, Name } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';

/** `column`, `table.column`, `schema.table.column`, `.table.column`. */
export function parseColumnReference(cursor: Cursor): ColumnReference {
  const { offset: start } = cursor;
  cursor.takeOperator('.');
  const names: Name[] = [cursor.name()];
  while (names.length < 3 && cursor.takeOperator('.')) names.push(cursor.name());
  const [column, table, schema] = names.toReversed();
  if (column === undefined) throw cursor.unexpected();
  return { kind: 'ColumnReference', schema, table, column, start, end: column.end };
}

/** An expression, or DEFAULT alone. */
export function parseValue(cursor: Cursor): Expression | DefaultValue {
  const { offset: start } = cursor;
  const next = cursor.peek(1);
  const called = next.type === 'operator' && next.text === '(';
  if (called || !cursor.takeWords('DEFAULT')) return parseExpression(cursor);
  return { kind: 'DefaultValue', column: undefined, start, end: cursor.endOffset };
}

export function parseAssignments(cursor: Cursor): ColumnAssignment[] {
  return cursor.list(() => {
    const { offset: start } = cursor;
    const column = parseColumnReference(cursor);
    if (!cursor.takeOperator(':=')) cursor.expectOperator('=');
    const value = parseValue(cursor);
    return { kind: 'ColumnAssignment', column, value, start, end: cursor.endOffset };
  });
}
