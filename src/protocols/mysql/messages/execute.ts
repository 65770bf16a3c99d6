import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { COMMANDS } from './commands.ts';
import { ValuePlace } from './value-type.ts';

/** COM_STMT_EXECUTE: runs a prepared statement. Client → server. */
export interface StmtExecute {
  readonly kind: 'StmtExecute';
  readonly id: number;
  /** CURSOR_FLAGS. */
  readonly flags: number;
  /** Two bytes for each parameter, type and sign. Undefined without parameters. */
  readonly types: Buffer | undefined;
  /** The packet brought the types. False: they are those of the execution before. */
  readonly typesSent: boolean;
  /** Views of the values as they were sent, their lengths included; null is NULL, undefined came before by COM_STMT_SEND_LONG_DATA. */
  readonly values: readonly (Uint8Array | null | undefined)[];
}

export const CURSOR_FLAGS = { READ_ONLY: 1, FOR_UPDATE: 2, SCROLLABLE: 4, PARAMETER_COUNT_AVAILABLE: 8 } as const;

/** The statement's id, before anything can be known of its parameters. */
export function executedId(body: Reader): number {
  expectCommand(body, COMMANDS.STMT_EXECUTE);
  return body.u32le();
}

export interface ExecuteContext {
  readonly parameters: number;
  /** As the execution before had them. */
  readonly types: Uint8Array | undefined;
  /** Whether that parameter came by COM_STMT_SEND_LONG_DATA: then it has no value here. */
  readonly isLong: (parameter: number) => boolean;
}

export function decodeStmtExecute(body: Reader, context: ExecuteContext): StmtExecute {
  const { parameters } = context;
  expectCommand(body, COMMANDS.STMT_EXECUTE);
  const id = body.u32le();
  const flags = body.u8();
  const iterations = body.u32le();
  if (iterations !== 1) throw new MalformedMessage(`${iterations} iterations of a statement; there is always 1`);
  if (parameters === 0) {
    // Some clients send the flag of new types all the same, which servers don't look at.
    body.rest();
    return { kind: 'StmtExecute', id, flags, types: undefined, typesSent: false, values: [] };
  }
  const nulls = body.bytes((parameters + 7) >> 3);
  const typesSent = body.u8() === 1;
  const types = typesSent ? body.bytes(2 * parameters) : context.types;
  if (types === undefined || types.length !== 2 * parameters)
    throw new MalformedMessage('a statement is executed before its parameters have types');
  const rest = body.rest();
  const place = new ValuePlace();
  const values: (Uint8Array | null | undefined)[] = [];
  let at = 0;
  for (let index = 0; index < parameters; index++) {
    if (context.isLong(index)) values.push(undefined);
    else if (((nulls[index >> 3] ?? 0) & (1 << (index & 7))) !== 0) values.push(null);
    else {
      place.binary(types[2 * index] ?? 0, rest, at, rest.length);
      values.push(rest.subarray(at, place.end));
      at = place.end;
    }
  }
  if (at !== rest.length) throw new MalformedMessage(`${rest.length - at} bytes follow the last parameter`);
  return { kind: 'StmtExecute', id, flags, types: Buffer.from(types), typesSent, values };
}

/** Writes the types always: what goes upstream says all that it means. */
export function encodeStmtExecute(message: StmtExecute, out: Writer): void {
  const { types, values } = message;
  out.u8(COMMANDS.STMT_EXECUTE);
  out.u32le(message.id);
  out.u8(message.flags);
  out.u32le(1);
  if (values.length === 0) return;
  if (types === undefined || types.length !== 2 * values.length) throw new TypeError('each parameter has a type');
  const nulls = new Uint8Array((values.length + 7) >> 3);
  for (const [index, value] of values.entries())
    if (value === null) nulls[index >> 3] = (nulls[index >> 3] ?? 0) | (1 << (index & 7));
  out.bytes(nulls);
  out.u8(1);
  out.bytes(types);
  for (const value of values) if (value !== null && value !== undefined) out.bytes(value);
}

function expectCommand(body: Reader, expected: number): void {
  const byte = body.u8();
  if (byte !== expected) throw new MalformedMessage(`byte ${byte} where command ${expected} was to be`);
}
