/** FROM: from its references to what they make visible, with joins, derived tables and LATERAL as the server has them. */
import type { DerivedTable, JsonColumn, JsonTable, TableName, TableReference } from '../ast/index.ts';
import { derive } from '../../lineage.ts';
import { evaluate } from './expression.ts';
import { joinShapes } from './join.ts';
import { foldName } from './names.ts';
import { readQuery } from './query.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import { tableItem } from './relation.ts';
import { EMPTY, findCte, plainSource, shapeOf } from './scope.ts';
import type { Column, Item, Scope, Shape, Source } from './scope.ts';
import { renamed } from './with.ts';

type Role = 'read' | 'target';

/**
 * `above` has the outer levels and this level's WITH queries; its own shape is not looked at. `role` target: tables of this level may be what is
 * changed, and need SELECT only once a column is read.
 */
export function readFrom(
  reading: Reading,
  references: readonly TableReference[],
  above: Scope,
  role: Role = 'read',
): Shape {
  checkNames(namesOf(reading, references));
  const shape = reading.within('from', () => readAll(reading, references, above, EMPTY, role));
  checkNames(shape.items);
  return shape;
}

type Named = Pick<Item, 'name' | 'key' | 'schemaKey'>;

/** The names on this level, before anything is looked up by them. */
function namesOf(reading: Reading, references: readonly TableReference[]): Named[] {
  const { database } = reading;
  return references.flatMap((node): Named[] => {
    reading.spend(1);
    if (node.kind === 'Join') return namesOf(reading, [node.left, node.right]);
    if (node.kind === 'JoinGroup') return namesOf(reading, node.references);
    const name = (node.kind === 'TableName' ? (node.alias ?? node.table.name) : node.alias).text;
    const schema = node.kind === 'TableName' ? (node.table.schema?.text ?? database ?? '') : undefined;
    return [
      { name, key: reading.tableKey(name), schemaKey: schema === undefined ? undefined : reading.schemaKey(schema) },
    ];
  });
}

/** A comma's join. `beside`: what LATERAL sees of this level before them. */
function readAll(
  reading: Reading,
  references: readonly TableReference[],
  above: Scope,
  beside: Shape,
  role: Role,
): Shape {
  let all = EMPTY;
  for (const reference of references)
    all = both(all, readReference(reading, reference, above, all === EMPTY ? beside : both(beside, all), role));
  return all;
}

function both(left: Shape, right: Shape): Shape {
  if (left === EMPTY) return right;
  const shape = { items: [...left.items, ...right.items], visible: [...left.visible, ...right.visible] };
  return left.unordered === true || right.unordered === true ? { ...shape, unordered: true } : shape;
}

/** Two of one name on a level are an error of the server's, unless they are of different databases, or one of them of none. */
function checkNames(items: readonly Named[]): void {
  const seen = new Map<string, Named[]>();
  for (const item of items) {
    const others = seen.get(item.key) ?? [];
    if (others.some(({ schemaKey }) => schemaKey === item.schemaKey))
      throw serverError(1066, `Not unique table/alias: '${item.name}'`, -1);
    seen.set(item.key, [...others, item]);
  }
}

function readReference(reading: Reading, node: TableReference, above: Scope, beside: Shape, role: Role): Shape {
  reading.enter();
  try {
    switch (node.kind) {
      case 'TableName':
        return shapeOf(tableOrCte(reading, node, above, role));
      case 'DerivedTable':
        return shapeOf(derivedTable(reading, node, above, beside));
      case 'JsonTable':
        return shapeOf(jsonTable(reading, node, above, beside));
      case 'JoinGroup':
        return readAll(reading, node.references, above, beside, role);
      case 'Join': {
        const left = readReference(reading, node.left, above, beside, role);
        const right = readReference(reading, node.right, above, both(beside, left), role);
        const shape = joinShapes(reading, node, left, right);
        if (node.on !== undefined) {
          const { on } = node;
          // Only the two sides are visible in ON.
          const scope: Scope = { parent: above.parent, shape: both(left, right), ctes: above.ctes };
          reading.within('on', () => evaluate(reading, on, scope, 'join'));
        }
        return shape;
      }
      default:
        return node satisfies never;
    }
  } finally {
    reading.leave();
  }
}

