// The commands about a prepared statement as they go upstream, but for its execution. Knows their bytes; not whether they may go.

import { Writer } from '../../bytes/writer.ts';
import { COMMANDS } from './messages/index.ts';
import { outgoing, type Outgoing } from './outbound.ts';

export function prepareCommand(text: string): Outgoing {
  const payload = Buffer.allocUnsafe(1 + text.length);
  payload[0] = COMMANDS.STMT_PREPARE;
  payload.write(text, 1, 'latin1');
  return outgoing(payload);
}

/** One that says nothing but which statement it is about. */
export function statementCommand(command: number, id: number): Outgoing {
  const out = new Writer();
  out.u8(command);
  out.u32le(id);
  return outgoing(out.take());
}

export function fetchCommand(id: number, rows: number): Outgoing {
  const out = new Writer();
  out.u8(COMMANDS.STMT_FETCH);
  out.u32le(id);
  out.u32le(rows);
  return outgoing(out.take());
}

export function longDataCommand(id: number, parameter: number, data: Uint8Array): Outgoing {
  const out = new Writer();
  out.u8(COMMANDS.STMT_SEND_LONG_DATA);
  out.u32le(id);
  out.u16le(parameter);
  out.bytes(data);
  return outgoing(out.take());
}
