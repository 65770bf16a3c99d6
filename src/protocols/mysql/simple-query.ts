// COM_QUERY, and the commands that mean what a text means: COM_INIT_DB is USE, COM_FIELD_LIST is SHOW COLUMNS. They are read and judged as
// that text.

import { after } from '../../core/after.ts';
import { InternalFault } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Permit, Ruling } from '../../gate/protocol.ts';
import { decodeText, toByteString, type MySqlStatement } from '../../sql/mysql/index.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Judging } from './judging.ts';
import { COMMANDS } from './messages/index.ts';
import { outgoing, type Outgoing } from './outbound.ts';
import type { Process } from './processes.ts';
import { newRun } from './run.ts';
import type { Understood } from './understanding.ts';

/** What a text is for the record, and what goes upstream for it. */
interface Written {
  readonly text: string;
  readonly outgoing: Outgoing;
}

export interface SimpleQueryOptions {
  readonly judging: Judging;
  readonly diagnosis: Diagnosis;
  /** A connection of this agent's, by the id that it knows or by the server's. */
  readonly findProcess: (id: number) => Process | undefined;
}

export class SimpleQuery {
  readonly #judging: Judging;
  readonly #diagnosis: Diagnosis;
  readonly #findProcess: (id: number) => Process | undefined;
  /** Kept for as long as the reading is: the same text is not written twice. */
  readonly #written = new WeakMap<readonly MySqlStatement[], Written>();

  constructor({ judging, diagnosis, findProcess }: SimpleQueryOptions) {
    this.#judging = judging;
    this.#diagnosis = diagnosis;
    this.#findProcess = findProcess;
  }

  query(text: Buffer, sequence: number): void | Promise<void> {
    return after(this.#judging.understanding.text(text), (understood) =>
      this.#understood(understood, text, sequence, undefined),
    );
  }

  /** `command`: what is forwarded in the place of the text that it is judged as. */
  meaning(text: Buffer, command: Buffer, kind: 'single' | 'field_list', sequence: number): void | Promise<void> {
    return after(this.#judging.understanding.text(text), (understood) =>
      this.#understood(understood, text, sequence, { outgoing: outgoing(command), kind }),
    );
  }

  #understood(
    understood: Understood,
    text: Buffer,
    sequence: number,
    instead: { readonly outgoing: Outgoing; readonly kind: 'single' | 'field_list' } | undefined,
  ): void | Promise<void> {
    const { naming } = this.#judging;
    if (understood.kind === 'refused')
      return this.#judging.unread('simple', textOf(text, naming.charset), understood.refusal, sequence);
    const { statements, context, alike } = understood;
    const written = alike === statements ? this.#writtenFor(statements, text) : this.#write(statements, text);
    const { bytes, serverSequence } = instead?.outgoing ?? written.outgoing;
    const ruling = this.#judging.decide({
      phase: 'simple',
      text: written.text,
      statements,
      alike,
      standsFor: [],
      innerTexts: [],
      catalog: context.catalog,
      bytes,
    });
    return after(ruling, (ruled) => this.#ruled(ruled, statements, sequence, serverSequence, instead?.kind ?? 'query'));
  }

  #ruled(
    ruling: Ruling,
    statements: readonly MySqlStatement[],
    sequence: number,
    serverSequence: number,
    kind: 'query' | 'single' | 'field_list',
  ): void | Promise<void> {
    if (ruling.kind === 'refuse') return this.#judging.refused(ruling.refusal, sequence);
    if (ruling.kind === 'answered') return this.#judging.outbound.answer(sequence);
    const [only] = statements;
    if (only !== undefined && statements.length === 1) {
      if (only.effect.kind === 'kill') return this.#kill(ruling.permit, only, sequence);
      if (only.effect.kind === 'diagnostics' && !this.#diagnosis.isTheServers)
        return this.#diagnose(ruling.permit, only, sequence);
      if (only.printed === '') return this.#judging.answered(ruling.permit, only, sequence);
    }
    const run = newRun(ruling, statements);
    return this.#judging.run(run, ruling.permit, { kind, serverSequence, clientSequence: sequence });
  }

  #diagnose(permit: Permit, statement: MySqlStatement, sequence: number): void {
    const { effect } = statement;
    if (effect.kind !== 'diagnostics') throw new InternalFault('only SHOW WARNINGS and its like are diagnosed');
    this.#judging.outbound.send(this.#diagnosis.answer(effect, sequence));
    this.#judging.answered(permit, statement, -1);
  }

  async #kill(permit: Permit, statement: MySqlStatement, sequence: number): Promise<void> {
    const { effect } = statement;
    if (effect.kind !== 'kill') throw new InternalFault('only KILL kills');
    const process = this.#findProcess(effect.id);
    if (process === undefined) return this.#judging.failed(permit, unknownThread(effect.id), sequence);
    try {
      await process.kill(effect.what === 'query' ? 'QUERY' : 'CONNECTION');
    } catch {
      return this.#judging.failed(permit, notKilled(effect.id), sequence);
    }
    this.#judging.answered(permit, statement, sequence);
  }

  #writtenFor(statements: readonly MySqlStatement[], text: Buffer): Written {
    const known = this.#written.get(statements);
    if (known !== undefined) return known;
    const written = this.#write(statements, text);
    this.#written.set(statements, written);
    return written;
  }

  #write(statements: readonly MySqlStatement[], text: Buffer): Written {
    const printed = statements.length === 0 ? nothing(text) : statements.map((one) => one.printed).join('; ');
    const payload = Buffer.allocUnsafe(1 + printed.length);
    payload[0] = COMMANDS.QUERY;
    payload.write(printed, 1, 'latin1');
    return { text: textOf(text, this.#judging.naming.charset), outgoing: outgoing(payload) };
  }
}

export function textOf(text: Buffer, charset: Parameters<typeof decodeText>[1]): string {
  return decodeText(toByteString(text), charset);
}

/** Servers take a text without statements for a mistake, but not one that has comments. */
function nothing(text: Buffer): string {
  return /^[\s;]*$/.test(text.toString('latin1')) ? '' : '#';
}

function unknownThread(id: number): Refusal {
  return {
    code: 'WW_NAME_UNKNOWN',
    mysql: 1094,
    message: `unknown thread id: ${id}`,
    hint: 'Name a connection of your own.',
  };
}

function notKilled(id: number): Refusal {
  return {
    code: 'WW_UPSTREAM_UNAVAILABLE',
    message: `connection ${id} could not be killed, because the database can't be reached`,
    hint: 'Try again.',
  };
}
