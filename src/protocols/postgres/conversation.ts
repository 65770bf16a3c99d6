// One client's session as a state table: messages in, permits and answers out. No I/O: `serve.ts` brings what was received
// and carries out what is decided here. Knows SQL through what it is handed, and the gate's port; never policy or audit.

import { MalformedText } from '../../bytes/malformed.ts';
import { ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Request, Ruling, Session } from '../../gate/protocol.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Analysis } from '../../sql/statement.ts';
import { Answers } from './answers.ts';
import { applyEffect } from './effects.ts';
import type { ClientFrame } from './framer.ts';
import type { Judging } from './judging.ts';
import { Line } from './line.ts';
import { decodeClose } from './messages/index.ts';
import { Naming, type CatalogSupply } from './naming.ts';
import { Outbound, type Wire } from './outbound.ts';
import { Pipeline, tooManyStatements } from './pipeline.ts';
import { Names, type Portal, type Prepared } from './prepared.ts';
import { encodeNotice, type ErrorStyle } from './refusal.ts';
import { Settling } from './settling.ts';
import { SimpleQuery } from './simple-query.ts';
import { followTransaction, transitions, type Course, type State } from './state.ts';
import { Understanding } from './understanding.ts';

export interface ConversationOptions {
  readonly session: Session;
  readonly wire: Wire;
  readonly read: (text: string, context: NameContext) => Analysis | Promise<Analysis>;
  /** A fault of ours that refused one statement, for the operation log. */
  readonly onFault: (error: unknown) => void;
  readonly catalog: CatalogSupply;
  readonly style: ErrorStyle;
  readonly maxPreparedStatements: number;
}

