/**
 * The proof that a statement's literals don't matter to its analysis: that whatever they are, the same names are touched in
 * the same way. Closed: a node kind, a field or a function that isn't listed here ends the proof. Literals matter where a
 * string names an object (regclass, nextval, set_config), and where a number is a position or a bound (ORDER BY 1, LIMIT).
 */
import type { ParseResult } from './parse.ts';

/**
 * True when the literals that a skeleton left out (integers and strings) are all found, and each stands where only
 * its type counts. A literal that the parser used up (the 24 of `float(24)`) is missing in the tree, so that the count tells.
 */
export function literalsDoNotMatter(tree: ParseResult, literals: number): boolean {
  const [only, ...others] = tree.stmts ?? [];
  if (only === undefined || others.length > 0) return false;
  const statement: unknown = only.stmt;
  if (!isObject(statement)) return false;
  const kind = Object.keys(statement)[0];
  if (kind === undefined || !STATEMENTS.has(kind)) return false;
  const proof = new Proof();
  return proof.holds(statement) && proof.found === literals;
}

const STATEMENTS = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt']);

/** How a field must be: a plain scalar, nodes by the table, names only, columns only, a parameter only, one structure. */
type Field = 'plain' | 'nodes' | 'names' | 'columns' | 'parameter' | keyof typeof STRUCTURES;

/** Fields that hold a structure without its kind around it. */
const STRUCTURES = {
  RangeVar: { schemaname: 'plain', relname: 'plain', inh: 'plain', relpersistence: 'plain', alias: 'Alias' },
  Alias: { aliasname: 'plain', colnames: 'names' },
  WithClause: { ctes: 'nodes' },
  ReturningClause: { exprs: 'nodes' },
  SelectStmt: {
    distinctClause: 'columns',
    targetList: 'nodes',
    fromClause: 'nodes',
    whereClause: 'nodes',
    groupClause: 'columns',
    havingClause: 'nodes',
    valuesLists: 'nodes',
    sortClause: 'nodes',
    limitCount: 'parameter',
    limitOffset: 'parameter',
    limitOption: 'plain',
    withClause: 'WithClause',
    op: 'plain',
    all: 'plain',
    larg: 'SelectStmt',
    rarg: 'SelectStmt',
  },
  TypeName: { names: 'names', typemod: 'plain' },
} as const satisfies Record<string, Record<string, string>>;

const NODES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  SelectStmt: STRUCTURES.SelectStmt,
  RangeVar: STRUCTURES.RangeVar,
  InsertStmt: {
    relation: 'RangeVar',
    cols: 'nodes',
    selectStmt: 'nodes',
    returningClause: 'ReturningClause',
    override: 'plain',
    withClause: 'WithClause',
  },
  UpdateStmt: {
    relation: 'RangeVar',
    targetList: 'nodes',
    whereClause: 'nodes',
    fromClause: 'nodes',
    returningClause: 'ReturningClause',
    withClause: 'WithClause',
  },
  DeleteStmt: {
    relation: 'RangeVar',
    usingClause: 'nodes',
    whereClause: 'nodes',
    returningClause: 'ReturningClause',
    withClause: 'WithClause',
  },
  ResTarget: { name: 'plain', val: 'nodes' },
  JoinExpr: {
    jointype: 'plain',
    isNatural: 'plain',
    larg: 'nodes',
    rarg: 'nodes',
    usingClause: 'names',
    quals: 'nodes',
    alias: 'Alias',
  },
  RangeSubselect: { lateral: 'plain', subquery: 'nodes', alias: 'Alias' },
  CommonTableExpr: { ctename: 'plain', aliascolnames: 'names', ctematerialized: 'plain', ctequery: 'nodes' },
  SortBy: { node: 'columns', sortby_dir: 'plain', sortby_nulls: 'plain' },
  List: { items: 'nodes' },
  BoolExpr: { boolop: 'plain', args: 'nodes' },
  NullTest: { arg: 'nodes', nulltesttype: 'plain' },
  BooleanTest: { arg: 'nodes', booltesttype: 'plain' },
  CaseExpr: { arg: 'nodes', args: 'nodes', defresult: 'nodes' },
  CaseWhen: { expr: 'nodes', result: 'nodes' },
  CoalesceExpr: { args: 'nodes' },
  MinMaxExpr: { op: 'plain', args: 'nodes' },
  SubLink: { subLinkType: 'plain', testexpr: 'nodes', operName: 'names', subselect: 'nodes' },
  SetToDefault: {},
  SQLValueFunction: { op: 'plain', typmod: 'plain' },
};

const OPERATORS = new Set(
  (
    '=,<>,<,>,<=,>=,+,-,*,/,%,||,~~,!~~,~~*,!~~*,~,!~,~*,!~*,' +
    'BETWEEN,NOT BETWEEN,BETWEEN SYMMETRIC,NOT BETWEEN SYMMETRIC'
  ).split(','),
);
const OPERATOR_KINDS = new Set(
  (
    'AEXPR_OP AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_NULLIF ' +
    'AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM'
  ).split(' '),
);

/** Types whose input reads a value and never a name. */
const TYPES = new Set(
  'bool int2 int4 int8 float4 float8 numeric text varchar bpchar date time timetz timestamp timestamptz uuid'.split(
    ' ',
  ),
);

