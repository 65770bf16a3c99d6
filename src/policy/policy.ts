/**
 * Rule texts → a policy that judges. Pure: no clock, no files, no network; what it is asked twice it answers from memory.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Access } from '../core/action.ts';
import type { Agent } from '../core/agent.ts';
import type { ColumnMask, Verdict } from '../core/verdict.ts';
import type { Statement } from '../sql/statement.ts';
import { coverOf } from './cover.ts';
import { readRules, type RuleDocument, type RuleText } from './document.ts';
import { judgeStatement } from './judge.ts';
import { didYouMean, RulesError, type Finding } from './problem.ts';
import { RuleSet } from './rule-set.ts';
import type { SchemaLookup } from './schema-lookup.ts';
import { isCleared, matchesAgent, matchesIntent } from './selector.ts';

/** Agents × intents × upstreams whose rules are kept compiled; the least recently used is compiled anew. */
const MAX_RULE_SETS = 500;
/** Intents of an agent that are tried for a hint. */
const MAX_TRIED_INTENTS = 10;

export interface Policy {
  /** Changes with the rules' text. */
  readonly version: string;
  readonly documents: readonly RuleDocument[];
  judge(
    agent: Agent,
    intent: string | undefined,
    upstream: string,
    statement: Statement,
    schema: SchemaLookup,
  ): Verdict;
  /** All masks in force for the agent, inheritance followed. */
  masksFor(agent: Agent, upstream: string, schema: SchemaLookup): readonly ColumnMask[];
  /** Two agents with the same key (and upstream) get the same verdicts. Holds the name, which refusals tell. */
  agentKey(agent: Agent, intent: string | undefined): string;
  /** The rules as they stand for one agent; for `explain`. */
  rulesFor(agent: Agent, intent: string | undefined, upstream: string): RuleSet;
}

/** Throws RulesError with every error of every file. */
export function compilePolicy(texts: readonly RuleText[]): Policy {
  const { documents, findings } = readRules(texts);
  findings.push(...unmaskedReturns(documents));
  if (findings.some(({ severity }) => severity === 'error')) throw new RulesError(findings);
  return new CompiledPolicy(documents, versionOf(texts));
}

/** RETURNS MASKED AS a column that no rule masks would show the result as it is. */
export function unmaskedReturns(documents: readonly RuleDocument[]): Finding[] {
  const named = documents.flatMap(({ sensitive }) => sensitive);
  const names = new Set(named.map(({ schema, table, column }) => `${schema}.${table}.${column}`));
  return documents.flatMap(({ allow, hold }) =>
    [...allow, ...hold].flatMap(({ grant: { returns }, locate }): Finding[] => {
      if (returns?.kind !== 'masked_as') return [];
      const name = `${returns.schema}.${returns.table}.${returns.column}`;
      if (names.has(name)) return [];
      const message = `"${name}" stands under no "sensitive", so nothing would be masked`;
      return [{ severity: 'error', ...locate(returns.offset), message, ...didYouMean(name, names) }];
    }),
  );
}

/** The same for the same texts, in the same order. */
export function versionOf(texts: readonly RuleText[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of texts) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 16);
}

class CompiledPolicy implements Policy {
  readonly version: string;
  readonly documents: readonly RuleDocument[];
  readonly #ruleSets = new LRUCache<string, RuleSet>({ max: MAX_RULE_SETS });
  /** A session asks for the same agent and intent again and again. */
  readonly #keys = new WeakMap<Agent, { readonly intent: string | undefined; readonly key: string }>();
  readonly #verdicts = new WeakMap<RuleSet, WeakMap<SchemaLookup, WeakMap<Statement, Verdict>>>();

  constructor(documents: readonly RuleDocument[], version: string) {
    this.documents = documents;
    this.version = version;
  }

  judge(
    agent: Agent,
    intent: string | undefined,
    upstream: string,
    statement: Statement,
    schema: SchemaLookup,
  ): Verdict {
    const rules = this.rulesFor(agent, intent, upstream);
    const known = this.#verdictsOf(rules, schema);
    let verdict = known.get(statement);
    if (verdict === undefined) {
      verdict = judgeStatement(rules, statement, schema, (access) => this.#declaring(agent, upstream, access, schema));
      known.set(statement, verdict);
    }
    return verdict;
  }

  masksFor(agent: Agent, upstream: string, schema: SchemaLookup): readonly ColumnMask[] {
    return this.rulesFor(agent, undefined, upstream).masks(schema).masks;
  }

  agentKey(agent: Agent, intent: string | undefined): string {
    const known = this.#keys.get(agent);
    if (known !== undefined && known.intent === intent) return known.key;
    const key = this.#agentKey(agent, intent);
    this.#keys.set(agent, { intent, key });
    return key;
  }

  #agentKey(agent: Agent, intent: string | undefined): string {
    const matches = this.documents.map(({ selector, sensitive }) => {
      const own = `${matchesAgent(selector, agent) ? 1 : 0}${matchesIntent(selector, agent, intent) ? 1 : 0}`;
      return own + sensitive.map(({ clearFor }) => (isCleared(clearFor, agent) ? 1 : 0)).join('');
    });
    // The intents that an agent may declare are told in hints.
    return JSON.stringify([agent.name, matches.join(','), ...agent.intents.slice(0, MAX_TRIED_INTENTS)]);
  }

  rulesFor(agent: Agent, intent: string | undefined, upstream: string): RuleSet {
    const key = JSON.stringify([upstream, this.agentKey(agent, intent)]);
    let rules = this.#ruleSets.get(key);
    if (rules === undefined) {
      rules = new RuleSet(this.documents, agent, intent, upstream);
      this.#ruleSets.set(key, rules);
    }
    return rules;
  }

  #declaring(agent: Agent, upstream: string, access: Access, schema: SchemaLookup): string[] {
    return agent.intents.slice(0, MAX_TRIED_INTENTS).filter((intent) => {
      const { denied, complete } = coverOf(this.rulesFor(agent, intent, upstream), access, schema);
      return denied === undefined && complete;
    });
  }

  #verdictsOf(rules: RuleSet, schema: SchemaLookup): WeakMap<Statement, Verdict> {
    const bySchema = this.#verdicts.get(rules) ?? new WeakMap<SchemaLookup, WeakMap<Statement, Verdict>>();
    this.#verdicts.set(rules, bySchema);
    const known = bySchema.get(schema) ?? new WeakMap<Statement, Verdict>();
    bySchema.set(schema, known);
    return known;
  }
}
