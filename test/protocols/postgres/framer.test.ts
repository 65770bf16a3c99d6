import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { Writer } from '../../../src/bytes/writer.ts';
import { ClientFramer, ServerFramer, type ClientPhase, type Course } from '../../../src/protocols/postgres/framer.ts';
import {
  encodeBackend,
  type BackendKind,
  type WritableBackendMessage,
} from '../../../src/protocols/postgres/messages/backend.ts';
import { decodeFrontend, encodeFrontend } from '../../../src/protocols/postgres/messages/frontend.ts';
import { encodeStartupPacket } from '../../../src/protocols/postgres/messages/startup.ts';
import { backendMessages, frontendMessages } from './messages/arbitrary.ts';
import { written } from './messages/drawing.ts';
import { cut, places, pull, Recorder } from './streams.ts';

const LIMITS = { maxMessageBytes: 100_000 };

function clientFramer(phase: ClientPhase): ClientFramer {
  const framer = new ClientFramer(LIMITS);
  framer.enter(phase);
  return framer;
}

/** A type byte and an Int32 length, with no body behind. */
function header(type: string, length: number): Buffer {
  const bytes = Buffer.from(`${type}....`, 'latin1');
  bytes.writeInt32BE(length, type.length);
  return bytes;
}

const query = written((out) => encodeFrontend({ kind: 'Query', text: 'select 1' }, out));
const sync = written((out) => encodeFrontend({ kind: 'Sync' }, out));

