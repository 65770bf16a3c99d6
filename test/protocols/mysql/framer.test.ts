import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { ClientFramer, MAX_LOGIN_BYTES } from '../../../src/protocols/mysql/framer.ts';
import { FULL_PAYLOAD_BYTES, packet, packets } from '../../../src/protocols/mysql/messages/packet.ts';
import { Numbering, PacketsOutOfOrder, PacketTooLarge } from '../../../src/protocols/mysql/numbering.ts';
import { ServerFramer, type Course, type CourseOfRead } from '../../../src/protocols/mysql/server-framer.ts';
import { cut, Recorder } from './streams.ts';

const LIMITS = { maxMessageBytes: 100_000 };
const header = (length: number, sequence: number): Buffer =>
  Buffer.from([length & 255, (length >>> 8) & 255, length >>> 16, sequence]);
const ping = packet(0, (out) => out.u8(14));

function commandFramer(maxMessageBytes = LIMITS.maxMessageBytes): ClientFramer {
  const framer = new ClientFramer({ maxMessageBytes });
  framer.enter('command');
  return framer;
}

describe('the framer of a client', () => {
  it('gives each message of one chunk as a view', () => {
    const framer = commandFramer();
    const chunk = Buffer.concat([ping, ping]);
    framer.push(chunk);
    const first = framer.next();
    chunk[4] = 9;
    expect([first?.payload, first?.command, first?.sequence, first?.answerSequence]).toEqual([
      Buffer.from([9]),
      9,
      0,
      1,
    ]);
    expect(framer.next()?.command).toBe(14);
    expect(framer.next()).toBeUndefined();
    expect(framer.buffered).toBe(0);
  });

  it('counts on during the login through the packets of both sides, and begins anew with each command', () => {
    const framer = new ClientFramer(LIMITS);
    framer.sequence = 1; // behind the handshake
    framer.push(Buffer.concat([packet(1, (out) => out.u8(1)), packet(3, (out) => out.u8(2)), ping, ping]));
    expect(framer.next()?.answerSequence).toBe(2);
    framer.sequence = 3; // behind an AuthSwitchRequest
    expect(framer.next()?.sequence).toBe(3);
    framer.enter('command');
    expect(framer.next()?.sequence).toBe(0);
    expect(framer.next()?.sequence).toBe(0);
  });

  it('joins the packets of one message, an empty one at its end included', () => {
    const framer = commandFramer(40_000_000);
    const payload = Buffer.alloc(FULL_PAYLOAD_BYTES, 3);
    const stream = packets(payload, 0);
    expect(stream.subarray(-4)).toEqual(header(0, 1));
    framer.push(stream.subarray(0, -2));
    expect(framer.next()).toBeUndefined();
    expect(framer.buffered).toBe(FULL_PAYLOAD_BYTES + 2);
    framer.push(Buffer.concat([stream.subarray(-2), ping]));
    const joined = framer.next();
    expect([joined?.payload.equals(payload), joined?.sequence, joined?.answerSequence]).toEqual([true, 0, 2]);
    expect(framer.next()?.command).toBe(14);
  });

  it('says what is buffered behind an SSLRequest, so that nothing sent in clear is taken for sent inside TLS', () => {
    const framer = new ClientFramer(LIMITS);
    framer.push(Buffer.concat([ping, ping]));
    framer.next();
    expect(framer.buffered).toBe(ping.length);
  });

  it.each([
    ['a command that does not begin with 0', 'command', header(1, 1), PacketsOutOfOrder],
    ['a login packet with another id than the next', 'login', header(1, 1), PacketsOutOfOrder],
    ['a message above the limit', 'command', header(100_001, 0), PacketTooLarge],
    ['a message that is going to be above the limit', 'command', header(FULL_PAYLOAD_BYTES, 0), PacketTooLarge],
    ['a login packet above its bound', 'login', header(MAX_LOGIN_BYTES + 1, 0), PacketTooLarge],
    ['an HTTP request', 'login', Buffer.from('GET / HTTP/1.1'), PacketsOutOfOrder],
    ['a TLS hello where none was asked for', 'command', Buffer.from([0x16, 3, 1, 2, 0]), PacketsOutOfOrder],
  ] as const)('refuses %s as soon as the header is there', (_, phase, bytes, error) => {
    const framer = new ClientFramer(LIMITS);
    framer.enter(phase);
    framer.push(bytes);
    expect(() => framer.next()).toThrow(error);
  });

  it('refuses a continuation with a wrong id, and one that makes the message too large', () => {
    for (const [next, error] of [
      [header(0, 2), PacketsOutOfOrder],
      [header(0, 0), PacketsOutOfOrder],
      [header(10, 1), PacketTooLarge],
    ] as const) {
      const framer = commandFramer(FULL_PAYLOAD_BYTES + 9);
      framer.push(packets(Buffer.alloc(FULL_PAYLOAD_BYTES), 0).subarray(0, -4));
      framer.push(next);
      expect(() => framer.next()).toThrow(error);
    }
  });

  it('says under which id the refusal of a large message is to be sent', () => {
    const framer = commandFramer();
    framer.push(header(200_000, 0));
    expect(() => framer.next()).toThrow(expect.objectContaining({ sequence: 1 }));
  });

  it.each([
    ['login', MAX_LOGIN_BYTES],
    ['command', 100_000],
  ] as const)('in the phase %s takes what is just within its bound', (phase, most) => {
    const framer = new ClientFramer(LIMITS);
    framer.enter(phase);
    framer.push(header(most, 0));
    framer.push(Buffer.alloc(most - 1));
    expect(framer.next()).toBeUndefined();
    framer.push(Buffer.alloc(1));
    expect(framer.next()?.payload).toHaveLength(most);
  });

  it('gives an empty message, which is for whoever reads commands to refuse', () => {
    const framer = commandFramer();
    framer.push(header(0, 0));
    expect([framer.next()?.payload.length, framer.next()]).toEqual([0, undefined]);
  });
});

