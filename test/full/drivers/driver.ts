/** What each client driver has to show. A driver's file knows its library and SQL, and nothing of Wirewall but an address. */

/** What an operation gave, ready to be compared: plain data without addresses, process ids or times. */
export type Results = Record<string, unknown>;

export interface Driver {
  readonly name: string;
  /** Runs every operation that must look the same directly and through the gateway, each on a connection of its own. */
  same(url: string): Promise<Results>;
  /** Statements among which one is refused; each result is a `Refused`. */
  refused(url: string): Promise<Results>;
  /** Reads `MASKED_SQL` in every way that the driver has; each result is the one value. */
  masked(url: string): Promise<Results>;
  /** Logs in and gives what `SELECT 7` gives; the address may carry `sslmode` and `sslrootcert` as libpq reads them. */
  seven(url: string): Promise<number>;
}

/** What a driver tells of a refused statement, and of the session after it. */
export interface Refused {
  /** SQLSTATE, where the driver gives it. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** What `SELECT 7` gives on the same connection afterwards. */
  readonly after: number;
}

export type Operations<Connection> = Record<string, (connection: Connection) => Promise<unknown>>;

/** Nothing that the broad rules of these tests grant. */
export const REFUSED_SQL = 'SELECT salary FROM hr.salaries';
/** An e-mail address of the shop, which the shipped rules mask for everyone. */
export const MASKED_SQL = 'SELECT email FROM shop.customers WHERE id = 50';
/** Each driver's refused INSERTs carry its name and the operation's, so that what was committed can be told. */
export const noteBy = (author: string): string =>
  `INSERT INTO shop.notes (order_id, author, body) VALUES (1, '${author}', 'must not stay')`;
/** Runs for minutes unless it is cancelled. */
export const ENDLESS_SQL = 'SELECT count(*) FROM shop.orders a, shop.orders b, shop.orders c, shop.orders d';

/** Runs operations one after another; one that throws gives what it threw, so that the others still run. */
export async function runAll<Connection>(
  operations: Operations<Connection>,
  withConnection: (operation: (connection: Connection) => Promise<unknown>) => Promise<unknown>,
): Promise<Results> {
  const results: Results = {};
  for (const [name, operation] of Object.entries(operations)) {
    try {
      // As JSON: what drivers decode into objects of their own is compared by what it says.
      results[name] = JSON.parse(JSON.stringify((await withConnection(operation)) ?? null));
    } catch (error) {
      results[name] = { threw: told(error) };
    }
  }
  return results;
}

/** An error of the server as the driver tells it, without what says where in the server's source it came from. */
export function told(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const fields = error as Error & Record<string, unknown>;
  const wanted = ['code', 'severity', 'detail', 'hint', 'position', 'schema', 'table', 'column', 'constraint'];
  const others = ['schema_name', 'table_name', 'column_name', 'constraint_name'];
  const shown = [...wanted, ...others].filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]);
  return { message: error.message, ...Object.fromEntries(shown) };
}

/** The error that this is expected to give; undefined when it gives none. */
export async function errorOf(attempt: () => PromiseLike<unknown>): Promise<Record<string, unknown> | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return told(error);
  }
}
