// The server's half of the conversation: takes its messages in order, gives each to the head of the line, and decides
// what of it reaches the client. No I/O; knows no policy.

import { InternalFault, ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Session } from '../../gate/protocol.ts';
import type { Course, ServerFrames } from './framer.ts';
import type { Awaited, Line, Run } from './line.ts';
import { contradiction, maskRow } from './masking.ts';
import {
  DataRowCursor,
  decodeCommandComplete,
  decodeParameterStatus,
  decodeReadyForQuery,
  decodeReport,
  decodeRowDescription,
  decodeDataRow,
  errorField,
  type BackendKind,
  type FieldDescription,
  type TransactionStatus,
} from './messages/index.ts';
import { errorWithoutDetail, noticeWithoutDetail, withheldError } from './outgoing-error.ts';
import { encodeRefusal, type ErrorStyle } from './refusal.ts';

/** What the server's half tells the other half. */
export interface AnswersListener {
  send(bytes: Buffer): void;
  /** The server answered with an error outside of a Query: it skips everything until a Sync. */
  skipping(): void;
  ready(status: TransactionStatus): void;
  /** A statement of a run completed: the transaction may have ended with it. */
  completed(run: Run, index: number): void;
  /** A reported setting changed. */
  setting(name: string, value: string): void;
  /** The running statement is to be cancelled upstream. */
  cancel(): void;
}

const HEADER = 5;

export class Answers implements ServerFrames {
  readonly #line: Line;
  readonly #session: Session;
  readonly #listener: AnswersListener;
  readonly #style: ErrorStyle;
  readonly #out = new Writer();
  readonly #cursor = new DataRowCursor();
  /** A statement was cut in a pipeline although the server did it: what follows until its Sync is kept from the client. */
  #swallowing = false;

  constructor(line: Line, session: Session, listener: AnswersListener, style: ErrorStyle) {
    this.#line = line;
    this.#session = session;
    this.#listener = listener;
    this.#style = style;
  }

  frame(kind: BackendKind, length: number): Course {
    const head = this.#line.head;
    const run = head?.run;
    if (run !== undefined && run.cut === undefined) run.bytes += length + HEADER;
    switch (kind) {
      case 'DataRow':
        if (head === undefined || (head.kind !== 'query' && head.kind !== 'execute')) throw unexpected(kind);
        return this.#rowCourse(head, run);
      case 'ParseComplete':
        return this.#simple(kind, 'parse');
      case 'BindComplete':
        return this.#simple(kind, 'bind');
      case 'CloseComplete':
        return this.#simple(kind, 'close');
      case 'NotificationResponse':
        return 'pass';
      case 'ReadyForQuery':
        return head?.ours === true ? 'take' : 'read';
      case 'CommandComplete':
      case 'EmptyQueryResponse':
      case 'PortalSuspended':
        return head?.ours === true || run?.cut !== undefined || this.#swallowing ? 'take' : 'read';
      case 'ParameterDescription':
        if (head?.kind !== 'describe') throw unexpected(kind);
        return head.ours || this.#swallowing ? 'drop' : 'pass';
      case 'NoData':
        return head?.ours === true || this.#swallowing ? 'take' : 'read';
      case 'ParameterStatus':
        return 'read';
      case 'RowDescription':
        return this.#columnsCourse(head, run);
      case 'ErrorResponse':
      case 'NoticeResponse':
        return 'take';
      case 'Authentication':
      case 'BackendKeyData':
      case 'NegotiateProtocolVersion':
        throw unexpected(kind);
      case 'CopyBothResponse':
      case 'CopyData':
      case 'CopyDone':
      case 'CopyInResponse':
      case 'CopyOutResponse':
        // No COPY is forwarded, so none may come back.
        throw new InternalFault(`the server answered with a ${kind} that nothing asked for`);
      default:
        return kind satisfies never;
    }
  }

  read(kind: BackendKind, bytes: Buffer, start: number, end: number): void {
    this.#handle(kind, bytes, start, end);
  }

  take(kind: BackendKind, bytes: Buffer, start: number, end: number): void {
    this.#handle(kind, bytes, start, end);
  }

  send(bytes: Buffer): void {
    this.flush();
    this.#listener.send(bytes);
  }

