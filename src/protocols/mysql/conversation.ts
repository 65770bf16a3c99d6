// One client's session: commands in, permits and answers out, one at a time as the protocol has it. No I/O: `session.ts` brings what was
// received and carries out what is decided here. Knows SQL through what it is handed, and the gate's port; never policy or audit.

import { ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Permit, Phase, Request, Ruling, Session } from '../../gate/protocol.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';
import { Answers, type AnswerEnd, type AnswersListener, type Awaited } from './answers.ts';
import { Diagnosis } from './diagnosis.ts';
import { Execution } from './execution.ts';
import type { ClientPacket } from './framer.ts';
import type { Judging } from './judging.ts';
import {
  commandsByByte,
  decodeClientCommand,
  decodeSessionState,
  has,
  STATUS,
  type ClientCommandKind,
  type Command,
  type Err,
  type Ok,
} from './messages/index.ts';
import { Naming, type Beginning, type CatalogSupply } from './naming.ts';
import type { Numbering } from './numbering.ts';
import { Outbound, outgoing, type Wire } from './outbound.ts';
import { shownError, shownOk } from './outgoing-answer.ts';
import type { Process } from './processes.ts';
import type { ErrorStyle } from './refusal.ts';
import { outcomeOf, type Run } from './run.ts';
import { SimpleQuery } from './simple-query.ts';
import { Settling } from './settling.ts';
import { courses } from './state.ts';
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

/** What runs upstream under a permit. */
interface Running {
  readonly run: Run;
  /** Of a fetch another one than its run's. */
  readonly permit: Permit;
  readonly sinceMs: number;
  readonly before: { readonly rows: number; readonly bytes: number; readonly maskedCells: number };
  readonly over: (() => void) | undefined;
}

