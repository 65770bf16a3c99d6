/** Lineage through views: a view's text is read like any query, in the view's database, and only its output is kept. */
import { RefusedError } from '../../../core/errors.ts';
import type { CatalogRelation } from '../../catalog/catalog.ts';
import { unknown } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { parseQuery } from '../parser/query.ts';
import { readText } from './catalog-text.ts';
import { readQuery } from './query.ts';
import { Reading } from './reading.ts';

/** Views over views; beyond it the lineage is unknown. */
const MAX_VIEW_DEPTH = 32;

const PASSING: ReadonlySet<string> = new Set(['WW_INTERNAL', 'WW_TOO_COMPLEX']);

export interface ViewLineages {
  readonly lineages: readonly Lineage[];
  /** False where the depth cut it off, so that another way to it may see more. */
  readonly final: boolean;
}

/** The lineage of each column of a view, in the order of its columns. */
export function viewLineages(reading: Reading, view: CatalogRelation): ViewLineages {
  const why = `the definition of view ${view.schema}.${view.name} can't be read`;
  const nothing = (final: boolean): ViewLineages => ({ lineages: view.columns.map(() => unknown(why)), final });
  if (reading.viewDepth >= MAX_VIEW_DEPTH) return nothing(false);
  if (view.definition === undefined || view.definition === '') return nothing(true);
  try {
    const inside = new Reading({ ...reading.context, database: view.schema }, reading);
    const query = readText(view.definition, inside, parseQuery);
    const output = readQuery(inside, query, undefined).columns;
    // The text is already expanded: a view keeps its columns when one is added to a table behind `*`.
    if (output.length !== view.columns.length) return nothing(true);
    return { lineages: output.map((column) => column.lineage), final: true };
  } catch (error) {
    // A definition that we can't read says nothing about where its values come from; when it was the work that ran out, another
    // time may tell more.
    const passing = error instanceof RefusedError && PASSING.has(error.refusal.code);
    if (!(error instanceof RefusedError) && !(error instanceof RangeError)) throw error;
    return nothing(!passing);
  }
}
