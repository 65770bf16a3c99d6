/**
 * Sensitive columns × the live schema → masks in force, and the tables that a broken mask closes. Knows who is cleared
 * only by having been given what is left.
 */
import { stricterMask } from '../core/mask-order.ts';
import type { ColumnMask } from '../core/verdict.ts';
import type { SensitiveColumn } from './document.ts';
import type { SchemaLookup, SchemaRelation } from './schema-lookup.ts';

export interface MasksInForce {
  readonly masks: readonly ColumnMask[];
  /** Tables (`tableKey`) closed because a mask names no live column of theirs, and that mask. */
  readonly closed: ReadonlyMap<string, ColumnMask>;
}

export const NO_MASKS: MasksInForce = { masks: [], closed: new Map() };

/** What lineage ends at. Columns of views, materialised ones too, are traced to these; a mask on a view would never be met. */
const HOLDS_ROWS: ReadonlySet<string> = new Set(['table', 'partitioned', 'foreign']);

export function tableKey(schema: string, table: string): string {
  return JSON.stringify([schema, table]);
}

export function masksInForce(sensitive: readonly SensitiveColumn[], schema: SchemaLookup): MasksInForce {
  if (sensitive.length === 0) return NO_MASKS;
  const masks = new Map<string, ColumnMask>();
  const closed = new Map<string, ColumnMask>();
  for (const named of sensitive) {
    const mask: ColumnMask = {
      schema: named.schema,
      table: named.table,
      column: named.column,
      mask: named.mask,
      source: { file: named.place.file, line: named.place.line },
    };
    const relation = schema.relation(named.schema, named.table);
    const live = relation !== undefined && HOLDS_ROWS.has(relation.kind) && hasColumn(relation, named.column);
    if (live) for (const one of sharingRows(relation, schema)) if (hasColumn(one, named.column)) lay(masks, one, mask);
    if (live) continue;
    // Kept though no column answers to it, so that an origin that can't be told is refused all the same.
    lay(masks, { schema: named.schema, name: named.table }, mask);
    if (relation === undefined) continue;
    for (const one of sharingRows(relation, schema)) closed.set(tableKey(one.schema, one.name), mask);
  }
  return { masks: [...masks.values()], closed };
}

/** A table, what inherits from it (reading it directly shows the same rows), and what it inherits from (reading that shows its rows). */
function sharingRows(relation: SchemaRelation, schema: SchemaLookup): SchemaRelation[] {
  return [relation, ...schema.descendants(relation.oid), ...schema.ancestors(relation.oid)];
}

function hasColumn(relation: SchemaRelation, column: string): boolean {
  return relation.columns.some(({ name }) => name === column);
}

function lay(
  masks: Map<string, ColumnMask>,
  on: { readonly schema: string; readonly name: string },
  mask: ColumnMask,
): void {
  const key = JSON.stringify([on.schema, on.name, mask.column]);
  const known = masks.get(key);
  const strictest = known === undefined ? mask.mask : stricterMask(known.mask, mask.mask);
  const source = known !== undefined && strictest !== mask.mask ? known.source : mask.source;
  masks.set(key, { schema: on.schema, table: on.name, column: mask.column, mask: strictest, source });
}
