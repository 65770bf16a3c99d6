/** Which grammar a statement has, told by its first words. Knows the words alone. */
import type { StatementNode } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';
import { parseDefinition } from './definition/index.ts';
import { parseDelete } from './delete.ts';
import { parseExplain, startsExplain } from './explain.ts';
import { parseInsert } from './insert.ts';
import { parseQuery } from './query.ts';
import { parseCall, parseDo, parseKill, parseLockTables, parseUnlockTables, parseUse } from './session.ts';
import { parseSet } from './set.ts';
import { parseShow } from './show.ts';
import { parseTransaction, startsTransaction } from './transaction.ts';
import { parseUnread } from './unread.ts';
import { parseUpdate } from './update.ts';
import { leadingWord } from './leading-word.ts';

const QUERIES = ['SELECT', 'VALUES', 'TABLE'];

export function parseStatement(cursor: Cursor): StatementNode {
  const unread = parseUnread(cursor);
  if (unread !== undefined) return unread;
  if (cursor.isOperator('(')) return parseQuery(cursor);
  const word = leadingWord(cursor);
  if (word === undefined) throw cursor.unexpected();
  if (QUERIES.includes(word)) return parseQuery(cursor);
  if (startsExplain(cursor)) return parseExplain(cursor);
  if (startsTransaction(cursor)) return parseTransaction(cursor);
  const parse = STATEMENTS.get(word);
  if (parse === undefined) throw cursor.unexpected();
  return parse(cursor);
}

/** By the first word; behind WITH by the word that the common tables belong to. */
const STATEMENTS: ReadonlyMap<string, (cursor: Cursor) => StatementNode> = new Map<
  string,
  (cursor: Cursor) => StatementNode
>([
  ['INSERT', parseInsert],
  ['REPLACE', parseInsert],
  ['UPDATE', parseUpdate],
  ['DELETE', parseDelete],
  ['SET', parseSet],
  ['SHOW', parseShow],
  ['USE', parseUse],
  ['LOCK', parseLockTables],
  ['UNLOCK', parseUnlockTables],
  ['KILL', parseKill],
  ['CALL', parseCall],
  ['DO', parseDo],
  ['CREATE', parseDefinition],
  ['ALTER', parseDefinition],
  ['DROP', parseDefinition],
  ['TRUNCATE', parseDefinition],
  ['RENAME', parseDefinition],
]);
