/** What the analysis of one statement carries with it: names to resolve by, where findings go, and how much work is left. */
import type { QualifiedName } from '../ast/index.ts';
import type { Catalog, ServerFacts } from '../../catalog/catalog.ts';
import { Collector } from '../../collector.ts';
import type { MySqlContext } from '../context.ts';
import { systemSchema } from '../lists/index.ts';
import { CommonNames } from './common-names.ts';
import { foldName, tableKey } from './names.ts';
import { clauseName, tooComplex } from './refuse.ts';
import type { Clause } from './refuse.ts';

/** Nodes, columns and positions together; an ordinary statement spends some hundreds. Beyond it: WW_TOO_COMPLEX. */
const MAX_WORK = 400_000;
/** Nested expressions and queries. Beyond it: WW_TOO_COMPLEX. */
const MAX_DEPTH = 400;

export class Reading {
  readonly context: MySqlContext;
  readonly catalog: Catalog;
  readonly server: ServerFacts;
  /** Where an unqualified name lives. */
  readonly database: string | undefined;
  readonly found = new Collector();
  /** The database of each name that was resolved, by which it is printed. Names that aren't here (aliases, WITH queries) stay as they are. */
  readonly schemas = new Map<QualifiedName, string>();
  readonly commonNames = new CommonNames();
  /** How many views deep this is. */
  readonly viewDepth: number;
  /** Inside EXPLAIN: every column that is read has a place in the plan. */
  explaining = false;
  #clause: Clause = 'select';
  /** Shared with the views that are read on the way, so that no net of views outgrows it. */
  readonly #left: { work: number };
  #depth = 0;

  constructor(context: MySqlContext, outside?: Reading) {
    this.context = context;
    this.catalog = context.catalog;
    this.server = context.server;
    this.database = context.database;
    this.viewDepth = outside === undefined ? 0 : outside.viewDepth + 1;
    this.commonNames.keep = outside !== undefined;
    this.#left = outside === undefined ? { work: MAX_WORK } : outside.#left;
  }

  spend(units: number): void {
    this.#left.work -= units;
    if (this.#left.work < 0) throw tooComplex();
  }

  enter(): void {
    if (++this.#depth > MAX_DEPTH) throw tooComplex();
    this.spend(1);
  }

  leave(): void {
    this.#depth--;
  }

  /** How names of tables and aliases are compared. */
  tableKey(name: string): string {
    return tableKey(name, this.server);
  }

  /** How names of WITH queries are: on MariaDB without case, whatever lower_case_table_names is. */
  commonKey(name: string): string {
    return this.server.flavor === 'mariadb' ? foldName(name) : tableKey(name, this.server);
  }

  /** How names of databases are: the server's own in any case. */
  schemaKey(name: string): string {
    return systemSchema(name, this.server) ?? tableKey(name, this.server);
  }

  /** The clause that is read, as the server names it in errors. */
  get clause(): string {
    return clauseName(this.#clause, this.server);
  }

  /** `read`, with errors that name this clause. */
  within<T>(clause: Clause, read: () => T): T {
    const outer = this.#clause;
    this.#clause = clause;
    const value = read();
    this.#clause = outer;
    return value;
  }
}
