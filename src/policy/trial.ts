/**
 * A text judged as if an agent had sent it: rules and masks together, nothing run. For the tests in rule files and for
 * `explain`. Masking is handed in: policy doesn't know it.
 */
import type { Agent } from '../core/agent.ts';
import type { Refusal } from '../core/refusal.ts';
import type { ColumnMask, FunctionResult, MaskSpec, Verdict } from '../core/verdict.ts';
import type { Analysis, Statement } from '../sql/statement.ts';
import type { Policy } from './policy.ts';
import type { SchemaLookup } from './schema-lookup.ts';

/** Masking's `planMasks`, as far as it is needed here. */
export type MaskPlanner = (
  statement: Statement,
  context: {
    readonly masks: readonly ColumnMask[];
    readonly results: readonly FunctionResult[];
    readonly relations: SchemaLookup;
    readonly held: boolean;
  },
) =>
  | { readonly kind: 'plan'; readonly masked: readonly string[]; readonly specs: readonly (MaskSpec | undefined)[] }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

export interface Asker {
  readonly agent: Agent;
  readonly intent: string | undefined;
  readonly upstream: string;
}

export interface Trial {
  readonly statement: Statement;
  readonly verdict: Verdict;
  /** Why masking refuses what the rules allow. */
  readonly refusal: Refusal | undefined;
  readonly masked: readonly string[];
  readonly specs: readonly (MaskSpec | undefined)[];
}

export function tryStatement(
  policy: Policy,
  asker: Asker,
  statement: Statement,
  schema: SchemaLookup,
  plan: MaskPlanner,
): Trial {
  const verdict = policy.judge(asker.agent, asker.intent, asker.upstream, statement, schema);
  if (verdict.kind === 'deny') return { statement, verdict, refusal: verdict.refusal, masked: [], specs: [] };
  const ruling = plan(statement, {
    masks: verdict.masks,
    results: verdict.results ?? [],
    relations: schema,
    held: verdict.kind === 'hold',
  });
  if (ruling.kind === 'refuse') return { statement, verdict, refusal: ruling.refusal, masked: [], specs: [] };
  return { statement, verdict, refusal: undefined, masked: ruling.masked, specs: ruling.specs };
}

/** What the agent would see: a text is judged whole, so one refused statement refuses all. */
export interface Answer {
  readonly verdict: 'allow' | 'hold' | 'deny';
  readonly refusal: Refusal | undefined;
  readonly masked: readonly string[];
  readonly trials: readonly Trial[];
}

export function tryText(
  policy: Policy,
  asker: Asker,
  analysis: Analysis,
  schema: SchemaLookup,
  plan: MaskPlanner,
): Answer {
  if (analysis.kind === 'refused') return { verdict: 'deny', refusal: analysis.refusal, masked: [], trials: [] };
  const trials = analysis.statements.map((statement) => tryStatement(policy, asker, statement, schema, plan));
  const refusal = trials.find((trial) => trial.refusal !== undefined)?.refusal;
  const held = trials.some(({ verdict }) => verdict.kind === 'hold');
  return {
    verdict: refusal !== undefined ? 'deny' : held ? 'hold' : 'allow',
    refusal,
    masked: refusal === undefined ? trials.flatMap(({ masked }) => masked) : [],
    trials,
  };
}
