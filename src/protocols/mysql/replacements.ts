// What the client gets in the place of the server's packets, gathered until it is sent. Knows packets and their ids; not which answer they belong to,
// nor why they are other than they came.

import { Writer } from '../../bytes/writer.ts';
import type { RowMasker } from './masking.ts';
import { beginPacket, endPacket, writePayload } from './messages/index.ts';
import type { Numbering } from './numbering.ts';

/** Writes one payload. */
export type WritePayload = (out: Writer) => void;

/** A masked row up to this size is masked in place; masks may lengthen it, so a larger one gets its packets afterwards. */
const MAX_IN_PLACE_BYTES = 8 * 1024 * 1024;

export class Replacements {
  readonly #numbering: Numbering;
  readonly #out = new Writer();

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
  }

  get empty(): boolean {
    return this.#out.length === 0;
  }

  /** All that was written, which is to be sent now. */
  take(): Buffer {
    return this.#out.take();
  }

  write(payload: WritePayload): void {
    const mark = beginPacket(this.#out, this.#numbering.take());
    payload(this.#out);
    endPacket(this.#out, mark);
  }

  /** The row whose payload is `bytes[start, end)`, masked. Called for each row: it makes nothing but bytes. */
  row(masker: RowMasker, bytes: Buffer, start: number, end: number): void {
    if (end - start > MAX_IN_PLACE_BYTES) return this.#largeRow(masker, bytes, start, end);
    const mark = beginPacket(this.#out, this.#numbering.take());
    masker.row(bytes, start, end, this.#out);
    endPacket(this.#out, mark);
  }

  #largeRow(masker: RowMasker, bytes: Buffer, start: number, end: number): void {
    const large = new Writer();
    masker.row(bytes, start, end, large);
    this.#numbering.take(writePayload(large.take(), this.#numbering.client, this.#out));
  }
}

/** A payload as it came. To be written before its chunk is gone. */
export function verbatim(bytes: Buffer, start: number, end: number): WritePayload {
  return (out) => out.slice(bytes, start, end);
}