function tableOrCte(reading: Reading, node: TableName, above: Scope, role: Role): Item {
  const { schema, name } = node.table;
  const cte = schema === undefined ? findCte(above, reading.commonKey(name.text)) : undefined;
  if (cte === undefined) {
    const item = tableItem(reading, node.table, node.alias?.text, role);
    readHints(reading, node, item);
    return item;
  }
  reading.commonNames.refer(node, cte.table);
  return itemOf(reading, node.alias?.text ?? name.text, plainSource(cte.columns(node.start)));
}

/** By an index the rows come in the order of its columns, and nobody here knows which those are: any of the table's. */
function readHints(reading: Reading, { hints }: TableName, { source }: Item): void {
  const primary = (name: string): boolean => name.toUpperCase() === 'PRIMARY';
  const steers = hints.filter(({ verb, indexes }) => verb === 'IGNORE' || !indexes.every(({ text }) => primary(text)));
  for (const { start } of steers)
    for (const { lineage } of source.columns) reading.found.position(lineage, 'order', start);
}

function itemOf(reading: Reading, name: string, source: Source): Item {
  return { name, key: reading.tableKey(name), schemaKey: undefined, aliased: true, relation: undefined, source };
}

/** Without LATERAL a derived table sees nothing beside it; of the queries around its own one, on MySQL alone. */
function derivedTable(reading: Reading, node: DerivedTable, above: Scope, beside: Shape): Item {
  const outer: Scope = node.lateral
    ? { parent: above.parent, shape: beside, ctes: above.ctes }
    : { parent: above.parent, shape: EMPTY, ctes: above.ctes, closed: reading.server.flavor === 'mariadb' };
  const { columns } = readQuery(reading, node.query, outer);
  const all = renamed(columns, node.columns.map(({ text }) => text), node.start);
  refuseDuplicates(all, node.start);
  return itemOf(reading, node.alias.text, plainSource(all));
} // prettier-ignore

/** Unlike a result, a table has no two columns of one name. */
export function refuseDuplicates(columns: readonly Column[], offset: number): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = foldName(name);
    if (key !== '' && seen.has(key)) throw serverError(1060, `Duplicate column name '${name}'`, offset);
    seen.add(key);
  }
}

/** LATERAL by itself. How many rows it gives depends on the document, and what is in them is of the document. */
function jsonTable(reading: Reading, node: JsonTable, above: Scope, beside: Shape): Item {
  const scope: Scope = { parent: above.parent, shape: beside, ctes: above.ctes };
  const parts = [node.document, node.path].map((part) => evaluate(reading, part, scope, 'other').lineage);
  const columns: Column[] = [];
  jsonColumns(reading, node.columns, scope, derive(parts), columns);
  return itemOf(reading, node.alias.text, plainSource(columns));
}

function jsonColumns(
  reading: Reading,
  nodes: readonly JsonColumn[],
  scope: Scope,
  lineage: Column['lineage'],
  into: Column[],
): void {
  for (const node of nodes) {
    reading.enter();
    if (node.kind === 'JsonNested') {
      evaluate(reading, node.path, scope, 'other');
      jsonColumns(reading, node.columns, scope, lineage, into);
    } else {
      if (node.kind === 'JsonPath') {
        evaluate(reading, node.path, scope, 'other');
        for (const reaction of [node.onEmpty, node.onError])
          if (typeof reaction === 'object') evaluate(reading, reaction.value, scope, 'other');
      }
      into.push({ name: node.name.text, lineage, origin: undefined });
    }
    reading.leave();
  }
}
