/** BEGIN, START TRANSACTION, COMMIT, ROLLBACK and savepoints. */
import type { TransactionStatement } from '../ast/index.ts';
import type { Cursor } from './cursor.ts';

export function startsTransaction(cursor: Cursor): boolean {
  return cursor.isWord('BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE');
}

export function parseTransaction(cursor: Cursor): TransactionStatement {
  const { offset: start } = cursor;
  if (cursor.takeWords('BEGIN')) {
    cursor.takeWords('WORK');
    // MariaDB's Oracle mode and compound statements go on behind BEGIN; neither is read.
    return { kind: 'Begin', characteristics: [], start, end: cursor.endOffset };
  }
  if (cursor.takeWords('START', 'TRANSACTION')) {
    const characteristics = parseCharacteristics(cursor);
    return { kind: 'Begin', characteristics, start, end: cursor.endOffset };
  }
  if (cursor.takeWords('SAVEPOINT')) return named(cursor, 'Savepoint', start);
  if (cursor.takeWords('RELEASE')) {
    cursor.expectWords('SAVEPOINT');
    return named(cursor, 'ReleaseSavepoint', start);
  }
  return parseEnd(cursor, start);
}

function parseCharacteristics(cursor: Cursor): string[] {
  const first = parseCharacteristic(cursor);
  if (first === undefined) return [];
  const all = [first];
  while (cursor.takeOperator(',')) {
    const next = parseCharacteristic(cursor);
    if (next === undefined) throw cursor.unexpected();
    all.push(next);
  }
  return all;
}

function parseCharacteristic(cursor: Cursor): string | undefined {
  if (cursor.takeWords('WITH', 'CONSISTENT', 'SNAPSHOT')) return 'WITH CONSISTENT SNAPSHOT';
  if (cursor.takeWords('READ', 'ONLY')) return 'READ ONLY';
  if (cursor.takeWords('READ', 'WRITE')) return 'READ WRITE';
  return undefined;
}

function named(
  cursor: Cursor,
  kind: 'Savepoint' | 'RollbackTo' | 'ReleaseSavepoint',
  start: number,
): TransactionStatement {
  const name = cursor.name();
  return { kind, name, start, end: cursor.endOffset };
}

function parseEnd(cursor: Cursor, start: number): TransactionStatement {
  const word = cursor.takeOneOf('COMMIT', 'ROLLBACK');
  if (word === undefined) throw cursor.unexpected();
  cursor.takeWords('WORK');
  if (word === 'ROLLBACK' && cursor.takeWords('TO')) {
    cursor.takeWords('SAVEPOINT');
    return named(cursor, 'RollbackTo', start);
  }
  const chain = cursor.takeWords('AND') ? parseNo(cursor, 'CHAIN') : undefined;
  const release = cursor.isWord('NO', 'RELEASE') ? parseNo(cursor, 'RELEASE') : undefined;
  const kind = word === 'COMMIT' ? 'Commit' : 'Rollback';
  return { kind, chain, release, start, end: cursor.endOffset };
}

function parseNo(cursor: Cursor, word: string): boolean {
  const no = cursor.takeWords('NO');
  cursor.expectWords(word);
  return !no;
}
