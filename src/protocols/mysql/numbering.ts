// Sequence ids: which is due, and what becomes of a stream that breaks them. Knows no bytes.

import { ProtocolViolation } from '../../core/errors.ts';
import { sequenceAfter } from './messages/packet.ts';

/** The message is larger than may be. To be answered with 1153 under this sequence id; then the connection is closed. */
export class PacketTooLarge extends ProtocolViolation {
  readonly sequence: number;
  constructor(sequence: number, mostBytes: number) {
    super(`a message is larger than ${mostBytes} bytes`);
    this.sequence = sequence;
  }
}

/** A sequence id other than the next. Servers answer 1156 and close. */
export class PacketsOutOfOrder extends ProtocolViolation {
  constructor(sequence: number, expected: number) {
    super(`a packet with the sequence id ${sequence} came where ${expected} was due`);
  }
}

/**
 * Sequence ids of both streams. What passes is given the client's next id where that is not the server's: where packets were left out
 * or added before.
 */
export class Numbering {
  /** The id that the server's next packet must have. Undefined: nothing is awaited, and any id is taken. */
  server: number | undefined;
  /** The id of the next packet to the client. */
  client = 0;

  begin(server: number, client: number): void {
    this.server = server;
    this.client = client;
  }

  idle(): void {
    this.server = undefined;
  }

  /** Counts packets to the client; gives the id of the first. */
  take(packets = 1): number {
    const id = this.client;
    this.client = sequenceAfter(id, packets);
    return id;
  }

  /** Counts a packet of the server. Throws PacketsOutOfOrder. */
  came(id: number): void {
    if (this.server === undefined) this.client = id;
    else if (id !== this.server) throw new PacketsOutOfOrder(id, this.server);
    this.server = sequenceAfter(id);
  }
}
