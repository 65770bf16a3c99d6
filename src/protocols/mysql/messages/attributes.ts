// Connection attributes: what a client says of itself, in HandshakeResponse41 and COM_CHANGE_USER.

import { Reader } from '../../../bytes/reader.ts';
import { Writer } from '../../../bytes/writer.ts';

/** In the order sent. They are shown and recorded, never believed. */
export type Attributes = readonly (readonly [name: string, value: string])[];

export function decodeAttributes(body: Reader): Attributes {
  const inside = new Reader(body.lenencBytes());
  const attributes: [string, string][] = [];
  // Not strict utf-8: paths and process names come as the system has them.
  while (inside.remaining > 0)
    attributes.push([inside.lenencBytes().toString('utf8'), inside.lenencBytes().toString('utf8')]);
  return attributes;
}

export function encodeAttributes(attributes: Attributes, out: Writer): void {
  const inside = new Writer();
  for (const pair of attributes) for (const text of pair) inside.lenencBytes(Buffer.from(text.toWellFormed(), 'utf8'));
  out.lenencBytes(inside.take());
}
