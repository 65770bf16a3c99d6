/**
 * DDL: what it does, and every object that it names. What else a definition says is kept as tokens, which are printed one by one: names in backticks,
 * literals as literals, comments gone.
 */
import type { Token } from '../tokens.ts';
import type { Expression } from './expression.ts';
import type { Name, QualifiedName, Span } from './node.ts';
import type { Query } from './query.ts';

/** A stretch of a definition. Parts are printed in order. */
export type Part =
  | { readonly kind: 'Tokens'; readonly tokens: readonly Token[] }
  /** An object named within: the table of REFERENCES, the new name of RENAME. */
  | { readonly kind: 'Named'; readonly as: 'references' | 'rename_to' | 'like' | 'exchange'; readonly name: QualifiedName }
  /** A generated column, a CHECK, a DEFAULT (…), an index over an expression. */
  | { readonly kind: 'Computed'; readonly expression: Expression }
  | { readonly kind: 'Selected'; readonly query: Query }; // prettier-ignore

export interface Definition extends Span {
  readonly kind: 'Definition';
  readonly verb: 'CREATE' | 'ALTER' | 'DROP' | 'TRUNCATE' | 'RENAME';
  readonly object: 'TABLE' | 'VIEW' | 'INDEX' | 'DATABASE';
  /** As the command's name: `CREATE TABLE`, `CREATE UNIQUE INDEX` is `CREATE INDEX`. */
  readonly command: string;
  readonly temporary: boolean;
  /** What it is done to: several for DROP and RENAME. For an index its table. For a database a name without schema. */
  readonly targets: readonly QualifiedName[];
  /** The index itself. */
  readonly index: Name | undefined;
  /** Columns that are named as existing ones: by ALTER … DROP/MODIFY/CHANGE/RENAME COLUMN, index keys, foreign keys, CHECK. Undefined: can't be told. */
  readonly columns: readonly Name[] | undefined;
  /** All of the text from its first word to its last, targets included (as `Named` of no other kind: `target` is printed in their place). */
  readonly parts: readonly (Part | { readonly kind: 'Target'; readonly index: number } | { readonly kind: 'Words'; readonly text: string })[]; // prettier-ignore
}

/** A statement that is told by its first words alone. It is refused; the words say what was refused. */
export interface Unread extends Span {
  readonly kind: 'Unread';
  /** `GRANT`, `CREATE PROCEDURE`, `LOAD DATA`: as documented. */
  readonly command: string;
  /** What it would have been refused for, whatever it says. */
  readonly why: 'administration' | 'routine' | 'file' | 'opaque' | 'not_supported';
}
