/** CREATE and ALTER DATABASE. */
import type { Definition } from '../../ast/index.ts';
import type { Draft } from './draft.ts';
import { parseCharsetOption, parseCollateOption } from './options.ts';

export function parseCreateDatabase(draft: Draft): Definition {
  draft.expectsOneOf('DATABASE', 'SCHEMA');
  draft.takes('IF', 'NOT', 'EXISTS');
  draft.databaseTarget();
  parseOptions(draft);
  return draft.finish({ verb: 'CREATE', object: 'DATABASE', command: 'CREATE DATABASE' });
}

/** Without a name it is the current database's, which this isn't read for. */
export function parseAlterDatabase(draft: Draft): Definition {
  draft.expectsOneOf('DATABASE', 'SCHEMA');
  if (draft.cursor.isWord('DEFAULT', 'CHARACTER', 'CHARSET', 'CHAR', 'COLLATE')) {
    throw draft.cursor.notUnderstood('ALTER DATABASE without a name');
  }
  draft.databaseTarget();
  if (parseOptions(draft) === 0) throw draft.cursor.unexpected();
  return draft.finish({ verb: 'ALTER', object: 'DATABASE', command: 'ALTER DATABASE' });
}

function parseOptions(draft: Draft): number {
  let count = 0;
  while (parseOption(draft)) count++;
  return count;
}

function parseOption(draft: Draft): boolean {
  const { cursor } = draft;
  const mark = cursor.mark();
  // DEFAULT is noise, so that it isn't printed.
  cursor.takeWords('DEFAULT');
  if (parseCharsetOption(draft) || parseCollateOption(draft) || parseCommentOrEncryption(draft)) return true;
  cursor.reset(mark);
  return false;
}

function parseCommentOrEncryption(draft: Draft): boolean {
  const { flavor } = draft.cursor.context.server;
  if (draft.takes(flavor === 'mariadb' ? 'COMMENT' : 'ENCRYPTION')) {
    draft.takesOperator('=');
    draft.expectsLiteral('string');
    return true;
  }
  if (flavor === 'mariadb' || !draft.takes('READ', 'ONLY')) return false;
  draft.takesOperator('=');
  if (!draft.takes('DEFAULT')) draft.expectsLiteral('integer');
  return true;
}
