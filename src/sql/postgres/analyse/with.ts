/** WITH: which query each name stands for, in what order they see one another, and the fixpoint of a recursive one. */
import type { CommonTableExpr, Node, WithClause } from '@pgsql/types';
import { readChange } from './change.ts';
import { derive, same, unknown } from '../../lineage.ts';
import { as, at, kindOf, strings } from './node.ts';
import { readSelect } from './query.ts';
import type { Reading } from './reading.ts';
import { notUnderstood, serverError } from './refuse.ts';
import type { Column, Cte, Scope } from './scope.ts';
import { BUILTIN } from './types.ts';

/** Rounds until a recursive query's lineage stands still: one for each column that feeds another. Beyond it: unknown. */
const MAX_ROUNDS = 16;

/** The scope in which the statement that has this WITH is read. `scope` is that statement's own level, without CTEs yet. */
export function readWith(reading: Reading, clause: WithClause | undefined, scope: Scope): Scope {
  if (clause === undefined) return scope;
  const ctes = new Map<string, Cte>();
  const within: Scope = { parent: scope.parent, items: scope.items, ctes };
  const made: Cte[] = [];
  for (const node of clause.ctes ?? []) {
    const body = as(node, 'CommonTableExpr');
    if (body?.ctename === undefined) throw notUnderstood('this WITH query', -1);
    if (made.some(({ name }) => name === body.ctename)) {
      throw serverError('42712', `WITH query name "${body.ctename}" specified more than once`, at(body));
    }
    const cte = clause.recursive === true ? recursive(reading, body, within) : plain(reading, body, within);
    made.push(cte);
    if (clause.recursive !== true) cte.columns(at(body));
    ctes.set(cte.name, cte);
  }
  // Read whether referenced or not: a data-modifying one runs all the same.
  for (const cte of made) cte.columns(-1);
  return within;
}

function plain(reading: Reading, body: CommonTableExpr, scope: Scope): Cte {
  let columns: readonly Column[] | undefined;
  return {
    name: body.ctename ?? '',
    columns: () => (columns ??= named(body, readBody(reading, body, scope))),
  };
}

function readBody(reading: Reading, body: CommonTableExpr, scope: Scope): readonly Column[] {
  const query: Node | undefined = body.ctequery;
  if (query === undefined) throw notUnderstood('this WITH query', at(body));
  const select = as(query, 'SelectStmt');
  if (select !== undefined) return readSelect(reading, select, scope).columns;
  const change = readChange(reading, query, scope);
  if (change === undefined) throw notUnderstood(`${kindOf(query) ?? 'nothing'} in WITH`, at(body));
  return change.output ?? [];
}

function recursive(reading: Reading, body: CommonTableExpr, scope: Scope): Cte {
  const name = body.ctename ?? '';
  let done: readonly Column[] | undefined;
  let assumed: readonly Column[] | undefined;
  let state: 'waiting' | 'reading' | 'reading first term' = 'waiting';
  let referred = false;

  const firstTerm = (): readonly Column[] => {
    const select = as(body.ctequery, 'SelectStmt');
    if (select?.op !== 'SETOP_UNION' || select.larg === undefined || state === 'reading first term') {
      throw serverError(
        '42P19',
        `recursive reference to query "${name}" must not appear within its non-recursive term`,
        at(body),
      );
    }
    state = 'reading first term';
    const within = readWith(reading, select.withClause, { parent: scope, items: [], ctes: undefined });
    const columns = named(body, readSelect(reading, select.larg, within).columns);
    state = 'reading';
    return columns;
  };

  const read = (): readonly Column[] => {
    state = 'reading';
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const columns = named(body, readBody(reading, body, scope));
      if (!referred || (assumed !== undefined && sameColumns(columns, assumed))) return columns;
      assumed = columns;
    }
    return (assumed ?? []).map((column) => ({
      ...column,
      lineage: unknown(`recursive query ${name}`),
      origin: undefined,
    }));
  };

  return {
    name,
    columns: () => {
      if (done !== undefined) return done;
      if (state === 'waiting') return (done = extended(reading, body, read()));
      referred = true;
      assumed ??= firstTerm();
      // The server has not finished the query when it meets itself, so it names no origin.
      const visible = assumed.map((column) => ({ ...column, origin: undefined }));
      const added = extended(reading, body, assumed).slice(assumed.length);
      return added.length === 0 ? visible : [...visible, ...added.map((column) => ({ ...column, hidden: true }))];
    },
  };
}

function sameColumns(left: readonly Column[], right: readonly Column[]): boolean {
  return left.every((column, position) => same(column.lineage, right[position]?.lineage ?? column.lineage));
}

function named(body: CommonTableExpr, columns: readonly Column[]): readonly Column[] {
  const names = strings(body.aliascolnames);
  if (names.length > columns.length) {
    const counts = `has ${columns.length} columns available but ${names.length} columns specified`;
    throw serverError('42P10', `WITH query "${body.ctename}" ${counts}`, at(body));
  }
  if (names.length === 0) return columns;
  return columns.map((column, position) => ({ ...column, name: names[position] ?? column.name }));
}

/** With the columns that SEARCH and CYCLE add. */
function extended(reading: Reading, body: CommonTableExpr, columns: readonly Column[]): readonly Column[] {
  const added: Column[] = [];
  const add = (name: string | undefined, from: readonly string[], kind: 'order' | 'predicate'): void => {
    if (name === undefined) return;
    const read = columns.filter((column) => from.includes(column.name)).map((column) => column.lineage);
    for (const lineage of read) reading.found.position(lineage, kind, at(body));
    added.push({ name, lineage: derive(read), origin: undefined, type: BUILTIN, row: undefined });
  };
  const { search_clause: search, cycle_clause: cycle } = body;
  add(search?.search_seq_column, strings(search?.search_col_list), 'order');
  add(cycle?.cycle_mark_column, strings(cycle?.cycle_col_list), 'predicate');
  add(cycle?.cycle_path_column, strings(cycle?.cycle_col_list), 'predicate');
  return added.length === 0 ? columns : [...columns, ...added];
}
