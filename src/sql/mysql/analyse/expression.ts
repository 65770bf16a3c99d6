/**
 * Expressions: what each reads, and where its value comes from. `use` says what the value is for: a plain `output`, or the position that its
 * columns stand in. The outermost position wins (lower(email) in WHERE is a predicate); only inside an output is a column an `argument`.
 * Whatever is not a plain column is derived: neither a collation nor a type hides where a value comes from.
 */
import type { BinaryOperation, ColumnReference, Expression } from '../ast/index.ts';
import { derive, NONE } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import type { BaseColumn, PositionKind } from '../../statement.ts';
import { readableVariable } from '../lists/index.ts';
import { functionCall, withinGroup } from './function-call.ts';
import type { Reading } from './reading.ts';
import { columnUnknown, notUnderstood } from './refuse.ts';
import { findColumn, visibleColumns } from './scope.ts';
import type { Found, Place, Scope } from './scope.ts';
import { comparedWith, exists, scalar } from './subquery.ts';

export type Use = 'output' | PositionKind;

export interface Value {
  readonly lineage: Lineage;
  readonly origin: BaseColumn | undefined;
  /** The column of FROM that it plainly is. */
  readonly of?: Place | undefined;
}

/** For the parts of an expression: what is an output outside is an argument inside. */
export function inside(use: Use): PositionKind {
  return use === 'output' ? 'argument' : use;
}

/** A position that says more than `argument`, where nothing further out has spoken. */
export function within(use: Use, kind: PositionKind): PositionKind {
  return use === 'output' || use === 'argument' ? kind : use;
}

export function value(lineage: Lineage): Value {
  return { lineage, origin: undefined };
}

/** The value that expressions give together. */
export function derived(
  reading: Reading,
  parts: readonly (Expression | undefined)[],
  scope: Scope,
  use: PositionKind,
): Value {
  return value(derive(lineages(reading, parts, scope, use)));
}

export function lineages(
  reading: Reading,
  parts: readonly (Expression | undefined)[],
  scope: Scope,
  use: PositionKind,
): Lineage[] {
  return parts.flatMap((part) => (part === undefined ? [] : [evaluate(reading, part, scope, use).lineage]));
}

export function evaluate(reading: Reading, node: Expression, scope: Scope, use: Use): Value {
  reading.enter();
  try {
    return evaluateNode(reading, node, scope, use);
  } finally {
    reading.leave();
  }
}

function evaluateNode(reading: Reading, node: Expression, scope: Scope, use: Use): Value {
  switch (node.kind) {
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BinaryLiteral':
    case 'TemporalLiteral':
    case 'KeywordLiteral':
      return value(NONE);
    case 'Parameter':
      reading.found.parameters = Math.max(reading.found.parameters, node.index);
      return value(NONE);
    case 'ColumnReference':
      return columnReference(reading, node, scope, use);
    case 'DefaultValue':
      return node.column === undefined ? value(NONE) : notItself(reading, node.column, scope, use);
    case 'InsertedValue':
      return insertedValue(reading, node.column, scope, use);
    case 'UserVariable':
      if (/^wirewall_/i.test(node.name))
        reading.found.hazard('setting', `@${node.name}: it may hold a secret and is not shown`, node.start);
      return value(NONE);
    case 'SystemVariable':
      if (node.base !== undefined || !readableVariable(node.name.text.toLowerCase()))
        reading.found.hazard('setting', `${node.name.text}: it may hold a secret and is not shown`, node.start);
      return value(NONE);
    case 'Assignment':
      return assignment(reading, node, scope, use);
    case 'UnaryOperation':
      return derived(reading, [node.operand], scope, inside(use));
    case 'BinaryOperation':
      return binary(reading, node, scope, inside(use));
    case 'QuantifiedComparison':
      return comparedWith(reading, node.left, node.query, scope, use, node.start);
    case 'InQuery':
      return comparedWith(reading, node.operand, node.query, scope, use, node.start);
    case 'Exists':
      return exists(reading, node.query, scope);
    case 'ScalarQuery':
      return scalar(reading, node.query, scope, use);
    case 'IsTest':
      if (node.test === 'NULL') return value(nullness(reading, node.operand, scope, use, 'null_test'));
      return derived(reading, [node.operand], scope, inside(use));
    default:
      return evaluateForm(reading, node, scope, use);
  }
}

type Form = Exclude<
  Expression,
  {
    readonly kind:
      | 'StringLiteral' | 'NumberLiteral' | 'BinaryLiteral' | 'TemporalLiteral' | 'KeywordLiteral' | 'Parameter' | 'ColumnReference'
      | 'DefaultValue' | 'InsertedValue' | 'UserVariable' | 'SystemVariable' | 'Assignment' | 'UnaryOperation' | 'BinaryOperation'
      | 'QuantifiedComparison' | 'InQuery' | 'Exists' | 'ScalarQuery' | 'IsTest';
  }
>; // prettier-ignore

