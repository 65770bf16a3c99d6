import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import {
  charsetOfCollation,
  COMMANDS,
  commandsByByte,
  decodeClientCommand,
  decodeStmtExecute,
  decodeWire,
  encodeClientCommand,
  encodeStmtExecute,
  encodeWire,
  executedId,
  has,
  NEVER_OFFERED,
  TYPES,
  type ClientCommand,
  type ExecuteContext,
} from '../../../../src/protocols/mysql/messages/index.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

const drawn: readonly (readonly [ClientCommand, ...Field[]])[] = [
  [{ kind: 'QUERY', text: Buffer.from('select 1') }, ['command', [3]], ['text', 'select 1']],
  [{ kind: 'STMT_PREPARE', text: Buffer.from('do ?') }, ['command', [22]], ['text', 'do ?']],
  [{ kind: 'INIT_DB', database: Buffer.from('hr') }, ['command', [2]], ['database', 'hr']],
  [
    { kind: 'FIELD_LIST', table: Buffer.from('people'), wildcard: Buffer.from('e%') },
    ['command', [4]],
    ['table', 'people\0'],
    ['wildcard', 'e%'],
  ],
  [{ kind: 'STMT_CLOSE', id: 258 }, ['command', [25]], ['id', [2, 1, 0, 0]]],
  [{ kind: 'STMT_RESET', id: 0xffff_ffff }, ['command', [26]], ['id', [255, 255, 255, 255]]],
  [{ kind: 'STMT_FETCH', id: 1, rows: 5 }, ['command', [28]], ['id', [1, 0, 0, 0]], ['rows', [5, 0, 0, 0]]],
  [
    { kind: 'STMT_SEND_LONG_DATA', id: 1, parameter: 2, data: Buffer.from([9]) },
    ['command', [24]],
    ['id', [1, 0, 0, 0]],
    ['parameter', [2, 0]],
    ['data', [9]],
  ],
  [{ kind: 'SET_OPTION', option: 1 }, ['command', [27]], ['option', [1, 0]]],
  [{ kind: 'PROCESS_KILL', connectionId: 7 }, ['command', [12]], ['connection', [7, 0, 0, 0]]],
  [{ kind: 'QUIT' }, ['command', [1]]],
  [{ kind: 'PING' }, ['command', [14]]],
  [{ kind: 'STATISTICS' }, ['command', [9]]],
  [{ kind: 'RESET_CONNECTION' }, ['command', [31]]],
];

describe('a command', () => {
  for (const [message, ...fields] of drawn) {
    it(`${message.kind} is read from and written to these bytes`, () => {
      const bytes = draw(...fields);
      expect(commandsByByte.get(bytes.readUInt8(0))).toBe(message.kind);
      expect(decodeClientCommand(message.kind, bodyOf(bytes))).toEqual(message);
      expect(written((out) => encodeClientCommand(message, out))).toEqual(bytes);
    });
  }

  it.each([
    ['STMT_CLOSE', [25, 1, 0, 0]],
    ['STMT_CLOSE', [25, 1, 0, 0, 0, 0]],
    ['STMT_FETCH', [28, 1, 0, 0, 0, 5]],
    ['STMT_SEND_LONG_DATA', [24, 1, 0, 0, 0, 1]],
    ['SET_OPTION', [27, 0]],
    ['SET_OPTION', [27, 0, 0, 0]],
    ['FIELD_LIST', [4, 0x61]],
    ['PING', [14, 0]],
    ['QUIT', [1, 0]],
    ['RESET_CONNECTION', []],
    ['PING', [3]],
  ] as const)('%s is refused as %j', (kind, bytes) => {
    expect(() => decodeClientCommand(kind, bodyOf(Buffer.from(bytes)))).toThrow(MalformedMessage);
  });

  it('has a name for every byte that any server knows', () => {
    expect(commandsByByte.size).toBe(Object.keys(COMMANDS).length);
    expect(commandsByByte.get(0x77)).toBeUndefined();
  });
});

const fresh = (parameters: number): ExecuteContext => ({ parameters, types: undefined, isLong: () => false });
const executeHead: readonly Field[] = [
  ['command', [23]],
  ['id', [1, 0, 0, 0]],
  ['flags', [1]],
  ['iterations', [1, 0, 0, 0]],
];
const execution: readonly Field[] = [
  ...executeHead,
  ['NULLs', [0b10]],
  ['types follow', [1]],
  ['LONG, unsigned', [TYPES.LONG, 0x80]],
  ['VAR_STRING', [TYPES.VAR_STRING, 0]],
  ['DATE', [TYPES.DATE, 0]],
  ['7', [7, 0, 0, 0]],
  ['2020-01-02', [4, 0xe4, 7, 1, 2]],
];

