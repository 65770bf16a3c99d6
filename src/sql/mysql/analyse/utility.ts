/**
 * Statements other than those that read and write rows: what each of them is to us. Borrows the reading of queries, changes and expressions from
 * whoever calls it; knows no rules.
 */
import type { Explain, Kill, LockTables, StatementNode, TransactionStatement, Unread, Use } from '../ast/index.ts';
import type { Hazard, SessionEffect } from '../../statement.ts';
import type { Reading } from './reading.ts';
import { existing, procedureNamed, procedureObject, schemaNamed, tableObject } from './utility-names.ts';
import { readDefinition } from './utility-definition.ts';
import { told, type UtilityReaders, type UtilityReading } from './utility-readers.ts';
import { readSet, readSetTransaction } from './utility-set.ts';
import { readDescribe, readShow } from './utility-show.ts';

export type { UtilityReaders, UtilityReading } from './utility-readers.ts';

/** Those that the analysis of queries and changes reads itself. */
type RowStatement = Extract<StatementNode, { kind: 'Query' | 'Insert' | 'Update' | 'Delete' }>;
export type UtilityNode = Exclude<StatementNode, RowStatement>;

/** Accesses, positions, writes and hazards go to `reading.found`. Throws RefusedError for names that don't exist. */
export function readUtility(reading: Reading, node: UtilityNode, readers: UtilityReaders): UtilityReading {
  switch (node.kind) {
    case 'Set':
      return readSet(reading, node, readers);
    case 'SetTransaction':
      return readSetTransaction(reading, node);
    case 'Begin':
    case 'Commit':
    case 'Rollback':
    case 'Savepoint':
    case 'RollbackTo':
    case 'ReleaseSavepoint':
      return readTransaction(reading, node);
    case 'Use':
      return readUse(reading, node);
    case 'Show':
      return readShow(reading, node);
    case 'Describe':
      return readDescribe(reading, node);
    case 'Explain':
      return readExplain(reading, node, readers);
    case 'Kill':
      return readKill(reading, node);
    case 'LockTables':
      return readLockTables(reading, node);
    case 'UnlockTables':
      // It touches nothing: it ends what LOCK TABLES began.
      return told('transaction', 'UNLOCK TABLES');
    case 'Call': {
      const procedure = procedureNamed(reading, node.procedure);
      reading.found.readOnly = false;
      reading.found.call(procedureObject(procedure)).elsewhere = true;
      reading.found.touchWhole('EXECUTE', procedureObject(procedure), node.start);
      for (const each of node.arguments) {
        reading.found.position(readers.expression(reading, each, undefined), 'argument', each.start);
      }
      return told('call', 'CALL');
    }
    case 'Do':
      for (const each of node.expressions) {
        reading.found.position(readers.expression(reading, each, undefined), 'other', each.start);
      }
      // It is a SELECT that gives nothing back.
      return told('select', 'DO');
    case 'Definition':
      return readDefinition(reading, node, readers);
    case 'Unread':
      return readUnread(reading, node);
    default:
      return node satisfies never;
  }
}

const TRANSACTIONS = {
  Begin: { verb: 'begin', command: 'START TRANSACTION' },
  Commit: { verb: 'commit', command: 'COMMIT' },
  Rollback: { verb: 'rollback', command: 'ROLLBACK' },
  Savepoint: { verb: 'savepoint', command: 'SAVEPOINT' },
  RollbackTo: { verb: 'rollback_to', command: 'ROLLBACK' },
  ReleaseSavepoint: { verb: 'release', command: 'RELEASE SAVEPOINT' },
} as const satisfies Record<TransactionStatement['kind'], { verb: string; command: string }>;

function readTransaction(reading: Reading, node: TransactionStatement): UtilityReading {
  const { verb, command } = TRANSACTIONS[node.kind];
  // It would end the connection upstream, which is Wirewall's to end.
  if ('release' in node && node.release === true) reading.found.hazard('not_supported', `${command} RELEASE`, node.start);
  if (verb === 'commit') reading.found.readOnly = false;
  const effect: SessionEffect = { kind: 'transaction', verb };
  return told('transaction', command, { effect });
} // prettier-ignore

function readUse(reading: Reading, node: Use): UtilityReading {
  schemaNamed(reading, node.database);
  return told('set', 'USE', { effect: { kind: 'set', name: 'database', tracked: true, local: false } });
}

/** A plan tells what the values are like, and its notes show them: every column that is read has a place in it. */
function readExplain(reading: Reading, node: Explain, readers: UtilityReaders): UtilityReading {
  const before = reading.found.readOnly;
  const explaining = reading.explaining;
  reading.explaining = true;
  const inner = node.statement;
  const columns = inner.kind === 'Query' ? readers.query(reading, inner) : (readers.change(reading, inner) ?? []);
  for (const { lineage } of columns) reading.found.position(lineage, 'other', node.start);
  reading.explaining = explaining;
  // A plan is made without running the statement, but stored functions over constants are run for it.
  if (!node.analyze && reading.found.calls.length === 0) reading.found.readOnly = before;
  // Which columns a plan has depends on the server's release and settings: none of them is one of a table.
  return told('explain', 'EXPLAIN');
}

/** Answered by us, by the id that we told the client; any other form would need the server's ids. */
function readKill(reading: Reading, { id, what, start }: Kill): UtilityReading {
  const number = id.kind === 'NumberLiteral' && id.type === 'integer' ? Number(id.text) : undefined;
  if (number === undefined || !Number.isSafeInteger(number)) {
    reading.found.hazard('not_supported', 'KILL of anything but the number of a connection', start);
    return told('kill', 'KILL', { ours: true });
  }
  const effect: SessionEffect = { kind: 'kill', what: what === 'QUERY' ? 'query' : 'connection', id: number };
  return told('kill', 'KILL', { effect, ours: true });
}

function readLockTables(reading: Reading, { locks }: LockTables): UtilityReading {
  reading.found.readOnly = false;
  for (const { table } of locks) {
    const place = existing(reading, table);
    if (place.system) reading.found.hazard('not_supported', `LOCK TABLES in the schema ${place.schema}`, table.start);
    reading.found.touchWhole('LOCK', tableObject(place), table.start);
  }
  return told('lock', 'LOCK TABLES');
}

const HAZARDS = {
  administration: 'not_supported',
  routine: 'opaque',
  file: 'file',
  opaque: 'opaque',
  not_supported: 'not_supported',
} as const satisfies Record<Unread['why'], Hazard['kind']>;

/** Nobody has read it: it may hold a password (`IDENTIFIED BY`), and it may write. */
function readUnread(reading: Reading, node: Unread): UtilityReading {
  reading.found.readOnly = false;
  reading.found.hazard(HAZARDS[node.why], node.command, node.start);
  return told('other', node.command, { secretText: true, ours: true });
}
