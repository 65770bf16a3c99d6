/** INSERT, REPLACE, UPDATE, DELETE. */
import type { ColumnAssignment, Delete, Insert, Query, QueryBody, SelectItem, Update } from '../ast/index.ts';
import { orderBy } from './call.ts';
import { whole, wholes } from './expression.ts';
import { columnReference, name, names, qualified } from './names.ts';
import type { Printing } from './options.ts';
import { given, listed, separated, when, type Pieces } from './pieces.ts';
import { limit, query, selectItem, withTables } from './query.ts';
import { partitionNames, tableNameOfDelete, tableReferences } from './table.ts';

export function insert(node: Insert, printing: Printing): Pieces {
  return [
    node.verb,
    ...when(node.priority !== undefined, ` ${node.priority}`),
    ...when(node.ignore, ' IGNORE'),
    ' INTO ',
    ...qualified(node.table, printing),
    ...partitionNames(node.partitions, printing),
    ...given(' (', node.columns, (columns) => [
      ...separated(columns, (column) => columnReference(column, printing)),
      ')',
    ]),
    ...insertSource(node.source, printing),
    ...given(' AS ', node.rowAlias, (alias) => [...name(alias.name, printing), ...names(alias.columns, printing)]),
    ...listed(' ON DUPLICATE KEY UPDATE ', node.onDuplicate, (item) => assignment(item, printing)),
    ...returning(node.returning, printing),
  ];
}

function insertSource(source: Insert['source'], printing: Printing): Pieces {
  if (source.kind === 'FromQuery') {
    const printed = query(source.query, printing);
    return beginsWithValues(source.query) ? [' (', printed, ')'] : [' ', printed];
  }
  return listed(' VALUES ', source.rows, (row) => ['(', ...wholes(row, printing), ')']);
}

/** On MariaDB, where VALUES without parentheses would be rows of this statement. */
function beginsWithValues({ with: tables, body }: Query): boolean {
  let first: QueryBody = body;
  while (first.kind === 'SetOperation') first = first.left;
  return tables === undefined && first.kind === 'ValuesQuery' && !first.rowWord;
}

export function update(node: Update, printing: Printing): Pieces {
  return [
    ...given('', node.with, (value) => withTables(value, printing)),
    'UPDATE ',
    ...when(node.lowPriority, 'LOW_PRIORITY '),
    ...when(node.ignore, 'IGNORE '),
    ...tableReferences(node.tables, printing),
    ...listed(' SET ', node.assignments, (item) => assignment(item, printing)),
    ...conditions(node, printing),
  ];
}

export function remove(node: Delete, printing: Printing): Pieces {
  const { targets } = node;
  const [only] = node.from;
  const from =
    targets === undefined && only?.kind === 'TableName'
      ? tableNameOfDelete(only, printing)
      : tableReferences(node.from, printing);
  return [
    ...given('', node.with, (value) => withTables(value, printing)),
    'DELETE ',
    ...when(node.lowPriority, 'LOW_PRIORITY '),
    ...when(node.quick, 'QUICK '),
    ...when(node.ignore, 'IGNORE '),
    ...(targets === undefined ? [] : [...separated(targets, (target) => qualified(target, printing)), ' ']),
    'FROM ',
    ...from,
    ...conditions(node, printing),
    ...returning(node.returning, printing),
  ];
}

function conditions(node: Update | Delete, printing: Printing): Pieces {
  return [
    ...given(' WHERE ', node.where, (value) => [whole(value, printing)]),
    ...orderBy(node.orderBy, printing),
    ...given(' LIMIT ', node.limit, (value) => limit(value, printing)),
  ];
}

function assignment({ column, value }: ColumnAssignment, printing: Printing): Pieces {
  return [...columnReference(column, printing), ' = ', whole(value, printing)];
}

function returning(items: readonly SelectItem[], printing: Printing): Pieces {
  return listed(' RETURNING ', items, (item) => selectItem(item, undefined, printing));
}
