/** A target list: names, `*` in all its forms, and the value of each column. */
import type { Node, ResTarget } from '@pgsql/types';
import { columnName } from './column-name.ts';
import { fieldsOf } from './composite.ts';
import { evaluate } from './expression.ts';
import { derive } from '../../lineage.ts';
import { as, at, strings } from './node.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import type { Column, Item, Scope } from './scope.ts';
import { requireItem } from './scope.ts';

export function readTargets(reading: Reading, targets: readonly Node[] | undefined, scope: Scope): readonly Column[] {
  const columns: Column[] = [];
  for (const node of targets ?? []) {
    const target = as(node, 'ResTarget');
    if (target?.val === undefined) throw notUnderstood('this select list', -1);
    readTarget(reading, target, target.val, scope, columns);
  }
  reading.spend(columns.length);
  return columns;
}

function readTarget(reading: Reading, target: ResTarget, node: Node, scope: Scope, into: Column[]): void {
  const reference = as(node, 'ColumnRef');
  const last = reference?.fields?.at(-1);
  if (reference !== undefined && as(last, 'A_Star') !== undefined) {
    into.push(...star(reading, strings(reference.fields?.slice(0, -1)), scope, at(reference)));
    return;
  }
  const indirection = as(node, 'A_Indirection');
  if (indirection !== undefined && as(indirection.indirection?.at(-1), 'A_Star') !== undefined) {
    into.push(...rowStar(reading, node, scope, at(target)));
    return;
  }
  const value = evaluate(reading, node, scope, 'output');
  const name = target.name ?? columnName(node);
  into.push({ name, lineage: value.lineage, origin: value.origin, type: value.type, row: value.row });
}

function star(reading: Reading, qualifiers: readonly string[], scope: Scope, offset: number): Column[] {
  if (qualifiers.length === 0) {
    const open = scope.items.filter((item) => item.open);
    if (scope.items.length === 0) throw serverError('42601', 'SELECT * with no tables specified is not valid', offset);
    return open.flatMap((item) => expandItem(reading, item));
  }
  const [name, schema, database] = qualifiers.toReversed();
  if (database !== undefined && database !== reading.catalog.data.database) {
    throw serverError('0A000', `cross-database references are not implemented: ${qualifiers.join('.')}`, offset);
  }
  const item = requireItem(scope, schema === undefined ? undefined : reading.schema(schema), name ?? '', offset);
  return expandItem(reading, item);
}

function expandItem(reading: Reading, item: Item): Column[] {
  const { source } = item;
  reading.spend(source.columns.length);
  return source.columns.flatMap((column, index) => {
    if (column.hidden === true) return [];
    source.touch(index);
    return [column];
  });
}

/** `(row).*`: known only where the row's fields are. */
function rowStar(reading: Reading, node: Node, scope: Scope, offset: number): Column[] {
  const indirection = as(node, 'A_Indirection');
  const steps = indirection?.indirection?.slice(0, -1) ?? [];
  if (indirection?.arg === undefined) throw notUnderstood('this select list', offset);
  const reference = as(indirection.arg, 'ColumnRef');
  const single = reference?.fields?.length === 1 ? as(reference.fields[0], 'String')?.sval : undefined;
  if (steps.length === 0 && single !== undefined) {
    // `(c).*` of a table is the same as `c.*`, unless a column has that name.
    const item = scope.items.find((candidate) => candidate.named && candidate.name === single);
    if (item !== undefined && !scope.items.some((candidate) => candidate.open && candidate.source.index.has(single)))
      return expandItem(reading, item);
  }
  const value = evaluate(
    reading,
    steps.length === 0 ? indirection.arg : { A_Indirection: { arg: indirection.arg, indirection: steps } },
    scope,
    'output',
  );
  const row = value.row ?? fieldsOf(reading, value.type, derive([value.lineage]));
  if (row === undefined) throw notUnderstood('".*" of this expression', offset);
  reading.spend(row.length);
  if (value.row === undefined) reading.found.position(value.lineage, 'argument', offset);
  return row.map((column) => ({ ...column, origin: undefined }));
}
