/**
 * Hands texts to the reading thread and waits for its answers: one text at a time, a bounded queue, a bound on the time. A
 * thread that hangs or dies is replaced, and its text refused. Knows nothing of SQL.
 */
import { Worker } from 'node:worker_threads';
import { InternalFault } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { NameContext, TemporaryObjects } from '../catalog/catalog.ts';
import { isTemporary } from './analyse/reading.ts';
import type { Analysis } from '../statement.ts';
import type { WorkerAnswer, WorkerRequest } from './worker.ts';

/** Texts that may wait for the thread; the next one is refused. At 1 MB each this is what a queue holds at most. */
const MAX_WAITING = 32;
/** A thread without work is ended: the memory that a large text took goes back only with it. */
const IDLE_MS = 30_000;
/** Deep trees are read here, so that the stack is larger than the main thread's one megabyte. */
const LIMITS = { stackSizeMb: 32, maxOldGenerationSizeMb: 1_024 };

export interface ThreadOptions {
  readonly maxStatementBytes: number;
  /** From handing a text over to the answer; beyond it the thread is ended and the text refused. */
  readonly timeoutMs: number;
}

interface Job {
  readonly text: string;
  readonly context: NameContext;
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: Error) => void;
}

export class ReadingThread {
  readonly #options: ThreadOptions;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #running: Job | undefined;
  #deadline: NodeJS.Timeout | undefined;
  /** What the thread has been handed. */
  #catalogVersion: string | undefined;
  #closed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Rejects only where we are at fault. */
  read(text: string, context: NameContext): Promise<Analysis> {
    if (this.#closed) return Promise.resolve(STOPPED);
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(BUSY);
    const { promise, resolve, reject } = Promise.withResolvers<Analysis>();
    this.#waiting.push({ text, context, resolve, reject });
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

  #request({ text, context }: Job): WorkerRequest {
    const { catalog, searchPath } = context;
    const request = { text, searchPath, maxStatementBytes: this.#options.maxStatementBytes };
    const { temporary, ...data } = catalog.data;
    // What is temporary is sent each time, as far as the session can name it.
    const own = searchPath.find(isTemporary);
    const mine =
      temporary === undefined || own === undefined ? request : { ...request, temporary: within(own, temporary) };
    if (this.#catalogVersion === catalog.version) return mine;
    this.#catalogVersion = catalog.version;
    return { ...mine, catalog: { data, loadedAtMs: catalog.loadedAtMs } };
  }

  #start(): Worker {
    // The same extension as this file's: .ts in the repository, .js in the package.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), { resourceLimits: LIMITS });
    this.#catalogVersion = undefined;
    worker.on('message', (answer: WorkerAnswer) => this.#answered(worker, answer));
    // An exit follows each error.
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => this.#exited(worker, cause));
    return worker;
  }

  #answered(worker: Worker, answer: WorkerAnswer): void {
    const job = this.#running;
    if (worker !== this.#worker || job === undefined) return;
    this.#running = undefined;
    if (answer.kind === 'analysis') job.resolve(answer.analysis);
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

  async #end(outcome: Analysis): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#deadline);
    const ended = worker?.terminate();
    this.#finish(outcome);
    await ended;
  }

  #finish(outcome: Analysis): void {
    const job = this.#running;
    this.#running = undefined;
    job?.resolve(outcome);
    if (this.#waiting.length > 0) this.#next();
  }
}

function unread(refusal: Refusal): Analysis {
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
const UNREAD: ReadonlySet<Analysis> = new Set([SLOW, OUT_OF_MEMORY, BUSY, STOPPED]);

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** True for an answer that says nothing of the text itself: asked again, it may be another. */
export function isUnread(analysis: Analysis): boolean {
  return UNREAD.has(analysis);
}

function within(schema: string, { relations, types }: TemporaryObjects): TemporaryObjects {
  return {
    relations: relations.filter((relation) => relation.schema === schema),
    types: types.filter((type) => type.schema === schema),
  };
}
