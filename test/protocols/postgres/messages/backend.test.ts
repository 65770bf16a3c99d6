import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import {
  backendKinds,
  backendTypes,
  decodeBackend,
  encodeBackend,
  type BackendKind,
  type WritableBackendMessage,
} from '../../../../src/protocols/postgres/messages/backend.ts';
import { emptyTypes } from '../../../../src/protocols/postgres/messages/empty.ts';
import { errorField } from '../../../../src/protocols/postgres/messages/error-response.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

const drawn: readonly (readonly [WritableBackendMessage, ...Field[]])[] = [
  [{ kind: 'AuthenticationOk' }, ['type', 'R'], ['length', [0, 0, 0, 8]], ['code', [0, 0, 0, 0]]],
  [{ kind: 'AuthenticationCleartextPassword' }, ['type', 'R'], ['length', [0, 0, 0, 8]], ['code', [0, 0, 0, 3]]],
  [
    { kind: 'AuthenticationMD5Password', salt: Buffer.from([1, 2, 3, 4]) },
    ['type', 'R'],
    ['length', [0, 0, 0, 12]],
    ['code', [0, 0, 0, 5]],
    ['salt', [1, 2, 3, 4]],
  ],
  [
    { kind: 'AuthenticationSASL', mechanisms: ['A', 'B-C'] },
    ['type', 'R'],
    ['length', [0, 0, 0, 15]],
    ['code', [0, 0, 0, 10]],
    ['first', 'A\0'],
    ['second', 'B-C\0'],
    ['terminator', '\0'],
  ],
  [
    { kind: 'AuthenticationSASLContinue', data: Buffer.from('r=') },
    ['type', 'R'],
    ['length', [0, 0, 0, 10]],
    ['code', [0, 0, 0, 11]],
    ['data', 'r='],
  ],
  [
    { kind: 'AuthenticationSASLFinal', data: Buffer.from('v=') },
    ['type', 'R'],
    ['length', [0, 0, 0, 10]],
    ['code', [0, 0, 0, 12]],
    ['data', 'v='],
  ],
  [
    { kind: 'BackendKeyData', processId: 7, key: Buffer.from([9, 8, 7, 6]) },
    ['type', 'K'],
    ['length', [0, 0, 0, 12]],
    ['process id', [0, 0, 0, 7]],
    ['key', [9, 8, 7, 6]],
  ],
  [
    { kind: 'ParameterStatus', name: 'TimeZone', value: 'UTC' },
    ['type', 'S'],
    ['length', [0, 0, 0, 17]],
    ['name', 'TimeZone\0'],
    ['value', 'UTC\0'],
  ],
  [{ kind: 'ReadyForQuery', status: 'idle' }, ['type', 'Z'], ['length', [0, 0, 0, 5]], ['status', 'I']],
  [{ kind: 'ReadyForQuery', status: 'transaction' }, ['type', 'Z'], ['length', [0, 0, 0, 5]], ['status', 'T']],
  [{ kind: 'ReadyForQuery', status: 'failed' }, ['type', 'Z'], ['length', [0, 0, 0, 5]], ['status', 'E']],
  [
    {
      kind: 'RowDescription',
      fields: [
        {
          name: 'id',
          tableOid: 4_000_000_000,
          attributeNumber: 1,
          typeOid: 25,
          typeLength: -1,
          typeModifier: -1,
          format: 'binary',
        },
      ],
    },
    ['type', 'T'],
    ['length', [0, 0, 0, 27]],
    ['fields', [0, 1]],
    ['name', 'id\0'],
    ['table oid', [0xee, 0x6b, 0x28, 0x00]],
    ['attribute number', [0, 1]],
    ['type oid', [0, 0, 0, 25]],
    ['type length', [255, 255]],
    ['type modifier', [255, 255, 255, 255]],
    ['format', [0, 1]],
  ],
  [
    { kind: 'ParameterDescription', parameterTypes: [23] },
    ['type', 't'],
    ['length', [0, 0, 0, 10]],
    ['types', [0, 1]],
    ['int4', [0, 0, 0, 23]],
  ],
  [
    { kind: 'DataRow', cells: [Buffer.from('ab'), null, Buffer.alloc(0)] },
    ['type', 'D'],
    ['length', [0, 0, 0, 20]],
    ['cells', [0, 3]],
    ['length', [0, 0, 0, 2]],
    ['value', 'ab'],
    ['null', [255, 255, 255, 255]],
    ['empty', [0, 0, 0, 0]],
  ],
  [{ kind: 'CommandComplete', tag: 'SELECT 1' }, ['type', 'C'], ['length', [0, 0, 0, 13]], ['tag', 'SELECT 1\0']],
  [
    {
      kind: 'ErrorResponse',
      fields: new Map([
        ['S', 'ERROR'],
        ['C', '42501'],
        ['Y', 'a field of a later server'],
      ]),
    },
    ['type', 'E'],
    ['length', [0, 0, 0, 46]],
    ['severity', 'SERROR\0'],
    ['code', 'C42501\0'],
    ['unknown', 'Ya field of a later server\0'],
    ['terminator', '\0'],
  ],
  [
    { kind: 'NoticeResponse', fields: new Map([['M', 'x']]) },
    ['type', 'N'],
    ['length', [0, 0, 0, 8]],
    ['message', 'Mx\0'],
    ['terminator', '\0'],
  ],
  [
    { kind: 'NotificationResponse', processId: 1, channel: 'c', payload: '' },
    ['type', 'A'],
    ['length', [0, 0, 0, 11]],
    ['process id', [0, 0, 0, 1]],
    ['channel', 'c\0'],
    ['payload', '\0'],
  ],
  [
    { kind: 'NegotiateProtocolVersion', major: 3, minor: 0, unrecognizedOptions: ['_pq_.x'] },
    ['type', 'v'],
    ['length', [0, 0, 0, 19]],
    ['newest version', [0, 3, 0, 0]],
    ['options', [0, 0, 0, 1]],
    ['option', '_pq_.x\0'],
  ],
  [
    { kind: 'CopyOutResponse', format: 'binary', columnFormats: ['binary'] },
    ['type', 'H'],
    ['length', [0, 0, 0, 9]],
    ['format', [1]],
    ['columns', [0, 1]],
    ['binary', [0, 1]],
  ],
  [{ kind: 'CopyInResponse', format: 'text', columnFormats: [] }, ['type', 'G'], ['', [0, 0, 0, 7]], ['', [0, 0, 0]]],
  [{ kind: 'CopyBothResponse', format: 'text', columnFormats: [] }, ['type', 'W'], ['', [0, 0, 0, 7]], ['', [0, 0, 0]]],
  [{ kind: 'CopyData', data: Buffer.from('x') }, ['type', 'd'], ['length', [0, 0, 0, 5]], ['data', 'x']],
  [{ kind: 'CopyDone' }, ['type', 'c'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'ParseComplete' }, ['type', '1'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'BindComplete' }, ['type', '2'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'CloseComplete' }, ['type', '3'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'NoData' }, ['type', 'n'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'PortalSuspended' }, ['type', 's'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'EmptyQueryResponse' }, ['type', 'I'], ['length', [0, 0, 0, 4]]],
];

