/**
 * Expressions: what each reads, and where its value comes from. `use` says what the value is for: a plain `output`, or the position that its
 * columns stand in. The outermost position wins (lower(email) in WHERE is a predicate); only inside an output is a column an `argument`.
 * The table of node kinds is complete: a kind that is not in it is refused.
 */
import type { Node } from '@pgsql/types';
import type { BaseColumn, PositionKind } from '../../statement.ts';
import { castExpression, readTypeName } from './casts.ts';
import { columnReference, indirection } from './column-reference.ts';
import { functionCall } from './function-call.ts';
import { JSON_EXPRESSIONS } from './json.ts';
import { derive, NONE } from '../../lineage.ts';
import type { Lineage } from '../../lineage.ts';
import { as, at, bodyOf, kindOf } from './node.ts';
import type { Body, NodeKind } from './node.ts';
import { operator } from './operator-expression.ts';
import { operate } from './operators.ts';
import type { Reading } from './reading.ts';
import { notUnderstood } from './refuse.ts';
import type { Column, Scope } from './scope.ts';
import { subquery } from './subquery.ts';
import { ANY, BUILTIN, LITERAL } from './types.ts';

export type Use = 'output' | PositionKind;

export interface Value {
  readonly lineage: Lineage;
  readonly origin: BaseColumn | undefined;
  readonly type: string;
  readonly row: readonly Column[] | undefined;
}

export function evaluate(reading: Reading, node: Node, scope: Scope, use: Use): Value {
  reading.enter();
  try {
    const kind = kindOf(node);
    const handler = kind === undefined ? undefined : (EXPRESSIONS[kind] as Handler | undefined);
    if (handler === undefined) throw notUnderstood(`${kind ?? 'an empty node'} in an expression`, -1);
    return handler(reading, bodyOf(node) as never, scope, use);
  } finally {
    reading.leave();
  }
}

export type Handler = (reading: Reading, body: never, scope: Scope, use: Use) => Value;
export type Handlers = {
  readonly [K in NodeKind]?: (reading: Reading, body: Body<K>, scope: Scope, use: Use) => Value;
};

/** For the parts of an expression: what is an output outside is an argument inside. */
export function inside(use: Use): PositionKind {
  return use === 'output' ? 'argument' : use;
}

/** A position that says more than `argument`, where nothing further out has spoken. */
export function within(use: Use, kind: PositionKind): PositionKind {
  return use === 'output' || use === 'argument' ? kind : use;
}

export function plainValue(lineage: Lineage, type: string): Value {
  return { lineage, origin: undefined, type, row: undefined };
}

export function evaluateAll(
  reading: Reading,
  nodes: readonly (Node | undefined)[] | undefined,
  scope: Scope,
  use: Use,
): Value[] {
  const values: Value[] = [];
  for (const node of nodes ?? []) if (node !== undefined) values.push(evaluate(reading, node, scope, use));
  return values;
}

export function lineages(values: readonly Value[]): Lineage[] {
  return values.map((value) => value.lineage);
}

/** The value of a column read under a test for NULL or a count: not itself, so it is shown; its position is told. */
export function nullness(reading: Reading, node: Node, scope: Scope, use: Use, kind: 'null_test' | 'count'): Lineage {
  const reference = as(node, 'ColumnRef');
  if (reference === undefined) return derive([evaluate(reading, node, scope, within(use, 'condition')).lineage]);
  const value = evaluate(reading, node, scope, 'output');
  const plain = value.lineage.kind === 'copy' && value.row === undefined;
  reading.found.position(value.lineage, plain ? kind : within(use, 'condition'), at(reference));
  return plain ? NONE : derive([value.lineage]);
}

function parts(type: string): (reading: Reading, body: { args?: Node[] }, scope: Scope, use: Use) => Value {
  return (reading, body, scope, use) => {
    const values = evaluateAll(reading, body.args, scope, inside(use));
    const first = values[0]?.type ?? ANY;
    const common = values.every((value) => value.type === first)
      ? first
      : values.every(({ type }) => type !== ANY && !type.startsWith('#'))
        ? BUILTIN
        : ANY;
    return plainValue(derive(lineages(values)), type === '' ? common : type);
  };
}

