/** Columns and constraints as CREATE TABLE, ALTER TABLE and CREATE DOMAIN write them. */
import type { ColumnDef, Constraint, Node } from '@pgsql/types';
import type { ExpressionScope } from './description.ts';
import { columnsOf, NO_COLUMNS, options, type Draft } from './draft.ts';
import { listParts, relationParts } from './names.ts';

/** Table elements: columns, constraints, LIKE. */
export function describeElements(draft: Draft, nodes: readonly Node[] | undefined, scope: ExpressionScope): void {
  for (const node of nodes ?? []) {
    if ('ColumnDef' in node) describeColumn(draft, node.ColumnDef, scope);
    else if ('Constraint' in node) describeConstraint(draft, node.Constraint, scope);
    else if ('TableLikeClause' in node) draft.relation('SELECT', node.TableLikeClause.relation);
    else draft.hazard('not_supported', 'this part of a table definition');
  }
}

export function describeColumn(draft: Draft, column: ColumnDef, scope: ExpressionScope): void {
  draft.type(column.typeName);
  draft.expression(column.raw_default, scope);
  for (const node of column.constraints ?? []) {
    if ('Constraint' in node) describeConstraint(draft, node.Constraint, scope);
  }
}

export function describeConstraint(draft: Draft, constraint: Constraint, scope: ExpressionScope): void {
  const isDefault = constraint.contype === 'CONSTR_DEFAULT';
  draft.expression(constraint.raw_expr, isDefault ? NO_COLUMNS : scope);
  draft.expression(constraint.where_clause, scope);
  for (const exclusion of constraint.exclusions ?? []) {
    // Pairs of an index element and an operator's name.
    if ('List' in exclusion) describeIndexElements(draft, exclusion.List.items, scope);
  }
  useColumns(draft, [...listParts(constraint.keys), ...listParts(constraint.fk_attrs)], scope);
  if (constraint.pktable !== undefined) {
    const columns = listParts(constraint.pk_attrs);
    useColumns(draft, columns, columnsOf(constraint.pktable));
    draft.relation('REFERENCES', constraint.pktable, { columns: columns.length > 0 ? columns : 'all' });
  }
}

/**
 * Keys of an existing table: an index, a key or a foreign key over them answers "is there a row with this value", and its errors show
 * values. The columns of a table that is being made hold none.
 */
function useColumns(draft: Draft, names: readonly (string | undefined)[], scope: ExpressionScope): void {
  if (scope.kind !== 'relation') return;
  for (const name of names) if (name !== undefined) draft.column(name, scope);
}

/** Elements of an index, a partition key or an exclusion constraint: their columns are the table's own, their expressions are run. */
export function describeIndexElements(draft: Draft, nodes: readonly Node[] | undefined, scope: ExpressionScope): void {
  for (const node of nodes ?? []) {
    if ('IndexElem' in node) {
      draft.expression(node.IndexElem.expr, scope);
      useColumns(draft, [node.IndexElem.name], scope);
    }
    if ('PartitionElem' in node) draft.expression(node.PartitionElem.expr, scope);
    else if ('StatsElem' in node) draft.expression(node.StatsElem.expr, scope);
  }
}

/** Names of the columns that these elements define. */
export function columnNames(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('ColumnDef' in node ? [node.ColumnDef.colname ?? ''] : []));
}

/** Tables whose columns LIKE and INHERITS bring along. */
export function likeTables(nodes: readonly Node[] | undefined): string[][] {
  return (nodes ?? []).flatMap((node) =>
    'TableLikeClause' in node ? [relationParts(node.TableLikeClause.relation)] : [],
  );
}

/** OPTIONS of foreign tables and their like: a file name or a program is the server's, whoever made the wrapper. */
export function describeForeignOptions(draft: Draft, nodes: readonly Node[] | undefined): void {
  const found = options(nodes).find((option) => /^(filename|program)$/i.test(option.defname ?? ''));
  if (found !== undefined) draft.hazard('file', `OPTIONS (${found.defname})`, found.location ?? -1);
}
