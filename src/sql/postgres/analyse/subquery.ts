/** Subqueries in expressions: scalar, EXISTS, IN, ANY, ALL, ARRAY. */
import type { SubLink } from '@pgsql/types';
import { evaluate, plainValue, within } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { derive, NONE } from '../../lineage.ts';
import { as, at, strings } from './node.ts';
import { operate } from './operators.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import type { Column, Scope } from './scope.ts';
import { ANY, isUserType } from './types.ts';

export function subquery(reading: Reading, node: SubLink, scope: Scope, use: Use): Value {
  const select = as(node.subselect, 'SelectStmt');
  const offset = at(node);
  if (select === undefined) throw notUnderstood('this subquery', offset);
  const { columns } = readSelect(reading, select, scope);
  switch (node.subLinkType) {
    case 'EXISTS_SUBLINK':
      // What is in its select list is not looked at; what may have an effect there has been recorded as an argument.
      return plainValue(NONE, 'boolean');
    case 'EXPR_SUBLINK':
      return scalar(reading, columns, use, offset);
    case 'ANY_SUBLINK':
    case 'ALL_SUBLINK':
      return compared(reading, node, columns, scope, use);
    case 'ARRAY_SUBLINK': {
      const column = only(columns, offset);
      reading.found.position(column.lineage, within(use, 'subquery'), offset);
      const type = column.type === ANY || isUserType(column.type) ? ANY : `${column.type}[]`;
      return plainValue(derive([column.lineage]), type);
    }
    default:
      throw notUnderstood(`the subquery ${node.subLinkType ?? ''}`, offset);
  }
}

function only(columns: readonly Column[], offset: number): Column {
  const [column] = columns;
  if (column === undefined || columns.length > 1)
    throw serverError('42601', 'subquery must return only one column', offset);
  return column;
}

/** A plain copy of its only column, or a row that is compared with another. */
function scalar(reading: Reading, columns: readonly Column[], use: Use, offset: number): Value {
  if (columns.length !== 1 && use === 'output') only(columns, offset);
  for (const column of columns) if (use !== 'output') reading.found.position(column.lineage, use, offset);
  const [column] = columns;
  if (column !== undefined && columns.length === 1) return { ...column, origin: undefined };
  return { lineage: derive(columns.map(({ lineage }) => lineage)), origin: undefined, type: ANY, row: columns };
}

function compared(reading: Reading, node: SubLink, columns: readonly Column[], scope: Scope, use: Use): Value {
  const position = within(use, 'predicate');
  if (node.testexpr === undefined) throw notUnderstood('this subquery', at(node));
  const test = evaluate(reading, node.testexpr, scope, position);
  for (const column of columns) reading.found.position(column.lineage, position, at(node));
  const left = as(node.testexpr, 'RowExpr') === undefined ? [test.type] : (test.row ?? []).map(({ type }) => type);
  if (left.length !== columns.length) {
    throw serverError('42601', `subquery has too ${left.length < columns.length ? 'many' : 'few'} columns`, at(node));
  }
  const name = node.operName === undefined ? ['='] : strings(node.operName);
  for (const [index, column] of columns.entries()) operate(reading, name, [left[index] ?? ANY, column.type], at(node));
  return plainValue(derive([test.lineage, ...columns.map(({ lineage }) => lineage)]), 'boolean');
}
