// Rules and masks over all statements of a request: one judgement, the strictest. Pure but for its memory; identity,
// rates and holds are asked elsewhere and never remembered.

import type { Agent } from '../core/agent.ts';
import type { Refusal } from '../core/refusal.ts';
import type { HoldTerms, MaskSpec, RuleSource, StatementLimits, Verdict } from '../core/verdict.ts';
import { planMasks, type MaskRuling } from '../masking/index.ts';
import type { Policy } from '../policy/index.ts';
import type { Catalog } from '../sql/catalog/catalog.ts';
import type { Statement } from '../sql/statement.ts';
import type { MaskPlan } from './protocol.ts';

export type Judgement =
  | { readonly kind: 'deny'; readonly refusal: Refusal; readonly rules: readonly RuleSource[] }
  | {
      readonly kind: 'allow' | 'hold';
      readonly rules: readonly RuleSource[];
      /** Terms of the strictest hold line, when held. */
      readonly hold: { readonly terms: HoldTerms; readonly rule: RuleSource } | undefined;
      readonly limits: StatementLimits;
      /** One for each statement. */
      readonly masks: readonly (MaskPlan | undefined)[];
      readonly errors: 'verbatim' | 'without_detail' | 'withheld';
      /** Names of the result columns that are masked, with their masks, for the record. */
      readonly masked: readonly { readonly column: string; readonly mask: string }[];
      readonly maskedColumns: readonly string[];
    };

/** Who asks, as far as rules can tell one from another. */
export interface Asking {
  readonly policy: Policy;
  readonly agent: Agent;
  readonly intent: string | undefined;
  readonly upstream: string;
}

type Passed = Exclude<Judgement, { kind: 'deny' }>;
type Planned = Extract<MaskRuling, { kind: 'plan' }>;

/** Judgements of texts that were judged before, as long as their analysis is remembered. */
export class Judge {
  readonly #known = new WeakMap<object, Map<string, Judgement>>();

  /** `alike`: the same object for statements that are judged alike. */
  judge(
    asking: Asking,
    statements: readonly Statement[],
    standsFor: readonly (readonly Statement[])[],
    catalog: Catalog,
    alike: object = statements,
  ): Judgement {
    // What a name stands for may change under the same text.
    if (standsFor.length > 0) return judgeAll(asking, statements, standsFor, catalog);
    const key = keyOf(asking, catalog);
    let known = this.#known.get(alike);
    if (known === undefined) {
      known = new Map();
      this.#known.set(alike, known);
    }
    let judgement = known.get(key);
    if (judgement === undefined) {
      judgement = judgeAll(asking, statements, standsFor, catalog);
      // Rules and catalogs come and go: those of before are not asked again.
      if (known.size >= MAX_KEPT) known.clear();
      known.set(key, judgement);
    }
    return judgement;
  }
}

/** Judgements kept for one text: agents × intents × versions. Beyond it all of them are forgotten. */
const MAX_KEPT = 200;

function keyOf({ policy, agent, intent, upstream }: Asking, catalog: Catalog): string {
  return `${policy.version} ${catalog.version} ${upstream} ${policy.agentKey(agent, intent)}`;
}

function judgeAll(
  asking: Asking,
  statements: readonly Statement[],
  standsFor: readonly (readonly Statement[])[],
  catalog: Catalog,
): Judgement {
  let all: Passed = NOTHING;
  for (const [index, statement] of statements.entries()) {
    const own = judgeOne(asking, statement, catalog);
    if (own.kind === 'deny') return own;
    let inner: Passed = NOTHING;
    for (const named of standsFor[index] ?? []) {
      const judged = judgeOne(asking, named, catalog);
      if (judged.kind === 'deny') return judged;
      // The last that gives rows is the one whose rows come.
      inner = { ...combine(inner, judged), masks: judged.masks[0] === undefined ? inner.masks : judged.masks };
    }
    const both = combine(own, inner);
    if (statement.kind === 'explain' && inner.errors === 'withheld')
      return { kind: 'deny', refusal: plannedMask, rules: [] };
    // EXPLAIN EXECUTE names a statement too, and has rows of its own.
    const shows = statement.kind === 'execute' || statement.kind === 'fetch';
    const plan = shows ? inner.masks[0] : own.masks[0];
    all = { ...combine(all, both), masks: [...all.masks, plan] };
  }
  return all;
}

