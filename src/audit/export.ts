/** Reads an audit directory's entries back: those of all its streams in the order of their times, filtered. */
import { entryFilter, type EntryFilter } from './filter.ts';
import {
  listFiles,
  listStreams,
  parseEntry,
  readLines,
  textField,
  type NumberedFile,
  type ReadEntry,
  type StreamFolder,
} from './reading.ts';

/** Entries as they were written; `entry.line` is the native line. Lines that are none are left out: `verifyAudit` reports them. */
export async function* exportEntries(directory: string, filter: EntryFilter = {}): AsyncGenerator<ReadEntry> {
  const wanted = entryFilter(filter);
  for await (const entry of mergedEntries(directory, filter)) {
    if (wanted(entry)) yield entry;
  }
}

interface OpenStream {
  readonly entries: AsyncGenerator<ReadEntry>;
  next: ReadEntry;
  time: string;
}

/** A stream is opened only when its start is reached: a gateway that was restarted a thousand times has a thousand of them. */
async function* mergedEntries(directory: string, filter: EntryFilter): AsyncGenerator<ReadEntry> {
  const waiting = await streamsByStart(directory, filter.untilMs ?? Infinity);
  const open: OpenStream[] = [];
  try {
    while (waiting.length > 0 || open.length > 0) {
      const earliest = open.reduce<OpenStream | undefined>(
        (a, b) => (a === undefined || b.time < a.time ? b : a),
        undefined,
      );
      const [first] = waiting;
      if (first !== undefined && (earliest === undefined || first.startedMs <= Date.parse(earliest.time))) {
        waiting.shift();
        await advance({ entries: streamEntries(first.folder, filter.sinceMs), next: NONE, time: '' }, open, true);
      } else if (earliest !== undefined) {
        yield earliest.next;
        await advance(earliest, open, false);
      }
    }
  } finally {
    for (const { entries } of open) await entries.return(undefined);
  }
}

/** By the time of the first entry, not by the id: a clock that was set back has its say in one and not in the other. */
async function streamsByStart(
  directory: string,
  untilMs: number,
): Promise<{ folder: StreamFolder; startedMs: number }[]> {
  const streams: { folder: StreamFolder; startedMs: number }[] = [];
  for (const folder of await listStreams(directory)) {
    const [first] = await listFiles(folder);
    const startedMs = first === undefined ? Number.NaN : await beginsAt(first.path);
    if (!(startedMs >= untilMs)) streams.push({ folder, startedMs: Number.isNaN(startedMs) ? 0 : startedMs });
  }
  return streams.sort((a, b) => a.startedMs - b.startedMs);
}

const NONE: ReadEntry = { line: '', fields: {} };

async function advance(stream: OpenStream, open: OpenStream[], isNew: boolean): Promise<void> {
  const { value, done } = await stream.entries.next();
  if (done === true) {
    if (!isNew) open.splice(open.indexOf(stream), 1);
    return;
  }
  stream.next = value;
  stream.time = textField(value.fields, 'time');
  if (isNew) open.push(stream);
}

async function* streamEntries(folder: StreamFolder, sinceMs: number | undefined): AsyncGenerator<ReadEntry> {
  for (const { path } of await filesSince(await listFiles(folder), sinceMs)) {
    for await (const { bytes, whole } of readLines(path)) {
      const entry = whole ? parseEntry(bytes) : undefined;
      if (entry !== undefined) yield entry;
    }
  }
}

/** Leaves out a file when the next one begins before `sinceMs`: nothing in it can be later. */
async function filesSince(
  files: readonly NumberedFile[],
  sinceMs: number | undefined,
): Promise<readonly NumberedFile[]> {
  if (sinceMs === undefined) return files;
  for (let index = files.length - 1; index > 0; index -= 1) {
    const file = files[index];
    if (file !== undefined && (await beginsAt(file.path)) < sinceMs) return files.slice(index);
  }
  return files;
}

async function beginsAt(path: string): Promise<number> {
  for await (const { bytes } of readLines(path, 0, 4096)) {
    const entry = parseEntry(bytes);
    return entry === undefined ? Number.NaN : Date.parse(textField(entry.fields, 'time'));
  }
  return Number.NaN;
}
