/** One statement: what kind it is, and its findings put together. */
import type { Node, SelectStmt } from '@pgsql/types';
import type { NameContext } from '../../catalog/catalog.ts';
import type {
  DeferredCheck,
  FunctionCall,
  OutputColumn,
  SessionEffect,
  Statement,
  StatementKind,
} from '../../statement.ts';
import { readChange } from './change.ts';
import { plain } from '../../lineage.ts';
import type { CallRecord } from '../../lineage.ts';
import type { Change } from './change.ts';
import { as, kindOf } from './node.ts';
import { readQuery } from './query.ts';
import { Reading } from './reading.ts';
import { notUnderstood } from './refuse.ts';
import type { Column } from './scope.ts';
import { readUtility } from './utility.ts';

/** Byte offsets of the statement in the text. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

export function readStatement(context: NameContext, node: Node, extent: Extent): Statement {
  const reading = new Reading(context);
  const select = as(node, 'SelectStmt');
  if (select !== undefined) {
    const created = selectInto(select);
    if (created !== undefined) return readUtility(context, reading, created, extent);
    const { columns } = readQuery(reading, select, undefined);
    return assemble(reading, extent, {
      kind: isValues(select) ? 'values' : 'select',
      command: 'SELECT',
      output: columns,
    });
  }
  const change = readChange(reading, node, undefined);
  if (change !== undefined) return assemble(reading, extent, { ...change, command: COMMANDS[change.kind] });
  if (kindOf(node) === undefined) throw notUnderstood('an empty statement', extent.start);
  return readUtility(context, reading, node, extent);
}

const COMMANDS: Readonly<Record<Change['kind'], string>> = {
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  merge: 'MERGE',
};

function isValues(select: SelectStmt): boolean {
  return select.valuesLists !== undefined;
}

/** SELECT … INTO is CREATE TABLE AS in another dress: INTO stands in the first arm. */
function selectInto(select: SelectStmt): Node | undefined {
  const arms: SelectStmt[] = [];
  for (let arm: SelectStmt | undefined = select; arm !== undefined; arm = arm.larg) arms.push(arm);
  const into = arms.at(-1)?.intoClause;
  if (into === undefined) return undefined;
  let query: SelectStmt | undefined;
  for (const arm of arms.toReversed()) {
    const { intoClause: _taken, ...rest } = arm;
    query = query === undefined ? rest : { ...rest, larg: query };
  }
  return {
    CreateTableAsStmt: { query: { SelectStmt: query ?? {} }, into, objtype: 'OBJECT_TABLE', is_select_into: true },
  };
}

export interface Outcome {
  readonly kind: StatementKind;
  readonly command: string;
  readonly output: readonly Column[] | undefined;
  readonly effect?: SessionEffect;
  readonly secretText?: boolean;
  readonly readOnly?: boolean;
}

export function assemble(reading: Reading, extent: Extent, outcome: Outcome): Statement {
  const { found } = reading;
  const effect = effectOf(reading, extent, outcome.effect);
  return {
    dialect: 'postgres',
    kind: outcome.kind,
    command: outcome.command,
    start: extent.start,
    end: extent.end,
    accesses: found.accesses,
    functions: [...found.functions],
    calls: callsOf(reading, outcome.output),
    output: outcome.output?.map(outputColumn),
    positions: found.positions,
    writes: found.writes,
    hazards: found.hazards,
    effect,
    withoutWhere: found.withoutWhere,
    readOnly: found.readOnly && outcome.readOnly !== false && found.effect === undefined,
    secretText: outcome.secretText ?? false,
    parameters: found.parameters,
    ...deferredOf(reading, effect),
  };
}

/** A change of the search path inside of another statement is followed as what it is, or not let happen. */
function effectOf(reading: Reading, { start }: Extent, own: SessionEffect | undefined): SessionEffect {
  const { found } = reading;
  const called = found.effect;
  if (own === undefined || own.kind === 'none') return called ?? { kind: 'none' };
  const followed = own.kind === 'ddl' || own.kind === 'prepare' || own.kind === 'declare' || own.kind === 'set';
  if (called?.kind === 'set' && called.tracked && !followed) {
    found.hazard('setting', `${called.name}: it can't be set inside another statement`, start);
  }
  return own;
}

/** What PREPARE holds has its parameters by EXECUTE, and is asked for by the statement inside. */
function deferredOf(reading: Reading, effect: SessionEffect): { readonly deferred?: readonly DeferredCheck[] } {
  const { deferred } = reading.found;
  return deferred.length === 0 || effect.kind === 'prepare' ? {} : { deferred };
}

/** Where each call's result goes: by one entry for each output column that is nothing but it. */
function callsOf(reading: Reading, output: readonly Column[] | undefined): FunctionCall[] {
  const shown = new Map<CallRecord, number[]>();
  output?.forEach(({ lineage }, index) => {
    for (const call of lineage.calls ?? []) shown.set(call, [...(shown.get(call) ?? []), index]);
  });
  return reading.found.calls.flatMap((call): FunctionCall[] => {
    const places = call.elsewhere ? undefined : shown.get(call);
    return (places ?? [undefined]).map((place) => ({ object: call.object, output: place }));
  });
}

function outputColumn({ name, lineage, origin }: Column): OutputColumn {
  return origin === undefined ? { name, lineage: plain(lineage) } : { name, lineage: plain(lineage), origin };
}
