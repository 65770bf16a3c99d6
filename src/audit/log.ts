/**
 * The audit log of one process: a queue of entries, chained at the moment they are written, so that one which could not be
 * written leaves no hole. Knows how entries become lines and lines durable; nothing of statements, rules or protocols.
 */
import { join } from 'node:path';
import { systemClock, type Clock } from '../core/clock.ts';
import { uuidv7 } from '../core/uuid.ts';
import { chain, EntryEncoder, NO_HASH, type ChainHead, type StatementForm } from './encode.ts';
import type { Entry } from './entry.ts';
import { systemFiles, type LogFiles } from './files.ts';
import { StreamFiles } from './stream.ts';
import { AuditUnavailable, unavailable } from './unavailable.ts';

export interface AuditOptions {
  readonly directory: string;
  /** `batch`: the kernel has a decision before the act, the disk within a second. `strict`: the disk has it. */
  readonly durability: 'batch' | 'strict';
  readonly statement: StatementForm;
  readonly maxFileBytes?: number;
  /** Longer texts are recorded in part. */
  readonly maxTextBytes?: number;
  readonly clock?: Clock;
  readonly files?: LogFiles;
  /** Told once when the log stops taking entries, and once (undefined) when it takes them again. */
  readonly onFault?: (fault: AuditUnavailable | undefined) => void;
}

const DEFAULT_MAX_FILE_BYTES = 256 * 1024 * 1024;
const DEFAULT_MAX_TEXT_BYTES = 1024 * 1024;
/** An entry that holds up nothing is written this soon, unless a decision takes it along before. */
const FLUSH_MS = 20;
const SYNC_MS = 1000;
const RETRY_MS = 250;
/** So much is written at once, at least: what waits longer than that costs memory and gains nothing. */
const FLUSH_BYTES = 256 * 1024;
/** While the disk takes nothing, entries that hold up nothing wait. Beyond this they are counted, and the count recorded. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** What the chain adds to a body, for the size of a file. */
const CHAIN_BYTES = 180;

interface Waiting {
  readonly timeMs: number;
  readonly body: string;
  /** Set where somebody waits for it (strict). */
  readonly settle?: (error: AuditUnavailable | undefined) => void;
}

interface Assembled {
  readonly bytes: Buffer;
  readonly head: ChainHead;
  /** How many lost entries these bytes tell of. */
  readonly lost: number;
}

export class AuditLog {
  readonly stream: string;
  readonly #options: AuditOptions;
  readonly #clock: Clock;
  readonly #encoder: EntryEncoder;
  readonly #streamFiles: StreamFiles;
  #head: ChainHead = { seq: 0, hash: NO_HASH };
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #lastMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #syncTimer: NodeJS.Timeout;
  #isPumping = false;
  #lookDue = false;
  #pumping: Promise<void> | undefined;
  #fault: AuditUnavailable | undefined;
  #closed = false;

