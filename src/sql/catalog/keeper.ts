/**
 * Keeps one upstream's catalog fresh: loads it, again on a timer and whenever someone asks, and says when it has become too
 * old to be judged by. Knows no server: a CatalogSource is handed in.
 */
import type { Clock } from '../../core/clock.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Catalog, CatalogSource } from './catalog.ts';
import { catalogAfter } from './snapshot.ts';

export interface KeeperOptions {
  /** From the end of one load to the next. */
  readonly refreshMs: number;
  /** A catalog older than this judges nothing. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  /** Told of each load on the timer that failed; the keeper goes on with what it has until that is too old. */
  readonly onError?: (error: unknown) => void;
}

export class CatalogKeeper {
  readonly #source: CatalogSource;
  readonly #options: KeeperOptions;
  readonly #listeners = new Set<(catalog: Catalog) => void>();
  #catalog: Catalog | undefined;
  #running: Promise<Catalog> | undefined;
  #next: Promise<Catalog> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(source: CatalogSource, options: KeeperOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Loads once; rejects where that fails, and tries again by itself on the timer. */
  async start(): Promise<void> {
    try {
      await this.refresh();
    } finally {
      this.#schedule();
    }
  }

  /** The newest snapshot. Throws a RefusedError (WW_CATALOG_STALE) when there is none that is young enough. */
  current(): Catalog {
    const catalog = this.#catalog;
    if (catalog !== undefined && this.#options.clock.now() - catalog.loadedAtMs <= this.#options.maxAgeMs) {
      return catalog;
    }
    throw new RefusedError({
      code: 'WW_CATALOG_STALE',
      message: "the upstream's schema could not be read for too long, and nothing is judged by an old one",
      hint: "Run the statement again later. The gateway's operator should look at its connection to the upstream.",
    });
  }

  /**
   * A snapshot whose load began after this call. Calls while one is loading share the load after it, so that
   * any number of callers cost two loads at most, and what was created before the call is in the answer.
   */
  refresh(): Promise<Catalog> {
    if (this.#running === undefined) return this.#run();
    this.#next ??= this.#afterRunning(this.#running);
    return this.#next;
  }

  /** Called with each snapshot whose content differs from the last one's in more than temporary objects. Returns what ends that. */
  onChange(listener: (catalog: Catalog) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  async #afterRunning(running: Promise<Catalog>): Promise<Catalog> {
    // Whoever waits for that load hears of its failure; this one only waits for its end.
    await running.catch(() => undefined);
    this.#next = undefined;
    // One that began meanwhile began late enough.
    return this.#running ?? this.#run();
  }

  #run(): Promise<Catalog> {
    const running = this.#load().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #load(): Promise<Catalog> {
    // The content is at least as old as the moment at which it was asked for.
    const loadedAtMs = this.#options.clock.now();
    const data = await this.#source.load();
    const last = this.#catalog;
    // A source that saw no change may hand over the very same lists, which saves the digest.
    const fresh = catalogAfter(last, data, loadedAtMs);
    this.#catalog = fresh;
    if (last?.version === fresh.version) return fresh;
    for (const listener of this.#listeners) listener(fresh);
    return fresh;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.refresh()
        .catch((error: unknown) => this.#options.onError?.(error))
        .finally(() => this.#schedule());
    }, this.#options.refreshMs);
    this.#timer.unref();
  }
}