  /** Sends what was written in the place of messages. To be called behind each chunk of the server. */
  flush(): void {
    if (this.#out.length > 0) this.#listener.send(this.#out.take());
  }

  /** Ends the running statement: nothing more of it reaches the client but the refusal. */
  cut(run: Run, refusal: Refusal): void {
    if (run.cut !== undefined) return;
    run.cut = { ...refusal, decisionId: run.permit.id };
    this.#listener.cancel();
  }

  /** The connection to the server is gone: what was still awaited has an unknown end. */
  lost(): void {
    for (const awaited of this.#line.all()) {
      if (awaited.run !== undefined) this.#settle(awaited.run, 'unknown', undefined);
    }
    this.#line.release();
  }

  /** The server did not run it, or will not: an error stands before it. */
  skipped(awaited: Awaited): void {
    awaited.undo?.();
    if (awaited.run !== undefined) this.#settle(awaited.run, 'skipped', undefined);
  }

  #rowCourse(head: Awaited, run: Run | undefined): Course {
    if (head.ours) return 'take';
    if (run === undefined) throw new InternalFault('rows came for a statement that nobody runs');
    if (run.cut !== undefined || this.#swallowing) return 'drop';
    run.rows++;
    run.fetched.rows++;
    if (run.limits.rows !== undefined && run.fetched.rows > run.limits.rows) {
      run.rows--;
      this.cut(run, rowLimit(run.limits.rows));
      return 'drop';
    }
    return run.masks[run.index] === undefined ? 'pass' : 'take';
  }

  /** Only where a plan, a probe or a Describe of ours wants them are the columns looked at. */
  #columnsCourse(head: Awaited | undefined, run: Run | undefined): Course {
    if (head === undefined || head.ours || this.#swallowing || head.described !== undefined) return 'take';
    if (run !== undefined) return run.cut === undefined && run.masks[run.index] === undefined ? 'pass' : 'take';
    if (head.kind !== 'describe') throw unexpected('RowDescription');
    this.#line.shift();
    return 'pass';
  }

  #simple(kind: BackendKind, expected: Awaited['kind']): Course {
    const head = this.#line.head;
    if (head?.kind !== expected) throw unexpected(kind);
    this.#line.shift();
    head.done?.(0);
    return head.ours || this.#swallowing ? 'drop' : 'pass';
  }

