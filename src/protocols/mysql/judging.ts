// What texts and prepared statements share of a conversation while they are judged.

import type { Refusal } from '../../core/refusal.ts';
import type { Permit, Phase, Request, Ruling } from '../../gate/protocol.ts';
import type { MySqlStatement } from '../../sql/mysql/index.ts';
import type { Awaited } from './answers.ts';
import type { Naming } from './naming.ts';
import type { Outbound } from './outbound.ts';
import type { Run } from './run.ts';
import type { Understanding } from './understanding.ts';

export interface Judging {
  readonly outbound: Outbound;
  readonly understanding: Understanding;
  readonly naming: Naming;
  decide(request: Omit<Request, 'tell'>): Ruling | Promise<Ruling>;
  /** Answers with a refusal that is recorded already. */
  refused(refusal: Refusal, sequence: number): void;
  /** Records a refusal that no rule spoke, and answers with it. */
  unread(phase: Phase, text: string, refusal: Refusal, sequence: number): void;
  /** Sends a permitted command; `settled` is called with the run's permit when the answer is over. */
  run(run: Run, permit: Permit, awaited: Omit<Awaited, 'ours' | 'run'>, over?: () => void): void;
  /** A permitted statement was done by us. */
  answered(permit: Permit, statement: MySqlStatement, sequence: number): void;
  /** A permitted statement was to be done by us and can't be. */
  failed(permit: Permit, refusal: Refusal, sequence: number): void;
}
