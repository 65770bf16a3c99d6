/** FOR UPDATE and its like: what they lock needs the privilege to change it, as on the server; a shared lock needs none. */
import type { Query, TableReference } from '../ast/index.ts';
import type { Reading } from './reading.ts';
import { serverError } from './refuse.ts';
import { objectOf, resolveTable } from './relation.ts';
import { findCte } from './scope.ts';
import type { Scope } from './scope.ts';

export function readLocks(reading: Reading, query: Query, scope: Scope): void {
  reading.found.readOnly = false;
  const references = query.body.kind === 'Select' ? query.body.from : [];
  for (const { strength, tables } of query.locking) {
    const named = tables.length === 0 ? undefined : new Set(tables.map(({ name }) => reading.tableKey(name.text)));
    const met = new Set<string>();
    for (const reference of references) lock(reading, reference, scope, named, met, strength === 'UPDATE');
    for (const { name, start } of tables) {
      if (!met.has(reading.tableKey(name.text)))
        throw serverError(3568, `Unresolved table name \`${name.text}\` in locking clause.`, start);
    }
  }
}

function lock(
  reading: Reading,
  node: TableReference,
  scope: Scope,
  named: ReadonlySet<string> | undefined,
  met: Set<string>,
  exclusive: boolean,
): void {
  reading.spend(1);
  if (node.kind === 'Join') for (const side of [node.left, node.right]) lock(reading, side, scope, named, met, exclusive);
  if (node.kind === 'JoinGroup') for (const part of node.references) lock(reading, part, scope, named, met, exclusive);
  if (node.kind === 'Join' || node.kind === 'JoinGroup' || node.kind === 'JsonTable') return;
  const shown = reading.tableKey(node.kind === 'TableName' ? (node.alias ?? node.table.name).text : node.alias.text);
  met.add(shown);
  if (named !== undefined && !named.has(shown)) return;
  if (node.kind === 'DerivedTable') {
    // The servers lock what a derived table reads where they merge it into the query around it.
    const inner = node.query.body.kind === 'Select' ? node.query.body.from : [];
    for (const deeper of inner) lock(reading, deeper, scope, undefined, met, exclusive);
    return;
  }
  const isCte = node.table.schema === undefined && findCte(scope, reading.commonKey(node.table.name.text)) !== undefined;
  if (exclusive && !isCte) reading.found.touch('UPDATE', objectOf(resolveTable(reading, node.table)), node.start);
} // prettier-ignore
