/** INSERT and REPLACE: what is written where and from what, what is read for it, and what RETURNING gives back. */
import type { Expression, Insert } from '../ast/index.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { either, NONE } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { evaluate } from './expression.ts';
import { findName } from './names.ts';
import { onDuplicate } from './on-duplicate.ts';
import { readQuery } from './query.ts';
import type { QueryOutput } from './query.ts';
import type { Reading } from './reading.ts';
import { columnUnknown, serverError } from './refuse.ts';
import { changeable, objectOf, tableItem, writeTarget } from './relation.ts';
import { shapeOf } from './scope.ts';
import type { Item, Scope } from './scope.ts';
import { readItems } from './select.ts';

/** What comes in, by the column's position in the table. */
export type Incoming = ReadonlyMap<number, Lineage>;

/** Gives what RETURNING gives. */
export function readInsert(reading: Reading, node: Insert): QueryOutput | undefined {
  const item = tableItem(reading, node.table, undefined, 'target');
  const relation = changeable(reading, item, node.start);
  const object = objectOf({ schema: relation.schema, name: relation.name, relation });
  const touched = reading.found.touch('INSERT', object, node.table.start);
  const positions = insertedColumns(reading, node, item, relation);
  const scope: Scope = { parent: undefined, shape: shapeOf(item), ctes: undefined };
  const incoming = readSource(reading, node, positions, scope);
  for (const [position, lineage] of incoming) {
    touched.columns.add(relation.columns[position]?.name ?? '');
    reading.found.write(writeTarget(item, position), lineage, node.start);
  }
  if (node.verb === 'REPLACE') reading.found.touchWhole('DELETE', object, node.start);
  if (node.verb === 'REPLACE' || node.ignore || node.onDuplicate.length > 0) readConflict(reading, node, item, incoming);
  if (node.onDuplicate.length > 0) onDuplicate(reading, node, item, incoming);
  return node.returning.length === 0 ? undefined : readItems(reading, node.returning, scope);
} // prettier-ignore

/** Any unique index may be met: whether a row was taken, left out or replaced shows whether one of these values is there. */
function readConflict(reading: Reading, node: Insert, item: Item, incoming: Incoming): void {
  for (const position of incoming.keys()) {
    const column = item.source.columns[position];
    if (column !== undefined) reading.found.position(column.lineage, 'conflict', node.start);
  }
}

/** The positions in the table that the source's columns go to. */
function insertedColumns(reading: Reading, node: Insert, item: Item, relation: CatalogRelation): number[] {
  reading.spend(relation.columns.length);
  if (node.columns === undefined) {
    return relation.columns.flatMap((column, position) => (column.invisible === true ? [] : [position]));
  }
  const seen = new Set<number>();
  return node.columns.map(({ schema, table, column, start }) => {
    const position = findName(item.source.names, column.text, start);
    const known = relation.columns.map(({ name }) => name);
    const fits =
      (table === undefined || reading.tableKey(table.text) === item.key) &&
      (schema === undefined || reading.schemaKey(schema.text) === item.schemaKey);
    if (position === undefined || position === -1 || !fits) {
      const label = [schema, table, column].flatMap((part) => part?.text ?? []).join('.');
      throw columnUnknown(label, reading.clause, start, known);
    }
    if (seen.has(position)) throw serverError(1110, `Column '${column.text}' specified twice`, start);
    seen.add(position);
    return position;
  });
}

function readSource(reading: Reading, { source, columns: named, start }: Insert, positions: readonly number[], scope: Scope): Incoming {
  const incoming = new Map<number, Lineage>();
  if (source.kind === 'FromQuery') {
    const { columns } = readQuery(reading, source.query, undefined);
    if (columns.length !== positions.length) throw countMismatch(1, start);
    positions.forEach((position, index) => incoming.set(position, columns[index]?.lineage ?? NONE));
    return incoming;
  }
  source.rows.forEach((row, number) => {
    reading.spend(row.length);
    // A row without values takes all defaults.
    if (row.length === 0 && (named === undefined || positions.length === 0)) return;
    if (row.length !== positions.length) throw countMismatch(number + 1, row[0]?.start ?? start);
    positions.forEach((position, index) => {
      const node = row[index];
      if (node === undefined) return;
      const lineage = isConstant(node) ? NONE : evaluate(reading, node, scope, 'output').lineage;
      incoming.set(position, either(incoming.get(position) ?? NONE, lineage));
    });
  });
  return incoming;
} // prettier-ignore

/** Most of what is inserted: thousands of rows in one statement. */
function isConstant({ kind }: Expression): boolean {
  return kind === 'StringLiteral' || kind === 'NumberLiteral' || kind === 'KeywordLiteral' || kind === 'BinaryLiteral';
}

function countMismatch(row: number, offset: number): Error {
  return serverError(1136, `Column count doesn't match value count at row ${row}`, offset);
}
