/** ALTER TABLE: its list of changes. */
import type { Definition } from '../../ast/index.ts';
import { parseAlterPartitions } from './alter-partition.ts';
import { parseColumnDefinition, parseDefault } from './column.ts';
import type { Draft } from './draft.ts';
import { refuseWait } from './drop.ts';
import { parseKey } from './key.ts';
import { parseOnlineOption, parseTableOption, refuseOption, takesCharacterSet } from './options.ts';
import { parsePartitioning } from './partition.ts';
import { parseElement } from './table.ts';

export function parseAlterTable(draft: Draft): Definition {
  const { cursor } = draft;
  draft.takes('ONLINE');
  draft.takes('IGNORE');
  draft.expects('TABLE');
  if (mariadb(draft)) draft.takes('IF', 'EXISTS');
  draft.target();
  refuseWait(draft);
  if (!ends(draft) && !cursor.isWord('PARTITION') && !cursor.areWords('REMOVE', 'PARTITIONING'))
    draft.list(() => parseChange(draft));
  if (cursor.isWord('PARTITION')) parsePartitioning(draft);
  else draft.takes('REMOVE', 'PARTITIONING');
  if (!ends(draft)) refuseOption(cursor);
  return draft.finish({ verb: 'ALTER', object: 'TABLE', command: 'ALTER TABLE' });
}

function parseChange(draft: Draft): void {
  if (parseAlterPartitions(draft)) return;
  if (draft.takes('ADD')) parseAdd(draft);
  else if (draft.takes('DROP')) parseDrop(draft);
  else if (draft.takes('CHANGE')) parseChangeColumn(draft);
  else if (draft.takes('MODIFY')) parseModify(draft);
  else if (draft.takes('ALTER')) parseAlter(draft);
  else if (draft.takes('RENAME')) parseRename(draft);
  else if (draft.takes('CONVERT')) parseConvert(draft);
  else if (draft.takes('ORDER', 'BY')) parseOrder(draft);
  else if (!parseWhole(draft)) refuseOption(draft.cursor);
}

/** What is said of the table as a whole. */
function parseWhole(draft: Draft): boolean {
  if (draft.takes('FORCE') || draft.takes('ENABLE', 'KEYS') || draft.takes('DISABLE', 'KEYS')) return true;
  if (draft.takes('WITH', 'VALIDATION') || draft.takes('WITHOUT', 'VALIDATION')) return true;
  if (parseOnlineOption(draft)) return true;
  if (!parseTableOption(draft)) return false;
  // Several options make one change; behind a comma stands the next one.
  while (parseTableOption(draft));
  return true;
}

function parseAdd(draft: Draft): void {
  const { cursor } = draft;
  if (!draft.takes('COLUMN') && parseKey(draft)) return;
  if (cursor.areWords('PERIOD', 'FOR') || cursor.areWords('SYSTEM', 'VERSIONING')) refuseOption(cursor);
  if (cursor.isOperator('(')) {
    draft.parenthesised(() => draft.list(() => parseElement(draft)));
    return;
  }
  if (mariadb(draft)) draft.takes('IF', 'NOT', 'EXISTS');
  draft.newColumn();
  parseColumnDefinition(draft);
  parsePlace(draft);
}

function parsePlace(draft: Draft): void {
  if (!draft.takes('FIRST') && draft.takes('AFTER')) draft.name();
}

function parseDrop(draft: Draft): void {
  const { cursor } = draft;
  if (draft.takes('PRIMARY', 'KEY')) return;
  const thing = draft.takes('FOREIGN', 'KEY') || draft.takesOneOf('INDEX', 'KEY', 'CHECK', 'CONSTRAINT') !== undefined;
  if (!thing) draft.takes('COLUMN');
  if (cursor.areWords('SYSTEM', 'VERSIONING') || cursor.areWords('PERIOD', 'FOR')) refuseOption(cursor);
  if (mariadb(draft)) draft.takes('IF', 'EXISTS');
  if (thing) draft.name();
  else draft.existingColumn();
  draft.takesOneOf('RESTRICT', 'CASCADE');
}

