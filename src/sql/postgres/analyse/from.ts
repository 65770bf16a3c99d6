/** FROM: from its nodes to items of a scope, with LATERAL, aliases and joins as the server has them. */
import type { Alias, JoinExpr, Node, RangeSubselect, RangeTableSample, RangeVar } from '@pgsql/types';
import { evaluate } from './expression.ts';
import { functionItem, jsonTableItem, xmlTableItem } from './from-function.ts';
import { joinItems } from './join.ts';
import { as, at, kindOf, strings } from './node.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import { relationSource, resolveRelation } from './relation.ts';
import { aliased, findCte, plainSource } from './scope.ts';
import type { Item, Scope } from './scope.ts';
import { callFunction } from './functions.ts';

export function aliasNames(alias: Alias | undefined): string[] {
  return strings(alias?.colnames);
}

/** All of FROM. `scope` has the outer levels and this level's CTEs; `before` are items that stand in front (UPDATE's target does not). */
export function readFrom(
  reading: Reading,
  clause: readonly Node[] | undefined,
  scope: Scope,
  before: readonly Item[] = [],
): Item[] {
  const all = [...before];
  const own: Item[] = [];
  for (const node of clause ?? []) {
    const made = readFromNode(reading, node, scope, all);
    for (const item of made) checkName(all, item);
    all.push(...made);
    own.push(...made);
  }
  return own;
}

/** Two items of one name on a level are an error of the server's, unless they are tables of different schemas. */
function checkName(known: readonly Item[], item: Item): void {
  if (!item.named || item.name === undefined) return;
  const twin = known.find(
    (other) =>
      other.named &&
      other.name === item.name &&
      !(other.relation && item.relation && other.relation.oid !== item.relation.oid),
  );
  if (twin !== undefined) throw serverError('42712', `table name "${item.name}" specified more than once`, -1);
}

/** Gives the items that one node makes visible. `beside`: what LATERAL can see of this level. */
export function readFromNode(reading: Reading, node: Node, scope: Scope, beside: readonly Item[]): readonly Item[] {
  reading.enter();
  try {
    const lateral: Scope = { parent: scope.parent, items: beside, ctes: scope.ctes };
    const kind = kindOf(node);
    switch (kind) {
      case 'RangeVar':
        return [rangeVar(reading, as(node, 'RangeVar') ?? {}, scope)];
      case 'RangeSubselect':
        return [subselect(reading, as(node, 'RangeSubselect') ?? {}, scope, lateral)];
      case 'JoinExpr':
        return join(reading, as(node, 'JoinExpr') ?? {}, scope, beside);
      case 'RangeFunction':
        return [functionItem(reading, as(node, 'RangeFunction') ?? {}, lateral)];
      case 'RangeTableSample':
        return sample(reading, as(node, 'RangeTableSample') ?? {}, scope, lateral, beside);
      case 'RangeTableFunc':
        return [xmlTableItem(reading, as(node, 'RangeTableFunc') ?? {}, lateral)];
      case 'JsonTable':
        return [jsonTableItem(reading, as(node, 'JsonTable') ?? {}, lateral)];
      default:
        throw notUnderstood(`${kind ?? 'an empty node'} in FROM`, -1);
    }
  } finally {
    reading.leave();
  }
}

function rangeVar(reading: Reading, node: RangeVar, scope: Scope): Item {
  const name = node.relname ?? '';
  const shown = node.alias?.aliasname ?? name;
  const cte = node.schemaname === undefined && node.catalogname === undefined ? findCte(scope, name) : undefined;
  if (cte !== undefined) return aliased(plainSource(cte.columns(at(node))), shown, aliasNames(node.alias));
  const relation = resolveRelation(reading, node);
  const source = relationSource(reading, relation, at(node));
  const item = aliased(source, shown, aliasNames(node.alias));
  return { ...item, relation: node.alias === undefined ? relation : undefined, isRelation: true };
}

function subselect(reading: Reading, node: RangeSubselect, scope: Scope, lateral: Scope): Item {
  const select = as(node.subquery, 'SelectStmt');
  if (select === undefined) throw notUnderstood('this subquery in FROM', -1);
  const outer: Scope = node.lateral === true ? lateral : { parent: scope.parent, items: [], ctes: scope.ctes };
  const source = plainSource(readSelect(reading, select, outer).columns);
  const name = node.alias?.aliasname;
  if (name === undefined) return { name: undefined, relation: undefined, source, named: false, open: true };
  return aliased(source, name, aliasNames(node.alias));
}

function join(reading: Reading, node: JoinExpr, scope: Scope, beside: readonly Item[]): readonly Item[] {
  if (node.larg === undefined || node.rarg === undefined) throw notUnderstood('this join', -1);
  const left = readFromNode(reading, node.larg, scope, beside);
  const right = readFromNode(reading, node.rarg, scope, [...beside, ...left]);
  for (const item of right) checkName(left, item);
  const items = joinItems(reading, node, left, right);
  if (node.quals !== undefined) {
    // Only the two sides are visible in ON, by the names that they have before the join's own alias hides them.
    evaluate(reading, node.quals, { parent: scope.parent, items: [...left, ...right], ctes: scope.ctes }, 'join');
  }
  return items;
}

const SAMPLING: ReadonlySet<string> = new Set(['bernoulli', 'system']);

function sample(
  reading: Reading,
  node: RangeTableSample,
  scope: Scope,
  lateral: Scope,
  beside: readonly Item[],
): readonly Item[] {
  if (node.relation === undefined) throw notUnderstood('this TABLESAMPLE', at(node));
  const inner = readFromNode(reading, node.relation, scope, beside);
  const args = [...(node.args ?? []), ...(node.repeatable === undefined ? [] : [node.repeatable])];
  for (const argument of args) evaluate(reading, argument, lateral, 'limit');
  const method = strings(node.method);
  if (!(SAMPLING.has(method.at(-1) ?? '') && (method.length === 1 || method[0] === 'pg_catalog'))) {
    callFunction(reading, { parts: method, args: [{ type: 'internal' }], offset: at(node) });
  }
  return inner;
}
