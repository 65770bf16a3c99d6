/** Keys and constraints of a table: PRIMARY KEY, UNIQUE, INDEX, FULLTEXT, FOREIGN KEY, CHECK. */
import type { Draft } from './draft.ts';

/** One key or constraint with its name; false where none begins here. */
export function parseKey(draft: Draft): boolean {
  const { cursor } = draft;
  if (cursor.isWord('CONSTRAINT')) {
    draft.expects('CONSTRAINT');
    if (mariadb(draft)) draft.takes('IF', 'NOT', 'EXISTS');
    if (!cursor.isWord('PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK')) draft.name();
    if (!parseNamed(draft)) throw cursor.unexpected();
    return true;
  }
  return parseNamed(draft) || parseIndex(draft);
}

/** Those before which CONSTRAINT name may stand. */
function parseNamed(draft: Draft): boolean {
  const { cursor } = draft;
  if (draft.takes('PRIMARY')) {
    draft.expects('KEY');
    parseIndexRest(draft);
  } else if (draft.takes('UNIQUE')) {
    draft.takesOneOf('KEY', 'INDEX');
    parseIndexRest(draft);
  } else if (draft.takes('FOREIGN')) parseForeignKey(draft);
  else return cursor.isWord('CHECK') && parseCheck(draft);
  return true;
}

function parseIndex(draft: Draft): boolean {
  if (draft.takesOneOf('KEY', 'INDEX') === undefined) {
    if (!startsSpecial(draft)) return false;
    draft.expectsOneOf('FULLTEXT', 'SPATIAL', 'VECTOR');
    draft.takesOneOf('KEY', 'INDEX');
  }
  parseIndexRest(draft);
  return true;
}

/** VECTOR is no reserved word everywhere: without INDEX or KEY behind it, it may be a column where it isn't. */
function startsSpecial({ cursor }: Draft): boolean {
  const next = cursor.peek(1);
  const isIndex = next.type === 'word' && (next.upper === 'INDEX' || next.upper === 'KEY');
  return cursor.isWord('FULLTEXT', 'SPATIAL') || (cursor.isWord('VECTOR') && (isIndex || !cursor.isName));
}

/** [IF NOT EXISTS] [name] [USING …] (parts) options. */
function parseIndexRest(draft: Draft): void {
  const { cursor } = draft;
  if (mariadb(draft)) draft.takes('IF', 'NOT', 'EXISTS');
  if (!cursor.isOperator('(') && !cursor.isWord('USING')) draft.name();
  parseMethod(draft);
  parseKeyParts(draft);
  parseIndexOptions(draft);
}

/** BTREE, HASH, RTREE. */
export function parseMethod(draft: Draft): boolean {
  if (!draft.takes('USING')) return false;
  draft.expectsOneOf('BTREE', 'HASH', 'RTREE');
  return true;
}

export function parseKeyParts(draft: Draft): void {
  draft.parenthesised(() =>
    draft.list(() => {
      if (draft.cursor.isOperator('(')) draft.computed();
      else {
        draft.column();
        if (draft.cursor.isOperator('(')) draft.parenthesised(() => draft.expectsLiteral('integer'));
      }
      draft.takesOneOf('ASC', 'DESC');
    }),
  );
}

export function parseIndexOptions(draft: Draft): void {
  while (parseIndexOption(draft));
}

function parseIndexOption(draft: Draft): boolean {
  if (parseMethod(draft)) return true;
  if (draft.takes('COMMENT')) draft.expectsLiteral('string');
  else if (draft.takes('KEY_BLOCK_SIZE')) {
    draft.takesOperator('=');
    draft.expectsLiteral('integer');
  } else if (draft.takes('WITH', 'PARSER')) draft.name();
  else if (mariadb(draft)) return parseMariaDbOption(draft);
  else return draft.takesOneOf('VISIBLE', 'INVISIBLE') !== undefined;
  return true;
}

function parseMariaDbOption(draft: Draft): boolean {
  if (draft.takes('NOT', 'IGNORED') || draft.takes('IGNORED')) return true;
  // Of a VECTOR index.
  if (draft.takesWordAsName('M')) {
    draft.takesOperator('=');
    draft.expectsLiteral('integer');
    return true;
  }
  if (!draft.takesWordAsName('DISTANCE')) return false;
  draft.takesOperator('=');
  if (!draft.takesWordAsName('EUCLIDEAN', 'COSINE')) throw draft.cursor.unexpected();
  return true;
}

function parseForeignKey(draft: Draft): void {
  draft.expects('KEY');
  if (mariadb(draft)) draft.takes('IF', 'NOT', 'EXISTS');
  if (!draft.cursor.isOperator('(')) draft.name();
  draft.parenthesised(() => draft.list(() => draft.column()));
  if (!draft.cursor.isWord('REFERENCES')) throw draft.cursor.unexpected();
  parseReferences(draft);
}

export function parseReferences(draft: Draft): true {
  draft.expects('REFERENCES');
  draft.named('references');
  if (draft.cursor.isOperator('(')) draft.parenthesised(() => draft.list(() => draft.name()));
  if (draft.takes('MATCH')) draft.expectsOneOf('FULL', 'PARTIAL', 'SIMPLE');
  while (draft.takes('ON', 'DELETE') || (isReference(draft) && draft.takes('ON', 'UPDATE'))) parseReaction(draft);
  return true;
}

/** `ON UPDATE CURRENT_TIMESTAMP` belongs to the column. */
function isReference({ cursor }: Draft): boolean {
  const action = cursor.peek(2);
  return action.type === 'word' && ['RESTRICT', 'CASCADE', 'SET', 'NO'].includes(action.upper);
}

function parseReaction(draft: Draft): void {
  const known = [['RESTRICT'], ['CASCADE'], ['SET', 'NULL'], ['SET', 'DEFAULT'], ['NO', 'ACTION']];
  if (!known.some((words) => draft.takes(...words))) throw draft.cursor.unexpected();
}

export function parseCheck(draft: Draft): true {
  draft.expects('CHECK');
  draft.computed();
  if (!mariadb(draft)) {
    if (!draft.takes('NOT', 'ENFORCED')) draft.takes('ENFORCED');
  }
  return true;
}

function mariadb({ cursor }: Draft): boolean {
  return cursor.context.server.flavor === 'mariadb';
}
