// Prepared statements: COM_STMT_PREPARE is judged and holds nothing, each COM_STMT_EXECUTE spends a permit and is where a hold waits,
// COM_STMT_FETCH goes on with what was permitted. What goes upstream is printed and encoded anew.

import { after } from '../../core/after.ts';
import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Ruling } from '../../gate/protocol.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Catalog } from '../../sql/catalog/catalog.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';
import type { Judging } from './judging.ts';
import {
  COMMANDS,
  encodeStmtExecute,
  executedId,
  type ClientCommand,
  type PrepareOk,
  type StmtExecute,
} from './messages/index.ts';
import {
  empty,
  noCursor,
  notForgotten,
  prepareAgain,
  tooMany,
  unknownStatement,
  unpreparable,
  wrongArguments,
} from './execution-refusal.ts';
import type { ClientPacket } from './framer.ts';
import { outgoing } from './outbound.ts';
import { digestOf, executionOf } from './parameters.ts';
import { LongData, PreparedStatements, type Prepared } from './prepared.ts';
import { newRun, type Run } from './run.ts';
import { textOf } from './simple-query.ts';
import { fetchCommand, longDataCommand, prepareCommand, statementCommand } from './statement-commands.ts';
import type { Understood } from './understanding.ts';

type Of<Kind extends ClientCommand['kind']> = Extract<ClientCommand, { kind: Kind }>;
type OfStatement = { readonly id: number };

export class Execution {
  readonly statements = new PreparedStatements();
  readonly #judging: Judging;
  readonly #most: number;
  /** Of executions: a writer's block is enough for many of them. */
  readonly #out = new Writer();
  /** What is being prepared, until the server has given it its id. */
  #preparing: Omit<Prepared, 'id'> | undefined;

  constructor(judging: Judging, maxPreparedStatements: number) {
    this.#judging = judging;
    this.#most = maxPreparedStatements;
  }

