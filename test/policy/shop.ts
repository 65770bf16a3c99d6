/** The example's schema and statements over it, written down by hand: policy and masking never read SQL themselves. */
import type { Access, ObjectKind, Privilege } from '../../src/core/action.ts';
import type { Agent } from '../../src/core/agent.ts';
import type { CheckedSchema, SchemaFunction, SchemaRelation } from '../../src/policy/schema-lookup.ts';
import type { BaseColumn, Statement } from '../../src/sql/statement.ts';

interface Table extends SchemaRelation {
  readonly parents: readonly number[];
}

const table = (oid: number, schema: string, name: string, columns: string, kind = 'table', parents: number[] = []): Table => ({
  oid, schema, name, kind, parents, columns: columns.split(' ').map((column) => ({ name: column })),
}); // prettier-ignore

export const CUSTOMERS = 'id name email card_number phone city country created_at';
const TABLES: readonly Table[] = [
  table(1, 'shop', 'customers', CUSTOMERS),
  table(2, 'shop', 'products', 'id sku title category price_cents in_stock'),
  table(3, 'shop', 'orders', 'id customer_id status total_cents placed_at shipped_at'),
  table(4, 'shop', 'order_items', 'order_id line product_id quantity price_cents'),
  table(5, 'shop', 'notes', 'id order_id author body created_at'),
  table(6, 'shop', 'events', 'id order_id kind details occurred_at', 'partitioned'),
  table(7, 'shop', 'events_2026_h1', 'id order_id kind details occurred_at', 'table', [6]),
  table(8, 'shop', 'order_summary', 'id status total_cents placed_at country items', 'view'),
  table(9, 'shop', 'customer_contacts', 'customer_id name contact_email city', 'view'),
  table(10, 'hr', 'salaries', 'id employee ssn salary'),
  table(11, 'shop', 'invoice_number', 'last_value', 'sequence'),
];
const FUNCTIONS: readonly SchemaFunction[] = [{ schema: 'shop', name: 'order_total', argumentTypes: ['bigint'] }];

export function schemaOf(tables: readonly Table[] = TABLES): CheckedSchema {
  const byOid = (oid: number): Table | undefined => tables.find((one) => one.oid === oid);
  const descendants = (oid: number): Table[] =>
    tables.filter(({ parents }) => parents.includes(oid)).flatMap((one) => [one, ...descendants(one.oid)]);
  const ancestors = (oid: number): Table[] =>
    (byOid(oid)?.parents ?? []).flatMap((parent) => [byOid(parent) ?? [], ancestors(parent)].flat());
  return {
    relation: (schema, name) => tables.find((one) => one.schema === schema && one.name === name),
    descendants,
    ancestors,
    hasSchema: (name) => tables.some(({ schema }) => schema === name),
    functions: (schema, name) => FUNCTIONS.filter((one) => one.schema === schema && one.name === name),
    data: { schemas: ['hr', 'shop'], relations: tables, functions: FUNCTIONS },
  };
}

export const shop = schemaOf();
/** The shop, with one table's columns (or its name) changed. */
export function shopWith(name: string, columns: string | undefined): CheckedSchema {
  return schemaOf(
    TABLES.flatMap((one) =>
      one.name !== name
        ? [one]
        : columns === undefined
          ? []
          : [{ ...one, columns: columns.split(' ').map((column) => ({ name: column })) }],
    ),
  );
}

export function agent(name: string, more: Partial<Agent> = {}): Agent {
  return { name, groups: [], intents: [], method: 'token', ...more };
}

/** `SELECT shop.orders(id, status)`; without brackets the whole, `(*)` any column. */
export function access(text: string, kind: ObjectKind = 'table'): Access {
  const [, privilege = '', name = '', columns] = /^(\w+) ([^(]+)(?:\((.*)\))?$/.exec(text) ?? [];
  const [first = '', second] = kind === 'setting' ? [name] : name.split('.');
  const isFunction = kind === 'function';
  return {
    privilege: privilege as Privilege,
    object: {
      kind,
      schema: second === undefined ? '' : first,
      name: second ?? first,
      ...(isFunction ? { signature: columns ?? '' } : {}),
    },
    columns: isFunction || columns === undefined ? 'all' : columns === '*' ? 'any' : columns.split(', '),
    offset: -1,
  };
}

export function statement(accesses: readonly (string | Access)[], more: Partial<Statement> = {}): Statement {
  return {
    dialect: 'postgres', kind: 'select', command: 'SELECT', start: 0, end: 0, functions: [], output: undefined, positions: [], writes: [], hazards: [],
    effect: { kind: 'none' }, withoutWhere: false, readOnly: true, secretText: false, parameters: 0,
    accesses: accesses.map((one) => (typeof one === 'string' ? access(one) : one)),
    ...more,
  }; // prettier-ignore
}

export function column(name: string): BaseColumn {
  const [schema = '', table = '', of = ''] = name.split('.');
  const relation = shop.relation(schema, table);
  return {
    schema, table, column: of,
    ...(relation === undefined ? {} : { oid: relation.oid, attribute: relation.columns.findIndex((one) => one.name === of) + 1 }),
  }; // prettier-ignore
}
