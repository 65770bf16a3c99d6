// The simple protocol: one Query is read, judged and sent whole. No I/O; knows no rules.

import { after } from '../../core/after.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Ruling } from '../../gate/protocol.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Statement } from '../../sql/statement.ts';
import type { ClientFrame } from './framer.ts';
import type { Judging } from './judging.ts';
import { newRun } from './line.ts';
import { decodeQuery } from './messages/index.ts';
import type { State } from './state.ts';

export class SimpleQuery {
  readonly #judging: Judging;
  readonly #state: State;

  constructor(judging: Judging, state: State) {
    this.#judging = judging;
    this.#state = state;
  }

  query(frame: ClientFrame): void | Promise<void> {
    const { text } = decodeQuery(frame.reader());
    const { understanding, outbound } = this.#judging;
    const refused = (refusal: Refusal): void =>
      outbound.refuseQuery(refusal, this.#state.status, text, this.#dropUnnamed());
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
        return after(this.#judging.decide(request), (ruling) => {
          if (this.#state.closed) return;
          if (ruling.kind === 'refuse') return refused(ruling.refusal);
          if (ruling.kind === 'answered') return outbound.answerQuery(ruling.command, this.#state.status);
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
    this.#judging.outbound.send(ruling.permit, {
      kind: 'query',
      ours: false,
      run: newRun(ruling, statements),
      done: this.#judging.effects(text, statements, context),
      undo: this.#dropUnnamed(),
      failed: noUndo,
    });
    this.#judging.sent(statements, standsFor);
    this.#judging.naming.transactionMayEnd();
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
}

const noUndo = (): void => undefined;
