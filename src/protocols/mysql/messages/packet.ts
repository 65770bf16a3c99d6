// The frame of every packet: a 24-bit length, a sequence id (MySQL docs, "MySQL Packets"). Encoders of messages write payloads; here they get
// their headers. Knows no message.

import { Writer } from '../../../bytes/writer.ts';

export const HEADER_BYTES = 4;
/** A payload of this many bytes is continued in the next packet; an empty one ends it. */
export const FULL_PAYLOAD_BYTES = 0xff_ffff;

/** The sequence id `count` packets after this one. */
export function sequenceAfter(sequence: number, count = 1): number {
  return (sequence + count) & 0xff;
}

/** How many packets a payload of this length takes. */
export function packetsFor(payloadBytes: number): number {
  return Math.floor(payloadBytes / FULL_PAYLOAD_BYTES) + 1;
}

/** Begins a packet of less than 16 MB. Gives what `endPacket` needs. */
export function beginPacket(out: Writer, sequence: number): number {
  const mark = out.length;
  out.u24le(0);
  out.u8(sequence & 0xff);
  return mark;
}

/** A larger payload has to go by `writePayload`: here it is a RangeError. */
export function endPacket(out: Writer, mark: number): void {
  const length = out.length - mark - HEADER_BYTES;
  if (length >= FULL_PAYLOAD_BYTES) throw new RangeError(`${length} bytes do not fit in one packet`);
  out.patchU24le(mark, length);
}

/** A payload of any length, in as many packets as it takes. Gives how many. */
export function writePayload(payload: Uint8Array, sequence: number, out: Writer): number {
  const packets = packetsFor(payload.length);
  for (let index = 0; index < packets; index++) {
    const start = index * FULL_PAYLOAD_BYTES;
    const end = Math.min(start + FULL_PAYLOAD_BYTES, payload.length);
    out.u24le(end - start);
    out.u8(sequenceAfter(sequence, index));
    out.slice(payload, start, end);
  }
  return packets;
}

/** One message of less than 16 MB in its packet: `packet(0, (out) => encodePing(out))`. */
export function packet(sequence: number, write: (out: Writer) => void): Buffer {
  const out = new Writer();
  const mark = beginPacket(out, sequence);
  write(out);
  endPacket(out, mark);
  return out.take();
}

/** A payload of any length in its packets. */
export function packets(payload: Uint8Array, sequence: number): Buffer {
  if (payload.length < FULL_PAYLOAD_BYTES) return inOnePacket(payload, sequence);
  const out = new Writer();
  writePayload(payload, sequence, out);
  return out.take();
}

/** Of its own size: it may be kept for as long as its statement is, and a writer's block with it would be many times as large. */
function inOnePacket(payload: Uint8Array, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes.writeUIntLE(payload.length, 0, 3);
  bytes[3] = sequence & 0xff;
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}
