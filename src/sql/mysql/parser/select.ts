/** One SELECT: its modifiers, what it selects, and the clauses that are its own. */
import type { Expression, Name, OrderItem, Select, SelectItem, SelectModifier } from '../ast/index.ts';
import { hasSupplementary } from '../charset.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { labelOf, MAX_NAME_BYTES, withoutLeadingBlanks } from './label.ts';
import { nameOrText } from './names.ts';
import { parseInto, parseOrderItem } from './query-tail.ts';
import type { QueryScope } from './query.ts';
import { parseTableReferences } from './table.ts';
import { parseWindows } from './window.ts';

export function parseSelect(cursor: Cursor, scope: QueryScope): Select {
  const { offset: start } = cursor;
  cursor.expectWords('SELECT');
  const modifiers = parseModifiers(cursor);
  const items = parseSelectItems(cursor);
  if (cursor.isWord('INTO') && scope.top) scope.into = parseInto(cursor);
  const { from, dual } = parseFrom(cursor);
  const where = parseClause(cursor, 'WHERE');
  const { groupBy, rollup } = parseGroupBy(cursor);
  const having = parseClause(cursor, 'HAVING');
  const windows = parseWindows(cursor);
  if (cursor.isWord('QUALIFY')) throw cursor.notUnderstood('a QUALIFY clause');
  const end = cursor.endOffset;
  return { kind: 'Select', modifiers, items, from, dual, where, groupBy, rollup, having, windows, start, end };
}

const MODIFIERS = [
  'ALL', 'DISTINCT', 'DISTINCTROW', 'UNIQUE', 'HIGH_PRIORITY', 'STRAIGHT_JOIN', 'SQL_SMALL_RESULT', 'SQL_BIG_RESULT', 'SQL_BUFFER_RESULT',
  'SQL_NO_CACHE', 'SQL_CACHE', 'SQL_CALC_FOUND_ROWS',
] as const; // prettier-ignore
const ON_MARIADB = ['UNIQUE', 'SQL_CACHE'];

/** In any order. ALL beside DISTINCT is an error of the servers. */
function parseModifiers(cursor: Cursor): SelectModifier[] {
  const modifiers: SelectModifier[] = [];
  for (;;) {
    if (cursor.isBeforeDot) break;
    if (cursor.context.server.flavor === 'mysql' && cursor.isWord(...ON_MARIADB)) break;
    const word = cursor.takeOneOf(...MODIFIERS);
    if (word === undefined) break;
    const modifier = word === 'DISTINCTROW' || word === 'UNIQUE' ? 'DISTINCT' : word;
    if (!modifiers.includes(modifier)) modifiers.push(modifier);
  }
  if (modifiers.includes('ALL') && modifiers.includes('DISTINCT')) throw cursor.unexpected();
  return modifiers;
}

/** What SELECT and RETURNING list. `*` alone stands first. */
export function parseSelectItems(cursor: Cursor): SelectItem[] {
  const items: SelectItem[] = [];
  const { offset: start } = cursor;
  if (cursor.takeOperator('*')) {
    items.push({ kind: 'Star', schema: undefined, table: undefined, start, end: cursor.endOffset });
    if (!cursor.takeOperator(',')) return items;
  }
  items.push(...cursor.list(() => parseSelectItem(cursor)));
  return items;
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const { offset: start } = cursor;
  const star = parseQualifiedStar(cursor);
  if (star !== undefined) return star;
  const expression = parseExpression(cursor);
  const textEnd = cursor.endOffset;
  const alias = parseSelectAlias(cursor);
  const label = alias === undefined ? labelOf(cursor, expression, start, textEnd) : undefined;
  return { kind: 'SelectExpression', expression, alias, label, start, end: cursor.endOffset };
}

/** `t.*`, `s.t.*`: told by looking ahead, since a column begins alike. */
function parseQualifiedStar(cursor: Cursor): SelectItem | undefined {
  const { offset: start } = cursor;
  let dots = 0;
  while (dots < 2 && isDot(cursor, dots * 2 + 1)) dots++;
  const star = cursor.peek(dots * 2);
  if (dots === 0 || star.type !== 'operator' || star.text !== '*') return undefined;
  const names: Name[] = [];
  for (let index = 0; index < dots; index++) {
    names.push(cursor.name());
    cursor.expectOperator('.');
  }
  cursor.expectOperator('*');
  const [schema, table] = dots === 2 ? names : [undefined, names[0]];
  return { kind: 'Star', schema, table, start, end: cursor.endOffset };
}

function isDot(cursor: Cursor, ahead: number): boolean {
  const token = cursor.peek(ahead);
  return token.type === 'operator' && token.text === '.';
}

/** `AS a`, `AS 'a'`, `a`, `'a'`. */
function parseSelectAlias(cursor: Cursor): Name | undefined {
  if (cursor.takeWords('AS')) return parseAliasText(cursor);
  const { type } = cursor.peek();
  if (type === 'string') return parseAliasText(cursor);
  return (type === 'word' || type === 'quoted') && cursor.isName && !cursor.isWord('WINDOW')
    ? parseAliasText(cursor)
    : undefined;
}

/** The servers take `' a'` for `a`, and cut what is too long: an outer query would find it by another name than the one that is written. */
function parseAliasText(cursor: Cursor): Name {
  const name = nameOrText(cursor);
  const text = withoutLeadingBlanks(name.text);
  if (name.text.includes('\0') || hasSupplementary(text) || Buffer.byteLength(text) > MAX_NAME_BYTES) {
    throw cursor.notUnderstood('this alias', name.start);
  }
  return { ...name, text };
}

function parseFrom(cursor: Cursor): Pick<Select, 'from' | 'dual'> {
  if (!cursor.takeWords('FROM')) return { from: [], dual: false };
  if (cursor.takeWords('DUAL')) return { from: [], dual: true };
  return { from: parseTableReferences(cursor), dual: false };
}

function parseClause(cursor: Cursor, word: string): Expression | undefined {
  return cursor.takeWords(word) ? parseExpression(cursor) : undefined;
}

/** MariaDB has directions here; MySQL has ROLLUP as a function too. */
function parseGroupBy(cursor: Cursor): { groupBy: OrderItem[]; rollup: boolean } {
  if (!cursor.takeWords('GROUP', 'BY')) return { groupBy: [], rollup: false };
  const mariadb = cursor.context.server.flavor === 'mariadb';
  if (!mariadb && cursor.areWords('GROUPING', 'SETS')) throw cursor.notUnderstood('GROUPING SETS');
  const next = cursor.peek(1);
  if (!mariadb && next.type === 'operator' && next.text === '(') {
    if (cursor.isWord('CUBE')) throw cursor.notUnderstood('CUBE');
    if (cursor.takeWords('ROLLUP')) {
      const grouped = cursor.parenthesised(() => cursor.list(() => parseOrderItem(cursor, false)));
      return { groupBy: grouped, rollup: true };
    }
  }
  const groupBy = cursor.list(() => parseOrderItem(cursor, mariadb));
  return { groupBy, rollup: cursor.takeWords('WITH', 'ROLLUP') };
}
