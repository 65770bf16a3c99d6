import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { Writer } from '../../../src/bytes/writer.ts';
import { ProtocolViolation } from '../../../src/core/errors.ts';
import {
  capabilities,
  encodeColumnDefinition,
  encodeEof,
  encodeErr,
  encodeOk,
  plainOk,
} from '../../../src/protocols/mysql/messages/index.ts';
import { OwnQueryFailed, OwnResult } from '../../../src/protocols/mysql/own-query.ts';

function payload(write: (out: Writer) => void): Buffer {
  const out = new Writer();
  write(out);
  return out.take();
}

const none = new Uint8Array(0);
const column = payload((out) =>
  encodeColumnDefinition(
    {
      kind: 'ColumnDefinition',
      catalog: Buffer.from('def'),
      schema: none,
      table: none,
      orgTable: none,
      name: Buffer.from('x'),
      orgName: none,
      collation: 45,
      columnBytes: 4,
      type: 253,
      flags: 0,
      decimals: 0,
    },
    out,
  ),
);
const count = (columns: number) => payload((out) => out.lenenc(columns));
const row = (...cells: readonly (string | null)[]) =>
  payload((out) => {
    for (const cell of cells) {
      if (cell === null) out.u8(0xfb);
      else out.lenencBytes(Buffer.from(cell));
    }
  });
const EOF = payload((out) => encodeEof({ kind: 'Eof', warnings: 0, status: 2 }, out));
const OK = payload((out) => encodeOk(plainOk(2), 0, out));
const END = payload((out) => encodeOk({ ...plainOk(2), endsRows: true }, 0, out));
const SEVERAL = payload((out) => encodeEof({ kind: 'Eof', warnings: 0, status: 8 }, out));
const FAILED = payload((out) =>
  encodeErr({ kind: 'Err', number: 1146, sqlState: '42S02', message: Buffer.from('no such table') }, out),
);

function read(packets: readonly Buffer[], flags = 0, encoding: 'utf8' | 'latin1' = 'utf8'): OwnResult {
  const result = new OwnResult(flags, encoding);
  for (const packet of packets) result.packet(packet);
  return result;
}

describe('a result of our own', () => {
  test('has its cells as text', () => {
    const { rows, over } = read([count(2), column, column, EOF, row('a', null), row('', 'é'), EOF]);
    expect(rows).toEqual([['a', null], ['', 'é']]); // prettier-ignore
    expect(over).toBe(true);
  });

  test('ends with an OK where there are no EOF packets', () => {
    expect(read([count(1), column, row('a'), END], capabilities('DEPRECATE_EOF')).rows).toEqual([['a']]);
  });

  test('of a session in latin1 has no bytes made to question marks', () => {
    const bytes = Buffer.from([1, 0xe9]);
    expect(read([count(1), column, EOF, bytes, EOF], 0, 'latin1').rows).toEqual([['é']]);
  });

  test('may be none', () => {
    expect(read([OK])).toMatchObject({ rows: [], over: true });
  });

  test('that the server refuses says by which number', () => {
    expect(() => read([FAILED])).toThrow(OwnQueryFailed);
    expect(() => read([count(1), column, EOF, row('a'), FAILED])).toThrow('no such table');
  });

  test.for<[string, readonly Buffer[]]>([
    ['a request for a file', [Buffer.from('\u00fb/etc/passwd', 'latin1')]],
    ['columns without number', [count(100_000)]],
    ['no columns', [payload((out) => out.bytes(Buffer.of(0xfc, 0, 0)))]],
    ['a second result', [count(1), column, EOF, row('a'), SEVERAL]],
    ['a row too short', [count(2), column, column, EOF, row('a')]],
    ['a row too long', [count(1), column, EOF, row('a', 'b')]],
    ['a cell that lies', [count(1), column, EOF, Buffer.of(0xfe, 255, 255, 255, 255, 255, 255, 255, 255)]],
    ['more behind the end', [OK, OK]],
    ['an empty packet', [Buffer.alloc(0)]],
  ])('with %s is none', ([, packets]) => {
    let thrown: unknown;
    try {
      read(packets);
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof ProtocolViolation || thrown instanceof MalformedMessage).toBe(true);
  });

  test('may be any bytes', () => {
    const packet = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(count(1), column, EOF, OK, END, row('a'), FAILED),
    );
    const property = fc.property(fc.array(packet, { maxLength: 8 }), fc.boolean(), (packets, deprecates) => {
      try {
        read(packets, deprecates ? capabilities('DEPRECATE_EOF') : 0);
      } catch (error) {
        const known =
          error instanceof ProtocolViolation || error instanceof MalformedMessage || error instanceof OwnQueryFailed;
        if (!known) throw error;
      }
    });
    expect(fc.check(property, { numRuns: 2000 })).toMatchObject({ failed: false });
  });
});