export class Conversation {
  readonly answers: Answers;
  readonly line = new Line();
  readonly #options: ConversationOptions;
  readonly #outbound: Outbound;
  readonly #naming: Naming;
  readonly #judging: Judging;
  readonly #pipeline: Pipeline;
  readonly #simple: SimpleQuery;
  readonly #settling: Settling;
  readonly #state: State = { phase: 'ready', status: 'idle', closed: false };
  #leaving = false;
  /** Ends a decision that is waited for: the client went away or cancelled. Made anew after a cancel. */
  #waiting = new AbortController();

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#naming = new Naming(options.catalog);
    this.#outbound = new Outbound(options.session, options.wire, this.line, options.style, (awaited) => {
      if (this.#state.phase !== 'discarding') return false;
      this.answers.skipped(awaited);
      return true;
    });
    this.#settling = new Settling(this.#state, this.line, this.#outbound, this.#naming);
    const statements = new Names<Prepared>(this.line);
    const portals = new Names<Portal>(this.line, options.maxPreparedStatements);
    this.#judging = {
      session: options.session,
      outbound: this.#outbound,
      naming: this.#naming,
      statements,
      portals,
      understanding: new Understanding(options.read, options.onFault, this.#naming, statements, portals, () =>
        this.#settling.answersIn(),
      ),
      decide: (request) => this.#decide(request),
      whenAnswered: (frame) => this.#settling.answersIn().then(() => this.#afterSettling(frame)),
      unread: (phase, text, refusal) =>
        options.session.refuse({ phase, dialect: 'postgres', text, refusal: asInTransaction(this.#state, refusal) }),
      sent: (of, standsFor) => {
        for (const statement of of) this.#naming.sent(statement);
        for (const inner of standsFor) for (const statement of inner) this.#naming.sent(statement);
      },
      effects: (text, of, context) => (index) => applyEffect({ statements, portals }, text, of, context, index),
    };
    this.#simple = new SimpleQuery(this.#judging, this.#state);
    this.#pipeline = new Pipeline(this.#judging, options.maxPreparedStatements, (run, refusal) =>
      this.answers.cut(run, refusal),
    );
    this.answers = new Answers(this.line, options.session, this.#listener(), options.style);
  }

  /** Reads what names resolve by, before the first statement asks for it. */
  begin(): Promise<void> {
    return this.#settling.settled();
  }

  /** Takes one message of the client; a promise when it has to wait. Throws MalformedMessage and ProtocolViolation. */
  client(frame: ClientFrame): void | Promise<void> {
    if (frame.kind === 'StartupPacket' || frame.kind === 'AuthenticationResponse') {
      throw new ProtocolViolation(`a ${frame.kind} may not come in a session`);
    }
    const course: Course = transitions[this.#state.phase][frame.kind];
    switch (course) {
      case 'judge':
        // Nothing is judged ahead of state.
        return this.#naming.stale === undefined
          ? this.#readable(frame, () => this.#judge(frame))
          : this.#settling.settled().then(() => this.#afterSettling(frame));
      case 'forward':
        return this.#readable(frame, () => this.#forward(frame));
      case 'refuse':
        return this.#outbound.refuseQuery(this.#judging.unread('simple', '', noFunctionCall), this.#state.status, '');
      case 'drop':
        return undefined;
      case 'close':
        return this.#leave();
      default:
        return course satisfies never;
    }
  }

  /** The client said goodbye. What it asked for before is still done, as the server would. */
  get leaving(): boolean {
    return this.#leaving;
  }

  #leave(): void | Promise<void> {
    const { wire } = this.#options;
    // Without a Sync behind them messages commit nothing, and their answers never come.
    if (this.line.empty || this.#outbound.unsynced) return wire.close();
    this.#leaving = true;
    return this.line.drained().then(() => wire.close());
  }

  /** The client asks to cancel what it has running or waiting. */
  cancel(): void {
    this.#waiting.abort(new Error('cancelled'));
    this.#waiting = new AbortController();
    if (!this.line.empty) this.#options.wire.cancelUpstream();
  }

  /** Ends a statement that has run longer than its rule allows. `nowMs` is of the monotonic clock. */
  tick(nowMs: number): void {
    const run = this.line.oldestRun;
    if (run?.limits.timeMs === undefined || run.cut !== undefined) return;
    run.oldestMs ??= nowMs;
    if (nowMs - run.oldestMs > run.limits.timeMs) this.answers.cut(run, timeLimit(run.limits.timeMs));
  }

  /** One of the two connections is gone. */
  end(): void {
    if (this.#state.closed) return;
    this.#state.closed = true;
    this.#waiting.abort(new Error('the connection is closed'));
    this.answers.lost();
  }

  #afterSettling(frame: ClientFrame): void | Promise<void> {
    if (this.#state.closed) return undefined;
    // The server may have answered with an error in the meantime.
    return transitions[this.#state.phase][frame.kind as 'Query'] === 'judge'
      ? this.#readable(frame, () => this.#judge(frame))
      : undefined;
  }

  /** Text that is no UTF-8 is an error of one statement, as it is for the server; only frames that lie end the session. */
  #readable(frame: ClientFrame, read: () => void | Promise<void>): void | Promise<void> {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedText)) throw error;
      const phase = frame.kind === 'Query' ? 'simple' : 'prepare';
      // A Bind's body would bring its values into the record.
      const text = frame.kind === 'Query' || frame.kind === 'Parse' ? frame.body.toString('utf8') : '';
      const refusal = this.#judging.unread(phase, text.replaceAll('\0', ''), noText);
      if (frame.kind === 'Query') return this.#outbound.refuseQuery(refusal, this.#state.status, '');
      return this.#outbound.refuseExtended(refusal);
    }
  }

  #judge(frame: ClientFrame): void | Promise<void> {
    switch (frame.kind) {
      case 'Query':
        return this.#simple.query(frame);
      case 'Parse':
        return this.#pipeline.parse(frame);
      case 'Bind':
        return this.#pipeline.bind(frame);
      case 'Describe':
        return this.#pipeline.describe(frame);
      case 'Execute':
        return this.#pipeline.execute(frame);
      default:
        throw new ProtocolViolation(`a ${frame.kind} can't be judged`);
    }
  }

  #decide(request: Omit<Request, 'tell'>): Ruling | Promise<Ruling> {
    const tooMany = this.#tooManyStatements(request);
    if (tooMany !== undefined)
      return { kind: 'refuse', refusal: this.#judging.unread(request.phase, request.text, tooMany) };
    const signal = this.#waiting.signal;
    const ruling = this.#options.session.decide(
      {
        ...request,
        tell: (message, hint) => {
          if (!this.#state.closed && this.#options.wire.betweenMessages)
            this.#options.wire.toClient(encodeNotice(message, hint));
        },
      },
      signal,
    );
    if (!(ruling instanceof Promise)) return ruling;
    return ruling.then((decided) =>
      signal.aborted && !this.#state.closed ? { kind: 'refuse', refusal: cancelled } : decided,
    );
  }

  /** PREPARE counts as Parse does. */
  #tooManyStatements({ phase, statements }: Pick<Request, 'phase' | 'statements'>): Refusal | undefined {
    const { maxPreparedStatements: most } = this.#options;
    if (phase === 'prepare' || this.#judging.statements.size < most) return undefined;
    return statements.some(({ effect }) => effect.kind === 'prepare') ? tooManyStatements(most) : undefined;
  }

  #forward(frame: ClientFrame): void {
    const { outbound, statements, portals } = this.#judging;
    switch (frame.kind) {
      case 'Sync':
        this.#state.phase = 'ready';
        outbound.own('protocol', frame.bytes, { kind: 'sync', ours: false });
        this.#naming.transactionMayEnd();
        return;
      case 'Flush':
        outbound.flush();
        return;
      case 'Close': {
        const { target, name } = decodeClose(frame.reader());
        const undo = target === 'statement' ? statements.delete(name) : portals.delete(name);
        outbound.own('protocol', frame.bytes, { kind: 'close', ours: false, undo });
        return;
      }
      default:
        throw new ProtocolViolation(`a ${frame.kind} is not forwarded unjudged`);
    }
  }

  #listener(): ConstructorParameters<typeof Answers>[2] {
    return {
      send: (bytes) => this.#options.wire.toClient(bytes),
      skipping: () => {
        this.#state.phase = 'discarding';
      },
      ready: (status) => {
        if (this.#state.status !== 'idle' && status === 'idle') this.#naming.transactionMayEnd();
        this.#state.status = status;
      },
      completed: (run, index) => followTransaction(this.#state, run.statements[index]),
      setting: (name, value) => this.#setting(name, value),
      cancel: () => this.#options.wire.cancelUpstream(),
    };
  }

  /** The pins hold for the whole session: where one falls, nothing that is read is what runs. */
  #setting(name: string, value: string): void {
    if (name === 'search_path') this.#naming.touchPath();
    const pin = PINNED.get(name);
    if (pin === undefined || value.toLowerCase() === pin) return;
    this.#options.wire.close({
      code: 'WW_SETTING_REFUSED',
      message: `the server changed "${name}" to "${value}", which this session depends on`,
      hint: `Leave "${name}" at "${pin}".`,
    });
  }
}

