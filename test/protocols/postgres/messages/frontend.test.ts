import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import { Reader } from '../../../../src/bytes/reader.ts';
import {
  decodeFrontend,
  encodeFrontend,
  frontendKinds,
  frontendTypes,
  type FrontendKind,
  type FrontendMessage,
  type FunctionCall,
} from '../../../../src/protocols/postgres/messages/frontend.ts';
import { decodePasswordMessage, encodePasswordMessage } from '../../../../src/protocols/postgres/messages/password.ts';
import {
  decodeSASLInitialResponse,
  decodeSASLResponse,
  encodeSASLInitialResponse,
  encodeSASLResponse,
} from '../../../../src/protocols/postgres/messages/sasl.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

type Writable = Exclude<FrontendMessage, FunctionCall>;

const drawn: readonly (readonly [Writable, ...Field[]])[] = [
  [{ kind: 'Query', text: 'select 1' }, ['type', 'Q'], ['length', [0, 0, 0, 13]], ['text', 'select 1\0']],
  [
    { kind: 'Parse', statement: 's', text: 'select $1', parameterTypes: [23, 4_294_967_295] },
    ['type', 'P'],
    ['length', [0, 0, 0, 26]],
    ['statement', 's\0'],
    ['text', 'select $1\0'],
    ['types', [0, 2]],
    ['int4', [0, 0, 0, 23]],
    ['the last oid', [255, 255, 255, 255]],
  ],
  [
    {
      kind: 'Bind',
      portal: 'p',
      statement: 's',
      parameterFormats: ['text', 'binary'],
      parameters: [null, Buffer.from([1, 2])],
      resultFormats: ['binary'],
    },
    ['type', 'B'],
    ['length', [0, 0, 0, 30]],
    ['portal', 'p\0'],
    ['statement', 's\0'],
    ['parameter formats', [0, 2]],
    ['text', [0, 0]],
    ['binary', [0, 1]],
    ['parameters', [0, 2]],
    ['null', [255, 255, 255, 255]],
    ['two bytes', [0, 0, 0, 2]],
    ['value', [1, 2]],
    ['result formats', [0, 1]],
    ['binary', [0, 1]],
  ],
  [
    { kind: 'Describe', target: 'statement', name: 's' },
    ['type', 'D'],
    ['length', [0, 0, 0, 7]],
    ['target', 'S'],
    ['name', 's\0'],
  ],
  [
    { kind: 'Close', target: 'portal', name: '' },
    ['type', 'C'],
    ['length', [0, 0, 0, 6]],
    ['target', 'P'],
    ['name', '\0'],
  ],
  [
    { kind: 'Execute', portal: 'p', maxRows: 256 },
    ['type', 'E'],
    ['length', [0, 0, 0, 10]],
    ['portal', 'p\0'],
    ['most rows', [0, 0, 1, 0]],
  ],
  [{ kind: 'CopyData', data: Buffer.from('1\t2\n') }, ['type', 'd'], ['length', [0, 0, 0, 8]], ['data', '1\t2\n']],
  [{ kind: 'CopyFail', message: 'no' }, ['type', 'f'], ['length', [0, 0, 0, 7]], ['message', 'no\0']],
  [{ kind: 'CopyDone' }, ['type', 'c'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'Flush' }, ['type', 'H'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'Sync' }, ['type', 'S'], ['length', [0, 0, 0, 4]]],
  [{ kind: 'Terminate' }, ['type', 'X'], ['length', [0, 0, 0, 4]]],
];

const malformed: readonly (readonly [Exclude<FrontendKind, 'AuthenticationResponse'>, string, ...Field[]])[] = [
  ['Query', 'no NUL', ['text', 'select 1']],
  ['Query', 'nothing at all'],
  ['Query', 'a second statement hidden behind a NUL', ['text', 'select 1\0; drop table t\0']],
  ['Query', 'a NUL too many', ['text', 'select 1\0\0']],
  ['Query', 'bytes that are not utf-8', ['text', [0x27, 0xff, 0]]],
  ['Parse', 'no text', ['statement', 's\0']],
  ['Parse', 'no count', ['statement', '\0'], ['text', '\0']],
  ['Parse', 'a NUL in its text', ['statement', '\0'], ['text', 'a\0b\0'], ['types', [0, 0]]],
  ['Parse', 'more types announced than sent', ['', '\0\0'], ['types', [255, 255]], ['one', [0, 0, 0, 1]]],
  ['Parse', 'bytes behind its types', ['', '\0\0'], ['types', [0, 0]], ['more', [0]]],
  ['Bind', 'an unknown format code', ['', '\0\0'], ['formats', [0, 1, 0, 2]], ['values', [0, 0]], ['', [0, 0]]],
  ['Bind', 'a negative format code', ['', '\0\0'], ['formats', [0, 1, 255, 255]], ['values', [0, 0]], ['', [0, 0]]],
  ['Bind', 'two formats for one value', ['', '\0\0'], ['', [0, 2, 0, 0, 0, 0]], ['', [0, 1, 0, 0, 0, 0]], ['', [0, 0]]],
  ['Bind', 'two formats for no value', ['', '\0\0'], ['formats', [0, 2, 0, 0, 0, 0]], ['values', [0, 0]], ['', [0, 0]]],
  ['Bind', 'a value of -2 bytes', ['', '\0\0'], ['', [0, 0]], ['', [0, 1]], ['-2', [255, 255, 255, 254]], ['', [0, 0]]],
  ['Bind', 'a value longer than the message', ['', '\0\0'], ['', [0, 0]], ['', [0, 1]], ['', [127, 255, 255, 255]]],
  ['Bind', 'more values announced than sent', ['', '\0\0'], ['', [0, 0]], ['values', [255, 255]], ['', [0, 0]]],
  ['Bind', 'more formats announced than sent', ['', '\0\0'], ['formats', [255, 255]]],
  ['Bind', 'no result formats', ['', '\0\0'], ['formats', [0, 0]], ['values', [0, 0]]],
  ['Bind', 'bytes behind its result formats', ['', '\0\0'], ['', [0, 0, 0, 0, 0, 0, 9]]],
  ['Describe', 'a target that is neither', ['target', 'T'], ['name', '\0']],
  ['Describe', 'no name', ['target', 'S']],
  ['Describe', 'two names', ['target', 'S'], ['names', 'a\0b\0']],
  ['Close', 'a target that is neither', ['target', 's'], ['name', '\0']],
  ['Close', 'nothing at all'],
  ['Execute', 'half a row count', ['portal', '\0'], ['most rows', [0, 0]]],
  ['Execute', 'bytes behind its row count', ['portal', '\0'], ['most rows', [0, 0, 0, 0, 0]]],
  ['CopyFail', 'no NUL', ['message', 'no']],
  ['CopyDone', 'a body', ['more', [0]]],
  ['Flush', 'a body', ['more', [0]]],
  ['Sync', 'a body', ['more', [0]]],
  ['Terminate', 'a body', ['more', [0]]],
];

