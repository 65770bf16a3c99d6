// Waiting until what is judged by is known again: the server's answers, the search path, the schema. Nothing is judged
// ahead of state (design.md §3).

import type { Line } from './line.ts';
import { PATH_QUERY, type Naming } from './naming.ts';
import type { Outbound } from './outbound.ts';
import { newProbeName } from './probe.ts';
import type { State } from './state.ts';

export class Settling {
  readonly #state: State;
  readonly #line: Line;
  readonly #outbound: Outbound;
  readonly #naming: Naming;
  readonly #probeName = newProbeName();

  constructor(state: State, line: Line, outbound: Outbound, naming: Naming) {
    this.#state = state;
    this.#line = line;
    this.#outbound = outbound;
    this.#naming = naming;
  }

  /** Waits until the server has answered everything, or skips. */
  async answersIn(): Promise<void> {
    while (!this.#line.empty && !this.#state.closed && this.#state.phase === 'ready') {
      if (this.#outbound.unsynced) this.#outbound.flush();
      await this.#line.drained();
    }
  }

  /** Waits until the server has answered, and reads again what may have changed. Gives up where the server skips or has failed. */
  async settled(): Promise<void> {
    while (this.#naming.stale !== undefined && !this.#state.closed && this.#state.phase === 'ready') {
      if (!this.#line.empty) {
        if (this.#outbound.unsynced) this.#outbound.flush();
        await this.#line.drained();
        continue;
      }
      this.#naming.answered();
      const stale = this.#naming.stale;
      // In a failed transaction nothing runs but its end, and a probe would fail too.
      if (stale === undefined || this.#state.status === 'failed') return;
      const inTransaction = this.#state.status !== 'idle' || this.#outbound.unsynced;
      if (stale.path) {
        const cell = await this.#outbound.probe(this.#probeName, PATH_QUERY);
        if (cell !== undefined) this.#naming.takePath(cell, !inTransaction);
      } else if (inTransaction) {
        const cell = await this.#outbound.probe(this.#probeName, this.#naming.catalogQuery);
        if (cell !== undefined) this.#naming.takeCatalog(cell);
      } else {
        await this.#naming.refresh();
        this.#naming.takeCatalog(undefined);
      }
    }
  }
}
