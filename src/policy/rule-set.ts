/** The rules that hold for one agent, intent and upstream: documents that match, their lines indexed, their bounds combined. */
import type { Agent } from '../core/agent.ts';
import type { ColumnMask, Guards, StatementLimits } from '../core/verdict.ts';
import type { RuleDocument, SensitiveColumn } from './document.ts';
import { LineIndex } from './line-index.ts';
import { masksInForce, type MasksInForce } from './masks.ts';
import type { SchemaLookup } from './schema-lookup.ts';
import { isCleared, matchesAgent, matchesIntent } from './selector.ts';

export class RuleSet {
  readonly agent: Agent;
  readonly upstream: string;
  /** Some document with allow or hold lines names this agent here, whatever the intent: the session may begin, ping and end. */
  readonly known: boolean;
  readonly allow = new LineIndex();
  readonly deny = new LineIndex();
  readonly hold = new LineIndex();
  readonly guards: Guards;
  /** Of several documents, the strictest of each; like denies they don't depend on the intent. */
  readonly limits: StatementLimits;
  readonly #sensitive: readonly SensitiveColumn[];
  readonly #masks = new WeakMap<SchemaLookup, MasksInForce>();

  constructor(documents: readonly RuleDocument[], agent: Agent, intent: string | undefined, upstream: string) {
    this.agent = agent;
    this.upstream = upstream;
    const here = documents.filter(({ upstreams }) => upstreams === undefined || upstreams.includes(upstream));
    const mine = here.filter(({ selector }) => matchesAgent(selector, agent));
    for (const document of mine) {
      const declared = matchesIntent(document.selector, agent, intent);
      if (declared) for (const line of document.allow) this.allow.add(line, true);
      for (const line of document.deny) this.deny.add(line, false);
      for (const line of document.hold) this.hold.add(line, declared, line.terms);
    }
    this.known = mine.some(({ allow, hold }) => allow.length > 0 || hold.length > 0);
    this.guards = { whereRequired: mine.some(({ whereRequired }) => whereRequired) };
    this.limits = strictest(mine.map(({ limits }) => limits));
    // A mask is a property of the data: whom a document is for never decides whether it holds, only `clear_for` does.
    this.#sensitive = here.flatMap(({ sensitive }) => sensitive).filter(({ clearFor }) => !isCleared(clearFor, agent));
  }

  masks(schema: SchemaLookup): MasksInForce {
    let found = this.#masks.get(schema);
    if (found === undefined) {
      found = masksInForce(this.#sensitive, schema);
      this.#masks.set(schema, found);
    }
    return found;
  }

  /** The mask that stands for a column by name, whether or not the column lives. */
  maskOf(schema: SchemaLookup, table: string, name: string, column: string): ColumnMask | undefined {
    return this.masks(schema).masks.find((one) => one.schema === table && one.table === name && one.column === column);
  }
}

function strictest(limits: readonly StatementLimits[]): StatementLimits {
  const least = (key: keyof StatementLimits): number | undefined => {
    const given = limits.map((one) => one[key]).filter((value) => value !== undefined);
    return given.length === 0 ? undefined : Math.min(...given);
  };
  const [rows, timeMs, statementsPerMinute] = [least('rows'), least('timeMs'), least('statementsPerMinute')];
  return {
    ...(rows === undefined ? {} : { rows }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(statementsPerMinute === undefined ? {} : { statementsPerMinute }),
  };
}
