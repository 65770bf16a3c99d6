/**
 * Where an expression within another takes parentheses: everywhere but where it is closed in itself, or goes on a chain to its left. The
 * servers' tables of precedence differ; what is printed rests on none of them but that operators of one rank are read from the left.
 */
import type { BinaryOperator, Expression } from '../ast/index.ts';

/** Operators of one rank. Those that aren't here begin no chain. */
const RANKS: Readonly<Partial<Record<BinaryOperator, string>>> = {
  OR: 'OR',
  XOR: 'XOR',
  AND: 'AND',
  '=': 'comparison',
  '<=>': 'comparison',
  '<>': 'comparison',
  '<': 'comparison',
  '<=': 'comparison',
  '>': 'comparison',
  '>=': 'comparison',
  '|': '|',
  '&': '&',
  '<<': 'shift',
  '>>': 'shift',
  '+': 'sum',
  '-': 'sum',
  '*': 'product',
  '/': 'product',
  DIV: 'product',
  '%': 'product',
  '^': '^',
};

/** Undefined: it stands in no chain. */
export function rankOf(node: Expression): string | undefined {
  if (node.kind === 'BinaryOperation') return RANKS[node.operator];
  if (node.kind === 'DateArithmetic') return amountComesFirst(node) ? undefined : 'sum';
  return undefined;
}

/** `INTERVAL 1 DAY + a`: kept, since the order of two parameters tells them apart. */
export function amountComesFirst(node: Extract<Expression, { kind: 'DateArithmetic' }>): boolean {
  return node.amount.start < node.operand.start;
}

/** Closed in itself, whatever stands beside it. */
export function isClosed(node: Expression): boolean {
  switch (node.kind) {
    case 'Assignment':
    case 'UnaryOperation':
    case 'QuantifiedComparison':
    case 'IsTest':
    case 'Between':
    case 'InList':
    case 'InQuery':
    case 'Like':
    case 'RegularExpression':
    case 'Collate':
    case 'DateArithmetic':
      return false;
    case 'BinaryOperation':
      // Printed as a call.
      return node.operator === 'CONCAT';
    default:
      return true;
  }
}