export class Conversation {
  readonly answers: Answers;
  readonly #options: ConversationOptions;
  readonly #naming: Naming;
  readonly #outbound: Outbound;
  readonly #simple: SimpleQuery;
  readonly #execution: Execution;
  readonly #diagnosis: Diagnosis;
  readonly #settling: Settling;
  readonly #judging: Judging;
  #status: number;
  #running: Running | undefined;
  /** What the answer that is awaited will have changed here. */
  #whenDone: ((end: AnswerEnd) => void) | undefined;
  #deciding = false;
  #closed = false;
  /** Ends a decision that is waited for: the client went away or was killed. Made anew after a kill. */
  #waiting = new AbortController();

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#status = options.status;
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
    this.#simple = new SimpleQuery({
      judging: this.#judging,
      diagnosis: this.#diagnosis,
      findProcess: options.findProcess,
    });
  }

  /** Whether the client's next command has to wait. */
  get busy(): boolean {
    return this.#deciding || this.#settling.running || !this.answers.idle;
  }

  /** Carries out what has to be upstream before the first command. */
  begin(): void {
    this.#settle();
  }

  /** Takes one command of the client, when `busy` is false; a promise when it has to wait for a decision. Throws ProtocolViolation, MalformedMessage. */
  client(packet: ClientPacket): void | Promise<void> {
    const command = packet.command === undefined ? undefined : commandsByByte.get(packet.command);
    if (command === undefined) throw new ProtocolViolation(`command ${packet.command ?? 'without a byte'} is none`);
    const later = this.#command(command, packet);
    if (!(later instanceof Promise)) return undefined;
    this.#deciding = true;
    return later.finally(() => (this.#deciding = false));
  }

  /** KILL QUERY by the same agent. */
  cancel(): void {
    this.#waiting.abort(new Error('cancelled'));
    this.#waiting = new AbortController();
  }

  /** Whether something runs upstream. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Ends a statement that has run longer than its rule allows. `nowMs` is of the monotonic clock. */
  tick(nowMs: number): void {
    const running = this.#running;
    const timeMs = running?.run.limits.timeMs;
    if (running === undefined || timeMs === undefined || running.run.cut !== undefined) return;
    if (nowMs - running.sinceMs > timeMs) this.answers.cut(running.run, timeLimit(timeMs));
  }

  /** One of the two connections is gone. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.abort(new Error('the connection is closed'));
    this.#settleRun('unknown');
  }

  #view() {
    const { clientCapabilities: capabilities, collation } = this.#options;
    return { status: this.#status, charset: this.#naming.resultsCharset, capabilities, collation };
  }

  #command(command: Command, packet: ClientPacket): void | Promise<void> {
    const sequence = packet.answerSequence;
    const course = courses[command];
    switch (course) {
      case 'text':
        return this.#text(command, packet, sequence);
      case 'statement':
        return this.#statement(command, packet, sequence);
      case 'unanswered':
        return this.#unanswered(command, packet);
      case 'session':
        return this.#session(command, packet, sequence);
      case 'login':
        return this.#options.changeUser(packet.payload);
      case 'close':
        return this.#options.wire.close();
      case 'refuse':
        return this.#unread('simple', '', notSupported(command), sequence);
      default:
        return course satisfies never;
    }
  }

  #text(command: Command, packet: ClientPacket, sequence: number): void | Promise<void> {
    const { payload } = packet;
    if (command === 'QUERY') return this.#simple.query(payload.subarray(1), sequence);
    if (command === 'INIT_DB')
      return this.#simple.meaning(joined('USE ', quoted(payload.subarray(1))), payload, 'single', sequence);
    const asked = decodeClientCommand('FIELD_LIST', packet.reader());
    if (asked.kind !== 'FIELD_LIST') throw new ProtocolViolation('COM_FIELD_LIST is another command');
    const like = asked.wildcard.length === 0 ? [] : [' LIKE ', literal(asked.wildcard)];
    return this.#simple.meaning(
      joined('SHOW COLUMNS FROM ', quoted(asked.table), ...like),
      payload,
      'field_list',
      sequence,
    );
  }

  #statement(command: Command, packet: ClientPacket, sequence: number): void | Promise<void> {
    if (command === 'STMT_PREPARE') return this.#execution.prepare(packet.payload.subarray(1), sequence);
    if (command === 'STMT_EXECUTE') return this.#execution.execute(packet);
    const unwelcome = this.#options.session.check();
    if (unwelcome !== undefined) return this.#unread('execute', '', unwelcome, sequence);
    const asked = decodeClientCommand(command === 'STMT_FETCH' ? command : 'STMT_RESET', packet.reader());
    if (asked.kind === 'STMT_FETCH') return this.#execution.fetch(asked, sequence);
    if (asked.kind === 'STMT_RESET') return this.#execution.reset(asked, sequence);
    throw new ProtocolViolation(`${asked.kind} is no command about a statement`);
  }

  #unanswered(command: Command, packet: ClientPacket): void {
    const asked = decodeClientCommand(command === 'STMT_CLOSE' ? command : 'STMT_SEND_LONG_DATA', packet.reader());
    if (asked.kind === 'STMT_CLOSE') this.#execution.close(asked);
    else if (asked.kind === 'STMT_SEND_LONG_DATA' && this.#options.session.check() === undefined)
      this.#execution.longData(asked);
  }

  /** PING, STATISTICS, RESET_CONNECTION, SET_OPTION. */
  #session(command: Command, packet: ClientPacket, sequence: number): void {
    const unwelcome = this.#options.session.check();
    if (unwelcome !== undefined) return this.#unread('simple', '', unwelcome, sequence);
    const asked = decodeClientCommand(command as ClientCommandKind, packet.reader());
    if (asked.kind === 'SET_OPTION') {
      if (asked.option > 1) throw new ProtocolViolation(`${asked.option} is no option of COM_SET_OPTION`);
      this.#whenDone = (end) => end === 'done' && this.#naming.allowStatements(asked.option === 0);
    } else if (asked.kind === 'RESET_CONNECTION') {
      this.#whenDone = (end) => end === 'done' && this.#reset();
    }
    const kind = asked.kind === 'STATISTICS' ? 'statistics' : 'single';
    this.#outbound.protocol(outgoing(packet.payload), kind, sequence);
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
    const { rows, bytes, maskedCells } = run;
    this.#running = { run, permit, sinceMs: performance.now(), before: { rows, bytes, maskedCells }, over };
    if (this.#closed) return this.#settleRun('skipped');
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

  #settleRun(result: 'done' | 'failed' | 'cut' | 'unknown' | 'skipped'): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    const { run, permit, before, sinceMs } = running;
    const command = run.statements.at(-1)?.command;
    const outcome = outcomeOf(result, run.cut?.code ?? run.failedWith, command, sinceMs);
    this.#options.session.settle(permit, {
      ...outcome,
      rows: run.rows - before.rows,
      bytes: run.bytes - before.bytes,
      maskedCells: run.maskedCells - before.maskedCells,
    });
  }

  #listener(): AnswersListener {
    return {
      send: (bytes) => this.#options.wire.toClient(bytes),
      ok: (awaited, ok) => this.#ok(awaited, ok),
      eof: ({ run, ours }, eof) => {
        if (!ours) this.#status = eof.status;
        if (run !== undefined && (eof.status & STATUS.CURSOR_EXISTS) !== 0) run.cursor = true;
        return run === undefined || run.errors === 'verbatim' ? eof : { ...eof, warnings: 0 };
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
    return run === undefined ? ok : shownOk(ok, run);
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
    const running = this.#running;
    if (running !== undefined) {
      const { run, over } = running;
      // A definition that failed may have been done in part.
      if (end !== 'done' && run.statements.some(({ effect }) => effect.kind === 'ddl')) this.#naming.defined();
      this.#diagnose(run, end);
      this.#settleRun(end);
      over?.();
    }
    this.#settle();
    if (!this.busy) this.#options.wire.ready();
  }

  #diagnose(run: Run, end: AnswerEnd): void {
    if (run.cut !== undefined) this.#diagnosis.refused(run.cut);
    else if (end === 'done' && run.statements.at(-1)?.effect.kind !== 'diagnostics') {
      if (run.errors === 'verbatim') this.#diagnosis.server();
      else this.#diagnosis.withheld(undefined);
    }
  }

  #settle(): void {
    this.#settling.settle((error) => {
      if (error !== undefined) this.#options.onFault(error);
      if (!this.#closed) this.#options.wire.ready();
    });
  }
}

function quoted(name: Uint8Array): Buffer {
  return Buffer.from(`\`${Buffer.from(name).toString('latin1').replaceAll('`', '``')}\``, 'latin1');
}

function literal(value: Uint8Array): Buffer {
  return Buffer.from(`'${Buffer.from(value).toString('latin1').replaceAll(/['\\]/g, '\\$&')}'`, 'latin1');
}

function joined(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

function notSupported(command: Command): Refusal {
  return {
    code: 'WW_NOT_SUPPORTED',
    mysql: 1047,
    message: `the command COM_${command} is not supported`,
    hint: 'Use SQL for it, where there is a statement.',
  };
}

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
