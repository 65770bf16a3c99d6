/** Masks in force, found by column, table and schema. */
import type { ObjectName } from '../core/action.ts';
import type { ColumnMask } from '../core/verdict.ts';
import type { BaseColumn, Lineage } from '../sql/statement.ts';

/** Masks by column and by table. */
export class MaskIndex {
  readonly #columns = new Map<string, ColumnMask>();
  readonly #tables = new Map<string, ColumnMask>();
  readonly #schemas = new Map<string, ColumnMask>();
  constructor(masks: readonly ColumnMask[]) {
    for (const mask of masks) {
      this.#columns.set(JSON.stringify([mask.schema, mask.table, mask.column]), mask);
      this.#tables.set(JSON.stringify([mask.schema, mask.table]), mask);
      this.#schemas.set(mask.schema, mask);
    }
  }
  of(column: BaseColumn): ColumnMask | undefined {
    return this.#columns.get(JSON.stringify([column.schema, column.table, column.column]));
  }
  /** Some mask on the table, or on a table of the schema. */
  within(object: ObjectName): ColumnMask | undefined {
    if (object.kind === 'schema') return this.#schemas.get(object.name);
    return object.kind === 'table' ? this.#tables.get(JSON.stringify([object.schema, object.name])) : undefined;
  }
  among(lineage: Lineage): { readonly column: BaseColumn; readonly mask: ColumnMask } | undefined {
    for (const column of columnsOf(lineage)) {
      const mask = this.of(column);
      if (mask !== undefined) return { column, mask };
    }
    return undefined;
  }
}

export function columnsOf(lineage: Lineage): readonly BaseColumn[] {
  return lineage.kind === 'copy' || lineage.kind === 'derived' ? lineage.columns : [];
}
