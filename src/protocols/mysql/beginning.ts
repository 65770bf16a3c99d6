// What a session upstream is begun with, before the client is told that it is in: the server is to tell of each change of its
// session, and how it stands now. Knows the settings by name; what follows from them is naming's.

import { ProtocolViolation } from '../../core/errors.ts';
import { charsetOf } from '../../sql/mysql/index.ts';
import { has, type WireCharset } from './messages/index.ts';
import type { Beginning } from './naming.ts';
import type { Upstream } from './upstream.ts';

/**
 * Made anew after COM_RESET_CONNECTION, which takes them back. `*`: all variables, since a variable that is not reported can't be
 * followed.
 */
export const TRACKING =
  "SET SESSION session_track_schema = ON, SESSION session_track_system_variables = '*', SESSION session_track_transaction_info = 'STATE'";
export const STANDING = 'SELECT @@SESSION.sql_mode, @@SESSION.character_set_client, DATABASE()';

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
  return {
    database: database ?? undefined,
    sqlMode,
    charset,
    multiStatements: has(upstream.started.capabilities, 'MULTI_STATEMENTS'),
  };
}
