// Cuts the two byte streams of a connection into messages. Knows lengths and type bytes (PostgreSQL docs 55.2.1, 55.7)
// and which may come at all; must not know what a message means or in which order messages make sense.

import { ChunkQueue } from '../../bytes/chunks.ts';
import { MalformedMessage } from '../../bytes/malformed.ts';
import { Reader } from '../../bytes/reader.ts';
import { backendKinds, type BackendKind } from './messages/backend.ts';
import { HEADER_BYTES } from './messages/frame.ts';
import { frontendKinds, type FrontendKind } from './messages/frontend.ts';

/** The server's own bound on a start-up packet, its length word not counted. Beyond it the connection is closed. */
export const MAX_STARTUP_BYTES = 10_000;
/** The server's own bound on the length of a password or SASL message, which comes from nobody we know yet. */
export const MAX_AUTHENTICATION_BYTES = 65_535;
/** The server's own bound on the length of messages that carry no more than names. */
export const MAX_SMALL_BYTES = 10_000;

const LENGTH_BYTES = 4;

/** How the length of each client message is bound, where it is not the configured limit. */
const exactlyEmpty: ReadonlySet<FrontendKind> = new Set(['CopyDone', 'Flush', 'Sync', 'Terminate']);
const small: ReadonlySet<FrontendKind> = new Set(['Close', 'CopyFail', 'Describe', 'Execute']);

/** One message of a client: a view, or a copy where it straddled chunks. */
export class ClientFrame {
  readonly kind: FrontendKind | 'StartupPacket';
  /** The whole frame, header included: exactly what may be forwarded. */
  readonly bytes: Buffer;

  constructor(kind: FrontendKind | 'StartupPacket', bytes: Buffer) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** What follows the header, as a view. */
  get body(): Buffer {
    return this.bytes.subarray(this.#headerBytes);
  }

  /** A reader at the start of the body, for the decoder of this kind. */
  reader(): Reader {
    return new Reader(this.bytes, this.#headerBytes);
  }

  get #headerBytes(): number {
    return this.kind === 'StartupPacket' ? LENGTH_BYTES : HEADER_BYTES;
  }
}

/** What may come: packets without a type byte; then answers to our authentication requests alone; then all the others. */
export type ClientPhase = 'startup' | 'authentication' | 'session';

export interface ClientFramerLimits {
  /** The largest Int32 length of a Query, Parse, Bind, FunctionCall or CopyData. */
  readonly maxMessageBytes: number;
}

/**
 * The stream of a client. Push what was received, then pull frames until there is none:
 *
 *     framer.push(chunk);
 *     for (let frame = framer.next(); frame !== undefined; frame = framer.next()) …
 *
 * It is pulled, so that the phase can be changed between two frames of one chunk. A message that may not come or is too
 * large is refused as soon as its header is there, before its body is waited for.
 */
export class ClientFramer {
  readonly #queue = new ChunkQueue();
  readonly #limits: ClientFramerLimits;
  #phase: ClientPhase = 'startup';

  constructor(limits: ClientFramerLimits) {
    this.#limits = limits;
  }

  /**
   * Bytes received and not given out. Must be 0 when TLS begins: whatever came in clear behind an SSLRequest was put there
   * by somebody on the way, and would be taken as sent inside TLS.
   */
  get buffered(): number {
    return this.#queue.length;
  }

  get phase(): ClientPhase {
    return this.#phase;
  }

  enter(phase: ClientPhase): void {
    this.#phase = phase;
  }

  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
  }

  /** The next whole frame; undefined until more bytes have come. Throws MalformedMessage. */
  next(): ClientFrame | undefined {
    return this.#phase === 'startup' ? this.#nextPacket() : this.#nextFrame();
  }

