/** The shape of one line of the table of statements, tied to the grammar's own types: a node that nobody describes does not compile. */
import type { Node } from '@pgsql/types';
import type { StatementKind } from '../../../statement.ts';
import type { Draft } from './draft.ts';

type NodeName = Node extends infer Each ? (Each extends unknown ? keyof Each : never) : never;
export type StatementNode = Extract<NodeName, `${string}Stmt`>;

/**
 * Those that read and write rows, which the analysis reads itself, and nodes that never stand at the top of a text: inside
 * other statements, inside PL/pgSQL, or made by the server while it works.
 */
export type RowStatement = 'SelectStmt' | 'InsertStmt' | 'UpdateStmt' | 'DeleteStmt' | 'MergeStmt';
export type InnerStatement = 'RawStmt' | 'SetOperationStmt' | 'ReturnStmt' | 'PLAssignStmt' | 'ReplicaIdentityStmt';
export type UtilityName = Exclude<StatementNode, RowStatement | InnerStatement>;

export type Body<Name extends StatementNode> = Node extends infer Each
  ? Each extends Record<Name, infer Inner>
    ? Inner
    : never
  : never;

export interface Entry<Inner> {
  readonly kind: StatementKind;
  /** The command tag. */
  readonly command: string | ((node: Inner) => string);
  /** What it asks for, in words: docs/statement-kinds.md is made of these. */
  readonly means: string;
  readonly describe: (draft: Draft, node: Inner) => void;
}

export type Entries<Name extends UtilityName> = { readonly [Each in Name]: Entry<Body<Each>> };
