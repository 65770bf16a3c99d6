/** The name that the server gives to a result column without an alias (FigureColname in parse_target.c). */
import type { Node } from '@pgsql/types';
import { as, kindOf, strings } from './node.ts';

const NAMELESS = '?column?';

interface Guess {
  readonly name: string;
  /** As the server ranks them: 2 is a good name, 1 gives way to one further in, 0 is none. */
  readonly strength: 0 | 1 | 2;
}

export function columnName(node: Node): string {
  const guess = guessName(node);
  return guess.strength === 0 ? NAMELESS : guess.name;
}

const good = (name: string | undefined): Guess => (name === undefined ? none : { name, strength: 2 });
const none: Guess = { name: NAMELESS, strength: 0 };

function lastName(nodes: readonly Node[] | undefined): string | undefined {
  for (const node of nodes?.toReversed() ?? []) {
    const name = as(node, 'String')?.sval;
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Names of SQL-standard functions that have a node of their own. */
const FIXED: Readonly<Record<string, string>> = {
  CoalesceExpr: 'coalesce', A_ArrayExpr: 'array', RowExpr: 'row', GroupingFunc: 'grouping', MergeSupportFunc: 'merge_action',
  XmlSerialize: 'xmlserialize', JsonParseExpr: 'json', JsonScalarExpr: 'json_scalar', JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object', JsonArrayConstructor: 'json_array', JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg', JsonArrayAgg: 'json_arrayagg',
}; // prettier-ignore

function guessName(node: Node): Guess {
  const kind = kindOf(node);
  switch (kind) {
    case 'ColumnRef':
      return good(lastName(as(node, 'ColumnRef')?.fields));
    case 'A_Indirection': {
      const body = as(node, 'A_Indirection');
      const name = lastName(body?.indirection);
      return name !== undefined ? good(name) : body?.arg === undefined ? none : guessName(body.arg);
    }
    case 'FuncCall':
      return good(strings(as(node, 'FuncCall')?.funcname).at(-1));
    case 'A_Expr':
      return as(node, 'A_Expr')?.kind === 'AEXPR_NULLIF' ? good('nullif') : none;
    case 'TypeCast': {
      const body = as(node, 'TypeCast');
      const inner = body?.arg === undefined ? none : guessName(body.arg);
      const type = strings(body?.typeName?.names).at(-1);
      return inner.strength <= 1 && type !== undefined ? { name: type, strength: 1 } : inner;
    }
    case 'CollateClause': {
      const inner = as(node, 'CollateClause')?.arg;
      return inner === undefined ? none : guessName(inner);
    }
    case 'CaseExpr': {
      const fallback = as(node, 'CaseExpr')?.defresult;
      const inner = fallback === undefined ? none : guessName(fallback);
      return inner.strength <= 1 ? { name: 'case', strength: 1 } : inner;
    }
    case 'SubLink':
      return subLinkName(node);
    case 'MinMaxExpr':
      return good(as(node, 'MinMaxExpr')?.op === 'IS_LEAST' ? 'least' : 'greatest');
    case 'SQLValueFunction':
      return good((as(node, 'SQLValueFunction')?.op ?? '').replace('SVFOP_', '').replace(/_N$/, '').toLowerCase());
    case 'XmlExpr': {
      const op = as(node, 'XmlExpr')?.op ?? '';
      return op === 'IS_DOCUMENT' || op === 'IS_XMLSERIALIZE' ? none : good(op.replace('IS_', '').toLowerCase());
    }
    case 'JsonFuncExpr':
      return good((as(node, 'JsonFuncExpr')?.op ?? '').replace('_OP', '').toLowerCase());
    default:
      return good(FIXED[kind ?? '']);
  }
}

function subLinkName(node: Node): Guess {
  const link = as(node, 'SubLink');
  if (link?.subLinkType === 'EXISTS_SUBLINK') return good('exists');
  if (link?.subLinkType === 'ARRAY_SUBLINK') return good('array');
  if (link?.subLinkType !== 'EXPR_SUBLINK') return none;
  // The name of the subquery's only column, found in its first arm.
  let select = as(link.subselect, 'SelectStmt');
  while (select?.larg !== undefined) select = select.larg;
  if (select?.valuesLists !== undefined) return good('column1');
  const target = as(select?.targetList?.[0], 'ResTarget');
  if (target?.name !== undefined) return good(target.name);
  return target?.val === undefined ? none : guessName(target.val);
}
