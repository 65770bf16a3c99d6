// The server's half of the conversation: walks over the packets of each answer in order, knows what each is, and decides what of it reaches the
// client (MySQL docs, "Command Phase"). No I/O; knows no policy.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import { InternalFault, ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import { RowMasker } from './masking.ts';
import {
  beginPacket,
  decodeEof,
  decodeErr,
  decodeOk,
  decodePrepareOk,
  encodeEof,
  encodeErr,
  encodeOk,
  endPacket,
  EOF_BYTE,
  EOF_BYTES,
  ERR_BYTE,
  FULL_PAYLOAD_BYTES,
  has,
  OK_BYTE,
  STATUS,
  TextRowCursor,
  writePayload,
  type PrepareOk,
} from './messages/index.ts';
import type { Numbering } from './numbering.ts';
import type { AnswerEnd, AnswersListener, Awaited } from './awaited.ts';
import { contradiction, contradicts, type NameComparison } from './origins.ts';
import { errOf, type ErrorStyle } from './refusal.ts';
import { relabel, ResultHead } from './result-head.ts';
import type { Run } from './run.ts';
import type { Course, CourseOfRead, ServerPackets } from './server-framer.ts';

export type { AnswerEnd, AnswerKind, AnswersListener, Awaited } from './awaited.ts';

export interface AnswersOptions {
  readonly listener: AnswersListener;
  /** Shared with the framer. */
  readonly numbering: Numbering;
  readonly style: ErrorStyle;
  /** In force upstream, and with the client: they may differ in SESSION_TRACK only. */
  readonly upstream: number;
  readonly client: number;
  /** How names are compared now; its character set is that of results. */
  readonly names: () => NameComparison;
}

type State = 'first' | 'prepared' | 'columns' | 'columns_end' | 'rows' | 'fields';

const LOCAL_INFILE_BYTE = 0xfb;
/** More than any server has in one result. */
const MAX_COLUMNS = 0xffff;
/** A masked row up to this size is masked in place; masks may lengthen it, so a larger one gets its packets afterwards. */
const MAX_IN_PLACE_BYTES = 8 * 1024 * 1024;

export class Answers implements ServerPackets {
  readonly #options: AnswersOptions;
  readonly #listener: AnswersListener;
  readonly #numbering: Numbering;
  readonly #deprecatesEof: boolean;
  readonly #out = new Writer();
  #queue: Awaited[] = [];
  #state: State = 'first';
  #columns = 0;
  /** How many definitions came of the columns, or packets of the answer to a Prepare. */
  #came = 0;
  #prepared: PrepareOk | undefined;
  /** The definitions pass, so what belongs to them passes too, even when the answer is cut behind them. */
  #headShown = false;
  #head: ResultHead | undefined;
  #masker: RowMasker | undefined;
  /** Of cursors, for the rows that are fetched later. */
  readonly #maskers = new WeakMap<Run, RowMasker>();
  /** What `read` decided to be written in the packet's place. */
  #pending: (() => void) | undefined;
  /** The answer whose last packet passes as it is. */
  #passing: Awaited | undefined;

  constructor(options: AnswersOptions) {
    const differ = options.upstream ^ options.client;
    if (has(differ, 'DEPRECATE_EOF') || has(differ, 'PROTOCOL_41'))
      throw new InternalFault('both sides of a conversation are to have the same packets');
    this.#options = options;
    this.#listener = options.listener;
    this.#numbering = options.numbering;
    this.#deprecatesEof = has(options.upstream, 'DEPRECATE_EOF');
  }

