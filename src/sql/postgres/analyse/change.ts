/** INSERT, UPDATE and DELETE: what is written where and from what, what is read for it, and what RETURNING gives back. */
import type { DeleteStmt, InsertStmt, Node, OnConflictClause, ReturningClause, UpdateStmt } from '@pgsql/types';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { assign, columnPosition, recordWrite } from './assignment.ts';
import { evaluate } from './expression.ts';
import { aliasNames, readFrom } from './from.ts';
import { either } from '../../lineage.ts';
import { mergeRows } from './merge.ts';
import { as, at } from './node.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import { objectOf, relationSource, resolveTarget } from './relation.ts';
import type { Column, Item, Scope } from './scope.ts';
import { aliased, plainSource } from './scope.ts';
import { readTargets } from './target-list.ts';
import { readWith } from './with.ts';

export interface Change {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge';
  /** Undefined without RETURNING. */
  readonly output: readonly Column[] | undefined;
}

/** The first server with OLD and NEW in RETURNING. */
const OLD_AND_NEW = 180000;

/** Undefined for a node that changes no rows. */
export function readChange(reading: Reading, node: Node, outer: Scope | undefined): Change | undefined {
  const level: Scope = { parent: outer, items: [], ctes: undefined };
  const insertion = as(node, 'InsertStmt');
  if (insertion !== undefined) return { kind: 'insert', output: insert(reading, insertion, level) };
  const update = as(node, 'UpdateStmt');
  if (update !== undefined) return { kind: 'update', output: updateRows(reading, update, level) };
  const deletion = as(node, 'DeleteStmt');
  if (deletion !== undefined) return { kind: 'delete', output: deleteRows(reading, deletion, level) };
  const merge = as(node, 'MergeStmt');
  return merge === undefined ? undefined : { kind: 'merge', output: mergeRows(reading, merge, level) };
}

export function targetItem(
  reading: Reading,
  relation: CatalogRelation,
  node: {
    readonly alias?: { aliasname?: string; colnames?: Node[] };
    readonly relname?: string;
    readonly location?: number;
  },
): Item {
  const source = relationSource(reading, relation, at(node), 'target');
  const item = aliased(source, node.alias?.aliasname ?? relation.name, aliasNames(node.alias));
  return { ...item, relation: node.alias === undefined ? relation : undefined, isRelation: true };
}

function insert(reading: Reading, node: InsertStmt, level: Scope): readonly Column[] | undefined {
  const scope = readWith(reading, node.withClause, level);
  const relation = resolveTarget(reading, node.relation);
  const offset = at(node.relation ?? {});
  const touched = reading.found.touch('INSERT', objectOf(relation), offset);
  const select = as(node.selectStmt, 'SelectStmt');
  const source = select === undefined ? [] : readSelect(reading, select, scope).columns;
  const positions = insertedColumns(reading, node, relation, source.length);
  const incoming = new Map<number, Column>();
  positions.forEach((position, index) => {
    const from = source[index];
    touched.columns.add(relation.columns[position]?.name ?? '');
    if (from === undefined) return;
    incoming.set(position, from);
    recordWrite(reading, relation, position, from.lineage, offset, from.type);
  });
  const target = targetItem(reading, relation, node.relation ?? {});
  if (node.onConflictClause !== undefined)
    onConflict(reading, node.onConflictClause, relation, target, incoming, scope);
  return returning(reading, node.returningClause, [target], target, scope);
}

/** The positions in the relation that the source's columns go to. */
function insertedColumns(reading: Reading, node: InsertStmt, relation: CatalogRelation, count: number): number[] {
  reading.spend(count);
  if (node.cols === undefined) {
    if (count > relation.columns.length)
      throw serverError('42601', 'INSERT has more expressions than target columns', -1);
    return Array.from({ length: count }, (_, position) => position);
  }
  const positions = node.cols.map((entry) => {
    const target = as(entry, 'ResTarget');
    return columnPosition(relation, target?.name ?? '', at(target ?? {}));
  });
  if (node.selectStmt !== undefined && positions.length !== count) {
    throw serverError(
      '42601',
      `INSERT has ${count > positions.length ? 'more expressions than target columns' : 'more target columns than expressions'}`,
      -1,
    );
  }
  return positions;
}

