// A question of ours in the client's own session, in the extended protocol under names of ours, so that neither the
// unnamed statement nor a transaction of the client is touched.

import { randomBytes } from 'node:crypto';
import { Writer } from '../../bytes/writer.ts';
import { encodeBind, encodeClose, encodeEmpty, encodeExecute, encodeParse } from './messages/index.ts';

/** Drawn anew for each session: a client can't make one of the same name. */
export function newProbeName(): string {
  return `wirewall_probe_${randomBytes(8).toString('hex')}`;
}

export interface ProbeBytes {
  readonly parse: Buffer;
  readonly bind: Buffer;
  readonly execute: Buffer;
  readonly closePortal: Buffer;
  readonly closeStatement: Buffer;
}

export function encodeProbe(name: string, text: string): ProbeBytes {
  const out = new Writer();
  const written = (write: () => void): Buffer => {
    write();
    return out.take();
  };
  return {
    parse: written(() => encodeParse({ kind: 'Parse', statement: name, text, parameterTypes: [] }, out)),
    bind: written(() =>
      encodeBind(
        { kind: 'Bind', portal: name, statement: name, parameterFormats: [], parameters: [], resultFormats: [] },
        out,
      ),
    ),
    execute: written(() => encodeExecute({ kind: 'Execute', portal: name, maxRows: 0 }, out)),
    closePortal: written(() => encodeClose({ kind: 'Close', target: 'portal', name }, out)),
    closeStatement: written(() => encodeClose({ kind: 'Close', target: 'statement', name }, out)),
  };
}

const written = (kind: 'Sync' | 'Flush'): Buffer => {
  const out = new Writer();
  encodeEmpty(kind, out);
  return out.take();
};

export const SYNC = written('Sync');
export const FLUSH = written('Flush');
