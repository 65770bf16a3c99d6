/** One SELECT: its list, FROM, WHERE, GROUP BY, HAVING, windows and DISTINCT, each with the names that it sees. */
import type { Expression, OrderItem, Select, SelectExpression, Star } from '../ast/index.ts';
import { decodeText } from '../charset.ts';
import { evaluate } from './expression.ts';
import { readFrom } from './from.ts';
import { groupBy, orderBy } from './order.ts';
import type { QueryOutput } from './query.ts';
import type { Reading } from './reading.ts';
import { notSupported, serverError } from './refuse.ts';
import type { Aliases, Column, Scope, Visible } from './scope.ts';
import { visibleOf } from './scope.ts';
import { openClosed } from './fixed-by.ts';
import { readWindows } from './window.ts';

/** `above` has the outer levels, and the WITH queries that this SELECT sees. */
export function readSelect(reading: Reading, select: Select, above: Scope, order: readonly OrderItem[]): QueryOutput {
  const shape = readFrom(reading, select.from, above);
  openClosed(shape, select.where);
  const own: Scope = { parent: above.parent, shape, ctes: above.ctes };
  const windows = reading.within('window', () => readWindows(reading, select, own));
  const { columns, labels, aliases } = readItems(reading, select.items, { ...own, windows });
  if (select.where !== undefined) {
    const { where } = select;
    reading.within('where', () => evaluate(reading, where, own, 'predicate'));
  }
  const after: Scope = { ...own, windows, aliases, ownAliases: true };
  const groups = groupBy(reading, select.groupBy, after, columns);
  if (select.having !== undefined) {
    const { having } = select;
    const scope: Scope = { ...own, windows, aliases, having: { outputs: columns, groups } };
    reading.within('having', () => evaluate(reading, having, scope, 'having'));
  }
  if (select.modifiers.includes('DISTINCT'))
    for (const { lineage } of columns) reading.found.position(lineage, 'distinct', select.start);
  orderBy(reading, order, after, columns);
  return { columns, labels };
}

interface Items extends QueryOutput {
  readonly aliases: Aliases;
}

/** A select list; RETURNING too. Subqueries in it see the aliases before them. */
export function readItems(reading: Reading, items: readonly (SelectExpression | Star)[], own: Scope): Items {
  const columns: Column[] = [];
  const labels: (string | undefined)[] = [];
  const names = items.flatMap((item) => (item.kind === 'Star' ? [] : [outputName(reading, item)]));
  const aliases: Aliases = { made: columns, names };
  const scope: Scope = { ...own, aliases };
  for (const item of items) {
    if (item.kind === 'Star') {
      const expanded = star(reading, item, scope);
      columns.push(...expanded);
      labels.push(...expanded.map(() => undefined));
    } else {
      const { lineage, origin, of } = evaluate(reading, item.expression, scope, 'output');
      columns.push({ name: outputName(reading, item), lineage, origin, ...(of === undefined ? {} : { of }) });
      labels.push(item.alias === undefined ? item.label : undefined);
    }
  }
  reading.spend(columns.length);
  return { columns, labels, aliases };
}

function outputName(reading: Reading, item: SelectExpression): string {
  return item.alias?.text ?? item.label ?? nameOf(reading, item.expression);
}

/** The name that the server gives to an output that has no alias and that is printed as it was written. */
export function nameOf(reading: Reading, node: Expression): string {
  switch (node.kind) {
    case 'ColumnReference':
      return node.column.text;
    case 'StringLiteral':
      return decodeText(node.firstPiece ?? node.value, reading.context.charset);
    case 'NumberLiteral':
      return node.text;
    case 'KeywordLiteral':
      return node.value;
    case 'Parameter':
      return '?';
    default:
      return '';
  }
}

/** `*` is what is visible without a table's name, USING's columns once; `t.*` is the table as it is. */
function star(reading: Reading, node: Star, { shape }: Scope): Column[] {
  if (node.table === undefined) {
    if (shape.items.length === 0) throw serverError(1096, 'No tables used', node.start);
    if (shape.unordered === true)
      throw notSupported('"*" over a RIGHT JOIN within NATURAL JOIN or USING', node.start, 'Write it as a LEFT JOIN.');
    return shape.visible.flatMap((visible) => expanded(reading, visible));
  }
  const key = reading.tableKey(node.table.text);
  const schemaKey = node.schema === undefined ? undefined : reading.schemaKey(node.schema.text);
  const fitting = shape.items.filter(
    (item) => item.key === key && (schemaKey === undefined || item.schemaKey === schemaKey),
  );
  const [item, other] = fitting;
  if (item === undefined) throw serverError(1051, `Unknown table '${node.table.text}'`, node.start);
  // All of them are meant, in an order that the servers have by joins.
  if (other !== undefined)
    throw notSupported('"*" of several tables of one name', node.start, 'Give each an alias of its own.');
  return visibleOf(item.source).flatMap((visible) => expanded(reading, visible));
}

function expanded(reading: Reading, { column, reads }: Visible): Column[] {
  reading.spend(1);
  if (column.invisible === true) return [];
  for (const { source, index } of reads) source.touch(index);
  const [place] = reads;
  return [place === undefined ? column : { ...column, of: place }];
}
