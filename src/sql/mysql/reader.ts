/**
 * Text to MySqlReading for the protocol: cached by text and by all that its meaning rests on, shared between texts that differ only in
 * literals that don't matter, and off the event loop where it would take long. Holds no session and knows no rules.
 */
import { LRUCache } from 'lru-cache';
import type { Catalog, CatalogData } from '../catalog/catalog.ts';
import { freeze, readingOf, sizeOf } from '../reading.ts';
import { isUnread, ReadingThread } from '../reading-thread.ts';
import { toByteString } from './bytes.ts';
import type { ByteString } from './bytes.ts';
import type { MySqlContext } from './context.ts';
import { tokenize } from './lexer/index.ts';
import { readShape, readText } from './read-text.ts';
import { SharedReading } from './shared-reading.ts';
import { skeleton } from './skeleton.ts';
import type { MySqlReading } from './statement.ts';
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

const WORKER_THRESHOLD_BYTES = 20 * 1024;
const WORKER_TIMEOUT_MS = 5_000;
/** What a text costs follows its tokens more than its bytes: this many take up to 8 ms. */
const MAX_TOKENS_HERE = 2_000;
/** A star in four bytes brings in all columns of a table, as NATURAL does: this many columns take up to 10 ms. */
const MAX_COLUMNS_HERE = 50_000;
const BYTES_PER_STAR = 4;
const TAKES_ALL_COLUMNS = /\*|\bnatural\b/i;
/** Larger ones are bulk loads, each sent once: they are read as often as they are sent. */
const MAX_CACHED_TEXT = 256 * 1024;
/** All cached texts with their readings together, in bytes. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

export class MySqlReader {
  readonly #options: Required<ReaderOptions>;
  readonly #cache: LRUCache<string, MySqlReading | SharedReading>;
  readonly #thread: ReadingThread<WorkerRequest, MySqlReading>;
  /** Readings in the thread, so that one text sent by many is read once. */
  readonly #pending = new Map<string, Promise<MySqlReading>>();

  constructor(options: ReaderOptions) {
    this.#options = {
      workerThresholdBytes: WORKER_THRESHOLD_BYTES,
      workerTimeoutMs: WORKER_TIMEOUT_MS,
      ...options,
    };
    this.#cache = new LRUCache({
      max: options.cacheEntries,
      maxSize: MAX_CACHED_BYTES,
      sizeCalculation: (reading, key) => key.length + sizeOf(reading).bytes,
    });
    // The same extension as this file's: .ts in the repository, .js in the package.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const worker = new URL(`./worker${extension}`, import.meta.url);
    this.#thread = new ReadingThread({ worker, timeoutMs: this.#options.workerTimeoutMs });
  }

  /**
   * What the text does in the context: at once, or a promise where it is read in another thread. Equal texts in equal contexts give
   * the same frozen object, but where they share one with other literals. Throws (or rejects) only where we are at fault.
   */
  read(text: Uint8Array, context: MySqlContext): MySqlReading | Promise<MySqlReading> {
    const { maxStatementBytes } = this.#options;
    if (text.length > maxStatementBytes) return tooLarge(maxStatementBytes);
    if (text.length > MAX_CACHED_TEXT) return this.#readInThread(text, context);
    const bytes = toByteString(text);
    const prefix = contextKey(context);
    const key = `${prefix}t${bytes}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && !(cached instanceof SharedReading)) return cached;
    const shape = skeleton(bytes);
    if (shape === undefined) return this.#readNew(bytes, text, context, key);
    // Its own letter: no text can pass for a skeleton.
    const sharedKey = `${prefix}s${shape.key}`;
    const shared = this.#cache.get(sharedKey);
    if (shared instanceof SharedReading) return shared.reading(bytes, shape.holes);
    if (this.#takesLong(bytes, context)) return this.#readElsewhere(text, context, key);
    const read = readShape(bytes, context, shape.holes);
    if (!(read instanceof SharedReading)) return this.#keep(key, read);
    this.#cache.set(sharedKey, read);
    return read.reading(bytes, shape.holes);
  }

  /** Texts that wait for the reading thread are refused. */
  async close(): Promise<void> {
    this.#cache.clear();
    await this.#thread.close();
  }

  #readNew(
    bytes: ByteString,
    text: Uint8Array,
    context: MySqlContext,
    key: string,
  ): MySqlReading | Promise<MySqlReading> {
    if (this.#takesLong(bytes, context)) return this.#readElsewhere(text, context, key);
    return this.#keep(key, readText(bytes, context));
  }

  #takesLong(text: ByteString, context: MySqlContext): boolean {
    return text.length >= this.#options.workerThresholdBytes || mayTakeLong(text, context);
  }

  #readElsewhere(text: Uint8Array, context: MySqlContext, key: string): Promise<MySqlReading> {
    let reading = this.#pending.get(key);
    if (reading === undefined) {
      reading = this.#readAndKeep(text, context, key);
      this.#pending.set(key, reading);
    }
    return reading;
  }

  async #readAndKeep(text: Uint8Array, context: MySqlContext, key: string): Promise<MySqlReading> {
    try {
      const reading = await this.#readInThread(text, context);
      return isUnread(reading) ? reading : this.#keep(key, reading);
    } finally {
      this.#pending.delete(key);
    }
  }

  async #readInThread(text: Uint8Array, { catalog, ...context }: MySqlContext): Promise<MySqlReading> {
    // A copy: the text is a view of what was received, which is used again while this one waits for its turn.
    const reading = await this.#thread.read({ text: new Uint8Array(text), context }, catalog);
    return freeze(reading);
  }

  #keep(key: string, reading: MySqlReading): MySqlReading {
    this.#cache.set(key, reading);
    return reading;
  }
}

const contextKeys = new WeakMap<MySqlContext, string>();

/** A session keeps its context for as long as nothing changes: what is looked up for each text is made once. */
function contextKey(context: MySqlContext): string {
  let key = contextKeys.get(context);
  if (key === undefined) {
    key = madeContextKey(context);
    contextKeys.set(context, key);
  }
  return key;
}

/** All that the meaning of a text rests on. A JSON array is never the beginning of another one, so no text can pass for a part of it. */
function madeContextKey({ catalog, server, database, mode, charset, multiStatements }: MySqlContext): string {
  return JSON.stringify([
    catalog.version,
    database ?? null,
    charset,
    multiStatements,
    server.flavor,
    server.version,
    server.lowerCaseTableNames,
    mode.ansiQuotes,
    mode.noBackslashEscapes,
    mode.pipesAsConcat,
    mode.highNotPrecedence,
    mode.ignoreSpace,
  ]);
}

function mayTakeLong(text: ByteString, context: MySqlContext): boolean {
  if (TAKES_ALL_COLUMNS.test(text) && (text.length / BYTES_PER_STAR) * widest(context.catalog) > MAX_COLUMNS_HERE) {
    return true;
  }
  // A text has no more tokens than bytes. One that the lexer refuses has none.
  if (text.length <= MAX_TOKENS_HERE) return false;
  const tokens = readingOf(() => tokenize(text, context));
  return 'length' in tokens && tokens.length > MAX_TOKENS_HERE;
}

const widths = new WeakMap<CatalogData['relations'], number>();

/** Columns of the widest relation. */
function widest({ data }: Catalog): number {
  let width = widths.get(data.relations);
  if (width === undefined) {
    width = data.relations.reduce((most, { columns }) => Math.max(most, columns.length), 0);
    widths.set(data.relations, width);
  }
  return width;
}

function tooLarge(maxBytes: number): MySqlReading {
  return freeze<MySqlReading>({
    kind: 'refused',
    refusal: {
      code: 'WW_TOO_LARGE',
      message: `statement is larger than ${maxBytes} bytes`,
      hint: 'Split it into several smaller statements.',
    },
  });
}
