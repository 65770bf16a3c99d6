/** The example's schema as a catalog made by hand, with a few things that attackers would like. Needs no server. */
import type {
  Catalog,
  CatalogColumn,
  CatalogFunction,
  CatalogRelation,
  ServerFacts,
} from '../../../../src/sql/catalog/catalog.ts';
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import { DEFAULT_MODE } from '../../../../src/sql/mysql/context.ts';
import type { MySqlContext } from '../../../../src/sql/mysql/context.ts';

let nextOid = 1;

/** `name`, `name!` for an invisible one, `name@` for one that is set on update, `name=expression` for a generated one; one a line or comma. */
function columns(list: string): CatalogColumn[] {
  return list.split(', ').map((entry, position) => {
    const [left = '', ...generation] = entry.split('=');
    const name = left.replace(/[!@]$/, '');
    return {
      name, number: position + 1, typeOid: 0, type: 'varchar', generated: generation.length > 0,
      ...(generation.length > 0 ? { generation: generation.join('=') } : {}),
      ...(left.endsWith('!') ? { invisible: true } : {}),
      ...(left.endsWith('@') ? { setOnUpdate: true } : {}),
    };
  });
} // prettier-ignore

function relation(full: string, list: string, definition?: string): CatalogRelation {
  const [schema = '', name = ''] = full.split('.');
  return {
    oid: nextOid++, schema, name, kind: definition === undefined ? 'table' : 'view', columns: columns(list), parents: [],
    hasRules: false, rowEstimate: 0, ...(definition === undefined ? {} : { definition }),
  };
} // prettier-ignore

function routine(full: string, argumentTypes: readonly string[], kind: CatalogFunction['kind'] = 'function'): CatalogFunction {
  const [schema = '', name = ''] = full.split('.');
  return {
    oid: nextOid++, schema, name, kind, argumentTypes, argumentTypeOids: [], defaults: 0, variadic: false, returnsSet: false,
    returnType: 'bigint', returnTypeOid: 0, volatility: 'volatile', language: 'SQL',
  };
} // prettier-ignore

const relations: CatalogRelation[] = [
  relation('shop.customers', 'id, name, email, card_number, phone, city, country, created_at'),
  relation('shop.products', 'id, sku, title, category, price_cents, in_stock'),
  relation('shop.orders', 'id, customer_id, status, total_cents, placed_at, shipped_at'),
  relation('shop.order_items', 'order_id, line, product_id, quantity, price_cents'),
  relation('shop.notes', 'id, order_id, author, body, created_at'),
  relation('shop.events', 'id, order_id, kind, details, occurred_at'),
  relation('shop.hidden', 'id, shown, secret!'),
  relation('shop.stamped', 'id, email, changed_at@'),
  { ...relation('shop.merged', 'id, email'), kind: 'foreign' },
  relation(
    'shop.made',
    'id, email, domain=substring_index(`email`,_utf8mb4\'@\',-(1)), shouted=upper(`domain`), twice=(`id` * 2), broken=((',
  ),
  relation('hr.salaries', 'id, employee, ssn, salary'),
  relation(
    'shop.customer_contacts', 'customer_id, name, contact_email, city',
    'select `c`.`id` AS `customer_id`,`c`.`name` AS `name`,`c`.`email` AS `contact_email`,`c`.`city` AS `city` from `shop`.`customers` `c`',
  ),
  relation(
    'shop.order_summary', 'id, status, items',
    'select `o`.`id` AS `id`,`o`.`status` AS `status`,count(`i`.`line`) AS `items` from ((`shop`.`orders` `o` join `shop`.`customers` `c` on((`c`.`id` = `o`.`customer_id`))) left join `shop`.`order_items` `i` on((`i`.`order_id` = `o`.`id`))) group by `o`.`id`,`o`.`status`',
  ),
  relation(
    'shop.contact_names', 'mail, shouted',
    'select `shop`.`v`.`contact_email` AS `mail`,upper(`v`.`name`) AS `shouted` from `shop`.`customer_contacts` `v`',
  ),
  relation('shop.unreadable', 'x', ''),
  relation('shop.endless', 'x', 'select `shop`.`endless`.`x` AS `x` from `shop`.`endless`'),
  relation('shop.gone', 'x', 'select `shop`.`nowhere`.`x` AS `x` from `shop`.`nowhere`'),
]; // prettier-ignore

const functions = [
  routine('shop.order_total', ['bigint']),
  routine('shop.archive', [], 'procedure'),
  routine('hr.raise_all', ['int']),
];

export const shopCatalog: Catalog = makeCatalog(
  {
    serverVersion: 90704,
    database: 'shop',
    schemas: ['shop', 'hr', 'mysql', 'information_schema', 'performance_schema', 'sys'],
    relations,
    functions,
    types: [],
    operators: [],
  },
  0,
);

export const MYSQL: ServerFacts = { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 };
export const MARIADB: ServerFacts = { flavor: 'mariadb', version: 101119, lowerCaseTableNames: 0 };

export const shop: MySqlContext = {
  catalog: shopCatalog,
  server: MYSQL,
  database: 'shop',
  mode: DEFAULT_MODE,
  charset: 'utf8mb4',
  multiStatements: true,
};

export const shopOnMariaDb: MySqlContext = { ...shop, server: MARIADB };
