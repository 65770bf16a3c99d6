// Writes integers, strings and bytes into a buffer that grows. All offset arithmetic of encoding is here; it must know
// no protocol. What can't be written is our own fault, so it is a TypeError or RangeError, never a MalformedMessage.

/** Small messages share a block of this size; a taken message keeps its block alive, so it stays small. */
const BLOCK_BYTES = 8_192;
/** The first block: most writers are made for one message, and what waits for a slow reader should cost about what it is. */
const FIRST_BLOCK_BYTES = 2_048;

/** An append position. Integers are big-endian unless `le` says otherwise. */
export class Writer {
  #block: Buffer = Buffer.allocUnsafeSlow(FIRST_BLOCK_BYTES);
  #start = 0;
  #at = 0;

  /** How many bytes were written since the last take. */
  get length(): number {
    return this.#at - this.#start;
  }

  u8(value: number): void {
    this.#room(1);
    this.#at = this.#block.writeUInt8(value, this.#at);
  }

  u16(value: number): void {
    this.#room(2);
    this.#at = this.#block.writeUInt16BE(value, this.#at);
  }

  i16(value: number): void {
    this.#room(2);
    this.#at = this.#block.writeInt16BE(value, this.#at);
  }

  i32(value: number): void {
    this.#room(4);
    this.#at = this.#block.writeInt32BE(value, this.#at);
  }

  u32(value: number): void {
    this.#room(4);
    this.#at = this.#block.writeUInt32BE(value, this.#at);
  }

  u16le(value: number): void {
    this.#room(2);
    this.#at = this.#block.writeUInt16LE(value, this.#at);
  }

  u24le(value: number): void {
    this.#room(3);
    this.#at = this.#block.writeUIntLE(value, this.#at, 3);
  }

  u32le(value: number): void {
    this.#room(4);
    this.#at = this.#block.writeUInt32LE(value, this.#at);
  }

  u64le(value: bigint): void {
    this.#room(8);
    this.#at = this.#block.writeBigUInt64LE(value, this.#at);
  }

  /** A length-encoded integer (MySQL), in its shortest form. */
  lenenc(value: number | bigint): void {
    if (value < 0xfb) return this.u8(Number(value));
    if (value <= 0xffff) {
      this.u8(0xfc);
      this.u16le(Number(value));
    } else if (value <= 0xff_ffff) {
      this.u8(0xfd);
      this.u24le(Number(value));
    } else {
      this.u8(0xfe);
      this.u64le(BigInt(value));
    }
  }

  lenencBytes(value: Uint8Array): void {
    this.lenenc(value.length);
    this.bytes(value);
  }

  /** The bytes and a NUL. A NUL inside is refused, since the reader would stop there. */
  cstringBytes(value: Uint8Array): void {
    if (value.includes(0)) throw new TypeError('bytes with a NUL inside can not be written NUL-terminated');
    this.bytes(value);
    this.u8(0);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#block.set(value, this.#at);
    this.#at += value.length;
  }

  /** The bytes source[start, end), without a view made of them first. */
  slice(source: Uint8Array, start: number, end: number): void {
    if (!(start >= 0 && start <= end && end <= source.length)) {
      throw new RangeError(`no range ${start} to ${end} in ${source.length} bytes`);
    }
    this.#room(end - start);
    const block = this.#block;
    let at = this.#at;
    // A copy call costs more than a short loop; most cells of a row are short.
    if (end - start <= 32) for (let from = start; from < end; from++) block[at++] = source[from] ?? 0;
    else block.set(source.subarray(start, end), at);
    this.#at += end - start;
  }

  /** `text` in UTF-8 and nothing around it; gives the number of bytes. */
  text(text: string): number {
    // A lone surrogate would be sent as U+FFFD: another text than the one that was judged.
    if (!text.isWellFormed()) throw new TypeError('a string with a lone surrogate has no utf-8');
    const most = text.length * 3;
    this.#room(most <= BLOCK_BYTES ? most : Buffer.byteLength(text));
    const written = this.#block.write(text, this.#at);
    this.#at += written;
    return written;
  }

  /** `text` in UTF-8 and a NUL. A NUL inside is refused, since the reader would stop there. */
  cstring(text: string): void {
    if (text.includes('\0')) throw new TypeError('a string with a NUL inside can not be written NUL-terminated');
    this.text(text);
    this.u8(0);
  }

  /** Writes over an Int32 that was written before, `at` bytes after the last take. */
  patchI32(at: number, value: number): void {
    if (!(at >= 0 && at + 4 <= this.length)) throw new RangeError(`no int32 was written at ${at}`);
    this.#block.writeInt32BE(value, this.#start + at);
  }

  /** Writes over a 24-bit little-endian integer that was written before. */
  patchU24le(at: number, value: number): void {
    if (!(at >= 0 && at + 3 <= this.length)) throw new RangeError(`no 24-bit integer was written at ${at}`);
    this.#block.writeUIntLE(value, this.#start + at, 3);
  }

  /** Writes over bytes that were written before. */
  patchBytes(at: number, value: Uint8Array): void {
    if (!(at >= 0 && at + value.length <= this.length))
      throw new RangeError(`nothing of that length was written at ${at}`);
    this.#block.set(value, this.#start + at);
  }

  /** Forgets what was written after the first `length` bytes. */
  truncate(length: number): void {
    if (!(length >= 0 && length <= this.length)) throw new RangeError(`only ${this.length} bytes were written`);
    this.#at = this.#start + length;
  }

  /** What was written since the last take. These bytes are the caller's: the writer never touches them again. */
  take(): Buffer {
    const taken = this.#block.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#block.length) return;
    const written = this.length;
    const needed = written + count;
    // Doubled only when what is being written is large itself: else a fresh block is enough.
    const grown = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, needed <= BLOCK_BYTES ? 0 : needed * 2));
    this.#block.copy(grown, 0, this.#start, this.#at);
    this.#block = grown;
    this.#start = 0;
    this.#at = written;
  }
}
