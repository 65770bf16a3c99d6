// What a session is handed when both logins are over, and what it may end with. Words alone.

import type { Session } from '../../gate/protocol.ts';
import type { Beginning } from './naming.ts';
import type { Entry } from './start-up.ts';
import type { Upstream } from './upstream.ts';

/** One session of a connection. */
export interface Entered {
  readonly session: Session;
  readonly upstream: Upstream;
  /** What was agreed with the client. */
  readonly entry: Entry;
  readonly beginning: Beginning;
}

/**
 * The client logs in anew: the session has ended, its upstream is closing, and the client is detached, so that the next packet
 * of either side has the sequence id behind this command.
 */
export interface ChangeUserRequest {
  readonly kind: 'change user';
  /** COM_CHANGE_USER, its command byte included. */
  readonly payload: Uint8Array;
}
