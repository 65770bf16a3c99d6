// What a server may send once frames have begun: the type bytes, the closed union, and the way from one to the other.

import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { decodeAuthentication, encodeAuthentication, type Authentication } from './authentication.ts';
import { decodeBackendKeyData, encodeBackendKeyData, type BackendKeyData } from './backend-key-data.ts';
import { decodeCommandComplete, encodeCommandComplete, type CommandComplete } from './command-complete.ts';
import { decodeCopyData, decodeCopyResponse, encodeCopyData, encodeCopyResponse } from './copy.ts';
import type { CopyData, CopyResponse } from './copy.ts';
import { decodeDataRow, encodeDataRow, type DataRow } from './data-row.ts';
import { decodeEmpty, encodeEmpty, type Empty } from './empty.ts';
import { decodeReport, encodeReport, type ErrorResponse, type NoticeResponse } from './error-response.ts';
import { kindsByByte } from './frame.ts';
import { decodeNegotiateProtocolVersion, encodeNegotiateProtocolVersion } from './negotiate-protocol-version.ts';
import type { NegotiateProtocolVersion } from './negotiate-protocol-version.ts';
import { decodeNotificationResponse, encodeNotificationResponse } from './notification-response.ts';
import type { NotificationResponse } from './notification-response.ts';
import { decodeParameterDescription, encodeParameterDescription } from './parameter-description.ts';
import type { ParameterDescription } from './parameter-description.ts';
import { decodeParameterStatus, encodeParameterStatus, type ParameterStatus } from './parameter-status.ts';
import { decodeReadyForQuery, encodeReadyForQuery, type ReadyForQuery } from './ready-for-query.ts';
import { decodeRowDescription, encodeRowDescription, type RowDescription } from './row-description.ts';

/**
 * Type bytes. Authentication is the family of all Authentication… messages. FunctionCallResponse ('V') is
 * deliberately absent: no FunctionCall goes upstream, so none may come back.
 */
export const backendTypes = {
  Authentication: 'R',
  BackendKeyData: 'K',
  BindComplete: '2',
  CloseComplete: '3',
  CommandComplete: 'C',
  CopyBothResponse: 'W',
  CopyData: 'd',
  CopyDone: 'c',
  CopyInResponse: 'G',
  CopyOutResponse: 'H',
  DataRow: 'D',
  EmptyQueryResponse: 'I',
  ErrorResponse: 'E',
  NegotiateProtocolVersion: 'v',
  NoData: 'n',
  NoticeResponse: 'N',
  NotificationResponse: 'A',
  ParameterDescription: 't',
  ParameterStatus: 'S',
  ParseComplete: '1',
  PortalSuspended: 's',
  ReadyForQuery: 'Z',
  RowDescription: 'T',
} as const;

export type BackendKind = keyof typeof backendTypes;

export type BackendMessage =
  | Authentication
  | BackendKeyData
  | Empty<'BindComplete' | 'CloseComplete' | 'CopyDone' | 'EmptyQueryResponse' | 'NoData'>
  | Empty<'ParseComplete' | 'PortalSuspended'>
  | CommandComplete
  | CopyData
  | CopyResponse
  | DataRow
  | ErrorResponse
  | NegotiateProtocolVersion
  | NoticeResponse
  | NotificationResponse
  | ParameterDescription
  | ParameterStatus
  | ReadyForQuery
  | RowDescription;

/** Kind by type byte; undefined for bytes that no server may send. */
export const backendKinds: readonly (BackendKind | undefined)[] = kindsByByte(backendTypes);

/** Decodes a body by its kind. */
export function decodeBackend(kind: BackendKind, body: Reader): BackendMessage {
  switch (kind) {
    case 'Authentication':
      return decodeAuthentication(body);
    case 'BackendKeyData':
      return decodeBackendKeyData(body);
    case 'BindComplete':
    case 'CloseComplete':
    case 'CopyDone':
    case 'EmptyQueryResponse':
    case 'NoData':
      return decodeEmpty(kind, body);
    case 'ParseComplete':
    case 'PortalSuspended':
      return decodeEmpty(kind, body);
    case 'CommandComplete':
      return decodeCommandComplete(body);
    case 'CopyBothResponse':
    case 'CopyInResponse':
    case 'CopyOutResponse':
      return decodeCopyResponse(kind, body);
    case 'CopyData':
      return decodeCopyData(body);
    case 'DataRow':
      return decodeDataRow(body);
    case 'ErrorResponse':
      return decodeReport(kind, body);
    case 'NoticeResponse':
      return decodeReport(kind, body);
    case 'NegotiateProtocolVersion':
      return decodeNegotiateProtocolVersion(body);
    case 'NotificationResponse':
      return decodeNotificationResponse(body);
    case 'ParameterDescription':
      return decodeParameterDescription(body);
    case 'ParameterStatus':
      return decodeParameterStatus(body);
    case 'ReadyForQuery':
      return decodeReadyForQuery(body);
    case 'RowDescription':
      return decodeRowDescription(body);
    default:
      return kind satisfies never;
  }
}

/** What we may write ourselves: every message but an authentication request that we don't speak. */
export type WritableBackendMessage = Exclude<BackendMessage, { kind: 'AuthenticationUnsupported' }>;

/** Writes a whole frame. */
export function encodeBackend(message: WritableBackendMessage, out: Writer): void {
  switch (message.kind) {
    case 'AuthenticationOk':
    case 'AuthenticationCleartextPassword':
    case 'AuthenticationMD5Password':
    case 'AuthenticationSASL':
    case 'AuthenticationSASLContinue':
    case 'AuthenticationSASLFinal':
      return encodeAuthentication(message, out);
    case 'BackendKeyData':
      return encodeBackendKeyData(message, out);
    case 'BindComplete':
    case 'CloseComplete':
    case 'CopyDone':
    case 'EmptyQueryResponse':
    case 'NoData':
    case 'ParseComplete':
    case 'PortalSuspended':
      return encodeEmpty(message.kind, out);
    case 'CommandComplete':
      return encodeCommandComplete(message, out);
    case 'CopyBothResponse':
    case 'CopyInResponse':
    case 'CopyOutResponse':
      return encodeCopyResponse(message, out);
    case 'CopyData':
      return encodeCopyData(message, out);
    case 'DataRow':
      return encodeDataRow(message, out);
    case 'ErrorResponse':
    case 'NoticeResponse':
      return encodeReport(message, out);
    case 'NegotiateProtocolVersion':
      return encodeNegotiateProtocolVersion(message, out);
    case 'NotificationResponse':
      return encodeNotificationResponse(message, out);
    case 'ParameterDescription':
      return encodeParameterDescription(message, out);
    case 'ParameterStatus':
      return encodeParameterStatus(message, out);
    case 'ReadyForQuery':
      return encodeReadyForQuery(message, out);
    case 'RowDescription':
      return encodeRowDescription(message, out);
    default:
      return message satisfies never;
  }
}
