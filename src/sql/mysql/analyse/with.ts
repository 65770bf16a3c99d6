/** WITH: which query each name stands for, in what order they see one another, and the fixpoint of a recursive one. */
import type { CommonTable, With } from '../ast/index.ts';
import { same, unknown } from '../../lineage.ts';
import { refuseDuplicates } from './from.ts';
import { readBody, readQuery } from './query.ts';
import type { Reading } from './reading.ts';
import { notSupported, notUnderstood, serverError } from './refuse.ts';
import { EMPTY } from './scope.ts';
import type { Column, Cte, Scope } from './scope.ts';
import { leftSpine } from './set-operation.ts';

/** Rounds until a recursive query's lineage stands still: one for each column that feeds another. Beyond it: unknown. */
const MAX_ROUNDS = 16;

/** The scope in which the statement that has this WITH is read. `scope` is that statement's own level, without WITH queries yet. */
export function readWith(reading: Reading, clause: With | undefined, scope: Scope): Scope {
  if (clause === undefined) return scope;
  const ctes = new Map<string, Cte>();
  const within: Scope = { ...scope, ctes };
  const made: Cte[] = [];
  for (const [position, body] of clause.tables.entries()) {
    const key = reading.commonKey(body.name.text);
    if (made.some((other) => other.key === key))
      throw serverError(1066, `Not unique table/alias: '${body.name.text}'`, body.name.start);
    reading.commonNames.define(reading, body);
    const inner = definitionScope(reading, clause, position, scope, new Map(ctes));
    const cte = clause.recursive ? recursive(reading, body, key, inner) : plain(reading, body, key, inner);
    made.push(cte);
    ctes.set(key, cte);
    // Read whether it is used or not: nothing that was written stays unjudged.
    cte.columns(body.start);
  }
  return within;
}

/** A definition sees those before it. On MariaDB RECURSIVE lets it see those behind it too, which is refused. */
function definitionScope(
  reading: Reading,
  clause: With,
  position: number,
  scope: Scope,
  before: Map<string, Cte>,
): Scope & { readonly ctes: Map<string, Cte> } {
  if (clause.recursive && reading.server.flavor === 'mariadb') {
    for (const later of clause.tables.slice(position + 1)) {
      const key = reading.commonKey(later.name.text);
      before.set(key, {
        key,
        table: later,
        columns: (offset) => {
          throw notSupported(`using WITH query "${later.name.text}" before it is defined`, offset, 'Define it first.');
        },
      });
    }
  }
  // Before MySQL 8.0.14, and on MariaDB, a definition sees nothing of the queries around it.
  return { parent: scope.parent, shape: EMPTY, ctes: before, closed: reading.server.flavor === 'mariadb' };
}

function plain(reading: Reading, body: CommonTable, key: string, scope: Scope): Cte {
  let columns: readonly Column[] | undefined;
  return { key, table: body, columns: () => (columns ??= named(body, readQuery(reading, body.query, scope).columns)) };
}

function recursive(
  reading: Reading,
  body: CommonTable,
  key: string,
  scope: Scope & { readonly ctes: Map<string, Cte> },
): Cte {
  let done: readonly Column[] | undefined;
  let assumed: readonly Column[] | undefined;
  let state: 'waiting' | 'reading' | 'reading first term' = 'waiting';

  const firstTerm = (): readonly Column[] => {
    const { query } = body;
    if (query.body.kind !== 'SetOperation' || query.with !== undefined || state === 'reading first term') {
      const message = `Recursive Common Table Expression '${body.name.text}' should have one or more non-recursive query blocks followed by one or more recursive ones`;
      throw serverError(3574, message, body.start);
    }
    state = 'reading first term';
    const { leftmost } = leftSpine(query.body);
    const columns = named(body, readBody(reading, leftmost, { parent: scope, shape: EMPTY, ctes: undefined }).columns);
    state = 'reading';
    return columns;
  };

  const read = (): readonly Column[] => {
    state = 'reading';
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const columns = named(body, readQuery(reading, body.query, scope).columns);
      if (assumed === undefined || sameColumns(columns, assumed)) return columns;
      assumed = columns;
    }
    const why = `recursive query ${body.name.text}`;
    return (assumed ?? []).map((column) => ({ ...column, lineage: unknown(why), origin: undefined }));
  };

  const cte: Cte = {
    key,
    table: body,
    columns: () => {
      if (done !== undefined) return done;
      if (state === 'waiting') return (done = read());
      return (assumed ??= firstTerm());
    },
  };
  scope.ctes.set(key, cte);
  return cte;
}

function sameColumns(left: readonly Column[], right: readonly Column[]): boolean {
  return left.every((column, position) => same(column.lineage, right[position]?.lineage ?? column.lineage));
}

/** Error 1353 where the names are more or fewer than the columns. */
function named(body: CommonTable, columns: readonly Column[]): readonly Column[] {
  const all = renamed(columns, body.columns.map(({ text }) => text), body.start);
  refuseDuplicates(all, body.start);
  return all;
} // prettier-ignore

export function renamed(columns: readonly Column[], names: readonly string[], offset: number): readonly Column[] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length)
    throw serverError(1353, 'SELECT and column list have different column counts', offset);
  return columns.map((column, position) => {
    const name = names[position];
    if (name === undefined) throw notUnderstood('this list of names', offset);
    return { ...column, name };
  });
}
