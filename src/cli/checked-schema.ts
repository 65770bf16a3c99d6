/** What rules are compared with: an upstream's catalog, and what else a grant may name there. */
import type { CheckedSchema } from '../policy/index.ts';
import type { Catalog } from '../sql/catalog/catalog.ts';
import { GRANTED_FUNCTIONS } from '../sql/mysql/index.ts';

/** MySQL's own functions stand in no catalog of its: those that need a grant are named as `mysql.get_lock`. */
const OF_MYSQL = GRANTED_FUNCTIONS.map((name) => ({ schema: 'mysql', name, argumentTypes: [] }));

export function checkedSchema(catalog: Catalog): CheckedSchema {
  const { data } = catalog;
  if (data.server === undefined) return catalog;
  return {
    data: { ...data, schemas: [...data.schemas, 'mysql'], functions: [...data.functions, ...OF_MYSQL] },
    relation: (schema, name) => catalog.relation(schema, name),
    descendants: (oid) => catalog.descendants(oid),
    ancestors: (oid) => catalog.ancestors(oid),
    hasSchema: (name) => name === 'mysql' || catalog.hasSchema(name),
    functions: (schema, name) =>
      schema === 'mysql' ? OF_MYSQL.filter((one) => one.name === name) : catalog.functions(schema, name),
  };
}
