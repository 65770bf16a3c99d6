// Messages drawn byte by byte: what a test shows is what travels.

import { Reader } from '../../../../src/bytes/reader.ts';
import { Writer } from '../../../../src/bytes/writer.ts';

/** A field's name and its bytes: text as it is (NULs written out), or numbers one a byte. */
export type Field = readonly [name: string, bytes: string | readonly number[]];

export function draw(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([, bytes]) => (typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes))),
  );
}

/** A reader at the start of a payload. */
export function bodyOf(bytes: Uint8Array): Reader {
  return new Reader(bytes);
}

export function written(write: (out: Writer) => void): Buffer {
  const out = new Writer();
  write(out);
  return out.take();
}

/** Reading and writing with what a receiver has to know beside the bytes. */
export interface Codec<Message> {
  readonly decode: (body: Reader) => Message;
  readonly encode: (message: Message, out: Writer) => void;
}
