/** CREATE TABLE. */
import type { Definition } from '../../ast/index.ts';
import { parseInnerQuery } from '../inner-query.ts';
import { parseColumnDefinition } from './column.ts';
import type { Draft } from './draft.ts';
import { parseKey } from './key.ts';
import { parseTableOptions, refuseOption } from './options.ts';
import { parsePartitioning } from './partition.ts';

export function parseCreateTable(draft: Draft): Definition {
  const temporary = draft.takes('TEMPORARY');
  draft.expects('TABLE');
  draft.takes('IF', 'NOT', 'EXISTS');
  draft.target();
  if (!parseLike(draft)) {
    if (draft.cursor.isOperator('(') && !startsQuery(draft, 1)) {
      draft.parenthesised(() => draft.list(() => parseElement(draft)));
    }
    parseTableOptions(draft);
    if (draft.cursor.isWord('PARTITION')) parsePartitioning(draft);
    parseSelection(draft);
  }
  if (!ends(draft)) refuseOption(draft.cursor);
  return draft.finish({ verb: 'CREATE', object: 'TABLE', command: 'CREATE TABLE', temporary });
}

/** `LIKE t`, `(LIKE t)`. */
function parseLike(draft: Draft): boolean {
  if (draft.takes('LIKE')) {
    draft.named('like');
    return true;
  }
  const next = draft.cursor.peek(1);
  if (!draft.cursor.isOperator('(') || next.type !== 'word' || next.upper !== 'LIKE') return false;
  draft.parenthesised(() => {
    draft.expects('LIKE');
    draft.named('like');
  });
  return true;
}

/** A column, a key or a constraint. */
export function parseElement(draft: Draft): void {
  if (parseKey(draft)) return;
  if (draft.cursor.areWords('PERIOD', 'FOR')) throw draft.cursor.notUnderstood('a PERIOD');
  draft.newColumn();
  parseColumnDefinition(draft);
}

/** [IGNORE | REPLACE] [AS] query: what the table is filled with. */
function parseSelection(draft: Draft): void {
  const { cursor } = draft;
  if (cursor.areWords('WITH', 'SYSTEM')) refuseOption(cursor);
  const handled = draft.takesOneOf('IGNORE', 'REPLACE') !== undefined;
  const told = cursor.takeWords('AS');
  if (!handled && !told && !startsQuery(draft, 0)) return;
  draft.words('AS');
  draft.selected(parseInnerQuery(cursor));
}

function startsQuery({ cursor }: Draft, from: number): boolean {
  let ahead = from;
  for (;;) {
    const token = cursor.peek(ahead++);
    if (token.type === 'word') return ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(token.upper);
    if (token.type !== 'operator' || token.text !== '(') return false;
  }
}

function ends({ cursor }: Draft): boolean {
  return cursor.isOperator(';') || cursor.peek().type === 'end';
}
