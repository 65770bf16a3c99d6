/** Assigned and inserted values: which column is written from what. */
import type { ColumnAssignment } from '../ast/index.ts';
import { evaluate, find } from './expression.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import { objectOf, writeTarget } from './relation.ts';
import type { Item, Scope } from './scope.ts';

/** The SET list of UPDATE. Gives the tables that it changes. */
export function assignAll(reading: Reading, list: readonly ColumnAssignment[], scope: Scope): Set<Item> {
  const changed = new Set<Item>();
  for (const assignment of list) {
    const { reads } = find(reading, assignment.column, scope);
    const [place] = reads;
    const item = scope.shape.items.find(({ source }) => source === place?.source);
    if (item?.relation === undefined || place === undefined || reads.length > 1) {
      const name = item?.name ?? assignment.column.column.text;
      throw serverError(1288, `The target table ${name} of the UPDATE is not updatable`, assignment.start);
    }
    changed.add(item);
    assign(reading, assignment, item, place.index, scope);
  }
  return changed;
}

/**
 * One assignment. How many rows it changed is told to the client, and a row that already has the value doesn't count: by it an agent could learn
 * whether a guess is right, so the column stands in a position of its own.
 */
export function assign(reading: Reading, node: ColumnAssignment, item: Item, index: number, scope: Scope): void {
  const column = item.source.columns[index];
  if (item.relation === undefined || column === undefined) return;
  const object = objectOf({ schema: item.relation.schema, name: item.relation.name, relation: item.relation });
  reading.found.touch('UPDATE', object, node.start).columns.add(column.name);
  const { lineage } = evaluate(reading, node.value, scope, 'output');
  reading.found.write(writeTarget(item, index), lineage, node.start);
  reading.found.position(column.lineage, 'conflict', node.start);
}
