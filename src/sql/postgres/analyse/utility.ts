/** Statements other than the five that read and write rows: what the lists say of them, resolved against the catalog. */
import type { Node } from '@pgsql/types';
import type { NameContext } from '../../catalog/catalog.ts';
import type { SessionEffect, Statement } from '../../statement.ts';
import { describeUtility } from '../lists/index.ts';
import type { InnerQuery, UtilityDescription } from '../lists/index.ts';
import { readTypeName } from './casts.ts';
import { readChange } from './change.ts';
import { NONE } from '../../lineage.ts';
import { as, bodyOf, kindOf } from './node.ts';
import { readQuery } from './query.ts';
import type { Reading } from './reading.ts';
import { notSupported, notUnderstood } from './refuse.ts';
import type { Column, Scope } from './scope.ts';
import { readScopedExpression, rowsOfRelation } from './scoped-expression.ts';
import { assemble, readStatement } from './statement.ts';
import type { Extent } from './statement.ts';
import { touchEveryColumn, touchObject } from './utility-objects.ts';

export function readUtility(context: NameContext, reading: Reading, node: Node, extent: Extent): Statement {
  const { description, output } = readInto(reading, node, extent.start);
  const { kind, command, secretText, readOnly } = description;
  const effect = effectOf(context, description, extent);
  // Its parameters are given by EXECUTE, not to the statement itself.
  if (effect.kind === 'prepare') reading.found.parameters = 0;
  return assemble(reading, extent, { kind, command, output, effect, secretText, readOnly });
}

interface Read {
  readonly description: UtilityDescription;
  readonly output: readonly Column[] | undefined;
}

function readInto(reading: Reading, node: Node, offset: number): Read {
  reading.enter();
  try {
    const kind = kindOf(node) ?? '';
    const description = describeUtility(kind, bodyOf(node));
    if (description === undefined) throw notUnderstood(`the statement ${kind}`, offset);
    for (const object of description.objects) touchObject(reading, object);
    for (const relation of description.everyColumnOf) touchEveryColumn(reading, relation);
    for (const type of description.types) readTypeName(reading, type);
    for (const expression of description.expressions) readScopedExpression(reading, expression);
    for (const hazard of description.hazards) reading.found.hazard(hazard.kind, hazard.what, hazard.offset);
    const columns = description.queries.map((query) => readInner(reading, query, description, offset));
    return { description, output: outputOf(description, columns[0]) };
  } finally {
    reading.leave();
  }
}

/** A statement inside; gives its columns. What is only planned, prepared or declared writes nothing yet. */
function readInner(
  reading: Reading,
  query: InnerQuery,
  description: UtilityDescription,
  offset: number,
): readonly Column[] | undefined {
  const before = reading.found.readOnly;
  const outer: Scope | undefined = query.rowsOf === undefined ? undefined : rowsOfRelation(reading, query.rowsOf);
  const explaining = reading.explaining;
  reading.explaining ||= description.kind === 'explain';
  const columns = readAny(reading, query.node, outer, offset);
  reading.explaining = explaining;
  const runs =
    description.runs || query.role === 'stored' || description.kind === 'declare' || description.kind === 'copy';
  if (!runs) reading.found.readOnly = before;
  // What is made holds these values; who may read it is not known yet, so that they count as written away.
  if (query.role !== 'result')
    for (const column of columns ?? []) reading.found.write(undefined, column.lineage, offset);
  return columns;
}

function readAny(
  reading: Reading,
  node: Node,
  outer: Scope | undefined,
  offset: number,
): readonly Column[] | undefined {
  const select = as(node, 'SelectStmt');
  if (select !== undefined) return readQuery(reading, select, outer).columns;
  const change = readChange(reading, node, outer);
  if (change !== undefined) return change.output;
  if (as(node, 'ExecuteStmt') !== undefined) {
    throw notSupported('running a prepared statement inside another statement', offset, 'Write out the query.');
  }
  return readInto(reading, node, offset).output;
}

function outputOf(
  description: UtilityDescription,
  inner: readonly Column[] | undefined,
): readonly Column[] | undefined {
  const text = (name: string): Column => ({ name, lineage: NONE, origin: undefined, type: 'text', row: undefined });
  switch (description.kind) {
    case 'explain':
      return [text('QUERY PLAN')];
    case 'show':
      return [text(description.shows ?? '')];
    case 'copy':
      return inner;
    default:
      return undefined;
  }
}

/** The statement inside is told once more by itself: it is what runs under the name later. */
function effectOf(context: NameContext, description: UtilityDescription, extent: Extent): SessionEffect {
  const { effect } = description;
  if (effect.kind !== 'prepare' && effect.kind !== 'declare') return effect;
  const node = description.queries[0]?.node;
  if (node === undefined) throw notUnderstood(`this ${description.command}`, extent.start);
  const inner = readStatement(context, node, extent);
  if (effect.kind === 'prepare') return { kind: 'prepare', name: effect.name, inner };
  // A cursor's parameters are those of DECLARE itself, and are judged with it.
  const { deferred: _judged, ...rest } = inner;
  return { kind: 'declare', name: effect.name, inner: rest };
}
