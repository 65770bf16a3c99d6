// The one command that runs upstream under a permit, from when it is sent until its outcome is told. Knows no bytes.

import type { Permit, Session } from '../../gate/protocol.ts';
import { outcomeOf, type Run } from './run.ts';

interface Current {
  readonly run: Run;
  /** Of a fetch another one than its run's. */
  readonly permit: Permit;
  readonly sinceMs: number;
  /** What earlier fetches of the same run had. */
  readonly before: { readonly rows: number; readonly bytes: number; readonly maskedCells: number };
  readonly over: (() => void) | undefined;
}

export class Running {
  readonly #session: Session;
  #current: Current | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get run(): Run | undefined {
    return this.#current?.run;
  }

  /** `over` is called when the outcome was told. */
  begin(run: Run, permit: Permit, over: (() => void) | undefined): void {
    const { rows, bytes, maskedCells } = run;
    this.#current = { run, permit, sinceMs: performance.now(), before: { rows, bytes, maskedCells }, over };
  }

  /** How long it has run, where its rule limits that and it is not being ended: by how many milliseconds too long. */
  overdueMs(nowMs: number): number {
    const current = this.#current;
    const timeMs = current?.run.limits.timeMs;
    return current === undefined || timeMs === undefined || current.run.cut !== undefined
      ? 0
      : nowMs - current.sinceMs - timeMs;
  }

  settle(result: 'done' | 'failed' | 'cut' | 'unknown' | 'skipped'): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    const { run, permit, before, sinceMs, over } = current;
    this.#session.settle(permit, {
      ...outcomeOf(result, run.cut?.code ?? run.failedWith, run.statements.at(-1)?.command, sinceMs),
      rows: run.rows - before.rows,
      bytes: run.bytes - before.bytes,
      maskedCells: run.maskedCells - before.maskedCells,
    });
    over?.();
  }
}
