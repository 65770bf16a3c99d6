/** UNION, INTERSECT, EXCEPT: the arms' columns laid over one another. */
import type { QueryBody, SetOperation } from '../ast/index.ts';
import { either } from '../../lineage.ts';
import { readBody } from './query.ts';
import type { QueryOutput } from './query.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import type { Column, Scope } from './scope.ts';

/** Left-deep chains are walked, not descended: thousands of arms are ordinary in generated SQL. */
export function combineArms(reading: Reading, body: SetOperation, scope: Scope): QueryOutput {
  const { leftmost, chain } = leftSpine(body);
  const first = readBody(reading, leftmost, scope);
  let { columns } = first;
  for (const node of chain) columns = combine(reading, node, columns, readBody(reading, node.right, scope).columns);
  return { columns, labels: first.labels };
}

/** The first arm, and the operations upon it in order. */
export function leftSpine(body: QueryBody): { leftmost: QueryBody; chain: SetOperation[] } {
  const chain: SetOperation[] = [];
  let leftmost = body;
  while (leftmost.kind === 'SetOperation') {
    chain.push(leftmost);
    leftmost = leftmost.left;
  }
  return { leftmost, chain: chain.toReversed() };
}

function combine(
  reading: Reading,
  node: SetOperation,
  left: readonly Column[],
  right: readonly Column[],
): readonly Column[] {
  if (left.length !== right.length)
    throw serverError(1222, 'The used SELECT statements have a different number of columns', node.right.start);
  reading.spend(left.length);
  return left.map((column, position) => {
    const other = right[position] ?? column;
    if (!(node.operator === 'UNION' && node.all)) {
      reading.found.position(column.lineage, 'set_operation', node.start);
      reading.found.position(other.lineage, 'set_operation', node.start);
    }
    const laid = { name: column.name, lineage: either(column.lineage, other.lineage), origin: undefined };
    return column.inexact === true ? { ...laid, inexact: true } : laid;
  });
}
