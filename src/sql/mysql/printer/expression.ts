/** Expressions. Knows their shapes; the forms of calls are in call.ts. */
import type { Expression, UnaryOperation } from '../ast/index.ts';
import { functionCall, match, withinGroup } from './call.ts';
import { printBinaryLiteral, printNumber, printString, printStringLiteral, printWords } from './literals.ts';
import { columnReference, readVariable, userVariable } from './names.ts';
import { amountComesFirst, isClosed, rankOf } from './operand.ts';
import type { Printing } from './options.ts';
import { given, separated, type Piece, type Pieces } from './pieces.ts';
import { query } from './query.ts';
import { castType, charset } from './type.ts';

/** In a place that holds a whole expression: an argument, an item, behind a clause's word. */
export function whole(node: Expression, printing: Printing): Piece {
  return () => expression(node, printing);
}

export function wholes(nodes: readonly Expression[], printing: Printing): Pieces {
  return separated(nodes, (node) => [whole(node, printing)]);
}

/** Beside an operator. */
export function operand(node: Expression, printing: Printing): Pieces {
  return isClosed(node) ? [whole(node, printing)] : ['(', whole(node, printing), ')'];
}

/** To the left of an operator of a rank. */
function leftOperand(node: Expression, rank: string | undefined, printing: Printing): Pieces {
  return rank !== undefined && rankOf(node) === rank ? [whole(node, printing)] : operand(node, printing);
}

function expression(node: Expression, printing: Printing): Pieces {
  const inner = (child: Expression): Pieces => operand(child, printing);
  switch (node.kind) {
    case 'StringLiteral':
      return [printing.inPlaceOf?.(node) ?? printStringLiteral(node)];
    case 'NumberLiteral':
      return [printing.inPlaceOf?.(node) ?? printNumber(node)];
    case 'BinaryLiteral':
      return [printBinaryLiteral(node)];
    case 'TemporalLiteral':
      return [`${node.type} ${printString(node.value)}`];
    case 'KeywordLiteral':
      return [node.value];
    case 'Parameter':
      printing.parameters.push(node.index);
      return ['?'];
    case 'ColumnReference':
      return columnReference(node, printing);
    case 'DefaultValue':
      return node.column === undefined ? ['DEFAULT'] : ['DEFAULT(', ...columnReference(node.column, printing), ')'];
    case 'InsertedValue':
      return [insertedValue(printing), '(', ...columnReference(node.column, printing), ')'];
    case 'UserVariable':
      return userVariable(node, printing);
    case 'SystemVariable':
      return readVariable(node, printing);
    case 'Assignment':
      return [...userVariable(node.variable, printing), ' := ', whole(node.value, printing)];
    case 'UnaryOperation':
      return unaryOperation(node, printing);
    case 'BinaryOperation':
    case 'DateArithmetic':
      return operation(node, printing);
    case 'QuantifiedComparison':
      return [...inner(node.left), ` ${node.operator} ${node.quantifier} (`, query(node.query, printing), ')'];
    case 'IsTest':
      return [...inner(node.operand), node.not ? ' IS NOT ' : ' IS ', node.test];
    case 'Between':
      return [...inner(node.operand), not(node), ' BETWEEN ', ...inner(node.low), ' AND ', ...inner(node.high)];
    case 'InList':
      return [...inner(node.operand), not(node), ' IN (', ...wholes(node.items, printing), ')'];
    case 'InQuery':
      return [...inner(node.operand), not(node), ' IN (', query(node.query, printing), ')'];
    case 'Like':
      return [
        ...inner(node.operand),
        not(node),
        ' LIKE ',
        ...inner(node.pattern),
        ...given(' ESCAPE ', node.escape, inner),
      ];
    case 'RegularExpression':
      return [...inner(node.operand), not(node), ' REGEXP ', ...inner(node.pattern)];
    case 'Exists':
      return ['EXISTS (', query(node.query, printing), ')'];
    case 'ScalarQuery':
      return ['(', query(node.query, printing), ')'];
    case 'Row':
      return ['ROW(', ...wholes(node.items, printing), ')'];
    case 'Collate':
      return [...inner(node.operand), ' COLLATE ', ...charset(node.collation, printing)];
    case 'FunctionCall':
      return functionCall(node, printing);
    case 'Match':
      return match(node, printing);
    case 'WithinGroup':
      return withinGroup(node, printing);
    default:
      return special(node, printing);
  }
}

type Special = Extract<Expression, { kind: 'Case' | 'Cast' | 'ConvertUsing' | 'Extract' | 'Trim' }>;

/** What looks like a call and isn't one. */
function special(node: Special, printing: Printing): Pieces {
  switch (node.kind) {
    case 'Case':
      return [
        'CASE',
        ...given(' ', node.operand, (value) => [whole(value, printing)]),
        ...node.branches.flatMap((branch) => [
          ' WHEN ',
          whole(branch.when, printing),
          ' THEN ',
          whole(branch.then, printing),
        ]),
        ...given(' ELSE ', node.otherwise, (value) => [whole(value, printing)]),
        ' END',
      ];
    case 'Cast': {
      const zone = given(' AT TIME ZONE ', node.atTimeZone, (value) => [printString(value)]);
      return ['CAST(', whole(node.operand, printing), ...zone, ' AS ', ...castType(node.type, printing), ')'];
    }
    case 'ConvertUsing':
      return ['CONVERT(', whole(node.operand, printing), ' USING ', ...charset(node.charset, printing), ')'];
    case 'Extract':
      return [`EXTRACT(${printWords(node.unit)} FROM `, whole(node.operand, printing), ')'];
    case 'Trim': {
      const side = node.side === undefined ? [] : [`${node.side} `];
      const remove = node.remove === undefined ? [] : [whole(node.remove, printing), ' '];
      const from = node.side === undefined && node.remove === undefined ? [] : ['FROM '];
      return ['TRIM(', ...side, ...remove, ...from, whole(node.operand, printing), ')'];
    }
    default:
      return node satisfies never;
  }
}

function unaryOperation({ operator, operand: of }: UnaryOperation, printing: Printing): Pieces {
  const word = /[A-Z]/.test(operator) ? `${operator} ` : operator;
  return [word, ...operand(of, printing)];
}

type Operation = Extract<Expression, { kind: 'BinaryOperation' | 'DateArithmetic' }>;

function operation(node: Operation, printing: Printing): Pieces {
  const rank = rankOf(node);
  if (node.kind === 'DateArithmetic') {
    const amount = ['INTERVAL ', ...operand(node.amount, printing), ` ${printWords(node.unit)}`];
    return amountComesFirst(node)
      ? [...amount, ' + ', ...operand(node.operand, printing)]
      : [...leftOperand(node.operand, rank, printing), ` ${node.sign} `, ...amount];
  }
  const right = operand(node.right, printing);
  switch (node.operator) {
    case 'CONCAT':
      // `||` is OR in the mode that is in force upstream.
      return ['CONCAT(', whole(node.left, printing), ', ', whole(node.right, printing), ')'];
    case 'MEMBER OF':
      return [...operand(node.left, printing), ' MEMBER OF (', ...right, ')'];
    default:
      return [...leftOperand(node.left, rank, printing), ` ${node.operator} `, ...right];
  }
}

/** On MariaDB the other word has this meaning in ON DUPLICATE KEY UPDATE alone. */
function insertedValue({ server }: Printing): string {
  return server.flavor === 'mariadb' ? 'VALUE' : 'VALUES';
}

function not({ not: negated }: { readonly not: boolean }): string {
  return negated ? ' NOT' : '';
}
