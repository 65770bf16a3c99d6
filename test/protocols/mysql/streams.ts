// Streams cut into chunks and taken apart again, and a consumer that writes down what a framer gives it.

import * as fc from 'fast-check';
import { Reader } from '../../../src/bytes/reader.ts';
import type { Course, CourseOfRead, ServerPackets } from '../../../src/protocols/mysql/server-framer.ts';

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

export const places: fc.Arbitrary<number[]> = fc.array(fc.nat(), { maxLength: 30 });

/** The packets of a stream. Throws where it ends within one. */
export function messagesOf(stream: Buffer): { sequence: number; payload: Buffer }[] {
  const reader = new Reader(stream);
  const messages: { sequence: number; payload: Buffer }[] = [];
  while (reader.remaining > 0) {
    const length = reader.u24le();
    messages.push({ sequence: reader.u8(), payload: reader.bytes(length) });
  }
  return messages;
}

/** A reader of the last packet's payload. */
export function arrived(stream: Buffer): Reader {
  const last = messagesOf(stream).at(-1);
  if (last === undefined) throw new Error('nothing arrived');
  return new Reader(last.payload);
}

/** Decides by the payload's first byte, and writes down everything in the order in which it happened. */
export class Recorder implements ServerPackets {
  readonly begun: [first: number, length: number][] = [];
  readonly shown: [course: 'read' | 'take' | 'too large', payload: string][] = [];
  /** What a client would get; the place of a taken message is marked. */
  readonly out: Buffer[] = [];
  readonly #course: () => Course;
  readonly #afterRead: () => CourseOfRead;

  constructor(course: () => Course, afterRead: () => CourseOfRead = () => 'pass') {
    this.#course = course;
    this.#afterRead = afterRead;
  }

  message(first: number, length: number): Course {
    this.begun.push([first, length]);
    return this.#course();
  }

  read(bytes: Buffer, start: number, end: number): CourseOfRead {
    this.shown.push(['read', bytes.toString('hex', start, end)]);
    return this.#afterRead();
  }

  take(bytes: Buffer, start: number, end: number): void {
    this.shown.push(['take', bytes.toString('hex', start, end)]);
    this.out.push(Buffer.from('<taken>'));
  }

  passed(): void {
    this.out.push(Buffer.from('<passed>'));
  }

  tooLarge(): void {
    this.shown.push(['too large', '']);
  }

  send(bytes: Buffer): void {
    this.out.push(bytes);
  }

  get sent(): Buffer {
    return Buffer.concat(this.out);
  }
}
