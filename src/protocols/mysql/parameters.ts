// The values that an execution comes with: read as its statement's parameters, and digested for the binding of an approval. Knows their bytes; not what
// the statement is, nor what becomes of it.

import { createHash } from 'node:crypto';
import { MalformedMessage } from '../../bytes/malformed.ts';
import type { ClientPacket } from './framer.ts';
import { decodeStmtExecute, type StmtExecute } from './messages/index.ts';
import type { LongData, Prepared } from './prepared.ts';

/** Undefined: its values are not those of the statement. The server answers that with an error, and so do we. */
export function executionOf(packet: ClientPacket, { parameters, types, long }: Prepared): StmtExecute | undefined {
  try {
    return decodeStmtExecute(packet.reader(), {
      parameters,
      types,
      isLong: (parameter) => long?.has(parameter) === true,
    });
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

/** What an approval is bound to besides the text. */
export function digestOf({ types, values }: StmtExecute, long: LongData | undefined): string {
  const hash = createHash('sha256')
    .update(types ?? '')
    .update(long?.digest() ?? '');
  for (const value of values) {
    if (value === null || value === undefined) hash.update(value === null ? 'null' : 'long');
    else hash.update(`${value.length} `).update(value);
  }
  return hash.digest('hex');
}
