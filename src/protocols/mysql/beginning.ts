// What a session upstream is begun with, before the client is told that it is in: the server is to tell of each change of its
// session, and how it stands now. Knows the settings by name; what follows from them is naming's.

import { ProtocolViolation } from '../../core/errors.ts';
import { charsetOf, withoutLexicalBits } from '../../sql/mysql/index.ts';
import { has, type WireCharset } from './messages/index.ts';
import type { Beginning } from './naming.ts';
import { STANDING, TRACKING } from './tracking.ts';
import type { Upstream } from './upstream.ts';

/** Throws RefusedError, OwnQueryFailed, ProtocolViolation. */
export async function beginSession(upstream: Upstream, asked: WireCharset, signal: AbortSignal): Promise<Beginning> {
  await upstream.query(TRACKING, signal);
  const [row] = await upstream.query(STANDING, signal);
  const [sqlMode, charsetName, database] = row ?? [];
  if (typeof sqlMode !== 'string' || typeof charsetName !== 'string' || database === undefined) {
    throw new ProtocolViolation('the server does not tell how its session stands');
  }
  const charset = charsetOf(charsetName);
  // A server takes its own default in place of a collation that it doesn't know: texts would not mean there what they mean here.
  if (charset !== asked) throw new ProtocolViolation(`the server takes texts for ${charsetName}, not for ${asked}`);
  // Throws for the modes that are another grammar, as a server may have them for everybody.
  withoutLexicalBits(sqlMode);
  return {
    database: database ?? undefined,
    sqlMode,
    charset,
    multiStatements: has(upstream.started.capabilities, 'MULTI_STATEMENTS'),
  };
}
