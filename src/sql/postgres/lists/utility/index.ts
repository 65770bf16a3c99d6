/** Every statement node of PostgreSQL's grammar other than the five that read and write rows, and what it means to us. */
import type { UtilityDescription } from './description.ts';

/**
 * `kind` is the node's name in the tree (`AlterTableStmt`), `node` what stands under it. Undefined for SELECT, INSERT, UPDATE, DELETE,
 * MERGE, and for a node that nobody described, which is refused.
 */
export function describeUtility(_kind: string, _node: unknown): UtilityDescription | undefined {
  return undefined;
}
