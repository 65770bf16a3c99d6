/** What of pg_catalog and information_schema an agent may read without a grant. Unlisted is closed. */
export type SystemRelation =
  | { readonly kind: 'open' }
  /**
   * Open but for these columns. With `fixedBy`: the closed columns are open too where a top-level AND term of WHERE compares that column
   * with a constant for equality and `readableSetting` accepts the constant (pg_settings.name). Ignoring it is safe.
   */
  | { readonly kind: 'columns'; readonly closed: ReadonlySet<string>; readonly fixedBy?: string }
  | { readonly kind: 'closed'; readonly why: string };

export function systemRelation(_schema: 'pg_catalog' | 'information_schema', _name: string): SystemRelation {
  return { kind: 'closed', why: 'it is not on the list of readable system relations' };
}
