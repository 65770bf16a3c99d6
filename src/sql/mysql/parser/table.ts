/** What FROM lists: joins in their associativity, tables, derived tables, parentheses. */
import type { DerivedTable, IndexHint, JoinGroup, Name, Query, TableName, TableReference } from '../ast/index.ts';
import { RefusedError } from '../../../core/errors.ts';
import type { Cursor } from './cursor.ts';
import { parseAlias, parseNames, parseQualifiedName } from './names.ts';
import { continueQuery, goesOnAsQuery, isQueryAhead, isQueryHere, parseNestedQuery } from './query.ts';
import { parseJoins } from './table-join.ts';
import { parseJsonTable } from './table-json.ts';

/** Table references with commas between. */
export function parseTableReferences(cursor: Cursor, first?: TableReference): TableReference[] {
  const references = [parseTableReference(cursor, first)];
  while (cursor.takeOperator(',')) references.push(parseTableReference(cursor));
  return references;
}

/** One table or join. `first`: its first table where that is read already. */
export function parseTableReference(cursor: Cursor, first?: TableReference): TableReference {
  return cursor.nested(() => parseJoins(cursor, first ?? parseTableFactor(cursor)));
}

/** One operand of joins. */
export function parseTableFactor(cursor: Cursor): TableReference {
  const { offset: start } = cursor;
  const mysql = cursor.context.server.flavor === 'mysql';
  if (cursor.isOperator('(')) {
    const inner = parseParenthesised(cursor);
    return inner.kind === 'Query' ? parseDerived(cursor, inner, false, start) : inner;
  }
  if (cursor.takeOperator('{')) {
    // ODBC's { OJ … }. MariaDB takes any word for it.
    if (mysql) cursor.expectWords('OJ');
    else cursor.name();
    const inner = parseTableReference(cursor);
    cursor.expectOperator('}');
    return inner;
  }
  if (mysql && cursor.takeWords('LATERAL')) {
    const inner = parseParenthesised(cursor);
    if (inner.kind !== 'Query') throw cursor.unexpected();
    return parseDerived(cursor, inner, true, start);
  }
  const next = cursor.peek(1);
  if (cursor.isWord('JSON_TABLE') && next.type === 'operator' && next.text === '(') return parseJsonTable(cursor);
  return parseTable(cursor);
}

/** What parentheses hold in FROM: a query, whose alias follows them, or table references. */
function parseParenthesised(cursor: Cursor): Query | TableReference {
  return cursor.nested(() => {
    const { offset: start } = cursor;
    cursor.expectOperator('(');
    if (isQueryHere(cursor)) {
      const query = parseNestedQuery(cursor);
      cursor.expectOperator(')');
      return query;
    }
    let first: TableReference | undefined;
    if (isQueryAhead(cursor)) {
      const { offset: innerStart } = cursor;
      const inner = parseParenthesised(cursor);
      if (inner.kind !== 'Query') first = inner;
      else if (goesOnAsQuery(cursor)) {
        const query = continueQuery(cursor, inner);
        cursor.expectOperator(')');
        return query;
      } else first = parseDerived(cursor, inner, false, innerStart);
    }
    const references = parseTableReferences(cursor, first);
    cursor.expectOperator(')');
    const [only] = references;
    if (only !== undefined && references.length === 1) {
      const derived = only.kind === 'DerivedTable' || only.kind === 'JsonTable';
      if (derived && cursor.context.server.flavor === 'mysql') throw cursor.unexpected();
      return only;
    }
    return { kind: 'JoinGroup', references, start, end: cursor.endOffset } satisfies JoinGroup;
  });
}

function parseDerived(cursor: Cursor, query: Query, lateral: boolean, start: number): DerivedTable {
  const alias = parseAlias(cursor, ['WINDOW']);
  if (alias === undefined) throw missingAlias(cursor);
  const columns = cursor.isOperator('(') ? parseNames(cursor) : [];
  return { kind: 'DerivedTable', lateral, query, alias, columns, start, end: cursor.endOffset };
}

function missingAlias(cursor: Cursor): RefusedError {
  if (cursor.context.server.flavor === 'mariadb') return cursor.unexpected();
  return new RefusedError({
    code: 'WW_SYNTAX_ERROR',
    mysql: 1248,
    message: 'every derived table must have its own alias',
    hint: 'Write a name behind the parenthesis: (SELECT …) AS t.',
    offset: cursor.offset,
  });
}

function parseTable(cursor: Cursor): TableName {
  const { offset: start } = cursor;
  const table = parseQualifiedName(cursor);
  const partitions = cursor.takeWords('PARTITION') ? parseNames(cursor) : [];
  refuseVersions(cursor);
  const alias = parseAlias(cursor, ['WINDOW']);
  refuseVersions(cursor);
  const hints = parseHints(cursor);
  return { kind: 'TableName', table, partitions, alias, hints, start, end: cursor.endOffset };
}

function refuseVersions(cursor: Cursor): void {
  if (cursor.areWords('FOR', 'SYSTEM_TIME')) throw cursor.notUnderstood('a FOR SYSTEM_TIME clause');
  if (cursor.context.server.flavor === 'mysql' && cursor.isWord('TABLESAMPLE')) {
    throw cursor.notUnderstood('a TABLESAMPLE clause');
  }
}

/** USE INDEX (a, b), FORCE KEY FOR JOIN (PRIMARY), … */
function parseHints(cursor: Cursor): IndexHint[] {
  const hints: IndexHint[] = [];
  for (;;) {
    const { offset: start } = cursor;
    const verb = cursor.takeOneOf('USE', 'IGNORE', 'FORCE');
    if (verb === undefined) return hints;
    if (cursor.takeOneOf('INDEX', 'KEY') === undefined) throw cursor.unexpected();
    const scope = cursor.takeWords('FOR') ? parseHintScope(cursor) : undefined;
    const indexes = cursor.parenthesised(() => {
      if (verb === 'USE' && cursor.isOperator(')')) return [];
      return cursor.list(() => parseIndexName(cursor));
    });
    hints.push({ kind: 'IndexHint', verb, scope, indexes, start, end: cursor.endOffset });
  }
}

function parseHintScope(cursor: Cursor): IndexHint['scope'] {
  if (cursor.takeWords('JOIN')) return 'JOIN';
  if (cursor.takeWords('ORDER', 'BY')) return 'ORDER BY';
  cursor.expectWords('GROUP', 'BY');
  return 'GROUP BY';
}

function parseIndexName(cursor: Cursor): Name {
  const token = cursor.peek();
  if (!cursor.takeWords('PRIMARY')) return cursor.name();
  return { kind: 'Name', text: 'PRIMARY', start: token.start, end: token.end };
}
