// Everything that goes upstream goes through here: each message with its permit, and its answer's place in the line.
// Realises refusals. No I/O, no judgement.

import { Writer } from '../../bytes/writer.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { OwnPurpose, Permit, Session } from '../../gate/protocol.ts';
import type { Awaited, Line } from './line.ts';
import { encodeCommandComplete, encodeReadyForQuery, encodeQuery, type TransactionStatus } from './messages/index.ts';
import { encodeProbe, FLUSH, SYNC } from './probe.ts';
import { ANSWER_TEXT, encodeRefusal, failingExecute, failingParse, failingQuery, type ErrorStyle } from './refusal.ts';

/** What a conversation makes happen. */
export interface Wire {
  toServer(permit: Permit): void;
  toClient(bytes: Buffer): void;
  /** Whether a message of ours may be written between two messages of the server now. */
  readonly betweenMessages: boolean;
  cancelUpstream(): void;
  /** Ends both connections; `last` is still written to the client. */
  close(last?: Refusal): void;
}

export class Outbound {
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #line: Line;
  readonly #style: ErrorStyle;
  /** Messages of the extended protocol were sent and no Sync behind them: the server may hold answers back. */
  #unsynced = false;

  readonly #skip: (awaited: Awaited) => boolean;

  /** `skip` says, and sees to it, that a message is dropped: the server skips until a Sync. */
  constructor(session: Session, wire: Wire, line: Line, style: ErrorStyle, skip: (awaited: Awaited) => boolean) {
    this.#skip = skip;
    this.#session = session;
    this.#wire = wire;
    this.#line = line;
    this.#style = style;
  }

  get unsynced(): boolean {
    return this.#unsynced;
  }

  send(permit: Permit, awaited: Awaited): void {
    // An error may have come while this one was decided. What the server would skip without a word has no place in the line.
    if (awaited.kind !== 'sync' && this.#skip(awaited)) return;
    this.#line.push(awaited);
    this.#unsynced = awaited.kind !== 'query' && awaited.kind !== 'sync' && !(awaited.ours && !this.#unsynced);
    this.#wire.toServer(permit);
  }

  own(purpose: OwnPurpose, bytes: Uint8Array, awaited: Awaited): void {
    this.send(this.#session.own(purpose, bytes), awaited);
  }

  /** Makes the server hand out the answers that it holds back until a Sync. */
  flush(): void {
    this.#wire.toServer(this.#session.own('protocol', FLUSH));
  }

  /** Asks for one cell. Resolves to undefined when the server could not answer. */
  probe(name: string, text: string): Promise<string | undefined> {
    const bytes = encodeProbe(name, text);
    const inPipeline = this.#unsynced;
    let cell: string | undefined;
    const ours = (kind: Awaited['kind'], more: Partial<Awaited> = {}): Awaited => ({ kind, ours: true, ...more });
    this.own('probe', bytes.parse, ours('parse'));
    this.own('probe', bytes.bind, ours('bind'));
    this.own('probe', bytes.execute, ours('execute', { probed: (value) => (cell = value) }));
    this.own('probe', bytes.closePortal, ours('close'));
    this.own('probe', bytes.closeStatement, ours('close'));
    if (inPipeline) this.flush();
    else this.own('probe', SYNC, ours('sync'));
    return this.#line.drained().then(() => cell);
  }

  /** A refused Query (or FunctionCall). Answered by us only where the server has nothing to roll back and owes nothing. */
  refuseQuery(refusal: Refusal, status: TransactionStatus, text: string, undo?: () => void): void {
    const awaited: Awaited = { kind: 'query', ours: false, refusal, text, undo, failed: nothing };
    if (this.#skip(awaited)) return;
    if (status !== 'transaction' && this.#line.empty && !this.#unsynced) {
      this.#wire.toClient(encodeRefusal(refusal, 'ERROR', this.#style, text));
      this.#wire.toClient(ready(status));
      return;
    }
    this.own('refusal', failingQuery(), awaited);
  }

  /** `undo` when the server skips it; a failed Parse itself has dropped the unnamed statement. */
  refuseParse(refusal: Refusal, statement: string, text: string, undo: (() => void) | undefined): void {
    this.own('refusal', failingParse(statement), {
      kind: 'parse',
      ours: false,
      refusal,
      text,
      undo,
      failed: nothing,
    });
  }

  /** A refused Bind, Describe or Execute. */
  refuseExtended(refusal: Refusal, text?: string): void {
    this.own('refusal', failingExecute(), { kind: 'execute', ours: false, refusal, text });
  }

  /** A `SET wirewall.…` in a Query that was taken. */
  answerQuery(command: string, status: TransactionStatus): void {
    if (this.#skip({ kind: 'query', ours: false })) return;
    if (status !== 'failed' && this.#line.empty && !this.#unsynced) {
      const out = new Writer();
      encodeCommandComplete({ kind: 'CommandComplete', tag: command }, out);
      this.#wire.toClient(out.take());
      this.#wire.toClient(ready(status));
      return;
    }
    const out = new Writer();
    encodeQuery({ kind: 'Query', text: ANSWER_TEXT }, out);
    this.own('answer', out.take(), { kind: 'query', ours: false });
  }
}

const nothing = (): void => undefined;

function ready(status: TransactionStatus): Buffer {
  const out = new Writer();
  encodeReadyForQuery({ kind: 'ReadyForQuery', status }, out);
  return out.take();
}
