/**
 * The files of one stream: writes whole lines behind one another and begins a new file when one is full. What a failed write
 * left behind is cut off before anything else is written, so a reader finds at most one torn line, at the very end.
 * Knows bytes and lengths, nothing of entries.
 */
import { join } from 'node:path';
import type { LogFiles } from './files.ts';

export class StreamFiles {
  readonly directory: string;
  readonly #files: LogFiles;
  readonly #maxFileBytes: number;
  readonly #onFault: (error: unknown) => void;
  #current: number | undefined;
  #number = 0;
  /** Bytes of whole, accepted lines. */
  #length = 0;
  #torn = false;
  #dirty = false;

  constructor(directory: string, files: LogFiles, maxFileBytes: number, onFault: (error: unknown) => void) {
    this.directory = directory;
    this.#files = files;
    this.#maxFileBytes = maxFileBytes;
    this.#onFault = onFault;
  }

  /** Makes room for about `bytes` more, in a new file where the current one would get too long. Throws the system's error. */
  makeRoom(bytes: number): void {
    if (this.#current !== undefined && (this.#length === 0 || this.#length + bytes <= this.#maxFileBytes)) return;
    // A torn line is cut off before the file is left: nobody would come back for it.
    if (this.#current !== undefined) this.#mended();
    this.#files.makeDirectory(this.directory);
    const next = this.#files.create(join(this.directory, fileName(this.#number + 1)));
    if (this.#current !== undefined) this.#finish(this.#current);
    this.#current = next;
    this.#number += 1;
    this.#length = 0;
    this.#torn = false;
  }

  /** Which file is written, from 1. */
  get number(): number {
    return this.#number;
  }

  /** Nothing is in the current file yet. */
  get empty(): boolean {
    return this.#length === 0;
  }

  /** The kernel has all of it when this returns. */
  writeNow(bytes: Buffer): void {
    const file = this.#mended();
    try {
      for (let done = 0; done < bytes.length;) {
        done += progress(this.#files.writeSync(file, bytes.subarray(done), this.#length + done));
      }
    } catch (error) {
      this.#abandon(file);
      throw error;
    }
    this.#length += bytes.length;
    this.#dirty = true;
  }

  /** The disk has all of it when this resolves. */
  async writeDurably(bytes: Buffer): Promise<void> {
    const file = this.#mended();
    try {
      for (let done = 0; done < bytes.length;) {
        done += progress(await this.#files.write(file, bytes.subarray(done), this.#length + done));
      }
      await this.#files.sync(file);
    } catch (error) {
      this.#abandon(file);
      throw error;
    }
    this.#length += bytes.length;
  }

  /** Leaves a file that was deleted; the next line begins another. Throws where that happened, so that it is told. */
  leaveDeleted(): void {
    const file = this.#current;
    if (file === undefined || this.#files.isLinked(file)) return;
    this.#current = undefined;
    this.#finish(file);
    throw new Error(`${fileName(this.#number)} was deleted while it was written: a new file is begun`);
  }

  /** Brings to the disk what only the kernel has. */
  async sync(): Promise<void> {
    if (!this.#dirty || this.#current === undefined) return;
    this.#dirty = false;
    try {
      await this.#files.sync(this.#current);
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.#current;
    if (file === undefined) return;
    try {
      await this.sync();
    } finally {
      this.#current = undefined;
      await this.#files.close(file);
    }
  }

  #mended(): number {
    const file = this.#current;
    if (file === undefined) throw new Error('no file is open');
    if (this.#torn) {
      this.#files.truncate(file, this.#length);
      this.#torn = false;
    }
    return file;
  }

  #abandon(file: number): void {
    this.#torn = true;
    try {
      this.#files.truncate(file, this.#length);
      this.#torn = false;
    } catch {
      // Tried again before the next write; until then nothing is written.
    }
  }

  #finish(file: number): void {
    const dirty = this.#dirty;
    this.#dirty = false;
    const finish = async (): Promise<void> => {
      try {
        if (dirty) await this.#files.sync(file);
      } finally {
        await this.#files.close(file);
      }
    };
    finish().catch(this.#onFault);
  }
}

/** A write of nothing that reports no error would be tried for ever. */
function progress(written: number): number {
  if (written <= 0) throw new Error('the disk took nothing');
  return written;
}

export function fileName(number: number): string {
  return `${String(number).padStart(6, '0')}.jsonl`;
}