describe('the framer of a client', () => {
  it('gives the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frontendMessages, { maxLength: 8 }), places, (messages, places) => {
        const stream = written((out) => messages.forEach((message) => encodeFrontend(message, out)));
        const framer = clientFramer('session');
        const frames: [kind: string, hex: string][] = [];
        for (const chunk of cut(stream, places)) {
          framer.push(chunk);
          pull(framer, frames);
        }
        expect(frames.map(([kind]) => kind)).toEqual(messages.map((message) => message.kind));
        expect(frames.map(([, hex]) => hex).join('')).toBe(stream.toString('hex'));
        expect(framer.buffered).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('gives views of the received chunk, header and all', () => {
    const chunk = Buffer.concat([query, sync]);
    const framer = clientFramer('session');
    framer.push(chunk);
    const frame = framer.next();
    expect(frame?.kind).toBe('Query');
    expect(frame?.bytes).toEqual(query);
    expect(frame?.body).toEqual(query.subarray(5));
    expect(frame && decodeFrontend('Query', frame.reader())).toEqual({ kind: 'Query', text: 'select 1' });
    chunk[5] = 0x53;
    expect(frame?.body.toString()).toBe('Select 1\0');
  });

  it('reads packets, an answer and messages out of one chunk when the phase is changed in between', () => {
    const startup = { kind: 'StartupMessage', major: 3, minor: 0, parameters: [['user', 'ann']] } as const;
    const packet = written((out) => encodeStartupPacket(startup, out));
    const framer = new ClientFramer(LIMITS);
    framer.push(Buffer.concat([packet, header('p', 5), Buffer.from('\0'), query]));
    const first = framer.next();
    expect([first?.kind, first?.bytes, first?.body]).toEqual(['StartupPacket', packet, packet.subarray(4)]);
    framer.enter('authentication');
    expect(framer.next()?.kind).toBe('AuthenticationResponse');
    framer.enter('session');
    expect(framer.next()?.kind).toBe('Query');
    expect(framer.next()).toBeUndefined();
  });

  it('says what is buffered behind an SSLRequest, so that nothing sent in clear is taken for sent inside TLS', () => {
    const framer = new ClientFramer(LIMITS);
    framer.push(Buffer.concat([written((out) => encodeStartupPacket({ kind: 'SSLRequest' }, out)), query]));
    framer.next();
    expect(framer.buffered).toBe(query.length);
  });

  it.each([
    ['an empty start-up packet', 'startup', header('', 4)],
    ['a start-up packet shorter than a version', 'startup', header('', 7)],
    ['a start-up packet larger than the server takes', 'startup', header('', 10_005)],
    ['a start-up packet of negative length', 'startup', header('', -1)],
    ['a TLS hello where none was asked for', 'startup', Buffer.from([0x16, 3, 1, 2, 0])],
    ['an HTTP request', 'startup', Buffer.from('GET / HTTP/1.1\r\n')],
    ['a query before authentication', 'authentication', query],
    ['a Terminate before authentication', 'authentication', header('X', 4)],
    ['a password larger than the server takes', 'authentication', header('p', 65_536)],
    ['a password within a session', 'session', header('p', 5)],
    ['a type that no client sends', 'session', Buffer.from('Z')],
    ['a NUL for a type', 'session', Buffer.from('\0')],
    ['a type byte beyond ascii', 'session', Buffer.from([0xff])],
    ['a length that does not count itself', 'session', header('Q', 3)],
    ['a length of 0', 'session', header('Q', 0)],
    ['a negative length', 'session', header('Q', -5)],
    ['a message above the limit', 'session', header('Q', 100_001)],
    ['a 2 GB message', 'session', header('d', 2_147_483_647)],
    ['a Sync with a body', 'session', header('S', 5)],
    ['a Flush with a body', 'session', header('H', 5)],
    ['a Terminate with a body', 'session', header('X', 5)],
    ['a CopyDone with a body', 'session', header('c', 5)],
    ['a Describe larger than names are', 'session', header('D', 10_001)],
    ['an Execute larger than names are', 'session', header('E', 10_001)],
    ['a Close larger than names are', 'session', header('C', 10_001)],
    ['a CopyFail larger than its words may be', 'session', header('f', 10_001)],
  ] as const)('refuses %s as soon as the header is there', (_, phase, bytes) => {
    const framer = clientFramer(phase);
    framer.push(bytes);
    expect(() => framer.next()).toThrow(MalformedMessage);
  });

  it.each([
    ['startup', header('', 10_004), 10_004],
    ['authentication', header('p', 65_535), 65_536],
    ['session', header('Q', 100_000), 100_001],
    ['session', header('D', 10_000), 10_001],
  ] as const)('in the phase %s takes what is just within its bound', (phase, head, total) => {
    const framer = clientFramer(phase);
    framer.push(head);
    framer.push(Buffer.alloc(total - head.length - 1));
    expect(framer.next()).toBeUndefined();
    framer.push(Buffer.alloc(1));
    expect(framer.next()?.bytes).toHaveLength(total);
    expect(framer.buffered).toBe(0);
  });

  it('waits for the rest of a header and of a body without an opinion', () => {
    const framer = clientFramer('session');
    for (const byte of query.subarray(0, -1)) {
      framer.push(Buffer.from([byte]));
      expect(framer.next()).toBeUndefined();
    }
    framer.push(query.subarray(-1));
    expect(framer.next()?.bytes).toEqual(query);
  });
});

const bytesOf = (...messages: readonly WritableBackendMessage[]): Buffer => {
  const out = new Writer();
  for (const message of messages) encodeBackend(message, out);
  return out.take();
};
const row = bytesOf({ kind: 'DataRow', cells: [Buffer.from('1'), null] });
const done = bytesOf({ kind: 'CommandComplete', tag: 'SELECT 1' });
const ready = bytesOf({ kind: 'ReadyForQuery', status: 'idle' });
const serverFramer = (recorder: Recorder, maxWholeBytes = 100_000) => new ServerFramer(recorder, { maxWholeBytes });
const byKind =
  (courses: Partial<Record<BackendKind, Course>>) =>
  (kind: BackendKind): Course =>
    courses[kind] ?? 'pass';

describe('the framer of a server', () => {
  it('passes a chunk of whole messages as that very chunk', () => {
    const recorder = new Recorder(byKind({ ReadyForQuery: 'read' }));
    const chunk = Buffer.concat([row, row, done, ready]);
    serverFramer(recorder).push(chunk);
    expect(recorder.out).toHaveLength(1);
    expect(recorder.out[0]).toBe(chunk);
    expect(recorder.begun).toEqual(['DataRow', 'DataRow', 'CommandComplete', 'ReadyForQuery']);
    expect(recorder.shown).toEqual([['read', 'ReadyForQuery', Buffer.from('I')]]);
  });

  it('sends what came before a taken message first, and what comes after it afterwards', () => {
    const recorder = new Recorder(byKind({ CommandComplete: 'take' }));
    serverFramer(recorder).push(Buffer.concat([row, row, done, ready]));
    expect(recorder.sent).toEqual(Buffer.concat([row, row, Buffer.from('<CommandComplete>'), ready]));
    expect(recorder.pieces).toBe(2);
  });

  it('leaves dropped messages out', () => {
    const recorder = new Recorder(byKind({ DataRow: 'drop' }));
    serverFramer(recorder).push(Buffer.concat([done, row, row, ready, row]));
    expect(recorder.sent).toEqual(Buffer.concat([done, ready]));
  });

  it('gives the same however the stream is cut, whatever is decided', () => {
    const courses = fc.array(fc.constantFrom<Course>('pass', 'pass', 'read', 'take', 'drop'), { minLength: 1 });
    const messages = fc.array(backendMessages, { maxLength: 10 });
    const run = (chunks: readonly Buffer[], courses: readonly Course[]): Recorder => {
      let next = 0;
      const recorder = new Recorder(() => courses[next++ % courses.length] ?? 'pass');
      const framer = serverFramer(recorder);
      for (const chunk of chunks) framer.push(chunk);
      expect(framer.atBoundary).toBe(true);
      return recorder;
    };
    fc.assert(
      fc.property(messages, courses, places, (messages, courses, places) => {
        const stream = bytesOf(...messages);
        const whole = run([stream], courses);
        const parts = run(cut(stream, places), courses);
        expect(parts.begun).toEqual(whole.begun);
        expect(parts.shown).toEqual(whole.shown);
        expect(parts.sent).toEqual(whole.sent);
      }),
      { numRuns: 500 },
    );
  });

  it('streams a passing row of many chunks, holding back no more than a header', () => {
    const recorder = new Recorder(byKind({}));
    const framer = serverFramer(recorder, 10);
    const huge = Buffer.concat([header('D', 4 + 1_000_000), Buffer.alloc(1_000_000, 1), ready]);
    let pushed = 0;
    for (let at = 0; at < huge.length; at += 50_000) {
      const chunk = huge.subarray(at, at + 50_000);
      framer.push(chunk);
      pushed += chunk.length;
      const out = recorder.out.reduce((sum, piece) => sum + piece.length, 0);
      expect(pushed - out).toBeLessThan(5);
    }
    expect(recorder.sent).toEqual(huge);
    expect(recorder.begun).toEqual(['DataRow', 'ReadyForQuery']);
  });

  it('knows whether something of ours may be written now', () => {
    const recorder = new Recorder(byKind({ CommandComplete: 'take' }));
    const framer = serverFramer(recorder);
    const states = [row.subarray(0, 3), row.subarray(3, 8), row.subarray(8), done.subarray(0, 9), done.subarray(9)].map(
      (chunk) => {
        framer.push(chunk);
        return [framer.atBoundary, framer.insideSent];
      },
    );
    expect(states, 'in a header, in a passing body, between, in a taken body, between').toEqual([
      [false, false],
      [false, true],
      [true, false],
      [false, false],
      [true, false],
    ]);
  });

  it.each(['read', 'take'] as const)('holds no more for "%s" than its bound, in one chunk or many', (course) => {
    const bytes = bytesOf({ kind: 'DataRow', cells: [Buffer.alloc(100)] });
    for (const size of [bytes.length, 3, 5, 7]) {
      const push = (maxWholeBytes: number) => {
        const framer = serverFramer(new Recorder(byKind({ DataRow: course })), maxWholeBytes);
        for (let at = 0; at < bytes.length; at += size) framer.push(bytes.subarray(at, at + size));
      };
      push(106);
      expect(() => push(105)).toThrow(MalformedMessage);
    }
  });

  it.each([
    ['a type that no server sends', Buffer.from('q\0\0\0\x04')],
    ['an answer to a FunctionCall that was never sent', Buffer.from('V\0\0\0\x08\0\0\0\0')],
    ['a length that does not count itself', header('D', 3)],
    ['a negative length', header('D', -1)],
  ])('refuses %s, after what came before was sent', (_, bytes) => {
    for (const chunks of [[Buffer.concat([row, bytes])], [row, bytes.subarray(0, 2), bytes.subarray(2)]]) {
      const recorder = new Recorder(byKind({}));
      const framer = serverFramer(recorder);
      expect(() => chunks.forEach((chunk) => framer.push(chunk))).toThrow(MalformedMessage);
      expect(recorder.sent).toEqual(row);
    }
  });
});
