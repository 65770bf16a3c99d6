/**
 * What a policy judges: an action touches objects with privileges. A SQL statement is one kind of action; a later
 * protocol (Kubernetes, HTTP) brings its own objects and privileges in the same words.
 */

export const PRIVILEGES = [
  'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'LOCK',
  'EXECUTE', 'USAGE', 'CREATE', 'ALTER', 'DROP', 'TEMPORARY', 'GRANT', 'SET', 'LISTEN', 'NOTIFY', 'COMMENT',
] as const; // prettier-ignore
export type Privilege = (typeof PRIVILEGES)[number];

export const OBJECT_KINDS = [
  'table',
  'sequence',
  'function',
  'type',
  'schema',
  'database',
  'setting',
  'channel',
  'role',
  'other',
] as const;
/** `table` is every relation that holds or shows rows: table, view, materialised view, foreign and partitioned table. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** A resolved name. `schema` is empty for kinds that live in none (schema, database, setting, role). */
export interface ObjectName {
  readonly kind: ObjectKind;
  readonly schema: string;
  readonly name: string;
  /** For functions: argument types as the catalog prints them, e.g. `bigint, text`. */
  readonly signature?: string;
  /** The server's own identity of the object, where it has one. */
  readonly oid?: number;
}

/** One touch of one object. The same object touched in two ways is two accesses. */
export interface Access {
  readonly privilege: Privilege;
  readonly object: ObjectName;
  /**
   * Columns touched, in the catalog's spelling. `any` : the object as a whole without a column of its own (`SELECT count(*)`),
   * for which a grant on any one column is enough, as in the server. `all`: the whole object (DELETE, DDL, a whole row).
   */
  readonly columns: readonly string[] | 'any' | 'all';
  /** Where in the text, as a byte offset, -1 where it can't be told. */
  readonly offset: number;
}

export interface Action {
  readonly accesses: readonly Access[];
}

export function objectLabel(object: ObjectName): string {
  const name = object.schema === '' ? object.name : `${object.schema}.${object.name}`;
  return object.signature === undefined ? name : `${name}(${object.signature})`;
}
