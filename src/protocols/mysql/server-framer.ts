// Walks over the stream of a server, message by message, while it passes. Knows lengths, sequence ids and that a full packet is continued
// (MySQL docs, "MySQL Packets"); must not know what a message means.

import { ChunkQueue } from '../../bytes/chunks.ts';
import { MalformedMessage } from '../../bytes/malformed.ts';
import { FULL_PAYLOAD_BYTES, HEADER_BYTES, packets } from './messages/packet.ts';
import type { Numbering } from './numbering.ts';

/**
 * What happens with one message of the server:
 * - `pass`: it goes on verbatim, streamed, never held back as a whole;
 * - `read`: it is shown whole, and then one of the others; a run of messages that pass stays one piece; never one of several packets;
 * - `take`: it is handed over whole and does not go on; what takes its place the consumer writes itself;
 * - `drop`: it does not go on and nobody looks at it.
 */
export type Course = 'pass' | 'read' | 'take' | 'drop';

/** What `read` decides. `last`: it passes like the others before it, and `passed` is called when all of them are sent. */
export type CourseOfRead = Exclude<Course, 'read'> | 'last';

/**
 * Who decides over the server's messages. Called in stream order, inside of `ServerFramer.push`. Whole payloads are given
 * as a range: `bytes[start, end)`. Only `send`, `take` and `passed` may write to the client: in `message` and `read`, what was
 * decided to go before may not be sent yet.
 */
export interface ServerPackets {
  /** A message begins. `first`: its payload's first byte, -1 where it has none. `length`: of its first packet's payload. */
  message(first: number, length: number): Course;
  read(bytes: Buffer, start: number, end: number): CourseOfRead;
  take(bytes: Buffer, start: number, end: number): void;
  /** The message that `read` called the last is sent. */
  passed(): void;
  /** The message to be taken turned out larger than what is held whole; it is dropped. May throw instead. */
  tooLarge(): void;
  /** These bytes go to the client: as few and long pieces as the received chunks allow. */
  send(bytes: Buffer): void;
}

export interface ServerFramerLimits {
  /** The largest payload that may be asked for whole (`read`, `take`). One that only passes has no bound. */
  readonly maxWholeBytes: number;
}

/**
 * The stream of a server. It is not buffered: a chunk is walked from header to header, and leaves in runs of what
 * passes. Only what is asked for whole and straddles chunks or packets is gathered.
 */
export class ServerFramer {
  readonly #packets: ServerPackets;
  readonly #numbering: Numbering;
  readonly #limits: ServerFramerLimits;

  // A header, and behind the first of a message the byte that its course is decided by, of which only a part has come.
  readonly #head = Buffer.alloc(HEADER_BYTES + 1);
  #headBytes = 0;

  // The message that is not complete: what is done with it, what is to come of its packet, whether another packet follows.
  #course: Course | undefined;
  #missing = 0;
  #continues = false;
  #gathered = new ChunkQueue();

  // The chunk that is walked; chunk[run, …) is decided to pass and not sent yet.
  #chunk: Buffer = Buffer.alloc(0);
  #run = 0;

  constructor(packets: ServerPackets, numbering: Numbering, limits: ServerFramerLimits) {
    this.#packets = packets;
    this.#numbering = numbering;
    this.#limits = limits;
  }

  /** Whether the stream stands between two messages: where a server may end. */
  get atBoundary(): boolean {
    return this.#course === undefined && this.#headBytes === 0;
  }

  /** Whether a part of a passing message was sent: then nothing of ours can be written to the client any more. */
  get insideSent(): boolean {
    return this.#course === 'pass';
  }

