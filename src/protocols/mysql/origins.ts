// Whether what the server says of a result's columns can be what the analysis said. Knows definitions and plans, no rows.
//
// What the three servers name (MySQL 9.7.4, MariaDB 10.11.19 and 11.8.9; asked with COM_QUERY and COM_STMT_PREPARE, which never differ), as
// schema.table/org_table.org_name, with `people` in database `o`:
//
//   email, email AS x, people.email     o.people/people.email; also with GROUP BY, DISTINCT, ORDER BY through temporary tables, joins
//   p.email FROM people p               o.p/people.email
//   mail FROM a view (merged)           o.vm/vm.mail, the view's own column
//   mail FROM a view (materialised)     MySQL o.vt/vt.mail; MariaDB .vt/people.mail: no schema, and an org_name that is the view's
//   e FROM (SELECT email AS e …) d      MySQL o.d/people.e; MariaDB o.d/d.e where it is merged, .d/people.e where not
//   the same through WITH               as derived; recursive .c/.email
//   UNION                               ./.email or ./.
//   MIN(), literals, (SELECT …), …      ./. ; window functions on MySQL ./.name
//   grp … WITH ROLLUP                   MySQL ./. ; MariaDB o.people/people.grp
//
// So a name counts only when schema, org_table and org_name are all there, and then it is a base table's or a view's column, or the outcome of a
// derived table whose org_name is an alias out of the statement, or of a cursor, whose rows lie in a table of their own (MySQL and MariaDB: org_name is
// the label, and of a view's column org_table is the base table's): from the packet alone nobody can tell the two apart. That is why `none` holds whatever
// is named (an alias may be the name of any column), and only `names`, which the analysis gives for plain references to tables and views, can
// be contradicted.

import type { Refusal } from '../../core/refusal.ts';
import type { MaskPlan, Origin } from '../../gate/protocol.ts';
import type { BaseColumn } from '../../sql/statement.ts';
import { encodeWire, type ColumnDefinition, type WireCharset } from './messages/index.ts';

/** How names are to be compared. */
export interface NameComparison {
  /** character_set_results: what names come in. */
  readonly charset: WireCharset;
  /** lower_case_table_names isn't 0: tables and databases are the same in any case. */
  readonly foldTables: boolean;
  /** The result is a cursor's, if the server opens one. */
  readonly cursor?: boolean;
}

/** Undefined: nothing contradicts. */
export function contradiction(
  plan: MaskPlan,
  columns: readonly ColumnDefinition[],
  comparison: NameComparison,
): Refusal | undefined {
  if (plan.columns.length !== columns.length) return contradicts;
  for (const [index, column] of columns.entries()) {
    const origin = plan.origins[index];
    if (origin !== undefined && !mayBeFrom(origin, column, comparison)) return contradicts;
  }
  return undefined;
}

function mayBeFrom(origin: Origin, column: ColumnDefinition, comparison: NameComparison): boolean {
  switch (origin.kind) {
    case 'none':
      return true;
    case 'names': {
      const { schema, orgTable, orgName } = column;
      if (schema.length === 0 || orgTable.length === 0 || orgName.length === 0) return true;
      if (comparison.cursor === true && sameBytes(orgName, column.name)) return true;
      return origin.columns.some((one) => isNamed(one, column, comparison));
    }
    case 'number':
      // MySQL numbers no columns: whoever planned this took it for another server.
      return false;
    default:
      return origin satisfies never;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function isNamed(base: BaseColumn, column: ColumnDefinition, { charset, foldTables }: NameComparison): boolean {
  // Its tables are found in any case on every server.
  const fold = foldTables || base.schema.toLowerCase() === 'information_schema';
  return (
    isSame(base.schema, column.schema, charset, fold) &&
    isSame(base.table, column.orgTable, charset, fold) &&
    isSame(base.column, column.orgName, charset, true)
  );
}

/** A name that character_set_results doesn't have comes with `?` in the place of characters. */
function isSame(expected: string, bytes: Uint8Array, charset: WireCharset, fold: boolean): boolean {
  const wanted = encodeWire(expected, charset);
  if (wanted.equals(bytes)) return true;
  return fold && textOf(wanted, charset) === textOf(bytes, charset);
}

function textOf(bytes: Uint8Array, charset: WireCharset): string {
  const encoding = charset === 'utf8mb4' || charset === 'utf8mb3' ? 'utf8' : 'latin1';
  return Buffer.from(bytes).toString(encoding).toLowerCase();
}

export const contradicts: Refusal = Object.freeze({
  code: 'WW_RESULT_CONTRADICTS_PLAN',
  message: 'the result has other columns than the statement was judged for',
  hint: 'Run the statement again; its tables may have been changed in the meantime.',
});
