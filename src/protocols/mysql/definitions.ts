// The head of a result: how many columns it has and what they are, held back where a plan is to be compared with them or a name is to be changed, and
// the masker of its rows that comes of it. Knows definitions and plans; no rows, and not what else is in an answer.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { Reader } from '../../bytes/reader.ts';
import { InternalFault } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Awaited } from './awaited.ts';
import { RowMasker } from './masking.ts';
import { contradiction, contradicts, type NameComparison } from './origins.ts';
import type { Replacements } from './replacements.ts';
import { ResultHead } from './result-head.ts';
import type { Run } from './run.ts';

/** More than any server has in one result. */
const MAX_COLUMNS = 0xffff;

export class Definitions {
  columns = 0;
  /** They pass, so what belongs to them passes too, even when the answer is cut behind them. */
  shown = false;
  /** Undefined: the rows are shown as they come. */
  masker: RowMasker | undefined;
  readonly #replacements: Replacements;
  readonly #names: () => NameComparison;
  readonly #cut: (run: Run, refusal: Refusal) => void;
  #came = 0;
  #head: ResultHead | undefined;
  /** Of cursors, for the rows that are fetched later. */
  readonly #maskers = new WeakMap<Run, RowMasker>();

  constructor(replacements: Replacements, names: () => NameComparison, cut: (run: Run, refusal: Refusal) => void) {
    this.#replacements = replacements;
    this.#names = names;
    this.#cut = cut;
  }

  /** An answer begins. Rows of a fetch have their head in the answer that opened the cursor. */
  begin({ kind, run }: Awaited): void {
    this.#clear();
    if (kind !== 'fetch' || run === undefined) return;
    this.masker = this.#maskers.get(run);
    if (run.masks[run.index] !== undefined && this.masker === undefined) this.#cut(run, contradicts);
  }

  /** The payload that says how many columns there are. Gives what becomes of it. */
  open({ ours, run }: Awaited, columns: number, bytes: Buffer, start: number, end: number): 'pass' | 'drop' {
    this.#clear();
    this.columns = columns;
    this.#came = 0;
    if (ours || run === undefined) return 'drop';
    const index = indexIn(run);
    const plan = run.masks[index];
    if (index >= run.statements.length || (plan !== undefined && plan.columns.length !== columns))
      this.#cut(run, contradicts);
    if (run.cut !== undefined) return 'drop';
    const renames = run.statements[index]?.labels.some((label) => label !== undefined) === true;
    if (plan === undefined && !renames) {
      this.shown = true;
      return 'pass';
    }
    this.#head = new ResultHead(Buffer.from(bytes.subarray(start, end)));
    return 'drop';
  }

  /** They are held back: each is to be given to `add`. Where not, each is to be counted by `came`. */
  get held(): boolean {
    return this.#head !== undefined;
  }

  /** Counts one. True: it was the last. */
  came(): boolean {
    return ++this.#came === this.columns;
  }

  /** One that is held back. True: it was the last, and `show` is next. */
  add(bytes: Buffer, start: number, end: number): boolean {
    if (this.#head === undefined) throw new InternalFault('a definition was held back for nothing');
    this.#head.add(bytes, start, end);
    return this.came();
  }

  /** Compares what was held back with the plan, and writes it for the client where nothing contradicts. */
  show({ kind, cursor = false }: Awaited, run: Run): void {
    const head = this.#head;
    if (head === undefined) throw new InternalFault('a head was shown that was not held back');
    this.#head = undefined;
    const plan = run.masks[indexIn(run)];
    const names = this.#names();
    const refusal = plan === undefined ? undefined : contradiction(plan, head.columns, { ...names, cursor });
    if (refusal !== undefined) this.#cut(run, refusal);
    if (run.cut !== undefined) return;
    if (plan !== undefined) {
      this.masker = new RowMasker(plan, head.columns, kind === 'query' ? 'text' : 'binary');
      this.#maskers.set(run, this.masker);
    }
    this.shown = true;
    const labels = run.statements[indexIn(run)]?.labels ?? [];
    head.write(labels, names.charset, (payload) => this.#replacements.write(payload));
  }

  #clear(): void {
    this.#head = undefined;
    this.shown = false;
    this.masker = undefined;
  }
}

/** How many columns a result says that it has. */
export function columnCount(bytes: Buffer, start: number, end: number): number {
  const body = new Reader(bytes, start, end);
  const columns = body.lenenc();
  body.end();
  if (columns === 0 || columns > MAX_COLUMNS) throw new MalformedMessage(`a result of ${columns} columns`);
  return columns;
}

/** One statement may have several results (a procedure); of several statements each has one. */
function indexIn(run: Run): number {
  return run.statements.length === 1 ? 0 : run.index;
}
