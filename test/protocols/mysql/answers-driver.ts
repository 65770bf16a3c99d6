// A walker over bytes of a server, with a listener that writes down what it is told.

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Refusal } from '../../../src/core/refusal.ts';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import { Answers, type AnswerKind, type AnswersListener, type Awaited } from '../../../src/protocols/mysql/answers.ts';
import {
  capabilities,
  decodeSessionState,
  type Eof,
  type Err,
  type Ok,
  type SessionChange,
} from '../../../src/protocols/mysql/messages/index.ts';
import { Numbering } from '../../../src/protocols/mysql/numbering.ts';
import type { Run } from '../../../src/protocols/mysql/run.ts';
import { ServerFramer } from '../../../src/protocols/mysql/server-framer.ts';

export const PLAIN: number = capabilities('PROTOCOL_41');
export const DEPRECATE: number = capabilities('PROTOCOL_41', 'DEPRECATE_EOF');

/** Answers of the real servers to one command each, under four sets of capabilities. Taken with root on a database of its own. */
export interface Recorded {
  readonly server: 'mysql-9.7' | 'mariadb-10.11' | 'mariadb-11.8';
  readonly mode: 'plain' | 'deprecate' | 'track' | 'track+deprecate';
  readonly kind: AnswerKind;
  readonly name: string;
  readonly bytes: Buffer;
}

const file = z.array(
  z.object({
    server: z.enum(['mysql-9.7', 'mariadb-10.11', 'mariadb-11.8']),
    mode: z.enum(['plain', 'deprecate', 'track', 'track+deprecate']),
    kind: z.enum(['query', 'execute', 'fetch', 'prepare', 'field_list', 'statistics', 'single']),
    name: z.string(),
    bytes: z.string().transform((text) => Buffer.from(text, 'base64')),
  }),
);
export const recorded: readonly Recorded[] = file.parse(
  JSON.parse(readFileSync(new URL('../../../fixtures/mysql/answers.json', import.meta.url), 'utf8')),
);

export function capabilitiesOf(mode: Recorded['mode']): number {
  return (
    (mode.includes('deprecate') ? DEPRECATE : PLAIN) + (mode.includes('track') ? capabilities('SESSION_TRACK') : 0)
  );
}

export interface RunOptions {
  readonly masks?: readonly (MaskPlan | undefined)[];
  readonly labels?: readonly (readonly (string | undefined)[])[];
  readonly maxRows?: number;
}

/** A run of so many statements as there are labels or masks. */
export function newRun({ masks = [], labels = [[]], maxRows }: RunOptions = {}): Run {
  const statements = labels.map((labels) => ({
    dialect: 'mysql' as const,
    kind: 'select' as const,
    command: 'SELECT',
    start: 0,
    end: 0,
    accesses: [],
    functions: [],
    output: undefined,
    positions: [],
    writes: [],
    hazards: [],
    effect: { kind: 'none' as const },
    withoutWhere: false,
    readOnly: true,
    secretText: false,
    parameters: 0,
    printed: '',
    labels,
  }));
  return {
    permit: { id: 'decision-1', spend: () => Buffer.alloc(0) },
    statements,
    limits: maxRows === undefined ? {} : { rows: maxRows },
    masks,
    errors: 'verbatim',
    startedMs: 0,
    fetched: { rows: 0 },
    index: 0,
    rows: 0,
    bytes: 0,
    maskedCells: 0,
    cut: undefined,
    failedWith: undefined,
    cursor: false,
  };
}

export interface DriverOptions {
  readonly upstream?: number;
  readonly client?: number;
  readonly maxWholeBytes?: number;
  readonly shown?: Partial<Pick<AnswersListener, 'ok' | 'eof' | 'error'>>;
}

export class Driver implements AnswersListener {
  readonly sent: Buffer[] = [];
  readonly log: string[] = [];
  readonly changes: SessionChange[] = [];
  readonly answers: Answers;
  readonly framer: ServerFramer;
  readonly #shown: DriverOptions['shown'];

  constructor({ upstream = PLAIN, client = upstream, maxWholeBytes = 1_000_000, shown }: DriverOptions = {}) {
    const numbering = new Numbering();
    this.#shown = shown;
    this.answers = new Answers({
      listener: this,
      numbering,
      style: { explain: false, hintInMessage: true },
      upstream,
      client,
      names: () => ({ charset: 'utf8mb4', foldTables: false }),
    });
    this.framer = new ServerFramer(this.answers, numbering, { maxWholeBytes });
  }

  expect(awaited: Pick<Awaited, 'kind'> & Partial<Awaited>): this {
    this.answers.expect({ ours: false, serverSequence: 1, clientSequence: 1, ...awaited });
    return this;
  }

  /** Copies: the framer changes what it is given. */
  push(...chunks: readonly Buffer[]): this {
    for (const chunk of chunks) {
      this.framer.push(Buffer.from(chunk));
      this.answers.flush();
    }
    return this;
  }

  get out(): Buffer {
    return Buffer.concat(this.sent);
  }

  send(bytes: Buffer): void {
    this.sent.push(bytes);
  }

  ok(awaited: Awaited, ok: Ok): Ok {
    if (ok.state !== undefined) this.changes.push(...decodeSessionState(ok.state));
    this.log.push(`ok ${ok.affectedRows}`);
    return this.#shown?.ok?.(awaited, ok) ?? ok;
  }

  eof(awaited: Awaited, eof: Eof): Eof {
    return this.#shown?.eof?.(awaited, eof) ?? eof;
  }

  error(awaited: Awaited, error: Err): Err {
    this.log.push(`error ${error.number}`);
    return this.#shown?.error?.(awaited, error) ?? error;
  }

  prepared(_: Awaited, { columns, parameters }: { columns: number; parameters: number }): void {
    this.log.push(`prepared ${parameters} ${columns}`);
  }

  completed(_: Awaited, run: Run): void {
    this.log.push(`completed ${run.index}`);
  }

  done(_: Awaited, end: string): void {
    this.log.push(end);
  }

  cancel(): void {
    this.log.push('cancel');
  }

  goodbye(error: Err): void {
    this.log.push(`goodbye ${error.number}`);
  }
}

export const refusal: Refusal = { code: 'WW_REVOKED', message: 'the session was ended' };
