/** Every statement node of PostgreSQL's grammar other than the five that read and write rows, and what it means to us. */
import { CHANGES } from './changes.ts';
import type { UtilityDescription } from './description.ts';
import { Draft } from './draft.ts';
import type { Entries, Entry, InnerStatement, RowStatement, UtilityName } from './entry.ts';
import { FOREIGN } from './foreign.ts';
import { ROLES } from './roles.ts';
import { ROUTINES } from './routines.ts';
import { SERVER } from './server.ts';
import { SESSION } from './session.ts';
import { TABLES } from './tables.ts';

/** One line per statement; the compiler says which one is missing. */
export const STATEMENTS: Entries<UtilityName> = {
  ...TABLES,
  ...CHANGES,
  ...ROUTINES,
  ...ROLES,
  ...SERVER,
  ...FOREIGN,
  ...SESSION,
};

/** Nodes that are not described here: the analysis reads those that touch rows, the others never stand at the top of a text. */
export const NOT_DESCRIBED = {
  SelectStmt: 'rows',
  InsertStmt: 'rows',
  UpdateStmt: 'rows',
  DeleteStmt: 'rows',
  MergeStmt: 'rows',
  RawStmt: 'inside',
  SetOperationStmt: 'inside',
  ReturnStmt: 'inside',
  PLAssignStmt: 'inside',
  ReplicaIdentityStmt: 'inside',
} as const satisfies Record<RowStatement | InnerStatement, 'rows' | 'inside'>;

const BY_NAME: ReadonlyMap<string, unknown> = new Map(Object.entries(STATEMENTS));

/**
 * `kind` is the node's name in the tree (`AlterTableStmt`), `node` what stands under it. Undefined for SELECT, INSERT, UPDATE, DELETE,
 * MERGE, and for a node that nobody described, which is refused.
 */
export function describeUtility(kind: string, node: unknown): UtilityDescription | undefined {
  // The parsing edge: the tree's own types say that under this name stands this node.
  const entry = BY_NAME.get(kind) as Entry<unknown> | undefined;
  if (entry === undefined || typeof node !== 'object' || node === null) return undefined;
  const draft = new Draft(entry.kind);
  entry.describe(draft, node);
  return draft.description(typeof entry.command === 'string' ? entry.command : entry.command(node));
}
