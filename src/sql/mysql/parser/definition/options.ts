/**
 * Options of tables, databases and of how a change is made. Those that reach out of the table (another table, another server, a file, a
 * tablespace, an engine that reads elsewhere) aren't here, nor is any that nobody listed.
 */
import type { Cursor } from '../cursor.ts';
import { nameOrText } from '../names.ts';
import type { Draft } from './draft.ts';

/** Engines that keep rows in the table itself. MERGE, FEDERATED, CONNECT, SPIDER and their like read other tables, files and servers. */
const ENGINES = ['INNODB', 'MYISAM', 'MEMORY', 'HEAP', 'ARIA', 'ARCHIVE', 'CSV', 'BLACKHOLE', 'ROCKSDB'];

const NUMBERS = [
  'AUTO_INCREMENT',
  'AVG_ROW_LENGTH',
  'CHECKSUM',
  'DELAY_KEY_WRITE',
  'KEY_BLOCK_SIZE',
  'MAX_ROWS',
  'MIN_ROWS',
  'TABLE_CHECKSUM',
] as const;
/** A number, or DEFAULT. */
const NUMBERS_OR_DEFAULT = ['PACK_KEYS', 'STATS_AUTO_RECALC', 'STATS_PERSISTENT', 'STATS_SAMPLE_PAGES'] as const;
const TEXTS = ['COMMENT'] as const;
const MYSQL_TEXTS = ['COMPRESSION', 'ENCRYPTION'] as const;
const MARIADB_NUMBERS = ['PAGE_CHECKSUM', 'TRANSACTIONAL'] as const;
/** Of engines. */
const MARIADB_ENGINE_NUMBERS = ['PAGE_COMPRESSED', 'PAGE_COMPRESSION_LEVEL'];
const ROW_FORMATS = ['DEFAULT', 'DYNAMIC', 'FIXED', 'COMPRESSED', 'REDUNDANT', 'COMPACT', 'PAGE'] as const; // prettier-ignore

/** All options at the cursor, commas between them or not. */
export function parseTableOptions(draft: Draft): void {
  while (parseTableOption(draft)) {
    const next = draft.cursor.peek(1);
    if (draft.cursor.isOperator(',') && next.type === 'word') draft.cursor.takeOperator(',');
  }
}

/** One option, or false where none of the known ones stands. */
export function parseTableOption(draft: Draft): boolean {
  const { cursor } = draft;
  if (parseEngine(draft) || parseDefaultable(draft)) return true;
  const mariadb = cursor.context.server.flavor === 'mariadb';
  if (draft.takesOneOf(...NUMBERS, ...(mariadb ? MARIADB_NUMBERS : [])) !== undefined) parseNumber(draft, false);
  else if (mariadb && draft.takesWordAsName(...MARIADB_ENGINE_NUMBERS)) parseNumber(draft, false);
  else if (draft.takesOneOf(...NUMBERS_OR_DEFAULT) !== undefined) parseNumber(draft, true);
  else if (draft.takesOneOf(...TEXTS, ...(mariadb ? [] : MYSQL_TEXTS)) !== undefined) {
    draft.takesOperator('=');
    draft.expectsLiteral('string');
  } else if (draft.takes('ROW_FORMAT')) {
    draft.takesOperator('=');
    draft.expectsOneOf(...ROW_FORMATS);
  } else return false;
  return true;
}

function parseNumber(draft: Draft, orDefault: boolean): void {
  draft.takesOperator('=');
  if (orDefault && draft.takes('DEFAULT')) return;
  draft.expectsLiteral('integer', 'decimal', 'float', 'hex');
}

/** `[STORAGE] ENGINE [=] name`. */
export function parseEngine(draft: Draft): boolean {
  const { cursor } = draft;
  const storage = cursor.areWords('STORAGE', 'ENGINE');
  if (!storage && !cursor.isWord('ENGINE')) return false;
  if (storage) draft.expects('STORAGE');
  draft.expects('ENGINE');
  draft.takesOperator('=');
  const { offset } = cursor;
  const name = nameOrText(cursor);
  if (!ENGINES.includes(name.text.toUpperCase())) throw cursor.notUnderstood('this storage engine', offset);
  draft.writeName(name);
  return true;
}

function parseDefaultable(draft: Draft): boolean {
  const { cursor } = draft;
  const mark = cursor.mark();
  // DEFAULT is noise before a character set, so that it isn't printed.
  cursor.takeWords('DEFAULT');
  if (parseCharsetOption(draft) || parseCollateOption(draft)) return true;
  cursor.reset(mark);
  return false;
}

export function parseCharsetOption(draft: Draft): boolean {
  if (!takesCharacterSet(draft)) return false;
  draft.takesOperator('=');
  if (!draft.takesOneOf('BINARY', 'DEFAULT')) draft.nameOrText();
  return true;
}

export function parseCollateOption(draft: Draft): boolean {
  if (!draft.takes('COLLATE')) return false;
  draft.takesOperator('=');
  if (!draft.takesOneOf('BINARY', 'DEFAULT')) draft.nameOrText();
  return true;
}

/** Either spelling becomes CHARACTER SET. */
export function takesCharacterSet(draft: Draft): boolean {
  const { cursor } = draft;
  if (!cursor.takeWords('CHARSET') && !cursor.takeWords('CHARACTER', 'SET') && !cursor.takeWords('CHAR', 'SET'))
    return false;
  draft.words('CHARACTER SET');
  return true;
}

/** ALGORITHM and LOCK behind CREATE INDEX and DROP INDEX. */
export function parseOnlineOptions(draft: Draft): void {
  while (parseOnlineOption(draft));
}

export function parseOnlineOption(draft: Draft): boolean {
  if (draft.takes('ALGORITHM')) {
    draft.takesOperator('=');
    draft.expectsOneOf('DEFAULT', 'INPLACE', 'COPY', 'INSTANT', 'NOCOPY');
    return true;
  }
  if (!draft.takes('LOCK')) return false;
  draft.takesOperator('=');
  draft.expectsOneOf('DEFAULT', 'NONE', 'SHARED', 'EXCLUSIVE');
  return true;
}

/** For what stands where an option is expected and is none of the known ones. */
export function refuseOption(cursor: Cursor): never {
  const { type } = cursor.peek();
  throw type === 'word' ? cursor.notUnderstood('this option') : cursor.unexpected();
}
