import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import {
  decodeStartupPacket,
  encodeStartupPacket,
  type StartupPacket,
  type UnsupportedProtocol,
} from '../../../../src/protocols/postgres/messages/startup.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

type Writable = Exclude<StartupPacket, UnsupportedProtocol>;

const drawn: readonly (readonly [Writable, ...Field[]])[] = [
  [
    {
      kind: 'StartupMessage',
      major: 3,
      minor: 2,
      parameters: [
        ['user', 'ann'],
        ['_pq_.x', ''],
      ],
    },
    ['length', [0, 0, 0, 26]],
    ['major', [0, 3]],
    ['minor', [0, 2]],
    ['name', 'user\0'],
    ['value', 'ann\0'],
    ['option', '_pq_.x\0'],
    ['value', '\0'],
    ['terminator', '\0'],
  ],
  [{ kind: 'SSLRequest' }, ['length', [0, 0, 0, 8]], ['code', [0x04, 0xd2, 0x16, 0x2f]]],
  [{ kind: 'GSSENCRequest' }, ['length', [0, 0, 0, 8]], ['code', [0x04, 0xd2, 0x16, 0x30]]],
  [
    { kind: 'CancelRequest', processId: 7, key: Buffer.from([1, 2, 3, 4]) },
    ['length', [0, 0, 0, 16]],
    ['code', [0x04, 0xd2, 0x16, 0x2e]],
    ['process id', [0, 0, 0, 7]],
    ['key', [1, 2, 3, 4]],
  ],
];

describe('a start-up packet', () => {
  for (const [packet, ...fields] of drawn) {
    it(`${packet.kind} is read from and written to these bytes`, () => {
      const bytes = draw(...fields);
      expect(bytes.readInt32BE(0)).toBe(bytes.length);
      expect(decodeStartupPacket(bodyOf(bytes, 4))).toEqual(packet);
      expect(written((out) => encodeStartupPacket(packet, out))).toEqual(bytes);
    });
  }

  it('takes a cancel key of up to 256 bytes, as protocol 3.2 has', () => {
    const packet = { kind: 'CancelRequest', processId: -1, key: Buffer.alloc(256, 5) } as const;
    expect(
      decodeStartupPacket(
        bodyOf(
          written((out) => encodeStartupPacket(packet, out)),
          4,
        ),
      ),
    ).toEqual(packet);
  });

  it.each([
    ['protocol 2.0', [0, 2, 0, 0], 2, 0],
    ['protocol 4.1', [0, 4, 0, 1, 9, 9], 4, 1],
    ['a request code that nobody knows', [0x04, 0xd2, 0x16, 0x31], 1234, 5681],
  ])('%s is named as unsupported, so that it can be answered in words', (_, bytes, major, minor) => {
    const packet = decodeStartupPacket(new Reader(Buffer.from(bytes)));
    expect(packet).toEqual({ kind: 'UnsupportedProtocol', major, minor });
  });

  it.each([
    ['an empty packet', []],
    ['half a version', [0, 3]],
    ['no terminator', [0, 3, 0, 0]],
    ['a name without a value', [0, 3, 0, 0, 0x61, 0]],
    ['a name without an end', [0, 3, 0, 0, 0x61]],
    ['bytes behind the terminator', [0, 3, 0, 0, 0, 0]],
    ['a parameter given twice', [0, 3, 0, 0, 0x61, 0, 0x62, 0, 0x61, 0, 0x63, 0, 0]],
    ['a name that is not utf-8', [0, 3, 0, 0, 0xff, 0, 0x62, 0, 0]],
    ['an SSLRequest with a body', [0x04, 0xd2, 0x16, 0x2f, 0]],
    ['a GSSENCRequest with a body', [0x04, 0xd2, 0x16, 0x30, 0]],
    ['a cancel request without a key', [0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 1]],
    ['a cancel key of 3 bytes', [0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 1, 1, 2, 3]],
    ['a cancel key of 257 bytes', [0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 1, ...Buffer.alloc(257)]],
  ])('is malformed with %s', (_, bytes) => {
    expect(() => decodeStartupPacket(new Reader(Buffer.from(bytes)))).toThrow(MalformedMessage);
  });

  it('is not written with a nameless parameter, which would end the list', () => {
    const packet = { kind: 'StartupMessage', major: 3, minor: 0, parameters: [['', 'x']] } as const;
    expect(() => written((out) => encodeStartupPacket(packet, out))).toThrow(TypeError);
  });
});
