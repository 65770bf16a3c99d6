/** ON DUPLICATE KEY UPDATE: what its assignments see, and what they change. */
import type { Insert, Query } from '../ast/index.ts';
import { either } from '../../lineage.ts';
import { assign, tells } from './assignment.ts';
import { readFrom } from './from.ts';
import type { Incoming } from './insert.ts';
import { findName } from './names.ts';
import type { Reading } from './reading.ts';
import { columnUnknown, serverError } from './refuse.ts';
import { EMPTY, plainSource, shapeOf } from './scope.ts';
import type { Column, Item, Scope, Shape } from './scope.ts';
import { readWith } from './with.ts';

export function onDuplicate(reading: Reading, node: Insert, item: Item, incoming: Incoming): void {
  const rejected = rejectedRow(item, incoming);
  const shapes = [shapeOf(item), ...rowAlias(reading, node, item, rejected), ...selected(reading, node)];
  const shape: Shape = {
    items: shapes.flatMap(({ items }) => items),
    visible: shapes.flatMap(({ visible }) => visible),
  };
  const scope: Scope = { parent: undefined, shape, ctes: undefined, inserted: plainSource(rejected) };
  for (const assignment of node.onDuplicate) {
    const { column, table } = assignment.column;
    const index = findName(item.source.names, column.text, column.start);
    if (index === undefined || index === -1 || (table !== undefined && reading.tableKey(table.text) !== item.key)) {
      const known = item.source.columns.map(({ name }) => name);
      throw columnUnknown(column.text, reading.clause, column.start, known);
    }
    assign(reading, assignment, item, index, scope);
    tells(reading, item, index, assignment.start);
  }
}

/** The row that was not inserted: what came in, or what the table's defaults and triggers made of it. */
function rejectedRow(item: Item, incoming: Incoming): Column[] {
  return item.source.columns.map((column, position) => {
    const from = incoming.get(position);
    return { name: column.name, lineage: from === undefined ? column.lineage : either(column.lineage, from), origin: undefined };
  });
} // prettier-ignore

/** AS new(a, b): the same row under names of its own. Reading it needs SELECT, as VALUES() does. */
function rowAlias(
  reading: Reading,
  { rowAlias: alias, columns, start }: Insert,
  item: Item,
  rejected: readonly Column[],
): Shape[] {
  if (alias === undefined) return [];
  const names = alias.columns.map(({ text }) => text);
  const given = columns?.map(({ column }) => column.text) ?? rejected.map(({ name }) => name);
  if (names.length > 0 && names.length !== given.length)
    throw serverError(1353, 'In definition of view, derived table or common table expression, SELECT list and column names list have different column counts', start);
  const renamed = rejected.map((column) => {
    const position = given.findIndex((name) => name.toLowerCase() === column.name.toLowerCase());
    return { ...column, name: names[position] ?? column.name };
  });
  const { text } = alias.name;
  const source = { ...plainSource(renamed), touch: (index: number) => item.source.touch(index) };
  return [shapeOf({ name: text, key: reading.tableKey(text), schemaKey: undefined, aliased: true, relation: undefined, source })];
} // prettier-ignore

/** INSERT … SELECT: the tables of a plain SELECT can be named as well. */
function selected(reading: Reading, { source }: Insert): Shape[] {
  const query: Query | undefined = source.kind === 'FromQuery' ? source.query : undefined;
  if (query === undefined || query.body.kind !== 'Select' || query.body.groupBy.length > 0) return [];
  const above = readWith(reading, query.with, { parent: undefined, shape: EMPTY, ctes: undefined });
  return [readFrom(reading, query.body.from, above)];
}
