/** A shop on MySQL for the tests of statements other than queries, and ways to read a text against it. */
import { makeCatalog } from '../../../../src/sql/catalog/snapshot.ts';
import type { CatalogData, CatalogRelation, ServerFacts } from '../../../../src/sql/catalog/catalog.ts';
import { analyse } from '../../../../src/sql/mysql/analyse/index.ts';
import { toByteString } from '../../../../src/sql/mysql/bytes.ts';
import { DEFAULT_MODE, type LexicalMode, type MySqlContext } from '../../../../src/sql/mysql/context.ts';
import { parseText } from '../../../../src/sql/mysql/parser/index.ts';
import type { MySqlStatement } from '../../../../src/sql/mysql/statement.ts';
import { RefusedError } from '../../../../src/core/errors.ts';
import type { Refusal } from '../../../../src/core/refusal.ts';
import { column, routine, table } from '../../catalog/data.ts';

export const MYSQL: ServerFacts = { flavor: 'mysql', version: 90704, lowerCaseTableNames: 0 };
export const MARIADB: ServerFacts = { flavor: 'mariadb', version: 101119, lowerCaseTableNames: 0 };

const OPEN_ORDERS: CatalogRelation = {
  ...table(4, 'shop', 'open_orders', ['id', 'status']),
  kind: 'view',
  definition: 'select `shop`.`orders`.`id` AS `id`,`shop`.`orders`.`status` AS `status` from `shop`.`orders`',
};

export const SHOP: CatalogData = {
  serverVersion: 90704,
  database: '',
  schemas: ['hr', 'information_schema', 'mysql', 'performance_schema', 'shop', 'sys'],
  relations: [
    table(1, 'shop', 'customers', ['id', 'email', 'card']),
    table(2, 'shop', 'orders', ['id', 'customer_id', 'status']),
    table(3, 'hr', 'salaries', ['person', 'amount']),
    OPEN_ORDERS,
    { ...table(5, 'shop', 'remote', ['a']), kind: 'foreign' },
    { ...table(6, 'shop', 'hidden', []), columns: [column('a', 1), { ...column('b', 2), invisible: true }] },
  ],
  functions: [
    { ...routine(10, 'shop', 'settle', ['int']), kind: 'procedure', returnType: '' },
    routine(11, 'shop', 'total', ['int']),
  ],
  types: [],
  operators: [],
  server: MYSQL,
};

export interface Session {
  readonly server?: ServerFacts;
  readonly database?: string | undefined;
  readonly mode?: LexicalMode;
}

export function context({ server = MYSQL, ...session }: Session = {}): MySqlContext {
  const database = 'database' in session ? session.database : 'shop';
  const catalog = makeCatalog({ ...SHOP, server, serverVersion: server.version }, 0);
  return { catalog, server, database, mode: session.mode ?? DEFAULT_MODE, charset: 'utf8mb4', multiStatements: false };
}

/** The one statement of a text; throws where it is refused. */
export function read(text: string, session: Session = {}): MySqlStatement {
  const bytes = toByteString(Buffer.from(text));
  const reading = analyse(parseText(bytes, context(session)), bytes, context(session));
  if (reading.kind === 'refused') throw new RefusedError(reading.refusal);
  const [only] = reading.statements;
  if (only === undefined) throw new Error(`no statement in ${text}`);
  return only;
}

export function refusalOf(text: string, session: Session = {}): Refusal {
  try {
    read(text, session);
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

/** `ALTER shop.orders`, `CREATE shop`: all that a statement touches. */
export function touched(statement: MySqlStatement): string[] {
  return statement.accesses.map(({ privilege, object: { schema, name } }) => `${privilege} ${schema === '' ? name : `${schema}.${name}`}`);
} // prettier-ignore

export function positions(statement: MySqlStatement): string[] {
  return statement.positions.map(({ kind, column: { table: name, column: of } }) => `${kind} ${name}.${of}`);
}

export function hazards(statement: MySqlStatement): string[] {
  return statement.hazards.map(({ kind, what }) => `${kind}: ${what}`);
}
