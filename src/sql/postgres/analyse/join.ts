/** What a join makes visible: merged columns of USING and NATURAL, an alias that hides the sides. */
import type { JoinExpr } from '@pgsql/types';
import type { BaseColumn } from '../../statement.ts';
import { either } from '../../lineage.ts';
import { strings } from './node.ts';
import type { Reading } from './reading.ts';
import { columnAmbiguous, serverError } from './refuse.ts';
import { columnOf, indexColumns, renamed } from './scope.ts';
import type { Column, Found, Item, Source } from './scope.ts';
import { operate } from './operators.ts';
import { ANY, commonType } from './types.ts';

/** A column of the join and the columns of its sides that reading it reads. */
interface Joined {
  readonly column: Column;
  readonly reads: readonly Found[];
}

export function joinItems(
  reading: Reading,
  node: JoinExpr,
  left: readonly Item[],
  right: readonly Item[],
): readonly Item[] {
  const names = node.isNatural === true ? sharedNames(reading, left, right) : strings(node.usingClause);
  const alias = node.alias?.aliasname;
  if (names.length === 0 && alias === undefined && node.join_using_alias === undefined) return [...left, ...right];

  const merged = names.map((name) => merge(reading, node, name, left, right));
  const rest = [...expand(left), ...expand(right)].filter(({ column }) => !names.includes(column.name));
  const all = [...merged, ...rest];
  reading.spend(all.length);
  if (alias !== undefined) {
    const source = renamed(joinSource(all), alias, strings(node.alias?.colnames));
    return [{ name: alias, relation: undefined, source, named: true, open: true }];
  }
  const hidden = [...left, ...right].map((item) => ({ ...item, open: false }));
  const joined: Item = { name: undefined, relation: undefined, source: joinSource(all), named: false, open: true };
  const using = node.join_using_alias?.aliasname;
  if (using === undefined) return [...hidden, joined];
  return [
    ...hidden,
    joined,
    { name: using, relation: undefined, source: joinSource(merged), named: true, open: false },
  ];
}

function joinSource(all: readonly Joined[]): Source {
  const columns = all.map(({ column }) => column);
  const touch = (position: number): void => {
    for (const read of all[position]?.reads ?? []) read.source.touch(read.index);
  };
  return { columns, index: indexColumns(columns), touch, system: undefined };
}

function expand(items: readonly Item[]): Joined[] {
  return items.flatMap((item) =>
    item.open
      ? item.source.columns.map((column, index) => ({ column, reads: [{ source: item.source, index, column }] }))
      : [],
  );
}

function sharedNames(reading: Reading, left: readonly Item[], right: readonly Item[]): string[] {
  const names = (list: readonly Item[]): string[] =>
    list.flatMap((item) => (item.open ? item.source.columns.map(({ name }) => name) : []));
  const there = new Set(names(right));
  const all = names(left);
  reading.spend(all.length + there.size);
  return [...new Set(all.filter((name) => there.has(name)))];
}

function side(items: readonly Item[], name: string, which: string): Found {
  let found: Found | undefined;
  for (const item of items) {
    if (!item.open || !item.source.index.has(name)) continue;
    const candidate = columnOf(item.source, name, -1);
    if (found !== undefined) throw columnAmbiguous(name, -1);
    found = candidate;
  }
  if (found === undefined)
    throw serverError('42703', `column "${name}" specified in USING clause does not exist in ${which} table`, -1);
  return found;
}

/** Both sides are compared for equality, so both stand in a join position; the merged value is either's. */
function merge(reading: Reading, node: JoinExpr, name: string, left: readonly Item[], right: readonly Item[]): Joined {
  const [a, b] = [side(left, name, 'left'), side(right, name, 'right')];
  for (const { source, index, column } of [a, b]) {
    source.touch(index);
    reading.found.position(column.lineage, 'join', -1);
  }
  operate(reading, ['='], [a.column.type, b.column.type], -1);
  const type = commonType(a.column.type, b.column.type) ?? ANY;
  const lineage = either(a.column.lineage, b.column.lineage);
  return {
    column: { name, lineage, origin: mergedOrigin(node, a.column, b.column), type, row: undefined },
    reads: [a, b],
  };
}

/** As buildMergedJoinVar has it: a side's own column where that needs no cast, none for FULL. */
function mergedOrigin(node: JoinExpr, left: Column, right: Column): BaseColumn | undefined {
  if (node.jointype === 'JOIN_FULL') return undefined;
  const common = commonType(left.type, right.type);
  if (node.jointype === 'JOIN_RIGHT') return right.type === common ? right.origin : undefined;
  if (left.type === common) return left.origin;
  return node.jointype === 'JOIN_INNER' || node.jointype === undefined
    ? right.type === common
      ? right.origin
      : undefined
    : undefined;
}
