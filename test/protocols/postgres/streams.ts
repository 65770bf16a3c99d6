// Streams cut into chunks, and consumers that write down what a framer gives them.

import * as fc from 'fast-check';
import type { ClientFramer, Course, ServerFrames } from '../../../src/protocols/postgres/framer.ts';
import type { BackendKind } from '../../../src/protocols/postgres/messages/backend.ts';

/** Cuts a stream at the given places, which may lie anywhere. */
export function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const borders = [...places.map((place) => place % (stream.length + 1)), stream.length].toSorted((a, b) => a - b);
  let from = 0;
  return borders.map((border) => {
    const chunk = Buffer.from(stream.subarray(from, border));
    from = border;
    return chunk;
  });
}

export const places = fc.array(fc.nat(), { maxLength: 30 });

/** Adds every frame that a client framer has, as kind and bytes. */
export function pull(framer: ClientFramer, frames: [kind: string, hex: string][]): void {
  for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
    frames.push([frame.kind, frame.bytes.toString('hex')]);
  }
}

/** Decides by kind, and writes down everything in the order in which it happened. */
export class Recorder implements ServerFrames {
  readonly begun: BackendKind[] = [];
  readonly shown: [course: 'read' | 'take', kind: BackendKind, body: Buffer][] = [];
  /** What a client would get; the place of a taken message is marked by its kind in angle brackets. */
  readonly out: Buffer[] = [];
  pieces = 0;
  readonly #course: (kind: BackendKind, length: number) => Course;

  constructor(course: (kind: BackendKind, length: number) => Course) {
    this.#course = course;
  }

  frame(kind: BackendKind, length: number): Course {
    this.begun.push(kind);
    return this.#course(kind, length);
  }

  read(kind: BackendKind, bytes: Buffer, start: number, end: number): void {
    this.shown.push(['read', kind, Buffer.from(bytes.subarray(start, end))]);
  }

  take(kind: BackendKind, bytes: Buffer, start: number, end: number): void {
    this.shown.push(['take', kind, Buffer.from(bytes.subarray(start, end))]);
    this.out.push(Buffer.from(`<${kind}>`));
  }

  send(bytes: Buffer): void {
    this.pieces++;
    this.out.push(bytes);
  }

  get sent(): Buffer {
    return Buffer.concat(this.out);
  }
}
