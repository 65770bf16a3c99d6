// One client's session: commands in, permits and answers out, one at a time as the protocol has it. No I/O: `session.ts` brings what was
// received and carries out what is decided here. Knows SQL through what it is handed, and the gate's port; never policy or audit.

import type { Refusal } from '../../core/refusal.ts';
import type { Permit, Phase, Request, Ruling, Session } from '../../gate/protocol.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';
import { Answers, type AnswerEnd, type AnswersListener, type Awaited } from './answers.ts';
import { Commands } from './commands.ts';
import { Diagnosis } from './diagnosis.ts';
import { Execution } from './execution.ts';
import type { ClientPacket } from './framer.ts';
import type { Judging } from './judging.ts';
import { decodeSessionState, has, STATUS, type Eof, type Err, type Ok } from './messages/index.ts';
import { Naming, type Beginning, type CatalogSupply } from './naming.ts';
import type { Numbering } from './numbering.ts';
import { Outbound, type Wire } from './outbound.ts';
import { shownError, shownOk } from './outgoing-answer.ts';
import type { Process } from './processes.ts';
import type { ErrorStyle } from './refusal.ts';
import { outcomeOf, type Run } from './run.ts';
import { Running } from './running.ts';
import { SimpleQuery } from './simple-query.ts';
import { Settling } from './settling.ts';
import { STANDING, TRACKING } from './tracking.ts';
import { Understanding, type Read } from './understanding.ts';

export interface ConversationOptions {
  readonly session: Session;
  readonly wire: Wire;
  readonly read: Read;
  /** A fault of ours that refused one statement, for the operation log. */
  readonly onFault: (error: unknown) => void;
  readonly catalog: CatalogSupply;
  readonly style: ErrorStyle;
  readonly maxPreparedStatements: number;
  readonly beginning: Beginning;
  readonly numbering: Numbering;
  /** In force upstream, and with the client. */
  readonly upstreamCapabilities: number;
  readonly clientCapabilities: number;
  readonly collation: number;
  readonly status: number;
  readonly findProcess: (id: number) => Process | undefined;
  /** The client logs in anew. */
  readonly changeUser: (payload: Buffer) => void;
}

