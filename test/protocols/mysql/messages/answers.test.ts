import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import type { Reader } from '../../../../src/bytes/reader.ts';
import {
  capabilities,
  decodeColumnDefinition,
  decodeEof,
  decodeErr,
  decodeOk,
  decodePrepareOk,
  decodeSessionState,
  encodeColumnDefinition,
  encodeEof,
  encodeErr,
  encodeOk,
  encodePrepareOk,
  type ColumnDefinition,
  type Ok,
} from '../../../../src/protocols/mysql/messages/index.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

const PLAIN = capabilities('PROTOCOL_41');
const TRACK = capabilities('PROTOCOL_41', 'SESSION_TRACK');

const ok: Ok = {
  kind: 'Ok',
  endsRows: false,
  affectedRows: 2n,
  insertId: 0x1_0000_0000n,
  status: 0x0002,
  warnings: 1,
  info: Buffer.from('Rows'),
  state: undefined,
};
const SCHEMA = Buffer.from([1, 3, 2, 0x68, 0x72]);
const head = (first: number, status: readonly number[]): Field[] => [
  ['first byte', [first]],
  ['affected rows', [2]],
  ['insert id', [0xfe, 0, 0, 0, 0, 1, 0, 0, 0]],
  ['status', status],
  ['warnings', [1, 0]],
];

describe('OK', () => {
  it.each<readonly [string, Ok, number, readonly Field[]]>([
    ['without session tracking', ok, PLAIN, [...head(0, [2, 0]), ['info', '\x04Rows']]],
    ['with session tracking', ok, TRACK, [...head(0, [2, 0]), ['info', '\x04Rows']]],
    ['with neither info nor changes, as MySQL ends it', { ...ok, info: Buffer.alloc(0) }, TRACK, head(0, [2, 0])],
    ['in the place of an EOF', { ...ok, endsRows: true }, PLAIN, [...head(0xfe, [2, 0]), ['info', '\x04Rows']]],
    [
      'with a change of the session',
      { ...ok, status: 0x4002, state: SCHEMA },
      TRACK,
      [...head(0, [2, 0x40]), ['info', '\x04Rows'], ['all changes', [5]], ['schema', [...SCHEMA]]],
    ],
  ])('%s is read from and written to these bytes', (_, message, flags, fields) => {
    const bytes = draw(...fields);
    expect(decodeOk(bodyOf(bytes), flags)).toEqual(message);
    expect(written((out) => encodeOk(message, flags, out))).toEqual(bytes);
  });

  it('is written without changes, and without their flag, to a client that does not track', () => {
    const bytes = written((out) => encodeOk({ ...ok, status: 0x4002, state: SCHEMA }, PLAIN, out));
    expect(decodeOk(bodyOf(bytes), PLAIN)).toEqual(ok);
  });

  it('reads affected rows of 64 bits', () => {
    const bytes = Buffer.from([0, 0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 0, 2, 0, 0, 0]);
    expect(decodeOk(bodyOf(bytes), PLAIN).affectedRows).toBe(0xffff_ffff_ffff_ffffn);
  });

  it.each<readonly [string, readonly Field[]]>([
    ['nothing', []],
    ['another first byte', [['byte', [1]]]],
    ['no counts', [['byte', [0]]]],
    ['a count that is NULL', [['byte', [0]], ['rows', [0xfb]]]],
    ['half a status', [['byte', [0]], ['counts', [0, 0]], ['status', [2]]]],
    ['an info longer than the packet', [...head(0, [2, 0]), ['info', '\x05Rows']]],
    ['changes longer than the packet', [...head(0, [2, 0x40]), ['info', [0]], ['changes', [9, 1]]]],
    ['bytes behind its end', [...head(0, [2, 0]), ['info', '\x04Rows'], ['more', [1]]]],
  ])('with %s is refused', (_, fields) => {
    expect(() => decodeOk(bodyOf(draw(...fields)), TRACK)).toThrow(MalformedMessage);
  }); // prettier-ignore
});

describe('changes of the session', () => {
  it('are told one by one, those of a kind that nobody knows too', () => {
    const state = draw(
      ['variables', [0, 11]], ['name', '\x04mode'], ['value', '\x05ANSI!'],
      ['schema', [1, 3]], ['name', '\x02hr'],
      ['state', [2, 1]], ['changed', '1'],
      ['transaction', [4, 7]], ['statements', '\x06BEGIN;'],
      ['transaction state', [5, 9]], ['letters', '\x08T_______'],
      ['unknown', [77, 2]], ['whatever', [1, 2]],
    ); // prettier-ignore
    expect(decodeSessionState(state)).toEqual([
      { kind: 'variable', name: 'mode', value: 'ANSI!' },
      { kind: 'schema', name: 'hr' },
      { kind: 'state', changed: true },
      { kind: 'transaction_characteristics', statements: 'BEGIN;' },
      { kind: 'transaction_state', letters: 'T_______' },
      { kind: 'other', type: 77 },
    ]);
  });

  it.each([
    ['a change without a length', [1]],
    ['a change longer than all', [1, 9, 1]],
    ['a name longer than its change', [1, 2, 9, 0x61]],
    ['a name without a value', [0, 2, 1, 0x61]],
    ['more than its name', [1, 3, 1, 0x61, 0]],
  ])('with %s are refused', (_, bytes) => {
    expect(() => decodeSessionState(Buffer.from(bytes))).toThrow(MalformedMessage);
  });
});

