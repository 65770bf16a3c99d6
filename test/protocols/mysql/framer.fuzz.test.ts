// Any bytes, in any chunks, into both framers and the walker: messages, or that they were refused; no other exception.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { ProtocolViolation } from '../../../src/core/errors.ts';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import { ClientFramer, type ClientPhase } from '../../../src/protocols/mysql/framer.ts';
import { packet } from '../../../src/protocols/mysql/messages/packet.ts';
import { Numbering } from '../../../src/protocols/mysql/numbering.ts';
import { ServerFramer, type Course, type CourseOfRead } from '../../../src/protocols/mysql/server-framer.ts';
import { capabilitiesOf, Driver, newRun, recorded } from './answers-driver.ts';
import { cut, places, Recorder } from './streams.ts';

const RUNS = 3_000;

const junk = fc.uint8Array({ maxLength: 60 });
const payload = fc.uint8Array({ maxLength: 30 });
const inOrder = fc
  .array(payload, { maxLength: 8 })
  .map((all) => Buffer.concat(all.map((bytes, index) => packet(index + 1, (out) => out.bytes(bytes)))));
const commands = fc
  .array(payload, { maxLength: 8 })
  .map((all) => Buffer.concat(all.map((bytes) => packet(0, (out) => out.bytes(bytes)))));
const withJunk = (real: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc.tuple(real, fc.option(junk, { nil: new Uint8Array(0) })).map((both) => Buffer.concat(both));

function untilRefused(run: () => void): 'ended' | 'refused' {
  try {
    run();
    return 'ended';
  } catch (error) {
    if (error instanceof MalformedMessage || error instanceof ProtocolViolation) return 'refused';
    throw error;
  }
}

describe('any bytes, however they are cut, give the same messages or the same refusal', () => {
  it.each<ClientPhase>(['login', 'command'])('in the framer of a client, phase %s', (phase) => {
    const run = (chunks: readonly Buffer[]) => {
      const framer = new ClientFramer({ maxMessageBytes: 200 });
      framer.enter(phase);
      if (phase === 'login') framer.sequence = 1;
      const messages: string[] = [];
      const end = untilRefused(() => {
        for (const chunk of chunks) {
          framer.push(chunk);
          for (let one = framer.next(); one !== undefined; one = framer.next())
            messages.push(`${one.sequence} ${one.payload.toString('hex')}`);
        }
      });
      return { end, messages };
    };
    fc.assert(
      fc.property(withJunk(phase === 'login' ? inOrder : commands), places, (stream, places) => {
        expect(run(cut(stream, places))).toEqual(run([stream]));
      }),
      { numRuns: RUNS },
    );
  });

  it('in the framer of a server', () => {
    const courses = fc.array(fc.constantFrom<Course>('pass', 'read', 'take', 'drop'), { minLength: 1, maxLength: 8 });
    const after = fc.constantFrom<CourseOfRead>('pass', 'last', 'take', 'drop');
    const run = (chunks: readonly Buffer[], courses: readonly Course[], after: CourseOfRead, client: number) => {
      let next = 0;
      const recorder = new Recorder(
        () => courses[next++ % courses.length] ?? 'pass',
        () => after,
      );
      const numbering = new Numbering();
      numbering.begin(1, client);
      const framer = new ServerFramer(recorder, numbering, { maxWholeBytes: 25 });
      const end = untilRefused(() => chunks.forEach((chunk) => framer.push(Buffer.from(chunk))));
      return { end, begun: recorder.begun, shown: recorder.shown, sent: recorder.sent };
    };
    fc.assert(
      fc.property(
        withJunk(inOrder),
        courses,
        after,
        fc.nat({ max: 255 }),
        places,
        (stream, courses, after, client, places) => {
          expect(run(cut(stream, places), courses, after, client)).toEqual(run([stream], courses, after, client));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

const masker = { textOnly: true, mask: () => Buffer.from('***') };
const plans: readonly (MaskPlan | undefined)[] = [
  undefined,
  ...[1, 2, 3, 4].map((count) => ({
    columns: Array.from({ length: count }, (_, index) => (index % 2 === 0 ? masker : undefined)),
    origins: [],
  })),
];

describe('the answers of real servers', () => {
  it('give the same to the client however they are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...recorded),
        places,
        fc.constantFrom(...plans),
        fc.boolean(),
        (one, places, plan, limited) => {
          const run = (chunks: readonly Buffer[]) => {
            const driver = new Driver({ upstream: capabilitiesOf(one.mode) });
            const options = { masks: plan === undefined ? [] : [plan], ...(limited ? { maxRows: 1 } : {}) };
            driver.expect({ kind: one.kind, run: newRun(options) }).push(...chunks);
            return { out: driver.out, log: driver.log };
          };
          expect(run(cut(one.bytes, places))).toEqual(run([one.bytes]));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('with bytes changed are passed, or refused; nothing else happens', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...recorded), changes, fc.constantFrom(...plans), (one, changes, plan) => {
        const bytes = Buffer.from(one.bytes);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const driver = new Driver({ upstream: capabilitiesOf(one.mode) });
        driver.expect({ kind: one.kind, run: newRun({ masks: [plan] }) });
        const startMs = performance.now();
        untilRefused(() => driver.push(bytes));
        expect(performance.now() - startMs).toBeLessThan(500);
      }),
      { numRuns: 3 * RUNS },
    );
  });
});
