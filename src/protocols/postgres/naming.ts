// By what names are resolved in this session, and when that may have changed. Nothing is judged while it may have: the
// conversation then waits for the server's answers and reads it back. Knows neither sockets nor rules.

import type { Catalog, NameContext } from '../../sql/catalog/catalog.ts';
import type { Statement } from '../../sql/statement.ts';

/** What the conversation is handed to read SQL by. */
export interface CatalogSupply {
  /** The shared snapshot. Throws RefusedError when it is older than allowed. */
  current(): Catalog;
  /** A load that begins after this call. */
  refresh(): Promise<Catalog>;
  /**
   * The text whose only cell `fromSession` reads: the same load through the session's own connection, whatever its search
   * path is, which it leaves as it was.
   */
  readonly query: string;
  fromSession(cell: string): Catalog;
}

/** The effective search path, as JSON: implicit pg_catalog and the session's pg_temp schema included. */
export const PATH_QUERY = 'SELECT pg_catalog.array_to_json(pg_catalog.current_schemas(true))::pg_catalog.text';

export interface Stale {
  /** An answer has to be waited for: it may change prepared statements, portals or names. */
  readonly answers: boolean;
  readonly path: boolean;
  readonly catalog: boolean;
}

export class Naming {
  readonly #supply: CatalogSupply;
  #context: NameContext | undefined;
  #path: readonly string[] = [];
  /** The catalog as this session's open transaction sees it, after DDL of its own. */
  #own: Catalog | undefined;
  #stale = { answers: false, path: true, catalog: false };
  /** A tracked setting was changed in a way that the end of a transaction may take back. */
  #pathTouched = false;

  constructor(supply: CatalogSupply) {
    this.#supply = supply;
  }

  /** Undefined when names are what they were. */
  get stale(): Stale | undefined {
    return this.#stale.answers || this.#stale.path || this.#stale.catalog ? this.#stale : undefined;
  }

  /** The same object as long as nothing changed. Throws RefusedError when the catalog is too old. */
  get context(): NameContext {
    const shared = this.#supply.current();
    const catalog = this.#own ?? shared;
    if (this.#context === undefined || this.#context.catalog !== catalog || this.#context.searchPath !== this.#path) {
      this.#context = { catalog, searchPath: this.#path };
    }
    return this.#context;
  }

  /** A statement was sent: what it may change is stale from here on. */
  sent(statement: Statement): void {
    const effect = statement.effect;
    switch (effect.kind) {
      case 'prepare':
      case 'deallocate':
      case 'declare':
      case 'close':
        this.#stale.answers = true;
        break;
      case 'set':
        if (effect.tracked) this.touchPath();
        break;
      case 'discard':
        this.touchPath();
        this.#stale.catalog = true;
        break;
      case 'ddl':
        // A temporary schema comes into the path with the first temporary object.
        this.touchPath();
        this.#stale.catalog = true;
        break;
      case 'transaction':
        if (this.#pathTouched) this.#stale.path = true;
        if (this.#own !== undefined) this.#stale.catalog = true;
        break;
      case 'none':
      case 'execute':
      case 'fetch':
      case 'own':
      case 'kill':
      case 'diagnostics':
        break;
      default:
        effect satisfies never;
    }
    // A function that an operator granted may do anything, a setting included.
    if (!statement.accesses.some((access) => access.privilege === 'EXECUTE')) return;
    this.touchPath();
    // Without a temporary table a name falls through to the table that it hid.
    if (this.#path.some((schema) => schema.startsWith('pg_temp_'))) this.#stale.catalog = true;
  }

  touchPath(): void {
    this.#pathTouched = true;
    this.#stale.path = true;
  }

  /** A message that may end a transaction was sent (Query, Sync), or the server said that one ended. */
  transactionMayEnd(): void {
    if (this.#pathTouched) this.#stale.path = true;
    if (this.#own !== undefined) this.#stale.catalog = true;
  }

  /** Whether the end of a transaction, or a part of it, may change what names mean. */
  get mayBeTakenBack(): boolean {
    return this.#pathTouched || this.#own !== undefined || this.#stale.path || this.#stale.catalog;
  }

  /** All answers are in. */
  answered(): void {
    this.#stale.answers = false;
  }

  /** The path as the server told it. `settled`: outside of a transaction, so that no rollback can take it back. */
  takePath(cell: string, settled: boolean): void {
    const path: unknown = JSON.parse(cell);
    if (!Array.isArray(path) || !path.every((name) => typeof name === 'string'))
      throw new TypeError('the search path is no list of names');
    if (path.length !== this.#path.length || path.some((name, index) => name !== this.#path[index])) this.#path = path;
    this.#stale.path = false;
    if (settled) this.#pathTouched = false;
  }

  /** The catalog was read again: through the session's own transaction, or shared (`undefined`). */
  takeCatalog(own: string | undefined): void {
    this.#own = own === undefined ? undefined : this.#supply.fromSession(own);
    this.#stale.catalog = false;
  }

  refresh(): Promise<Catalog> {
    return this.#supply.refresh();
  }

  get catalogQuery(): string {
    return this.#supply.query;
  }
}
