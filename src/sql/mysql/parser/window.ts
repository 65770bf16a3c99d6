/** Windows: OVER, WINDOW … AS, frames. */
import type { FrameBound, Name, WindowFrame, WindowReference, WindowSpecification } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseAmount } from './expression-interval.ts';
import { parsePrimary } from './expression-primary.ts';
import { parseExpression } from './expression.ts';
import { parseOrderBy } from './query-tail.ts';

export function parseOver(cursor: Cursor): WindowReference | undefined {
  if (!isOver(cursor)) return undefined;
  cursor.expectWords('OVER');
  return cursor.isOperator('(') ? parseSpecification(cursor) : { kind: 'WindowName', name: cursor.name() };
}

/** OVER is reserved on every server that has it. */
function isOver(cursor: Cursor): boolean {
  return cursor.isWord('OVER');
}

/** WINDOW w AS (…), v AS (w). */
export function parseWindows(cursor: Cursor): { name: Name; window: WindowSpecification }[] {
  if (!cursor.takeWords('WINDOW')) return [];
  return cursor.list(() => {
    const name = cursor.name();
    cursor.expectWords('AS');
    return { name, window: parseSpecification(cursor) };
  });
}

const CLAUSES = ['PARTITION', 'ORDER', 'ROWS', 'RANGE', 'GROUPS'];

function parseSpecification(cursor: Cursor): WindowSpecification {
  const { offset: start } = cursor;
  cursor.expectOperator('(');
  const base = cursor.isName && !cursor.isWord(...CLAUSES) ? cursor.name() : undefined;
  const partitionBy = cursor.takeWords('PARTITION', 'BY') ? cursor.list(() => parseExpression(cursor)) : [];
  const orderBy = parseOrderBy(cursor);
  const frame = parseFrame(cursor);
  cursor.expectOperator(')');
  return { kind: 'WindowSpecification', base, partitionBy, orderBy, frame, start, end: cursor.endOffset };
}

function parseFrame(cursor: Cursor): WindowFrame | undefined {
  const { offset: start } = cursor;
  if (cursor.isWord('GROUPS')) throw cursor.notUnderstood('a frame of GROUPS');
  const unit = cursor.takeOneOf('ROWS', 'RANGE');
  if (unit === undefined) return undefined;
  const between = cursor.takeWords('BETWEEN');
  const from = parseBound(cursor);
  if (between) cursor.expectWords('AND');
  const to = between ? parseBound(cursor) : undefined;
  const exclude = cursor.takeWords('EXCLUDE') ? parseExclusion(cursor) : undefined;
  return { kind: 'WindowFrame', unit, from, to, exclude, start, end: cursor.endOffset };
}

/** A frame's offset is a literal or a parameter; what else a server evaluates there is none of the applications'. */
const OFFSETS = new Set(['integer', 'decimal', 'float', 'string', 'parameter']);

function parseBound(cursor: Cursor): FrameBound {
  if (cursor.takeWords('CURRENT', 'ROW')) return { kind: 'CurrentRow' };
  if (cursor.takeWords('UNBOUNDED')) return { kind: 'Unbounded', direction: parseDirection(cursor) };
  if (cursor.isWord('INTERVAL')) {
    const { amount, unit } = parseAmount(cursor);
    return { kind: 'Offset', direction: parseDirection(cursor), offset: amount, unit };
  }
  const { type } = cursor.peek();
  if (!OFFSETS.has(type)) throw cursor.unexpected();
  const offset = parsePrimary(cursor);
  return { kind: 'Offset', direction: parseDirection(cursor), offset, unit: undefined };
}

function parseDirection(cursor: Cursor): 'PRECEDING' | 'FOLLOWING' {
  const direction = cursor.takeOneOf('PRECEDING', 'FOLLOWING');
  if (direction === undefined) throw cursor.unexpected();
  return direction;
}

function parseExclusion(cursor: Cursor): WindowFrame['exclude'] {
  if (cursor.takeWords('CURRENT', 'ROW')) return 'CURRENT ROW';
  if (cursor.takeWords('NO', 'OTHERS')) return 'NO OTHERS';
  const word = cursor.takeOneOf('GROUP', 'TIES');
  if (word === undefined) throw cursor.unexpected();
  return word;
}