  /** Everything still awaited, oldest first. */
  get awaited(): readonly Awaited[] {
    return this.#queue;
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  /** A command goes upstream. The server answers in order, so several may be awaited. */
  expect(awaited: Awaited): void {
    if (!awaited.ours && awaited.run === undefined && ['query', 'execute', 'fetch'].includes(awaited.kind))
      throw new InternalFault('rows would come for a statement that nobody runs');
    this.#queue.push(awaited);
    if (this.#queue.length === 1) this.#begin(awaited);
  }

  /** Ends a running statement: nothing more of it reaches the client but the refusal, when the server has come to its end. */
  cut(run: Run, refusal: Refusal): void {
    if (run.cut !== undefined) return;
    run.cut = { ...refusal, decisionId: run.permit.id };
    this.#listener.cancel();
  }

  /** Sends what was written in the place of packets. To be called behind each chunk of the server. */
  flush(): void {
    if (this.#out.length > 0) this.#listener.send(this.#out.take());
  }

  send(bytes: Buffer): void {
    this.flush();
    this.#listener.send(bytes);
  }

  message(first: number, length: number): Course {
    const awaited = this.#queue[0];
    if (awaited === undefined) return 'read';
    const { run } = awaited;
    if (run !== undefined && run.cut === undefined) run.bytes += length + 4;
    switch (this.#state) {
      case 'rows':
        return this.#isEnd(first, length) ? 'read' : this.#rowCourse(awaited);
      case 'fields':
        if (this.#isEnd(first, length)) return 'read';
        return awaited.ours ? 'drop' : 'pass';
      case 'columns':
        return first === ERR_BYTE ? 'read' : this.#definitionCourse();
      case 'first':
      case 'prepared':
      case 'columns_end':
        return 'read';
      default:
        return this.#state satisfies never;
    }
  }

  read(bytes: Buffer, start: number, end: number): CourseOfRead {
    const awaited = this.#queue[0];
    const first = bytes[start];
    if (awaited === undefined) return this.#goodbye(bytes, start, end);
    if (first === ERR_BYTE) return this.#error(awaited, bytes, start, end);
    switch (this.#state) {
      case 'first':
        return this.#first(awaited, bytes, start, end);
      case 'prepared':
        return this.#ofPrepare(awaited, bytes, start, end);
      case 'columns_end':
        return this.#behindColumns(awaited, bytes, start, end);
      case 'rows':
      case 'fields':
        return this.#endOfRows(awaited, bytes, start, end);
      case 'columns':
        throw new InternalFault('a definition was to be read');
      default:
        return this.#state satisfies never;
    }
  }

  take(bytes: Buffer, start: number, end: number): void {
    const pending = this.#pending;
    const awaited = this.#queue[0];
    if (pending !== undefined) {
      this.#pending = undefined;
      return pending();
    }
    if (this.#state === 'columns') return this.#definition(awaited?.run, bytes, start, end);
    if (awaited?.ours === true) return this.#ownRow(awaited, bytes, start, end);
    this.#maskedRow(awaited?.run, bytes, start, end);
  }

  passed(): void {
    const awaited = this.#passing;
    this.#passing = undefined;
    if (awaited === undefined) throw new InternalFault('a packet passed as the last one of no answer');
    this.#over(awaited, 'done');
  }

  tooLarge(): void {
    const run = this.#queue[0]?.run;
    if (run === undefined) throw new MalformedMessage('a packet is larger than may be held');
    this.cut(run, rowTooLarge);
  }

  #begin(awaited: Awaited): void {
    this.#state = awaited.kind === 'fetch' ? 'rows' : awaited.kind === 'field_list' ? 'fields' : 'first';
    this.#head = undefined;
    this.#headShown = false;
    this.#masker = undefined;
    this.#numbering.begin(awaited.serverSequence, awaited.clientSequence);
    const { run } = awaited;
    if (awaited.kind !== 'fetch' || run === undefined) return;
    this.#masker = this.#maskers.get(run);
    if (run.masks[run.index] !== undefined && this.#masker === undefined) this.cut(run, contradicts);
  }

  /** No cell of a text row begins with 0xFF; one that begins with 0xFE is of 16 MB. */
  #isEnd(first: number, length: number): boolean {
    if (first === EOF_BYTE) return length < (this.#deprecatesEof ? FULL_PAYLOAD_BYTES : 9);
    return first === ERR_BYTE;
  }

  #rowCourse({ ours, run }: Awaited): Course {
    if (ours) return 'take';
    if (run === undefined) throw new InternalFault('rows came for a statement that nobody runs');
    if (run.cut !== undefined) return 'drop';
    run.rows++;
    run.fetched.rows++;
    if (run.limits.rows !== undefined && run.fetched.rows > run.limits.rows) {
      run.rows--;
      this.cut(run, rowLimit(run.limits.rows));
      return 'drop';
    }
    return this.#masker === undefined ? 'pass' : 'take';
  }

  #definitionCourse(): Course {
    if (this.#head !== undefined) return 'take';
    if (++this.#came === this.#columns) this.#state = this.#deprecatesEof ? 'rows' : 'columns_end';
    return this.#headShown ? 'pass' : 'drop';
  }

  #first(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const first = bytes[start];
    switch (awaited.kind) {
      case 'statistics':
        return this.#last(awaited, verbatim(bytes, start, end));
      case 'single':
        return this.#endOfRows(awaited, bytes, start, end);
      case 'prepare':
        return this.#prepareOk(awaited, bytes, start, end);
      case 'query':
      case 'execute':
        if (first === OK_BYTE) return this.#ok(awaited, bytes, start, end);
        // The server would be given any file of the client's that it names.
        if (first === LOCAL_INFILE_BYTE) throw new ProtocolViolation('the server asks for a file of the client');
        return this.#columnCount(awaited, bytes, start, end);
      case 'fetch':
      case 'field_list':
        throw new InternalFault(`a ${awaited.kind} has no first packet`);
      default:
        return awaited.kind satisfies never;
    }
  }

  #columnCount(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const body = new Reader(bytes, start, end);
    const columns = body.lenenc();
    body.end();
    if (columns === 0 || columns > MAX_COLUMNS) throw new MalformedMessage(`a result of ${columns} columns`);
    this.#state = 'columns';
    this.#columns = columns;
    this.#came = 0;
    this.#head = undefined;
    this.#headShown = false;
    this.#masker = undefined;
    const { run } = awaited;
    if (awaited.ours || run === undefined) return 'drop';
    const plan = run.masks[indexIn(run)];
    if (indexIn(run) >= run.statements.length || (plan !== undefined && plan.columns.length !== columns))
      this.cut(run, contradicts);
    if (run.cut !== undefined) return 'drop';
    const renames = run.statements[indexIn(run)]?.labels.some((label) => label !== undefined) === true;
    if (plan === undefined && !renames) {
      this.#headShown = true;
      return 'pass';
    }
    const count = Buffer.from(bytes.subarray(start, end));
    this.#head = new ResultHead(count);
    return 'drop';
  }

  /** One definition of a head that is held back. */
  #definition(run: Run | undefined, bytes: Buffer, start: number, end: number): void {
    const head = this.#head;
    if (run === undefined || head === undefined) throw new InternalFault('a definition was held back for nothing');
    head.add(bytes, start, end);
    if (++this.#came < this.#columns) return;
    this.#state = this.#deprecatesEof ? 'rows' : 'columns_end';
    this.#head = undefined;
    const plan = run.masks[indexIn(run)];
    const names = this.#options.names();
    const cursor = this.#queue[0]?.cursor === true;
    const refusal = plan === undefined ? undefined : contradiction(plan, head.columns, { ...names, cursor });
    if (refusal !== undefined) this.cut(run, refusal);
    if (run.cut !== undefined) return;
    if (plan !== undefined) {
      this.#masker = new RowMasker(plan, head.columns, this.#queue[0]?.kind === 'query' ? 'text' : 'binary');
      this.#maskers.set(run, this.#masker);
    }
    this.#headShown = true;
    const labels = run.statements[indexIn(run)]?.labels ?? [];
    head.write(labels, names.charset, (payload) => this.#write(payload));
  }

  /** The EOF behind column definitions. With a cursor open it is the end: rows come when they are fetched. */
  #behindColumns(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const eof = decodeEof(new Reader(bytes, start, end));
    if (awaited.kind === 'execute' && (eof.status & STATUS.CURSOR_EXISTS) !== 0)
      return this.#endOfRows(awaited, bytes, start, end);
    this.#state = 'rows';
    const shown = this.#listener.eof(awaited, eof);
    if (!this.#headShown) return 'drop';
    return shown === eof ? 'pass' : this.#replaceBy((out) => encodeEof(shown, out));
  }

  #ownRow(awaited: Awaited, bytes: Buffer, start: number, end: number): void {
    const cursor = new TextRowCursor(this.#columns);
    const cells: (Buffer | null)[] = [];
    cursor.open(bytes, start, end);
    while (cursor.next()) cells.push(cursor.isNull ? null : bytes.subarray(cursor.offset, cursor.end));
    awaited.row?.(cells);
  }

  #maskedRow(run: Run | undefined, bytes: Buffer, start: number, end: number): void {
    const masker = this.#masker;
    if (run === undefined || masker === undefined) throw new InternalFault('a row was to be masked by nothing');
    const before = masker.maskedCells;
    if (end - start <= MAX_IN_PLACE_BYTES) this.#write((out) => masker.row(bytes, start, end, out));
    else {
      const large = new Writer();
      masker.row(bytes, start, end, large);
      this.#numbering.take(writePayload(large.take(), this.#numbering.client, this.#out));
    }
    run.maskedCells += masker.maskedCells - before;
  }

  /** What ends rows or is an answer by itself: an EOF, or an OK in its place. */
  #endOfRows(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    if (bytes[start] !== EOF_BYTE || end - start !== EOF_BYTES) return this.#ok(awaited, bytes, start, end);
    const eof = decodeEof(new Reader(bytes, start, end));
    const shown = this.#listener.eof(awaited, eof);
    const same = shown === eof;
    const write = same ? verbatim(bytes, start, end) : (out: Writer) => encodeEof(shown, out);
    return this.#endOfResult(awaited, eof.status, write, same);
  }

  #ok(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const { upstream, client } = this.#options;
    const ok = decodeOk(new Reader(bytes, start, end), upstream);
    const shown = this.#listener.ok(awaited, ok);
    const same = shown === ok && !has(upstream ^ client, 'SESSION_TRACK');
    const write = same ? verbatim(bytes, start, end) : (out: Writer) => encodeOk(shown, client, out);
    return this.#endOfResult(awaited, ok.status, write, same);
  }

  #endOfResult(awaited: Awaited, status: number, write: (out: Writer) => void, same: boolean): CourseOfRead {
    const { run, kind } = awaited;
    const hasMore = (kind === 'query' || kind === 'execute') && (status & STATUS.MORE_RESULTS_EXISTS) !== 0;
    if (run !== undefined && run.cut === undefined && kind !== 'fetch') this.#listener.completed(awaited, run);
    if (!hasMore) return same ? this.#last(awaited, write) : this.#end(awaited, 'done', write);
    if (run !== undefined) run.index++;
    this.#state = 'first';
    return awaited.ours || run?.cut !== undefined ? 'drop' : this.#replaceBy(write);
  }

