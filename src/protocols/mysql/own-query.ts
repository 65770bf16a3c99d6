// A query of Wirewall's own and its rows: to read the server's settings before a session begins, and its schema. Knows the text
// protocol of one result; no agent's statement ever goes through here.

import type { Socket } from 'node:net';
import { MalformedMessage } from '../../bytes/malformed.ts';
import { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';
import { ProtocolViolation } from '../../core/errors.ts';
import {
  COMMANDS,
  decodeColumnDefinition,
  decodeEof,
  decodeErr,
  decodeOk,
  EOF_BYTE,
  EOF_BYTES,
  ERR_BYTE,
  has,
  OK_BYTE,
  packets,
  STATUS,
} from './messages/index.ts';
import { Numbering } from './numbering.ts';
import { ServerFramer } from './server-framer.ts';

/** Cells as text; null for NULL. */
export type OwnRows = readonly (readonly (string | null)[])[];

/** The server answered with an error. */
export class OwnQueryFailed extends Error {
  override readonly name = 'OwnQueryFailed';
  readonly number: number;
  readonly sqlState: string | undefined;
  constructor(number: number, sqlState: string | undefined, message: string) {
    super(message);
    this.number = number;
    this.sqlState = sqlState;
  }
}

/** A whole schema as one cell of JSON has to fit. */
const MAX_PACKET_BYTES = 256 * 1024 * 1024;
const MAX_RESULT_BYTES = 512 * 1024 * 1024;
const MAX_COLUMNS = 1024;
const LOCAL_INFILE_BYTE = 0xfb;
const NULL_BYTE = 0xfb;

/** The answer to one COM_QUERY, packet by packet. */
export class OwnResult {
  readonly rows: (string | null)[][] = [];
  readonly #capabilities: number;
  readonly #encoding: 'utf8' | 'latin1';
  #state: 'first' | 'columns' | 'columns end' | 'rows' | 'over' = 'first';
  #columns = 0;
  #described = 0;
  #bytes = 0;

  constructor(capabilities: number, encoding: 'utf8' | 'latin1') {
    this.#capabilities = capabilities;
    this.#encoding = encoding;
  }

  get over(): boolean {
    return this.#state === 'over';
  }

  /** Throws OwnQueryFailed, MalformedMessage, ProtocolViolation. */
  packet(payload: Uint8Array): void {
    this.#bytes += payload.length;
    if (this.#bytes > MAX_RESULT_BYTES) throw new ProtocolViolation('a result of our own is far too large');
    const body = new Reader(payload);
    if (payload[0] === ERR_BYTE && this.#state !== 'columns' && this.#state !== 'columns end') {
      const { number, sqlState, message } = decodeErr(body);
      throw new OwnQueryFailed(number, sqlState, Buffer.from(message).toString('utf8'));
    }
    switch (this.#state) {
      case 'first':
        return this.#first(payload[0], body);
      case 'columns':
        decodeColumnDefinition(body);
        if (++this.#described === this.#columns) {
          this.#state = has(this.#capabilities, 'DEPRECATE_EOF') ? 'rows' : 'columns end';
        }
        return;
      case 'columns end':
        decodeEof(body);
        this.#state = 'rows';
        return;
      case 'rows':
        return this.#row(payload, body);
      case 'over':
        throw new ProtocolViolation('the server goes on with a result that is over');
      default:
        return this.#state satisfies never;
    }
  }

  #first(byte: number | undefined, body: Reader): void {
    if (byte === OK_BYTE) return this.#end(decodeOk(body, this.#capabilities).status);
    if (byte === LOCAL_INFILE_BYTE) throw new ProtocolViolation('the server asks for a file');
    this.#columns = body.lenenc();
    body.end();
    if (this.#columns === 0 || this.#columns > MAX_COLUMNS)
      throw new MalformedMessage(`a result of ${this.#columns} columns`);
    this.#state = 'columns';
  }

  #row(payload: Uint8Array, body: Reader): void {
    const deprecated = has(this.#capabilities, 'DEPRECATE_EOF');
    if (payload[0] === EOF_BYTE && (deprecated ? payload.length < 0xff_ffff : payload.length === EOF_BYTES)) {
      return this.#end(deprecated ? decodeOk(body, this.#capabilities).status : decodeEof(body).status);
    }
    const row: (string | null)[] = [];
    let rest = payload;
    for (let column = 0; column < this.#columns; column++) {
      if (rest[0] === NULL_BYTE) {
        body.u8();
        row.push(null);
      } else row.push(body.lenencBytes().toString(this.#encoding));
      rest = payload.subarray(payload.length - body.remaining);
    }
    body.end();
    this.rows.push(row);
  }

  #end(status: number): void {
    if ((status & STATUS.MORE_RESULTS_EXISTS) !== 0) throw new ProtocolViolation('a query of our own has two results');
    this.#state = 'over';
  }
}

/** Runs one query on a connection that nobody else uses. The socket is paused before and after. */
export function runOwnQuery(socket: Socket, text: string, result: OwnResult, signal?: AbortSignal): Promise<OwnRows> {
  return new Promise<OwnRows>((resolve, reject) => {
    const numbering = new Numbering();
    numbering.begin(1, 0);
    const settle = (work: () => void): void => {
      socket.pause();
      socket.off('data', onData).off('error', fail).off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      work();
    };
    const fail = (error: unknown): void =>
      settle(() => reject(error instanceof Error ? error : new Error(String(error))));
    const onClose = (): void => fail(new Error('the server closed the connection'));
    const onAbort = (): void => fail(new Error('the server did not answer in time'));
    const framer = new ServerFramer(
      {
        message: () => 'take',
        read: () => 'drop',
        passed: () => undefined,
        take: (bytes, start, end) => result.packet(bytes.subarray(start, end)),
        tooLarge: () => {
          throw new ProtocolViolation('a row of a result of our own is far too large');
        },
        send: () => undefined,
      },
      numbering,
      { maxWholeBytes: MAX_PACKET_BYTES },
    );
    const onData = (chunk: Buffer): void => {
      try {
        framer.push(chunk);
        if (result.over) settle(() => resolve(result.rows));
      } catch (error) {
        fail(error);
      }
    };
    socket.on('data', onData).on('error', fail).on('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) return onAbort();
    if (socket.destroyed) return onClose();
    const out = new Writer();
    out.u8(COMMANDS.QUERY);
    out.text(text);
    socket.write(packets(out.take(), 0));
    socket.resume();
  });
}
