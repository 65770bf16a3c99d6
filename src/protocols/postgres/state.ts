// Where a conversation stands, and what each message of a client means there: the table is the specification.

import type { Statement } from '../../sql/statement.ts';
import type { FrontendKind, TransactionStatus } from './messages/index.ts';

export type Phase = 'ready' | 'discarding';
export type Course = 'judge' | 'forward' | 'refuse' | 'drop' | 'close';

/** What each message of a client means in each phase. What is not written here closes the connection. */
export const transitions = {
  ready: {
    Query: 'judge',
    Parse: 'judge',
    Bind: 'judge',
    Describe: 'judge',
    Execute: 'judge',
    Close: 'forward',
    Flush: 'forward',
    Sync: 'forward',
    FunctionCall: 'refuse',
    // The server ignores these outside of a COPY, since a client may still be sending when its COPY has failed.
    CopyData: 'drop',
    CopyDone: 'drop',
    CopyFail: 'drop',
    Terminate: 'close',
  },
  // After an error in the extended protocol, as the server itself does: nothing counts until Sync.
  discarding: {
    Query: 'drop',
    Parse: 'drop',
    Bind: 'drop',
    Describe: 'drop',
    Execute: 'drop',
    Close: 'drop',
    Flush: 'drop',
    Sync: 'forward',
    FunctionCall: 'drop',
    CopyData: 'drop',
    CopyDone: 'drop',
    CopyFail: 'drop',
    Terminate: 'close',
  },
} as const satisfies Record<Phase, Record<Exclude<FrontendKind, 'AuthenticationResponse'>, Course>>;

/** What the two halves of a conversation share of its state. */
export interface State {
  phase: Phase;
  /** As the server said last, or as it must be behind a statement that has completed since. */
  status: TransactionStatus;
  closed: boolean;
}

/** Follows transactions between two ReadyForQuery, for what comes behind them in one pipeline. */
export function followTransaction(state: State, statement: Statement | undefined): void {
  if (statement?.effect.kind !== 'transaction') return;
  const verb = statement.effect.verb;
  if (verb === 'begin' || verb === 'rollback_to') state.status = 'transaction';
  else if (verb === 'commit' || verb === 'rollback' || verb === 'prepare') state.status = 'idle';
}
