/** MATCH … AGAINST: the full-text predicate. */
import type { Match } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseBits } from './expression-bits.ts';
import { parseColumn } from './expression-primary.ts';

/** MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE); MATCH a, b AGAINST … too. */
export function parseMatch(cursor: Cursor): Match {
  const { offset: start } = cursor;
  cursor.expectWords('MATCH');
  const columns = cursor.isOperator('(')
    ? cursor.parenthesised(() => cursor.list(() => parseColumn(cursor)))
    : cursor.list(() => parseColumn(cursor));
  cursor.expectWords('AGAINST');
  const { against, modifier } = cursor.parenthesised(() => ({
    against: parseBits(cursor),
    modifier: parseModifier(cursor),
  }));
  return { kind: 'Match', columns, against, modifier, start, end: cursor.endOffset };
}

function parseModifier(cursor: Cursor): Match['modifier'] {
  if (cursor.takeWords('IN', 'BOOLEAN', 'MODE')) return 'IN BOOLEAN MODE';
  const natural = cursor.takeWords('IN', 'NATURAL', 'LANGUAGE', 'MODE');
  const expansion = cursor.takeWords('WITH', 'QUERY', 'EXPANSION');
  if (natural) return expansion ? 'IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION' : 'IN NATURAL LANGUAGE MODE';
  return expansion ? 'WITH QUERY EXPANSION' : undefined;
}
