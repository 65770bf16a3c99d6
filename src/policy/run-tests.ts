/** Runs the tests that rule files carry. Reading SQL, the schema and masking are handed in; nothing reaches a database. */
import type { Agent } from '../core/agent.ts';
import type { Analysis } from '../sql/statement.ts';
import type { RuleDocument, RuleTest } from './document.ts';
import type { Policy } from './policy.ts';
import type { Place } from './problem.ts';
import type { SchemaLookup } from './schema-lookup.ts';
import { tryText, type Answer, type MaskPlanner } from './trial.ts';

export interface RuleTestTools {
  /** Reads a text with the upstream's catalog and its default search path. */
  read(sql: string, upstream: string): Analysis | Promise<Analysis>;
  /** Undefined: that upstream's schema isn't at hand, and its tests fail by that name. */
  schema(upstream: string): SchemaLookup | undefined;
  readonly plan: MaskPlanner;
}

export interface RuleTestResult {
  readonly place: Place;
  readonly as: string;
  readonly sql: string;
  /** Absent: it passed. */
  readonly failure?: string;
}

export async function runRuleTests(policy: Policy, tools: RuleTestTools): Promise<RuleTestResult[]> {
  const results: RuleTestResult[] = [];
  for (const document of policy.documents) {
    for (const test of document.tests) {
      const failure = await failureOf(policy, tools, document, test);
      const { place, as, sql } = test;
      results.push({ place, as, sql, ...(failure === undefined ? {} : { failure }) });
    }
  }
  return results;
}

async function failureOf(
  policy: Policy,
  tools: RuleTestTools,
  document: RuleDocument,
  test: RuleTest,
): Promise<string | undefined> {
  const upstream = test.upstream ?? (document.upstreams?.length === 1 ? document.upstreams[0] : undefined);
  if (upstream === undefined) return 'the document has not exactly one upstream: name one in the test';
  const schema = tools.schema(upstream);
  if (schema === undefined) return `the schema of upstream "${upstream}" is not at hand`;
  const asker = { agent: agentOf(test), intent: test.intent, upstream };
  return difference(test, tryText(policy, asker, await tools.read(test.sql, upstream), schema, tools.plan));
}

function agentOf(test: RuleTest): Agent {
  return {
    name: test.as,
    groups: test.groups,
    intents: test.intent === undefined ? [] : [test.intent],
    method: 'token',
    ...(test.tenant === undefined ? {} : { tenant: test.tenant }),
  };
}

function difference({ expect }: RuleTest, answer: Answer): string | undefined {
  const why = answer.refusal === undefined ? '' : `: ${answer.refusal.code}, ${answer.refusal.message}`;
  if (answer.verdict !== expect.verdict) return `expected ${expect.verdict}, was ${answer.verdict}${why}`;
  if (expect.code !== undefined && answer.refusal?.code !== expect.code)
    return `expected ${expect.code}, was ${answer.refusal === undefined ? 'no refusal' : answer.refusal.code}${why}`;
  const [wanted, found] = [[...(expect.masked ?? answer.masked)].sort(), [...answer.masked].sort()];
  if (wanted.join('\n') !== found.join('\n'))
    return `expected masked columns [${wanted.join(', ')}], were [${found.join(', ')}]`;
  return undefined;
}
