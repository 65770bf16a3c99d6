// The line of answers that the server still owes us, oldest first. Which plan, permit or refusal belongs to which answer
// follows from here and from nothing else. Knows no bytes and no policy.

import type { Refusal } from '../../core/refusal.ts';
import type { StatementLimits } from '../../core/verdict.ts';
import type { MaskPlan, Permit, Ruling } from '../../gate/protocol.ts';
import type { Statement } from '../../sql/statement.ts';
import type { FieldDescription } from './messages/index.ts';

/** A text or portal that runs upstream under a permit. Counts are of what reached the client. */
export interface Run {
  readonly permit: Permit;
  readonly statements: readonly Statement[];
  readonly limits: StatementLimits;
  readonly masks: readonly (MaskPlan | undefined)[];
  readonly errors: 'verbatim' | 'without_detail' | 'withheld';
  /** Milliseconds of the monotonic clock. */
  readonly startedMs: number;
  /** Since when it is the oldest that runs: what waits behind others in a pipeline doesn't run yet. Set by the tick. */
  oldestMs: number | undefined;
  /** Rows of all runs of one portal, which together are one result. */
  readonly fetched: { rows: number };
  /** Which of the statements answers now. */
  index: number;
  rows: number;
  bytes: number;
  maskedCells: number;
  /** Columns of the result that is coming, when a mask is in force. */
  fields: readonly FieldDescription[] | undefined;
  /** Set when we end the statement ourselves: nothing more of it reaches the client but this. */
  cut: Refusal | undefined;
  failedWith: string | undefined;
}

export function newRun(
  ruling: Extract<Ruling, { kind: 'forward' }>,
  statements: readonly Statement[],
  fetched: Run['fetched'] = { rows: 0 },
): Run {
  return {
    permit: ruling.permit,
    statements,
    limits: ruling.limits,
    masks: ruling.masks,
    errors: ruling.errors,
    startedMs: performance.now(),
    oldestMs: undefined,
    fetched,
    index: 0,
    rows: 0,
    bytes: 0,
    maskedCells: 0,
    fields: undefined,
    cut: undefined,
    failedWith: undefined,
  };
}

export type AwaitedKind = 'query' | 'parse' | 'bind' | 'describe' | 'execute' | 'close' | 'sync';

/** One message of ours upstream that is answered. */
export interface Awaited {
  readonly kind: AwaitedKind;
  /** True for messages that the client did not send: their answers are kept from it. */
  readonly ours: boolean;
  readonly run?: Run | undefined;
  /** The server's error for this one is replaced by the refusal that it realises. */
  readonly refusal?: Refusal | undefined;
  /** The refused text, for the place that the refusal names. */
  readonly text?: string | undefined;
  /** The server did it. For a query: called with the index of each statement that completed. */
  readonly done?: ((index: number) => void) | undefined;
  /** The server skipped it: what was assumed when it was sent is taken back. */
  readonly undo?: (() => void) | undefined;
  /** The server answered it with an error; absent: as if it had been skipped. */
  readonly failed?: (() => void) | undefined;
  /** Columns that a Describe brought; undefined when there are none. */
  readonly described?: ((fields: readonly FieldDescription[] | undefined) => void) | undefined;
  /** One row of a probe of ours: its only cell, as text. */
  readonly probed?: ((cell: string) => void) | undefined;
}

/** First in, first out, without moving what stays. */
export class Line {
  #items: (Awaited | undefined)[] = [];
  #first = 0;
  #waiting: (() => void)[] = [];
  #syncsSent = 0;
  #syncsAnswered = 0;

  /** How many Syncs went upstream: what is sent between two of them is skipped together when one of it fails. */
  get syncsSent(): number {
    return this.#syncsSent;
  }

  get syncsAnswered(): number {
    return this.#syncsAnswered;
  }

  get head(): Awaited | undefined {
    return this.#items[this.#first];
  }

  /** The oldest run: the server keeps answers back, so what stands before it may long be done. */
  get oldestRun(): Run | undefined {
    for (const { run } of this.all()) if (run !== undefined) return run;
    return undefined;
  }

  get empty(): boolean {
    return this.#first === this.#items.length;
  }

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(awaited: Awaited): void {
    this.#items.push(awaited);
    if (awaited.kind === 'sync') this.#syncsSent++;
  }

  shift(): Awaited | undefined {
    const head = this.#items[this.#first];
    if (head === undefined) return undefined;
    this.#items[this.#first] = undefined;
    if (head.kind === 'sync') this.#syncsAnswered++;
    this.#first++;
    if (this.#first === this.#items.length) {
      this.#items = [];
      this.#first = 0;
      this.#wake();
    } else if (this.#first >= 1024) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return head;
  }

  /** Everything still awaited, oldest first. */
  *all(): Iterable<Awaited> {
    for (let at = this.#first; at < this.#items.length; at++) {
      const item = this.#items[at];
      if (item !== undefined) yield item;
    }
  }

  /** Resolves when nothing is awaited any more, or when the wait has become pointless (`release`). */
  drained(): Promise<void> {
    if (this.empty) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Wakes whoever waits although answers are missing: the connection is lost, or the server skips until a Sync. */
  release(): void {
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
