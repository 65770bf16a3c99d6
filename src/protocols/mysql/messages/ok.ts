import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { has } from './capabilities.ts';
import { STATUS } from './status.ts';

/** OK (0x00), and with DEPRECATE_EOF also in the place of EOF behind rows (0xFE). Server → client. */
export interface Ok {
  readonly kind: 'Ok';
  /** It stands in the place of an EOF. */
  readonly endsRows: boolean;
  readonly affectedRows: bigint;
  readonly insertId: bigint;
  /** STATUS flags. */
  readonly status: number;
  readonly warnings: number;
  /** In character_set_results. */
  readonly info: Uint8Array;
  /** Session state changes as they came (`decodeSessionState`); undefined: none. */
  readonly state: Uint8Array | undefined;
}

export const OK_BYTE = 0x00;
export const OK_ENDS_ROWS_BYTE = 0xfe;

const NOTHING = Buffer.alloc(0);

/** `capabilities`: those in force between the two who speak. */
export function decodeOk(body: Reader, capabilities: number): Ok {
  const first = body.u8();
  if (first !== OK_BYTE && first !== OK_ENDS_ROWS_BYTE) throw new MalformedMessage(`byte ${first} begins no OK packet`);
  const affectedRows = body.lenencBig();
  const insertId = body.lenencBig();
  const status = body.u16le();
  const warnings = body.u16le();
  let info: Uint8Array = NOTHING;
  let state: Uint8Array | undefined;
  if (has(capabilities, 'SESSION_TRACK')) {
    // MySQL leaves both out where both are empty.
    if (body.remaining > 0) info = body.lenencBytes();
    if ((status & STATUS.SESSION_STATE_CHANGED) !== 0 && body.remaining > 0) state = body.lenencBytes();
    body.end();
  } else if (body.remaining > 0) {
    // The documentation says that it is the rest; servers send its length all the same, and clients read it.
    info = body.lenencBytes();
    body.end();
  }
  return { kind: 'Ok', endsRows: first === OK_ENDS_ROWS_BYTE, affectedRows, insertId, status, warnings, info, state };
}

/** For a receiver without SESSION_TRACK the changes and their flag are left out. */
export function encodeOk(message: Ok, capabilities: number, out: Writer): void {
  const tracks = has(capabilities, 'SESSION_TRACK');
  const state = tracks ? message.state : undefined;
  const status = message.status & ~STATUS.SESSION_STATE_CHANGED;
  out.u8(message.endsRows ? OK_ENDS_ROWS_BYTE : OK_BYTE);
  out.lenenc(message.affectedRows);
  out.lenenc(message.insertId);
  out.u16le(state === undefined ? status : status | STATUS.SESSION_STATE_CHANGED);
  out.u16le(message.warnings);
  if (message.info.length > 0 || state !== undefined) out.lenencBytes(message.info);
  if (state !== undefined) out.lenencBytes(state);
}

/** An OK of our own that changed nothing. */
export function plainOk(status: number, warnings = 0): Ok {
  return {
    kind: 'Ok',
    endsRows: false,
    affectedRows: 0n,
    insertId: 0n,
    status: status & ~STATUS.SESSION_STATE_CHANGED,
    warnings,
    info: NOTHING,
    state: undefined,
  };
}
