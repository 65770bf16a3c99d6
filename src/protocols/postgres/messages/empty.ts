// The messages that have no body: their type byte says all. Anything behind it is refused.

import type { Reader } from '../../../bytes/reader.ts';
import type { Writer } from '../../../bytes/writer.ts';
import { beginFrame, endFrame } from './frame.ts';

/** Type byte of each. CopyDone goes both ways, the first three client → server, the others server → client. */
export const emptyTypes = {
  Flush: 'H',
  Sync: 'S',
  Terminate: 'X',
  CopyDone: 'c',
  ParseComplete: '1',
  BindComplete: '2',
  CloseComplete: '3',
  NoData: 'n',
  PortalSuspended: 's',
  EmptyQueryResponse: 'I',
} as const;

export type EmptyKind = keyof typeof emptyTypes;

export interface Empty<Kind extends EmptyKind = EmptyKind> {
  readonly kind: Kind;
}

export function decodeEmpty<Kind extends EmptyKind>(kind: Kind, body: Reader): Empty<Kind> {
  body.end();
  return { kind };
}

export function encodeEmpty(kind: EmptyKind, out: Writer): void {
  endFrame(out, beginFrame(out, emptyTypes[kind]));
}
