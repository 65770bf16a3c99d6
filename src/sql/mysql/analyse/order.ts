/** GROUP BY and ORDER BY: names and numbers in them may mean an output (find_order_in_list of the servers). */
import type { Expression, OrderItem } from '../ast/index.ts';
import type { PositionKind } from '../../statement.ts';
import { evaluate, find, naming, read } from './expression.ts';
import type { Reading } from './reading.ts';
import { columnAmbiguous, serverError } from './refuse.ts';
import { findOnLevel, isSamePlace, outputsNamed, quietly } from './scope.ts';
import type { Column, Found, Place, Scope } from './scope.ts';

/** Gives the columns of FROM that are grouped by, which HAVING sees. */
export function groupBy(reading: Reading, items: readonly OrderItem[], scope: Scope, outputs: readonly Column[]): Place[] {
  return reading.within('group', () =>
    items.flatMap(({ expression }) => byOutput(reading, expression, scope, outputs, 'group') ?? []),
  );
} // prettier-ignore

/** `scope` sees FROM and, behind it, the outputs by their names. */
export function orderBy(reading: Reading, items: readonly OrderItem[], scope: Scope, outputs: readonly Column[]): void {
  reading.within('order', () => {
    for (const { expression } of items) byOutput(reading, expression, scope, outputs, 'order');
  });
}

/** A name that means an output means it for ORDER BY first, for GROUP BY where FROM has no such column. */
function byOutput(
  reading: Reading,
  node: Expression,
  scope: Scope,
  outputs: readonly Column[],
  use: Extract<PositionKind, 'group' | 'order'>,
): Place | undefined {
  const { number, mayBeAny } = numbered(node);
  if (number !== undefined) {
    const column = outputs[number - 1];
    if (column === undefined) throw serverError(1054, `Unknown column '${number}' in '${reading.clause}'`, node.start);
    reading.found.position(column.lineage, use, node.start);
    return column.of;
  }
  if (mayBeAny) for (const { lineage } of outputs) reading.found.position(lineage, use, node.start);
  if (node.kind !== 'ColumnReference') {
    const { of } = evaluate(reading, node, scope, use);
    return of;
  }
  const reference = {
    schema: node.schema?.text,
    table: node.table?.text,
    column: node.column.text,
    offset: node.start,
  };
  const own = (): Found | undefined => quietly(() => findOnLevel(scope.shape, reference, naming(reading)));
  const named = reference.table === undefined ? different(outputsNamed(outputs, reference.column, node.start)) : [];
  const [output, other] = named;
  if (output === undefined) return placeOf(read(reading, find(reading, node, scope), use, node.start));
  const inFrom = use === 'group' ? own() : undefined;
  if (inFrom !== undefined && !isOutput(inFrom, output)) return placeOf(read(reading, inFrom, use, node.start));
  if (other !== undefined) throw columnAmbiguous(reference.column, reading.clause, node.start);
  reading.found.position(output.lineage, use, node.start);
  return output.of;
}

function placeOf({ of }: { readonly of?: Place | undefined }): Place | undefined {
  return of;
}

function isOutput({ reads }: Found, { of }: Column): boolean {
  return of !== undefined && reads.some((place) => isSamePlace(place, of));
}

/** The same column under the same name twice is no ambiguity. */
function different(outputs: readonly Column[]): Column[] {
  const [first, ...rest] = outputs;
  if (first === undefined) return [];
  const isSame = (other: Column): boolean =>
    first.of !== undefined && other.of !== undefined && isSamePlace(first.of, other.of);
  return [first, ...rest.filter((other) => !isSame(other))];
}

/**
 * A whole number is the place of an output. So may be a parameter, by its value, and TRUE, and on MariaDB a number with signs: where the
 * servers differ, any output is meant.
 */
function numbered(node: Expression): { readonly number: number | undefined; readonly mayBeAny: boolean } {
  let signed = false;
  let inner = node;
  while (inner.kind === 'UnaryOperation' && (inner.operator === '+' || inner.operator === '-')) {
    signed ||= inner.operator === '-';
    inner = inner.operand;
  }
  if (inner.kind === 'NumberLiteral' && inner.type === 'integer') {
    return signed ? { number: undefined, mayBeAny: true } : { number: Number(inner.text), mayBeAny: false };
  }
  const mayBeAny = inner.kind === 'Parameter' || (inner.kind === 'KeywordLiteral' && inner.value !== 'NULL');
  return { number: undefined, mayBeAny };
}
