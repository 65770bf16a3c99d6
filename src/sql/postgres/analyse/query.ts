/** SELECT, VALUES and TABLE: from a query's tree to its output columns, everything else it touches being recorded on the way. */
import type { Node, SelectStmt } from '@pgsql/types';
import { readClauses } from './clauses.ts';
import { evaluate } from './expression.ts';
import { readFrom } from './from.ts';
import { either } from '../../lineage.ts';
import { items } from './node.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import type { Column, Scope } from './scope.ts';
import { readSetOperation } from './set-operation.ts';
import { readTargets } from './target-list.ts';
import { ANY } from './types.ts';
import { readWith } from './with.ts';

export interface QueryOutput {
  readonly columns: readonly Column[];
}

/** A query that stands by itself: nothing outside it is visible. */
export function readQuery(reading: Reading, select: SelectStmt, outer: Scope | undefined): QueryOutput {
  return readSelect(reading, select, outer ?? { parent: undefined, items: [], ctes: undefined });
}

/** A query inside `outer`, whose names it sees where its own don't hide them. */
export function readSelect(reading: Reading, select: SelectStmt, outer: Scope): QueryOutput {
  reading.enter();
  try {
    if (select.intoClause !== undefined) throw notUnderstood('INTO here', -1);
    const scope = readWith(reading, select.withClause, { parent: outer, items: [], ctes: undefined });
    if (select.op !== undefined && select.op !== 'SETOP_NONE') return readSetOperation(reading, select, scope);
    if (select.valuesLists !== undefined) return readValues(reading, select, scope);
    return readPlain(reading, select, scope);
  } finally {
    reading.leave();
  }
}

function readPlain(reading: Reading, select: SelectStmt, above: Scope): QueryOutput {
  const own = readFrom(reading, select.fromClause, above);
  const scope: Scope = { parent: above.parent, items: own, ctes: above.ctes };
  const columns = readTargets(reading, select.targetList, scope);
  if (select.whereClause !== undefined) evaluate(reading, select.whereClause, scope, 'predicate');
  readClauses(reading, select, scope, columns);
  return { columns };
}

function readValues(reading: Reading, select: SelectStmt, scope: Scope): QueryOutput {
  const rows = (select.valuesLists ?? []).map((row) => readRow(reading, items(row), scope));
  const columns = (rows[0] ?? []).map((first, position) => {
    let lineage = first.lineage;
    for (const row of rows) {
      if (row.length !== rows[0]?.length) throw serverError('42601', 'VALUES lists must all be the same length', -1);
      lineage = either(lineage, row[position]?.lineage ?? lineage);
    }
    const type = rows.every((row) => row[position]?.type === first.type) ? first.type : ANY;
    return { ...first, name: `column${position + 1}`, lineage, type, row: rows.length === 1 ? first.row : undefined };
  });
  readClauses(reading, select, scope, columns);
  return { columns };
}

export function readRow(reading: Reading, row: readonly Node[], scope: Scope): Column[] {
  reading.spend(row.length);
  return row.map((node) => {
    const value = evaluate(reading, node, scope, 'output');
    return { name: '?column?', lineage: value.lineage, origin: undefined, type: value.type, row: value.row };
  });
}
