// Cuts the stream of a client (and, during its login, of a server) into messages. Knows lengths, sequence ids and that a full packet is continued (MySQL docs, "MySQL
// Packets"); must not know what a message means.

import { ChunkQueue } from '../../bytes/chunks.ts';
import { Reader } from '../../bytes/reader.ts';
import { FULL_PAYLOAD_BYTES, HEADER_BYTES, sequenceAfter } from './messages/packet.ts';
import { PacketsOutOfOrder, PacketTooLarge } from './numbering.ts';

/** Bound on each message before the login is over: nobody knows yet who sends it. A token fits many times. */
export const MAX_LOGIN_BYTES = 65_536;

/** One message of a client, its packets joined: a view where it was one packet in one chunk. */
export class ClientPacket {
  readonly payload: Buffer;
  /** The sequence id of its first packet. */
  readonly sequence: number;
  /** The sequence id of the answer's first packet. */
  readonly answerSequence: number;

  constructor(payload: Buffer, sequence: number, answerSequence: number) {
    this.payload = payload;
    this.sequence = sequence;
    this.answerSequence = answerSequence;
  }

  /** The command's byte; undefined for an empty payload. */
  get command(): number | undefined {
    return this.payload[0];
  }

  reader(): Reader {
    return new Reader(this.payload);
  }
}

/** In `login` sequence ids go on through both sides' packets; in `command` each message begins with 0. */
export type ClientPhase = 'login' | 'command';

export interface ClientFramerLimits {
  /** The largest payload of a message, its packets joined. */
  readonly maxMessageBytes: number;
}

/**
 * The stream of a client. Push what was received, then pull messages until there is none:
 *
 *     framer.push(chunk);
 *     for (let packet = framer.next(); packet !== undefined; packet = framer.next()) …
 *
 * It is pulled, so that the phase can be changed between two messages of one chunk. What is too large or out of order is
 * refused as soon as its header is there, before its body is waited for.
 */
export class ClientFramer {
  /** The id of the next packet, whoever sends it. During the login, whoever writes packets to the client counts them here. */
  sequence = 0;
  readonly #queue = new ChunkQueue();
  readonly #limits: ClientFramerLimits;
  #phase: ClientPhase = 'login';
  /** Full packets of a message that goes on. */
  #parts: Buffer[] = [];
  #partsBytes = 0;

  constructor(limits: ClientFramerLimits) {
    this.#limits = limits;
  }

  /** Bytes received and not given out. */
  get buffered(): number {
    return this.#queue.length + this.#partsBytes;
  }

  /**
   * Takes what was received behind an SSLRequest out of the stream. A client waits for no answer to that, so its TLS may have begun in the
   * same chunk: these bytes are for TLS to read, and never for us. As packets they would be what somebody on the way has put there.
   */
  takeRest(): Buffer {
    return this.#queue.take(this.#queue.length);
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

  /** The next whole message; undefined until more bytes have come. Throws PacketsOutOfOrder, PacketTooLarge. */
  next(): ClientPacket | undefined {
    const queue = this.#queue;
    while (queue.length >= HEADER_BYTES) {
      const length = queue.u24le(0);
      const sequence = queue.byte(3);
      if (this.#phase === 'command' && this.#parts.length === 0) this.sequence = 0;
      if (sequence !== this.sequence) throw new PacketsOutOfOrder(sequence, this.sequence);
      const most = this.#phase === 'login' ? MAX_LOGIN_BYTES : this.#limits.maxMessageBytes;
      if (this.#partsBytes + length > most) throw new PacketTooLarge(sequenceAfter(sequence), most);
      if (queue.length < HEADER_BYTES + length) return undefined;
      queue.take(HEADER_BYTES);
      const payload = queue.take(length);
      this.sequence = sequenceAfter(sequence);
      if (length < FULL_PAYLOAD_BYTES) return this.#joined(payload);
      this.#parts.push(payload);
      this.#partsBytes += length;
    }
    return undefined;
  }

  #joined(last: Buffer): ClientPacket {
    const count = this.#parts.length + 1;
    const payload = count === 1 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#partsBytes = 0;
    return new ClientPacket(payload, sequenceAfter(this.sequence, -count), this.sequence);
  }
}
