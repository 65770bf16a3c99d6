/**
 * Who waits for an answer in this process, by fingerprint: woken by the store's changes, so that no waiting statement asks
 * again and again. Knows nothing of what the change means.
 */
import type { ApprovalRepository } from '../core/approval.ts';

export type Wake =
  /** A request with the fingerprint was answered, used or ended. */
  | 'changed'
  | 'timeout'
  /** The client went away. */
  | 'gone'
  /** The store went away, or the desk is closed. */
  | 'lost';

export class Waiter {
  readonly #signal: AbortSignal;
  #woken: 'changed' | 'lost' | undefined;
  #resolve: ((wake: Wake) => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** What happens next, or has happened since the last answer of this. */
  async next(timeoutMs: number): Promise<Wake> {
    if (this.#signal.aborted) return 'gone';
    if (this.#woken !== undefined) return this.#takeWoken(this.#woken);
    if (timeoutMs <= 0) return 'timeout';
    let timer: NodeJS.Timeout | undefined;
    const gone = () => this.#resolve?.('gone');
    this.#signal.addEventListener('abort', gone);
    try {
      return await new Promise<Wake>((resolve) => {
        this.#resolve = resolve;
        timer = setTimeout(() => resolve('timeout'), timeoutMs);
      });
    } finally {
      this.#resolve = undefined;
      this.#woken = undefined;
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', gone);
    }
  }

  wake(by: 'changed' | 'lost'): void {
    if (this.#woken !== 'lost') this.#woken = by;
    this.#resolve?.(this.#woken);
  }

  #takeWoken(woken: 'changed' | 'lost'): Wake {
    this.#woken = undefined;
    return woken;
  }
}

export class Waiters {
  readonly #byFingerprint = new Map<string, Set<Waiter>>();
  readonly #stops: readonly (() => void)[];

  constructor(repository: Pick<ApprovalRepository, 'onChange' | 'onLost'>) {
    this.#stops = [
      repository.onChange((changed) => {
        // A new request, or a vote towards a quorum, frees nobody.
        const answered = changed.filter(({ state }) => state !== 'pending');
        for (const { fingerprint } of answered) {
          for (const waiter of this.#byFingerprint.get(fingerprint) ?? []) waiter.wake('changed');
        }
      }),
      repository.onLost(() => this.#wakeAll()),
    ];
  }

  add(fingerprint: string, signal: AbortSignal): Waiter {
    const waiter = new Waiter(signal);
    const waiters = this.#byFingerprint.get(fingerprint) ?? new Set();
    this.#byFingerprint.set(fingerprint, waiters.add(waiter));
    return waiter;
  }

  remove(fingerprint: string, waiter: Waiter): void {
    const waiters = this.#byFingerprint.get(fingerprint);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#byFingerprint.delete(fingerprint);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const waiters of this.#byFingerprint.values()) for (const waiter of waiters) waiter.wake('lost');
  }
}