/** Functions that do with a text nothing but compute. An unlisted one could take it for a name or a statement. */
const FUNCTIONS = new Set(
  (
    'count sum min max avg bool_and bool_or every abs ceil ceiling floor round trunc mod power sqrt sign ' +
    'lower upper length char_length btrim ltrim rtrim substr substring replace concat left right lpad rpad reverse ' +
    'strpos starts_with split_part now date_trunc date_part age'
  ).split(' '),
);

type Node = Readonly<Record<string, unknown>>;

class Proof {
  /** Integer and string constants met. */
  found = 0;

  /** A node, or a list of them. Recursion is bounded by the parser's bounds. */
  holds(value: unknown): boolean {
    if (Array.isArray(value)) return value.every((entry) => this.holds(entry));
    if (!isObject(value)) return false;
    const entries = Object.entries(value);
    const [kind, body] = entries[0] ?? [];
    if (entries.length !== 1 || kind === undefined || !isObject(body)) return false;
    switch (kind) {
      case 'A_Const':
        return this.#constant(body);
      case 'ColumnRef':
      case 'ParamRef':
        return true;
      case 'A_Expr':
        return this.#operator(body);
      case 'FuncCall':
        return this.#call(body);
      case 'TypeCast':
        return this.#cast(body);
      default: {
        const fields = Object.hasOwn(NODES, kind) ? NODES[kind] : undefined;
        return fields !== undefined && this.#fields(kind, body, fields);
      }
    }
  }

  #constant(body: Node): boolean {
    if ('ival' in body || 'sval' in body) this.found += 1;
    // Bit strings are written with a prefix, which no skeleton has.
    return !('bsval' in body);
  }

  #fields(kind: string, body: Node, fields: Readonly<Record<string, Field>>): boolean {
    if (kind === 'RangeVar' && !isUserTable(body)) return false;
    return Object.entries(body).every(([name, value]) => {
      if (name === 'location') return true;
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field !== undefined && this.#field(value, field);
    });
  }

  #field(value: unknown, field: Field): boolean {
    switch (field) {
      case 'plain':
        return typeof value !== 'object';
      case 'nodes':
        return this.holds(value);
      case 'names':
        return namesOf(value) !== undefined;
      case 'columns':
        return isColumns(value);
      case 'parameter':
        return isObject(value) && 'ParamRef' in value;
      default:
        return isObject(value) && this.#fields(field, value, STRUCTURES[field]);
    }
  }

  #operator(body: Node): boolean {
    const { kind, name, lexpr, rexpr, ...rest } = body;
    const names = namesOf(name);
    const operator = names?.length === 1 ? names[0] : undefined;
    if (operator === undefined || !OPERATORS.has(operator)) return false;
    if (typeof kind !== 'string' || !OPERATOR_KINDS.has(kind)) return false;
    if (!onlyPlaces(rest)) return false;
    return (lexpr === undefined || this.holds(lexpr)) && this.holds(rexpr);
  }

  #call(body: Node): boolean {
    const { funcname, args, agg_star: _star, agg_distinct: _distinct, funcformat: _format, ...rest } = body;
    return isListed(funcname, FUNCTIONS) && onlyPlaces(rest) && (args === undefined || this.holds(args));
  }

  #cast(body: Node): boolean {
    const { arg, typeName, ...rest } = body;
    if (!isObject(typeName) || !this.#fields('TypeName', typeName, STRUCTURES.TypeName)) return false;
    return isListed(typeName['names'], TYPES) && onlyPlaces(rest) && this.holds(arg);
  }
}

/** What is left of a node are places in the text. */
function onlyPlaces(rest: Node): boolean {
  return Object.keys(rest).every((name) => PLACES.has(name));
}
const PLACES = new Set(['location', 'rexpr_list_start', 'rexpr_list_end']);

/** A listed name, alone or in pg_catalog. */
function isListed(value: unknown, listed: ReadonlySet<string>): boolean {
  const names = namesOf(value);
  const name = names?.at(-1);
  return (
    name !== undefined &&
    listed.has(name) &&
    (names?.length === 1 || (names?.length === 2 && names[0] === 'pg_catalog'))
  );
}

/** Columns of the server's own tables may be of type regclass, which reads a string as a name. */
function isUserTable(body: Node): boolean {
  const { schemaname, relname } = body;
  if (typeof relname !== 'string') return false;
  if (schemaname === undefined) return !relname.startsWith('pg_');
  return typeof schemaname === 'string' && !schemaname.startsWith('pg_') && schemaname !== 'information_schema';
}

/** One column reference or a list of them; plain DISTINCT is a list with one empty node. */
function isColumns(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((entry) => isColumns(entry));
  return isObject(value) && ('ColumnRef' in value || Object.keys(value).length === 0);
}

function namesOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names: string[] = [];
  for (const entry of value as readonly unknown[]) {
    const string: unknown = isObject(entry) ? entry['String'] : undefined;
    const name: unknown = isObject(string) ? string['sval'] : undefined;
    if (typeof name !== 'string') return undefined;
    names.push(name);
  }
  return names;
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