describe('a client message', () => {
  for (const [message, ...fields] of drawn) {
    it(`${message.kind} is read from and written to these bytes`, () => {
      const bytes = draw(...fields);
      expect(bytes.readInt32BE(1)).toBe(bytes.length - 1);
      expect(frontendKinds[bytes.readUInt8(0)]).toBe(message.kind);
      expect(decodeFrontend(message.kind, bodyOf(bytes))).toEqual(message);
      expect(written((out) => encodeFrontend(message, out))).toEqual(bytes);
    });
  }

  for (const [kind, what, ...fields] of malformed) {
    it(`${kind} is malformed with ${what}`, () => {
      expect(() => decodeFrontend(kind, new Reader(draw(...fields)))).toThrow(MalformedMessage);
    });
  }

  it('has a type byte of its own for each kind, and no kind for the other bytes', () => {
    const known = frontendKinds.filter((kind) => kind !== undefined);
    expect(known.toSorted()).toEqual(Object.keys(frontendTypes).toSorted());
    expect(frontendKinds).toHaveLength(256);
  });

  it('Bind takes as many values as drivers send, 65535', () => {
    const values = draw(
      ['', '\0\0'],
      ['', [0, 0]],
      ['values', [255, 255]],
      ['nulls', [...Buffer.alloc(65_535 * 4, 255)]],
    );
    const bind = decodeFrontend('Bind', new Reader(Buffer.concat([values, Buffer.alloc(2)])));
    expect(bind).toHaveProperty('parameters.length', 65_535);
  });

  it('FunctionCall is known by name and not looked into', () => {
    expect(decodeFrontend('FunctionCall', new Reader(Buffer.from([1])))).toEqual({ kind: 'FunctionCall' });
  });
});

describe('an answer to an authentication request', () => {
  it('is a password', () => {
    const message = { kind: 'PasswordMessage', password: 'geheim' } as const;
    const bytes = draw(['type', 'p'], ['length', [0, 0, 0, 11]], ['password', 'geheim\0']);
    expect(decodePasswordMessage(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodePasswordMessage(message, out))).toEqual(bytes);
  });

  it.each([
    ['data', Buffer.from('n,,'), [0, 0, 0, 3] as const, 'n,,', 15],
    ['no data', null, [255, 255, 255, 255] as const, '', 12],
  ])('is the choice of a mechanism with %s', (_, data, length, text, total) => {
    const message = { kind: 'SASLInitialResponse', mechanism: 'SCR', data } as const;
    const bytes = draw(['type', 'p'], ['length', [0, 0, 0, total]], ['', 'SCR\0'], ['', length], ['data', text]);
    expect(decodeSASLInitialResponse(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeSASLInitialResponse(message, out))).toEqual(bytes);
  });

  it('is the next message of a mechanism', () => {
    const message = { kind: 'SASLResponse', data: Buffer.from('c=') } as const;
    const bytes = draw(['type', 'p'], ['length', [0, 0, 0, 6]], ['data', 'c=']);
    expect(decodeSASLResponse(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeSASLResponse(message, out))).toEqual(bytes);
  });

  it.each([
    ['a password without a NUL', decodePasswordMessage, 'geheim'],
    ['a password with a NUL inside', decodePasswordMessage, 'ge\0heim\0'],
    ['a mechanism without a length', decodeSASLInitialResponse, 'SCR\0'],
    ['a length that lies', decodeSASLInitialResponse, 'SCR\0\0\0\0\x02x'],
    ['bytes behind the data', decodeSASLInitialResponse, 'SCR\0\0\0\0\x01xy'],
  ])('is malformed as %s', (_, decode, body) => {
    expect(() => decode(new Reader(Buffer.from(body)))).toThrow(MalformedMessage);
  });
});