function parseChangeColumn(draft: Draft): void {
  draft.takes('COLUMN');
  if (mariadb(draft)) draft.takes('IF', 'EXISTS');
  draft.existingColumn();
  draft.newColumn();
  parseColumnDefinition(draft);
  parsePlace(draft);
}

function parseModify(draft: Draft): void {
  draft.takes('COLUMN');
  if (mariadb(draft)) draft.takes('IF', 'EXISTS');
  draft.existingColumn();
  parseColumnDefinition(draft);
  parsePlace(draft);
}

function parseAlter(draft: Draft): void {
  if (draft.takesOneOf('INDEX', 'KEY') !== undefined) {
    if (mariadb(draft)) draft.takes('IF', 'EXISTS');
    draft.name();
    if (!draft.takes('NOT', 'IGNORED')) draft.expectsOneOf('VISIBLE', 'INVISIBLE', 'IGNORED');
  } else if (draft.takesOneOf('CHECK', 'CONSTRAINT') !== undefined) {
    draft.name();
    draft.takes('NOT');
    draft.expects('ENFORCED');
  } else parseAlterColumn(draft);
}

function parseAlterColumn(draft: Draft): void {
  draft.takes('COLUMN');
  if (mariadb(draft)) draft.takes('IF', 'EXISTS');
  draft.existingColumn();
  if (draft.takes('DROP', 'DEFAULT')) return;
  draft.expects('SET');
  if (draft.takes('DEFAULT')) parseDefault(draft);
  else draft.expectsOneOf('VISIBLE', 'INVISIBLE');
}

function parseRename(draft: Draft): void {
  const { cursor } = draft;
  if (draft.takesOneOf('INDEX', 'KEY') !== undefined) {
    if (mariadb(draft)) draft.takes('IF', 'EXISTS');
    draft.name();
    draft.expects('TO');
    draft.name();
    return;
  }
  if (draft.takes('COLUMN')) {
    if (mariadb(draft)) draft.takes('IF', 'EXISTS');
    draft.existingColumn();
    draft.expects('TO');
    draft.newColumn();
    return;
  }
  if (!cursor.takeWords('TO') && !cursor.takeWords('AS')) cursor.takeOperator('=');
  draft.words('TO');
  draft.named('rename_to');
}

function parseConvert(draft: Draft): void {
  if (!draft.takes('TO')) refuseOption(draft.cursor);
  if (!takesCharacterSet(draft)) throw draft.cursor.unexpected();
  if (!draft.takesOneOf('DEFAULT', 'BINARY')) draft.nameOrText();
  if (!draft.takes('COLLATE')) return;
  draft.takesOperator('=');
  if (!draft.takesOneOf('DEFAULT', 'BINARY')) draft.nameOrText();
}

function parseOrder(draft: Draft): void {
  draft.column();
  draft.takesOneOf('ASC', 'DESC');
  // A comma may be the next change's; the words of one that begins none are columns.
  while (startsColumn(draft) && draft.takesOperator(',')) {
    draft.column();
    draft.takesOneOf('ASC', 'DESC');
  }
}

function startsColumn({ cursor }: Draft): boolean {
  const behind = cursor.peek(2);
  const ends = behind.type === 'end' || (behind.type === 'operator' && (behind.text === ',' || behind.text === ';'));
  const sorted = behind.type === 'word' && (behind.upper === 'ASC' || behind.upper === 'DESC');
  return cursor.isOperator(',') && (ends || sorted);
}

function ends({ cursor }: Draft): boolean {
  return cursor.isOperator(';') || cursor.peek().type === 'end';
}

function mariadb({ cursor }: Draft): boolean {
  return cursor.context.server.flavor === 'mariadb';
}
