/** Follows an audit directory while it is written: entries as they come, across files and streams that begin meanwhile. */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportEntries } from './export.ts';
import { entryFilter, type EntryFilter } from './filter.ts';
import { listFiles, listStreams, parseEntry, readLines, type ReadEntry } from './reading.ts';

export interface TailOptions {
  /** Show this many of the last entries first. */
  readonly last?: number;
  readonly filter?: EntryFilter;
  readonly signal: AbortSignal;
}

/** Watching is only a hint, and some file systems give none: looked for at least this often. */
const POLL_MS = 250;
const DEFAULT_LAST = 10;

/** Ends when the signal is aborted. */
export async function* tailEntries(directory: string, options: TailOptions): AsyncGenerator<ReadEntry> {
  const filter = options.filter ?? {};
  const wanted = entryFilter(filter);
  // Where the ends are is taken down before the past is read: what comes meanwhile is then new, never lost.
  const positions = await endsOf(directory);
  const last = options.last ?? DEFAULT_LAST;
  const past = last > 0 ? await lastEntries(directory, filter, last) : [];
  yield* past;
  // Of those, some may have been written since: they are not shown a second time.
  const shown = new Set(past.map(({ line }) => line));
  const bell = new Bell(directory, options.signal);
  try {
    while (!options.signal.aborted) {
      for await (const entry of newEntries(directory, positions)) {
        if (wanted(entry) && !shown.delete(entry.line)) yield entry;
      }
      await bell.rings();
    }
  } finally {
    bell.stop();
  }
}

/** How far each file has been read, by its path. */
type Positions = Map<string, number>;

async function endsOf(directory: string): Promise<Positions> {
  const positions: Positions = new Map();
  for (const stream of await listStreams(directory)) {
    for (const { path } of await listFiles(stream)) positions.set(path, await endOfLines(path));
  }
  return positions;
}

/** The end of the last whole line. */
async function endOfLines(path: string): Promise<number> {
  const { size } = await stat(path);
  // Only the tail is read; where no line ends in it, the whole.
  for (const start of new Set([Math.max(0, size - 64 * 1024), 0])) {
    let end: number | undefined;
    for await (const line of readLines(path, start)) if (line.whole) end = line.end;
    if (end !== undefined) return end;
  }
  return 0;
}

async function lastEntries(directory: string, filter: EntryFilter, count: number): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for await (const entry of exportEntries(directory, filter)) {
    entries.push(entry);
    if (entries.length > count) entries.shift();
  }
  return entries;
}

async function* newEntries(directory: string, positions: Positions): AsyncGenerator<ReadEntry> {
  for (const stream of await listStreams(directory)) {
    for (const { path } of await listFiles(stream)) {
      const from = positions.get(path) ?? 0;
      const { size } = await stat(path);
      // A write that failed is cut off again, back to the end of a whole line: from there it goes on.
      if (size < from) positions.set(path, size);
      if (size <= from) continue;
      for await (const { bytes, end, whole } of readLines(path, from)) {
        if (!whole) break;
        positions.set(path, end);
        const entry = parseEntry(bytes);
        if (entry !== undefined) yield entry;
      }
    }
  }
}

/** Rings when something in the directory changes, or after POLL_MS. */
class Bell {
  readonly #signal: AbortSignal;
  readonly #watcher: FSWatcher | undefined;
  #wake: (() => void) | undefined;

  constructor(directory: string, signal: AbortSignal) {
    this.#signal = signal;
    try {
      this.#watcher = watch(directory, { recursive: true }, () => this.#wake?.());
      this.#watcher.on('error', () => {});
    } catch {
      this.#watcher = undefined;
    }
  }

  async rings(): Promise<void> {
    const changed = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const ended = new AbortController();
    const pause = sleep(POLL_MS, undefined, { signal: AbortSignal.any([this.#signal, ended.signal]) }).catch(() => {});
    await Promise.race([changed, pause]);
    ended.abort();
    this.#wake = undefined;
  }

  stop(): void {
    this.#watcher?.close();
  }
}
