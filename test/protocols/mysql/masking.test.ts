import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { InternalFault } from '../../../src/core/errors.ts';
import type { ColumnMasker, MaskPlan } from '../../../src/gate/protocol.ts';
import { RowMasker, type RowFormat } from '../../../src/protocols/mysql/masking.ts';
import { FIELD_FLAGS, TYPES, type ColumnDefinition } from '../../../src/protocols/mysql/messages/index.ts';
import { draw, written, type Field } from './messages/drawing.ts';

const NOTHING = new Uint8Array(0);
const column = (type: number, collation = 63, flags = 0): ColumnDefinition => ({
  kind: 'ColumnDefinition',
  catalog: NOTHING,
  schema: NOTHING,
  table: NOTHING,
  orgTable: NOTHING,
  name: NOTHING,
  orgName: NOTHING,
  collation,
  columnBytes: 0,
  type,
  flags,
  decimals: 0,
});
const text = (collation = 255): ColumnDefinition => column(TYPES.VAR_STRING, collation);
const shown = (value: string | null): ColumnMasker => ({
  textOnly: true,
  mask: () => (value === null ? null : Buffer.from(value)),
});
const upper: ColumnMasker = {
  textOnly: true,
  mask: (value) => Buffer.from(Buffer.from(value).toString('utf8').toUpperCase()),
};
const plan = (...columns: readonly (ColumnMasker | undefined)[]): MaskPlan => ({ columns, origins: [] });

function masked(
  columns: readonly ColumnDefinition[],
  plan: MaskPlan,
  format: RowFormat,
  fields: readonly Field[],
): { bytes: Buffer; cells: number } {
  const masker = new RowMasker(plan, columns, format);
  // Somewhere inside of a chunk, as rows are.
  const row = draw(...fields);
  const chunk = Buffer.concat([Buffer.from('before'), row, Buffer.from('after')]);
  const bytes = written((out) => masker.row(chunk, 6, 6 + row.length, out));
  return { bytes, cells: masker.maskedCells };
}

