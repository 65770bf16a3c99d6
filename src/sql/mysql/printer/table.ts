/** What stands in FROM: tables, queries, joins. */
import { InternalFault } from '../../../core/errors.ts';
import type {
  DerivedTable, IndexHint, Join, JsonColumn, JsonReaction, JsonTable, Name, TableName, TableReference,
} from '../ast/index.ts'; // prettier-ignore
import { whole } from './expression.ts';
import { hidden } from './label.ts';
import { name, names, qualified } from './names.ts';
import type { Printing } from './options.ts';
import { given, listed, separated, when, type Piece, type Pieces } from './pieces.ts';
import { query } from './query.ts';
import { dataType } from './type.ts';

export function tableReferences(references: readonly TableReference[], printing: Printing): Pieces {
  return separated(references, (reference) => [tableReference(reference, printing)]);
}

export function tableReference(reference: TableReference, printing: Printing): Piece {
  return () => {
    switch (reference.kind) {
      case 'TableName':
        return tableName(reference, printing);
      case 'DerivedTable':
        return derivedTable(reference, printing);
      case 'JsonTable':
        return jsonTable(reference, printing);
      case 'Join':
        return join(reference, printing);
      case 'JoinGroup':
        return ['(', ...tableReferences(reference.references, printing), ')'];
      default:
        return reference satisfies never;
    }
  };
}

function tableName({ table, partitions, alias, hints }: TableName, printing: Printing): Pieces {
  return [
    ...qualified(table, printing),
    ...partitionNames(partitions, printing),
    ...tableAlias(alias, printing),
    ...hints.flatMap((hint) => indexHint(hint, printing)),
  ];
}

/** DELETE of one table wants the alias first. */
export function tableNameOfDelete({ table, partitions, alias, hints }: TableName, printing: Printing): Pieces {
  return [
    ...qualified(table, printing),
    ...tableAlias(alias, printing),
    ...partitionNames(partitions, printing),
    ...hints.flatMap((hint) => indexHint(hint, printing)),
  ];
}

export function partitionNames(partitions: readonly Name[], printing: Printing): Pieces {
  return partitions.length === 0 ? [] : [' PARTITION ', ...names(partitions, printing)];
}

function tableAlias(alias: Name | undefined, printing: Printing): Pieces {
  return given(' AS ', alias, (value) => name(value, printing));
}

function indexHint({ verb, scope, indexes }: IndexHint, printing: Printing): Pieces {
  const listedNames = separated(indexes, (index) => name(index, printing));
  return [` ${verb} INDEX`, ...when(scope !== undefined, ` FOR ${scope}`), ' (', ...listedNames, ')'];
}

/** A list of columns gives the names; otherwise they are those of the query. */
function derivedTable({ lateral, query: inner, alias, columns }: DerivedTable, printing: Printing): Pieces {
  return [
    ...when(lateral, 'LATERAL '),
    '(',
    query(inner, printing, { ...hidden, all: columns.length === 0 }),
    ')',
    ...tableAlias(alias.text === '' ? undefined : alias, printing),
    ...when(columns.length > 0, ' '),
    ...names(columns, printing),
  ];
}

/**
 * A join without a condition takes parentheses: a condition further right would become its own. The right side takes them where it is a join,
 * the left side is read first.
 */
function join(node: Join, printing: Printing): Pieces {
  const right = tableReference(node.right, printing);
  const joined: Pieces = [
    tableReference(node.left, printing),
    ` ${verb(node)} `,
    ...(node.right.kind === 'Join' && hasCondition(node.right) ? ['(', right, ')'] : [right]),
    ...given(' ON ', node.on, (value) => [whole(value, printing)]),
    ...when(node.using.length > 0, ' USING '),
    ...names(node.using, printing),
  ];
  return hasCondition(node) ? joined : ['(', ...joined, ')'];
}

function verb({ type, natural }: Join): string {
  if (natural) return type === 'INNER' ? 'NATURAL JOIN' : `NATURAL ${type} JOIN`;
  return type === 'STRAIGHT' ? 'STRAIGHT_JOIN' : `${type} JOIN`;
}

function hasCondition({ natural, on, using }: Join): boolean {
  return natural || on !== undefined || using.length > 0;
}

function jsonTable({ document, path, columns, alias }: JsonTable, printing: Printing): Pieces {
  return [
    'JSON_TABLE(',
    whole(document, printing),
    ', ',
    whole(path, printing),
    ' ',
    jsonColumns(columns, printing),
    ')',
    ...tableAlias(alias, printing),
  ];
}

function jsonColumns(columns: readonly JsonColumn[], printing: Printing): Piece {
  return () => listed('COLUMNS (', columns, (column) => jsonColumn(column, printing), ')');
}

function jsonColumn(column: JsonColumn, printing: Printing): Pieces {
  switch (column.kind) {
    case 'JsonOrdinality':
      return [...name(column.name, printing), ' FOR ORDINALITY'];
    case 'JsonPath':
      return [
        ...name(column.name, printing),
        ' ',
        ...dataType(column.type, printing),
        column.exists ? ' EXISTS PATH ' : ' PATH ',
        whole(column.path, printing),
        ...jsonReaction(column.onEmpty, 'EMPTY', printing),
        ...jsonReaction(column.onError, 'ERROR', printing),
      ];
    case 'JsonNested':
      return ['NESTED PATH ', whole(column.path, printing), ' ', jsonColumns(column.columns, printing)];
    default:
      throw new InternalFault('a column of JSON_TABLE of no kind');
  }
}

function jsonReaction(reaction: JsonReaction, on: 'EMPTY' | 'ERROR', printing: Printing): Pieces {
  return given(' ', reaction, (value) => [
    ...(typeof value === 'string' ? [value] : ['DEFAULT ', whole(value.value, printing)]),
    ` ON ${on}`,
  ]);
}
