/** The example's schema as a catalog made by hand, with a few things that attackers would like. Needs no server. */
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type {
  Catalog, CatalogColumn, CatalogFunction, CatalogOperator, CatalogRelation, CatalogType, NameContext, RelationKind,
} from '../../../../src/sql/catalog/catalog.ts'; // prettier-ignore

const TYPES: Readonly<Record<string, number>> = {
  bigint: 20, integer: 23, text: 25, boolean: 16, numeric: 1700, jsonb: 3802, 'timestamp with time zone': 1184, 'shop.order_status': 16500,
  'shop.email_address': 16501, 'text[]': 1009,
}; // prettier-ignore

let nextOid = 20_000;

function columns(list: string): CatalogColumn[] {
  return list.split(', ').map((entry, position) => {
    const [name = '', ...type] = entry.split(' ');
    return {
      name,
      number: position + 1,
      typeOid: TYPES[type.join(' ')] ?? 25,
      type: type.join(' ') || 'text',
      generated: false,
    };
  });
}

interface Extra {
  readonly definition?: string;
  readonly parents?: readonly number[];
  readonly hasRules?: boolean;
}

export function relation(name: string, kind: RelationKind, list: string, extra: Extra = {}): CatalogRelation {
  const [schema = '', table = ''] = name.split('.');
  return {
    oid: nextOid++,
    schema,
    name: table,
    kind,
    columns: columns(list),
    parents: [],
    hasRules: false,
    rowEstimate: 100,
    ...extra,
  };
}

function fn(
  name: string,
  argumentTypes: readonly string[],
  returnType: string,
  extra: Partial<CatalogFunction> = {},
): CatalogFunction {
  const [schema = '', short = ''] = name.split('.');
  return {
    oid: nextOid++, schema, name: short, kind: 'function', argumentTypes, argumentTypeOids: argumentTypes.map((type) => TYPES[type] ?? 25),
    defaults: 0, variadic: false, returnsSet: false, returnType, returnTypeOid: TYPES[returnType] ?? 25, volatility: 'volatile', language: 'sql', ...extra,
  }; // prettier-ignore
}

const events = relation(
  'shop.events',
  'partitioned',
  'id bigint, order_id bigint, kind text, details jsonb, occurred_at timestamp with time zone',
);
const composite = relation('shop.address', 'composite', 'street text, town text');

const relations: CatalogRelation[] = [
  relation(
    'shop.customers',
    'table',
    'id bigint, name text, email text, card_number text, phone text, city text, country text, created_at timestamp with time zone',
  ),
  relation(
    'shop.products',
    'table',
    'id bigint, sku text, title text, category text, price_cents integer, in_stock integer',
  ),
  relation(
    'shop.orders',
    'table',
    'id bigint, customer_id bigint, status shop.order_status, total_cents integer, placed_at timestamp with time zone, shipped_at timestamp with time zone',
  ),
  relation(
    'shop.order_items',
    'table',
    'order_id bigint, line integer, product_id bigint, quantity integer, price_cents integer',
  ),
  relation(
    'shop.notes',
    'table',
    'id bigint, order_id bigint, author text, body text, created_at timestamp with time zone',
  ),
  relation('shop.invoice_number', 'sequence', 'last_value bigint, log_cnt bigint, is_called boolean'),
  events,
  relation(
    'shop.events_2026_h1',
    'table',
    'id bigint, order_id bigint, kind text, details jsonb, occurred_at timestamp with time zone',
    { parents: [events.oid] },
  ),
  composite,
  relation(
    'shop.order_summary',
    'view',
    'id bigint, status shop.order_status, total_cents integer, placed_at timestamp with time zone, country text, items bigint',
    {
      definition: ` SELECT o.id,
    o.status,
    o.total_cents,
    o.placed_at,
    c.country,
    count(i.line) AS items
   FROM shop.orders o
     JOIN shop.customers c ON c.id = o.customer_id
     LEFT JOIN shop.order_items i ON i.order_id = o.id
  GROUP BY o.id, c.country;`,
    },
  ),
  relation('shop.customer_contacts', 'view', 'customer_id bigint, name text, contact_email text, city text', {
    definition: ' SELECT c.id AS customer_id, c.name, c.email AS contact_email, c.city FROM shop.customers c;',
  }),
  relation('shop.contact_names', 'view', 'who text, shouted text, mail text', {
    definition:
      'SELECT name AS who, upper(contact_email) AS shouted, contact_email AS mail FROM shop.customer_contacts;',
  }),
  relation('shop.email_copies', 'materialized_view', 'copy text', {
    definition: 'SELECT customers.email AS copy FROM shop.customers;',
  }),
  relation('shop.unreadable', 'view', 'x text', { definition: 'SELECT gone.x FROM shop.gone;' }),
  ...['a', 'b', 'c'].map((name) =>
    relation(`shop.net_${name}`, 'view', 'x text', {
      definition: 'SELECT a.x FROM shop.net_a a, shop.net_b b, shop.net_c c, shop.net_a d, shop.net_b e;',
    }),
  ),
  relation('shop.endless', 'view', 'x text', { definition: 'SELECT endless.x FROM shop.endless;' }),
  relation('shop.ruled', 'table', 'id bigint', { hasRules: true }),
  relation('hr.salaries', 'table', 'id bigint, employee text, ssn text, salary numeric'),
  relation('pg_catalog.pg_class', 'table', 'oid oid, relname name, relnamespace oid'),
  relation('pg_catalog.pg_stats', 'view', 'schemaname name, tablename name, attname name, most_common_vals text'),
  relation('pg_catalog.pg_authid', 'table', 'oid oid, rolname name, rolpassword text'),
];

const evilEquals = fn('evil.eq', ['text', 'text'], 'boolean');
const statusEquals = fn('shop.status_matches', ['shop.order_status', 'text'], 'boolean');

const functions: CatalogFunction[] = [
  fn('shop.order_total', ['bigint'], 'bigint', { volatility: 'stable' }),
  fn('shop.shout', ['text'], 'text'),
  fn('shop.shout', ['bigint', 'text'], 'text', { defaults: 1 }),
  fn('shop.initials', ['shop.customers'], 'text', { argumentTypeOids: [30_000] }),
  fn('shop.lower', ['integer'], 'text'),
  fn('shop.report', ['bigint'], 'record', { returnsSet: true, returnTypeOid: 2249 }),
  fn('shop.archive', [], 'void', { kind: 'procedure' }),
  evilEquals,
  statusEquals,
  fn('pg_catalog.pg_sleep', ['double precision'], 'void', { oid: 2626, argumentTypeOids: [701] }),
];

const types: CatalogType[] = [
  { oid: 16500, schema: 'shop', name: 'order_status', kind: 'enum', relationOid: 0 },
  { oid: 16501, schema: 'shop', name: 'email_address', kind: 'domain', relationOid: 0 },
  { oid: 16502, schema: 'shop', name: 'address', kind: 'composite', relationOid: composite.oid },
];

const operators: CatalogOperator[] = [
  { schema: 'evil', name: '=', functionOid: evilEquals.oid },
  { schema: 'shop', name: '~>', functionOid: statusEquals.oid },
];

export const shopCatalog: Catalog = makeCatalog({
  serverVersion: 180004, database: 'shop', schemas: ['pg_catalog', 'public', 'shop', 'hr', 'evil'], relations, functions, types, operators,
}, 0); // prettier-ignore

export const shopContext: NameContext = { catalog: shopCatalog, searchPath: ['pg_catalog', 'shop'] };
