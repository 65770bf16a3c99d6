/** The algebra of where values come from. Base columns are compared by identity: one object per column and catalog. */
import type { ObjectName } from '../core/action.ts';
import type { BaseColumn, Lineage as PlainLineage } from './statement.ts';

/** A call of a function that is not on the lists. */
export interface CallRecord {
  readonly object: ObjectName;
  /** Its result goes somewhere else than, unchanged, into the output. */
  elsewhere: boolean;
}

/** `calls`: the value is the result of one of these and nothing else has touched it yet. */
export type Lineage = PlainLineage & { readonly calls?: readonly CallRecord[] };

export const NONE: Lineage = { kind: 'none' };

export function copyOf(column: BaseColumn): Lineage {
  return { kind: 'copy', columns: [column] };
}

export function unknown(why: string): Lineage {
  return { kind: 'unknown', why };
}

/** The result of a call of these functions over such arguments. */
export function resultOf(lineage: Lineage, calls: readonly CallRecord[]): Lineage {
  return calls.length === 0 ? lineage : { ...lineage, calls };
}

export function columnsOf(lineage: Lineage): readonly BaseColumn[] {
  return lineage.kind === 'copy' || lineage.kind === 'derived' ? lineage.columns : [];
}

/** The value is used otherwise than by being handed on. */
export function consume(lineage: Lineage): void {
  for (const call of lineage.calls ?? []) call.elsewhere = true;
}

/** As the statement tells it. */
export function plain(lineage: Lineage): PlainLineage {
  if (lineage.calls === undefined) return lineage;
  if (lineage.kind === 'none') return NONE;
  if (lineage.kind === 'unknown') return unknown(lineage.why);
  return { kind: lineage.kind, columns: lineage.columns };
}

function union(left: readonly BaseColumn[], right: readonly BaseColumn[]): readonly BaseColumn[] {
  if (right.length === 0 || left === right) return left;
  if (left.length === 0) return right;
  const all = new Set(left);
  for (const column of right) all.add(column);
  return all.size === left.length ? left : [...all];
}

/** The result of an expression over parts: none stays none, all else is derived. */
export function derive(parts: readonly Lineage[]): Lineage {
  let columns: readonly BaseColumn[] = [];
  let lost: Lineage | undefined;
  for (const part of parts) {
    consume(part);
    if (part.kind === 'unknown') lost ??= part;
    columns = union(columns, columnsOf(part));
  }
  if (lost?.kind === 'unknown') return unknown(lost.why);
  return columns.length === 0 ? NONE : { kind: 'derived', columns };
}

/** A value that comes, unchanged, from one of two places: UNION ALL, a merged join column. */
export function either(left: Lineage, right: Lineage): Lineage {
  if (left === right) return left;
  consume(left);
  consume(right);
  if (right.kind === 'none') return left;
  if (left.kind === 'none') return right;
  if (left.kind === 'unknown') return left;
  if (right.kind === 'unknown') return right;
  if (left.kind === 'derived' || right.kind === 'derived') return derive([left, right]);
  const columns = union(left.columns, right.columns);
  return columns === left.columns ? left : { kind: 'copy', columns };
}

/** Whether two lineages say the same, for the fixpoint of a recursive query. */
export function same(left: Lineage, right: Lineage): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  const [a, b] = [columnsOf(left), new Set(columnsOf(right))];
  return a.length === b.size && a.every((column) => b.has(column));
}
