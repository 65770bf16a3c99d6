/**
 * Hands texts to a dialect's reading thread and waits for its answers: one text at a time, a bounded queue, a bound on the time. A
 * thread that hangs or dies is replaced, and its text refused. Knows nothing of SQL, nor what a request holds besides the catalog.
 */
import { Worker } from 'node:worker_threads';
import { InternalFault } from '../core/errors.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Catalog, CatalogData } from './catalog/catalog.ts';
import type { RefusedReading } from './reading.ts';

/** Texts that may wait for the thread; the next one is refused. At 1 MB each this is what a queue holds at most. */
const MAX_WAITING = 32;
/** A thread without work is ended: the memory that a large text took goes back only with it. */
const IDLE_MS = 30_000;
/** Deep trees are read here, so that the stack is larger than the main thread's one megabyte. */
const LIMITS = { stackSizeMb: 32, maxOldGenerationSizeMb: 1_024 };

export interface ThreadOptions {
  /** The module that the thread runs: it answers each request with a ThreadAnswer. */
  readonly worker: URL;
  /** From handing a text over to the answer; beyond it the thread is ended and the text refused. */
  readonly timeoutMs: number;
}

/** Part of each request: the catalog, only when it is another one than the last request's. Without temporary objects. */
export interface CatalogPart {
  readonly catalog?: { readonly data: CatalogData; readonly loadedAtMs: number };
}

export type ThreadAnswer<Reading> =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'fault'; readonly message: string };

interface Job<Request, Reading> {
  readonly request: Request;
  readonly catalog: Catalog;
  readonly resolve: (reading: Reading | RefusedReading) => void;
  readonly reject: (error: Error) => void;
}

/** `Request` is plain data, and holds all of the context but the catalog. */
export class ReadingThread<Request extends object, Reading> {
  readonly #options: ThreadOptions;
  readonly #waiting: Job<Request, Reading>[] = [];
  #worker: Worker | undefined;
  #running: Job<Request, Reading> | undefined;
  #deadline: NodeJS.Timeout | undefined;
  /** What the thread has been handed. */
  #catalogVersion: string | undefined;
  #closed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Rejects only where we are at fault. */
  read(request: Request, catalog: Catalog): Promise<Reading | RefusedReading> {
    if (this.#closed) return Promise.resolve(STOPPED);
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(BUSY);
    const { promise, resolve, reject } = Promise.withResolvers<Reading | RefusedReading>();
    this.#waiting.push({ request, catalog, resolve, reject });
    this.#next();
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.resolve(STOPPED);
    await this.#end(STOPPED);
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = this.#waiting.shift();
    clearTimeout(this.#deadline);
    if (job === undefined) {
      this.#worker?.unref();
      this.#deadline = setTimeout(() => void this.#end(STOPPED), IDLE_MS).unref();
      return;
    }
    this.#running = job;
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    this.#deadline = setTimeout(() => void this.#end(SLOW), this.#options.timeoutMs);
    worker.postMessage(this.#request(job), []);
  }

  #request({ request, catalog }: Job<Request, Reading>): Request & CatalogPart {
    if (this.#catalogVersion === catalog.version) return request;
    this.#catalogVersion = catalog.version;
    const { temporary: _, ...data } = catalog.data;
    return { ...request, catalog: { data, loadedAtMs: catalog.loadedAtMs } };
  }

  #start(): Worker {
    const worker = new Worker(this.#options.worker, { resourceLimits: LIMITS });
    this.#catalogVersion = undefined;
    worker.on('message', (answer: ThreadAnswer<Reading>) => this.#answered(worker, answer));
    // An exit follows each error.
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => this.#exited(worker, cause));
    return worker;
  }

  #answered(worker: Worker, answer: ThreadAnswer<Reading>): void {
    const job = this.#running;
    if (worker !== this.#worker || job === undefined) return;
    this.#running = undefined;
    if (answer.kind === 'reading') job.resolve(answer.reading);
    else job.reject(new InternalFault(`reading a statement failed: ${answer.message}`));
    this.#next();
  }

  /** By itself: out of memory is the text's fault, anything else is ours. */
  #exited(worker: Worker, cause: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    clearTimeout(this.#deadline);
    if (!isOutOfMemory(cause)) {
      this.#running?.reject(new InternalFault(`the reading thread ended: ${String(cause)}`));
      this.#running = undefined;
    }
    this.#finish(OUT_OF_MEMORY);
  }

  async #end(outcome: RefusedReading): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#deadline);
    const ended = worker?.terminate();
    this.#finish(outcome);
    await ended;
  }

  #finish(outcome: RefusedReading): void {
    const job = this.#running;
    this.#running = undefined;
    job?.resolve(outcome);
    if (this.#waiting.length > 0) this.#next();
  }
}

function unread(refusal: Refusal): RefusedReading {
  return { kind: 'refused', refusal };
}

const SMALLER = 'Split it into several smaller statements.';
const SLOW = unread({ code: 'WW_TOO_COMPLEX', message: 'statement took too long to be read', hint: SMALLER });
const OUT_OF_MEMORY = unread({
  code: 'WW_TOO_COMPLEX',
  message: 'statement needs more memory to be read than is allowed',
  hint: SMALLER,
});
const BUSY = unread({
  code: 'WW_RATE_LIMIT',
  message: `more than ${MAX_WAITING} large statements are waiting to be read`,
  hint: 'Run the statement again in a moment, or send smaller ones.',
});
const STOPPED = unread({
  code: 'WW_SHUTTING_DOWN',
  message: 'the gateway is shutting down',
  hint: 'Connect again in a moment.',
});
const UNREAD: ReadonlySet<object> = new Set([SLOW, OUT_OF_MEMORY, BUSY, STOPPED]);

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** True for an answer that says nothing of the text itself: asked again, it may be another. */
export function isUnread(reading: object): boolean {
  return UNREAD.has(reading);
}
