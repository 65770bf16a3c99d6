/**
 * The proof that a statement's literals don't matter: that whatever they are, the same names are touched in the same way, and all columns are
 * called the same. Closed: a literal that isn't found in one of the places listed here ends the proof. They matter where a number
 * is a position or a bound (ORDER BY 1, LIMIT), where the text names a column (SELECT 1 + 1), in the server's own tables, of which some may be
 * read by certain constants alone, and wherever the parser used them up (CHAR(10), DATE '…').
 */
import type {
  Expression, FunctionCall, Query, QueryBody, SelectItem, StatementNode, TableReference, With,
} from './ast/index.ts'; // prettier-ignore
import type { MySqlContext } from './context.ts';
import { systemSchema } from './lists/index.ts';
import type { Hole } from './skeleton.ts';

/** True when each literal that a skeleton left out is found once, where only its kind counts. */
export function literalsDoNotMatter(node: StatementNode, holes: readonly Hole[], context: MySqlContext): boolean {
  const proof = new Proof(holes, context);
  return proof.statement(node) && proof.missing === 0;
}

/** Functions that do with a value nothing but compute. */
const FUNCTIONS = new Set(
  (
    'COUNT SUM MIN MAX AVG COALESCE IFNULL NULLIF IF GREATEST LEAST ABS CEIL CEILING FLOOR ROUND MOD POW POWER SQRT SIGN ' +
    'LOWER UPPER LCASE UCASE LENGTH CHAR_LENGTH CONCAT CONCAT_WS LTRIM RTRIM LEFT RIGHT LPAD RPAD SUBSTRING REPLACE REVERSE LOCATE INSTR ' +
    'NOW CURDATE CURTIME DATE YEAR MONTH DAY DAYOFMONTH HOUR MINUTE SECOND DATEDIFF UNIX_TIMESTAMP FROM_UNIXTIME'
  ).split(' '),
);

/** Those of JSON read their right side as a path. */
const OPERATORS: ReadonlySet<string> = new Set('OR XOR AND = <=> <> < <= > >= | & << >> + - * / DIV % ^'.split(' '));

/** Each method is true where nothing that it met ends the proof; what it doesn't descend into may hold no hole, and then one is missing. */
class Proof {
  readonly #open: Map<number, Hole['kind']>;
  readonly #context: MySqlContext;

  constructor(holes: readonly Hole[], context: MySqlContext) {
    this.#open = new Map(holes.map(({ start, kind }) => [start, kind]));
    this.#context = context;
  }

  get missing(): number {
    return this.#open.size;
  }

  statement(node: StatementNode): boolean {
    switch (node.kind) {
      case 'Query':
        return node.into === undefined && this.#query(node);
      case 'Insert': {
        const { source } = node;
        const given = source.kind === 'Rows' ? source.rows.every((row) => this.#all(row)) : this.#query(source.query);
        const changed = node.onDuplicate.every(({ value }) => this.#expression(value));
        return given && changed && this.#named(node.table.schema?.text) && this.#items(node.returning);
      }
      case 'Update':
        return (
          this.#with(node.with) &&
          this.#tables(node.tables) &&
          node.assignments.every(({ value }) => this.#expression(value)) &&
          this.#optional(node.where)
        );
      case 'Delete':
        return (
          this.#with(node.with) && this.#tables(node.from) && this.#optional(node.where) && this.#items(node.returning)
        );
      default:
        return false;
    }
  }

  #query(node: Query): boolean {
    return this.#with(node.with) && this.#body(node.body);
  }

  #with(node: With | undefined): boolean {
    return node === undefined || node.tables.every(({ query }) => this.#query(query));
  }

  #body(node: QueryBody): boolean {
    switch (node.kind) {
      case 'Query':
        return this.#query(node);
      case 'Select':
        return (
          this.#tables(node.from) &&
          this.#items(node.items) &&
          this.#optional(node.where) &&
          this.#optional(node.having)
        );
      case 'SetOperation':
        return this.#body(node.left) && this.#body(node.right);
      default:
        return false;
    }
  }

  /** Without an alias the column is called by the text. */
  #items(items: readonly SelectItem[]): boolean {
    return items.every((item) => item.kind === 'Star' || item.alias === undefined || this.#expression(item.expression));
  }

  #tables(nodes: readonly TableReference[]): boolean {
    return nodes.every((node) => this.#table(node));
  }

  #table(node: TableReference): boolean {
    switch (node.kind) {
      case 'TableName':
        return this.#named(node.table.schema?.text);
      case 'DerivedTable':
        return this.#query(node.query);
      case 'Join':
        return this.#table(node.left) && this.#table(node.right) && this.#optional(node.on);
      case 'JoinGroup':
        return this.#tables(node.references);
      case 'JsonTable':
        return false;
      default:
        return node satisfies never;
    }
  }

  /** A database that is not the server's own. */
  #named(schema = this.#context.database): boolean {
    return schema === undefined || systemSchema(schema, this.#context.server) === undefined;
  }

  #all(nodes: readonly Expression[]): boolean {
    return nodes.every((node) => this.#expression(node));
  }

  #optional(node: Expression | undefined): boolean {
    return node === undefined || this.#expression(node);
  }

  #expression(node: Expression): boolean {
    switch (node.kind) {
      case 'NumberLiteral':
      case 'StringLiteral':
        return this.#literal(node);
      case 'UnaryOperation':
        return this.#expression(node.operand);
      case 'BinaryOperation':
        return !OPERATORS.has(node.operator) || (this.#expression(node.left) && this.#expression(node.right));
      case 'QuantifiedComparison':
        return this.#expression(node.left) && this.#query(node.query);
      case 'IsTest':
        return this.#expression(node.operand);
      case 'Between':
        return this.#all([node.operand, node.low, node.high]);
      case 'InList':
        return this.#expression(node.operand) && this.#all(node.items);
      case 'InQuery':
        return this.#expression(node.operand) && this.#query(node.query);
      case 'Like':
        // What stands behind ESCAPE is one character.
        return this.#all([node.operand, node.pattern]);
      case 'Case':
        return (
          this.#optional(node.operand) &&
          node.branches.every((branch) => this.#all([branch.when, branch.then])) &&
          this.#optional(node.otherwise)
        );
      case 'DateArithmetic':
        return this.#all([node.operand, node.amount]);
      case 'Exists':
      case 'ScalarQuery':
        return this.#query(node.query);
      case 'Row':
        return this.#all(node.items);
      case 'FunctionCall':
        return this.#call(node);
      default:
        // It has no literal, or what it has is missing.
        return true;
    }
  }

  #literal(node: Extract<Expression, { kind: 'NumberLiteral' | 'StringLiteral' }>): boolean {
    const kind = this.#open.get(node.start);
    if (kind === undefined) return true;
    this.#open.delete(node.start);
    if (node.kind !== kind) return false;
    return node.kind === 'NumberLiteral'
      ? node.type === 'integer'
      : node.charset === undefined && node.firstPiece === undefined;
  }

  #call({ name, arguments: given }: FunctionCall): boolean {
    const listed = name.schema === undefined && FUNCTIONS.has(name.name.text.toUpperCase());
    return !listed || this.#all(given);
  }
}
