/** MERGE: a join of source and target, and for each kind of match an action with its own view of the two. */
import type { MergeStmt, MergeWhenClause } from '@pgsql/types';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { assign, columnPosition, recordWrite } from './assignment.ts';
import { returning, targetItem } from './change.ts';
import { evaluate, evaluateAll } from './expression.ts';
import { readFrom } from './from.ts';
import { as, at } from './node.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import { objectOf, resolveTarget } from './relation.ts';
import type { Column, Item, Scope } from './scope.ts';
import { readWith } from './with.ts';

export function mergeRows(reading: Reading, node: MergeStmt, level: Scope): readonly Column[] | undefined {
  const above = readWith(reading, node.withClause, level);
  const relation = resolveTarget(reading, node.relation);
  const target = targetItem(reading, relation, node.relation ?? {});
  if (node.sourceRelation === undefined || node.joinCondition === undefined) throw notUnderstood('this MERGE', -1);
  const source = readFrom(reading, [node.sourceRelation], above);
  const see = (items: readonly Item[]): Scope => ({ parent: above.parent, items, ctes: above.ctes });
  evaluate(reading, node.joinCondition, see([...source, target]), 'join');
  for (const entry of node.mergeWhenClauses ?? []) {
    const clause = as(entry, 'MergeWhenClause');
    if (clause === undefined) throw notUnderstood('this MERGE', -1);
    act(reading, clause, relation, see(visible(clause, source, target)), at(node.relation ?? {}));
  }
  return returning(reading, node.returningClause, [...source, target], target, above);
}

function visible(clause: MergeWhenClause, source: readonly Item[], target: Item): readonly Item[] {
  if (clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET') return source;
  return clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE' ? [target] : [...source, target];
}

function act(reading: Reading, clause: MergeWhenClause, relation: CatalogRelation, scope: Scope, offset: number): void {
  if (clause.condition !== undefined) evaluate(reading, clause.condition, scope, 'condition');
  switch (clause.commandType) {
    case 'CMD_UPDATE':
      assign(reading, clause.targetList, relation, reading.found.touch('UPDATE', objectOf(relation), offset), scope);
      break;
    case 'CMD_DELETE':
      reading.found.touchWhole('DELETE', objectOf(relation), offset);
      break;
    case 'CMD_INSERT':
      insertRow(reading, clause, relation, scope, offset);
      break;
    case 'CMD_NOTHING':
      break;
    default:
      throw notUnderstood(`the action ${clause.commandType ?? ''} of MERGE`, offset);
  }
}

function insertRow(
  reading: Reading,
  clause: MergeWhenClause,
  relation: CatalogRelation,
  scope: Scope,
  offset: number,
): void {
  const touched = reading.found.touch('INSERT', objectOf(relation), offset);
  const values = evaluateAll(reading, clause.values, scope, 'output');
  const named = clause.targetList?.map((entry) => {
    const target = as(entry, 'ResTarget');
    return columnPosition(relation, target?.name ?? '', at(target ?? {}));
  });
  const positions = named ?? values.map((_, position) => position);
  if (positions.length !== values.length && values.length > 0) {
    throw serverError('42601', 'INSERT has a different number of expressions and target columns', offset);
  }
  positions.forEach((position, index) => {
    const column = relation.columns[position];
    if (column === undefined) throw serverError('42601', 'INSERT has more expressions than target columns', offset);
    touched.columns.add(column.name);
    const value = values[index];
    if (value !== undefined) recordWrite(reading, relation, position, value.lineage, offset, value.type);
  });
}
