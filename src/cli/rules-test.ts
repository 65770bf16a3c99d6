/** `wirewall rules test`: the tests that stand in the rules, against the live schema or a file. */
import { runRuleTests, type RuleTestResult } from '../policy/index.ts';
import { planMasks } from '../masking/index.ts';
import type { TextReader } from '../composition/database.ts';
import { databaseOf } from '../composition/databases.ts';
import type { CliContext } from './context.ts';
import { Failure, Silent } from './failure.ts';
import { loadForReading, loadPolicy, schemaOf, upstreamOf, type Schema } from './loading.ts';
import type { RulesTestFlags } from './routes/rules.ts';
import { counted, nearby, oneLine } from './terminal.ts';

export async function rulesTest(context: CliContext, flags: RulesTestFlags): Promise<Failure | undefined> {
  const config = await loadForReading(flags.config);
  const policy = loadPolicy(config);
  const schemas = new Map<string, Schema>();
  const single = flags.schema !== undefined || flags.upstream !== undefined;
  const upstreams = single ? [upstreamOf(config, flags.upstream)] : [...config.upstreams.values()];
  for (const upstream of upstreams) schemas.set(upstream.name, await schemaOf(upstream, flags.schema));
  const readers = new Map<string, TextReader>();
  for (const upstream of upstreams) {
    readers.set(upstream.name, await databaseOf(upstream).reader(config.limits.maxStatementBytes));
  }
  const results = await runAll();
  if (results.length === 0) {
    return new Failure('the rules hold no tests', {
      hint: 'Add some under "tests:" in a rule file; docs/rules.md shows how.',
    });
  }
  for (const result of results) if (result.failure !== undefined) context.print(...failureLines(context, result));
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  if (failed > 0) context.print('');
  const sum =
    failed === 0
      ? `${counted(results.length, 'test')} passed`
      : `${failed} of ${counted(results.length, 'test')} failed`;
  context.print(`${context.paint(failed > 0 ? 'red' : 'green', failed > 0 ? '✗' : '✓')} ${sum}`);
  return failed > 0 ? new Silent() : undefined;

  async function runAll(): Promise<readonly RuleTestResult[]> {
    try {
      return await runRuleTests(policy, {
        read: (sql, upstream) => {
          const schema = schemas.get(upstream);
          const reader = readers.get(upstream);
          // runRuleTests asks for the schema first, so that there is one.
          if (schema === undefined || reader === undefined)
            throw new Error(`the schema of "${upstream}" is not at hand`);
          return reader.read(sql, schema);
        },
        schema: (upstream) => schemas.get(upstream)?.catalog,
        plan: planMasks,
      });
    } finally {
      for (const reader of readers.values()) await reader.close();
    }
  }
}

function failureLines({ paint }: CliContext, { place, as, sql, failure }: RuleTestResult): string[] {
  return [
    `${paint('bold', `${nearby(place.file)}:${place.line}:${place.column}`)}  ${paint('red', 'failed')}  ${oneLine(failure ?? '')}`,
    `    ${as}: ${oneLine(sql, 120)}`,
  ];
}