export class Conversation {
  readonly answers: Answers;
  readonly #options: ConversationOptions;
  readonly #naming: Naming;
  readonly #outbound: Outbound;
  readonly #commands: Commands;
  readonly #execution: Execution;
  readonly #diagnosis: Diagnosis;
  readonly #settling: Settling;
  readonly #running: Running;
  readonly #judging: Judging;
  #status: number;
  /** What the answer that is awaited will have changed here. */
  #whenDone: ((end: AnswerEnd) => void) | undefined;
  #deciding = false;
  #closed = false;
  /** Ends a decision that is waited for: the client went away or was killed. Made anew after a kill. */
  #waiting = new AbortController();

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#status = options.status;
    this.#running = new Running(options.session);
    this.#naming = new Naming(options.catalog, options.beginning);
    this.answers = new Answers({
      listener: this.#listener(),
      numbering: options.numbering,
      style: options.style,
      upstream: options.upstreamCapabilities,
      client: options.clientCapabilities,
      names: () => ({
        charset: this.#naming.resultsCharset,
        foldTables: this.#naming.context.server.lowerCaseTableNames !== 0,
      }),
    });
    this.#outbound = new Outbound(
      options.session,
      options.wire,
      options.style,
      () => this.answers,
      () => this.#view(),
    );
    this.#diagnosis = new Diagnosis(options.style, () => this.#view());
    this.#settling = new Settling(this.#naming, this.#outbound);
    this.#judging = {
      outbound: this.#outbound,
      understanding: new Understanding(options.read, options.onFault, this.#naming),
      naming: this.#naming,
      decide: (request) => this.#decide(request),
      refused: (refusal, sequence) => this.#refused(refusal, sequence),
      unread: (phase, text, refusal, sequence) => this.#unread(phase, text, refusal, sequence),
      run: (run, permit, awaited, over) => this.#run(run, permit, awaited, over),
      answered: (permit, statement, sequence) => this.#answered(permit, statement, sequence),
      failed: (permit, refusal, sequence) => this.#failed(permit, refusal, sequence),
    };
    this.#execution = new Execution(this.#judging, options.maxPreparedStatements);
    this.#commands = new Commands({
      session: options.session,
      judging: this.#judging,
      simple: new SimpleQuery({
        judging: this.#judging,
        diagnosis: this.#diagnosis,
        findProcess: options.findProcess,
      }),
      execution: this.#execution,
      whenDone: (change) => (this.#whenDone = change),
      reset: () => this.#reset(),
      changeUser: options.changeUser,
      quit: () => options.wire.close(),
    });
  }

  /** Whether the client's next command has to wait. */
  get busy(): boolean {
    return this.#deciding || this.#settling.running || this.#settling.pending || !this.answers.idle;
  }

  /** Carries out what has to be upstream before the next command: at the beginning, and when kills have come through. */
  settle(): void {
    if (this.#closed || !this.#options.wire.quiet) return;
    this.#settling.settle((how) => {
      if (how.kind !== 'settled') this.#options.onFault(how.error);
      if (this.#closed) return;
      if (how.kind === 'broken') this.#options.wire.close(unsettled);
      else this.#options.wire.ready();
    });
  }

  /** Takes one command of the client, when `busy` is false; a promise when it has to wait for a decision. Throws ProtocolViolation, MalformedMessage. */
  client(packet: ClientPacket): void | Promise<void> {
    const later = this.#naming.stale ? this.#reread(packet) : this.#commands.take(packet);
    if (!(later instanceof Promise)) return undefined;
    this.#deciding = true;
    return later.finally(() => (this.#deciding = false));
  }

  /** The schema could not be read behind a definition: once more before each command, until it can. */
  async #reread(packet: ClientPacket): Promise<void> {
    await this.#naming.refresh().catch(this.#options.onFault);
    if (!this.#closed) await this.#commands.take(packet);
  }

  /** KILL QUERY by the same agent. */
  cancel(): void {
    this.#waiting.abort(new Error('cancelled'));
    this.#waiting = new AbortController();
  }

  /** Whether something runs upstream. */
  get isRunning(): boolean {
    return this.#running.run !== undefined;
  }

  /** Ends a statement that has run longer than its rule allows. `nowMs` is of the monotonic clock. */
  tick(nowMs: number): void {
    const { run } = this.#running;
    if (run?.limits.timeMs !== undefined && this.#running.overdueMs(nowMs) > 0)
      this.answers.cut(run, timeLimit(run.limits.timeMs));
  }

  /** One of the two connections is gone. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.abort(new Error('the connection is closed'));
    this.#running.settle('unknown');
  }

  #view() {
    const { clientCapabilities: capabilities, collation } = this.#options;
    return {
      status: this.#status | this.#naming.modeStatus,
      charset: this.#naming.resultsCharset,
      capabilities,
      collation,
    };
  }

  #reset(): void {
    this.#execution.forgotten();
    this.#diagnosis.server();
    this.#settling.renew(TRACKING, STANDING);
  }

  #decide(request: Omit<Request, 'tell'>): Ruling | Promise<Ruling> {
    const signal = this.#waiting.signal;
    // The protocol has no packet that could tell a waiting client anything.
    const ruling = this.#options.session.decide({ ...request, tell: () => undefined }, signal);
    if (!(ruling instanceof Promise)) return ruling;
    return ruling.then((decided): Ruling => {
      if (!signal.aborted) return decided;
      if (decided.kind === 'forward')
        this.#options.session.settle(decided.permit, outcomeOf('skipped', undefined, undefined, performance.now()));
      return { kind: 'refuse', refusal: cancelled };
    });
  }

  #refused(refusal: Refusal, sequence: number): void {
    if (this.#closed) return;
    this.#diagnosis.refused(refusal);
    this.#outbound.refuse(refusal, sequence);
  }

  #unread(phase: Phase, text: string, refusal: Refusal, sequence: number): void {
    this.#refused(this.#options.session.refuse({ phase, dialect: 'mysql', text, refusal }), sequence);
  }

  #run(run: Run, permit: Permit, awaited: Omit<Awaited, 'ours' | 'run'>, over?: () => void): void {
    this.#running.begin(run, permit, over);
    if (this.#closed) return this.#running.settle('skipped');
    this.#outbound.forward(permit, { ...awaited, run });
  }

  #answered(permit: Permit, statement: MySqlStatement, sequence: number): void {
    this.#options.session.settle(permit, outcomeOf('done', undefined, statement.command, performance.now()));
    if (sequence >= 0 && !this.#closed) this.#outbound.answer(sequence);
  }

  #failed(permit: Permit, refusal: Refusal, sequence: number): void {
    const code = String(refusal.mysql ?? refusal.code);
    this.#options.session.settle(permit, outcomeOf('failed', code, undefined, performance.now()));
    this.#refused({ ...refusal, decisionId: permit.id }, sequence);
  }

  #listener(): AnswersListener {
    return {
      send: (bytes) => this.#options.wire.toClient(bytes),
      ok: (awaited, ok) => this.#ok(awaited, ok),
      eof: ({ run, ours }, eof) => {
        if (!ours) this.#status = eof.status;
        if (run !== undefined) this.#expectPinned(eof.status);
        if (run !== undefined && (eof.status & STATUS.CURSOR_EXISTS) !== 0) run.cursor = true;
        return this.#withMode(run === undefined || run.errors === 'verbatim' ? eof : { ...eof, warnings: 0 });
      },
      error: ({ run }, error) => this.#error(run, error),
      prepared: (_awaited, prepared) => this.#execution.prepared(prepared),
      completed: (_awaited, run) => this.#completed(run),
      done: (awaited, end) => this.#done(awaited, end),
      cancel: () => this.#options.wire.cancelUpstream(),
      // The connection closes next, and that is told.
      goodbye: () => undefined,
    };
  }

  #ok({ run, ours }: Awaited, ok: Ok): Ok {
    this.#status = ok.status & ~STATUS.SESSION_STATE_CHANGED & ~STATUS.MORE_RESULTS_EXISTS;
    if (run !== undefined && (ok.status & STATUS.CURSOR_EXISTS) !== 0) run.cursor = true;
    if (ok.state !== undefined) {
      const refusal = this.#naming.changed(decodeSessionState(ok.state), ours);
      if (refusal !== undefined) this.#options.wire.close(refusal);
    }
    if (run !== undefined) this.#expectPinned(ok.status);
    return this.#withMode(run === undefined ? ok : shownOk(ok, run));
  }

  /** A second witness to session tracking: with this bit upstream, strings would not end where they were printed to end. */
  #expectPinned(status: number): void {
    if ((status & STATUS.NO_BACKSLASH_ESCAPES) !== 0 && this.#naming.pin === undefined)
      this.#options.wire.close(unpinned);
  }

  #withMode<T extends Ok | Eof>(packet: T): T {
    const status = packet.status | this.#naming.modeStatus;
    return status === packet.status ? packet : { ...packet, status };
  }

  #error(run: Run | undefined, error: Err): Err {
    if (run === undefined) return error;
    run.failedWith = String(error.number);
    const shown = shownError(error, run, this.#naming.resultsCharset);
    if (run.errors === 'verbatim') this.#diagnosis.server();
    else this.#diagnosis.withheld(shown);
    return shown;
  }

  #completed(run: Run): void {
    const statement = run.statements[run.index];
    if (statement === undefined) return;
    if (statement.effect.kind === 'ddl') this.#naming.defined();
    // What a stored routine has changed is told by the next OK, and a result without one has to be followed by one.
    const untold = !has(this.#options.upstreamCapabilities, 'DEPRECATE_EOF');
    if (untold && statement.accesses.some(({ privilege }) => privilege === 'EXECUTE')) this.#settling.ask();
  }

  #done(awaited: Awaited, end: AnswerEnd): void {
    if (awaited.ours) return this.#outbound.ownEnded(end);
    const whenDone = this.#whenDone;
    this.#whenDone = undefined;
    whenDone?.(end);
    const { run } = this.#running;
    if (awaited.kind === 'prepare') this.#diagnosis.server();
    if (run !== undefined) {
      // A definition that failed may have been done in part.
      if (end !== 'done' && run.statements.some(({ effect }) => effect.kind === 'ddl')) this.#naming.defined();
      this.#diagnose(run, end);
      this.#running.settle(end);
    }
    this.settle();
    if (!this.busy) this.#options.wire.ready();
  }

  #diagnose(run: Run, end: AnswerEnd): void {
    if (run.cut !== undefined) this.#diagnosis.refused(run.cut);
    else if (end === 'done' && run.statements.at(-1)?.effect.kind !== 'diagnostics') {
      if (run.errors === 'verbatim') this.#diagnosis.server();
      else this.#diagnosis.withheld(undefined);
    }
  }
}

const unsettled: Refusal = {
  code: 'WW_UPSTREAM_UNAVAILABLE',
  message: "the database's session could not be brought to where statements can be judged",
  hint: 'Connect again.',
};

const unpinned: Refusal = {
  code: 'WW_SETTING_REFUSED',
  message: 'the server changed "sql_mode" without telling, and this session depends on it',
  hint: 'Connect again, and set sql_mode by SET SESSION sql_mode.',
};

const cancelled: Refusal = {
  code: 'WW_APPROVAL_PENDING',
  mysql: 1317,
  message: 'query execution was interrupted',
};

function timeLimit(timeMs: number): Refusal {
  return {
    code: 'WW_TIME_LIMIT',
    message: `the statement ran longer than the ${timeMs / 1000} s that are allowed`,
    hint: 'Narrow the statement with WHERE or LIMIT.',
  };
}
