// The column definitions of one result, held back until all are there: a result that contradicts its plan shows the client not even its names.

import { Reader } from '../../bytes/reader.ts';
import type { Writer } from '../../bytes/writer.ts';
import { InternalFault } from '../../core/errors.ts';
import {
  decodeColumnDefinition,
  encodeColumnDefinition,
  encodeWire,
  type ColumnDefinition,
  type WireCharset,
} from './messages/index.ts';

export class ResultHead {
  readonly columns: ColumnDefinition[] = [];
  /** The packet that says how many columns there are. */
  readonly #count: Buffer;
  readonly #payloads: Buffer[] = [];

  /** `count`: a payload, kept. */
  constructor(count: Buffer) {
    this.#count = count;
  }

  add(bytes: Buffer, start: number, end: number): void {
    // Copied: a view would hold on to the whole chunk for as long as a cursor lives.
    const payload = Buffer.from(bytes.subarray(start, end));
    this.#payloads.push(payload);
    this.columns.push(decodeColumnDefinition(new Reader(payload)));
  }

  /** Writes each packet by `write`. `labels` counts only where there is one for each column. */
  write(
    labels: readonly (string | undefined)[],
    charset: WireCharset,
    write: (payload: (out: Writer) => void) => void,
  ): void {
    write((out) => out.bytes(this.#count));
    const labelled = labels.length === this.columns.length;
    for (const index of this.columns.keys()) {
      const label = labelled ? labels[index] : undefined;
      const payload = this.#payloads[index];
      if (payload === undefined) throw new InternalFault('a column has no definition');
      if (label === undefined) write((out) => out.bytes(payload));
      else write((out) => relabel(new Reader(payload), label, charset, out));
    }
  }
}

/** Writes a column's definition under another name. That of a function's result is there twice, as if it were a column's. */
export function relabel(definition: Reader, label: string, charset: WireCharset, out: Writer): void {
  const column = decodeColumnDefinition(definition);
  const name = encodeWire(label, charset);
  const isTwice = column.orgTable.length === 0 && Buffer.compare(column.orgName, column.name) === 0;
  encodeColumnDefinition({ ...column, name, orgName: isTwice ? name : column.orgName }, out);
}
