import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';

/** ERR (0xFF). Server → client. */
export interface Err {
  readonly kind: 'Err';
  readonly number: number;
  /** Undefined in the one that stands in the place of a handshake. */
  readonly sqlState: string | undefined;
  /** In character_set_results. */
  readonly message: Uint8Array;
}

export const ERR_BYTE = 0xff;
/** MariaDB's progress reports come as errors of this number; nobody is offered them. */
const PROGRESS_NUMBER = 0xffff;
const MARKER = 0x23; // #
const SQLSTATE_BYTES = 5;
const SQLSTATE = /^[0-9A-Z]{5}$/;

export function decodeErr(body: Reader): Err {
  const first = body.u8();
  if (first !== ERR_BYTE) throw new MalformedMessage(`byte ${first} begins no ERR packet`);
  const number = body.u16le();
  if (number === PROGRESS_NUMBER) throw new MalformedMessage('a progress report that nobody asked for');
  const rest = body.rest();
  if (rest[0] !== MARKER) return { kind: 'Err', number, sqlState: undefined, message: rest };
  if (rest.length <= SQLSTATE_BYTES) throw new MalformedMessage('an ERR packet ends inside of its SQLSTATE');
  const sqlState = rest.toString('latin1', 1, 1 + SQLSTATE_BYTES);
  if (!SQLSTATE.test(sqlState)) throw new MalformedMessage('an SQLSTATE has five digits or capitals');
  return { kind: 'Err', number, sqlState, message: rest.subarray(1 + SQLSTATE_BYTES) };
}

export function encodeErr(message: Err, out: Writer): void {
  out.u8(ERR_BYTE);
  out.u16le(message.number);
  if (message.sqlState !== undefined) {
    if (!SQLSTATE.test(message.sqlState)) throw new TypeError('an SQLSTATE has five digits or capitals');
    out.u8(MARKER);
    out.text(message.sqlState);
  }
  out.bytes(message.message);
}
