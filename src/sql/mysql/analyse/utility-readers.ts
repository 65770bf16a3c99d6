/** What the reading of all other statements borrows from the reading of queries and changes, and what it gives back. */
import type { Delete, Expression, Insert, Query, StatementNode, Update } from '../ast/index.ts';
import type { SessionEffect, StatementKind } from '../../statement.ts';
import type { Reading } from './reading.ts';
import type { Column, Scope } from './scope.ts';

/** Handed in, so that neither has to know the other. */
export interface UtilityReaders {
  /** Reads an expression in its place; `scope` undefined: it stands in no query, and no column can be named. Gives where its value comes from. */
  expression(reading: Reading, node: Expression, scope: Scope | undefined): Column['lineage'];
  /** Reads a whole query; gives its columns. */
  query(reading: Reading, node: Query): readonly Column[];
  /** Reads a change; gives the columns of RETURNING. */
  change(reading: Reading, node: Insert | Update | Delete): readonly Column[] | undefined;
}

/** What the statement is. Accesses, positions, writes and hazards are in `reading.found`, as is whether it writes. */
export interface UtilityReading {
  readonly kind: StatementKind;
  readonly command: string;
  readonly output: readonly Column[] | undefined;
  readonly effect: SessionEffect;
  readonly secretText: boolean;
  /** Answered or refused by us whatever the rules say: nothing of it goes upstream, and nothing is printed. */
  readonly ours: boolean;
  /** What is printed in its place: the same statement without what is taken and not done. */
  readonly printedAs?: StatementNode;
}

export const NO_EFFECT: SessionEffect = { kind: 'none' };

/** The usual case; `more` says what is otherwise. */
export function told(
  kind: StatementKind,
  command: string,
  more: Partial<Omit<UtilityReading, 'kind' | 'command'>> = {},
): UtilityReading {
  return { kind, command, output: undefined, effect: NO_EFFECT, secretText: false, ours: false, ...more };
}

/** Columns that come from no table. */
export function plainColumns(names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, lineage: { kind: 'none' }, origin: undefined }));
}
