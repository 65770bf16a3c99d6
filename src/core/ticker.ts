// One timer for all sessions, instead of one for each statement: limits in time are kept to a tenth of a second.

const TICK_MS = 100;

class Ticker {
  readonly #listeners = new Set<(nowMs: number) => void>();
  #timer: NodeJS.Timeout | undefined;

  /** `listener` gets the monotonic clock's milliseconds. */
  add(listener: (nowMs: number) => void): void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  remove(listener: (nowMs: number) => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const listener of this.#listeners) listener(nowMs);
  }
}

export const ticker = new Ticker();
