// Any bytes into any decoder: a value or MalformedMessage, in bounded time, and no other exception.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import { backendTypes, decodeBackend, encodeBackend } from '../../../../src/protocols/postgres/messages/backend.ts';
import { DataRowCursor } from '../../../../src/protocols/postgres/messages/data-row.ts';
import { decodeFrontend, encodeFrontend, frontendTypes } from '../../../../src/protocols/postgres/messages/frontend.ts';
import { decodePasswordMessage } from '../../../../src/protocols/postgres/messages/password.ts';
import { decodeSASLInitialResponse, decodeSASLResponse } from '../../../../src/protocols/postgres/messages/sasl.ts';
import { decodeStartupPacket, encodeStartupPacket } from '../../../../src/protocols/postgres/messages/startup.ts';
import { backendMessages, frontendMessages, startupPackets } from './arbitrary.ts';
import { written } from './drawing.ts';

const RUNS = 4_000;
/** Generous for a busy machine; what is looked for takes seconds. */
const MAX_DECODE_MS = 500;

const keys = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] => {
  const found: Key[] = [];
  for (const key in record) found.push(key);
  return found;
};

const decoders: Readonly<Record<string, (body: Reader) => unknown>> = {
  'start-up packet': decodeStartupPacket,
  PasswordMessage: decodePasswordMessage,
  SASLInitialResponse: decodeSASLInitialResponse,
  SASLResponse: decodeSASLResponse,
  'DataRow by cursor': (body) => {
    const bytes = body.rest();
    const cursor = new DataRowCursor();
    cursor.open(bytes, 0, bytes.length);
    while (cursor.next()) if (cursor.length > bytes.length) throw new Error('a cell outside of its row');
  },
  ...Object.fromEntries(
    keys(frontendTypes).flatMap((kind) =>
      kind === 'AuthenticationResponse' ? [] : [[`client ${kind}`, (body: Reader) => decodeFrontend(kind, body)]],
    ),
  ),
  ...Object.fromEntries(
    keys(backendTypes).map((kind) => [`server ${kind}`, (body: Reader) => decodeBackend(kind, body)]),
  ),
};

// Bytes that mean something in this protocol come more often than others.
const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 0x50, 0x53, 0x49, 0x7f, 0x80, 0xc3, 0xff), fc.nat({ max: 255 }));
const anyBytes = fc.array(byte, { maxLength: 80 }).map((bytes) => Buffer.from(bytes));

// Bodies of real messages, any of them in front of any decoder, with some bytes changed, cut off or added.
const realBodies = fc.oneof(
  startupPackets.map((packet) => written((out) => encodeStartupPacket(packet, out)).subarray(4)),
  frontendMessages.map((message) => written((out) => encodeFrontend(message, out)).subarray(5)),
  backendMessages.map((message) => written((out) => encodeBackend(message, out)).subarray(5)),
);
const nearlyReal = fc
  .tuple(realBodies, fc.array(fc.tuple(fc.nat(), byte), { maxLength: 3 }), fc.nat({ max: 3 }), anyBytes)
  .map(([body, changes, cut, tail]) => {
    const bytes = Buffer.concat([body.subarray(0, body.length - Math.min(cut, body.length)), tail.subarray(0, cut)]);
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });

/** `fine`, or what went wrong; an exception of another kind is thrown on. */
function outcome(decode: (body: Reader) => unknown, bytes: Buffer): string {
  const start = performance.now();
  try {
    decode(new Reader(bytes));
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
  }
  const tookMs = performance.now() - start;
  return tookMs < MAX_DECODE_MS ? 'fine' : `took ${tookMs} ms`;
}

describe('any bytes give a value or MalformedMessage', () => {
  it.each(Object.entries(decoders))('in the decoder of %s', (_, decode) => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyReal), (bytes) => {
        expect(outcome(decode, bytes)).toBe('fine');
      }),
      { numRuns: RUNS },
    );
  });

  it.each(Object.entries(decoders))('in the decoder of %s, also a megabyte of one byte', (_, decode) => {
    for (const value of [0, 1, 0x41, 0xff]) expect(outcome(decode, Buffer.alloc(1_000_000, value))).toBe('fine');
  });
});
