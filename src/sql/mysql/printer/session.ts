/** Statements about the session and what there is. */
import { InternalFault } from '../../../core/errors.ts';
import type {
  Describe, Explain, LockTables, SetAssignment, SetTransaction, Show, TransactionStatement,
} from '../ast/index.ts'; // prettier-ignore
import { insert, remove, update } from './change.ts';
import { whole } from './expression.ts';
import { printDigitsAlone, printString, printText, printWords } from './literals.ts';
import { name, qualified, systemVariable, userVariable } from './names.ts';
import type { Printing } from './options.ts';
import { given, separated, when, type Pieces } from './pieces.ts';
import { query } from './query.ts';
import { charset } from './type.ts';

export function setAssignment(node: SetAssignment, printing: Printing): Pieces {
  switch (node.kind) {
    case 'SetVariable': {
      const { target, value } = node;
      const set = target.kind === 'UserVariable' ? userVariable(target, printing) : systemVariable(target, printing);
      return [...set, ' = ', value.kind === 'Default' ? 'DEFAULT' : whole(value, printing)];
    }
    case 'SetNames':
      return ['NAMES ', ...charsetOrDefault(node.charset, printing), ...given(' COLLATE ', node.collation, (own) => charset(own, printing))]; // prettier-ignore
    case 'SetCharacterSet':
      return ['CHARACTER SET ', ...charsetOrDefault(node.charset, printing)];
    default:
      return node satisfies never;
  }
}

function charsetOrDefault(set: string | undefined, printing: Printing): Pieces {
  return set === undefined ? ['DEFAULT'] : charset(set, printing);
}

export function setTransaction({ scope, characteristics }: SetTransaction): Pieces {
  return ['SET ', ...when(scope !== undefined, `${scope} `), 'TRANSACTION ', ...worded(characteristics)];
}

function worded(characteristics: readonly string[]): Pieces {
  return separated(characteristics, (words) => [printWords(words)]);
}

export function transaction(node: TransactionStatement, printing: Printing): Pieces {
  switch (node.kind) {
    case 'Begin':
      return ['START TRANSACTION', ...when(node.characteristics.length > 0, ' '), ...worded(node.characteristics)];
    case 'Commit':
    case 'Rollback':
      return [
        node.kind.toUpperCase(),
        ...when(node.chain !== undefined, node.chain === true ? ' AND CHAIN' : ' AND NO CHAIN'),
        ...when(node.release !== undefined, node.release === true ? ' RELEASE' : ' NO RELEASE'),
      ];
    case 'Savepoint':
      return ['SAVEPOINT ', ...name(node.name, printing)];
    case 'RollbackTo':
      return ['ROLLBACK TO SAVEPOINT ', ...name(node.name, printing)];
    case 'ReleaseSavepoint':
      return ['RELEASE SAVEPOINT ', ...name(node.name, printing)];
    default:
      return node satisfies never;
  }
}

/** SHOWs whose object stands behind FROM; behind the others' words it stands alone. */
const FROM_OBJECT = new Set(['COLUMNS', 'FIELDS', 'INDEX', 'INDEXES', 'KEYS']);

export function show(node: Show, printing: Printing): Pieces {
  // Whatever the analysis lets pass is told by names: free text in the place of one isn't printed.
  if (node.argument !== undefined && node.argument !== 'IF NOT EXISTS') {
    throw new InternalFault(`SHOW ${node.what} is not printed`);
  }
  return [
    'SHOW ',
    ...when(node.extended, 'EXTENDED '),
    ...when(node.full, 'FULL '),
    ...when(node.scope !== undefined, `${node.scope} `),
    printShown(node.what),
    ...given(FROM_OBJECT.has(node.what) ? ' FROM ' : ' ', node.object, (object) => qualified(object, printing)),
    ...when(node.argument !== undefined, ` ${node.argument}`),
    ...given(node.what === 'CREATE DATABASE' ? ' ' : ' FROM ', node.database, (database) => name(database, printing)),
    ...given(' LIKE ', node.like, (pattern) => [printString(pattern)]),
    ...given(' WHERE ', node.where, (value) => [whole(value, printing)]),
    ...given(' LIMIT ', node.limit, ({ count, offset }) => [
      ...when(offset !== undefined, `${printDigitsAlone(offset ?? '0')}, `),
      printDigitsAlone(count),
    ]),
  ];
}

function printShown(what: string): string {
  return what.startsWith('COUNT(*) ') ? `COUNT(*) ${printWords(what.slice('COUNT(*) '.length))}` : printWords(what);
}

export function describe({ table, column }: Describe, printing: Printing): Pieces {
  return [
    'DESCRIBE ',
    ...qualified(table, printing),
    ...given(' ', column, (own) => [printText(own, printing.charset)]),
  ];
}

export function explain(node: Explain, printing: Printing): Pieces {
  const verb = node.analyze ? (printing.server.flavor === 'mariadb' ? 'ANALYZE ' : 'EXPLAIN ANALYZE ') : 'EXPLAIN ';
  return [
    verb,
    ...when(node.extended, 'EXTENDED '),
    ...when(node.partitions, 'PARTITIONS '),
    ...when(node.format !== undefined, `FORMAT = ${node.format} `),
    ...explained(node.statement, printing),
  ];
}

function explained(node: Explain['statement'], printing: Printing): Pieces {
  switch (node.kind) {
    case 'Query':
      return [query(node, printing)];
    case 'Insert':
      return insert(node, printing);
    case 'Update':
      return update(node, printing);
    case 'Delete':
      return remove(node, printing);
    default:
      return node satisfies never;
  }
}

export function lockTables({ locks }: LockTables, printing: Printing): Pieces {
  const listed = separated(locks, ({ table, alias, mode }) => [
    ...qualified(table, printing),
    ...given(' AS ', alias, (own) => name(own, printing)),
    ` ${mode}`,
  ]);
  return ['LOCK TABLES ', ...listed];
}
