/**
 * Checks the chain of an audit directory from its files alone. Within a stream it finds every changed, missing, reordered or
 * inserted line. What files alone can't show is a tail that was cut off, or a stream that was taken away whole: for that an
 * anchor is needed, a head that was kept elsewhere. Signed checkpoints will be read here, as anchors that prove themselves.
 */
import { hash } from 'node:crypto';
import { HASH_TAIL_LENGTH, NO_HASH } from './encode.ts';
import { listFiles, listStreams, parseEntry, readLines, textField, type StreamFolder } from './reading.ts';

export interface AuditProblem {
  readonly kind: 'changed' | 'missing' | 'reordered' | 'inserted' | 'unreadable';
  readonly file: string;
  /** From 1; 0 where it concerns the file as a whole. */
  readonly line: number;
  readonly message: string;
}

export interface StreamReport {
  readonly stream: string;
  readonly entries: number;
  /** Keep it elsewhere, and hand it in as an anchor later. */
  readonly head: Anchor | undefined;
  /** The last line is incomplete: the process was stopped in the middle of a write. Nothing had been done on that line's account. */
  readonly torn: boolean;
}

/** A stream's head as it was known at some time, from a place that whoever changes the files can't reach. */
export interface Anchor {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly streams: readonly StreamReport[];
  readonly problems: readonly AuditProblem[];
}

/** Beyond these a report says no more: the log is broken, and the list would be as long as the log. */
const MAX_PROBLEMS = 1000;

export async function verifyAudit(directory: string, anchors: readonly Anchor[] = []): Promise<AuditReport> {
  const problems: AuditProblem[] = [];
  const report = (problem: AuditProblem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const streams: StreamReport[] = [];
  for (const folder of await listStreams(directory)) {
    const wanted = anchors.filter(({ stream }) => stream === folder.stream);
    streams.push(await new StreamCheck(folder, wanted, report).run());
  }
  for (const { stream, seq } of anchors) {
    if (streams.some((found) => found.stream === stream)) continue;
    report({
      kind: 'missing',
      file: directory,
      line: 0,
      message: `stream ${stream}, anchored at entry ${seq}, is gone`,
    });
  }
  const entries = streams.reduce((sum, stream) => sum + stream.entries, 0);
  return { ok: problems.length === 0, entries, streams, problems };
}

class StreamCheck {
  readonly #folder: StreamFolder;
  readonly #anchors: Map<number, string>;
  readonly #report: (problem: AuditProblem) => void;
  #seq = 0;
  #hash = NO_HASH;
  #highest = 0;
  #entries = 0;
  #torn = false;
  /** Numbers that were skipped and may turn up later, out of their order. */
  readonly #skipped: { from: number; to: number }[] = [];
  #file = '';
  #line = 0;

  constructor(folder: StreamFolder, anchors: readonly Anchor[], report: (problem: AuditProblem) => void) {
    this.#folder = folder;
    this.#anchors = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
    this.#report = report;
  }

  async run(): Promise<StreamReport> {
    const files = await listFiles(this.#folder);
    this.#file = this.#folder.path;
    let expected = 1;
    for (const { path, number } of files) {
      this.#file = path;
      this.#line = 0;
      if (number !== expected) this.#problem('missing', `file ${expected} of the stream should stand before this one`);
      expected = number + 1;
      await this.#readFile(path, number === files.at(-1)?.number);
    }
    if (files.length === 0) this.#problem('missing', 'the stream has no files');
    for (const seq of this.#anchors.keys()) this.#problem('missing', `entry ${seq}, which is anchored, is not there`);
    const head = this.#seq === 0 ? undefined : { stream: this.#folder.stream, seq: this.#seq, hash: this.#hash };
    return { stream: this.#folder.stream, entries: this.#entries, head, torn: this.#torn };
  }

  async #readFile(path: string, isLast: boolean): Promise<void> {
    try {
      for await (const { bytes, whole } of readLines(path)) {
        this.#line += 1;
        if (whole) this.#check(bytes);
        else if (isLast) this.#torn = true;
        else this.#problem('changed', 'the line is cut off, though another file follows');
      }
    } catch (error) {
      this.#problem('unreadable', error instanceof Error ? error.message : String(error));
    }
  }

  #check(bytes: Buffer): void {
    this.#entries += 1;
    const entry = parseEntry(bytes);
    const digest = hash('sha256', bytes.subarray(0, Math.max(0, bytes.length - HASH_TAIL_LENGTH)));
    const tail = bytes.toString('latin1', Math.max(0, bytes.length - HASH_TAIL_LENGTH));
    const seq = entry?.fields['seq'];
    if (
      entry === undefined ||
      tail !== `,"hash":"${digest}"}` ||
      typeof seq !== 'number' ||
      !Number.isSafeInteger(seq)
    ) {
      // Its number can't be believed: taken for the next one, so that the line after it isn't blamed as well.
      this.#problem('changed', 'the line is not what was written: its hash does not match');
      this.#accept(this.#seq + 1, undefined);
      return;
    }
    if (textField(entry.fields, 'stream') !== this.#folder.stream) {
      this.#problem('inserted', `the line belongs to another stream, ${textField(entry.fields, 'stream')}`);
      return;
    }
    this.#checkPlace(seq, textField(entry.fields, 'prev'));
    this.#checkAnchor(seq, digest);
    this.#accept(seq, digest);
  }

  #checkPlace(seq: number, prev: string): void {
    const expected = this.#seq + 1;
    if (seq === expected) {
      if (this.#hash !== '' && prev !== this.#hash) {
        this.#problem('changed', `entry ${seq} does not follow the entry before it: that one was exchanged`);
      }
      return;
    }
    if (seq > this.#highest) {
      // Behind a line that moved back, what follows the highest number seen so far isn't missing a second time.
      if (seq === this.#highest + 1) return;
      this.#problem('missing', `entries ${this.#highest + 1} to ${seq - 1} should stand before entry ${seq}`);
      this.#skipped.push({ from: this.#highest + 1, to: seq - 1 });
      return;
    }
    const moved = this.#skipped.some(({ from, to }) => seq >= from && seq <= to);
    if (moved) this.#problem('reordered', `entry ${seq} stands behind entry ${this.#highest}`);
    else this.#problem('inserted', `entry ${seq} stands here a second time`);
  }

  #checkAnchor(seq: number, digest: string): void {
    const anchored = this.#anchors.get(seq);
    if (anchored === undefined) return;
    this.#anchors.delete(seq);
    if (anchored !== digest) this.#problem('changed', `entry ${seq} is not the one that was anchored`);
  }

  /** `digest` undefined: the line was changed, so what the next one's `prev` should be is not known. */
  #accept(seq: number, digest: string | undefined): void {
    this.#seq = seq;
    this.#hash = digest ?? '';
    this.#highest = Math.max(this.#highest, seq);
  }

  #problem(kind: AuditProblem['kind'], message: string): void {
    this.#report({ kind, file: this.#file, line: this.#line, message });
  }
}
