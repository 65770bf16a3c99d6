/** Queries: WITH, SELECT, set operations, and what stands behind them. What they read from is in table.ts. */
import { InternalFault } from '../../../core/errors.ts';
import type {
  Into, Limit, Locking, Query, QueryBody, Select, SelectItem, SetOperation, With,
} from '../ast/index.ts'; // prettier-ignore
import { orderBy, orderItem, windowSpecification } from './call.ts';
import { whole, wholes } from './expression.ts';
import { hidden, labels, type Naming } from './label.ts';
import { printDigitsAlone, printName, printText } from './literals.ts';
import { dotted, name, names, qualified, unresolved, userVariable } from './names.ts';
import type { Printing } from './options.ts';
import { given, listed, separated, when, type Piece, type Pieces } from './pieces.ts';
import { tableReferences } from './table.ts';

export function query(node: Query, printing: Printing, naming: Naming = hidden): Piece {
  return () => {
    const inner: Naming = { ...naming, named: [...naming.named, node.orderBy] };
    const variables = given(' INTO ', node.into, (value) => into(value, printing));
    // Each server warns of the other's place for INTO.
    const early = printing.server.flavor === 'mariadb' && node.body.kind === 'Select' ? node.body : undefined;
    return [
      ...given('', node.with, (value) => withTables(value, printing)),
      ...(early === undefined ? body(node.body, printing, inner) : select(early, printing, inner, variables)),
      ...orderBy(node.orderBy, printing),
      ...given(' LIMIT ', node.limit, (value) => limit(value, printing)),
      ...node.locking.flatMap((value) => locking(value, printing)),
      ...(early === undefined ? variables : []),
    ];
  };
}

export function withTables({ recursive, tables }: With, printing: Printing): Pieces {
  const printed = separated(tables, (table) => [
    ...name(table.name, printing),
    ...when(table.columns.length > 0, ' '),
    ...names(table.columns, printing),
    ' AS (',
    query(table.query, printing, { ...hidden, all: table.columns.length === 0 }),
    ')',
  ]);
  return ['WITH ', ...when(recursive, 'RECURSIVE '), ...printed, ' '];
}

function body(node: QueryBody, printing: Printing, naming: Naming): Pieces {
  switch (node.kind) {
    case 'Query':
      return ['(', query(node, printing, naming), ')'];
    case 'Select':
      return [() => select(node, printing, naming)];
    case 'SetOperation':
      return [() => setOperation(node, printing, naming)];
    case 'ValuesQuery':
      return [
        'VALUES ',
        ...separated(node.rows, (row) => [node.rowWord ? 'ROW(' : '(', ...wholes(row, printing), ')']),
      ];
    case 'TableQuery':
      return ['TABLE ', ...qualified(node.table, printing)];
    default:
      return node satisfies never;
  }
}

/** Only the first operand's names are the result's. INTERSECT binds tighter than the other two, which are read from the left. */
function setOperation({ operator, all, left, right }: SetOperation, printing: Printing, naming: Naming): Pieces {
  const tighter = (node: QueryBody): boolean => node.kind === 'SetOperation' && node.operator === 'INTERSECT';
  const chains = (node: QueryBody): boolean =>
    node.kind !== 'SetOperation' || tighter(node) || operator !== 'INTERSECT';
  const nests = (node: QueryBody): boolean =>
    node.kind === 'SetOperation' && (operator === 'INTERSECT' || !tighter(node));
  return [
    ...enclosed(!chains(left), body(left, printing, naming)),
    ` ${operator} ${all ? 'ALL ' : ''}`,
    ...enclosed(nests(right), body(right, printing, hidden)),
  ];
}

function enclosed(needed: boolean, pieces: Pieces): Pieces {
  return needed ? ['(', ...pieces, ')'] : pieces;
}

function select(node: Select, printing: Printing, naming: Naming, variables: Pieces = []): Pieces {
  const labelled = labels(node, naming);
  const items = node.items.map((item, at) => ({ item, label: labelled[at] }));
  return [
    'SELECT ',
    ...node.modifiers.map((modifier) => `${modifier} `),
    ...separated(items, ({ item, label }) => selectItem(item, label, printing)),
    ...variables,
    ...when(node.dual && node.from.length === 0, ' FROM DUAL'),
    ...(node.from.length === 0 ? [] : [' FROM ', ...tableReferences(node.from, printing)]),
    ...given(' WHERE ', node.where, (value) => [whole(value, printing)]),
    ...listed(' GROUP BY ', node.groupBy, (item) => orderItem(item, printing)),
    ...when(node.rollup, ' WITH ROLLUP'),
    ...given(' HAVING ', node.having, (value) => [whole(value, printing)]),
    ...listed(' WINDOW ', node.windows, ({ name: own, window }) => [
      ...name(own, printing),
      ' AS (',
      ...windowSpecification(window, printing),
      ')',
    ]),
  ];
}

/** The items of SELECT and of RETURNING. */
export function selectItem(item: SelectItem, label: string | undefined, printing: Printing): Pieces {
  if (item.kind === 'Star') {
    const { schema, table } = item;
    return table === undefined ? ['*'] : [...dotted([schema, table], printing), '.*'];
  }
  const alias = item.alias?.text ?? label;
  return [whole(item.expression, printing), ...given(' AS ', alias, (text) => columnAlias(text, printing))];
}

/** An empty alias, and one with characters that no quoted name may have, can be written as a string alone. */
function columnAlias(text: string, { charset }: Printing): Pieces {
  return [text === '' || /[\u{10000}-\u{10ffff}]/u.test(text) ? printText(text, charset) : printName(text, charset)];
}

export function limit({ count, offset }: Limit, printing: Printing): Pieces {
  if (offset === undefined) return [whole(count, printing)];
  // The order of two parameters tells them apart.
  return offset.start < count.start
    ? [whole(offset, printing), ', ', whole(count, printing)]
    : [whole(count, printing), ' OFFSET ', whole(offset, printing)];
}

function locking({ strength, tables, wait }: Locking, printing: Printing): Pieces {
  return [
    strength === 'LOCK IN SHARE MODE' ? ` ${strength}` : ` FOR ${strength}`,
    ...listed(' OF ', tables, (table) => unresolved(table, printing)),
    ...given(' ', wait, (value) => [typeof value === 'string' ? value : `WAIT ${printDigitsAlone(value.seconds)}`]),
  ];
}

function into(node: Into, printing: Printing): Pieces {
  if (node.kind === 'IntoFile') throw new InternalFault('INTO a file is refused, never printed');
  return separated(node.variables, (variable) => userVariable(variable, printing));
}
