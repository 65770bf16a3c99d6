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

/** What a name stood for from one message on; undefined: nothing. */
interface Change<Value> {
  readonly value: Value | undefined;
  /** How many Syncs had been sent. */
  readonly at: number;
}

/** Beyond so many names that stand for nothing those that are settled are forgotten. */
const MOST_GONE = 1024;
const nothing = (): void => undefined;

/** NAMEDATALEN - 1. */
const MAX_NAME_BYTES = 63;

/**
 * The server's tables of prepared statements and portals look at no more of a name than this (hash_search, HASH_STRINGS): longer
 * names that begin alike are one. A name that is cut equals one that isn't only where the bytes do.
 */
function asServerHasIt(name: string): string {
  if (name.length <= MAX_NAME_BYTES && Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const bytes = Buffer.from(name).subarray(0, MAX_NAME_BYTES);
  const text = bytes.toString('utf8');
  // A letter cut in two: no name that is whole ends so.
  return Buffer.byteLength(text) === MAX_NAME_BYTES && !text.endsWith('\ufffd')
    ? text
    : `\0${bytes.toString('latin1')}`;
}

/**
 * Names whose changes can be taken back, one by one and in any order, until their Sync is answered. Beyond `most` the oldest name
 * is forgotten, and then unknown here.
 */
export class Names<Value> {
  readonly #changes = new Map<string, Change<Value>[]>();
  readonly #syncs: SyncCount;
  readonly #most: number;
  #size = 0;

  constructor(syncs: SyncCount, most = Number.POSITIVE_INFINITY) {
    this.#syncs = syncs;
    this.#most = most;
  }

  /**
   * Whether it may stand for something else than it does here: a change of it that was sent before the last Sync may have been
   * skipped by the server, and what comes now is not skipped with it. To be asked before `get`, and answers to be waited for.
   */
  unsettled(name: string): boolean {
    const { syncsSent, syncsAnswered } = this.#syncs;
    return this.#changes.get(asServerHasIt(name))?.some(({ at }) => at >= syncsAnswered && at < syncsSent) ?? false;
  }

  get size(): number {
    return this.#size;
  }

  get(name: string): Value | undefined {
    return this.#current(asServerHasIt(name));
  }

  /** Gives what takes the change back. */
  set(name: string, value: Value): () => void {
    const undo = this.#change(asServerHasIt(name), value);
    if (this.#size > this.#most) this.#forgetOldest();
    return undo;
  }

  delete(name: string): () => void {
    return this.get(name) === undefined ? nothing : this.#change(asServerHasIt(name), undefined);
  }

  /** After the server has done it. */
  clear(): void {
    this.#changes.clear();
    this.#size = 0;
  }

  // From here on names are as the server has them.
  #current(name: string): Value | undefined {
    return this.#changes.get(name)?.at(-1)?.value;
  }

  #change(name: string, value: Value | undefined): () => void {
    if (this.#changes.size > this.#size + MOST_GONE) this.#forgetGone();
    const change: Change<Value> = { value, at: this.#syncs.syncsSent };
    this.#replace(name, [...this.#open(name), change]);
    return () => this.#replace(name, this.#changes.get(name)?.filter((one) => one !== change) ?? []);
  }

  /** The changes that can still be taken back, and the last one that can't. */
  #open(name: string): Change<Value>[] {
    const changes = this.#changes.get(name) ?? [];
    const settled = changes.findLastIndex(({ at }) => at < this.#syncs.syncsAnswered);
    return settled > 0 ? changes.slice(settled) : changes;
  }

  #replace(name: string, changes: Change<Value>[]): void {
    const was = this.#current(name) === undefined ? 0 : 1;
    if (changes.length === 0) this.#changes.delete(name);
    else this.#changes.set(name, changes);
    this.#size += (this.#current(name) === undefined ? 0 : 1) - was;
  }

  #forgetOldest(): void {
    for (const name of this.#changes.keys()) {
      if (this.#size <= this.#most) return;
      if (this.#current(name) !== undefined) this.#replace(name, []);
    }
  }

  #forgetGone(): void {
    for (const [name, changes] of this.#changes) {
      if (changes.at(-1)?.value === undefined && changes.every(({ at }) => at < this.#syncs.syncsAnswered))
        this.#changes.delete(name);
    }
  }
}

/** Statements of an analysis, or none when it was refused. */
export function statementsOf(analysis: Analysis): readonly Statement[] {
  return analysis.kind === 'statements' ? analysis.statements : [];
}