const PINNED: ReadonlyMap<string, string> = new Map([
  ['client_encoding', 'utf8'],
  ['standard_conforming_strings', 'on'],
]);

/** In a failed transaction the server looks at no name: it refuses everything but the transaction's end first. */
function asInTransaction({ status }: State, refusal: Refusal): Refusal {
  if (status !== 'failed' || refusal.code !== 'WW_NAME_UNKNOWN') return refusal;
  return {
    code: refusal.code,
    sqlState: '25P02',
    message: 'current transaction is aborted, commands ignored until end of transaction block',
    hint: 'End the transaction with ROLLBACK first.',
  };
}

const noFunctionCall: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'the message FunctionCall is not supported',
  hint: 'Call the function with SELECT.',
};

const noText: Refusal = {
  code: 'WW_SYNTAX_ERROR',
  sqlState: '22021',
  message: 'invalid byte sequence for encoding "UTF8"',
  hint: 'Send text in UTF-8.',
};

const cancelled: Refusal = {
  code: 'WW_APPROVAL_PENDING',
  sqlState: '57014',
  message: 'canceling statement due to user request',
};

function timeLimit(timeMs: number): Refusal {
  return {
    code: 'WW_TIME_LIMIT',
    message: `the statement ran longer than the ${timeMs / 1000} s that are allowed`,
    hint: 'Narrow the statement with WHERE or LIMIT.',
  };
}
