/** UNION, INTERSECT, EXCEPT: the arms' columns laid over one another. */
import type { SelectStmt } from '@pgsql/types';
import { readClauses } from './clauses.ts';
import { either } from '../../lineage.ts';
import { readSelect } from './query.ts';
import type { QueryOutput } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import type { Column, Scope } from './scope.ts';
import { plainSource } from './scope.ts';
import { ANY, LITERAL } from './types.ts';

/** Left-deep chains are walked, not descended: thousands of arms are ordinary in generated SQL. */
export function readSetOperation(reading: Reading, select: SelectStmt, scope: Scope): QueryOutput {
  const chain: SelectStmt[] = [];
  let leftmost: SelectStmt | undefined = select;
  for (let node: SelectStmt | undefined = select; node !== undefined && isBare(node, select); node = node.larg) {
    chain.push(node);
    leftmost = node.larg;
  }
  if (leftmost === undefined) throw notUnderstood('this set operation', -1);
  let columns: readonly Column[] = readSelect(reading, leftmost, scope).columns;
  for (const node of chain.toReversed()) {
    if (node.rarg === undefined) throw notUnderstood('this set operation', -1);
    columns = combine(reading, node, columns, readSelect(reading, node.rarg, scope).columns);
  }
  const sorted: Scope = {
    parent: scope.parent,
    items: [{ name: undefined, relation: undefined, source: plainSource(columns), named: false, open: true }],
    ctes: scope.ctes,
  };
  readClauses(reading, select, sorted, columns);
  return { columns };
}

/** A set operation without clauses of its own; the outermost has its clauses read by the caller. */
function isBare(node: SelectStmt, outermost: SelectStmt): boolean {
  if (node.op === undefined || node.op === 'SETOP_NONE') return false;
  if (node === outermost) return true;
  const own = [
    node.withClause,
    node.sortClause,
    node.limitCount,
    node.limitOffset,
    node.lockingClause,
    node.intoClause,
  ];
  return own.every((clause) => clause === undefined);
}

function combine(
  reading: Reading,
  node: SelectStmt,
  left: readonly Column[],
  right: readonly Column[],
): readonly Column[] {
  const verb = (node.op ?? '').replace('SETOP_', '');
  if (left.length !== right.length) {
    throw serverError('42601', `each ${verb} query must have the same number of columns`, -1);
  }
  reading.spend(left.length);
  return left.map((column, position) => {
    const other = right[position] ?? column;
    if (!(node.op === 'SETOP_UNION' && node.all === true)) {
      reading.found.position(column.lineage, 'set_operation', -1);
      reading.found.position(other.lineage, 'set_operation', -1);
    }
    const type =
      column.type === LITERAL ? other.type : column.type === other.type || other.type === LITERAL ? column.type : ANY;
    return {
      name: column.name,
      lineage: either(column.lineage, other.lineage),
      origin: undefined,
      type,
      row: undefined,
    };
  });
}
