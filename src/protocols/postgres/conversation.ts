// One client's session as a state table: messages in, permits and answers out. No I/O: `serve.ts` brings what was received
// and carries out what is decided here. Knows SQL through what it is handed, and the gate's port; never policy or audit.

import { MalformedText } from '../../bytes/malformed.ts';
import { after } from '../../core/after.ts';
import { ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Request, Ruling, Session } from '../../gate/protocol.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Analysis, Statement } from '../../sql/statement.ts';
import { Answers } from './answers.ts';
import type { ClientFrame } from './framer.ts';
import type { Judging } from './judging.ts';
import { Line, newRun } from './line.ts';
import { decodeClose, decodeQuery, type FrontendKind, type TransactionStatus } from './messages/index.ts';
import { Naming, PATH_QUERY, type CatalogSupply } from './naming.ts';
import { Outbound, type Wire } from './outbound.ts';
import { Pipeline, tooManyStatements } from './pipeline.ts';
import { Names, pickInner, type Portal, type Prepared } from './prepared.ts';
import { newProbeName } from './probe.ts';
import { encodeNotice, type ErrorStyle } from './refusal.ts';
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

type Phase = 'ready' | 'discarding';
type Course = 'judge' | 'forward' | 'refuse' | 'drop' | 'close';

/** What each message of a client means in each phase. What is not written here closes the connection. */
const transitions = {
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

export class Conversation {
  readonly answers: Answers;
  readonly line = new Line();
  readonly #options: ConversationOptions;
  readonly #outbound: Outbound;
  readonly #naming: Naming;
  readonly #judging: Judging;
  readonly #pipeline: Pipeline;
  readonly #probeName = newProbeName();
  #phase: Phase = 'ready';
  #status: TransactionStatus = 'idle';
  #closed = false;
  #leaving = false;
  /** Ends a decision that is waited for: the client went away or cancelled. Made anew after a cancel. */
  #waiting = new AbortController();

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#naming = new Naming(options.catalog);
    this.#outbound = new Outbound(options.session, options.wire, this.line, options.style, (awaited) => {
      if (this.#phase !== 'discarding') return false;
      this.answers.skipped(awaited);
      return true;
    });
    const statements = new Names<Prepared>(this.line);
    const portals = new Names<Portal>(this.line, options.maxPreparedStatements);
    this.#judging = {
      session: options.session,
      outbound: this.#outbound,
      naming: this.#naming,
      statements,
      portals,
      understanding: new Understanding(options.read, options.onFault, this.#naming, statements, portals, () =>
        this.#answersIn(),
      ),
      decide: (request) => this.#decide(request),
      whenAnswered: (frame) => this.#answersIn().then(() => this.#afterSettling(frame)),
      unread: (phase, text, refusal) => options.session.refuse({ phase, text, refusal }),
      sent: (of, standsFor) => {
        for (const statement of of) this.#naming.sent(statement);
        for (const inner of standsFor) for (const statement of inner) this.#naming.sent(statement);
      },
      effects: (text, of, context) => (index) => this.#effect(text, of, context, index),
    };
    this.#pipeline = new Pipeline(this.#judging, options.maxPreparedStatements, (run, refusal) =>
      this.answers.cut(run, refusal),
    );
    this.answers = new Answers(this.line, options.session, this.#listener(), options.style);
  }

  /** Reads what names resolve by, before the first statement asks for it. */
  begin(): Promise<void> {
    return this.#settled();
  }

  /** Takes one message of the client; a promise when it has to wait. Throws MalformedMessage and ProtocolViolation. */
  client(frame: ClientFrame): void | Promise<void> {
    if (frame.kind === 'StartupPacket' || frame.kind === 'AuthenticationResponse') {
      throw new ProtocolViolation(`a ${frame.kind} may not come in a session`);
    }
    const course: Course = transitions[this.#phase][frame.kind];
    switch (course) {
      case 'judge':
        // Nothing is judged ahead of state.
        return this.#naming.stale === undefined
          ? this.#readable(frame, () => this.#judge(frame))
          : this.#settled().then(() => this.#afterSettling(frame));
      case 'forward':
        return this.#readable(frame, () => this.#forward(frame));
      case 'refuse':
        return this.#outbound.refuseQuery(this.#judging.unread('simple', '', noFunctionCall), this.#status, '');
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
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.abort(new Error('the connection is closed'));
    this.answers.lost();
  }

  #afterSettling(frame: ClientFrame): void | Promise<void> {
    if (this.#closed) return undefined;
    // The server may have answered with an error in the meantime.
    return transitions[this.#phase][frame.kind as 'Query'] === 'judge'
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
      if (frame.kind === 'Query') return this.#outbound.refuseQuery(refusal, this.#status, '');
      return this.#outbound.refuseExtended(refusal);
    }
  }

  #judge(frame: ClientFrame): void | Promise<void> {
    switch (frame.kind) {
      case 'Query':
        return this.#query(frame);
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

  #query(frame: ClientFrame): void | Promise<void> {
    const { text } = decodeQuery(frame.reader());
    const { understanding, outbound } = this.#judging;
    const refused = (refusal: Refusal): void => outbound.refuseQuery(refusal, this.#status, text, this.#dropUnnamed());
    return after(understanding.text(text), (understood) => {
      if (understood.kind === 'refused') return refused(this.#judging.unread('simple', text, understood.refusal));
      const { statements, context } = understood;
      return after(understanding.standsFor(statements), (stands) => {
        if (stands.kind === 'refused') return refused(this.#judging.unread('simple', text, stands.refusal));
        const { standsFor, innerTexts } = stands;
        const request = {
          phase: 'simple',
          text,
          statements,
          standsFor,
          innerTexts,
          catalog: context.catalog,
          bytes: frame.bytes,
        } as const;
        return after(this.#decide(request), (ruling) => {
          if (this.#closed) return;
          if (ruling.kind === 'refuse') return refused(ruling.refusal);
          if (ruling.kind === 'answered') return outbound.answerQuery(ruling.command, this.#status);
          this.#runQuery(text, statements, standsFor, context, ruling);
        });
      });
    });
  }

  #runQuery(
    text: string,
    statements: readonly Statement[],
    standsFor: readonly (readonly Statement[])[],
    context: NameContext,
    ruling: Extract<Ruling, { kind: 'forward' }>,
  ): void {
    this.#outbound.send(ruling.permit, {
      kind: 'query',
      ours: false,
      run: newRun(ruling, statements),
      done: this.#judging.effects(text, statements, context),
      undo: this.#dropUnnamed(),
      failed: noUndo,
    });
    this.#judging.sent(statements, standsFor);
    this.#naming.transactionMayEnd();
  }

  /** A Query drops the unnamed statement and portal, whatever becomes of it, unless the server skips it. */
  #dropUnnamed(): () => void {
    const undoStatement = this.#judging.statements.delete('');
    const undoPortal = this.#judging.portals.delete('');
    return () => {
      undoStatement();
      undoPortal();
    };
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
          if (!this.#closed && this.#options.wire.betweenMessages)
            this.#options.wire.toClient(encodeNotice(message, hint));
        },
      },
      signal,
    );
    if (!(ruling instanceof Promise)) return ruling;
    return ruling.then((decided) =>
      signal.aborted && !this.#closed ? { kind: 'refuse', refusal: cancelled } : decided,
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
        this.#phase = 'ready';
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

  /** Waits until the server has answered everything, or skips. */
  async #answersIn(): Promise<void> {
    while (!this.line.empty && !this.#closed && this.#phase === 'ready') {
      if (this.#outbound.unsynced) this.#outbound.flush();
      await this.line.drained();
    }
  }

  /** Waits until the server has answered, and reads again what may have changed. Gives up where the server skips or has failed. */
  async #settled(): Promise<void> {
    while (this.#naming.stale !== undefined && !this.#closed && this.#phase === 'ready') {
      if (!this.line.empty) {
        if (this.#outbound.unsynced) this.#outbound.flush();
        await this.line.drained();
        continue;
      }
      this.#naming.answered();
      const stale = this.#naming.stale;
      // In a failed transaction nothing runs but its end, and a probe would fail too.
      if (stale === undefined || this.#status === 'failed') return;
      const inTransaction = this.#status !== 'idle' || this.#outbound.unsynced;
      if (stale.path) {
        const cell = await this.#outbound.probe(this.#probeName, PATH_QUERY);
        if (cell !== undefined) this.#naming.takePath(cell, !inTransaction);
      } else if (inTransaction) {
        const cell = await this.#outbound.probe(this.#probeName, this.#naming.catalogQuery);
        if (cell !== undefined) this.#naming.takeCatalog(cell);
      } else {
        await this.#naming.refresh();
        this.#naming.takeCatalog(undefined);
      }
    }
  }

  #listener(): ConstructorParameters<typeof Answers>[2] {
    return {
      send: (bytes) => this.#options.wire.toClient(bytes),
      skipping: () => {
        this.#phase = 'discarding';
      },
      ready: (status) => {
        if (this.#status !== 'idle' && status === 'idle') this.#naming.transactionMayEnd();
        this.#status = status;
      },
      completed: (run, index) => this.#completed(run.statements[index]),
      setting: (name, value) => this.#setting(name, value),
      cancel: () => this.#options.wire.cancelUpstream(),
    };
  }

  /** Follows transactions between two ReadyForQuery, for what comes behind them in one pipeline. */
  #completed(statement: Statement | undefined): void {
    if (statement?.effect.kind !== 'transaction') return;
    const verb = statement.effect.verb;
    if (verb === 'begin') this.#status = 'transaction';
    else if (verb === 'commit' || verb === 'rollback' || verb === 'prepare') this.#status = 'idle';
    else if (verb === 'rollback_to') this.#status = 'transaction';
  }

  #effect(text: string, of: readonly Statement[], context: NameContext, index: number): void {
    const effect = of[index]?.effect;
    const { statements, portals } = this.#judging;
    if (effect === undefined) return;
    if (effect.kind === 'prepare') {
      statements.set(effect.name, {
        text,
        pick: pickInner(index),
        statements: [effect.inner],
        context,
        masked: true,
        fields: undefined,
      });
    } else if (effect.kind === 'declare') {
      const prepared: Prepared = {
        text,
        pick: pickInner(index),
        statements: [effect.inner],
        context,
        masked: true,
        fields: undefined,
      };
      portals.set(effect.name, {
        prepared,
        statements: [effect.inner],
        standsFor: [],
        innerTexts: [],
        context,
        parameters: noParameters,
        fetched: { rows: 0 },
        fields: undefined,
        describing: false,
        onFields: undefined,
        started: false,
      });
    } else if (effect.kind === 'deallocate') {
      if (effect.name === undefined) statements.clear();
      else statements.delete(effect.name);
    } else if (effect.kind === 'close') {
      if (effect.name === undefined) portals.clear();
      else portals.delete(effect.name);
    } else if (effect.kind === 'discard' && effect.what === 'all') {
      statements.clear();
      portals.clear();
    }
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

const noFunctionCall: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  message: 'the message FunctionCall is not supported',
  hint: 'Call the function with SELECT.',
};

const noUndo = (): void => undefined;
const noParameters = (): string => '';

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
