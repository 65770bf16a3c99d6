// What is awaited of the server, and who is told what came of it. Knows no bytes.

import type { Eof, Err, Ok, PrepareOk } from './messages/index.ts';
import type { Run } from './run.ts';

/** What kind of answer a command has. COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA and COM_QUIT have none, and are not awaited. */
export type AnswerKind = 'query' | 'execute' | 'fetch' | 'prepare' | 'field_list' | 'statistics' | 'single';

/** One command upstream that is answered. */
export interface Awaited {
  readonly kind: AnswerKind;
  /** True for commands that the client did not send: their answers are kept from it. */
  readonly ours: boolean;
  /** Of a `query`, `execute` or `fetch` of the client's; that of a fetch is the one that opened its cursor. */
  readonly run?: Run | undefined;
  /** An `execute` that asks for a cursor. */
  readonly cursor?: boolean;
  /** Names of the columns, in the answer to a `prepare`. */
  readonly labels?: readonly (string | undefined)[] | undefined;
  /** Ids of the answer's first packet: behind those of the command, as the server got it and as the client sent it. */
  readonly serverSequence: number;
  readonly clientSequence: number;
  /** A row of a query of ours: views, valid during the call. */
  readonly row?: ((cells: readonly (Buffer | null)[]) => void) | undefined;
}

export type AnswerEnd = 'done' | 'failed' | 'cut';

/** Who is told. In all but `send`, `done` and `goodbye` nothing may be written to the client. */
export interface AnswersListener {
  send(bytes: Buffer): void;
  /** Each OK, those that end rows included, with what changed in the session. Gives what the client is shown: the same object for verbatim. */
  ok(awaited: Awaited, ok: Ok): Ok;
  /** Each EOF: behind definitions and behind rows. */
  eof(awaited: Awaited, eof: Eof): Eof;
  /** The server's error. Gives what the client is shown. */
  error(awaited: Awaited, error: Err): Err;
  prepared(awaited: Awaited, prepared: PrepareOk): void;
  /** The statement of a run that its index names has its result whole; `index` is raised behind this. */
  completed(awaited: Awaited, run: Run): void;
  /** The answer is over, and all of it is sent. */
  done(awaited: Awaited, end: AnswerEnd): void;
  /** The running statement is to be killed upstream. */
  cancel(): void;
  /** The server ends the session by itself: shutdown, a timeout, an administrator. It closes the connection next. */
  goodbye(error: Err): void;
}
