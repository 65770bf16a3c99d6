/**
 * A statement's tree as a text: the exact text that goes upstream, and the only one. Knows the tree, and how the servers read what it writes; doesn't
 * know what the names stand for.
 */
import { InternalFault } from '../../../core/errors.ts';
import type { StatementNode } from '../ast/index.ts';
import type { ByteString } from '../bytes.ts';
import { insert, remove, update } from './change.ts';
import { definition } from './definition.ts';
import { whole, wholes } from './expression.ts';
import { name, qualified } from './names.ts';
import type { PrintOptions, Printing } from './options.ts';
import { join, separated, type Pieces } from './pieces.ts';
import { query } from './query.ts';
import { describe, explain, lockTables, setAssignment, setTransaction, show, transaction } from './session.ts';

export type { PrintOptions } from './options.ts';

/**
 * Read again, in the default lexical mode, the text gives the same tree. It holds no comment and no `;`.
 * @throws RefusedError where a name has no form in the character set.
 */
export function print(node: StatementNode, options: PrintOptions): ByteString {
  const printing: Printing = { ...options, parameters: [] };
  const text = join(statement(node, printing));
  if (printing.parameters.some((index, at) => index !== at + 1)) {
    throw new InternalFault('the parameters are printed in another order than theirs');
  }
  return text;
}

function statement(node: StatementNode, printing: Printing): Pieces {
  switch (node.kind) {
    case 'Query':
      return [query(node, printing)];
    case 'Insert':
      return insert(node, printing);
    case 'Update':
      return update(node, printing);
    case 'Delete':
      return remove(node, printing);
    case 'Definition':
      return definition(node, printing);
    case 'Set':
      return ['SET ', ...separated(node.assignments, (item) => setAssignment(item, printing))];
    case 'SetTransaction':
      return setTransaction(node);
    case 'Begin':
    case 'Commit':
    case 'Rollback':
    case 'Savepoint':
    case 'RollbackTo':
    case 'ReleaseSavepoint':
      return transaction(node, printing);
    case 'Use':
      return ['USE ', ...name(node.database, printing)];
    case 'Show':
      return show(node, printing);
    case 'Describe':
      return describe(node, printing);
    case 'Explain':
      return explain(node, printing);
    case 'Kill':
      return [`KILL ${node.what} `, whole(node.id, printing)];
    case 'LockTables':
      return lockTables(node, printing);
    case 'UnlockTables':
      return ['UNLOCK TABLES'];
    case 'Call':
      return ['CALL ', ...qualified(node.procedure, printing), '(', ...wholes(node.arguments, printing), ')'];
    case 'Do':
      return ['DO ', ...wholes(node.expressions, printing)];
    case 'Unread':
      throw new InternalFault(`${node.command} is refused, never printed`);
    default:
      return node satisfies never;
  }
}
