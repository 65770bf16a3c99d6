// How the client is shown what ends a result or an answer: OK, EOF and ERR, decoded, told to the listener, encoded again where it shows something else.
// Knows these packets; not where in an answer they stand, nor whether the client gets them.

import { Reader } from '../../bytes/reader.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { AnswersListener, Awaited } from './awaited.ts';
import {
  decodeEof,
  decodeErr,
  decodeOk,
  encodeEof,
  encodeErr,
  encodeOk,
  EOF_BYTE,
  EOF_BYTES,
  has,
  type WireCharset,
} from './messages/index.ts';
import { errOf, type ErrorStyle } from './refusal.ts';
import { verbatim, type WritePayload } from './replacements.ts';

export interface EndingsOptions {
  readonly listener: AnswersListener;
  readonly style: ErrorStyle;
  /** In force upstream, and with the client: they may differ in SESSION_TRACK only. */
  readonly upstream: number;
  readonly client: number;
  readonly names: () => { readonly charset: WireCharset };
}

export interface Ending {
  /** As the server said it. */
  readonly status: number;
  readonly write: WritePayload;
  /** It is shown as it came. */
  readonly same: boolean;
}

export class Endings {
  readonly #options: EndingsOptions;

  constructor(options: EndingsOptions) {
    this.#options = options;
  }

  /** What ends rows or is an answer by itself: an EOF, or an OK in its place. */
  ofRows(awaited: Awaited, bytes: Buffer, start: number, end: number): Ending {
    const isEof = bytes[start] === EOF_BYTE && end - start === EOF_BYTES;
    return isEof ? this.eof(awaited, bytes, start, end) : this.ok(awaited, bytes, start, end);
  }

  eof(awaited: Awaited, bytes: Buffer, start: number, end: number): Ending {
    const eof = decodeEof(new Reader(bytes, start, end));
    const shown = this.#options.listener.eof(awaited, eof);
    const same = shown === eof;
    const write: WritePayload = same ? verbatim(bytes, start, end) : (out) => encodeEof(shown, out);
    return { status: eof.status, write, same };
  }

  ok(awaited: Awaited, bytes: Buffer, start: number, end: number): Ending {
    const { upstream, client, listener } = this.#options;
    const ok = decodeOk(new Reader(bytes, start, end), upstream);
    const shown = listener.ok(awaited, ok);
    const same = shown === ok && !has(upstream ^ client, 'SESSION_TRACK');
    const write: WritePayload = same ? verbatim(bytes, start, end) : (out) => encodeOk(shown, client, out);
    return { status: ok.status, write, same };
  }

  error(awaited: Awaited, bytes: Buffer, start: number, end: number): WritePayload {
    const error = decodeErr(new Reader(bytes, start, end));
    const shown = this.#options.listener.error(awaited, error);
    return (out) => encodeErr(shown, out);
  }

  /** In the place of whatever the server said. */
  refusal(refusal: Refusal): WritePayload {
    const { style, names } = this.#options;
    return (out) => encodeErr(errOf(refusal, style, names().charset), out);
  }
}
