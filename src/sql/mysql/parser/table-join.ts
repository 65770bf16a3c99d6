/**
 * Joins. ON and USING belong to the nearest join before them that has none yet, as in `a JOIN b JOIN c ON … ON …`; an inner join that gets none
 * is from left to right like a comma. Read with a stack, so that any number of joins takes one pass and no recursion.
 */
import type { Expression, Join, Name, TableReference } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseNames } from './names.ts';
import { parseTableFactor } from './table.ts';

interface Operation {
  readonly type: Join['type'];
  readonly natural: boolean;
}

/** A join whose condition may still follow, and what is on its right so far. */
interface Pending {
  readonly operation: Operation;
  right: TableReference;
}

/** The joins behind `first`. */
export function parseJoins(cursor: Cursor, first: TableReference): TableReference {
  // Joins made here, which have no parentheses around them.
  const open = new Set<TableReference>();
  let leftmost = first;
  const pending: Pending[] = [];
  const join = (operation: Operation, left: TableReference, right: TableReference, condition?: Condition): Join => {
    const made: Join = {
      kind: 'Join',
      ...operation,
      left,
      right,
      on: condition?.on,
      using: condition?.using ?? [],
      start: left.start,
      end: cursor.endOffset,
    };
    open.add(made);
    return made;
  };
  for (;;) {
    const operation = takeOperation(cursor);
    if (operation === undefined) {
      const condition = pending.length > 0 ? takeCondition(cursor) : undefined;
      const last = condition === undefined ? undefined : pending.pop();
      if (last === undefined) break;
      // MariaDB takes one table alone between an outer join and its USING.
      const outer = last.operation.type === 'LEFT' || last.operation.type === 'RIGHT';
      const using = condition !== undefined && condition.using.length > 0;
      if (outer && using && open.has(last.right) && cursor.context.server.flavor === 'mariadb')
        throw cursor.unexpected();
      const before = pending.at(-1);
      if (before === undefined) leftmost = join(last.operation, leftmost, last.right, condition);
      else before.right = join(last.operation, before.right, last.right, condition);
      continue;
    }
    const right = parseTableFactor(cursor);
    const before = pending.at(-1);
    if (!operation.natural) pending.push({ operation, right });
    else if (before === undefined) leftmost = join(operation, leftmost, right);
    else before.right = join(operation, before.right, right);
  }
  let whole = leftmost;
  for (const { operation, right } of pending) {
    // An outer join has to have a condition.
    if (operation.type === 'LEFT' || operation.type === 'RIGHT') throw cursor.unexpected();
    whole = joinLeftmost(right, open, (inner) => join(operation, whole, inner), join);
  }
  return whole;
}

type Make = (operation: Operation, left: TableReference, right: TableReference, condition?: Condition) => Join;

/** `a JOIN (b LEFT JOIN c ON …)` with the parentheses not written is `(a JOIN b) LEFT JOIN c ON …`: goes down to b, and builds anew upwards. */
function joinLeftmost(
  right: TableReference,
  open: ReadonlySet<TableReference>,
  make: (inner: TableReference) => Join,
  remake: Make,
): TableReference {
  const spine: Join[] = [];
  let inner = right;
  while (inner.kind === 'Join' && open.has(inner)) {
    spine.push(inner);
    inner = inner.left;
  }
  let made: TableReference = make(inner);
  for (const { type, natural, right: outer, on, using } of spine.toReversed()) {
    made = remake({ type, natural }, made, outer, { on, using });
  }
  return made;
}

interface Condition {
  readonly on: Expression | undefined;
  readonly using: readonly Name[];
}

function takeCondition(cursor: Cursor): Condition | undefined {
  if (cursor.takeWords('ON')) return { on: parseExpression(cursor), using: [] };
  return cursor.takeWords('USING') ? { on: undefined, using: parseNames(cursor) } : undefined;
}

function takeOperation(cursor: Cursor): Operation | undefined {
  if (cursor.takeWords('NATURAL')) return takeNatural(cursor);
  if (cursor.takeWords('JOIN') || cursor.takeWords('INNER', 'JOIN')) return { type: 'INNER', natural: false };
  if (cursor.takeWords('CROSS', 'JOIN')) return { type: 'CROSS', natural: false };
  if (cursor.takeWords('STRAIGHT_JOIN')) return { type: 'STRAIGHT', natural: false };
  const type = cursor.takeOneOf('LEFT', 'RIGHT');
  if (type === undefined) return undefined;
  cursor.takeWords('OUTER');
  cursor.expectWords('JOIN');
  return { type, natural: false };
}

function takeNatural(cursor: Cursor): Operation {
  const type = cursor.takeOneOf('LEFT', 'RIGHT', 'INNER') ?? 'INNER';
  if (type !== 'INNER') cursor.takeWords('OUTER');
  cursor.expectWords('JOIN');
  return { type, natural: true };
}
