/** The many forms of A_Expr: operators, IN, LIKE, BETWEEN, ANY and ALL over arrays, IS DISTINCT FROM, NULLIF. */
import type { A_Expr, Node } from '@pgsql/types';
import { evaluate, evaluateAll, inside, lineages, plainValue } from './expression.ts';
import type { Use, Value } from './expression.ts';
import { derive } from '../../lineage.ts';
import { as, at, items, strings } from './node.ts';
import { operate } from './operators.ts';
import type { Reading } from './reading.ts';
import { notUnderstood } from './refuse.ts';
import type { Scope } from './scope.ts';
import { ANY, LITERAL } from './types.ts';

export function operator(reading: Reading, node: A_Expr, scope: Scope, use: Use): Value {
  const name = strings(node.name);
  switch (node.kind) {
    case 'AEXPR_OP':
      return chain(reading, node, scope, use);
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return overArray(reading, node, scope, use);
    case 'AEXPR_IN':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_SIMILAR':
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return { ...apply(reading, node, [name], scope, use), type: 'boolean', row: undefined };
    case 'AEXPR_NULLIF': {
      const value = apply(reading, node, [name], scope, use);
      return { ...value, type: value.row?.[0]?.type ?? ANY, row: undefined };
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return { ...apply(reading, node, [['>='], ['<=']], scope, use), type: 'boolean', row: undefined };
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_NOT_BETWEEN_SYM':
      return { ...apply(reading, node, [['<'], ['>']], scope, use), type: 'boolean', row: undefined };
    default:
      throw notUnderstood(`the expression ${node.kind ?? ''}`, at(node));
  }
}

/** `a + b + c …` is a left-deep tree: it is walked, since thousands of terms are ordinary in generated SQL. */
function chain(reading: Reading, node: A_Expr, scope: Scope, use: Use): Value {
  const steps: A_Expr[] = [node];
  let first: Node | undefined = node.lexpr;
  for (let inner = as(first, 'A_Expr'); inner?.kind === 'AEXPR_OP'; inner = as(first, 'A_Expr')) {
    steps.push(inner);
    first = inner.lexpr;
  }
  const values: Value[] = [];
  let left: Value | undefined = first === undefined ? undefined : evaluate(reading, first, scope, inside(use));
  if (left !== undefined) values.push(left);
  for (const step of steps.toReversed()) {
    reading.spend(1);
    const [right] = evaluateAll(reading, [step.rexpr], scope, inside(use));
    if (right === undefined) throw notUnderstood('this operator', at(step));
    values.push(right);
    const type = operateValues(reading, strings(step.name), left, right, at(step));
    left = plainValue(right.lineage, type);
  }
  return plainValue(derive(lineages(values)), left?.type ?? ANY);
}

/** Rows are compared field by field with the same operator. */
function operateValues(
  reading: Reading,
  name: readonly string[],
  left: Value | undefined,
  right: Value,
  offset: number,
): string {
  if (left?.row !== undefined && right.row !== undefined && left.row.length === right.row.length) {
    for (const [position, column] of left.row.entries()) {
      operate(reading, name, [column.type, right.row[position]?.type ?? ANY], offset);
    }
    return 'boolean';
  }
  const types = left === undefined ? [right.type] : [left.type, right.type];
  return operate(reading, name, types, offset);
}

/** One left side, one or several right sides, one or several operators. `row` carries the left side, for its type. */
function apply(reading: Reading, node: A_Expr, names: readonly (readonly string[])[], scope: Scope, use: Use): Value {
  const [left] = evaluateAll(reading, [node.lexpr], scope, inside(use));
  const list = as(node.rexpr, 'List') === undefined ? [node.rexpr] : items(node.rexpr);
  const right = evaluateAll(reading, list, scope, inside(use));
  if (left === undefined || right.length === 0) throw notUnderstood('this expression', at(node));
  // A list of a thousand literals of one type is one question to the operators.
  const asked = new Set<string>();
  for (const value of right) {
    const key = value.row === undefined ? value.type : undefined;
    if (key !== undefined && asked.has(key)) continue;
    if (key !== undefined) asked.add(key);
    for (const name of names) operateValues(reading, name, left, value, at(node));
  }
  const lineage = derive(lineages([left, ...right]));
  return { lineage, origin: undefined, type: ANY, row: [{ ...left, name: '', origin: undefined }] };
}

function overArray(reading: Reading, node: A_Expr, scope: Scope, use: Use): Value {
  const [left] = evaluateAll(reading, [node.lexpr], scope, inside(use));
  const [right] = evaluateAll(reading, [node.rexpr], scope, inside(use));
  if (left === undefined || right === undefined) throw notUnderstood('this expression', at(node));
  const element = right.type.endsWith('[]') ? right.type.slice(0, -2) : right.type === LITERAL ? LITERAL : ANY;
  operate(reading, strings(node.name), [left.type, element], at(node));
  return plainValue(derive(lineages([left, right])), 'boolean');
}
