/**
 * Expressions as trees, each beside a text in which every operand stands in parentheses: what the printer leaves out must change nothing. Every
 * operator is a template with holes.
 */
import type {
  BinaryOperator, Case, Expression, FunctionCall, IsTest, Name, NumberLiteral, UnaryOperation,
} from '../../../../src/sql/mysql/ast/index.ts'; // prettier-ignore

const at = { start: 0, end: 0 } as const;

export const name = (text: string): Name => ({ kind: 'Name', text, ...at });

export const column = (text: string): Expression => ({
  kind: 'ColumnReference',
  schema: undefined,
  table: undefined,
  column: name(text),
  ...at,
});

export const number = (text: string): NumberLiteral => ({ kind: 'NumberLiteral', type: 'integer', text, ...at });

export const string = (value: string): Expression => ({
  kind: 'StringLiteral',
  value,
  charset: undefined,
  firstPiece: undefined,
  ...at,
});

export const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: 'BinaryOperation',
  operator,
  left,
  right,
  ...at,
});

export const unary = (operator: UnaryOperation['operator'], operand: Expression): Expression => ({
  kind: 'UnaryOperation',
  operator,
  operand,
  ...at,
});

export const call = (text: string, args: readonly Expression[], more: Partial<FunctionCall> = {}): FunctionCall => ({
  kind: 'FunctionCall',
  name: { kind: 'QualifiedName', schema: undefined, name: name(text), ...at },
  builtIn: true,
  arguments: args,
  star: false,
  distinct: false,
  orderBy: [],
  separator: undefined,
  limit: undefined,
  unit: undefined,
  using: undefined,
  nulls: undefined,
  over: undefined,
  ...at,
  ...more,
});

/** An expression, and how it is written with all its parentheses. */
export interface Told {
  readonly tree: Expression;
  readonly text: string;
}

export interface Template {
  readonly name: string;
  readonly holes: number;
  fill(...operands: Told[]): Told;
}

export const leaf = (text: string): Told => ({ tree: column(text), text: `\`${text}\`` });

const branch = (when: Expression, value: Expression): Case['branches'][number] =>
  // oxlint-disable-next-line unicorn/no-thenable -- the tree's own word, in nothing that is awaited
  ({ when, then: value });

/** `shape` has `#` for each operand. */
function template(shape: string, tree: (a: Expression, b: Expression, c: Expression) => Expression): Template {
  const parts = shape.split('#');
  return {
    name: shape,
    holes: parts.length - 1,
    fill: (...operands) => {
      const trees = operands.map((operand) => operand.tree);
      const [a = number('0'), b = number('0'), c = number('0')] = trees;
      const text = parts.map(
        (part, index) => part + (operands[index] === undefined ? '' : `(${operands[index].text})`),
      );
      return { tree: tree(a, b, c), text: text.join('') };
    },
  };
}

const BINARY: readonly BinaryOperator[] = [
  'OR', 'XOR', 'AND', '=', '<=>', '<>', '<', '<=', '>', '>=', 'SOUNDS LIKE',
  '|', '&', '<<', '>>', '+', '-', '*', '/', 'DIV', '%', '^',
]; // prettier-ignore

const UNARY: readonly UnaryOperation['operator'][] = ['-', '+', '~', '!', 'NOT', 'BINARY'];

const TESTS: readonly IsTest['test'][] = ['NULL', 'TRUE', 'FALSE', 'UNKNOWN'];

const NEGATED = [false, true];

const not = (negated: boolean): string => (negated ? ' NOT' : '');

export const TEMPLATES: readonly Template[] = [
  ...BINARY.map((operator) => template(`# ${operator} #`, (a, b) => binary(operator, a, b))),
  ...UNARY.map((operator) => template(`${operator} #`, (a) => unary(operator, a))),
  ...TESTS.flatMap((test) =>
    NEGATED.map((negated) =>
      template(`# IS${not(negated)} ${test}`, (operand) => ({ kind: 'IsTest', operand, not: negated, test, ...at })),
    ),
  ),
  ...NEGATED.flatMap((negated) => [
    template(`#${not(negated)} BETWEEN # AND #`, (operand, low, high) => ({ kind: 'Between', operand, not: negated, low, high, ...at })),
    template(`#${not(negated)} IN (#, #)`, (operand, b, c) => ({ kind: 'InList', operand, not: negated, items: [b, c], ...at })),
    template(`#${not(negated)} LIKE #`, (operand, pattern) => ({ kind: 'Like', operand, not: negated, pattern, escape: undefined, ...at })),
    template(`#${not(negated)} REGEXP #`, (operand, pattern) => ({ kind: 'RegularExpression', operand, not: negated, pattern, ...at })),
  ]), // prettier-ignore
  template(`# LIKE # ESCAPE '|'`, (operand, pattern) => ({ kind: 'Like', operand, not: false, pattern, escape: string('|'), ...at })),
  template('CASE # WHEN # THEN # ELSE 7 END', (operand, when, value) => ({
    kind: 'Case',
    operand,
    branches: [branch(when, value)],
    otherwise: number('7'),
    ...at,
  })),
  template('CASE WHEN # THEN # ELSE # END', (when, value, otherwise) => ({
    kind: 'Case',
    operand: undefined,
    branches: [branch(when, value)],
    otherwise,
    ...at,
  })),
  template('CAST(# AS CHAR(9))', (operand) => ({
    kind: 'Cast',
    operand,
    type: { kind: 'CastType', type: 'CHAR', lengths: ['9'], charset: undefined, array: false, ...at },
    atTimeZone: undefined,
    ...at,
  })),
  template('CONVERT(# USING utf8mb4)', (operand) => ({ kind: 'ConvertUsing', operand, charset: 'utf8mb4', ...at })),
  template('CONVERT(# USING utf8mb4) COLLATE utf8mb4_bin', (operand) => ({
    kind: 'Collate',
    operand: { kind: 'ConvertUsing', operand, charset: 'utf8mb4', ...at },
    collation: 'utf8mb4_bin',
    ...at,
  })),
  ...(['+', '-'] as const).map((sign) =>
    template(`# ${sign} INTERVAL # DAY`, (operand, amount) => ({
      kind: 'DateArithmetic',
      operand,
      sign,
      amount,
      unit: 'DAY',
      ...at,
    })),
  ),
  template('IF(#, #, #)', (a, b, c) => call('IF', [a, b, c])),
  template('TRIM(LEADING # FROM #)', (remove, operand) => ({ kind: 'Trim', side: 'LEADING', remove, operand, ...at })),
]; // prettier-ignore

/** Every template in every hole of every other one. */
export function pairs(): Told[] {
  const leaves = ['a', 'b', 'c'].map(leaf);
  return TEMPLATES.flatMap((outer) =>
    Array.from({ length: outer.holes }, (_, hole) =>
      TEMPLATES.map((inner) => {
        const operands = leaves.slice(0, outer.holes);
        // Other columns than the outer ones', so that a wrong shape shows.
        operands[hole] = inner.fill(...leaves.toReversed().slice(0, inner.holes));
        return outer.fill(...operands);
      }),
    ).flat(),
  );
}
