// Which command of a client goes where. Decodes what is not decoded further on; judges nothing.

import { ProtocolViolation } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Session } from '../../gate/protocol.ts';
import type { AnswerEnd } from './answers.ts';
import type { Execution } from './execution.ts';
import type { ClientPacket } from './framer.ts';
import type { Judging } from './judging.ts';
import { commandsByByte, decodeClientCommand, type Command } from './messages/index.ts';
import { outgoing } from './outbound.ts';
import type { SimpleQuery } from './simple-query.ts';
import { courses } from './state.ts';

export interface CommandsOptions {
  readonly session: Session;
  readonly judging: Judging;
  readonly simple: SimpleQuery;
  readonly execution: Execution;
  /** What the answer that is awaited next will have changed here. */
  readonly whenDone: (change: (end: AnswerEnd) => void) => void;
  /** The server has begun the session anew. */
  readonly reset: () => void;
  /** The client logs in anew. */
  readonly changeUser: (payload: Buffer) => void;
  readonly quit: () => void;
}

export class Commands {
  readonly #options: CommandsOptions;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** Throws ProtocolViolation, MalformedMessage. */
  take(packet: ClientPacket): void | Promise<void> {
    const command = packet.command === undefined ? undefined : commandsByByte.get(packet.command);
    const sequence = packet.answerSequence;
    // Servers take an empty packet for COM_SLEEP, which they refuse like one that doesn't exist, and go on.
    if (command === undefined) return this.#options.judging.unread('simple', '', unknownCommand, sequence);
    const course = courses[command];
    switch (course) {
      case 'text':
        return this.#text(command, packet, sequence);
      case 'statement':
        return this.#statement(command, packet, sequence);
      case 'unanswered':
        return this.#unanswered(command, packet);
      case 'session':
        return this.#session(command, packet, sequence);
      case 'login':
        return this.#options.changeUser(packet.payload);
      case 'close':
        return this.#options.quit();
      case 'refuse':
        return this.#options.judging.unread('simple', '', notSupported(command), sequence);
      default:
        return course satisfies never;
    }
  }

  #text(command: Command, packet: ClientPacket, sequence: number): void | Promise<void> {
    const { simple } = this.#options;
    const { payload } = packet;
    if (command === 'QUERY') return simple.query(payload.subarray(1), sequence);
    if (command === 'INIT_DB' && payload.length === 1)
      return this.#options.judging.unread('simple', '', noDatabase, sequence);
    if (command === 'INIT_DB')
      return simple.meaning(joined('USE ', quoted(payload.subarray(1))), payload, 'single', sequence);
    const asked = decodeClientCommand('FIELD_LIST', packet.reader());
    if (asked.kind !== 'FIELD_LIST') throw new ProtocolViolation('COM_FIELD_LIST is another command');
    // What it may not show of all columns it may not show of some: its wildcard only leaves out, and what quotes a string depends on sql_mode.
    const text = joined('SHOW COLUMNS FROM ', quoted(asked.table));
    return simple.meaning(text, payload, 'field_list', sequence);
  }

  #statement(command: Command, packet: ClientPacket, sequence: number): void | Promise<void> {
    const { execution } = this.#options;
    if (command === 'STMT_PREPARE') return execution.prepare(packet.payload.subarray(1), sequence);
    if (command === 'STMT_EXECUTE') return execution.execute(packet);
    if (this.#unwelcome(sequence)) return undefined;
    const asked = decodeClientCommand(command === 'STMT_FETCH' ? command : 'STMT_RESET', packet.reader());
    if (asked.kind === 'STMT_FETCH') return execution.fetch(asked, sequence);
    if (asked.kind === 'STMT_RESET') return execution.reset(asked, sequence);
    throw new ProtocolViolation(`${asked.kind} is no command about a statement`);
  }

  #unanswered(command: Command, packet: ClientPacket): void {
    const asked = decodeClientCommand(command === 'STMT_CLOSE' ? command : 'STMT_SEND_LONG_DATA', packet.reader());
    if (asked.kind === 'STMT_CLOSE') this.#options.execution.close(asked);
    // Whoever is not welcome any more hears of it at the next command that is answered.
    else if (asked.kind === 'STMT_SEND_LONG_DATA' && this.#options.session.check() === undefined)
      this.#options.execution.longData(asked);
  }

  /** PING, STATISTICS, RESET_CONNECTION, SET_OPTION. */
  #session(command: Command, packet: ClientPacket, sequence: number): void {
    if (this.#unwelcome(sequence)) return;
    const { judging, whenDone, reset } = this.#options;
    if (command === 'SET_OPTION') {
      const asked = decodeClientCommand(command, packet.reader());
      if (asked.kind !== 'SET_OPTION' || asked.option > 1)
        throw new ProtocolViolation('COM_SET_OPTION sets no such option');
      whenDone((end) => end === 'done' && judging.naming.allowStatements(asked.option === 0));
    } else if (command === 'RESET_CONNECTION') whenDone((end) => end === 'done' && reset());
    // What stands behind the command's byte means nothing, and doesn't go on.
    const payload = command === 'SET_OPTION' ? packet.payload : packet.payload.subarray(0, 1);
    judging.outbound.protocol(outgoing(payload), command === 'STATISTICS' ? 'statistics' : 'single', sequence);
  }

  #unwelcome(sequence: number): boolean {
    const refusal = this.#options.session.check();
    if (refusal !== undefined) this.#options.judging.unread('simple', '', refusal, sequence);
    return refusal !== undefined;
  }
}

function quoted(name: Uint8Array): Buffer {
  return Buffer.from(`\`${Buffer.from(name).toString('latin1').replaceAll('`', '``')}\``, 'latin1');
}

function joined(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

const unknownCommand: Refusal = {
  code: 'WW_NOT_SUPPORTED',
  mysql: 1047,
  message: 'unknown command',
  hint: 'Use SQL for it, where there is a statement.',
};

const noDatabase: Refusal = {
  code: 'WW_DATABASE_UNKNOWN',
  mysql: 1046,
  message: 'no database selected',
  hint: 'Name a database.',
};

function notSupported(command: Command): Refusal {
  return {
    code: 'WW_NOT_SUPPORTED',
    mysql: 1047,
    message: `the command COM_${command} is not supported`,
    hint: 'Use SQL for it, where there is a statement.',
  };
}