const malformed: readonly (readonly [BackendKind, string, ...Field[]])[] = [
  ['Authentication', 'no code'],
  ['Authentication', 'something behind Ok', ['code', [0, 0, 0, 0]], ['more', [0]]],
  ['Authentication', 'half a salt', ['code', [0, 0, 0, 5]], ['salt', [1, 2]]],
  ['Authentication', 'a salt of 5 bytes', ['code', [0, 0, 0, 5]], ['salt', [1, 2, 3, 4, 5]]],
  ['Authentication', 'no mechanism', ['code', [0, 0, 0, 10]], ['terminator', '\0']],
  ['Authentication', 'mechanisms without an end', ['code', [0, 0, 0, 10]], ['mechanism', 'A\0']],
  ['BackendKeyData', 'a key of 3 bytes', ['process id', [0, 0, 0, 1]], ['key', [1, 2, 3]]],
  ['BackendKeyData', 'a key of 257 bytes', ['process id', [0, 0, 0, 1]], ['key', 'k'.repeat(257)]],
  ['ParameterStatus', 'no value', ['name', 'a\0']],
  ['ParameterStatus', 'three strings', ['', 'a\0b\0c\0']],
  ['ReadyForQuery', 'an unknown status', ['status', 'X']],
  ['ReadyForQuery', 'no status'],
  ['ReadyForQuery', 'two bytes', ['status', 'II']],
  ['RowDescription', 'more fields announced than sent', ['fields', [255, 255]]],
  ['RowDescription', 'an unknown format', ['fields', [0, 1]], ['', '\0'], ['', [...Buffer.alloc(16), 0, 2]]],
  ['RowDescription', 'bytes behind its fields', ['fields', [0, 0]], ['more', [0]]],
  ['ParameterDescription', 'more types announced than sent', ['types', [0, 2]], ['one', [0, 0, 0, 1]]],
  ['DataRow', 'no count', ['', [0]]],
  ['DataRow', 'more cells announced than sent', ['cells', [255, 255]], ['one', [255, 255, 255, 255]]],
  ['DataRow', 'a cell of -2 bytes', ['cells', [0, 1]], ['-2', [255, 255, 255, 254]]],
  ['DataRow', 'a cell longer than the row', ['cells', [0, 1]], ['length', [0, 0, 0, 3]], ['value', 'ab']],
  ['DataRow', 'a cell of 2 GB', ['cells', [0, 1]], ['length', [127, 255, 255, 255]], ['value', 'ab']],
  ['DataRow', 'bytes behind its cells', ['cells', [0, 1]], ['null', [255, 255, 255, 255]], ['more', [0]]],
  ['CommandComplete', 'no NUL', ['tag', 'SELECT 1']],
  ['ErrorResponse', 'no terminator', ['', 'SERROR\0']],
  ['ErrorResponse', 'nothing at all'],
  ['ErrorResponse', 'a field twice', ['', 'Ma\0Mb\0\0']],
  ['ErrorResponse', 'a field code beyond ascii', ['', [0xc3, 0x61, 0, 0]]],
  ['ErrorResponse', 'bytes behind its terminator', ['', 'Ma\0\0b']],
  ['NoticeResponse', 'a field without an end', ['', 'Ma']],
  ['NotificationResponse', 'no payload', ['process id', [0, 0, 0, 1]], ['channel', 'c\0']],
  ['NegotiateProtocolVersion', 'a negative count', ['', [0, 3, 0, 0]], ['options', [255, 255, 255, 255]]],
  ['NegotiateProtocolVersion', 'a count that lies', ['', [0, 3, 0, 0]], ['options', [127, 255, 255, 255]]],
  ['CopyOutResponse', 'an unknown format', ['format', [2]], ['columns', [0, 0]]],
  ['CopyInResponse', 'more columns announced than sent', ['format', [1]], ['columns', [0, 1]]],
  ['CopyBothResponse', 'a binary column in a text stream', ['format', [0]], ['columns', [0, 1, 0, 1]]],
  ...(
    [
      'BindComplete',
      'CloseComplete',
      'CopyDone',
      'EmptyQueryResponse',
      'NoData',
      'ParseComplete',
      'PortalSuspended',
    ] as const
  ).map((kind) => [kind, 'a body', ['more', [0]]] as const),
];

