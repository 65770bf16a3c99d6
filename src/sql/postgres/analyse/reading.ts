/** What the analysis of one statement carries with it: names to resolve by, where findings go, and how much work is left. */
import type { Catalog, NameContext } from '../../catalog/catalog.ts';
import { Collector } from '../../collector.ts';
import { serverError, tooComplex } from './refuse.ts';

/** Nodes, columns and positions together; an ordinary statement spends some hundreds. Beyond it: WW_TOO_COMPLEX. */
const MAX_WORK = 400_000;
/** Nested expressions and queries. Beyond it: WW_TOO_COMPLEX. */
const MAX_DEPTH = 400;

export class Reading {
  readonly catalog: Catalog;
  readonly path: readonly string[];
  /** Temporary schemas are never searched for functions, operators and types other than by name. */
  readonly functionPath: readonly string[];
  readonly found = new Collector();
  /** How many views deep this is. */
  readonly viewDepth: number;
  /** Inside EXPLAIN: every column that is read has a place in the plan. */
  explaining = false;
  /** Shared with the views that are read on the way, so that no net of views outgrows it. */
  readonly #left: { work: number };
  #depth = 0;

  constructor(context: NameContext, outside?: Reading) {
    this.catalog = context.catalog;
    this.path = context.searchPath;
    this.functionPath = context.searchPath.filter((schema) => !isTemporary(schema));
    this.viewDepth = outside === undefined ? 0 : outside.viewDepth + 1;
    this.#left = outside === undefined ? { work: MAX_WORK } : outside.#left;
  }

  spend(units: number): void {
    this.#left.work -= units;
    if (this.#left.work < 0) throw tooComplex();
  }

  enter(): void {
    if (++this.#depth > MAX_DEPTH) throw tooComplex();
    this.spend(1);
  }

  leave(): void {
    this.#depth--;
  }

  /** `pg_temp` is the session's own temporary schema, whatever its number. Those of others are nobody's business. */
  schema(name: string): string {
    if (!isTemporary(name)) return name;
    const own = this.path.find(isTemporary);
    if (name === 'pg_temp') return own ?? name;
    if (name !== own) throw serverError('0A000', "temporary objects of other sessions can't be used", -1);
    return name;
  }
}

export function isTemporary(schema: string): boolean {
  return schema === 'pg_temp' || schema.startsWith('pg_temp_');
}