  #nextPacket(): ClientFrame | undefined {
    if (this.#queue.length < LENGTH_BYTES) return undefined;
    const length = this.#queue.i32(0);
    if (length < 2 * LENGTH_BYTES || length - LENGTH_BYTES > MAX_STARTUP_BYTES) {
      throw new MalformedMessage(`${length} is no length of a start-up packet`);
    }
    if (this.#queue.length < length) return undefined;
    return new ClientFrame('StartupPacket', this.#queue.take(length));
  }

  #nextFrame(): ClientFrame | undefined {
    const queue = this.#queue;
    if (queue.length === 0) return undefined;
    const type = queue.byte(0);
    const kind = frontendKinds[type];
    if (kind === undefined) throw new MalformedMessage(`byte ${type} is no type of a client's message`);
    if ((kind === 'AuthenticationResponse') !== (this.#phase === 'authentication')) {
      throw new MalformedMessage(`${kind} may not come in the phase '${this.#phase}'`);
    }
    if (queue.length < HEADER_BYTES) return undefined;
    const length = queue.i32(1);
    const most = this.#mostBytes(kind);
    if (length < LENGTH_BYTES || length > most) {
      throw new MalformedMessage(`a ${kind} of ${length} bytes; it has between ${LENGTH_BYTES} and ${most}`);
    }
    if (queue.length < 1 + length) return undefined;
    return new ClientFrame(kind, queue.take(1 + length));
  }

  #mostBytes(kind: FrontendKind): number {
    if (kind === 'AuthenticationResponse') return MAX_AUTHENTICATION_BYTES;
    if (exactlyEmpty.has(kind)) return LENGTH_BYTES;
    return small.has(kind) ? Math.min(MAX_SMALL_BYTES, this.#limits.maxMessageBytes) : this.#limits.maxMessageBytes;
  }
}

/**
 * What happens with one message of the server:
 * - `pass`: it goes on verbatim, streamed, never held back as a whole;
 * - `read`: it is shown whole, then goes on verbatim; a run of messages stays one piece;
 * - `take`: it is handed over whole and does not go on; what takes its place the consumer writes itself;
 * - `drop`: it does not go on and nobody looks at it.
 */
export type Course = 'pass' | 'read' | 'take' | 'drop';

/**
 * Who decides over the server's messages. Called in stream order, inside of `ServerFramer.push`. Whole messages are given
 * as a range: `bytes[start, end)` is the body, its header the 5 bytes before. Only `send` and `take` may write to the
 * client: in `frame` and `read`, what was decided to go before may not be sent yet.
 */
export interface ServerFrames {
  /** A message begins; `length` is its body's. Called once for each message, with its header complete. */
  frame(kind: BackendKind, length: number): Course;
  read(kind: BackendKind, bytes: Buffer, start: number, end: number): void;
  take(kind: BackendKind, bytes: Buffer, start: number, end: number): void;
  /** These bytes go to the client, verbatim: as few and long pieces as the received chunks allow. */
  send(bytes: Buffer): void;
}

export interface ServerFramerLimits {
  /** The largest body that may be asked for whole (`read`, `take`). One that only passes has no bound. */
  readonly maxWholeBytes: number;
}

/**
 * The stream of a server. It is not buffered: a chunk is walked from header to header, and leaves in runs of what
 * passes. Only what is asked for whole and straddles chunks is gathered.
 */
export class ServerFramer {
  readonly #frames: ServerFrames;
  readonly #limits: ServerFramerLimits;

  // A message's header of which only a part has come; it is held back, since nothing can be decided yet.
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;

  // The message whose body is not complete: what is to be done with it and how much is to come.
  #course: Course | undefined;
  #kind: BackendKind = 'DataRow';
  #missing = 0;
  readonly #gathered = new ChunkQueue();

  constructor(frames: ServerFrames, limits: ServerFramerLimits) {
    this.#frames = frames;
    this.#limits = limits;
  }

  /** Whether the stream stands between two messages: where a server may end. */
  get atBoundary(): boolean {
    return this.#course === undefined && this.#headerBytes === 0;
  }

  /** Whether a part of a passing message was sent: then nothing of ours can be written to the client any more. */
  get insideSent(): boolean {
    return this.#course === 'pass';
  }

  /**
   * Takes a chunk apart. It must not be changed afterwards, since views of it go to the consumer. Throws
   * MalformedMessage, after what came before the malformed message was sent; when the consumer itself throws, what it
   * let pass before may be unsent. Nothing can be pushed after either.
   */
  push(chunk: Buffer): void {
    let at = this.#headerBytes > 0 ? this.#completeHeader(chunk) : 0;
    if (this.#headerBytes > 0) return;
    // chunk[run, at) is decided to pass and not sent yet.
    let run = at;
    if (this.#course !== undefined) {
      at = this.#continue(chunk, at);
      if (this.#course !== 'pass') run = at;
      if (this.#missing > 0) return this.#flush(chunk, run, at);
      this.#course = undefined;
    }
    const end = chunk.length;
    while (end - at >= HEADER_BYTES) {
      const next = at + 1 + readLength(chunk, at);
      const kind = backendKinds[chunk[at] ?? 0];
      if (kind === undefined || next < at + HEADER_BYTES) {
        this.#flush(chunk, run, at);
        throw malformedHeader(chunk, at);
      }
      const course = this.#frames.frame(kind, next - at - HEADER_BYTES);
      if (course === 'pass' && next <= end) {
        at = next;
        continue;
      }
      if (this.#isTooLarge(course, next - at - HEADER_BYTES)) {
        this.#flush(chunk, run, at);
        throw this.#tooLarge(kind, next - at - HEADER_BYTES);
      }
      if (course === 'take' || course === 'drop' || next > end) {
        const passes = course === 'pass' ? end : at;
        this.#flush(chunk, run, passes);
        run = Math.min(next, end);
      }
      if (next > end) return this.#open(kind, course, chunk.subarray(at), next - end);
      if (course === 'read') this.#frames.read(kind, chunk, at + HEADER_BYTES, next);
      else if (course === 'take') this.#frames.take(kind, chunk, at + HEADER_BYTES, next);
      at = next;
    }
    this.#flush(chunk, run, at);
    if (at < end) this.#headerBytes = chunk.copy(this.#header, 0, at);
  }

  #flush(chunk: Buffer, run: number, end: number): void {
    if (run === end) return;
    this.#frames.send(run === 0 && end === chunk.length ? chunk : chunk.subarray(run, end));
  }

  /** Reads the rest of a header that straddles chunks and opens its message; gives where the body begins. */
  #completeHeader(chunk: Buffer): number {
    const had = this.#headerBytes;
    const taken = chunk.copy(this.#header, had, 0, HEADER_BYTES - had);
    this.#headerBytes = had + taken;
    if (this.#headerBytes < HEADER_BYTES) return taken;
    this.#headerBytes = 0;
    const kind = backendKinds[this.#header[0] ?? 0];
    const length = readLength(this.#header, 0) - LENGTH_BYTES;
    if (kind === undefined || length < 0) throw malformedHeader(this.#header, 0);
    const course = this.#frames.frame(kind, length);
    if (this.#isTooLarge(course, length)) throw this.#tooLarge(kind, length);
    const header = Buffer.from(this.#header);
    if (course === 'pass') this.#frames.send(header);
    this.#open(kind, course, header, length);
    return taken;
  }

  #isTooLarge(course: Course, length: number): boolean {
    return length > this.#limits.maxWholeBytes && (course === 'read' || course === 'take');
  }

  #tooLarge(kind: BackendKind, length: number): MalformedMessage {
    return new MalformedMessage(`a ${kind} of ${length} bytes; at most ${this.#limits.maxWholeBytes} are held whole`);
  }

  /** A message goes on in the next chunk. `begun` is its header and what has come of its body. */
  #open(kind: BackendKind, course: Course, begun: Buffer, missing: number): void {
    if (course === 'read' || course === 'take') this.#gathered.push(begun);
    this.#kind = kind;
    this.#course = course;
    this.#missing = missing;
  }

  /** Goes on with the open message; gives where the part of it ends that is in `chunk`. */
  #continue(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#missing);
    this.#missing -= end - at;
    if (this.#course !== 'read' && this.#course !== 'take') return end;
    this.#gathered.push(chunk.subarray(at, end));
    if (this.#missing > 0) return end;
    const bytes = this.#gathered.take(this.#gathered.length);
    if (this.#course === 'read') {
      this.#frames.read(this.#kind, bytes, HEADER_BYTES, bytes.length);
      this.#frames.send(bytes);
    } else this.#frames.take(this.#kind, bytes, HEADER_BYTES, bytes.length);
    return end;
  }
}

/** The Int32 behind the type byte at `at`. */
function readLength(bytes: Buffer, at: number): number {
  return (
    ((bytes[at + 1] ?? 0) << 24) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0)
  );
}

function malformedHeader(bytes: Buffer, at: number): MalformedMessage {
  const type = bytes[at] ?? 0;
  const kind = backendKinds[type];
  if (kind === undefined) return new MalformedMessage(`byte ${type} is no type of a server's message`);
  return new MalformedMessage(`a ${kind} of ${readLength(bytes, at)} bytes; it has at least ${LENGTH_BYTES}`);
}
