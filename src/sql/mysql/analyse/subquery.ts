/** Subqueries in expressions: scalar, EXISTS, IN, ANY, ALL. */
import type { Expression, Query } from '../ast/index.ts';
import { derive, NONE } from '../../lineage.ts';
import { evaluate, value, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { readQuery } from './query.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import type { Scope } from './scope.ts';

/** What is in its select list is not looked at; what may have an effect there has been recorded as an argument. */
export function exists(reading: Reading, query: Query, scope: Scope): Value {
  readQuery(reading, query, scope);
  return value(NONE);
}

/** A plain copy of its only column, or a row that is compared with another. */
export function scalar(reading: Reading, query: Query, scope: Scope, use: Use): Value {
  const { columns } = readQuery(reading, query, scope);
  const [column] = columns;
  if (columns.length !== 1 && use === 'output') throw operandColumns(1, query.start);
  for (const { lineage } of columns) if (use !== 'output') reading.found.position(lineage, use, query.start);
  if (column !== undefined && columns.length === 1) return value(column.lineage);
  return value(derive(columns.map(({ lineage }) => lineage)));
}

export function comparedWith(
  reading: Reading,
  operand: Expression,
  query: Query,
  scope: Scope,
  use: Use,
  offset: number,
): Value {
  const position = within(use, 'predicate');
  const test = evaluate(reading, operand, scope, position);
  const { columns } = readQuery(reading, query, scope);
  for (const { lineage } of columns) reading.found.position(lineage, position, offset);
  const width = operand.kind === 'Row' ? operand.items.length : undefined;
  if (width !== undefined && width !== columns.length) throw operandColumns(width, offset);
  return value(derive([test.lineage, ...columns.map(({ lineage }) => lineage)]));
}

function operandColumns(count: number, offset: number): Error {
  return serverError(1241, `Operand should contain ${count} column(s)`, offset);
}