describe('a server message', () => {
  for (const [message, ...fields] of drawn) {
    it(`${message.kind} is read from and written to these bytes`, () => {
      const bytes = draw(...fields);
      expect(bytes.readInt32BE(1)).toBe(bytes.length - 1);
      const kind = backendKinds[bytes.readUInt8(0)];
      if (kind === undefined) throw new Error('the drawn type byte is unknown');
      expect(message.kind.startsWith(kind)).toBe(true);
      expect(decodeBackend(kind, bodyOf(bytes))).toEqual(message);
      expect(written((out) => encodeBackend(message, out))).toEqual(bytes);
    });
  }

  for (const [kind, what, ...fields] of malformed) {
    it(`${kind} is malformed with ${what}`, () => {
      expect(() => decodeBackend(kind, new Reader(draw(...fields)))).toThrow(MalformedMessage);
    });
  }

  it('has a type byte of its own for each kind, and no kind for the other bytes', () => {
    const known = backendKinds.filter((kind) => kind !== undefined);
    expect(known.toSorted()).toEqual(Object.keys(backendTypes).toSorted());
    expect(backendTypes).toMatchObject(
      Object.fromEntries(Object.entries(emptyTypes).filter(([kind]) => kind in backendTypes)),
    );
  });

  it.each([
    ['Kerberos', 2],
    ['GSSAPI', 7],
    ['SSPI', 9],
    ['something new', 99],
  ])('asking for %s is known by its code alone', (_, code) => {
    const body = new Reader(Buffer.from([0, 0, 0, code, 1, 2]));
    expect(decodeBackend('Authentication', body)).toEqual({ kind: 'AuthenticationUnsupported', code });
  });

  it('ErrorResponse keeps words that a server wrote in another encoding, as well as they can be shown', () => {
    const report = decodeBackend('ErrorResponse', new Reader(Buffer.from('Mr\xf4le\0\0', 'latin1')));
    expect(report).toHaveProperty('fields', new Map([[errorField.message, 'r\u{fffd}le']]));
  });

  it.each(['', 'MM', '\0', 'é'])('ErrorResponse is not written with %j for a field code', (code) => {
    const message = { kind: 'ErrorResponse', fields: new Map([[code, 'x']]) } as const;
    expect(() => written((out) => encodeBackend(message, out))).toThrow(TypeError);
  });
});
