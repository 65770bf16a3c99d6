/** DDL by its first words. What it makes has a grammar of its own, each clause of it known. */
import type { Definition, Unread } from '../../ast/index.ts';
import type { Cursor } from '../cursor.ts';
import { parseAlterTable } from './alter-table.ts';
import { parseAlterDatabase, parseCreateDatabase } from './database.ts';
import { Draft } from './draft.ts';
import {
  parseDropDatabase,
  parseDropIndex,
  parseDropTable,
  parseDropView,
  parseRenameTable,
  parseTruncate,
} from './drop.ts';
import { parseCreateIndex } from './create-index.ts';
import { parseCreateTable } from './table.ts';
import { parseAlterView, parseCreateView } from './view.ts';

export function parseDefinition(cursor: Cursor): Definition | Unread {
  const draft = new Draft(cursor);
  const verb = draft.expectsOneOf('CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'RENAME');
  switch (verb) {
    case 'CREATE':
      return parseCreate(draft);
    case 'ALTER':
      return parseAlter(draft);
    case 'DROP':
      return parseDrop(draft);
    case 'TRUNCATE':
      return parseTruncate(draft);
    case 'RENAME':
      return parseRenameTable(draft);
    default:
      return verb satisfies never;
  }
}

function parseCreate(draft: Draft): Definition {
  const { cursor } = draft;
  const replaced = draft.takes('OR', 'REPLACE');
  const mariadb = cursor.context.server.flavor === 'mariadb';
  if (cursor.isWord('ALGORITHM', 'DEFINER', 'SQL', 'VIEW')) return parseCreateView(draft, replaced);
  if (cursor.isWord('TEMPORARY', 'TABLE')) {
    if (replaced && !mariadb) throw cursor.unexpected();
    return parseCreateTable(draft);
  }
  if (cursor.isWord('DATABASE', 'SCHEMA')) {
    if (replaced && !mariadb) throw cursor.unexpected();
    return parseCreateDatabase(draft);
  }
  if (replaced && !mariadb) throw cursor.unexpected();
  return parseCreateIndex(draft);
}

function parseAlter(draft: Draft): Definition {
  const { cursor } = draft;
  if (cursor.isWord('DATABASE', 'SCHEMA')) return parseAlterDatabase(draft);
  if (cursor.isWord('ALGORITHM', 'DEFINER', 'SQL', 'VIEW')) return parseAlterView(draft);
  return parseAlterTable(draft);
}

function parseDrop(draft: Draft): Definition {
  const { cursor } = draft;
  if (cursor.isWord('DATABASE', 'SCHEMA')) return parseDropDatabase(draft);
  if (cursor.isWord('VIEW')) return parseDropView(draft);
  if (cursor.isWord('INDEX')) return parseDropIndex(draft);
  return parseDropTable(draft);
}
