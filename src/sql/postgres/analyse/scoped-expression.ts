/** Expressions inside definitions: defaults, checks, index expressions, policies, triggers. They are kept and run by others later. */
import type { ExpressionScope, ScopedExpression } from '../lists/index.ts';
import { evaluate } from './expression.ts';
import { NONE } from '../../lineage.ts';
import type { Reading } from './reading.ts';
import { relationColumns, relationMissing } from './relation.ts';
import { plainSource } from './scope.ts';
import type { Column, Item, Scope } from './scope.ts';
import { ANY } from './types.ts';
import { findNamed } from './utility-objects.ts';

export function readScopedExpression(reading: Reading, { node, scope, position }: ScopedExpression): void {
  const items = itemsOf(reading, scope);
  if (items !== undefined) evaluate(reading, node, { parent: undefined, items, ctes: undefined }, position);
}

/** Undefined: the relation is not there and need not be, so nothing will be read. */
function itemsOf(reading: Reading, scope: ExpressionScope): Item[] | undefined {
  switch (scope.kind) {
    case 'none':
      return [];
    case 'relation': {
      const columns = columnsOf(reading, scope.name, scope.missing);
      if (columns === undefined) return undefined;
      const all = [
        ...columns,
        ...scope.added.filter((name) => !columns.some((column) => column.name === name)).map(fresh),
      ];
      return [item(scope.name.at(-1) ?? '', all, true), ...scope.aliases.map((alias) => item(alias, all, false))];
    }
    case 'columns': {
      const like = scope.like.flatMap((name) => columnsOf(reading, name, 'must exist') ?? []);
      return [item(scope.table, [...scope.columns.map(fresh), ...like], true)];
    }
    default:
      return scope satisfies never;
  }
}

function columnsOf(
  reading: Reading,
  name: readonly string[],
  missing: 'ok' | 'must exist',
): readonly Column[] | undefined {
  const relation = findNamed(reading, name, -1);
  if (relation !== undefined) return relationColumns(reading, relation).columns;
  if (missing === 'ok') return undefined;
  throw relationMissing(reading, name, -1);
}

function fresh(name: string): Column {
  return { name, lineage: NONE, origin: undefined, type: ANY, row: undefined };
}

/** Reading them here is no SELECT: who may define it is asked by the statement's own privileges. Positions are told. */
function item(name: string, columns: readonly Column[], open: boolean): Item {
  return { name, relation: undefined, source: plainSource(columns), named: true, open };
}

/** OLD and NEW of a rule's actions. */
export function rowsOfRelation(reading: Reading, name: readonly string[]): Scope {
  const columns = columnsOf(reading, name, 'must exist') ?? [];
  return { parent: undefined, items: ['old', 'new'].map((row) => item(row, columns, false)), ctes: undefined };
}