  prepare(text: Buffer, sequence: number): void | Promise<void> {
    const { naming, understanding } = this.#judging;
    this.statements.failed();
    if (this.statements.size >= this.#most)
      return this.#judging.unread('prepare', textOf(text, naming.charset), tooMany(this.#most), sequence);
    // The packet's bytes are gone with the next chunk.
    const kept = Buffer.from(text);
    return after(understanding.single(kept), (understood): void | Promise<void> => {
      const shown = textOf(kept, naming.charset);
      if (understood.kind === 'refused') return this.#judging.unread('prepare', shown, understood.refusal, sequence);
      const [statement] = understood.statements;
      const refusal = statement === undefined ? empty : unpreparable(statement);
      if (statement === undefined || refusal !== undefined)
        return this.#judging.unread('prepare', shown, refusal ?? empty, sequence);
      const { bytes, serverSequence } = prepareCommand(statement.printed);
      const ruling = this.#judging.decide({
        phase: 'prepare',
        text: shown,
        statements: understood.statements,
        standsFor: [],
        innerTexts: [],
        catalog: understood.context.catalog,
        bytes,
      });
      return after(ruling, (ruled) => {
        if (ruled.kind !== 'forward') return this.#notForwarded(ruled, sequence);
        this.#preparing = preparation(kept, shown, statement, understood);
        const awaited = {
          kind: 'prepare',
          labels: statement.labels,
          serverSequence,
          clientSequence: sequence,
        } as const;
        this.#judging.outbound.forward(ruled.permit, awaited);
      });
    });
  }

  /** The server has prepared it. */
  prepared({ id, parameters }: PrepareOk): void {
    const preparing = this.#preparing;
    this.#preparing = undefined;
    if (preparing === undefined) throw new ProtocolViolation('the server prepared what nobody asked for');
    if (parameters !== preparing.parameters)
      throw new ProtocolViolation(`the server counts ${parameters} parameters where ${preparing.parameters} were read`);
    this.statements.add({ ...preparing, id });
  }

  execute(packet: ClientPacket): void | Promise<void> {
    const sequence = packet.answerSequence;
    const prepared = this.statements.get(executedId(packet.reader()));
    if (prepared === undefined) return this.#unknown('execute', executedId(packet.reader()), sequence);
    const message = executionOf(packet, prepared);
    prepared.cursor = undefined;
    if (message === undefined)
      return this.#notExecuted(prepared, () => this.#unread(prepared, wrongArguments, sequence));
    prepared.types = message.types;
    // A client that waits for a human may have its chunk overwritten by nobody: views hold on to it.
    return after(this.#renewed(prepared), (refusal) => {
      if (refusal === undefined) return this.#decideExecute(prepared, message, sequence);
      return this.#notExecuted(prepared, () => this.#unread(prepared, refusal, sequence));
    });
  }

  /**
   * The server has parameters that came in pieces, and would take them for those of the next execution, whatever that was judged with: it is told
   * to forget them first. A server forgets them in a failed execution too.
   */
  async #forgetting(prepared: Prepared, answer: () => void): Promise<void> {
    prepared.long = undefined;
    const end = await this.#judging.outbound.ownMessage(statementCommand(COMMANDS.STMT_RESET, prepared.id));
    if (end !== 'done') throw new RefusedError(notForgotten);
    answer();
  }

  #notExecuted(prepared: Prepared, answer: () => void): void | Promise<void> {
    return prepared.long === undefined ? answer() : this.#forgetting(prepared, answer);
  }

  #unread(prepared: Prepared, refusal: Refusal, sequence: number): void {
    this.#judging.unread('execute', prepared.shown, refusal, sequence);
  }

  fetch({ id, rows }: Of<'STMT_FETCH'>, sequence: number): void | Promise<void> {
    const prepared = this.statements.get(id);
    if (prepared === undefined) return this.#unknown('execute', id, sequence);
    const { cursor } = prepared;
    if (cursor === undefined) return this.#unread(prepared, noCursor(id), sequence);
    const { bytes, serverSequence } = fetchCommand(prepared.id, rows);
    const ruling = this.#judging.decide({
      phase: 'resume',
      text: prepared.shown,
      statements: prepared.statements,
      standsFor: [],
      innerTexts: [],
      catalog: prepared.context.catalog,
      bytes,
    });
    return after(ruling, (ruled) => {
      if (ruled.kind !== 'forward') return this.#notForwarded(ruled, sequence);
      this.#judging.run(cursor, ruled.permit, { kind: 'fetch', serverSequence, clientSequence: sequence });
    });
  }

  reset({ id }: OfStatement, sequence: number): void | Promise<void> {
    const prepared = this.statements.get(id);
    if (prepared === undefined) return this.#unknown('execute', id, sequence);
    prepared.long = undefined;
    prepared.cursor = undefined;
    this.#judging.outbound.protocol(statementCommand(COMMANDS.STMT_RESET, prepared.id), 'single', sequence);
  }

  close({ id }: OfStatement): void {
    const prepared = this.statements.get(id);
    if (prepared === undefined) return;
    this.statements.delete(prepared.id);
    this.#judging.outbound.protocol(statementCommand(COMMANDS.STMT_CLOSE, prepared.id), undefined, 0);
  }

  /** Nothing answers it: what is wrong with it shows at the next execution. */
  longData({ id, parameter, data }: Of<'STMT_SEND_LONG_DATA'>): void {
    const prepared = this.statements.get(id);
    if (prepared === undefined || parameter >= prepared.parameters) return;
    prepared.long ??= new LongData();
    prepared.long.add(parameter, data);
    this.#judging.outbound.protocol(longDataCommand(prepared.id, parameter, data), undefined, 0);
  }

  /** COM_RESET_CONNECTION: the server has forgotten them. */
  forgotten(): void {
    this.statements.clear();
    this.#preparing = undefined;
  }

  /** Reads it again where the schema has changed. What it would be printed as now is what the server has prepared, or it can't run. */
  #renewed(prepared: Prepared): Refusal | undefined | Promise<Refusal | undefined> {
    const { naming, understanding } = this.#judging;
    let catalog: Catalog;
    try {
      ({ catalog } = naming.context);
    } catch (error) {
      if (error instanceof RefusedError) return error.refusal;
      throw error;
    }
    if (prepared.context.catalog === catalog) return undefined;
    if (prepared.context.catalog.version === catalog.version) {
      prepared.context = { ...prepared.context, catalog };
      return undefined;
    }
    return after(understanding.again(prepared.text, prepared.context), (understood) => {
      if (understood.kind === 'refused') return understood.refusal;
      const [statement] = understood.statements;
      if (statement === undefined || statement.printed !== prepared.statement.printed) return prepareAgain;
      prepared.context = understood.context;
      prepared.statement = statement;
      prepared.statements = understood.statements;
      return undefined;
    });
  }

  #decideExecute(prepared: Prepared, message: StmtExecute, sequence: number): void | Promise<void> {
    const { long } = prepared;
    const flags = mayHaveCursor(prepared.statement) ? message.flags : 0;
    encodeStmtExecute({ ...message, flags, id: prepared.id }, this.#out);
    const { bytes, serverSequence } = outgoing(this.#out.take());
    const ruling = this.#judging.decide({
      phase: 'execute',
      text: prepared.shown,
      statements: prepared.statements,
      standsFor: [],
      innerTexts: [],
      catalog: prepared.context.catalog,
      parameters: () => digestOf(message, long),
      bytes,
    });
    return after(ruling, (ruled) => {
      if (ruled.kind !== 'forward') return this.#notExecuted(prepared, () => this.#notForwarded(ruled, sequence));
      prepared.long = undefined;
      const run: Run = newRun(ruled, prepared.statements);
      const cursor = flags !== 0;
      this.#judging.run(
        run,
        ruled.permit,
        { kind: 'execute', cursor, serverSequence, clientSequence: sequence },
        () => {
          if (run.cursor) prepared.cursor = run;
        },
      );
    });
  }

  #notForwarded(ruling: Exclude<Ruling, { kind: 'forward' }>, sequence: number): void {
    if (ruling.kind === 'refuse') this.#judging.refused(ruling.refusal, sequence);
    else this.#judging.outbound.answer(sequence);
  }

  #unknown(phase: 'execute', id: number, sequence: number): void {
    this.#judging.unread(phase, '', unknownStatement(id), sequence);
  }
}

/**
 * The servers open cursors for queries alone and answer anything else with its rows at once. Not left to them: MariaDB 11.8 and MySQL 9.7 crash
 * when a cursor is asked for on DELETE … RETURNING or EXPLAIN FORMAT=TREE.
 */
function mayHaveCursor({ kind }: MySqlStatement): boolean {
  return kind === 'select' || kind === 'values';
}

function preparation(
  text: Buffer,
  shown: string,
  statement: MySqlStatement,
  { statements, context }: Extract<Understood, { kind: 'understood' }>,
): Omit<Prepared, 'id'> {
  const { parameters } = statement;
  const nothing = { types: undefined, long: undefined, cursor: undefined };
  return { text, shown, context, statement, statements, parameters, ...nothing };
}
