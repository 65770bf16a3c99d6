import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkQueue } from '../../src/bytes/chunks.ts';

describe('a chunk queue', () => {
  it('gives views where the bytes lie in one chunk', () => {
    const queue = new ChunkQueue();
    const chunk = Buffer.from([1, 2, 3, 4]);
    queue.push(chunk);
    queue.take(1);
    const view = queue.take(2);
    chunk[1] = 9;
    expect([...view]).toEqual([9, 3]);
    expect(queue.length).toBe(1);
  });

  it('gives back what was pushed, however it was cut, and never changes what it gave', () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1_000, max: 3_000 }));
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 60 }), fc.array(sizes, { maxLength: 60 }), (pushes, takes) => {
        const queue = new ChunkQueue();
        const given: Buffer[] = [];
        let next = 0;
        for (const [i, size] of pushes.entries()) {
          queue.push(Buffer.from(Array.from({ length: size }, () => next++ % 251)));
          const take = takes[i] ?? 0;
          if (take <= queue.length) given.push(queue.take(take));
        }
        given.push(queue.take(queue.length));
        const all = Buffer.concat(given);
        expect(all.length).toBe(next);
        expect(all.findIndex((byte, i) => byte !== i % 251)).toBe(-1);
      }),
      { numRuns: 200 },
    );
  });

  it('reads a header over any chunk borders', () => {
    const queue = new ChunkQueue();
    for (const byte of [9, 0, 1, 2, 3]) queue.push(Buffer.from([byte]));
    queue.push(Buffer.alloc(2_000));
    queue.take(1);
    expect(queue.i32(0)).toBe(0x00010203);
  });

  it('gathers small chunks in blocks, so that a message sent byte by byte costs no object for each', () => {
    const queue = new ChunkQueue();
    const chunks = Array.from({ length: 3_000 }, (_, i) => Buffer.from([i & 0x7f]));
    for (const chunk of chunks) queue.push(chunk);
    for (const chunk of chunks) chunk[0] = 0xff;
    expect(queue.take(1)[0], 'the first is kept as it came').toBe(0xff);
    expect(queue.take(2_999)[2_998], 'the others were copied').toBe(2_999 & 0x7f);
  });

  it('takes more than it has for our own mistake', () => {
    const queue = new ChunkQueue();
    queue.push(Buffer.from([1]));
    expect(() => queue.take(2)).toThrow(RangeError);
    expect(() => queue.byte(1)).toThrow(RangeError);
  });
});
