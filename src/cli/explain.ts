/** `wirewall explain`: what would become of a statement, and why. Nothing is run. */
import type { Agent } from '../core/agent.ts';
import type { Config, UpstreamConfig } from '../config/index.ts';
import { explain as explainText, explanationText } from '../policy/index.ts';
import { planMasks } from '../masking/index.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { loadForReading, loadPolicy, schemaOf, upstreamOf, withReader } from './loading.ts';
import type { ExplainFlags } from './routes/explain.ts';
import { nearby, shown } from './terminal.ts';

export async function explain(context: CliContext, flags: ExplainFlags, sql: string): Promise<void> {
  if (sql.trim() === '')
    throw new Failure('the statement is empty', { hint: 'Write it in quotes.', exitCode: EXIT.usage });
  const config = await loadForReading(flags.config);
  const policy = loadPolicy(config);
  const upstream = upstreamOf(config, flags.upstream);
  const { catalog, searchPath } = await schemaOf(upstream, flags.schema);
  const path =
    flags.searchPath === undefined
      ? searchPath
      : [...(upstream.protocol === 'postgres' ? ['pg_catalog'] : []), ...flags.searchPath];
  const asker = { agent: agentOf(config, flags), intent: flags.intent, upstream: upstream.name };
  const explanation = await withReader(config, upstream, async (reader) =>
    explainText(policy, asker, await reader.read(sql, { catalog, searchPath: path }), catalog, planMasks),
  );
  context.print(context.paint('dim', askerLine(asker.agent, flags, placeOf(upstream, path))));
  const tones = { allow: 'green', hold: 'yellow', deny: 'red' } as const;
  const [verdict = '', ...rest] = explanationText(explanation)
    .trimEnd()
    .split('\n')
    .map((line) => nearby(shown(line)));
  context.print(context.paint(tones[explanation.verdict], verdict), ...rest);
}

/** Groups, tenant and intents of a static agent are known; of a token's agent they have to be said. */
function agentOf({ identity }: Config, flags: ExplainFlags): Agent {
  const known = identity.agents.find(({ name }) => name === flags.as);
  const intents = new Set([...(known?.intents ?? []), ...(flags.intent === undefined ? [] : [flags.intent])]);
  const tenant = flags.tenant ?? known?.tenant;
  return {
    name: flags.as,
    groups: flags.groups ?? known?.groups ?? [],
    intents: [...intents],
    method: known === undefined ? 'token' : 'scram',
    ...(tenant === undefined ? {} : { tenant }),
  };
}

/** Where names without a schema are looked for, in the server's own word. */
function placeOf({ protocol }: UpstreamConfig, path: readonly string[]): string {
  return protocol === 'mysql' ? `database ${path.at(-1) ?? 'none'}` : `search_path ${path.join(', ')}`;
}

function askerLine({ name, groups }: Agent, { intent }: ExplainFlags, place: string): string {
  const of = groups.length === 0 ? 'in no group' : `in ${groups.join(', ')}`;
  return `as "${name}", ${of}, ${intent === undefined ? 'without an intent' : `for "${intent}"`}; ${place}`;
}
