/** Assigned and inserted values: which column is written from what. */
import type { ColumnAssignment } from '../ast/index.ts';
import { evaluate, find } from './expression.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import { objectOf, writeTarget } from './relation.ts';
import type { Item, Scope } from './scope.ts';

/** The SET list of UPDATE. Gives the tables that it changes. `ignore`: what a key refuses is left as it was, and no error says so. */
export function assignAll(
  reading: Reading,
  list: readonly ColumnAssignment[],
  scope: Scope,
  ignore: boolean,
): Set<Item> {
  const changed = new Map<Item, Set<number>>();
  for (const assignment of list) {
    const { reads } = find(reading, assignment.column, scope);
    const [place] = reads;
    const item = scope.shape.items.find(({ source }) => source === place?.source);
    if (item?.relation === undefined || place === undefined || reads.length > 1) {
      const name = item?.name ?? assignment.column.column.text;
      throw serverError(1288, `The target table ${name} of the UPDATE is not updatable`, assignment.start);
    }
    changed.set(item, (changed.get(item) ?? new Set<number>()).add(place.index));
    assign(reading, assignment, item, place.index, scope);
  }
  const offset = list[0]?.start ?? -1;
  for (const [item, assigned] of changed) {
    if (ignore || isToldByTime(item, assigned)) for (const index of assigned) tells(reading, item, index, offset);
  }
  return new Set(changed.keys());
}

/**
 * A row that has the value already doesn't count as changed. The count is kept from the client (protocols/mysql), but a column that is set
 * by the change itself can be read afterwards, and all be rolled back: by it an agent could try one guess after the other.
 */
function isToldByTime({ relation }: Item, assigned: ReadonlySet<number>): boolean {
  // Through a view it can't be seen from here which columns of its base are set.
  if (relation?.kind === 'view') return true;
  return relation?.columns.some(({ setOnUpdate }, index) => setOnUpdate === true && !assigned.has(index)) === true;
}

/** Whether the change took place says something of the column's value. */
export function tells(reading: Reading, item: Item, index: number, offset: number): void {
  const column = item.source.columns[index];
  if (column !== undefined) reading.found.position(column.lineage, 'conflict', offset);
}

/** One assignment. */
export function assign(reading: Reading, node: ColumnAssignment, item: Item, index: number, scope: Scope): void {
  const column = item.source.columns[index];
  if (item.relation === undefined || column === undefined) return;
  const object = objectOf({ schema: item.relation.schema, name: item.relation.name, relation: item.relation });
  reading.found.touch('UPDATE', object, node.start).columns.add(column.name);
  const { lineage } = evaluate(reading, node.value, scope, 'output');
  reading.found.write(writeTarget(item, index), lineage, node.start);
}
