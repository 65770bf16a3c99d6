/**
 * Text to Analysis for the protocol: cached, shared between statements that differ only in literals that don't matter, and off
 * the event loop where it would take long. Holds no session and knows no rules.
 */
import { LRUCache } from 'lru-cache';
import { InternalFault, RefusedError } from '../../core/errors.ts';
import type { NameContext, TemporaryObjects } from '../catalog/catalog.ts';
import { freeze } from '../reading.ts';
import { isUnread, ReadingThread } from '../reading-thread.ts';
import type { Analysis } from '../statement.ts';
import { measure, measureBytes } from './bounds.ts';
import { literalsDoNotMatter } from './literals.ts';
import { readText } from './read-text.ts';
import { isTemporary } from './analyse/reading.ts';
import { skeleton } from './skeleton.ts';
import type { Skeleton } from './skeleton.ts';
import type { WorkerRequest } from './worker.ts';

export interface ReaderOptions {
  /** A larger text is refused with WW_TOO_LARGE. */
  readonly maxStatementBytes: number;
  /** Texts from this many bytes on are read in a thread of their own. */
  readonly workerThresholdBytes?: number;
  readonly cacheEntries: number;
  /** How long a text may take in that thread. */
  readonly workerTimeoutMs?: number;
}

const WORKER_THRESHOLD_BYTES = 100 * 1024;
const WORKER_TIMEOUT_MS = 5_000;
/** What a text costs follows its tokens more than its bytes: this many take up to 7 ms, parsed and analysed. */
const MAX_TOKENS_HERE = 3_000;
/** The main thread's stack is small, and the analysis recurses. */
const MAX_DEPTH_HERE = 120;
/** All cached texts together, in UTF-16 units. */
const MAX_CACHED_TEXT = 32 * 1024 * 1024;

export class PostgresReader {
  readonly #options: Required<ReaderOptions>;
  readonly #cache: LRUCache<string, Analysis>;
  readonly #thread: ReadingThread<WorkerRequest, Analysis>;
  /** Readings in the thread, so that one text sent by many is read once. */
  readonly #pending = new Map<string, Promise<Analysis>>();
  readonly #pathKeys = new WeakMap<readonly string[], string>();

  /** The parser must have been loaded (`loadParser`). */
  constructor(options: ReaderOptions) {
    this.#options = {
      workerThresholdBytes: WORKER_THRESHOLD_BYTES,
      workerTimeoutMs: WORKER_TIMEOUT_MS,
      ...options,
    };
    this.#cache = new LRUCache({
      max: options.cacheEntries,
      maxSize: MAX_CACHED_TEXT,
      sizeCalculation: (_, key) => key.length,
    });
    // The same extension as this file's: .ts in the repository, .js in the package.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const worker = new URL(`./worker${extension}`, import.meta.url);
    this.#thread = new ReadingThread({ worker, timeoutMs: this.#options.workerTimeoutMs });
  }

  /**
   * What the text does, by the names that the context resolves: at once, or a promise where it is read in another thread.
   * Equal texts in equal contexts give the same frozen object, and so may texts that differ in literals alone.
   * Throws (or rejects) only where we are at fault.
   */
  read(text: string, context: NameContext): Analysis | Promise<Analysis> {
    // Before anything of its size is done: a UTF-16 unit is at least one byte.
    if (text.length > this.#options.maxStatementBytes) return this.#refuse(text);
    const prefix = this.#contextKey(context);
    const key = `${prefix}t${text}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const shape = skeleton(text);
    if (shape === undefined) return this.#readNew(text, context, key);
    // Its own letter: no text can pass for a skeleton.
    const sharedKey = `${prefix}s${shape.key}`;
    return (
      this.#cache.get(sharedKey) ?? this.#readNew(text, context, key, { key: sharedKey, literals: shape.literals })
    );
  }

  /** Texts that wait for the reading thread are refused. */
  async close(): Promise<void> {
    this.#cache.clear();
    await this.#thread.close();
  }

  #readNew(text: string, context: NameContext, key: string, shape?: Skeleton): Analysis | Promise<Analysis> {
    const threshold = this.#options.workerThresholdBytes;
    if (text.length >= threshold || Buffer.byteLength(text) >= threshold)
      return this.#readElsewhere(text, context, key);
    let elsewhere = false;
    const refused = refusal(() => {
      const { tokens, depth } = measure(text, this.#options.maxStatementBytes);
      elsewhere = tokens > MAX_TOKENS_HERE || depth > MAX_DEPTH_HERE;
    });
    if (refused !== undefined) return this.#keep(key, refused);
    if (elsewhere) return this.#readElsewhere(text, context, key);
    const { analysis, tree } = readText(text, context);
    const shared = shape && tree && analysis.kind === 'statements' && literalsDoNotMatter(tree, shape.literals);
    return this.#keep(shared ? shape.key : key, analysis);
  }

  #readElsewhere(text: string, context: NameContext, key: string): Promise<Analysis> {
    let reading = this.#pending.get(key);
    if (reading === undefined) {
      reading = this.#readInThread(text, context, key);
      this.#pending.set(key, reading);
    }
    return reading;
  }

  async #readInThread(text: string, context: NameContext, key: string): Promise<Analysis> {
    try {
      const analysis = await this.#thread.read(this.#request(text, context), context.catalog);
      return isUnread(analysis) ? analysis : this.#keep(key, freeze(analysis));
    } finally {
      this.#pending.delete(key);
    }
  }

  #request(text: string, { catalog, searchPath }: NameContext): WorkerRequest {
    const request = { text, searchPath, maxStatementBytes: this.#options.maxStatementBytes };
    // What is temporary is sent each time, as far as the session can name it.
    const own = searchPath.find(isTemporary);
    const { temporary } = catalog.data;
    return temporary === undefined || own === undefined ? request : { ...request, temporary: within(own, temporary) };
  }

  #keep(key: string, analysis: Analysis): Analysis {
    // A parser that is starting again says nothing of the text.
    if (analysis.kind !== 'refused' || analysis.refusal.code !== 'WW_INTERNAL') this.#cache.set(key, analysis);
    return analysis;
  }

  #refuse(text: string): Analysis {
    const refused = refusal(() => measureBytes(text, this.#options.maxStatementBytes));
    if (refused === undefined) throw new InternalFault('a text that is too large was let through');
    return refused;
  }

  /** A version holds no bracket, and a JSON array is never the beginning of another one. */
  #contextKey({ catalog, searchPath }: NameContext): string {
    let path = this.#pathKeys.get(searchPath);
    if (path === undefined) {
      path = JSON.stringify(searchPath);
      this.#pathKeys.set(searchPath, path);
    }
    // Of temporary objects the session's own alone count.
    const own = searchPath.find(isTemporary);
    return `${catalog.version}${path}[${own === undefined ? '' : (catalog.temporaryVersion?.(own) ?? '')}]`;
  }
}

function refusal(run: () => void): Analysis | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return freeze<Analysis>({ kind: 'refused', refusal: error.refusal });
    throw error;
  }
}

function within(schema: string, { relations, types }: TemporaryObjects): TemporaryObjects {
  return {
    relations: relations.filter((relation) => relation.schema === schema),
    types: types.filter((type) => type.schema === schema),
  };
}
