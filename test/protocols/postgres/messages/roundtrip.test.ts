import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backendKinds, decodeBackend, encodeBackend } from '../../../../src/protocols/postgres/messages/backend.ts';
import { decodeFrontend, encodeFrontend } from '../../../../src/protocols/postgres/messages/frontend.ts';
import { decodeStartupPacket, encodeStartupPacket } from '../../../../src/protocols/postgres/messages/startup.ts';
import { backendMessages, frontendMessages, startupPackets } from './arbitrary.ts';
import { bodyOf, written } from './drawing.ts';

describe('what is written is read back the same', () => {
  it('for every start-up packet', () => {
    fc.assert(
      fc.property(startupPackets, (packet) => {
        const bytes = written((out) => encodeStartupPacket(packet, out));
        expect(decodeStartupPacket(bodyOf(bytes, 4))).toEqual(packet);
      }),
    );
  });

  it('for every client message', () => {
    fc.assert(
      fc.property(frontendMessages, (message) => {
        const bytes = written((out) => encodeFrontend(message, out));
        expect(decodeFrontend(message.kind, bodyOf(bytes))).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it('for every server message', () => {
    fc.assert(
      fc.property(backendMessages, (message) => {
        const bytes = written((out) => encodeBackend(message, out));
        const kind = backendKinds[bytes.readUInt8(0)];
        expect(kind && decodeBackend(kind, bodyOf(bytes))).toEqual(message);
      }),
      { numRuns: 1_000 },
    );
  });
});
