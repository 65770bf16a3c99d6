/**
 * The gateway's end of the store's thread: calls and answers, and a new thread when one dies. Knows messages; must not know
 * what an operation means. A store that is away rejects at once: whoever needs it is refused rather than kept waiting.
 */
import { Worker } from 'node:worker_threads';
import type { Failure, OperationName, Operations, Report, StoreThreadData } from './messages.ts';
import { StoreFull, StoreUnavailable } from './store.ts';

/** Calls without an answer; the next one is rejected. */
const MAX_OUTSTANDING = 1_000;
/** A thread that owes an answer for so long is ended and started anew. */
const MAX_ANSWER_MS = 10_000;
/** A thread that was not heard for so long can no longer be taken to know every revocation. */
const MAX_SILENCE_MS = 5_000;
const WATCH_MS = 500;
const MIN_RESTART_MS = 100;
const MAX_RESTART_MS = 5_000;

interface Outstanding {
  readonly since: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface LinkListener {
  /** Everything but answers; `opened` first, and again after each restart. */
  onReport(report: Exclude<Report, { kind: 'answer' | 'failed' | 'unopened' | 'alive' }>): void;
  onLost(): void;
}

export class StoreLink {
  readonly #data: StoreThreadData;
  readonly #listener: LinkListener;
  readonly #outstanding = new Map<number, Outstanding>();
  readonly #watch: NodeJS.Timeout;
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = MIN_RESTART_MS;
  #nextId = 1;
  #state: 'opening' | 'open' | 'away' | 'closed' = 'opening';
  #lostAt: number | undefined;
  #heardAt = Date.now();
  #failure = 'the store is being opened';
  #settleOpening: ((failure: Error | undefined) => void) | undefined;

  private constructor(data: StoreThreadData, listener: LinkListener) {
    this.#data = data;
    this.#listener = listener;
    this.#watch = setInterval(() => this.#endStuckThread(), WATCH_MS);
    this.#watch.unref();
  }

  /** Rejects with StoreUnavailable where the store can't be opened at first; later it is tried again and again. */
  static async open(data: StoreThreadData, listener: LinkListener): Promise<StoreLink> {
    const link = new StoreLink(data, listener);
    await new Promise<void>((resolve, reject) => {
      link.#settleOpening = (failure) => (failure === undefined ? resolve() : reject(failure));
      link.#start();
    });
    return link;
  }

  /** Since when changes of others can't be learned. */
  get unknownSinceMs(): number | undefined {
    if (this.#lostAt !== undefined) return this.#lostAt;
    return Date.now() - this.#heardAt > MAX_SILENCE_MS ? this.#heardAt : undefined;
  }

  call<Name extends OperationName>(
    operation: Name,
    ...parameters: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open' || this.#worker === undefined) {
        reject(new StoreUnavailable(this.#failure));
      } else if (this.#outstanding.size >= MAX_OUTSTANDING) {
        reject(new StoreUnavailable(`the store is too busy: ${MAX_OUTSTANDING} operations wait for it`));
      } else {
        const id = this.#nextId++;
        // The parsing edge: the answer to this id is what this operation gives.
        const take = (result: unknown) => resolve(result as ReturnType<Operations[Name]>);
        this.#outstanding.set(id, { since: Date.now(), resolve: take, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        this.#worker.postMessage({ id, operation, parameters });
      }
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const worker = this.#worker;
    const closing = this.#state === 'open' ? this.call('close') : Promise.resolve();
    this.#state = 'closed';
    this.#failure = 'the store is closed';
    clearInterval(this.#watch);
    clearTimeout(this.#restart);
    const limit = setTimeout(() => void worker?.terminate(), MAX_ANSWER_MS);
    await closing.catch(() => undefined);
    clearTimeout(limit);
    await worker?.terminate();
  }

  #start(): void {
    // Named as it is in the sources; the build gives it its compiled name.
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#data, name: 'store' });
    this.#worker = worker;
    worker.on('message', (report: Report) => this.#take(report));
    worker.on(
      'error',
      (error) => (this.#failure = `the store failed: ${error instanceof Error ? error.message : String(error)}`),
    );
    worker.on('exit', () => this.#ended(worker));
  }

  #take(report: Report): void {
    this.#heardAt = Date.now();
    switch (report.kind) {
      case 'answer':
        this.#settle(report.id)?.resolve(report.result);
        return;
      case 'failed':
        this.#settle(report.id)?.reject(errorOf(report.failure));
        return;
      case 'unopened':
        this.#failure = report.failure.message;
        this.#settleOpening?.(errorOf(report.failure));
        return;
      case 'alive':
        return;
      case 'opened':
        if (this.#state === 'closed') return;
        this.#state = 'open';
        this.#lostAt = undefined;
        this.#restartMs = MIN_RESTART_MS;
        this.#listener.onReport(report);
        this.#settleOpening?.(undefined);
        return;
      case 'approvals':
      case 'revocations':
        this.#listener.onReport(report);
        return;
      default:
        report satisfies never;
    }
  }

  #settle(id: number): Outstanding | undefined {
    const outstanding = this.#outstanding.get(id);
    this.#outstanding.delete(id);
    return outstanding;
  }

  #ended(worker: Worker): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const wasOpen = this.#state === 'open';
    const failure = new StoreUnavailable(wasOpen ? `${this.#failureNow()}; it is opened again` : this.#failure);
    for (const { reject } of this.#outstanding.values()) reject(failure);
    this.#outstanding.clear();
    if (this.#state === 'closed') return;
    if (this.#state === 'opening') {
      // Nobody uses it yet: whoever opens it is told, and nothing is tried behind his back.
      this.#state = 'closed';
      clearInterval(this.#watch);
      this.#settleOpening?.(failure);
      return;
    }
    this.#state = 'away';
    this.#failure = failure.message;
    this.#lostAt ??= Date.now();
    if (wasOpen) this.#listener.onLost();
    this.#restart = setTimeout(() => this.#start(), this.#restartMs);
    this.#restart.unref();
    this.#restartMs = Math.min(this.#restartMs * 2, MAX_RESTART_MS);
  }

  #failureNow(): string {
    return this.#failure.startsWith('the store failed') ? this.#failure : "the store's thread ended";
  }

  #endStuckThread(): void {
    const [oldest] = this.#outstanding.values();
    if (oldest !== undefined && Date.now() - oldest.since > MAX_ANSWER_MS) void this.#worker?.terminate();
  }
}

function errorOf({ name, message }: Failure): Error {
  return name === 'StoreFull' ? new StoreFull(message) : new StoreUnavailable(message);
}