describe('COM_STMT_EXECUTE', () => {
  const types = Buffer.from([TYPES.LONG, 0x80, TYPES.VAR_STRING, 0, TYPES.DATE, 0]);
  const message = {
    kind: 'StmtExecute',
    id: 1,
    flags: 1,
    types,
    typesSent: true,
    values: [Buffer.from([7, 0, 0, 0]), null, Buffer.from([4, 0xe4, 7, 1, 2])],
  } as const;

  it('is read from and written to these bytes', () => {
    const bytes = draw(...execution);
    expect(executedId(bodyOf(bytes))).toBe(1);
    expect(decodeStmtExecute(bodyOf(bytes), fresh(3))).toEqual(message);
    expect(written((out) => encodeStmtExecute(message, out))).toEqual(bytes);
  });

  it('takes the types of the execution before, and is written with them', () => {
    const again = draw(...executeHead, ['NULLs', [0b10]], ['no types', [0]], ...execution.slice(-2));
    const decoded = decodeStmtExecute(bodyOf(again), { ...fresh(3), types });
    expect(decoded).toEqual({ ...message, typesSent: false });
    expect(written((out) => encodeStmtExecute(decoded, out))).toEqual(draw(...execution));
  });

  it('has no value for a parameter that came before it in pieces', () => {
    const bytes = draw(...execution.slice(0, -2), ['7', [7, 0, 0, 0]]);
    const decoded = decodeStmtExecute(bodyOf(bytes), { ...fresh(3), isLong: (parameter) => parameter === 2 });
    expect(decoded.values).toEqual([Buffer.from([7, 0, 0, 0]), null, undefined]);
    expect(written((out) => encodeStmtExecute(decoded, out))).toEqual(bytes);
  });

  it('is as short as its head without parameters, whatever a client sends behind it', () => {
    for (const more of [[], [0], [1]]) {
      const decoded = decodeStmtExecute(bodyOf(draw(...executeHead, ['more', more])), fresh(0));
      expect(written((out) => encodeStmtExecute(decoded, out))).toEqual(draw(...executeHead));
    }
  });

  it.each<readonly [string, readonly Field[]]>([
    ['half a head', executeHead.slice(0, 3)],
    ['two iterations', [...executeHead.slice(0, 3), ['iterations', [2, 0, 0, 0]], ...execution.slice(4)]],
    ['no NULLs', executeHead],
    ['no types, and none from before', [...executeHead, ['NULLs', [0]], ['no types', [0]], ['value', [1]]]],
    ['half of its types', execution.slice(0, 8)],
    ['a value too few', execution.slice(0, -1)],
    ['a value too many', [...execution, ['more', [0]]]],
    ['a value longer than the packet', [...execution.slice(0, -1), ['date', [4, 1]]]],
    ['a type that nobody knows', [...execution.slice(0, 6), ['type', [200, 0]], ...execution.slice(7)]],
  ])('is refused with %s', (_, fields) => {
    expect(() => decodeStmtExecute(bodyOf(draw(...fields)), fresh(3))).toThrow(MalformedMessage);
  });
});

describe('character sets', () => {
  it.each([
    [45, 'utf8mb4'], [46, 'utf8mb4'], [224, 'utf8mb4'], [255, 'utf8mb4'], [309, 'utf8mb4'], [2304, 'utf8mb4'],
    [33, 'utf8mb3'], [83, 'utf8mb3'], [192, 'utf8mb3'], [2048, 'utf8mb3'],
    [8, 'latin1'], [5, 'latin1'], [48, 'latin1'], [1032, 'latin1'], [11, 'ascii'], [65, 'ascii'],
    [63, undefined], [13, undefined], [28, undefined], [1, undefined], [248, undefined], [35, undefined], [0, undefined],
  ] as const)('collation %i is of %s', (id, charset) => {
    expect(charsetOfCollation(id)).toBe(charset);
  }); // prettier-ignore

  it('knows latin1 as the servers do: every byte is a character and back', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const text = decodeWire(bytes, 'latin1');
    expect([text[0x80], text[0x81], text[0x99], text[0xe9]]).toEqual(['€', '\u0081', '™', 'é']);
    expect(encodeWire(text, 'latin1')).toEqual(bytes);
  });

  it.each([
    ['utf8mb4', '🙂é', '🙂é'],
    ['utf8mb3', '🙂é', '?é'],
    ['latin1', '🙂é→\u0099', '?é??'],
    ['ascii', 'é\u0080a', '??a'],
  ] as const)('in %s what it lacks becomes something else', (charset, text, expected) => {
    expect(decodeWire(encodeWire(text, charset), charset)).toBe(expected);
  });

  it.each([
    ['ascii', [0x80]],
    ['utf8mb4', [0xff]],
    ['utf8mb3', [0xc0, 0x80]],
  ] as const)('%s is read strictly', (charset, bytes) => {
    expect(() => decodeWire(Buffer.from(bytes), charset)).toThrow(MalformedMessage);
  });

  it('no client is offered what would hide or change packets', () => {
    expect(has(NEVER_OFFERED, 'COMPRESS', 'LOCAL_FILES', 'OPTIONAL_RESULTSET_METADATA', 'QUERY_ATTRIBUTES')).toBe(true);
    expect(has(NEVER_OFFERED, 'DEPRECATE_EOF')).toBe(false);
  });
});
