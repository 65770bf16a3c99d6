// What SHOW WARNINGS has to say of the statement before: the server's own words, or ours where the server knows nothing of it or may not say it.

import type { Refusal } from '../../core/refusal.ts';
import type { SessionEffect } from '../../sql/statement.ts';
import { encodeDiagnostics, encodeDiagnosticsCount, type DiagnosticsContext } from './diagnostics.ts';
import type { Err, WireCharset } from './messages/index.ts';
import { errOf, type ErrorStyle } from './refusal.ts';

type Diagnostics = Extract<SessionEffect, { kind: 'diagnostics' }>;

export class Diagnosis {
  readonly #style: ErrorStyle;
  readonly #view: () => Omit<DiagnosticsContext, 'sequence'> & { readonly charset: WireCharset };
  #last: { readonly kind: 'server' } | { readonly kind: 'ours'; readonly error: Err | undefined } = { kind: 'server' };

  constructor(style: ErrorStyle, view: () => Omit<DiagnosticsContext, 'sequence'> & { readonly charset: WireCharset }) {
    this.#style = style;
    this.#view = view;
  }

  get isTheServers(): boolean {
    return this.#last.kind === 'server';
  }

  /** The server ran the statement, and what it says of it may be shown. */
  server(): void {
    this.#last = { kind: 'server' };
  }

  refused(refusal: Refusal): void {
    this.#last = { kind: 'ours', error: errOf(refusal, this.#style, this.#view().charset) };
  }

  /** The server ran it, and its warnings may quote what is masked: there are none but the error as it was shown. */
  withheld(error: Err | undefined): void {
    this.#last = {
      kind: 'ours',
      error: error === undefined ? undefined : { ...error, message: Buffer.from(error.message) },
    };
  }

  /** The whole answer, when it is ours. */
  answer({ what, count }: Diagnostics, sequence: number): Buffer {
    const error = this.#last.kind === 'ours' ? this.#last.error : undefined;
    const context = { sequence, ...this.#view() };
    return count
      ? encodeDiagnosticsCount(what, error === undefined ? 0 : 1, context)
      : encodeDiagnostics(error, context);
  }
}