  #error(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const error = decodeErr(new Reader(bytes, start, end));
    const shown = this.#listener.error(awaited, error);
    return this.#end(awaited, 'failed', (out) => encodeErr(shown, out));
  }

  /** The last packet of an answer. A cut one ends with its refusal, whatever the server said. */
  #end(awaited: Awaited, how: AnswerEnd, write: (out: Writer) => void): 'take' {
    this.#pending = () => {
      const refusal = awaited.run?.cut;
      if (!awaited.ours) {
        if (refusal === undefined) this.#write(write);
        else this.#write((out) => encodeErr(errOf(refusal, this.#options.style, this.#options.names().charset), out));
      }
      this.flush();
      this.#over(awaited, refusal === undefined ? how : 'cut');
    };
    return 'take';
  }

  /** The same for one that is shown as it came. It leaves in one piece with what passes before it, or with what was written before it. */
  #last(awaited: Awaited, write: (out: Writer) => void): 'last' | 'take' {
    if (awaited.ours || awaited.run?.cut !== undefined || this.#out.length > 0)
      return this.#end(awaited, 'done', write);
    this.#passing = awaited;
    return 'last';
  }

  #over(awaited: Awaited, end: AnswerEnd): void {
    this.#queue.shift();
    const next = this.#queue[0];
    if (next === undefined) this.#numbering.idle();
    else this.#begin(next);
    this.#listener.done(awaited, end);
  }

  #prepareOk(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const prepared = decodePrepareOk(new Reader(bytes, start, end));
    this.#listener.prepared(awaited, prepared);
    this.#prepared = prepared;
    this.#came = 0;
    this.#state = 'prepared';
    if (this.#packetsOf(prepared) === 0) return this.#last(awaited, verbatim(bytes, start, end));
    return awaited.ours ? 'drop' : 'pass';
  }

  /** Definitions of parameters, then of columns, each run with an EOF behind it where there are EOFs. */
  #packetsOf({ parameters, columns }: PrepareOk): number {
    const eofs = this.#deprecatesEof ? 0 : Number(parameters > 0) + Number(columns > 0);
    return parameters + columns + eofs;
  }

  #ofPrepare(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const prepared = this.#prepared;
    if (prepared === undefined) throw new InternalFault('definitions came before what was prepared');
    const { parameters, columns } = prepared;
    const firstColumn = parameters + (this.#deprecatesEof || parameters === 0 ? 0 : 1);
    const at = this.#came++;
    const column = at - firstColumn;
    let write = verbatim(bytes, start, end);
    if (!this.#deprecatesEof && ((parameters > 0 && at === parameters) || column === columns)) {
      const eof = decodeEof(new Reader(bytes, start, end));
      const shown = this.#listener.eof(awaited, eof);
      if (shown !== eof) write = (out) => encodeEof(shown, out);
    } else if (column >= 0 && awaited.labels?.length === columns && awaited.labels[column] !== undefined) {
      const label = awaited.labels[column];
      write = (out) => relabel(new Reader(bytes, start, end), label, this.#options.names().charset, out);
    }
    if (this.#came === this.#packetsOf(prepared)) return this.#end(awaited, 'done', write);
    return awaited.ours ? 'drop' : this.#replaceBy(write);
  }

  #goodbye(bytes: Buffer, start: number, end: number): 'take' {
    if (bytes[start] !== ERR_BYTE) throw new ProtocolViolation('the server sent a packet that nothing asked for');
    const error = decodeErr(new Reader(bytes, start, end));
    this.#pending = () => {
      this.#write(verbatim(bytes, start, end));
      this.flush();
      this.#listener.goodbye(error);
    };
    return 'take';
  }

  #replaceBy(write: (out: Writer) => void): 'take' {
    this.#pending = () => this.#write(write);
    return 'take';
  }

  #write(payload: (out: Writer) => void): void {
    const mark = beginPacket(this.#out, this.#numbering.take());
    payload(this.#out);
    endPacket(this.#out, mark);
  }
}

/** One statement may have several results (a procedure); of several statements each has one. */
function indexIn(run: Run): number {
  return run.statements.length === 1 ? 0 : run.index;
}

function verbatim(bytes: Buffer, start: number, end: number): (out: Writer) => void {
  return (out) => out.slice(bytes, start, end);
}

function rowLimit(rows: number): Refusal {
  return {
    code: 'WW_ROW_LIMIT',
    message: `the result has more than the ${rows} rows that are allowed`,
    hint: `Narrow the statement with WHERE, or ask for at most ${rows} rows with LIMIT.`,
  };
}

const rowTooLarge: Refusal = Object.freeze({
  code: 'WW_TOO_LARGE',
  message: 'a row is too large to be masked',
  hint: 'Leave out the large columns.',
});
