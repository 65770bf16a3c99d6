// Any bytes into any decoder: a value or MalformedMessage, in bounded time, and no other exception. What is read is written, and read back the same.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import type { Writer } from '../../../../src/bytes/writer.ts';
import * as messages from '../../../../src/protocols/mysql/messages/index.ts';
import { recorded } from '../answers-driver.ts';
import { messagesOf } from '../streams.ts';
import { written } from './drawing.ts';

const RUNS = 3_000;
/** Generous for a busy machine; what is looked for takes seconds. */
const MAX_DECODE_MS = 500;

const ALL = 0xffff_ffff;
const SOME = messages.capabilities('PROTOCOL_41', 'SECURE_CONNECTION', 'PLUGIN_AUTH', 'CONNECT_ATTRS');

interface Decoder {
  readonly decode: (body: Reader) => unknown;
  /** Absent: it is never written by us. */
  readonly again?: (body: Reader, out: Writer) => void;
}

function codec<Message>(decode: (body: Reader) => Message, encode?: (message: Message, out: Writer) => void): Decoder {
  return encode === undefined ? { decode } : { decode, again: (body, out) => encode(decode(body), out) };
}

const walk = (cursor: messages.RowCursor) => (body: Reader) => {
  const bytes = body.rest();
  cursor.open(bytes, 0, bytes.length);
  const cells: string[] = [];
  while (cursor.next()) {
    if (cursor.start > cursor.offset || cursor.offset > cursor.end || cursor.end > bytes.length)
      throw new Error('a cell outside of its row');
    cells.push(`${cursor.offset} ${cursor.end}`);
  }
  return cells;
};

const kinds = ['QUERY', 'INIT_DB', 'FIELD_LIST', 'STMT_CLOSE', 'STMT_FETCH', 'STMT_SEND_LONG_DATA', 'SET_OPTION', 'PING'] as const; // prettier-ignore
const types = Buffer.from([3, 0x80, 253, 0, 12, 0]);

const decoders: Readonly<Record<string, Decoder>> = {
  Handshake: codec(messages.decodeHandshake),
  'login request': codec(messages.decodeLoginRequest),
  AuthSwitchRequest: codec(messages.decodeAuthSwitchRequest, messages.encodeAuthSwitchRequest),
  AuthMoreData: codec(messages.decodeAuthMoreData, messages.encodeAuthMoreData),
  'ChangeUser, all flags': codec((body) => messages.decodeChangeUser(body, ALL, 8)),
  'ChangeUser, some flags': codec((body) => messages.decodeChangeUser(body, SOME, 45)),
  'Ok, tracking': codec(
    (body) => messages.decodeOk(body, ALL),
    (ok, out) => messages.encodeOk(ok, ALL, out),
  ),
  Ok: codec(
    (body) => messages.decodeOk(body, SOME),
    (ok, out) => messages.encodeOk(ok, SOME, out),
  ),
  'session state': codec((body) => messages.decodeSessionState(body.rest())),
  Err: codec(messages.decodeErr, messages.encodeErr),
  Eof: codec(messages.decodeEof, messages.encodeEof),
  ColumnDefinition: codec((body) => messages.decodeColumnDefinition(body), messages.encodeColumnDefinition),
  'ColumnDefinition with a default': codec((body) => messages.decodeColumnDefinition(body, true)),
  PrepareOk: codec(messages.decodePrepareOk, messages.encodePrepareOk),
  'StmtExecute, first': codec(
    (body) => messages.decodeStmtExecute(body, { parameters: 3, types: undefined, isLong: () => false }),
    messages.encodeStmtExecute,
  ),
  'StmtExecute, again': codec((body) =>
    messages.decodeStmtExecute(body, { parameters: 3, types, isLong: (index) => index === 1 }),
  ),
  'text row': codec(walk(new messages.TextRowCursor(3))),
  'binary row': codec(walk(new messages.BinaryRowCursor([1, 3, 253, 12, 11, 246]))),
  ...Object.fromEntries(
    kinds.map((kind) => [
      `command ${kind}`,
      codec((body) => messages.decodeClientCommand(kind, body), messages.encodeClientCommand),
    ]),
  ),
};

// Bytes that mean something in this protocol come more often than others.
const byte = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 4, 12, 0x23, 0x40, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff),
  fc.nat({ max: 255 }),
);
const anyBytes = fc.array(byte, { maxLength: 80 }).map((bytes) => Buffer.from(bytes));
const real = recorded.flatMap(({ bytes }) => messagesOf(bytes).map(({ payload }) => payload));
const nearlyReal = fc
  .tuple(fc.constantFrom(...real), fc.array(fc.tuple(fc.nat(), byte), { maxLength: 3 }), fc.nat({ max: 3 }), anyBytes)
  .map(([body, changes, cut, tail]) => {
    const bytes = Buffer.concat([body.subarray(0, body.length - Math.min(cut, body.length)), tail.subarray(0, cut)]);
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });

/** The value, or undefined where it was refused; an exception of another kind is thrown on. */
function outcome(decode: (body: Reader) => unknown, bytes: Buffer): { value: unknown; tookMs: number } {
  const startMs = performance.now();
  let value: unknown;
  try {
    value = decode(new Reader(bytes));
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
  }
  return { value, tookMs: performance.now() - startMs };
}

describe('any bytes give a value or MalformedMessage, and a value is written as it was read', () => {
  it.each(Object.entries(decoders))('%s', (_, { decode, again }) => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyReal), (bytes) => {
        const { value, tookMs } = outcome(decode, bytes);
        expect(tookMs).toBeLessThan(MAX_DECODE_MS);
        if (value === undefined || again === undefined) return;
        const once = written((out) => again(new Reader(bytes), out));
        expect(written((out) => again(new Reader(once), out))).toEqual(once);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(Object.entries(decoders))('%s, also a megabyte of one byte', (_, { decode }) => {
    for (const value of [0, 1, 0x41, 0xfb, 0xfe, 0xff])
      expect(outcome(decode, Buffer.alloc(1_000_000, value)).tookMs).toBeLessThan(MAX_DECODE_MS);
  });
});