describe('a text row', () => {
  const three = [text(), text(), text()];

  it.each<readonly [string, MaskPlan, readonly Field[], readonly Field[], number]>([
    ['with a mask in its middle', plan(undefined, shown('*'), undefined), [['a', '\x01a'], ['b', '\x02bb'], ['c', '\x01c']], [['a', '\x01a'], ['*', '\x01*'], ['c', '\x01c']], 1],
    ['with masks at both ends', plan(shown('*'), undefined, shown('***')), [['a', '\x01a'], ['b', '\x02bb'], ['c', '\x01c']], [['*', '\x01*'], ['b', '\x02bb'], ['***', '\x03***']], 2],
    ['whose cell is made NULL', plan(undefined, shown(null), undefined), [['a', '\x01a'], ['b', '\x02bb'], ['c', '\x01c']], [['a', '\x01a'], ['NULL', [0xfb]], ['c', '\x01c']], 1],
    ['whose cells are NULL already', plan(shown('*'), undefined, shown('*')), [['NULL', [0xfb]], ['NULL', [0xfb]], ['', [0]]], [['NULL', [0xfb]], ['NULL', [0xfb]], ['*', '\x01*']], 1],
    ['with a length in more bytes than it needs', plan(undefined, shown('*'), undefined), [['a', [0xfc, 1, 0, 0x61]], ['b', [0xfd, 1, 0, 0, 0x62]], ['c', [0xfe, 1, 0, 0, 0, 0, 0, 0, 0, 0x63]]], [['a', [0xfc, 1, 0, 0x61]], ['*', '\x01*'], ['c', [0xfe, 1, 0, 0, 0, 0, 0, 0, 0, 0x63]]], 1],
  ])('%s', (_, plan, fields, expected, cells) => {
    expect(masked(three, plan, 'text', fields)).toEqual({ bytes: draw(...expected), cells });
  }); // prettier-ignore

  it.each<readonly [string, ColumnDefinition, number[]]>([
    ['a number', column(TYPES.LONGLONG), [0xfb]],
    ['a decimal', column(TYPES.NEWDECIMAL), [0xfb]],
    ['a date', column(TYPES.DATE), [0xfb]],
    ['bytes', column(TYPES.BLOB), [0xfb]],
    ['a string of bytes', column(TYPES.VAR_STRING), [0xfb]],
    ['JSON', column(TYPES.JSON, 45), [0xfb]],
    ['a geometry', column(TYPES.GEOMETRY), [0xfb]],
    ['a vector', column(TYPES.VECTOR), [0xfb]],
    ['a BIT', column(TYPES.BIT), [0xfb]],
    ['an ENUM', column(TYPES.STRING, 255, FIELD_FLAGS.ENUM), [0xfb]],
    ['a SET', column(TYPES.STRING, 255, FIELD_FLAGS.SET), [0xfb]],
    ['a type that nobody knows', column(200, 45), [0xfb]],
    ['a character set that we do not carry', column(TYPES.VAR_STRING, 13), [0xfb]],
    ['a CHAR', column(TYPES.STRING, 45), [1, 0x58]],
    ['a TEXT', column(TYPES.BLOB, 33), [1, 0x58]],
    ['a VARCHAR of MariaDB with a UCA 14 collation', column(TYPES.VAR_STRING, 2304), [1, 0x58]],
    ['an ascii VARCHAR', column(TYPES.VAR_STRING, 11), [1, 0x58]],
  ])('keeps the type, or shows NULL: %s', (_, definition, expected) => {
    const { bytes } = masked([definition], plan(upper), 'text', [['x', '\x01x']]);
    expect([...bytes]).toEqual(expected);
  });

  it('is masked by characters where they are latin1, and what latin1 has not becomes a star', () => {
    const latin1 = [text(8), text(8)];
    const both = plan(upper, shown('→€'));
    const { bytes } = masked(latin1, both, 'text', [
      ['é€', [2, 0xe9, 0x80]],
      ['x', '\x01x'],
    ]);
    expect([...bytes]).toEqual([2, 0xc9, 0x80, 2, 0x2a, 0x80]);
  });

  it.each<readonly [string, readonly Field[]]>([
    ['too few cells', [['a', '\x01a'], ['b', '\x01b']]],
    ['too many cells', [['a', '\x01a'], ['b', '\x01b'], ['c', '\x01c'], ['d', '\x01d']]],
    ['a cell longer than the row', [['a', '\x01a'], ['b', '\x01b'], ['c', '\x02c']]],
    ['a cell of 2^63 bytes', [['a', [0xfe, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x61]]]],
    ['a cell of all bytes there are', [['a', [0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 0x61]]]],
    ['a length that is none', [['a', [0xff, 0x61]], ['b', '\x01b'], ['c', '\x01c']]],
    ['half a length', [['a', '\x01a'], ['b', '\x01b'], ['c', [0xfd, 1, 0]]]],
    ['nothing', []],
  ])('is refused with %s', (_, fields) => {
    expect(() => masked(three, plan(undefined, shown('*'), undefined), 'text', fields)).toThrow(MalformedMessage);
  }); // prettier-ignore

  it('is never masked by a plan for another number of columns', () => {
    expect(() => new RowMasker(plan(shown('*')), three, 'text')).toThrow(InternalFault);
  });
});

/** Each type, a value of it, and how many bytes that has: what stands behind it is only found when this is right. */
const binaryValues: readonly (readonly [string, number, readonly number[]])[] = [
  ['TINY', TYPES.TINY, [1]],
  ['BOOL', TYPES.BOOL, [1]],
  ['SHORT', TYPES.SHORT, [1, 2]],
  ['YEAR', TYPES.YEAR, [0xe4, 7]],
  ['LONG', TYPES.LONG, [1, 2, 3, 4]],
  ['INT24', TYPES.INT24, [1, 2, 3, 4]],
  ['FLOAT', TYPES.FLOAT, [1, 2, 3, 4]],
  ['DOUBLE', TYPES.DOUBLE, [1, 2, 3, 4, 5, 6, 7, 8]],
  ['LONGLONG', TYPES.LONGLONG, [1, 2, 3, 4, 5, 6, 7, 8]],
  ['DATE', TYPES.DATE, [4, 0xe4, 7, 1, 2]],
  ['DATE 0000-00-00', TYPES.DATE, [0]],
  ['DATETIME', TYPES.DATETIME, [7, 0xe4, 7, 1, 2, 3, 4, 5]],
  ['DATETIME(6)', TYPES.DATETIME, [11, 0xe4, 7, 1, 2, 3, 4, 5, 6, 0, 0, 0]],
  ['TIMESTAMP', TYPES.TIMESTAMP, [7, 0xe4, 7, 1, 2, 3, 4, 5]],
  ['TIME', TYPES.TIME, [8, 1, 0, 0, 0, 0, 3, 4, 5]],
  ['TIME(6)', TYPES.TIME, [12, 1, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0, 0]],
  ['NEWDECIMAL', TYPES.NEWDECIMAL, [3, 0x31, 0x2e, 0x35]],
  ['DECIMAL', TYPES.DECIMAL, [1, 0x31]],
  ['BIT', TYPES.BIT, [2, 2, 1]],
  ['JSON', TYPES.JSON, [2, 0x7b, 0x7d]],
  ['VECTOR', TYPES.VECTOR, [4, 0, 0, 0, 0]],
  ['GEOMETRY', TYPES.GEOMETRY, [3, 1, 2, 3]],
  ['ENUM', TYPES.ENUM, [1, 0x78]],
  ['SET', TYPES.SET, [1, 0x78]],
  ['VARCHAR', TYPES.VARCHAR, [1, 0x78]],
  ['VAR_STRING', TYPES.VAR_STRING, [1, 0x78]],
  ['STRING', TYPES.STRING, [1, 0x78]],
  ['TINY_BLOB', TYPES.TINY_BLOB, [1, 0x78]],
  ['BLOB', TYPES.BLOB, [0xfc, 1, 0, 0x78]],
  ['MEDIUM_BLOB', TYPES.MEDIUM_BLOB, [0xfd, 1, 0, 0, 0x78]],
  ['LONG_BLOB', TYPES.LONG_BLOB, [0xfe, 1, 0, 0, 0, 0, 0, 0, 0, 0x78]],
];

