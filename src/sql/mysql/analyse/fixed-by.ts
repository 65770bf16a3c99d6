/**
 * Values of variables and counters in the server's own tables: closed, but where WHERE names the variable by a constant and that one may be
 * read anyway: `WHERE VARIABLE_NAME = 'version'`, alone or with AND.
 */
import type { Expression } from '../ast/index.ts';
import type { SystemRelation } from '../lists/index.ts';
import { foldName } from './names.ts';
import type { Shape } from './scope.ts';

/** To be asked before any column is read. */
export function openClosed({ items }: Shape, where: Expression | undefined): void {
  const [item, other] = items;
  if (where === undefined || item === undefined || other !== undefined) return;
  const terms: Expression[] = [where];
  for (const term of terms) {
    if (term.kind === 'BinaryOperation' && term.operator === 'AND') terms.push(term.left, term.right);
    else item.source.openedBy?.(term);
  }
}

type FixedBy = NonNullable<Extract<SystemRelation, { kind: 'open' }>['fixedBy']>;

/** Whether the term lets through rows of readable names alone. */
export function isFixed({ column, readable }: FixedBy, term: Expression): boolean {
  const isNamed = (node: Expression): boolean =>
    node.kind === 'ColumnReference' && foldName(node.column.text) === foldName(column);
  const isReadable = (node: Expression): boolean =>
    node.kind === 'StringLiteral' && node.charset === undefined && readable(node.value.toLowerCase());
  if (term.kind === 'InList') return !term.not && isNamed(term.operand) && term.items.every(isReadable);
  if (term.kind !== 'BinaryOperation' || term.operator !== '=') return false;
  return (isNamed(term.left) && isReadable(term.right)) || (isNamed(term.right) && isReadable(term.left));
}
