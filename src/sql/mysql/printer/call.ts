/** Calls of functions, with all that may stand between and behind their parentheses. */
import type {
  Expression, FrameBound, FunctionCall, Match, OrderItem, WindowFrame, WindowReference, WindowSpecification, WithinGroup,
} from '../ast/index.ts'; // prettier-ignore
import { operand, whole, wholes } from './expression.ts';
import { printString, printWords } from './literals.ts';
import { columnReference, name, qualified } from './names.ts';
import type { Printing } from './options.ts';
import { given, listed, separated, when, type Pieces } from './pieces.ts';
import { charset } from './type.ts';

export function functionCall(node: FunctionCall, printing: Printing): Pieces {
  return [...callAlone(node, printing), ...over(node, printing)];
}

/** No space before the parenthesis: without IGNORE_SPACE some words are the server's functions only so. */
function callAlone(node: FunctionCall, printing: Printing): Pieces {
  const unit = node.unit === undefined ? [] : [printWords(node.unit), ...when(node.arguments.length > 0, ', ')];
  return [
    ...functionName(node, printing),
    '(',
    ...when(node.distinct, 'DISTINCT '),
    ...unit,
    ...(node.star ? ['*'] : wholes(node.arguments, printing)),
    ...orderBy(node.orderBy, printing),
    ...given(' SEPARATOR ', node.separator, (value) => [printString(value)]),
    ...innerLimit(node.limit ?? [], printing),
    ...given(' USING ', node.using, (set) => charset(set, printing)),
    ')',
  ];
}

/** `[count]` or `[offset, count]`, in the order in which they stood: two parameters are told apart by it. */
function innerLimit(limit: readonly Expression[], printing: Printing): Pieces {
  const [first, second] = limit;
  return second !== undefined && first !== undefined && second.start < first.start
    ? [' LIMIT ', whole(second, printing), ' OFFSET ', whole(first, printing)]
    : listed(' LIMIT ', limit, (value) => [whole(value, printing)]);
}

/**
 * In backticks unless the grammar has it: the server then looks among its functions and behind them among the stored ones, as it did for the
 * original, and a name that was quoted in order not to be the grammar's stays so.
 */
function functionName({ name: called, builtIn }: FunctionCall, printing: Printing): Pieces {
  return builtIn ? [printWords(called.name.text)] : qualified(called, printing);
}

function over({ nulls, over: window }: FunctionCall, printing: Printing): Pieces {
  return [
    ...when(nulls !== undefined, ` ${nulls} NULLS`),
    ...given(' OVER ', window, (node) => windowReference(node, printing)),
  ];
}

export function withinGroup({ call, orderBy: items }: WithinGroup, printing: Printing): Pieces {
  const order = separated(items, (item) => orderItem(item, printing));
  return [...callAlone(call, printing), ' WITHIN GROUP (ORDER BY ', ...order, ')', ...over(call, printing)];
}

export function match({ columns, against, modifier }: Match, printing: Printing): Pieces {
  return [
    'MATCH (',
    ...separated(columns, (column) => columnReference(column, printing)),
    ') AGAINST (',
    ...operand(against, printing),
    ...when(modifier !== undefined, ` ${modifier}`),
    ')',
  ];
}

export function orderBy(items: readonly OrderItem[], printing: Printing): Pieces {
  return listed(' ORDER BY ', items, (item) => orderItem(item, printing));
}

export function orderItem({ expression, direction }: OrderItem, printing: Printing): Pieces {
  return [whole(expression, printing), ...when(direction !== undefined, ` ${direction}`)];
}

function windowReference(node: WindowReference, printing: Printing): Pieces {
  return node.kind === 'WindowName' ? name(node.name, printing) : ['(', () => windowSpecification(node, printing), ')'];
}

export function windowSpecification(
  { base, partitionBy, orderBy: items, frame }: WindowSpecification,
  printing: Printing,
): Pieces {
  const clauses: Pieces[] = [
    given('', base, (window) => name(window, printing)),
    listed('PARTITION BY ', partitionBy, (value) => [whole(value, printing)]),
    listed('ORDER BY ', items, (item) => orderItem(item, printing)),
    given('', frame, (value) => windowFrame(value, printing)),
  ];
  return separated(
    clauses.filter((clause) => clause.length > 0),
    (clause) => clause,
    ' ',
  );
}

function windowFrame({ unit, from, to, exclude }: WindowFrame, printing: Printing): Pieces {
  const range =
    to === undefined
      ? frameBound(from, printing)
      : ['BETWEEN ', ...frameBound(from, printing), ' AND ', ...frameBound(to, printing)];
  return [`${unit} `, ...range, ...when(exclude !== undefined, ` EXCLUDE ${exclude}`)];
}

function frameBound(bound: FrameBound, printing: Printing): Pieces {
  switch (bound.kind) {
    case 'CurrentRow':
      return ['CURRENT ROW'];
    case 'Unbounded':
      return [`UNBOUNDED ${bound.direction}`];
    case 'Offset': {
      const offset = operand(bound.offset, printing);
      const distance = bound.unit === undefined ? offset : ['INTERVAL ', ...offset, ` ${printWords(bound.unit)}`];
      return [...distance, ` ${bound.direction}`];
    }
    default:
      return bound satisfies never;
  }
}
