/**
 * Lineage × masks → how a result's columns are changed, or why the statement can't run. A masked column may stand only
 * where this file says so; every other position is refused. Pure: knows no rules, no catalog but kinds of relations, no wire.
 */
import { objectLabel, type ObjectName } from '../core/action.ts';
import { stricterMask } from '../core/mask-order.ts';
import type { Refusal } from '../core/refusal.ts';
import type { ColumnMask, FunctionResult, MaskSpec } from '../core/verdict.ts';
import type { BaseColumn, OutputColumn, PositionKind, Statement } from '../sql/statement.ts';
import { MaskIndex } from './mask-index.ts';
import { maskerFor, type Masker } from './maskers.ts';
import {
  maskedDefinition, maskedPosition, maskedWrite, originUnknown, sensitiveResult, unknownWrite,
} from './refusal.ts'; // prettier-ignore
import { nearer, touchOf, type RelationKinds, type Touch } from './touch.ts';

type Origin =
  | { readonly kind: 'number'; readonly oid: number; readonly attribute: number }
  | { readonly kind: 'names'; readonly columns: readonly BaseColumn[] }
  | { readonly kind: 'none' };

/** The gate's MaskPlan. */
export interface Plan {
  readonly columns: readonly (Masker | undefined)[];
  readonly origins: readonly (Origin | undefined)[];
}

export type MaskRuling =
  | {
      readonly kind: 'plan';
      /** Undefined where nothing masked is near: the result passes as it is. */
      readonly plan: Plan | undefined;
      readonly errors: Touch;
      /** Names of the output columns that are masked. */
      readonly masked: readonly string[];
      /** The mask of each output column. */
      readonly specs: readonly (MaskSpec | undefined)[];
    }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

export interface MaskContext {
  /** All masks in force for the agent on this upstream, inheritance followed. */
  readonly masks: readonly ColumnMask[];
  /** Called functions whose results aren't clean. */
  readonly results: readonly FunctionResult[];
  /** Kinds of relations; the catalog. */
  readonly relations: RelationKinds;
  /** The verdict was `hold`: an approver answers for what becomes of a definition. */
  readonly held: boolean;
}

/** Positions that show nothing but how many values there are. */
const SHOWING_NOTHING: ReadonlySet<PositionKind> = new Set(['count', 'null_test']);

const NOTHING_MASKED: Extract<MaskRuling, { kind: 'plan' }> = {
  kind: 'plan',
  plan: undefined,
  errors: 'verbatim',
  masked: [],
  specs: [],
};

/** For FETCH and EXECUTE pass what the name stands for. */
export function planMasks(statement: Statement, context: MaskContext): MaskRuling {
  if (context.masks.length === 0) return NOTHING_MASKED;
  const masks = new MaskIndex(context.masks);
  const { effect } = statement;
  const inner =
    effect.kind === 'prepare' || effect.kind === 'declare' ? planMasks(effect.inner, context) : NOTHING_MASKED;
  if (inner.kind === 'refuse') return inner;
  const refusal =
    refusedDefinition(statement, context, masks) ??
    refusedWrite(statement, masks) ??
    refusedPosition(statement, context, masks) ??
    refusedOutput(statement, masks) ??
    refusedResult(statement, context);
  if (refusal !== undefined) return { kind: 'refuse', refusal };
  const specs = (statement.output ?? []).map((output, index) => specFor(output, index, statement, context, masks));
  const errors = nearer(inner.errors, touchOf(statement, masks, context));
  const needed = statement.output !== undefined && (errors !== 'verbatim' || specs.some((spec) => spec !== undefined));
  return {
    kind: 'plan',
    plan: needed ? planOf(statement.output ?? [], specs) : undefined,
    errors,
    masked: (statement.output ?? []).filter((_, index) => specs[index] !== undefined).map(({ name }) => name),
    specs,
  };
}