  /**
   * Takes a chunk apart. The chunk is the framer's from now on: views of it go to the consumer, and sequence ids are changed in it. Throws
   * MalformedMessage or ProtocolViolation, after what came before was sent; when the consumer itself throws, what it
   * let pass before may be unsent. Nothing can be pushed after either.
   */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#run = 0;
    let at = 0;
    if (this.#headBytes > 0) {
      at = this.#completeHead();
      if (this.#headBytes > 0) return;
    }
    for (;;) {
      if (this.#missing > 0) at = this.#goOn(at);
      if (this.#missing > 0) break;
      if (this.#course === undefined) at = this.#wholeMessages(at);
      if (chunk.length - at < this.#headNeeds(chunk, at)) break;
      at = this.#open(at);
    }
    this.#flush(at);
    if (at < chunk.length && this.#missing === 0) this.#headBytes = chunk.copy(this.#head, 0, at);
  }

  /** Walks over messages that are whole in the chunk; gives where the first stands that isn't. */
  #wholeMessages(from: number): number {
    const chunk = this.#chunk;
    const end = chunk.length;
    let at = from;
    for (;;) {
      if (end - at <= HEADER_BYTES) return at;
      const length = readLength(chunk, at);
      const body = at + HEADER_BYTES;
      const next = body + length;
      if (next > end || length === FULL_PAYLOAD_BYTES || length === 0) return at;
      let course: Course | 'last' = this.#begin(chunk, at, length);
      if (course === 'read') course = this.#packets.read(chunk, body, next);
      if (course === 'pass' || course === 'last') {
        this.#renumber(chunk, at);
        if (course === 'last') {
          this.#flush(next);
          this.#packets.passed();
        }
      } else {
        this.#flush(at);
        this.#run = next;
        if (course === 'take') this.#packets.take(chunk, body, next);
      }
      at = next;
    }
  }

  /** Checks a packet's header and asks for the message's course. `bytes` holds the header at `at`. */
  #begin(bytes: Buffer, at: number, length: number): Course {
    try {
      this.#numbering.came(bytes[at + 3] ?? 0);
      const course = this.#packets.message(length === 0 ? -1 : (bytes[at + HEADER_BYTES] ?? 0), length);
      return this.#bounded(course, length);
    } catch (error) {
      if (bytes === this.#chunk) this.#flush(at);
      throw error;
    }
  }

  /** A message that is asked for whole and can't be had whole is dropped, or ends the connection. */
  #bounded(course: Course, length: number): Course {
    if (course !== 'read' && course !== 'take') return course;
    const tooLarge = this.#gathered.length + length > this.#limits.maxWholeBytes;
    if (course === 'read' && (tooLarge || length === FULL_PAYLOAD_BYTES))
      throw new MalformedMessage(`a message of ${length} bytes where only a small one makes sense`);
    if (!tooLarge) return course;
    this.#gathered = new ChunkQueue();
    this.#packets.tooLarge();
    return 'drop';
  }

  /** How many bytes a header takes at `at`; the first packet of a message shows one byte of its payload too. */
  #headNeeds(bytes: Buffer, at: number): number {
    const shows = this.#course === undefined && readLength(bytes, at) > 0;
    return shows ? HEADER_BYTES + 1 : HEADER_BYTES;
  }

  /** Opens a packet in the chunk whose message isn't whole in it, or goes on with one; gives where its payload begins. */
  #open(at: number): number {
    this.#openPacket(this.#chunk, at);
    const body = at + HEADER_BYTES;
    if (this.#course === 'pass') this.#renumber(this.#chunk, at);
    else {
      this.#flush(at);
      this.#run = body;
    }
    if (this.#missing === 0) this.#endPacket();
    return body;
  }

  #openPacket(bytes: Buffer, at: number): void {
    const length = readLength(bytes, at);
    if (this.#course === undefined) this.#course = this.#begin(bytes, at, length);
    else {
      this.#numbering.came(bytes[at + 3] ?? 0);
      this.#course = this.#bounded(this.#course, length);
    }
    this.#missing = length;
    this.#continues = length === FULL_PAYLOAD_BYTES;
  }

  /** Goes on with the open packet; gives where the part of it ends that is in the chunk. */
  #goOn(at: number): number {
    const stop = Math.min(this.#chunk.length, at + this.#missing);
    this.#missing -= stop - at;
    if (this.#course !== 'pass') {
      this.#flush(at);
      this.#run = stop;
      if (this.#course !== 'drop') this.#gathered.push(this.#chunk.subarray(at, stop));
    }
    if (this.#missing === 0) this.#endPacket();
    return stop;
  }

  #endPacket(): void {
    if (this.#continues) return;
    let course: CourseOfRead | Course | undefined = this.#course;
    this.#course = undefined;
    if (course !== 'read' && course !== 'take') return;
    const payload = this.#gathered.take(this.#gathered.length);
    if (course === 'read') course = this.#packets.read(payload, 0, payload.length);
    if (course === 'take') return this.#packets.take(payload, 0, payload.length);
    if (course === 'pass' || course === 'last') this.#packets.send(packets(payload, this.#numbering.take()));
    if (course === 'last') this.#packets.passed();
  }

  /** Reads the rest of a header that straddles chunks and opens its packet; gives where the chunk goes on. */
  #completeHead(): number {
    const chunk = this.#chunk;
    const head = this.#head;
    let at = 0;
    while (this.#headBytes < HEADER_BYTES || this.#headBytes < this.#headNeeds(head, 0)) {
      const byte = chunk[at];
      if (byte === undefined) return at;
      head[this.#headBytes++] = byte;
      at++;
    }
    const shown = head.subarray(HEADER_BYTES, this.#headBytes);
    this.#headBytes = 0;
    this.#run = at;
    this.#openPacket(head, 0);
    this.#missing -= shown.length;
    if (this.#course === 'pass') {
      this.#renumber(head, 0);
      this.#packets.send(Buffer.from(head.subarray(0, HEADER_BYTES + shown.length)));
    } else if (this.#course !== 'drop') this.#gathered.push(Buffer.from(shown));
    if (this.#missing === 0) this.#endPacket();
    return at;
  }

  /** Gives a passing packet the client's next id. */
  #renumber(bytes: Buffer, at: number): void {
    bytes[at + 3] = this.#numbering.take();
  }

  /** Sends what is decided to pass, up to `end`. */
  #flush(end: number): void {
    const run = this.#run;
    this.#run = end;
    if (run >= end) return;
    const chunk = this.#chunk;
    this.#packets.send(run === 0 && end === chunk.length ? chunk : chunk.subarray(run, end));
  }
}

function readLength(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}