describe('a binary row', () => {
  it.each(binaryValues)('finds what stands behind a %s', (_, type, value) => {
    const { bytes, cells } = masked(
      [column(type), text(), column(type)],
      plan(undefined, shown('***'), undefined),
      'binary',
      [
        ['header', [0]],
        ['NULLs', [0]],
        ['value', value],
        ['secret', '\x06secret'],
        ['value', value],
      ],
    );
    expect([...bytes]).toEqual([0, 0, ...value, 3, 0x2a, 0x2a, 0x2a, ...value]);
    expect(cells).toBe(1);
  });

  it.each(binaryValues.slice(0, 22))('shows NULL for a masked %s, and moves what follows up', (_, type, value) => {
    const { bytes } = masked([column(type), text()], plan(shown('***'), undefined), 'binary', [
      ['header', [0]],
      ['NULLs', [0]],
      ['value', value],
      ['text', '\x01x'],
    ]);
    expect([...bytes]).toEqual([0, 0b100, 1, 0x78]);
  });

  it('keeps the bits of NULLs in every byte of them', () => {
    const columns = Array.from({ length: 15 }, () => text());
    const masks = plan(...columns.map((_, index) => (index === 14 ? shown(null) : undefined)));
    const { bytes, cells } = masked(columns, masks, 'binary', [
      ['header', [0]],
      ['NULLs: all but the first and the last', [0b1111_1000, 0xff, 0]],
      ['first', '\x01a'],
      ['last', '\x01z'],
    ]);
    expect([...bytes]).toEqual([0, 0b1111_1000, 0xff, 0b1, 1, 0x61]);
    expect(cells).toBe(1);
  });

  it('forgets the NULLs of the row before', () => {
    const masker = new RowMasker(plan(shown(null)), [text()], 'binary');
    const first = written((out) => masker.row(Buffer.from([0, 0, 1, 0x61]), 0, 4, out));
    const second = written((out) => masker.row(Buffer.from([0, 0b100]), 0, 2, out));
    expect([[...first], [...second], masker.maskedCells]).toEqual([[0, 4], [0, 4], 1]);
  });

  it.each<readonly [string, number, readonly number[]]>([
    ['another header', TYPES.TINY, [1, 0, 1]],
    ['no NULLs', TYPES.TINY, [0]],
    ['half a number', TYPES.LONG, [0, 0, 1, 2, 3]],
    ['a number too many', TYPES.TINY, [0, 0, 1, 2]],
    ['a date of 13 bytes', TYPES.DATE, [0, 0, 13, ...Array.from({ length: 13 }, () => 1)]],
    ['a date without a length', TYPES.DATE, [0, 0]],
    ['a date longer than the row', TYPES.DATETIME, [0, 0, 7, 1, 2]],
    ['a type that nobody knows', 200, [0, 0, 1]],
    ['a string without a length', TYPES.VAR_STRING, [0, 0]],
    ['a string of length NULL', TYPES.VAR_STRING, [0, 0, 0xfb]],
  ])('is refused with %s', (_, type, bytes) => {
    expect(() => masked([column(type)], plan(undefined), 'binary', [['row', bytes]])).toThrow(MalformedMessage);
  });
});
