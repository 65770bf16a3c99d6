/** DELETE, from one table or from some of a join. */
import type { Delete, QualifiedName } from '../ast/index.ts';
import { readFrom } from './from.ts';
import type { QueryOutput } from './query.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import { changeable, objectOf } from './relation.ts';
import { EMPTY } from './scope.ts';
import type { Item, Scope } from './scope.ts';
import { readItems } from './select.ts';
import { readOthers, readRest } from './update.ts';
import { readWith } from './with.ts';

/** Gives what RETURNING gives. */
export function readDelete(reading: Reading, node: Delete): QueryOutput | undefined {
  const above = readWith(reading, node.with, { parent: undefined, shape: EMPTY, ctes: undefined });
  const shape = readFrom(reading, node.from, above, 'target');
  const { items } = shape;
  const losing = new Set(node.targets?.map((target) => targetOf(reading, items, target)) ?? items);
  for (const item of losing) {
    const relation = changeable(reading, item, node.start);
    reading.found.touchWhole('DELETE', objectOf({ schema: relation.schema, name: relation.name, relation }), node.start);
  }
  // Of several tables even those that lose rows are read, as the servers have it.
  readOthers(reading, items, node.targets === undefined ? losing : new Set());
  const scope: Scope = { parent: undefined, shape, ctes: above.ctes };
  readRest(reading, node, scope);
  return node.returning.length === 0 ? undefined : readItems(reading, node.returning, scope);
} // prettier-ignore

/** As multi_delete_table_match of the servers has it: an alias is named alone, a table without one by its name and database. */
function targetOf(reading: Reading, items: readonly Item[], target: QualifiedName): Item {
  const key = reading.tableKey(target.name.text);
  const schema = target.schema?.text ?? reading.database;
  const schemaKey = schema === undefined ? undefined : reading.schemaKey(schema);
  const fitting = items.filter((item) => {
    if (item.key !== key) return false;
    return item.aliased ? target.schema === undefined : item.schemaKey === schemaKey;
  });
  const [item, other] = fitting;
  if (item === undefined) throw serverError(1109, `Unknown table '${target.name.text}' in MULTI DELETE`, target.start);
  if (other !== undefined) throw serverError(1066, `Not unique table/alias: '${target.name.text}'`, target.start);
  // Printed as its table is in FROM: by alias, or with its database.
  if (!item.aliased && item.relation !== undefined) reading.schemas.set(target, item.relation.schema);
  return item;
}