function serverFramer(courses: readonly Course[], maxWholeBytes = 1_000, after: CourseOfRead = 'pass') {
  let next = 0;
  const recorder = new Recorder(
    () => courses[next++ % courses.length] ?? 'pass',
    () => after,
  );
  const numbering = new Numbering();
  numbering.begin(1, 1);
  return { recorder, numbering, framer: new ServerFramer(recorder, numbering, { maxWholeBytes }) };
}

const small = (sequence: number, text: string): Buffer => packet(sequence, (out) => out.text(text));
const three = Buffer.concat([small(1, 'one'), small(2, 'two'), small(3, 'three')]);

describe('the framer of a server', () => {
  it('sends a chunk of messages that all pass as it came', () => {
    const { framer, recorder } = serverFramer(['pass']);
    framer.push(three);
    expect(recorder.out).toHaveLength(1);
    expect(recorder.out[0]).toBe(three);
    expect(recorder.begun).toEqual([
      [0x6f, 3],
      [0x74, 3],
      [0x74, 5],
    ]);
  });

  it('sends what passes with the last one of an answer, and then tells that it is sent', () => {
    const { framer, recorder } = serverFramer(['pass', 'read', 'pass'], 1_000, 'last');
    framer.push(Buffer.from(three));
    const answer = Buffer.concat([small(1, 'one'), small(2, 'two')]);
    expect(recorder.out).toEqual([answer, Buffer.from('<passed>'), small(3, 'three')]);
  });

  it('closes the gap in the numbers behind a message that is left out', () => {
    const { framer, recorder } = serverFramer(['pass', 'drop', 'pass']);
    framer.push(Buffer.from(three));
    expect(recorder.sent).toEqual(Buffer.concat([small(1, 'one'), small(2, 'three')]));
  });

  it('numbers for a client that counts from elsewhere, past 255 too', () => {
    const { framer, recorder, numbering } = serverFramer(['pass', 'read', 'pass']);
    numbering.begin(1, 254);
    framer.push(Buffer.from(three));
    expect(recorder.sent).toEqual(Buffer.concat([small(254, 'one'), small(255, 'two'), small(0, 'three')]));
  });

  it.each<readonly [string, Course, CourseOfRead, string]>([
    ['passes', 'read', 'pass', '030000026f6e65'],
    ['passes as the last one', 'read', 'last', `030000026f6e65${Buffer.from('<passed>').toString('hex')}`],
    ['is taken', 'read', 'take', Buffer.from('<taken>').toString('hex')],
    ['is dropped', 'read', 'drop', ''],
  ])('shows a message whole before it %s, however it is cut', (_, course, after, hex) => {
    const stream = packet(1, (out) => out.text('one'));
    for (let place = 0; place <= stream.length; place++) {
      const { framer, recorder, numbering } = serverFramer([course], 100, after);
      numbering.begin(1, 2);
      for (const chunk of cut(stream, [place])) framer.push(chunk);
      expect(recorder.shown[0]).toEqual(['read', Buffer.from('one').toString('hex')]);
      expect(recorder.sent.toString('hex')).toBe(hex);
      expect(framer.atBoundary).toBe(true);
    }
  });

  it('joins the packets of a message that is taken', () => {
    const payload = Buffer.alloc(FULL_PAYLOAD_BYTES + 5, 7);
    const { framer, recorder } = serverFramer(['take'], 20_000_000);
    for (const chunk of cut(packets(payload, 1), [3, 70_000, FULL_PAYLOAD_BYTES + 3])) framer.push(chunk);
    expect(recorder.shown.map(([, hex]) => hex.length)).toEqual([2 * payload.length]);
    expect(recorder.begun).toEqual([[7, FULL_PAYLOAD_BYTES]]);
  });

  it('drops what was to be taken and is too large for it, before it is gathered', () => {
    const { framer, recorder } = serverFramer(['take', 'pass'], 100);
    framer.push(header(101, 1));
    framer.push(Buffer.alloc(101));
    framer.push(small(2, 'next'));
    expect(recorder.shown).toEqual([['too large', '']]);
    expect(recorder.sent).toEqual(small(1, 'next'));
  });

  it('says whether a message of ours may be written now', () => {
    const { framer } = serverFramer(['pass']);
    expect([framer.insideSent, framer.atBoundary]).toEqual([false, true]);
    framer.push(Buffer.from(three.subarray(0, 5)));
    expect([framer.insideSent, framer.atBoundary]).toEqual([true, false]);
    framer.push(Buffer.from(three.subarray(5, 7)));
    expect([framer.insideSent, framer.atBoundary]).toEqual([false, true]);
    framer.push(Buffer.from(three.subarray(7, 9)));
    expect([framer.insideSent, framer.atBoundary]).toEqual([false, false]);
  });

  it('refuses a wrong number, behind what came before it', () => {
    const { framer, recorder } = serverFramer(['pass']);
    expect(() => framer.push(Buffer.concat([small(1, 'one'), small(3, 'two')]))).toThrow(PacketsOutOfOrder);
    expect(recorder.sent).toEqual(small(1, 'one'));
  });

  it('refuses to show a message that is too large to be shown', () => {
    const { framer } = serverFramer(['read'], 10);
    expect(() => framer.push(Buffer.concat([header(11, 1), Buffer.alloc(11)]))).toThrow(MalformedMessage);
  });
});
