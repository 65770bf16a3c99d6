// Any bytes, in any chunks, into both framers: frames or MalformedMessage, and no other exception.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { ClientFramer, ServerFramer, type ClientPhase, type Course } from '../../../src/protocols/postgres/framer.ts';
import { encodeBackend } from '../../../src/protocols/postgres/messages/backend.ts';
import { encodeFrontend } from '../../../src/protocols/postgres/messages/frontend.ts';
import { backendMessages, frontendMessages } from './messages/arbitrary.ts';
import { written } from './messages/drawing.ts';
import { cut, places, pull, Recorder } from './streams.ts';

const RUNS = 5_000;

const junk = fc.uint8Array({ maxLength: 60 });
const smallFrame = fc
  .tuple(fc.nat({ max: 255 }), fc.integer({ min: -2, max: 12 }), junk)
  .map(([type, length, body]) => Buffer.from([type, ...(length < 0 ? [255, 255] : [0, 0]), 0, length & 255, ...body]));
const stream = (real: fc.Arbitrary<Buffer>) =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: real }, smallFrame, junk), { maxLength: 8 })
    .map((all) => Buffer.concat(all));

/** What came out before the stream ended or was refused. */
function untilRefused(run: () => void): 'ended' | 'refused' {
  try {
    run();
    return 'ended';
  } catch (error) {
    if (error instanceof MalformedMessage) return 'refused';
    throw error;
  }
}

describe('any bytes, however they are cut, give the same frames or the same refusal', () => {
  const clientStreams = stream(frontendMessages.map((message) => written((out) => encodeFrontend(message, out))));

  it.each<ClientPhase>(['startup', 'authentication', 'session'])('in the framer of a client, phase %s', (phase) => {
    const run = (chunks: readonly Buffer[]) => {
      const framer = new ClientFramer({ maxMessageBytes: 200 });
      framer.enter(phase);
      const frames: [string, string][] = [];
      const end = untilRefused(() => {
        for (const chunk of chunks) {
          framer.push(chunk);
          pull(framer, frames);
        }
      });
      return { end, frames };
    };
    fc.assert(
      fc.property(clientStreams, places, (stream, places) => {
        expect(run(cut(stream, places))).toEqual(run([stream]));
      }),
      { numRuns: RUNS },
    );
  });

  it('in the framer of a server', () => {
    const serverStreams = stream(backendMessages.map((message) => written((out) => encodeBackend(message, out))));
    const courses = fc.array(fc.constantFrom<Course>('pass', 'read', 'take', 'drop'), { minLength: 1, maxLength: 8 });
    const run = (chunks: readonly Buffer[], courses: readonly Course[]) => {
      let next = 0;
      const recorder = new Recorder(() => courses[next++ % courses.length] ?? 'pass');
      const framer = new ServerFramer(recorder, { maxWholeBytes: 100 });
      const end = untilRefused(() => chunks.forEach((chunk) => framer.push(chunk)));
      return { end, begun: recorder.begun, shown: recorder.shown, sent: recorder.sent };
    };
    fc.assert(
      fc.property(serverStreams, courses, places, (stream, courses, places) => {
        expect(run(cut(stream, places), courses)).toEqual(run([stream], courses));
      }),
      { numRuns: RUNS },
    );
  });
});