/** Renaming, retyping, moving or detaching could lose the mask, and nothing here says which of them an ALTER is. */
function refusedDefinition(statement: Statement, { held }: MaskContext, masks: MaskIndex): Refusal | undefined {
  if (held) return undefined;
  for (const { privilege, object } of statement.accesses) {
    const mask = privilege === 'ALTER' ? masks.within(object) : undefined;
    if (mask !== undefined) return maskedDefinition(`${object.kind} ${objectLabel(object)}`, mask);
  }
  return undefined;
}

/** Nothing masked is written anywhere, its own column included. Whoever writes literals into a masked column may. */
function refusedWrite(statement: Statement, masks: MaskIndex): Refusal | undefined {
  for (const { from, target, offset } of statement.writes) {
    if (from.kind === 'unknown')
      return target === undefined ? originUnknown('a value', from.why) : unknownWrite(from.why);
    const found = masks.among(from);
    if (found !== undefined) return maskedWrite(found.column, found.mask, offset);
  }
  return undefined;
}

function refusedPosition(statement: Statement, { held }: MaskContext, masks: MaskIndex): Refusal | undefined {
  for (const { column, kind, offset } of statement.positions) {
    const mask = SHOWING_NOTHING.has(kind) ? undefined : masks.of(column);
    if (mask === undefined) continue;
    if (kind !== 'ddl') return maskedPosition(column, kind, mask, offset);
    if (!held) return maskedDefinition(`table ${column.schema}.${column.table}`, mask);
  }
  return undefined;
}

function refusedOutput(statement: Statement, masks: MaskIndex): Refusal | undefined {
  for (const { lineage, name } of statement.output ?? []) {
    if (lineage.kind === 'unknown') return originUnknown(`column "${name}"`, lineage.why);
    if (lineage.kind !== 'derived') continue;
    for (const column of lineage.columns) {
      const mask = masks.of(column);
      // Its other positions were refused above; what was never given a position was overlooked.
      const shown = mask !== undefined && !statement.positions.some((one) => isSame(one.column, column));
      if (shown) return maskedPosition(column, 'argument', mask, -1);
    }
  }
  return undefined;
}

function isSame(a: BaseColumn, b: BaseColumn): boolean {
  return a.column === b.column && a.table === b.table && a.schema === b.schema;
}

/** A result that isn't clean may only be a column of its own. */
function refusedResult(statement: Statement, { results }: MaskContext): Refusal | undefined {
  for (const { object } of results) {
    const calls = statement.calls?.filter((call) => isSameFunction(call.object, object));
    const plain = calls !== undefined && calls.length > 0 && calls.every(({ output }) => output !== undefined);
    if (!plain) return sensitiveResult(objectLabel(object));
  }
  return undefined;
}

function isSameFunction(a: ObjectName, b: ObjectName): boolean {
  return objectLabel(a) === objectLabel(b);
}

function specFor(
  { lineage }: OutputColumn,
  index: number,
  statement: Statement,
  { results }: MaskContext,
  masks: MaskIndex,
): MaskSpec | undefined {
  const found = lineage.kind === 'copy' ? lineage.columns.flatMap((column) => masks.of(column)?.mask ?? []) : [];
  const called = (statement.calls ?? []).filter(({ output }) => output === index);
  const shown = called.flatMap(({ object }) => results.find((one) => isSameFunction(one.object, object))?.mask ?? []);
  return [...found, ...shown].reduce<MaskSpec | undefined>(
    (a, b) => (a === undefined ? b : stricterMask(a, b)),
    undefined,
  );
}

function planOf(output: readonly OutputColumn[], specs: readonly (MaskSpec | undefined)[]): Plan {
  return {
    columns: specs.map((spec) => (spec === undefined ? undefined : maskerFor(spec))),
    origins: output.map(originOf),
  };
}

/** Where the catalog has numbers the server names exactly one column; where it has names, a view's column or the one behind it. */
function originOf({ origin, lineage }: OutputColumn): Origin | undefined {
  if (origin === undefined) return { kind: 'none' };
  const { oid, attribute } = origin;
  if (oid !== undefined && attribute !== undefined) return { kind: 'number', oid, attribute };
  const behind = lineage.kind === 'copy' ? lineage.columns : [];
  return oid === undefined ? { kind: 'names', columns: [origin, ...behind] } : undefined;
}
