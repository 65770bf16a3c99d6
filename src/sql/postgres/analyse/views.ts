/** Lineage through views: a view's text is read like any query, with the catalog's own path, and only its output is kept. */
import { RefusedError } from '../../../core/errors.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { measure } from '../bounds.ts';
import { parse } from '../parse.ts';
import { unknown } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { as } from './node.ts';
import { readQuery } from './query.ts';
import { Reading } from './reading.ts';

/** Views over views; beyond it the lineage is unknown. */
const MAX_VIEW_DEPTH = 32;
/** Longest definition that is read, in bytes; beyond it the lineage is unknown. */
const MAX_DEFINITION = 200_000;

const PASSING: ReadonlySet<string> = new Set(['WW_INTERNAL', 'WW_TOO_COMPLEX']);

export interface ViewLineages {
  readonly lineages: readonly Lineage[];
  /** False where the depth cut it off, so that another way to it may see more. */
  readonly final: boolean;
}

/** The lineage of each column of a view, in the order of its columns. `pg_get_viewdef` qualifies what is not in pg_catalog. */
export function viewLineages(reading: Reading, view: CatalogRelation): ViewLineages {
  const why = `the definition of view ${view.schema}.${view.name} can't be read`;
  const nothing = (final: boolean): ViewLineages => ({ lineages: view.columns.map(() => unknown(why)), final });
  if (reading.viewDepth >= MAX_VIEW_DEPTH) return nothing(false);
  if (view.definition === undefined) return nothing(true);
  try {
    measure(view.definition, MAX_DEFINITION);
    const select = as(parse(view.definition).stmts?.[0]?.stmt, 'SelectStmt');
    if (select === undefined) return nothing(true);
    const inside = new Reading({ catalog: reading.catalog, searchPath: ['pg_catalog'] }, reading);
    const output = readQuery(inside, select, undefined).columns;
    // A view keeps its columns when one is added to a table behind `*`: the text is already expanded.
    if (output.length !== view.columns.length) return nothing(true);
    return { lineages: output.map((column) => column.lineage), final: true };
  } catch (error) {
    // A definition that we can't read says nothing about where its values come from; when it was the work that ran out, or the
    // parser that was starting again, another time may tell more.
    const passing = error instanceof RefusedError && PASSING.has(error.refusal.code);
    if (!(error instanceof RefusedError) && !(error instanceof RangeError)) throw error;
    return nothing(!passing);
  }
}
