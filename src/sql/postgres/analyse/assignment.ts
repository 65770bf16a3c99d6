/** SET lists and inserted values: which column is written from what. */
import type { MultiAssignRef, Node } from '@pgsql/types';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import type { Touched } from '../../collector.ts';
import { evaluate, evaluateAll } from './expression.ts';
import { derive } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { as, at } from './node.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { columnOfRelationUnknown, notUnderstood, serverError } from './refuse.ts';
import { relationColumns, writeTarget } from './relation.ts';
import type { Scope } from './scope.ts';
import { ANY, typeOf } from './types.ts';
import { runCasts } from './user-casts.ts';

export function columnPosition(relation: CatalogRelation, name: string, offset: number): number {
  const position = relation.columns.findIndex((column) => column.name === name);
  if (position < 0) throw columnOfRelationUnknown(name, relation, offset);
  return position;
}

export function recordWrite(
  reading: Reading,
  relation: CatalogRelation,
  position: number,
  from: Lineage,
  offset: number,
  type: string = ANY,
): void {
  reading.spend(1);
  const column = relation.columns[position];
  if (column !== undefined) runCasts(reading, type, typeOf(column.type, column.typeOid), 'assignment', offset);
  reading.found.write(writeTarget(reading, relation, position), from, offset);
}

/** The SET list of UPDATE, ON CONFLICT DO UPDATE and MERGE. */
export function assign(
  reading: Reading,
  list: readonly Node[] | undefined,
  relation: CatalogRelation,
  touched: Touched,
  scope: Scope,
): void {
  // `(a, b) = (…)` stands in the tree once for each column, each time with the whole source.
  let several: readonly Lineage[] = [];
  for (const node of list ?? []) {
    const target = as(node, 'ResTarget');
    if (target?.name === undefined || target.val === undefined) throw notUnderstood('this SET', -1);
    const position = columnPosition(relation, target.name, at(target));
    touched.columns.add(target.name);
    const multiple = as(target.val, 'MultiAssignRef');
    if (multiple !== undefined && multiple.colno === 1) several = sources(reading, multiple, scope);
    const value = multiple === undefined ? evaluate(reading, target.val, scope, 'output') : undefined;
    const lineage = value?.lineage ?? several[(multiple?.colno ?? 1) - 1];
    if (lineage === undefined)
      throw serverError('42601', 'number of columns does not match number of values', at(target));
    recordWrite(
      reading,
      relation,
      position,
      partOf(reading, relation, position, lineage, target.indirection, scope),
      at(target),
      value?.type,
    );
  }
}

/** A part of a column is written (`a[1]`, `a.field`): what stays of it mixes with what comes. */
function partOf(
  reading: Reading,
  relation: CatalogRelation,
  position: number,
  lineage: Lineage,
  steps: readonly Node[] | undefined,
  scope: Scope,
): Lineage {
  if (steps === undefined || steps.length === 0) return lineage;
  const indices = steps.flatMap((step) => {
    const body = as(step, 'A_Indices');
    return evaluateAll(reading, [body?.lidx, body?.uidx], scope, 'other');
  });
  const own = relationColumns(reading, relation).columns[position]?.lineage;
  return derive([lineage, ...(own === undefined ? [] : [own]), ...indices.map((value) => value.lineage)]);
}

function sources(reading: Reading, node: MultiAssignRef, scope: Scope): readonly Lineage[] {
  const select = as(as(node.source, 'SubLink')?.subselect, 'SelectStmt');
  if (select !== undefined) return readSelect(reading, select, scope).columns.map((column) => column.lineage);
  const row = as(node.source, 'RowExpr');
  if (row !== undefined) return evaluateAll(reading, row.args, scope, 'output').map((value) => value.lineage);
  if (node.source === undefined) throw notUnderstood('this SET', -1);
  const { lineage, row: fields } = evaluate(reading, node.source, scope, 'output');
  return fields?.map((field) => field.lineage) ?? Array.from({ length: node.ncolumns ?? 0 }, () => derive([lineage]));
}
