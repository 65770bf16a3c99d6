// Reads integers, strings and views out of one message's bytes. All offset arithmetic of decoding is here;
// it must know no protocol, and any bytes give a value or a MalformedMessage, never another exception.

import { MalformedMessage, MalformedText } from './malformed.ts';

// ignoreBOM keeps a leading U+FEFF in the text: dropped, the text that is judged would not be the text that is sent.
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of `view` as a Buffer, without a copy. */
export function asBuffer(view: Uint8Array): Buffer {
  return Buffer.isBuffer(view) ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Strictly: throws MalformedText. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new MalformedText('a string is not valid utf-8');
  }
}

/** A reading position in bytes[start, end). Integers are big-endian unless `le` says otherwise. What it hands out are views, not copies. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  /** `start` and `end` are ours to get right: a range outside of `bytes` is a RangeError, not the peer's fault. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    if (!(start >= 0 && start <= end && end <= bytes.length)) {
      throw new RangeError(`no range ${start} to ${end} in ${bytes.length} bytes`);
    }
    this.#bytes = asBuffer(bytes);
    this.#at = start;
    this.#end = end;
  }

  /** How many bytes are not read yet. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.#byte(this.#advance(1));
  }

  u16(): number {
    const at = this.#advance(2);
    return (this.#byte(at) << 8) | this.#byte(at + 1);
  }

  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  i32(): number {
    const at = this.#advance(4);
    return (this.#byte(at) << 24) | (this.#byte(at + 1) << 16) | (this.#byte(at + 2) << 8) | this.#byte(at + 3);
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  u16le(): number {
    const at = this.#advance(2);
    return this.#byte(at) | (this.#byte(at + 1) << 8);
  }

  u24le(): number {
    const at = this.#advance(3);
    return this.#byte(at) | (this.#byte(at + 1) << 8) | (this.#byte(at + 2) << 16);
  }

  u32le(): number {
    const at = this.#advance(4);
    const high = (this.#byte(at + 2) << 16) | (this.#byte(at + 3) << 24);
    return (this.#byte(at) | (this.#byte(at + 1) << 8) | high) >>> 0;
  }

  u64le(): bigint {
    const low = this.#advance(8);
    return this.#bytes.readBigUInt64LE(low);
  }

  /**
   * A length-encoded integer (MySQL). 0xFB and 0xFF begin none. A small number in a long form is taken, as servers and clients take it: where the
   * bytes go on, they go on as they are.
   */
  lenencBig(): bigint {
    const at = this.#at;
    const first = this.u8();
    try {
      if (first < 0xfb) return BigInt(first);
      if (first === 0xfc) return BigInt(this.u16le());
      if (first === 0xfd) return BigInt(this.u24le());
      if (first === 0xfe) return this.u64le();
    } catch (error) {
      this.#at = at;
      throw error;
    }
    this.#at = at;
    throw new MalformedMessage(`byte ${first} begins no length-encoded integer`);
  }

  /** One that counts or measures something; beyond the integers that a number can hold it lies. */
  lenenc(): number {
    const at = this.#at;
    const value = this.lenencBig();
    if (value <= MAX_SAFE) return Number(value);
    this.#at = at;
    throw new MalformedMessage('a length-encoded integer is larger than anything can be');
  }

  /** A length-encoded string's bytes, as a view. */
  lenencBytes(): Buffer {
    return this.bytes(this.lenenc());
  }

  /** The next `count` bytes as a view. A negative count is as malformed as one that is too large. */
  bytes(count: number): Buffer {
    const at = this.#advance(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Everything that is left, as a view. */
  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  /** The bytes before the next NUL, as a view; the NUL is read over. */
  cstringBytes(): Buffer {
    const nul = this.#bytes.indexOf(0, this.#at);
    if (nul === -1 || nul >= this.#end) throw new MalformedMessage('a string has no NUL at its end');
    const value = this.#bytes.subarray(this.#at, nul);
    this.#at = nul + 1;
    return value;
  }

  /** A NUL-terminated string of valid UTF-8. */
  cstring(): string {
    return decodeUtf8(this.cstringBytes());
  }

  /**
   * `count`, when that many items of at least `leastBytes` each can still follow. To be asked before anything is
   * allocated for them, so that a count that lies costs nothing.
   */
  count(count: number, leastBytes: number): number {
    if (count < 0 || count * leastBytes > this.remaining) {
      throw new MalformedMessage(`a count of ${count} does not fit in the ${this.remaining} bytes that follow`);
    }
    return count;
  }

  /** To be called when the message should be over: bytes that are left are refused, not ignored. */
  end(): void {
    if (this.remaining > 0) throw new MalformedMessage(`${this.remaining} bytes follow the end of the message`);
  }

  #advance(count: number): number {
    const at = this.#at;
    // Written so that NaN fails too.
    if (!(count >= 0 && count <= this.#end - at)) {
      throw new MalformedMessage(`${count} bytes expected, ${this.#end - at} left`);
    }
    this.#at = at + count;
    return at;
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0; // #advance has checked the range
  }
}
