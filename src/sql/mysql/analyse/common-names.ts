/**
 * Names of WITH queries as they are printed. The servers look for them in ways of their own: MySQL finds those of an arm of a UNION in the arms
 * behind it, MariaDB prefers those around a definition to the definition's own, and elsewhere doesn't see them and takes a table. So each
 * goes upstream under a name that nothing else has, and is called there what it was called: where the server doesn't see it, there is an error.
 */
import type { CommonTable, StatementNode, TableName } from '../ast/index.ts';
import { findCatalogRelation, foldName } from './names.ts';
import type { Reading } from './reading.ts';
import { notSupported } from './refuse.ts';

/** WITH queries of one statement, and what names them. */
export class CommonNames {
  /** Stored definitions keep their names: there they have to be unlike any other. */
  keep = false;
  readonly #names = new Map<CommonTable, string>();
  readonly #references = new Map<TableName, CommonTable>();
  readonly #seen = new Map<string, CommonTable>();

  define(reading: Reading, table: CommonTable): void {
    if (this.#names.has(table)) return;
    // Not a name that somebody would give to a table.
    this.#names.set(table, `wirewall with ${this.#names.size + 1}`);
    if (!this.keep) return;
    const { text } = table.name;
    const first = this.#seen.get(foldName(text)) ?? table;
    this.#seen.set(foldName(text), first);
    const { catalog, database, server } = reading;
    const hides = database !== undefined && findCatalogRelation(catalog, server, database, text) !== undefined;
    if (first === table && !hides) return;
    const what = `a WITH query of the name "${text}", which something else has as well,`;
    throw notSupported(what, table.name.start, 'Give it a name of its own.');
  }

  refer(reference: TableName, table: CommonTable | undefined): void {
    if (table !== undefined) this.#references.set(reference, table);
  }

  /** The tree to be printed. What isn't touched stays the same object. */
  renamed(node: StatementNode): StatementNode {
    if (this.keep || this.#names.size === 0) return node;
    // The tree is plain data, and a node is replaced by one of its own kind.
    return this.#rewritten(node) as StatementNode;
  }

  #rewritten(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item: unknown) => this.#rewritten(item));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    const changed = Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
      const made = this.#rewritten(part);
      return made === part ? [] : [[key, made] as const];
    });
    const copy: unknown = changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
    return this.#definition(value, copy) ?? this.#reference(value) ?? copy;
  }

  #definition(node: object, copy: unknown): unknown {
    if (!isKind<CommonTable>(node, 'CommonTable')) return undefined;
    const text = this.#names.get(node);
    if (text === undefined || typeof copy !== 'object') return undefined;
    return { ...copy, name: { ...node.name, text } };
  }

  #reference(node: object): unknown {
    if (!isKind<TableName>(node, 'TableName')) return undefined;
    const table = this.#references.get(node);
    const text = table === undefined ? undefined : this.#names.get(table);
    if (text === undefined) return undefined;
    const { name } = node.table;
    return { ...node, alias: node.alias ?? name, table: { ...node.table, name: { ...name, text } } };
  }
}

function isKind<T extends { readonly kind: string }>(node: object, kind: T['kind']): node is T {
  return 'kind' in node && node.kind === kind;
}
