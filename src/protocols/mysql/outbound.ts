// What goes to either side: permits upstream, each with the answer that it awaits; packets of ours to the client. Knows no policy and no SQL.

import { Writer } from '../../bytes/writer.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { OwnPurpose, Permit, Session } from '../../gate/protocol.ts';
import type { AnswerEnd, AnswerKind, Answers, Awaited } from './answers.ts';
import { COMMANDS, encodeErr, packet, packets, packetsFor, sequenceAfter, type WireCharset } from './messages/index.ts';
import { encodeAnswered, errOf, type ErrorStyle } from './refusal.ts';

/** Where bytes go. */
export interface Wire {
  toServer(permit: Permit): void;
  toClient(bytes: Buffer): void;
  /** No kill is on its way to the server: what it is sent now, none of ours can hit. */
  readonly quiet: boolean;
  /** Kills what the server runs for this session. Nothing is sent to it before that is through. */
  cancelUpstream(): void;
  /** The next command of the client may come. */
  ready(): void;
  close(last?: Refusal): void;
}

/** A command as it goes upstream. */
export interface Outgoing {
  /** Its payload, in packets. */
  readonly bytes: Buffer;
  /** Of the first packet of the answer. */
  readonly serverSequence: number;
}

export function outgoing(payload: Uint8Array): Outgoing {
  return { bytes: packets(payload, 0), serverSequence: sequenceAfter(0, packetsFor(payload.length)) };
}

export class Outbound {
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #style: ErrorStyle;
  readonly #answers: () => Answers;
  readonly #view: () => { readonly status: number; readonly charset: WireCharset; readonly capabilities: number };
  #ownEnded: ((end: AnswerEnd) => void) | undefined;

  constructor(
    session: Session,
    wire: Wire,
    style: ErrorStyle,
    answers: () => Answers,
    view: () => { readonly status: number; readonly charset: WireCharset; readonly capabilities: number },
  ) {
    this.#session = session;
    this.#wire = wire;
    this.#style = style;
    this.#answers = answers;
    this.#view = view;
  }

  /** Sends what was permitted, and awaits its answer. */
  forward(permit: Permit, awaited: Omit<Awaited, 'ours'>): void {
    this.#answers().expect({ ...awaited, ours: false });
    this.#wire.toServer(permit);
  }

  /** A message of the client that carries no statement. `kind` undefined: the server says nothing. */
  protocol({ bytes, serverSequence }: Outgoing, kind: AnswerKind | undefined, clientSequence: number): void {
    const permit = this.#session.own('protocol', bytes);
    if (kind !== undefined) this.#answers().expect({ kind, ours: false, serverSequence, clientSequence });
    this.#wire.toServer(permit);
  }

  refuse(refusal: Refusal, sequence: number): void {
    const error = errOf(refusal, this.#style, this.#view().charset);
    this.#wire.toClient(packet(sequence, (out) => encodeErr(error, out)));
  }

  /** OK, for what was done here. */
  answer(sequence: number): void {
    const { status, capabilities } = this.#view();
    this.#wire.toClient(encodeAnswered(sequence, status, capabilities));
  }

  send(bytes: Buffer): void {
    this.#wire.toClient(bytes);
  }

  /** A query or ping of ours in the client's session, when nothing else is awaited. Gives how it ended and its rows as text. */
  async own(text: string | undefined): Promise<{ end: AnswerEnd; rows: (string | null)[][] }> {
    const rows: (string | null)[][] = [];
    const out = new Writer();
    out.u8(text === undefined ? COMMANDS.PING : COMMANDS.QUERY);
    if (text !== undefined) out.text(text);
    const end = await this.#own('probe', outgoing(out.take()), text === undefined ? 'single' : 'query', (cells) =>
      rows.push(cells.map((cell) => (cell === null ? null : cell.toString('utf8')))),
    );
    return { end, rows };
  }

  /** A message that carries no statement, sent by us and answered with an OK or an error. */
  ownMessage(message: Outgoing): Promise<AnswerEnd> {
    return this.#own('protocol', message, 'single', undefined);
  }

  #own(
    purpose: OwnPurpose,
    { bytes, serverSequence }: Outgoing,
    kind: AnswerKind,
    row: Awaited['row'],
  ): Promise<AnswerEnd> {
    const permit = this.#session.own(purpose, bytes);
    const ended = new Promise<AnswerEnd>((resolve) => (this.#ownEnded = resolve));
    this.#answers().expect({ kind, ours: true, serverSequence, clientSequence: 0, row });
    this.#wire.toServer(permit);
    return ended;
  }

  /** The answer to one of ours is over. */
  ownEnded(end: AnswerEnd): void {
    const ended = this.#ownEnded;
    this.#ownEnded = undefined;
    ended?.(end);
  }
}