const plannedMask: Refusal = {
  code: 'WW_MASKED_POSITION',
  message: 'the prepared statement reads sensitive columns, and its plan would tell how wide they are',
  hint: 'Explain a statement without those columns.',
};

const NOTHING: Passed = {
  kind: 'allow',
  rules: [],
  hold: undefined,
  limits: {},
  masks: [],
  errors: 'verbatim',
  masked: [],
  maskedColumns: [],
};

function judgeOne(asking: Asking, statement: Statement, catalog: Catalog): Judgement {
  const verdict = asking.policy.judge(asking.agent, asking.intent, asking.upstream, statement, catalog);
  if (verdict.kind === 'deny') return denied(verdict);
  const plan = planMasks(statement, {
    masks: verdict.masks,
    results: verdict.results ?? [],
    relations: catalog,
    held: verdict.kind === 'hold',
  });
  if (plan.kind === 'refuse') return { kind: 'deny', refusal: plan.refusal, rules: [] };
  const [first] = verdict.kind === 'hold' ? verdict.held : [];
  return {
    kind: verdict.kind,
    rules: rulesOf(verdict),
    hold: verdict.kind === 'hold' && first !== undefined ? { terms: verdict.terms, rule: first.rule } : undefined,
    limits: verdict.limits,
    masks: [plan.plan],
    errors: plan.errors,
    masked: maskedColumns(statement, plan),
    maskedColumns: plan.masked,
  };
}

function denied(verdict: Extract<Verdict, { kind: 'deny' }>): Judgement {
  return { kind: 'deny', refusal: verdict.refusal, rules: verdict.rule === undefined ? [] : [verdict.rule] };
}

function rulesOf(verdict: Exclude<Verdict, { kind: 'deny' }>): readonly RuleSource[] {
  const grounds = verdict.kind === 'hold' ? [...verdict.grounds, ...verdict.held] : verdict.grounds;
  return unique(grounds.map(({ rule }) => rule));
}

function unique(rules: readonly RuleSource[]): readonly RuleSource[] {
  const seen = new Map<string, RuleSource>();
  for (const rule of rules) seen.set(`${rule.line} ${rule.file}`, rule);
  return [...seen.values()];
}

function maskedColumns(statement: Statement, { specs }: Planned): { column: string; mask: string }[] {
  return specs.flatMap((spec, index) =>
    spec === undefined ? [] : [{ column: statement.output?.[index]?.name ?? '?', mask: maskName(spec) }],
  );
}

function maskName(spec: MaskSpec): string {
  return 'keep' in spec ? `${spec.kind} ${spec.keep}` : spec.kind;
}

const ERRORS = ['verbatim', 'without_detail', 'withheld'] as const;

function combine(one: Passed, other: Passed): Passed {
  return {
    kind: one.kind === 'hold' || other.kind === 'hold' ? 'hold' : 'allow',
    rules: unique([...one.rules, ...other.rules]),
    hold: stricterHold(one.hold, other.hold),
    limits: stricterLimits(one.limits, other.limits),
    masks: one.masks,
    errors: ERRORS[Math.max(ERRORS.indexOf(one.errors), ERRORS.indexOf(other.errors))] ?? 'withheld',
    masked: [...one.masked, ...other.masked],
    maskedColumns: [...one.maskedColumns, ...other.maskedColumns],
  };
}

/** Of two hold lines the one that wants more people; for as many, those whom both lines name. */
function stricterHold(one: Passed['hold'], other: Passed['hold']): Passed['hold'] {
  if (one === undefined || other === undefined) return one ?? other;
  const approvers = one.terms.approvers.filter((group) => other.terms.approvers.includes(group));
  const terms: HoldTerms = {
    // Where no group may answer both, nobody may: it stays held until the rules agree.
    approvers,
    quorum: Math.max(one.terms.quorum, other.terms.quorum),
    expiresMs: Math.min(one.terms.expiresMs, other.terms.expiresMs),
    waitMs: Math.min(one.terms.waitMs, other.terms.waitMs),
  };
  return { terms, rule: one.rule };
}

function stricterLimits(one: StatementLimits, other: StatementLimits): StatementLimits {
  const rows = least(one.rows, other.rows);
  const timeMs = least(one.timeMs, other.timeMs);
  const statementsPerMinute = least(one.statementsPerMinute, other.statementsPerMinute);
  return {
    ...(rows === undefined ? {} : { rows }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(statementsPerMinute === undefined ? {} : { statementsPerMinute }),
  };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