  private constructor(options: AuditOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.stream = uuidv7(this.#clock.now());
    this.#encoder = new EntryEncoder({
      form: options.statement,
      maxTextBytes: options.maxTextBytes ?? DEFAULT_MAX_TEXT_BYTES,
    });
    this.#streamFiles = new StreamFiles(
      join(options.directory, this.stream),
      options.files ?? systemFiles,
      options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
      (error) => this.#failed(error),
    );
    this.#syncTimer = setInterval(() => this.#lookAfterFiles(), SYNC_MS).unref();
  }

  /** Begins a stream of its own and its first file. Throws AuditUnavailable: without a log nothing is to start. */
  static open(options: AuditOptions): AuditLog {
    const log = new AuditLog(options);
    try {
      log.#streamFiles.makeRoom(0);
      return log;
    } catch (error) {
      clearInterval(log.#syncTimer);
      throw unavailable(`audit directory "${options.directory}" takes no files`, error);
    }
  }

  /** An id for an entry that is still to come. */
  newId(): string {
    return uuidv7(this.#clock.now());
  }

  /** Sequence number and hash of the last line that was written. */
  get head(): ChainHead {
    return this.#head;
  }

  /** Undefined while entries are taken. */
  get fault(): AuditUnavailable | undefined {
    return this.#fault;
  }

  /**
   * For what must be recorded before it is done. `batch`: written when this returns, or AuditUnavailable is thrown. `strict`: a
   * promise that resolves when the disk has it, or rejects with AuditUnavailable. An entry that failed is forgotten.
   */
  appendBefore(entry: Entry): Promise<void> | undefined {
    const timeMs = this.#now();
    const body = this.#body(entry, timeMs);
    if (this.#options.durability === 'batch') {
      this.#openOrThrow();
      this.#enqueue({ timeMs, body });
      this.#flushNow('required');
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#openOrThrow();
      this.#enqueue({ timeMs, body, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      this.#pump();
    });
  }

  /** For what holds nothing up: outcomes, logouts. Written with the next decision or within 20 ms, and kept while it can't be. */
  appendAfter(entry: Entry): void {
    const timeMs = this.#now();
    const body = this.#body(entry, timeMs);
    const bound = entry.type === 'outcome' ? 2 * MAX_WAITING_BYTES : MAX_WAITING_BYTES;
    if (this.#closed || this.#waitingBytes + body.length > bound) {
      this.#lost += 1;
      return;
    }
    this.#enqueue({ timeMs, body });
    if (this.#waitingBytes >= FLUSH_BYTES && this.#fault === undefined) this.#flush();
    else this.#flushWithin(this.#fault === undefined ? FLUSH_MS : RETRY_MS);
  }

  /** Writes what waits, and brings it to the disk. Throws AuditUnavailable if some of it could not be written. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#syncTimer);
    try {
      await this.#pumping;
      if (this.#waiting.length > 0) this.#flushNow('required');
    } finally {
      await this.#streamFiles.close();
    }
  }

  /** Never goes back within a stream, so that what reads it can look for a time. */
  #now(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.now());
    return this.#lastMs;
  }

  #body(entry: Entry, timeMs: number): string {
    return this.#encoder.body(entry, entry.id ?? uuidv7(timeMs), isoTime(timeMs), this.stream);
  }

  #openOrThrow(): void {
    if (this.#closed) throw new AuditUnavailable('the audit log is closed: wirewall is stopping');
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.body.length;
  }

  #flushWithin(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, ms).unref();
  }

  #flush(): void {
    if (this.#options.durability === 'strict') this.#pump();
    else if (this.#waiting.length > 0) this.#flushNow('optional');
  }

  /** Batch: all that waits in one write. `required`: the last of it is forgotten when it fails, and the failure is thrown. */
  #flushNow(need: 'required' | 'optional'): void {
    try {
      const group = this.#assemble(this.#waiting);
      this.#streamFiles.writeNow(group.bytes);
      this.#written(group);
      this.#waiting = [];
      this.#waitingBytes = 0;
    } catch (error) {
      const fault = this.#failed(error);
      if (need === 'required') {
        this.#waitingBytes -= this.#waiting.pop()?.body.length ?? 0;
        throw fault;
      }
    }
  }

  /** Strict: writes group after group until nothing waits. Whoever comes while one is written shares the next. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pumping = this.#pumpGroups();
  }

  async #pumpGroups(): Promise<void> {
    let goOn = true;
    while (goOn && this.#waiting.length > 0) goOn = await this.#writeGroup();
    // In one turn with the last look at the queue: whoever comes from here on starts the next pump.
    this.#isPumping = false;
  }

  /** False when it failed and nobody waits for another try: the timer tries again. */
  async #writeGroup(): Promise<boolean> {
    const group = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      const assembled = this.#assemble(group);
      await this.#streamFiles.writeDurably(assembled.bytes);
      this.#written(assembled);
      for (const { settle } of group) settle?.(undefined);
      return true;
    } catch (error) {
      const fault = this.#failed(error);
      const kept = group.filter(({ settle }) => settle === undefined);
      this.#waiting = [...kept, ...this.#waiting];
      this.#waitingBytes = this.#waiting.reduce((sum, { body }) => sum + body.length, 0);
      for (const { settle } of group) settle?.(fault);
      return this.#waiting.some(({ settle }) => settle !== undefined);
    }
  }

  /** Chains bodies behind the head, a file's first line and the note of a gap before them where they are due. */
  #assemble(group: readonly Waiting[]): Assembled {
    if (this.#lookDue) this.#leaveDeleted();
    const size = group.reduce((sum, { body }) => sum + body.length + CHAIN_BYTES, 0);
    this.#streamFiles.makeRoom(size);
    const bodies: string[] = [];
    // Lines of our own have the time of the entry that they stand before.
    const timeMs = group[0]?.timeMs ?? this.#now();
    if (this.#streamFiles.empty) {
      bodies.push(this.#body({ type: 'file_opened', format: 1, file: this.#streamFiles.number }, timeMs));
    }
    if (this.#lost > 0) bodies.push(this.#body({ type: 'gap', lost: this.#lost }, timeMs));
    for (const { body } of group) bodies.push(body);
    let { head } = this;
    let lines = '';
    for (const body of bodies) {
      const next = chain(body, head);
      lines += next.line;
      head = next.head;
    }
    return { bytes: Buffer.from(lines), head, lost: this.#lost };
  }

  #written({ head, lost }: Assembled): void {
    this.#head = head;
    this.#lost -= lost;
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    this.#options.onFault?.(undefined);
  }

  #failed(error: unknown): AuditUnavailable {
    const fault = unavailable(`audit log in "${this.#options.directory}" can't be written`, error);
    const first = this.#fault === undefined;
    this.#fault = fault;
    if (first) this.#options.onFault?.(fault);
    if (!this.#closed) this.#flushWithin(RETRY_MS);
    return fault;
  }

  #lookAfterFiles(): void {
    this.#lookDue = true;
    // While a group is being written its file is in use: then the next group looks.
    if (!this.#isPumping) this.#leaveDeleted();
    this.#streamFiles.sync().catch((error: unknown) => this.#failed(error));
  }

  #leaveDeleted(): void {
    this.#lookDue = false;
    try {
      this.#streamFiles.leaveDeleted();
    } catch (error) {
      this.#failed(error);
    }
  }
}

let lastMs = Number.NaN;
let lastIso = '';

function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms;
    lastIso = new Date(ms).toISOString();
  }
  return lastIso;
}
