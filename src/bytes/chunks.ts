// A queue of received chunks out of which a framer takes whole frames. It knows no protocol. A frame inside one chunk
// is handed out as a view; only a frame that straddles chunks is copied, once, when it is complete.

import { asBuffer } from './reader.ts';

/**
 * Chunks up to this size that arrive behind others are gathered in blocks. Without it a peer that sends a large message
 * byte by byte would cost some hundred bytes of memory for each.
 */
const SMALL_BYTES = 1_024;
const BLOCK_BYTES = 8_192;

/** First in, first out; counts in bytes. Pushed chunks belong to the queue: they may not be changed afterwards. */
export class ChunkQueue {
  #chunks: Buffer[] = [];
  #first = 0; // index of the first chunk that is not used up
  #offset = 0; // bytes of it that are used up
  #length = 0;
  #block: Buffer | undefined; // the gathering block, whose filled part is the last chunk of the queue
  #filled = 0;

  /** Bytes that were pushed and not taken. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#length > 0 && chunk.length <= SMALL_BYTES) this.#gather(chunk);
    else {
      this.#block = undefined;
      this.#chunks.push(asBuffer(chunk));
    }
    this.#length += chunk.length;
  }

  /** The byte at `index` from the front. Meant for headers: it walks from the first chunk. */
  byte(index: number): number {
    let at = index + this.#offset;
    for (let i = this.#first; i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i];
      if (chunk === undefined) break;
      const value = chunk[at];
      if (value !== undefined) return value;
      at -= chunk.length;
    }
    throw new RangeError(`byte ${index} of a queue of ${this.#length}`);
  }

  /** The big-endian Int32 at `index` from the front. */
  i32(index: number): number {
    return (this.byte(index) << 24) | (this.byte(index + 1) << 16) | (this.byte(index + 2) << 8) | this.byte(index + 3);
  }

  /** The little-endian 24-bit integer at `index` from the front. */
  u24le(index: number): number {
    return this.byte(index) | (this.byte(index + 1) << 8) | (this.byte(index + 2) << 16);
  }

  /** Removes the first `count` bytes and gives them: a view where they lie in one chunk, else a copy. */
  take(count: number): Buffer {
    if (!(count >= 0 && count <= this.#length)) throw new RangeError(`${count} bytes of a queue of ${this.#length}`);
    const first = this.#chunks[this.#first];
    if (first === undefined || count === 0) return Buffer.alloc(0);
    if (first.length - this.#offset >= count) return this.#takeFrom(first, count);
    const joined = Buffer.allocUnsafeSlow(count);
    let at = 0;
    while (at < count) {
      const chunk = this.#chunks[this.#first];
      if (chunk === undefined) throw new RangeError('the queue is shorter than its length says');
      const part = this.#takeFrom(chunk, Math.min(count - at, chunk.length - this.#offset));
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  #takeFrom(chunk: Buffer, count: number): Buffer {
    const part = chunk.subarray(this.#offset, this.#offset + count);
    this.#offset += count;
    this.#length -= count;
    if (this.#offset === chunk.length) {
      this.#first++;
      this.#offset = 0;
      // The used-up front of the array is cut off when everything is used or it is half of the array, so that each
      // chunk is moved a bounded number of times.
      if (this.#first * 2 >= this.#chunks.length) {
        this.#chunks = this.#first === this.#chunks.length ? [] : this.#chunks.slice(this.#first);
        this.#first = 0;
      }
      if (this.#chunks.length === 0) this.#block = undefined;
    }
    return part;
  }

  /** Appends to the gathering block; bytes that were handed out lie before, and are never written again. */
  #gather(chunk: Uint8Array): void {
    const block = this.#block;
    if (block !== undefined && this.#filled + chunk.length <= block.length) {
      block.set(chunk, this.#filled);
      this.#filled += chunk.length;
      this.#chunks[this.#chunks.length - 1] = block.subarray(0, this.#filled);
      return;
    }
    const fresh = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    fresh.set(chunk);
    this.#block = fresh;
    this.#filled = chunk.length;
    this.#chunks.push(fresh.subarray(0, chunk.length));
  }
}
