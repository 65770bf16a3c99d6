// What a client may send once frames have begun: the type bytes, the closed union, and the way from one to the other.

import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeBind, encodeBind, type Bind } from './bind.ts';
import { decodeClose, encodeClose, type Close } from './close.ts';
import {
  decodeCopyData,
  decodeCopyFail,
  encodeCopyData,
  encodeCopyFail,
  type CopyData,
  type CopyFail,
} from './copy.ts';
import { decodeDescribe, encodeDescribe, type Describe } from './describe.ts';
import { decodeEmpty, encodeEmpty, type Empty } from './empty.ts';
import { decodeExecute, encodeExecute, type Execute } from './execute.ts';
import { kindsByByte } from './frame.ts';
import { decodeParse, encodeParse, type Parse } from './parse.ts';
import { decodeQuery, encodeQuery, type Query } from './query.ts';

/** Type bytes. AuthenticationResponse is the family of PasswordMessage, SASLInitialResponse and SASLResponse. */
export const frontendTypes = {
  AuthenticationResponse: 'p',
  Bind: 'B',
  Close: 'C',
  CopyData: 'd',
  CopyDone: 'c',
  CopyFail: 'f',
  Describe: 'D',
  Execute: 'E',
  Flush: 'H',
  FunctionCall: 'F',
  Parse: 'P',
  Query: 'Q',
  Sync: 'S',
  Terminate: 'X',
} as const;

export type FrontendKind = keyof typeof frontendTypes;

/** Known by name so that it can be refused by name; its body is deliberately not decoded. */
export interface FunctionCall {
  readonly kind: 'FunctionCall';
}

export type FrontendMessage =
  | Bind
  | Close
  | CopyData
  | Empty<'CopyDone'>
  | CopyFail
  | Describe
  | Execute
  | Empty<'Flush'>
  | FunctionCall
  | Parse
  | Query
  | Empty<'Sync'>
  | Empty<'Terminate'>;

/** Kind by type byte; undefined for bytes that no client may send. */
export const frontendKinds: readonly (FrontendKind | undefined)[] = kindsByByte(frontendTypes);

/** Decodes a body by its kind. Answers to an authentication request need to be known by the one who asked. */
export function decodeFrontend(kind: Exclude<FrontendKind, 'AuthenticationResponse'>, body: Reader): FrontendMessage {
  switch (kind) {
    case 'Bind':
      return decodeBind(body);
    case 'Close':
      return decodeClose(body);
    case 'CopyData':
      return decodeCopyData(body);
    case 'CopyDone':
    case 'Flush':
    case 'Sync':
    case 'Terminate':
      return decodeEmpty(kind, body);
    case 'CopyFail':
      return decodeCopyFail(body);
    case 'Describe':
      return decodeDescribe(body);
    case 'Execute':
      return decodeExecute(body);
    case 'FunctionCall':
      return { kind };
    case 'Parse':
      return decodeParse(body);
    case 'Query':
      return decodeQuery(body);
    default:
      return kind satisfies never;
  }
}

/** Writes a whole frame. */
export function encodeFrontend(message: Exclude<FrontendMessage, FunctionCall>, out: Writer): void {
  switch (message.kind) {
    case 'Bind':
      return encodeBind(message, out);
    case 'Close':
      return encodeClose(message, out);
    case 'CopyData':
      return encodeCopyData(message, out);
    case 'CopyDone':
    case 'Flush':
    case 'Sync':
    case 'Terminate':
      return encodeEmpty(message.kind, out);
    case 'CopyFail':
      return encodeCopyFail(message, out);
    case 'Describe':
      return encodeDescribe(message, out);
    case 'Execute':
      return encodeExecute(message, out);
    case 'Parse':
      return encodeParse(message, out);
    case 'Query':
      return encodeQuery(message, out);
    default:
      return message satisfies never;
  }
}
