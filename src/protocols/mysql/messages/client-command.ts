// The commands of a client that are no login and no COM_STMT_EXECUTE: one byte that names them, a few fields, often the rest of the packet.

import { MalformedMessage } from '../../../bytes/malformed.ts';
import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { COMMANDS } from './commands.ts';

/** Client → server. Texts and names are views, in character_set_client. */
export type ClientCommand =
  | { readonly kind: 'QUERY' | 'STMT_PREPARE'; readonly text: Buffer }
  | { readonly kind: 'INIT_DB'; readonly database: Buffer }
  | { readonly kind: 'FIELD_LIST'; readonly table: Buffer; readonly wildcard: Buffer }
  | { readonly kind: 'STMT_CLOSE' | 'STMT_RESET'; readonly id: number }
  | { readonly kind: 'STMT_FETCH'; readonly id: number; readonly rows: number }
  | { readonly kind: 'STMT_SEND_LONG_DATA'; readonly id: number; readonly parameter: number; readonly data: Buffer }
  /** MULTI_STATEMENTS_ON is 0, _OFF is 1. */
  | { readonly kind: 'SET_OPTION'; readonly option: number }
  | { readonly kind: 'PROCESS_KILL'; readonly connectionId: number }
  | { readonly kind: 'QUIT' | 'PING' | 'STATISTICS' | 'RESET_CONNECTION' };

export type ClientCommandKind = ClientCommand['kind'];

/** `kind` is what the first byte names (`commandsByByte`). */
export function decodeClientCommand(kind: ClientCommandKind, body: Reader): ClientCommand {
  const byte = body.u8();
  if (byte !== COMMANDS[kind]) throw new MalformedMessage(`byte ${byte} begins no ${kind}`);
  const command = decodeFields(kind, body);
  body.end();
  return command;
}

function decodeFields(kind: ClientCommandKind, body: Reader): ClientCommand {
  switch (kind) {
    case 'QUERY':
    case 'STMT_PREPARE':
      return { kind, text: body.rest() };
    case 'INIT_DB':
      return { kind, database: body.rest() };
    case 'FIELD_LIST':
      return { kind, table: body.cstringBytes(), wildcard: body.rest() };
    case 'STMT_CLOSE':
    case 'STMT_RESET':
      return { kind, id: body.u32le() };
    case 'STMT_FETCH':
      return { kind, id: body.u32le(), rows: body.u32le() };
    case 'STMT_SEND_LONG_DATA':
      return { kind, id: body.u32le(), parameter: body.u16le(), data: body.rest() };
    case 'SET_OPTION':
      return { kind, option: body.u16le() };
    case 'PROCESS_KILL':
      return { kind, connectionId: body.u32le() };
    case 'QUIT':
    case 'PING':
    case 'STATISTICS':
    case 'RESET_CONNECTION':
      return { kind };
    default:
      return kind satisfies never;
  }
}

export function encodeClientCommand(message: ClientCommand, out: Writer): void {
  out.u8(COMMANDS[message.kind]);
  switch (message.kind) {
    case 'QUERY':
    case 'STMT_PREPARE':
      return out.bytes(message.text);
    case 'INIT_DB':
      return out.bytes(message.database);
    case 'FIELD_LIST':
      out.cstringBytes(message.table);
      return out.bytes(message.wildcard);
    case 'STMT_CLOSE':
    case 'STMT_RESET':
      return out.u32le(message.id);
    case 'STMT_FETCH':
      out.u32le(message.id);
      return out.u32le(message.rows);
    case 'STMT_SEND_LONG_DATA':
      out.u32le(message.id);
      out.u16le(message.parameter);
      return out.bytes(message.data);
    case 'SET_OPTION':
      return out.u16le(message.option);
    case 'PROCESS_KILL':
      return out.u32le(message.connectionId);
    case 'QUIT':
    case 'PING':
    case 'STATISTICS':
    case 'RESET_CONNECTION':
      return;
    default:
      message satisfies never;
  }
}