function evaluateForm(reading: Reading, node: Form, scope: Scope, use: Use): Value {
  const part = inside(use);
  switch (node.kind) {
    case 'Between':
      return derived(reading, [node.operand, node.low, node.high], scope, part);
    case 'InList':
      return derived(reading, [node.operand, ...node.items], scope, part);
    case 'Like':
      return derived(reading, [node.operand, node.pattern, node.escape], scope, part);
    case 'RegularExpression':
      return derived(reading, [node.operand, node.pattern], scope, part);
    case 'Case': {
      const tests = [node.operand, ...node.branches.map(({ when }) => when)];
      const tested = lineages(reading, tests, scope, within(use, 'condition'));
      const results = lineages(reading, [...node.branches.map(({ then }) => then), node.otherwise], scope, part);
      return value(derive([...tested, ...results]));
    }
    case 'Cast':
    case 'ConvertUsing':
      return derived(reading, [node.operand], scope, within(use, 'cast'));
    case 'Collate':
    case 'Extract':
      return derived(reading, [node.operand], scope, part);
    case 'DateArithmetic':
      return derived(reading, [node.operand, node.amount], scope, part);
    case 'Row':
      return derived(reading, node.items, scope, part);
    case 'Trim':
      return derived(reading, [node.remove, node.operand], scope, part);
    case 'Match':
      return derived(reading, [...node.columns, node.against], scope, part);
    case 'FunctionCall':
      return functionCall(reading, node, scope, use);
    case 'WithinGroup':
      return withinGroup(reading, node, scope, use);
    default:
      throw notUnderstood(`this expression (${(node satisfies never as Expression).kind})`, -1);
  }
}

/** Chains of operators lean to the left and are as long as the text: they are walked, not descended. */
function binary(reading: Reading, node: BinaryOperation, scope: Scope, use: PositionKind): Value {
  const right: Expression[] = [];
  let left: Expression = node;
  while (left.kind === 'BinaryOperation') {
    right.push(left.right);
    left = left.left;
  }
  const parts = [left, ...right.toReversed()];
  reading.spend(parts.length);
  return derived(reading, parts, scope, use);
}

/** What lookups need to know of this place. */
export function naming(reading: Reading): Parameters<typeof findColumn>[2] {
  return {
    clause: reading.clause,
    tableKey: (name) => reading.tableKey(name),
    schemaKey: (name) => reading.schemaKey(name),
  };
}

export function find(reading: Reading, node: ColumnReference, scope: Scope): Found {
  const reference = {
    schema: node.schema?.text,
    table: node.table?.text,
    column: node.column.text,
    offset: node.start,
  };
  const found = findColumn(scope, reference, naming(reading));
  if (found !== undefined) return found;
  const label = [reference.schema, reference.table, reference.column].filter((part) => part !== undefined).join('.');
  throw columnUnknown(label, reading.clause, node.start, visibleColumns(scope));
}

function columnReference(reading: Reading, node: ColumnReference, scope: Scope, use: Use): Value {
  return read(reading, find(reading, node, scope), use, node.start);
}

export function read(reading: Reading, { column, reads }: Found, use: Use, offset: number): Value {
  for (const { source, index } of reads) source.touch(index);
  if (use !== 'output') reading.found.position(column.lineage, use, offset);
  const [first] = reads;
  return { lineage: column.lineage, origin: column.origin, of: first };
}

/** DEFAULT(column): not a value of any row, but the server asks for the same privilege. */
function notItself(reading: Reading, node: ColumnReference, scope: Scope, use: Use): Value {
  return value(derive([columnReference(reading, node, scope, inside(use)).lineage]));
}

function insertedValue(reading: Reading, node: ColumnReference, scope: Scope, use: Use): Value {
  const source = insertedRow(scope);
  if (source === undefined) return notItself(reading, node, scope, use);
  // It is named as the table's column is: found there first, so that what is not there is refused as the server refuses it.
  const found = find(reading, node, scope);
  const place = found.reads[0];
  const column = place === undefined ? undefined : source.columns[place.index];
  if (column === undefined || place === undefined) throw notUnderstood('VALUES() of this column', node.start);
  place.source.touch(place.index);
  if (use !== 'output') reading.found.position(column.lineage, use, node.start);
  return value(column.lineage);
}

function insertedRow(scope: Scope): Scope['inserted'] {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (level.inserted !== undefined) return level.inserted;
  }
  return undefined;
}

/** `@a := value`: kept for as long as the session, where anybody reads it. */
function assignment(
  reading: Reading,
  node: Extract<Expression, { kind: 'Assignment' }>,
  scope: Scope,
  use: Use,
): Value {
  if (/^wirewall_/i.test(node.variable.name))
    reading.found.hazard('setting', `@${node.variable.name}: only SET alone can set it`, node.start);
  reading.found.readOnly = false;
  const { lineage } = evaluate(reading, node.value, scope, inside(use));
  reading.found.write(undefined, lineage, node.start);
  return value(derive([lineage]));
}

/** The value of a column read under a test for NULL or a count: not itself, so it is shown; its position is told. */
export function nullness(
  reading: Reading,
  node: Expression,
  scope: Scope,
  use: Use,
  kind: 'null_test' | 'count',
): Lineage {
  if (node.kind !== 'ColumnReference')
    return derive([evaluate(reading, node, scope, within(use, 'condition')).lineage]);
  const { lineage } = columnReference(reading, node, scope, 'output');
  const plain = lineage.kind === 'copy';
  reading.found.position(lineage, plain ? kind : within(use, 'condition'), node.start);
  return plain ? NONE : derive([lineage]);
}
