// What the simple and the extended protocol share of a conversation while they judge.

import type { Refusal } from '../../core/refusal.ts';
import type { Phase, Request, Ruling, Session } from '../../gate/protocol.ts';
import type { NameContext } from '../../sql/catalog/catalog.ts';
import type { Statement } from '../../sql/statement.ts';
import type { ClientFrame } from './framer.ts';
import type { Naming } from './naming.ts';
import type { Outbound } from './outbound.ts';
import type { Names, Portal, Prepared } from './prepared.ts';
import type { Understanding } from './understanding.ts';

export interface Judging {
  readonly session: Session;
  readonly outbound: Outbound;
  readonly understanding: Understanding;
  readonly naming: Naming;
  readonly statements: Names<Prepared>;
  readonly portals: Names<Portal>;
  decide(request: Omit<Request, 'tell'>): Ruling | Promise<Ruling>;
  /** Judges a message once the server has answered all before it, if it doesn't skip it by then. */
  whenAnswered(frame: ClientFrame): Promise<void>;
  /** Records a refusal that no rule spoke, and gives it its decision's id. */
  unread(phase: Phase, text: string, refusal: Refusal): Refusal;
  /** The statements of a run were sent. */
  sent(statements: readonly Statement[], standsFor: readonly (readonly Statement[])[]): void;
  /** What statement `index` of a text did to prepared statements and portals, once the server has done it. */
  effects(text: string, statements: readonly Statement[], context: NameContext): (index: number) => void;
}
