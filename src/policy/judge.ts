/**
 * One statement against the rules of one agent → a verdict with its evidence. Pure. Order: what is dangerous whatever
 * the grants say, what a rule denies, what a broken mask closes, what nothing gives, what is held.
 */
import type { Access } from '../core/action.ts';
import { stricterMask } from '../core/mask-order.ts';
import type { FunctionResult, Ground, HoldTerms, MaskSpec, Verdict } from '../core/verdict.ts';
import type { Lineage, Statement, StatementKind } from '../sql/statement.ts';
import { coverOf, type Cover } from './cover.ts';
import type { Entry } from './line-index.ts';
import { tableKey } from './masks.ts';
import {
  brokenMask,
  deniedByRule,
  hazardous,
  noCommonApprover,
  notGranted,
  sourceOf,
  touchesNothing,
  unknownAgent,
  whereRequired,
} from './refusal.ts';
import type { RuleSet } from './rule-set.ts';
import type { SchemaLookup } from './schema-lookup.ts';

/** Kinds that always touch something: one that seems not to has been overlooked, or names what only exists when it runs. */
const CHANGING: ReadonlySet<StatementKind> = new Set<StatementKind>([
  'insert', 'update', 'delete', 'merge', 'copy', 'ddl', 'grant', 'truncate', 'refresh', 'maintenance', 'notify', 'lock', 'call', 'do', 'other',
]); // prettier-ignore

/** `declaring`: the intents of the agent under which the same access would be given, for the hint. */
export function judgeStatement(
  rules: RuleSet,
  statement: Statement,
  schema: SchemaLookup,
  declaring: (access: Access) => readonly string[],
): Verdict {
  if (!rules.known) return unknownAgent(rules);
  const hazard = statement.hazards[0];
  if (hazard !== undefined) return hazardous(hazard);
  if (statement.accesses.length === 0 && CHANGING.has(statement.kind)) return touchesNothing(statement.command);
  const covers = statement.accesses.map((access) => ({ access, cover: coverOf(rules, access, schema) }));
  const refused = covers.find(({ cover }) => cover.denied !== undefined) ?? covers.find(({ cover }) => !cover.complete);
  if (refused?.cover.denied !== undefined) return deniedByRule(rules, refused.access, refused.cover.denied);
  if (rules.guards.whereRequired && statement.withoutWhere) return whereRequired(statement.command);
  const broken = closedTable(rules, statement, schema);
  if (broken !== undefined) return broken;
  if (refused !== undefined)
    return notGranted(rules, refused.access, refused.cover, declaring(refused.access), statement.dialect);
  return withInner(given(rules, covers, schema), statement, (inner) => judgeStatement(rules, inner, schema, declaring));
}

type Covered = { readonly access: Access; readonly cover: Cover };

function given(rules: RuleSet, covers: readonly Covered[], schema: SchemaLookup): Verdict {
  const grounds: Ground[] = covers.flatMap(({ access, cover }) =>
    cover.given.map((entry) => ({ access, rule: sourceOf(entry) })),
  );
  const held: Ground[] = covers.flatMap(({ access, cover }) =>
    cover.held.map((entry) => ({ access, rule: sourceOf(entry) })),
  );
  const { masks } = rules.masks(schema);
  const results = masks.length === 0 ? [] : functionResults(rules, covers, schema);
  const common = {
    grounds,
    masks,
    ...(results.length === 0 ? {} : { results }),
    limits: rules.limits,
    guards: rules.guards,
  };
  if (held.length === 0) return { kind: 'allow', ...common };
  const holding = [...new Set(covers.flatMap(({ cover }) => cover.held))];
  const terms = combined(holding.flatMap((entry) => entry.terms ?? []));
  return terms === undefined ? noCommonApprover(holding) : { kind: 'hold', ...common, held, terms };
}

/** PREPARE and DECLARE carry a statement. What PREPARE carries runs only at EXECUTE, and is held there. */
function withInner(outer: Verdict, statement: Statement, judge: (inner: Statement) => Verdict): Verdict {
  const { effect } = statement;
  if (outer.kind === 'deny' || (effect.kind !== 'prepare' && effect.kind !== 'declare')) return outer;
  const inner = judge(effect.inner);
  if (inner.kind === 'deny' || (inner.kind === 'hold' && effect.kind === 'declare')) return inner;
  if (outer.kind === 'hold' && effect.kind === 'prepare') {
    const { held: _held, terms: _terms, ...rest } = outer;
    return { ...rest, kind: 'allow' };
  }
  return outer;
}

/** Those who may answer for all of it; the most who must, the shortest times. Undefined: nobody may. */
function combined(terms: readonly HoldTerms[]): HoldTerms | undefined {
  const [first, ...rest] = terms;
  if (first === undefined) return undefined;
  const approvers = first.approvers.filter((one) => rest.every((other) => other.approvers.includes(one)));
  if (approvers.length === 0) return undefined;
  return {
    approvers,
    quorum: Math.max(...terms.map(({ quorum }) => quorum)),
    expiresMs: Math.min(...terms.map(({ expiresMs }) => expiresMs)),
    waitMs: Math.min(...terms.map(({ waitMs }) => waitMs)),
  };
}

/** A table whose mask is broken is closed, also where it is reached through a view. */
function closedTable(rules: RuleSet, statement: Statement, schema: SchemaLookup): Verdict | undefined {
  const { closed } = rules.masks(schema);
  if (closed.size === 0) return undefined;
  const touched = [
    ...statement.accesses
      .filter(({ object }) => object.kind === 'table')
      .map(({ object }) => [object.schema, object.name] as const),
    ...[...lineagesOf(statement)].flatMap(columnsOf).map((column) => [column.schema, column.table] as const),
    ...statement.positions.map(({ column }) => [column.schema, column.table] as const),
  ];
  for (const [at, name] of touched) {
    const mask = closed.get(tableKey(at, name));
    if (mask !== undefined) return brokenMask(`${at}.${name}`, mask);
  }
  return undefined;
}

function* lineagesOf(statement: Statement): Generator<Lineage> {
  for (const { lineage } of statement.output ?? []) yield lineage;
  for (const { from } of statement.writes) yield from;
}

function columnsOf(lineage: Lineage): readonly { readonly schema: string; readonly table: string }[] {
  return lineage.kind === 'copy' || lineage.kind === 'derived' ? lineage.columns : [];
}

/** What each granted function's result is shown as; those that a grant calls clean are left out. */
function functionResults(rules: RuleSet, covers: readonly Covered[], schema: SchemaLookup): FunctionResult[] {
  return covers.flatMap(({ access }) => {
    if (access.object.kind !== 'function' || access.privilege !== 'EXECUTE') return [];
    const entries = [...rules.allow.giving(access), ...rules.hold.giving(access)];
    const mask = resultMask(rules, entries, schema);
    return mask === undefined ? [] : [{ object: access.object, mask }];
  });
}

/** Undefined: clean. Lines that say nothing leave it to those that do; of those the strictest. */
function resultMask(rules: RuleSet, entries: readonly Entry[], schema: SchemaLookup): MaskSpec | undefined {
  const said = entries.flatMap(({ line }) => line.grant.returns ?? []);
  if (said.length === 0) return { kind: 'redact' };
  let mask: MaskSpec | undefined;
  for (const one of said) {
    if (one.kind === 'clean') continue;
    const found = rules.maskOf(schema, one.schema, one.table, one.column)?.mask;
    if (found !== undefined) mask = mask === undefined ? found : stricterMask(mask, found);
  }
  return mask;
}
