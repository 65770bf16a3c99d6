/** The clauses behind a query's body: ORDER BY, LIMIT, INTO, locking. DELETE and UPDATE have the first two as well. */
import type { Expression, Into, Limit, Locking, OrderItem, UserVariable } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseCharset } from './expression-cast.ts';
import { parseQualifiedName } from './names.ts';

/** ORDER BY a, b DESC where it stands; nothing where it doesn't. */
export function parseOrderBy(cursor: Cursor): OrderItem[] {
  if (!cursor.takeWords('ORDER', 'BY')) return [];
  return cursor.list(() => parseOrderItem(cursor, true));
}

export function parseOrderItem(cursor: Cursor, directed: boolean): OrderItem {
  const { offset: start } = cursor;
  const expression = parseExpression(cursor);
  const direction = directed ? cursor.takeOneOf('ASC', 'DESC') : undefined;
  return { kind: 'OrderItem', expression, direction, start, end: cursor.endOffset };
}

/** LIMIT count, LIMIT offset, count, LIMIT count OFFSET offset, where it stands. */
export function parseLimit(cursor: Cursor): Limit | undefined {
  const { offset: start } = cursor;
  if (!cursor.takeWords('LIMIT')) return undefined;
  if (cursor.context.server.flavor === 'mariadb' && cursor.isWord('ROWS')) throw cursor.notUnderstood('ROWS EXAMINED');
  const first = parseNumber(cursor);
  let second: Expression | undefined;
  let comma = false;
  if (cursor.takeOperator(',')) {
    comma = true;
    second = parseNumber(cursor);
  } else if (cursor.takeWords('OFFSET')) {
    second = parseNumber(cursor);
  }
  if (cursor.context.server.flavor === 'mariadb' && cursor.isWord('ROWS')) throw cursor.notUnderstood('ROWS EXAMINED');
  const [count, offset] = comma && second !== undefined ? [second, first] : [first, second];
  return { kind: 'Limit', count, offset, start, end: cursor.endOffset };
}

/** A number without a sign, or a parameter. A name would be a variable of a routine, and there are none in a statement of its own. */
function parseNumber(cursor: Cursor): Expression {
  const token = cursor.peek();
  const { start, end } = token;
  if (token.type === 'integer') {
    cursor.next();
    return { kind: 'NumberLiteral', type: 'integer', text: token.text, start, end };
  }
  if (token.type !== 'parameter') throw cursor.unexpected();
  cursor.next();
  cursor.parameters++;
  return { kind: 'Parameter', index: cursor.parameters, start, end };
}

/** FOR UPDATE, FOR SHARE OF t NOWAIT, LOCK IN SHARE MODE: several on MySQL. */
export function parseLocking(cursor: Cursor): Locking[] {
  const all: Locking[] = [];
  for (;;) {
    const { offset: start } = cursor;
    const strength = takeStrength(cursor);
    if (strength === undefined) return all;
    const tables = takesTables(cursor, strength) ? cursor.list(() => parseQualifiedName(cursor)) : [];
    const wait = parseWait(cursor, strength);
    all.push({ kind: 'Locking', strength, tables, wait, start, end: cursor.endOffset });
    if (cursor.context.server.flavor === 'mariadb') return all;
  }
}

function takeStrength(cursor: Cursor): Locking['strength'] | undefined {
  if (cursor.takeWords('FOR', 'UPDATE')) return 'UPDATE';
  if (cursor.takeWords('LOCK', 'IN', 'SHARE', 'MODE')) return 'LOCK IN SHARE MODE';
  return cursor.context.server.flavor === 'mysql' && cursor.takeWords('FOR', 'SHARE') ? 'SHARE' : undefined;
}

function takesTables(cursor: Cursor, strength: Locking['strength']): boolean {
  return strength !== 'LOCK IN SHARE MODE' && cursor.context.server.flavor === 'mysql' && cursor.takeWords('OF');
}

function parseWait(cursor: Cursor, strength: Locking['strength']): Locking['wait'] {
  const mariadb = cursor.context.server.flavor === 'mariadb';
  if (strength === 'LOCK IN SHARE MODE' && !mariadb) return undefined;
  if (cursor.takeWords('NOWAIT')) return 'NOWAIT';
  if (cursor.takeWords('SKIP', 'LOCKED')) return 'SKIP LOCKED';
  if (!mariadb || !cursor.takeWords('WAIT')) return undefined;
  const token = cursor.peek();
  if (token.type !== 'integer') throw cursor.unexpected();
  cursor.next();
  return { seconds: token.text };
}

/** INTO @a, @b; INTO OUTFILE '…' with its format; INTO DUMPFILE '…'. */
export function parseInto(cursor: Cursor): Into {
  const { offset: start } = cursor;
  cursor.expectWords('INTO');
  const form = cursor.takeOneOf('OUTFILE', 'DUMPFILE');
  if (form === undefined) {
    const variables = cursor.list(() => parseVariable(cursor));
    return { kind: 'IntoVariables', variables, start, end: cursor.endOffset };
  }
  const file = parseText(cursor);
  if (form === 'OUTFILE') skipFormat(cursor);
  return { kind: 'IntoFile', form, file, start, end: cursor.endOffset };
}

function parseVariable(cursor: Cursor): UserVariable {
  const token = cursor.peek();
  if (token.type !== 'user_variable') throw cursor.unexpected();
  cursor.next();
  return { kind: 'UserVariable', name: token.name, start: token.start, end: token.end };
}

function parseText(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.type !== 'string') throw cursor.unexpected();
  cursor.next();
  return token.value;
}

/** How a file is written: read so that the whole is understood, and not kept, since writing files is refused. */
function skipFormat(cursor: Cursor): void {
  if (cursor.takeWords('CHARACTER', 'SET') || cursor.takeWords('CHARSET')) parseCharset(cursor);
  if (cursor.takeOneOf('FIELDS', 'COLUMNS') !== undefined) {
    for (;;) {
      cursor.takeWords('OPTIONALLY');
      if (cursor.takeOneOf('TERMINATED', 'ENCLOSED', 'ESCAPED') === undefined) break;
      cursor.expectWords('BY');
      skipSeparator(cursor);
    }
  }
  if (!cursor.takeWords('LINES')) return;
  while (cursor.takeOneOf('TERMINATED', 'STARTING') !== undefined) {
    cursor.expectWords('BY');
    skipSeparator(cursor);
  }
}

function skipSeparator(cursor: Cursor): void {
  const { type } = cursor.peek();
  if (type !== 'string' && type !== 'hex' && type !== 'bit') throw cursor.unexpected();
  cursor.next();
}