const EXPRESSIONS: Handlers = {
  ColumnRef: columnReference,
  A_Indirection: indirection,
  A_Const: (_reading, body) =>
    plainValue(
      NONE,
      body.sval !== undefined || body.isnull === true
        ? LITERAL
        : body.ival !== undefined
          ? 'integer'
          : body.boolval !== undefined
            ? 'boolean'
            : body.fval !== undefined
              ? 'numeric'
              : 'bit',
    ),
  ParamRef: (reading, body) => {
    reading.found.parameters = Math.max(reading.found.parameters, body.number ?? 0);
    return plainValue(NONE, ANY);
  },
  A_Expr: operator,
  BoolExpr: parts('boolean'),
  TypeCast: castExpression,
  CollateClause: (reading, body, scope, use) => {
    if (body.arg === undefined) throw notUnderstood('this COLLATE', at(body));
    return { ...evaluate(reading, body.arg, scope, use), origin: undefined };
  },
  FuncCall: functionCall,
  A_ArrayExpr: (reading, body, scope, use) => {
    const values = evaluateAll(reading, body.elements, scope, inside(use));
    const first = values[0]?.type ?? ANY;
    const type =
      values.every((value) => value.type === first) && first !== ANY && !first.startsWith('#') ? `${first}[]` : ANY;
    return plainValue(derive(lineages(values)), type);
  },
  CaseExpr: (reading, body, scope, use) => {
    const tested = evaluateAll(reading, [body.arg], scope, within(use, 'condition'));
    const values: Value[] = [];
    for (const node of body.args ?? []) {
      const when = as(node, 'CaseWhen');
      const test = evaluateAll(reading, [when?.expr], scope, within(use, 'condition'));
      if (tested[0] !== undefined) operate(reading, ['='], [tested[0].type, test[0]?.type ?? ANY], at(body));
      tested.push(...test);
      values.push(...evaluateAll(reading, [when?.result], scope, inside(use)));
    }
    values.push(...evaluateAll(reading, [body.defresult], scope, inside(use)));
    const first = values.find((value) => value.type !== LITERAL)?.type ?? LITERAL;
    const type = values.every((value) => value.type === first || value.type === LITERAL) ? first : ANY;
    return plainValue(derive(lineages([...tested, ...values])), type);
  },
  CoalesceExpr: parts(''),
  MinMaxExpr: parts(''),
  NullTest: (reading, body, scope, use) => {
    if (body.arg === undefined) throw notUnderstood('this IS NULL', at(body));
    return plainValue(nullness(reading, body.arg, scope, use, 'null_test'), 'boolean');
  },
  BooleanTest: (reading, body, scope, use) =>
    plainValue(derive(lineages(evaluateAll(reading, [body.arg], scope, inside(use)))), 'boolean'),
  SubLink: subquery,
  RowExpr: (reading, body, scope, use) => {
    const values = evaluateAll(reading, body.args, scope, inside(use));
    const row = values.map((value, position) => ({ ...value, name: `f${position + 1}`, origin: undefined }));
    return { lineage: derive(lineages(values)), origin: undefined, type: ANY, row };
  },
  SQLValueFunction: (_reading, _body) => plainValue(NONE, BUILTIN),
  SetToDefault: () => plainValue(NONE, LITERAL),
  GroupingFunc: (reading, body, scope, use) => {
    evaluateAll(reading, body.args, scope, within(use, 'group'));
    return plainValue(NONE, 'integer');
  },
  NamedArgExpr: (reading, body, scope, use) => {
    if (body.arg === undefined) throw notUnderstood('this named argument', at(body));
    return evaluate(reading, body.arg, scope, use);
  },
  CurrentOfExpr: () => plainValue(NONE, 'boolean'),
  MergeSupportFunc: () => plainValue(NONE, 'text'),
  XmlExpr: (reading, body, scope, use) => {
    const named = (body.named_args ?? []).map((node) => as(node, 'ResTarget')?.val ?? node);
    const values = evaluateAll(reading, [...named, ...(body.args ?? [])], scope, inside(use));
    return plainValue(derive(lineages(values)), body.op === 'IS_DOCUMENT' ? 'boolean' : 'xml');
  },
  XmlSerialize: (reading, body, scope, use) => {
    const type = body.typeName === undefined ? ANY : readTypeName(reading, body.typeName);
    return plainValue(derive(lineages(evaluateAll(reading, [body.expr], scope, inside(use)))), type);
  },
  ...JSON_EXPRESSIONS,
};