  #handle(kind: BackendKind, bytes: Buffer, start: number, end: number): void {
    switch (kind) {
      case 'DataRow':
        return this.#row(bytes, start, end);
      case 'RowDescription':
        return this.#columns(bytes, start, end);
      case 'NoData':
        return this.#noData();
      case 'CommandComplete':
        return this.#complete(decodeCommandComplete(new Reader(bytes, start, end)).tag);
      case 'EmptyQueryResponse':
        return this.#complete('');
      case 'PortalSuspended':
        return this.#complete('suspended');
      case 'ErrorResponse':
        return this.#error(bytes, start, end);
      case 'NoticeResponse':
        return this.#notice(bytes, start, end);
      case 'ReadyForQuery':
        return this.#ready(decodeReadyForQuery(new Reader(bytes, start, end)).status);
      case 'ParameterStatus': {
        const status = decodeParameterStatus(new Reader(bytes, start, end));
        return this.#listener.setting(status.name, status.value);
      }
      default:
        throw new InternalFault(`nothing is known to be done with a ${kind}`);
    }
  }

  #row(bytes: Buffer, start: number, end: number): void {
    const head = this.#line.head;
    if (head?.ours === true) {
      const cell = decodeDataRow(new Reader(bytes, start, end)).cells[0];
      if (cell === null || cell === undefined) throw new InternalFault('a probe brought no value');
      head.probed?.(Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('utf8'));
      return;
    }
    const run = head?.run;
    const plan = run?.masks[run.index];
    if (run === undefined || plan === undefined) throw new InternalFault('a row was to be masked by nothing');
    maskRow(plan, run, this.#cursor, bytes, start, end, this.#out);
  }

  #columns(bytes: Buffer, start: number, end: number): void {
    const head = this.#line.head;
    if (head === undefined || (head.kind !== 'query' && head.kind !== 'describe' && head.kind !== 'execute'))
      throw unexpected('RowDescription');
    const run = head.run;
    const plan = run?.masks[run.index];
    let fields: readonly FieldDescription[] | undefined;
    if (plan !== undefined || head.described !== undefined)
      fields = decodeRowDescription(new Reader(bytes, start, end)).fields;
    if (run !== undefined && plan !== undefined && fields !== undefined) {
      run.fields = fields;
      const refusal = contradiction(plan, fields);
      if (refusal !== undefined) this.cut(run, refusal);
    }
    if (head.kind === 'describe') {
      this.#line.shift();
      head.described?.(fields);
    }
    if (head.ours || run?.cut !== undefined || this.#swallowing) return;
    this.#out.slice(bytes, start - HEADER, end);
  }

  #noData(): void {
    const head = this.#line.head;
    if (head?.kind !== 'describe') throw unexpected('NoData');
    this.#line.shift();
    head.described?.(undefined);
  }

  #complete(tag: string): void {
    const head = this.#line.head;
    if (head === undefined || (head.kind !== 'query' && head.kind !== 'execute')) throw unexpected('CommandComplete');
    const run = head.run;
    if (head.kind === 'execute') {
      this.#line.shift();
      if (tag !== 'suspended') head.done?.(0);
      if (run !== undefined) {
        if (tag !== 'suspended') this.#listener.completed(run, 0);
        this.#endOfRun(run, head, tag);
      }
      return;
    }
    if (run === undefined) return;
    head.done?.(run.index);
    this.#listener.completed(run, run.index);
    run.index++;
    run.fields = undefined;
  }

  /** An Execute is over. One that was cut, yet done by the server, is an error to the client, and the rest of its pipeline is skipped. */
  #endOfRun(run: Run, head: Awaited, tag: string): void {
    if (run.cut === undefined) return this.#settle(run, 'done', tag);
    this.#settle(run, 'cut', undefined);
    if (this.#swallowing || head.ours) return;
    this.#out.bytes(encodeRefusal(run.cut, 'ERROR', this.#style));
    this.#swallowing = true;
    // A Sync that is on its way ends the skipping by its answer; what the client sends behind it counts.
    for (const { kind } of this.#line.all()) if (kind === 'sync') return;
    this.#listener.skipping();
  }

  #error(bytes: Buffer, start: number, end: number): void {
    const head = this.#line.head;
    const report = decodeReport('ErrorResponse', new Reader(bytes, start, end));
    const code = report.fields.get(errorField.code) ?? 'XX000';
    const run = head?.run;
    if (head === undefined || report.fields.get(errorField.severityUnlocalized) === 'FATAL') {
      // The server ends the session by itself: shutdown, a timeout, an administrator.
      this.#out.bytes(run?.errors === 'withheld' ? withheldError(report, run) : bytes.subarray(start - HEADER, end));
      return;
    }
    if (!head.ours && !this.#swallowing)
      this.#out.bytes(this.#errorFor(head, bytes.subarray(start - HEADER, end), report));
    if (run !== undefined) run.failedWith = run.cut?.code ?? head.refusal?.code ?? code;
    if (head.kind === 'query') {
      (head.failed ?? head.undo)?.();
      return; // its ReadyForQuery follows
    }
    this.#skip(head);
  }

  #errorFor(head: Awaited, verbatim: Buffer, report: ReturnType<typeof decodeReport<'ErrorResponse'>>): Buffer {
    const run = head.run;
    if (head.refusal !== undefined) return encodeRefusal(head.refusal, 'ERROR', this.#style, head.text);
    if (run?.cut !== undefined) return encodeRefusal(run.cut, 'ERROR', this.#style);
    if (run === undefined || run.errors === 'verbatim') return verbatim;
    return run.errors === 'withheld' ? withheldError(report, run) : errorWithoutDetail(report);
  }

  /** The server skips everything until a Sync: so does the line. */
  #skip(failed: Awaited): void {
    this.#line.shift();
    if (failed.run !== undefined) this.#settle(failed.run, failed.run.cut === undefined ? 'failed' : 'cut', undefined);
    const skipped: Awaited[] = [];
    for (let head = this.#line.head; head !== undefined && head.kind !== 'sync'; head = this.#line.head) {
      this.#line.shift();
      skipped.push(head);
    }
    // The youngest change is taken back first, so that each finds what it was made on.
    for (const head of skipped.toReversed()) this.skipped(head);
    (failed.failed ?? failed.undo)?.();
    if (this.#line.empty) this.#listener.skipping();
    this.#line.release();
  }

  #notice(bytes: Buffer, start: number, end: number): void {
    const run = this.#line.head?.run;
    if (run?.cut !== undefined || this.#line.head?.ours === true) return;
    if (run !== undefined && run.errors === 'withheld') return;
    if (run === undefined || run.errors === 'verbatim') return this.#out.slice(bytes, start - HEADER, end);
    const report = decodeReport('NoticeResponse', new Reader(bytes, start, end));
    const shown = noticeWithoutDetail(report);
    if (shown !== undefined) this.#out.bytes(shown);
  }

  #ready(status: TransactionStatus): void {
    const head = this.#line.head;
    if (head === undefined || (head.kind !== 'query' && head.kind !== 'sync')) throw unexpected('ReadyForQuery');
    this.#line.shift();
    const run = head.run;
    if (run !== undefined) {
      if (run.cut !== undefined && run.failedWith === undefined && !this.#swallowing) {
        this.#out.bytes(encodeRefusal(run.cut, 'ERROR', this.#style));
      }
      this.#settle(run, run.cut !== undefined ? 'cut' : run.failedWith !== undefined ? 'failed' : 'done', undefined);
    }
    this.#swallowing = false;
    if (head.kind === 'sync') head.done?.(0);
    this.#listener.ready(status);
  }

  #settle(run: Run, result: 'done' | 'failed' | 'skipped' | 'cut' | 'unknown', tag: string | undefined): void {
    const errorCode = run.cut?.code ?? run.failedWith;
    this.#session.settle(run.permit, {
      result,
      rows: run.rows,
      bytes: run.bytes,
      maskedCells: run.maskedCells,
      durationMs: performance.now() - run.startedMs,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(tag === undefined || tag === '' ? {} : { command: tag }),
    });
  }
}

function rowLimit(rows: number): Refusal {
  return {
    code: 'WW_ROW_LIMIT',
    message: `the result has more than the ${rows} rows that are allowed`,
    hint: `Narrow the statement with WHERE, or ask for at most ${rows} rows with LIMIT.`,
  };
}

function unexpected(kind: BackendKind): ProtocolViolation {
  return new ProtocolViolation(`the server sent a ${kind} that nothing asked for`);
}