function onConflict(
  reading: Reading,
  node: OnConflictClause,
  relation: CatalogRelation,
  target: Item,
  incoming: ReadonlyMap<number, Column>,
  above: Scope,
): void {
  const infer = node.infer;
  const own: Scope = { parent: above.parent, items: [target], ctes: above.ctes };
  // Without a named arbiter any unique index may be it: whether a row was taken shows whether one of these values is there.
  if (infer?.indexElems === undefined) {
    for (const position of incoming.keys()) {
      const column = target.source.columns[position];
      if (column !== undefined) reading.found.position(column.lineage, 'conflict', at(node));
    }
  }
  for (const entry of infer?.indexElems ?? []) {
    const element = as(entry, 'IndexElem');
    const named: Node | undefined =
      element?.name === undefined
        ? element?.expr
        : { ColumnRef: { fields: [{ String: { sval: element.name } }], location: at(infer ?? {}) } };
    if (named === undefined) throw notUnderstood('this ON CONFLICT', at(node));
    evaluate(reading, named, own, 'conflict');
  }
  if (infer?.whereClause !== undefined) evaluate(reading, infer.whereClause, own, 'conflict');
  if (node.action !== 'ONCONFLICT_UPDATE') return;
  const touched = reading.found.touch('UPDATE', objectOf(relation), at(node));
  const scope: Scope = { parent: above.parent, items: [target, excluded(target, incoming)], ctes: above.ctes };
  assign(reading, node.targetList, relation, touched, scope);
  if (node.whereClause !== undefined) evaluate(reading, node.whereClause, scope, 'predicate');
}

/** The row that was not inserted: what came in, or what the table's defaults and triggers made of it. Reading it needs SELECT. */
function excluded(target: Item, incoming: ReadonlyMap<number, Column>): Item {
  const columns = target.source.columns.map((column, position) => {
    const from = incoming.get(position);
    return {
      ...column,
      lineage: from === undefined ? column.lineage : either(column.lineage, from.lineage),
      origin: undefined,
    };
  });
  const source = { ...plainSource(columns), touch: (position: number) => target.source.touch(position) };
  return { name: 'excluded', relation: undefined, source, named: true, open: false };
}

function updateRows(reading: Reading, node: UpdateStmt, level: Scope): readonly Column[] | undefined {
  const above = readWith(reading, node.withClause, level);
  const relation = resolveTarget(reading, node.relation);
  const touched = reading.found.touch('UPDATE', objectOf(relation), at(node.relation ?? {}));
  const target = targetItem(reading, relation, node.relation ?? {});
  const scope: Scope = {
    parent: above.parent,
    items: [target, ...readFrom(reading, node.fromClause, above)],
    ctes: above.ctes,
  };
  assign(reading, node.targetList, relation, touched, scope);
  where(reading, node.whereClause, scope);
  return returning(reading, node.returningClause, scope.items, target, scope);
}

function deleteRows(reading: Reading, node: DeleteStmt, level: Scope): readonly Column[] | undefined {
  const above = readWith(reading, node.withClause, level);
  const relation = resolveTarget(reading, node.relation);
  reading.found.touchWhole('DELETE', objectOf(relation), at(node.relation ?? {}));
  const target = targetItem(reading, relation, node.relation ?? {});
  const scope: Scope = {
    parent: above.parent,
    items: [target, ...readFrom(reading, node.usingClause, above)],
    ctes: above.ctes,
  };
  where(reading, node.whereClause, scope);
  return returning(reading, node.returningClause, scope.items, target, scope);
}

function where(reading: Reading, clause: Node | undefined, scope: Scope): void {
  if (clause === undefined) reading.found.withoutWhere = true;
  else evaluate(reading, clause, scope, 'predicate');
}

export function returning(
  reading: Reading,
  clause: ReturningClause | undefined,
  items: readonly Item[],
  target: Item,
  above: Scope,
): readonly Column[] | undefined {
  if (clause === undefined) return undefined;
  const names = { RETURNING_OPTION_OLD: 'old', RETURNING_OPTION_NEW: 'new' };
  for (const node of clause.options ?? []) {
    const option = as(node, 'ReturningOption');
    if (option?.option !== undefined && option.value !== undefined) names[option.option] = option.value;
  }
  const all = [...items];
  if (reading.catalog.data.serverVersion >= OLD_AND_NEW) {
    for (const name of Object.values(names)) {
      if (!items.some((item) => item.named && item.name === name))
        all.push({ ...target, name, relation: undefined, open: false });
    }
  }
  return readTargets(reading, clause.exprs, { parent: above.parent, items: all, ctes: above.ctes });
}
