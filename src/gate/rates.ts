// How many statements an agent has sent in the last minute, over all its sessions of this process.

const WINDOW_MS = 60_000;
/** Agents whose counts are kept; beyond it those that were quiet for a minute are forgotten. */
const MAX_AGENTS = 10_000;

interface Count {
  windowStart: number;
  current: number;
  previous: number;
}

/** A sliding window of two buckets: exact at their edges, and never lets through more than the limit in one bucket. */
export class Rates {
  readonly #counts = new Map<string, Count>();

  /** Counts one statement; false when it is one too many. `nowMs`: milliseconds since the epoch. */
  take(agent: string, perMinute: number, nowMs: number): boolean {
    const count = this.#count(agent, nowMs);
    const intoWindow = (nowMs - count.windowStart) / WINDOW_MS;
    if (count.current + 1 > perMinute || count.current + 1 + count.previous * (1 - intoWindow) > perMinute + 1)
      return false;
    count.current++;
    return true;
  }

  #count(agent: string, nowMs: number): Count {
    let count = this.#counts.get(agent);
    if (count === undefined) {
      if (this.#counts.size >= MAX_AGENTS) this.#forget(nowMs);
      count = { windowStart: nowMs, current: 0, previous: 0 };
      this.#counts.set(agent, count);
    }
    const elapsed = nowMs - count.windowStart;
    if (elapsed >= WINDOW_MS) {
      count.previous = elapsed >= 2 * WINDOW_MS ? 0 : count.current;
      count.current = 0;
      count.windowStart = nowMs - (elapsed % WINDOW_MS);
    }
    return count;
  }

  #forget(nowMs: number): void {
    for (const [agent, count] of this.#counts) {
      if (nowMs - count.windowStart >= WINDOW_MS) this.#counts.delete(agent);
    }
  }
}
