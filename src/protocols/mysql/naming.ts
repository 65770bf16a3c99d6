// What a text is read with in this session: the schema, the current database, the lexical mode, the character set. Changed only by what
// the server says of itself (session tracking), never by what was asked for; knows no SQL.

import { ProtocolViolation, RefusedError } from '../../core/errors.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Catalog } from '../../sql/catalog/catalog.ts';
import {
  charsetOf,
  DEFAULT_MODE,
  lexicalModeOf,
  withoutLexicalBits,
  type Charset,
  type MySqlContext,
} from '../../sql/mysql/index.ts';
import { TRACKED_VARIABLES } from './tracking.ts';
import { STATUS, type SessionChange } from './messages/index.ts';

/** The upstream's schema, kept by whoever composes. */
export interface CatalogSupply {
  /** Throws RefusedError when it is too old. */
  current(): Catalog;
  /** One whose load began after the call. */
  refresh(): Promise<Catalog>;
}

/** A new session as the server describes it. */
export interface Beginning {
  readonly database: string | undefined;
  readonly sqlMode: string;
  readonly charset: Charset;
  readonly multiStatements: boolean;
}

export class Naming {
  readonly #supply: CatalogSupply;
  #context: MySqlContext | undefined;
  #single: { readonly of: MySqlContext; readonly context: MySqlContext } | undefined;
  #database: string | undefined;
  #mode = DEFAULT_MODE;
  #isMariaDb = false;
  #charset: Charset;
  #resultsCharset: Charset;
  #multiStatements: boolean;
  #pin: string | undefined;
  #stale = false;

  constructor(supply: CatalogSupply, beginning: Beginning) {
    this.#supply = supply;
    this.#database = beginning.database;
    this.#charset = beginning.charset;
    this.#resultsCharset = beginning.charset;
    this.#multiStatements = beginning.multiStatements;
    this.#mode = lexicalModeOf(beginning.sqlMode);
    this.#pinFor(beginning.sqlMode);
  }

  get database(): string | undefined {
    return this.#database;
  }

  get charset(): Charset {
    return this.#charset;
  }

  /** What names and errors come in. */
  get resultsCharset(): Charset {
    return this.#resultsCharset;
  }

  /** The same object for as long as nothing has changed. Throws RefusedError where the schema is too old to judge by. */
  get context(): MySqlContext {
    if (this.#stale) throw new RefusedError(notReread);
    const catalog = this.#supply.current();
    const known = this.#context;
    if (known?.catalog === catalog) return known;
    const { server } = catalog.data;
    if (server === undefined) throw new RefusedError(noServerFacts);
    this.#isMariaDb = server.flavor === 'mariadb';
    return (this.#context = Object.freeze({
      catalog,
      server,
      database: this.#database,
      mode: this.#mode,
      charset: this.#charset,
      multiStatements: this.#multiStatements,
    }));
  }

  /** The same for a text that may hold one statement alone. */
  get single(): MySqlContext {
    const { context } = this;
    if (!context.multiStatements) return context;
    if (this.#single?.of !== context)
      this.#single = { of: context, context: Object.freeze({ ...context, multiStatements: false }) };
    return this.#single.context;
  }

  /** What a server's status says of sql_mode, by which client libraries quote strings: upstream it says nothing, since those bits are off there. */
  get modeStatus(): number {
    const { ansiQuotes, noBackslashEscapes } = this.#mode;
    const quotes = ansiQuotes && this.#isMariaDb ? STATUS.ANSI_QUOTES : 0;
    return quotes | (noBackslashEscapes ? STATUS.NO_BACKSLASH_ESCAPES : 0);
  }

  /** What has to be set upstream before anything else is judged: sql_mode without its lexical bits. */
  get pin(): string | undefined {
    return this.#pin;
  }

  pinned(): void {
    this.#pin = undefined;
  }

  /** A definition went upstream: the schema is to be read again before the next text. */
  get stale(): boolean {
    return this.#stale;
  }

  defined(): void {
    this.#stale = true;
  }

  async refresh(): Promise<void> {
    await this.#supply.refresh();
    this.#stale = false;
  }

  allowStatements(several: boolean): void {
    this.#multiStatements = several;
    this.#context = undefined;
  }

  /** The session begins anew on the same connection (COM_RESET_CONNECTION). */
  reset(beginning: Omit<Beginning, 'multiStatements'>): void {
    this.#database = beginning.database;
    this.#charset = beginning.charset;
    this.#resultsCharset = beginning.charset;
    this.#mode = lexicalModeOf(beginning.sqlMode);
    this.#context = undefined;
    this.#pinFor(beginning.sqlMode);
  }

  /**
   * What the server says that it has changed. Gives why the session can't go on, where it can't. `ours`: our own pin did it, which takes lexical
   * bits away upstream and from nobody else.
   */
  changed(changes: readonly SessionChange[], ours = false): Refusal | undefined {
    for (const change of changes) {
      if (change.kind === 'schema') {
        this.#database = change.name === '' ? undefined : change.name;
        this.#context = undefined;
      } else if (change.kind === 'variable' && !(ours && change.name.toLowerCase() === 'sql_mode')) {
        const refusal = this.#variable(change.name.toLowerCase(), change.value);
        if (refusal !== undefined) return refusal;
      }
    }
    return undefined;
  }

  #variable(name: string, value: string): Refusal | undefined {
    if (name === 'character_set_client') {
      const charset = charsetOf(value);
      if (charset === undefined) return cannotFollow(name, value, 'utf8mb4');
      this.#charset = charset;
      this.#context = undefined;
    } else if (name === 'character_set_results') {
      // Without one, or with `binary`, the server converts nothing, and its own names are in UTF-8.
      this.#resultsCharset = charsetOf(value) ?? 'utf8mb4';
    } else if (name === 'sql_mode') {
      this.#mode = lexicalModeOf(value);
      this.#context = undefined;
      this.#pinFor(value);
    } else if (TRACKED.get(name)?.(value) === false) {
      throw new ProtocolViolation(`the server no longer tells of its session: ${name} is "${value}"`);
    }
    return undefined;
  }

  #pinFor(sqlMode: string): void {
    const bare = withoutLexicalBits(sqlMode);
    this.#pin = bare === sqlMode ? undefined : bare;
  }
}

const TRACKED: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['session_track_schema', (value: string) => /^(?:ON|1)$/i.test(value)],
  // MariaDB gives them in another order.
  ['session_track_system_variables', (value: string) => sorted(value) === sorted(TRACKED_VARIABLES)],
]);

function sorted(list: string): string {
  return list.toLowerCase().split(',').sort().join();
}

const noServerFacts: Refusal = {
  code: 'WW_CATALOG_STALE',
  message: "the upstream's schema says nothing of its server",
  hint: "The gateway's operator should look at its connection to the upstream.",
};

const notReread: Refusal = {
  code: 'WW_CATALOG_STALE',
  message: 'the schema could not be read again behind a definition',
  hint: 'Try again; if it stays so, ask the operator, whose log has the reason.',
};

function cannotFollow(name: string, value: string, wanted: string): Refusal {
  return {
    code: 'WW_SETTING_REFUSED',
    message: `the server changed "${name}" to "${value}", which this session depends on`,
    hint: `Leave "${name}" at "${wanted}".`,
  };
}
