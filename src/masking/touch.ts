/** How near a statement comes to masked values, and so how much of its errors and notices may be shown. */
import type { FunctionResult } from '../core/verdict.ts';
import type { BaseColumn, Statement, StatementKind } from '../sql/statement.ts';
import { columnsOf, type MaskIndex } from './mask-index.ts';

/**
 * `withheld`: a masked column is touched, so any text of the server may quote it. `without_detail`: its table is, and details of
 * an error show whole rows ("Failing row contains …").
 */
export type Touch = 'verbatim' | 'without_detail' | 'withheld';

/** Kinds that have the server read every row of a table: "invalid input syntax for type integer: …". */
const READING_ALL: ReadonlySet<StatementKind> = new Set<StatementKind>(['ddl', 'maintenance']);

/** Of two, the one that shows less. */
export function nearer(a: Touch, b: Touch): Touch {
  if (a === 'withheld' || b === 'withheld') return 'withheld';
  return a === 'verbatim' ? b : a;
}

export interface RelationKinds {
  relation(schema: string, name: string): { readonly kind: string } | undefined;
}

export function touchOf(
  statement: Statement,
  masks: MaskIndex,
  { results, relations }: { readonly results: readonly FunctionResult[]; readonly relations: RelationKinds },
): Touch {
  const columns = baseColumns(statement);
  // What a function does inside may fail with a text that quotes what it read.
  if (results.length > 0 || columns.some((column) => masks.of(column) !== undefined)) return 'withheld';
  // Its query runs again, over whatever it reads.
  if (statement.kind === 'refresh') return 'withheld';
  let touch: Touch = 'verbatim';
  for (const { object, columns: touched } of statement.accesses) {
    const near = masks.within(object) !== undefined;
    if (near && (READING_ALL.has(statement.kind) || namesMasked(object, touched, masks))) return 'withheld';
    const isView = object.kind === 'table' && relations.relation(object.schema, object.name)?.kind === 'view';
    if (near || isView) touch = 'without_detail';
  }
  const beside = columns.some(
    ({ schema, table }) => masks.within({ kind: 'table', schema, name: table }) !== undefined,
  );
  return beside ? 'without_detail' : touch;
}

function baseColumns(statement: Statement): BaseColumn[] {
  return [
    ...(statement.output ?? []).flatMap(({ lineage }) => columnsOf(lineage)),
    ...statement.positions.map(({ column }) => column),
    ...statement.writes.flatMap(({ from, target }) => [...columnsOf(from), ...(target === undefined ? [] : [target])]),
  ];
}

function namesMasked(
  object: { readonly schema: string; readonly name: string },
  touched: readonly string[] | 'any' | 'all',
  masks: MaskIndex,
): boolean {
  if (typeof touched === 'string') return false;
  return touched.some((column) => masks.of({ schema: object.schema, table: object.name, column }) !== undefined);
}
