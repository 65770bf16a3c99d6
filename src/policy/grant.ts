/** What a grant line says, as data, and which privileges go with which objects. Knows no rule files and no agents. */
import type { ObjectKind, Privilege } from '../core/action.ts';

export interface GrantLine {
  /** As written. */
  readonly text: string;
  readonly privileges: readonly GrantedPrivilege[];
  readonly targets: readonly GrantTarget[];
  /** For EXECUTE: what the functions' results hold. Absent: not said, so redacted wherever there is something sensitive. */
  readonly returns?: GrantReturns;
}

export interface GrantedPrivilege {
  readonly privilege: Privilege | 'ALL';
  /** Absent: the whole object. */
  readonly columns?: readonly GrantName[];
  readonly offset: number;
}

export interface GrantName {
  readonly name: string;
  readonly offset: number;
}

export interface GrantTarget {
  readonly object: ObjectKind;
  /** Empty for kinds that live in no schema. */
  readonly schema: string;
  readonly name: string;
  /** `name` is only how the names begin: `shop.order_*`; with an empty name everything of that kind in the schema. */
  readonly prefix: boolean;
  /** For functions, argument types as the catalog prints them. Absent: every overload. */
  readonly signature?: string;
  readonly offset: number;
}

export type GrantReturns =
  | { readonly kind: 'clean' }
  | {
      readonly kind: 'masked_as';
      readonly schema: string;
      readonly table: string;
      readonly column: string;
      readonly offset: number;
    };

/** What may be granted on each kind of object. */
export const PRIVILEGES_ON: Readonly<Record<ObjectKind, readonly Privilege[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'LOCK', 'CREATE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  sequence: ['USAGE', 'SELECT', 'UPDATE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  function: ['EXECUTE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  type: ['USAGE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  schema: ['CREATE', 'USAGE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  database: ['CREATE', 'TEMPORARY', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  setting: ['SET', 'ALTER', 'GRANT'],
  channel: ['LISTEN', 'NOTIFY'],
  role: ['SET', 'CREATE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'],
  other: [],
}; // prettier-ignore

/** What `ALL` grants: SQL's own list for the kind (LOCK goes with the others). DDL is never granted by `ALL`, always by its name. */
export const ALL_GRANTS: Readonly<Record<ObjectKind, readonly Privilege[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'LOCK'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  function: ['EXECUTE'],
  type: ['USAGE'],
  schema: ['CREATE', 'USAGE'],
  database: ['CREATE', 'TEMPORARY'],
  setting: ['SET'],
  channel: ['LISTEN', 'NOTIFY'],
  role: ['SET'],
  other: [],
};

/** Privileges that, on a schema, hold for everything in it as well. */
export const REACHING_INTO_SCHEMA: readonly Privilege[] = ['CREATE', 'ALTER', 'DROP', 'GRANT', 'COMMENT'];

/** Privileges that may name columns. */
export const COLUMN_PRIVILEGES: readonly (Privilege | 'ALL')[] = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES', 'ALL'];

/** Writes a name as SQL would: quoted only where it must be. */
export function quoteName(name: string): string {
  return /^[a-z_\u0080-\u{10ffff}][a-z0-9_$\u0080-\u{10ffff}]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** `shop.orders`, `shop.order_*`, `shop.order_total(bigint)`, for hints and findings. */
export function targetLabel(target: Omit<GrantTarget, 'offset'>): string {
  if (target.object === 'setting') return target.name;
  const schema = target.schema === '' ? '' : `${quoteName(target.schema)}.`;
  const name = target.prefix ? `${target.name === '' ? '' : quoteName(target.name)}*` : quoteName(target.name);
  return `${schema}${name}${target.signature === undefined ? '' : `(${target.signature})`}`;
}
