// The session's prepared statements and portals, as the server has them: those of the protocol and those of SQL share
// their names (PREPARE and Parse, DECLARE and Bind). Changed when a message is sent, taken back when the server did not do it.

import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Analysis, Statement } from '../../sql/statement.ts';
import type { FieldDescription } from './messages/index.ts';

export interface Prepared {
  /** The text that made it, read again when names may mean something else. */
  readonly text: string;
  /** From the analysis of `text` to what this name stands for. */
  readonly pick: (statements: readonly Statement[]) => readonly Statement[];
  /** What it stands for under `context`. */
  statements: readonly Statement[];
  context: NameContext;
  /** A mask was in force when it was prepared: then what it describes is kept. */
  masked: boolean;
  /** Result columns, once a Describe brought them. */
  fields: readonly FieldDescription[] | undefined;
}

export interface Portal {
  readonly prepared: Prepared;
  /** Fixed when the portal was made: the server planned it with the names of that moment. */
  readonly statements: readonly Statement[];
  readonly standsFor: readonly (readonly Statement[])[];
  readonly innerTexts: readonly string[];
  /** What both were read with. */
  readonly context: NameContext;
  /** A digest of parameter values and formats as they came, for the binding of an approval. */
  readonly parameters: () => string;
  /** Rows that its Executes brought so far. */
  readonly fetched: { rows: number };
  fields: readonly FieldDescription[] | undefined;
  /** A Describe is on its way, the client's or ours. */
  describing: boolean;
  /** Waits for the columns: the runs that mask them. */
  onFields: ((fields: readonly FieldDescription[] | undefined) => void) | undefined;
  /** Its first Execute was permitted: what follows is the same run. */
  started: boolean;
}

export const pickAll = (statements: readonly Statement[]): readonly Statement[] => statements;

/** What PREPARE or DECLARE number `index` of a text stands for. */
export function pickInner(index: number): Prepared['pick'] {
  return (statements) => {
    const effect = statements[index]?.effect;
    return effect?.kind === 'prepare' || effect?.kind === 'declare' ? [effect.inner] : [];
  };
}

/** Of the line of answers: how far the server's skipping can reach. */
export interface SyncCount {
  readonly syncsSent: number;
  readonly syncsAnswered: number;
}

/** Beyond so many noted changes those that are settled are forgotten. */
const MOST_NOTED = 1024;
const nothing = (): void => undefined;

/** A map whose changes can be taken back, one by one. Beyond `most` the oldest name is forgotten, and then unknown here. */
export class Names<Value> {
  readonly #map = new Map<string, Value>();
  /** How many Syncs had been sent when a name was changed last. */
  readonly #changed = new Map<string, number>();
  readonly #syncs: SyncCount;
  readonly #most: number;

  constructor(syncs: SyncCount, most = Number.POSITIVE_INFINITY) {
    this.#syncs = syncs;
    this.#most = most;
  }

  /**
   * Whether it may stand for something else than it does here: a change of it that was sent before the last Sync may have been
   * skipped by the server, and what comes now is not skipped with it. To be asked before `get`, and answers to be waited for.
   */
  unsettled(name: string): boolean {
    const at = this.#changed.get(name);
    if (at === undefined) return false;
    if (this.#syncs.syncsAnswered > at) {
      this.#changed.delete(name);
      return false;
    }
    return this.#syncs.syncsSent > at;
  }

  get size(): number {
    return this.#map.size;
  }

  get(name: string): Value | undefined {
    return this.#map.get(name);
  }

  /** Gives what takes the change back. */
  set(name: string, value: Value): () => void {
    const before = this.#map.get(name);
    this.#map.set(name, value);
    this.#note(name);
    for (const oldest of this.#map.keys()) {
      if (this.#map.size <= this.#most) break;
      this.#map.delete(oldest);
    }
    return () => {
      if (this.#map.get(name) !== value) return;
      if (before === undefined) this.#map.delete(name);
      else this.#map.set(name, before);
    };
  }

  delete(name: string): () => void {
    const before = this.#map.get(name);
    if (!this.#map.delete(name)) return nothing;
    this.#note(name);
    return () => {
      if (before !== undefined && !this.#map.has(name)) this.#map.set(name, before);
    };
  }

  /** After the server has done it. */
  clear(): void {
    this.#map.clear();
    this.#changed.clear();
  }

  #note(name: string): void {
    if (this.#changed.size > MOST_NOTED) {
      for (const [noted, at] of this.#changed) if (this.#syncs.syncsAnswered > at) this.#changed.delete(noted);
    }
    this.#changed.set(name, this.#syncs.syncsSent);
  }
}

/** Statements of an analysis, or none when it was refused. */
export function statementsOf(analysis: Analysis): readonly Statement[] {
  return analysis.kind === 'statements' ? analysis.statements : [];
}
