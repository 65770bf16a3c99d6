// The server's half of the conversation: walks over the packets of each answer in order, knows what each is, and decides what of it reaches the
// client (MySQL docs, "Command Phase"). No I/O; knows no policy.

import { MalformedMessage } from '../../bytes/malformed.ts';
import { Reader } from '../../bytes/reader.ts';
import { InternalFault, ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { AnswerEnd, AnswersListener, Awaited } from './awaited.ts';
import { columnCount, Definitions } from './definitions.ts';
import { Endings, type Ending } from './endings.ts';
import {
  decodeErr,
  decodePrepareOk,
  EOF_BYTE,
  ERR_BYTE,
  FULL_PAYLOAD_BYTES,
  has,
  OK_BYTE,
  STATUS,
  TextRowCursor,
} from './messages/index.ts';
import type { Numbering } from './numbering.ts';
import type { NameComparison } from './origins.ts';
import { PreparedDefinitions } from './prepared-definitions.ts';
import type { ErrorStyle } from './refusal.ts';
import { Replacements, verbatim, type WritePayload } from './replacements.ts';
import { relabel } from './result-head.ts';
import { countRow, rowTooLarge } from './result-refusal.ts';
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
export class Answers implements ServerPackets {
  readonly #options: AnswersOptions;
  readonly #listener: AnswersListener;
  readonly #numbering: Numbering;
  readonly #deprecatesEof: boolean;
  readonly #replacements: Replacements;
  readonly #definitions: Definitions;
  readonly #endings: Endings;
  #queue: Awaited[] = [];
  #state: State = 'first';
  #prepared: PreparedDefinitions | undefined;
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
    this.#replacements = new Replacements(options.numbering);
    this.#definitions = new Definitions(this.#replacements, options.names, (run, refusal) => this.cut(run, refusal));
    this.#endings = new Endings(options);
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
    if (!this.#replacements.empty) this.#listener.send(this.#replacements.take());
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
    if (first === ERR_BYTE) return this.#end(awaited, 'failed', this.#endings.error(awaited, bytes, start, end));
    switch (this.#state) {
      case 'first':
        return this.#first(awaited, bytes, start, end);
      case 'prepared':
        return this.#ofPrepare(awaited, bytes, start, end);
      case 'columns_end':
        return this.#behindColumns(awaited, bytes, start, end);
      case 'rows':
      case 'fields':
        return this.#endOfResult(awaited, this.#endings.ofRows(awaited, bytes, start, end));
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
    if (this.#state === 'columns') return this.#definition(awaited, bytes, start, end);
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
    this.#numbering.begin(awaited.serverSequence, awaited.clientSequence);
    this.#definitions.begin(awaited);
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
    const refusal = countRow(run);
    if (refusal !== undefined) {
      this.cut(run, refusal);
      return 'drop';
    }
    return this.#definitions.masker === undefined ? 'pass' : 'take';
  }

  #definitionCourse(): Course {
    if (this.#definitions.held) return 'take';
    if (this.#definitions.came()) this.#behindDefinitions();
    return this.#definitions.shown ? 'pass' : 'drop';
  }

  #first(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const first = bytes[start];
    switch (awaited.kind) {
      case 'statistics':
        return this.#last(awaited, verbatim(bytes, start, end));
      case 'single':
        return this.#endOfResult(awaited, this.#endings.ofRows(awaited, bytes, start, end));
      case 'prepare':
        return this.#prepareOk(awaited, bytes, start, end);
      case 'query':
      case 'execute':
        if (first === OK_BYTE) return this.#endOfResult(awaited, this.#endings.ok(awaited, bytes, start, end));
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
    const columns = columnCount(bytes, start, end);
    this.#state = 'columns';
    return this.#definitions.open(awaited, columns, bytes, start, end);
  }

  /** One definition of a head that is held back. */
  #definition(awaited: Awaited | undefined, bytes: Buffer, start: number, end: number): void {
    if (awaited?.run === undefined) throw new InternalFault('a definition was held back for nothing');
    if (!this.#definitions.add(bytes, start, end)) return;
    this.#behindDefinitions();
    this.#definitions.show(awaited, awaited.run);
  }

  #behindDefinitions(): void {
    this.#state = this.#deprecatesEof ? 'rows' : 'columns_end';
  }

  /** The EOF behind column definitions. With a cursor open it is the end: rows come when they are fetched. */
  #behindColumns(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const eof = this.#endings.eof(awaited, bytes, start, end);
    if (awaited.kind === 'execute' && (eof.status & STATUS.CURSOR_EXISTS) !== 0) return this.#endOfResult(awaited, eof);
    this.#state = 'rows';
    if (!this.#definitions.shown) return 'drop';
    return eof.same ? 'pass' : this.#replaceBy(eof.write);
  }

  #ownRow(awaited: Awaited, bytes: Buffer, start: number, end: number): void {
    const cursor = new TextRowCursor(this.#definitions.columns);
    const cells: (Buffer | null)[] = [];
    cursor.open(bytes, start, end);
    while (cursor.next()) cells.push(cursor.isNull ? null : bytes.subarray(cursor.offset, cursor.end));
    awaited.row?.(cells);
  }

  #maskedRow(run: Run | undefined, bytes: Buffer, start: number, end: number): void {
    const { masker } = this.#definitions;
    if (run === undefined || masker === undefined) throw new InternalFault('a row was to be masked by nothing');
    const before = masker.maskedCells;
    this.#replacements.row(masker, bytes, start, end);
    run.maskedCells += masker.maskedCells - before;
  }

  #endOfResult(awaited: Awaited, { status, write, same }: Ending): CourseOfRead {
    const { run, kind } = awaited;
    const hasMore = (kind === 'query' || kind === 'execute') && (status & STATUS.MORE_RESULTS_EXISTS) !== 0;
    if (run !== undefined && run.cut === undefined && kind !== 'fetch') this.#listener.completed(awaited, run);
    if (!hasMore) return same ? this.#last(awaited, write) : this.#end(awaited, 'done', write);
    if (run !== undefined) run.index++;
    this.#state = 'first';
    return awaited.ours || run?.cut !== undefined ? 'drop' : this.#replaceBy(write);
  }

  /** The last packet of an answer. A cut one ends with its refusal, whatever the server said. */
  #end(awaited: Awaited, how: AnswerEnd, write: WritePayload): 'take' {
    this.#pending = () => {
      const refusal = awaited.run?.cut;
      if (!awaited.ours) {
        this.#replacements.write(refusal === undefined ? write : this.#endings.refusal(refusal));
      }
      this.flush();
      this.#over(awaited, refusal === undefined ? how : 'cut');
    };
    return 'take';
  }

  /** The same for one that is shown as it came. It leaves in one piece with what passes before it, or with what was written before it. */
  #last(awaited: Awaited, write: WritePayload): 'last' | 'take' {
    if (awaited.ours || awaited.run?.cut !== undefined || !this.#replacements.empty)
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
    const definitions = new PreparedDefinitions(prepared, this.#deprecatesEof);
    this.#prepared = definitions;
    this.#state = 'prepared';
    if (definitions.whole) return this.#last(awaited, verbatim(bytes, start, end));
    return awaited.ours ? 'drop' : 'pass';
  }

  #ofPrepare(awaited: Awaited, bytes: Buffer, start: number, end: number): CourseOfRead {
    const prepared = this.#prepared;
    if (prepared === undefined) throw new InternalFault('definitions came before what was prepared');
    const next = prepared.next();
    const label = next === 'eof' ? undefined : prepared.label(awaited.labels, next);
    let write = verbatim(bytes, start, end);
    if (next === 'eof') ({ write } = this.#endings.eof(awaited, bytes, start, end));
    else if (label !== undefined)
      write = (out) => relabel(new Reader(bytes, start, end), label, this.#options.names().charset, out);
    if (prepared.whole) return this.#end(awaited, 'done', write);
    return awaited.ours ? 'drop' : this.#replaceBy(write);
  }

  #goodbye(bytes: Buffer, start: number, end: number): 'take' {
    if (bytes[start] !== ERR_BYTE) throw new ProtocolViolation('the server sent a packet that nothing asked for');
    const error = decodeErr(new Reader(bytes, start, end));
    this.#pending = () => {
      this.#replacements.write(verbatim(bytes, start, end));
      this.flush();
      this.#listener.goodbye(error);
    };
    return 'take';
  }

  #replaceBy(write: WritePayload): 'take' {
    this.#pending = () => this.#replacements.write(write);
    return 'take';
  }
}
