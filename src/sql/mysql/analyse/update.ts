/** UPDATE, of one table or of a join. */
import type { Update } from '../ast/index.ts';
import { assignAll } from './assignment.ts';
import { evaluate } from './expression.ts';
import { readFrom } from './from.ts';
import { orderBy } from './order.ts';
import { readLimit } from './query.ts';
import type { Reading } from './reading.ts';
import { changeable, objectOf } from './relation.ts';
import { EMPTY } from './scope.ts';
import type { Item, Scope } from './scope.ts';
import { readWith } from './with.ts';

export function readUpdate(reading: Reading, node: Update): void {
  const above = readWith(reading, node.with, { parent: undefined, shape: EMPTY, ctes: undefined });
  const shape = readFrom(reading, node.tables, above, 'target');
  const scope: Scope = { parent: undefined, shape, ctes: above.ctes };
  const changed = assignAll(reading, node.assignments, scope, node.ignore);
  for (const item of changed) changeable(reading, item, node.start);
  readOthers(reading, shape.items, changed);
  readRest(reading, node, scope);
}

/** Tables that are joined and not changed are read, if only for whether they have a row. */
export function readOthers(reading: Reading, items: readonly Item[], changed: ReadonlySet<Item>): void {
  for (const item of items) {
    const { relation } = item;
    if (relation === undefined || changed.has(item)) continue;
    reading.found.touch('SELECT', objectOf({ schema: relation.schema, name: relation.name, relation }), -1);
  }
}

/** WHERE, ORDER BY and LIMIT of a change. */
export function readRest(
  reading: Reading,
  node: Pick<Update, 'where' | 'orderBy' | 'limit' | 'start'>,
  scope: Scope,
): void {
  const { where } = node;
  if (where === undefined) reading.found.withoutWhere = true;
  else reading.within('where', () => evaluate(reading, where, scope, 'predicate'));
  orderBy(reading, node.orderBy, scope, []);
  for (const part of [node.limit?.count, node.limit?.offset]) if (part !== undefined) readLimit(reading, part);
}