describe('ERR', () => {
  it.each<readonly [string, readonly Field[], string | undefined]>([
    ['with an SQLSTATE', [['err', [255]], ['number', [0x18, 4]], ['state', '#08004'], ['text', 'Too many']], '08004'],
    ['in the place of a handshake, without one', [['err', [255]], ['number', [0x18, 4]], ['text', 'Too many']], undefined],
  ])('%s is read from and written to these bytes', (_, fields, sqlState) => {
    const bytes = draw(...fields);
    const message = { kind: 'Err', number: 1048, sqlState, message: Buffer.from('Too many') } as const;
    expect(decodeErr(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeErr(message, out))).toEqual(bytes);
  }); // prettier-ignore

  it.each([
    ['nothing', ''],
    ['half a number', 'ff 10'],
    ['half an SQLSTATE', 'ff 10 04 23 30 38'],
    ['an SQLSTATE that is none', 'ff 10 04 23 30 38 00 30 34 61'],
    ['the number of a progress report', 'ff ff ff 01 02'],
  ])('with %s is refused', (_, hex) => {
    expect(() => decodeErr(bodyOf(Buffer.from(hex.replaceAll(' ', ''), 'hex')))).toThrow(MalformedMessage);
  });
});

describe('EOF', () => {
  it('is read from and written to these bytes', () => {
    const bytes = draw(['eof', [0xfe]], ['warnings', [1, 0]], ['status', [0x22, 0]]);
    const message = { kind: 'Eof', warnings: 1, status: 0x22 } as const;
    expect(decodeEof(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeEof(message, out))).toEqual(bytes);
  });

  it.each([[[]], [[0xfe]], [[0xfe, 0, 0, 2]], [[0xfe, 0, 0, 2, 0, 0]], [[0, 0, 0, 2, 0]]])(
    'is refused as %j',
    (bytes) => {
      expect(() => decodeEof(bodyOf(Buffer.from(bytes)))).toThrow(MalformedMessage);
    },
  );
});

describe('a column definition', () => {
  const column: ColumnDefinition = {
    kind: 'ColumnDefinition',
    catalog: Buffer.from('def'),
    schema: Buffer.from('hr'),
    table: Buffer.from('p'),
    orgTable: Buffer.from('people'),
    name: Buffer.from('é'),
    orgName: Buffer.from('email'),
    collation: 255,
    columnBytes: 400,
    type: 253,
    flags: 0x1001,
    decimals: 31,
  };
  const fields: readonly Field[] = [
    ['catalog', '\x03def'],
    ['database', '\x02hr'],
    ['alias', '\x01p'],
    ['table', '\x06people'],
    ['label', '\x02é'],
    ['column', '\x05email'],
    ['length of what follows', [12]],
    ['collation', [255, 0]],
    ['width', [0x90, 1, 0, 0]],
    ['type', [253]],
    ['flags', [1, 0x10]],
    ['decimals', [31]],
    ['filler', [0, 0]],
  ];

  it.each<readonly [string, ColumnDefinition, readonly Field[], boolean]>([
    ['of a result', column, fields, false],
    ['of COM_FIELD_LIST, with a default', { ...column, defaultValue: Buffer.from('x') }, [...fields, ['default', '\x01x']], true],
    ['of COM_FIELD_LIST, without one', { ...column, defaultValue: null }, [...fields, ['default', [0xfb]]], true],
  ])('%s is read from and written to these bytes', (_, message, drawn, withDefault) => {
    const bytes = draw(...drawn);
    expect(decodeColumnDefinition(bodyOf(bytes), withDefault)).toEqual(message);
    expect(written((out) => encodeColumnDefinition(message, out))).toEqual(bytes);
  }); // prettier-ignore

  it.each<readonly [string, readonly Field[]]>([
    ['nothing', []],
    ['fewer names', fields.slice(0, 4)],
    ['a name that is NULL', [['catalog', [0xfb]], ...fields.slice(1)]],
    ['another length of what follows', [...fields.slice(0, 6), ['length', [13]], ...fields.slice(7)]],
    ['half of what follows', fields.slice(0, 9)],
    ['bytes behind its end', [...fields, ['more', [0]]]],
  ])('with %s is refused', (_, drawn) => {
    expect(() => decodeColumnDefinition(bodyOf(draw(...drawn)))).toThrow(MalformedMessage);
  });
});

describe('the answer to a Prepare', () => {
  it('is read from and written to these bytes', () => {
    const bytes = draw(['ok', [0]], ['id', [1, 0, 0, 0]], ['columns', [2, 0]], ['parameters', [3, 0]], ['filler', [0]], ['warnings', [4, 0]]);
    const message = { kind: 'PrepareOk', id: 1, columns: 2, parameters: 3, warnings: 4 } as const;
    expect(decodePrepareOk(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodePrepareOk(message, out))).toEqual(bytes);
  }); // prettier-ignore

  it.each([
    [[]],
    [[0, 1, 0, 0, 0, 1, 0, 1, 0]],
    [[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    [[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])('is refused as %j', (bytes) => {
    const decode = (body: Reader): unknown => decodePrepareOk(body);
    expect(() => decode(bodyOf(Buffer.from(bytes)))).toThrow(MalformedMessage);
  });
});
