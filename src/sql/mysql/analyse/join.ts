/** What a join makes visible: the columns of both sides, those of USING and NATURAL merged and in front. */
import type { Join, TableReference } from '../ast/index.ts';
import { either } from '../../lineage.ts';
import { foldName } from './names.ts';
import type { Reading } from './reading.ts';
import { notSupported, serverError } from './refuse.ts';
import { findVisible } from './scope.ts';
import type { Column, Shape, Visible } from './scope.ts';

export function joinShapes(reading: Reading, node: Join, left: Shape, right: Shape): Shape {
  const shape = joined(reading, node, left, right);
  const merges = node.natural || node.using.length > 0;
  const unordered = merges && [node.left, node.right].some(isReversed);
  return unordered || left.unordered === true || right.unordered === true ? { ...shape, unordered: true } : shape;
}

/** MySQL takes the sides of a RIGHT JOIN the other way round where USING or NATURAL merges columns of it. */
function isReversed(node: TableReference): boolean {
  if (node.kind === 'JoinGroup') return node.references.some(isReversed);
  if (node.kind !== 'Join') return false;
  if (node.type === 'RIGHT' && !node.natural && node.using.length === 0) return true;
  return isReversed(node.left) || isReversed(node.right);
}

function joined(reading: Reading, node: Join, left: Shape, right: Shape): Shape {
  const items = [...left.items, ...right.items];
  if (node.natural) refuseInexact([...left.visible, ...right.visible], node.start);
  if (!node.natural && node.using.length === 0) return { items, visible: [...left.visible, ...right.visible] };
  const names = node.natural ? sharedNames(reading, left, right) : node.using.map(({ text }) => text);
  // RIGHT JOIN is for the servers a LEFT JOIN of the sides exchanged: its columns come in that order.
  const [first, second] = node.type === 'RIGHT' ? [right, left] : [left, right];
  const merged = names.map((name) => merge(reading, node, name, first, second));
  const order = new Map(first.visible.map(({ column }, position) => [foldName(column.name), position]));
  const at = (visible: Visible): number => order.get(foldName(visible.column.name)) ?? 0;
  const inOrder = merged.toSorted((a, b) => at(a) - at(b));
  const taken = new Set(names.map(foldName));
  const rest = (shape: Shape): Visible[] => shape.visible.filter(({ column }) => !taken.has(foldName(column.name)));
  reading.spend(items.length + first.visible.length + second.visible.length);
  return { items, visible: [...inOrder, ...rest(first), ...rest(second)] };
}

/** A column that nobody here knows of could be compared with one of the other side. */
function refuseInexact(visible: readonly Visible[], offset: number): void {
  if (visible.some(({ column }) => column.inexact === true))
    throw notSupported("NATURAL JOIN with tables of the server's own", offset, 'Write ON or USING.');
}

function sharedNames(reading: Reading, left: Shape, right: Shape): string[] {
  const shown = (shape: Shape): string[] =>
    shape.visible.flatMap(({ column }) => (column.invisible === true ? [] : [column.name]));
  const there = new Set(shown(right).map(foldName));
  reading.spend(left.visible.length + there.size);
  const names = new Map(shown(left).map((name) => [foldName(name), name]));
  return [...names].flatMap(([folded, name]) => (there.has(folded) ? [name] : []));
}

/** Both sides are compared for equality, so both stand in a join position; the merged value is either's. */
function merge(reading: Reading, node: Join, name: string, first: Shape, second: Shape): Visible {
  const clause = reading.clause;
  const sides = [first, second].map((shape) => findVisible(shape, name, clause, node.start));
  const [a, b] = sides;
  if (a === undefined || b === undefined)
    throw serverError(1054, `Unknown column '${name}' in '${clause}'`, node.start);
  for (const { column, reads } of [a, b]) {
    for (const { source, index } of reads) source.touch(index);
    reading.found.position(column.lineage, 'join', node.start);
  }
  const lineage = either(a.column.lineage, b.column.lineage);
  const merged: Column = { name: a.column.name, lineage, origin: a.column.origin };
  // MySQL shows an invisible column that USING names.
  const hidden = reading.server.flavor === 'mariadb' && a.column.invisible === true;
  const column: Column = hidden ? { ...merged, invisible: true } : merged;
  return { column, reads: [...a.reads, ...b.reads] };
}
