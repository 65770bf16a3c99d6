/** `wirewall rules check`: every mistake in the rules, with file, line and a suggestion. */
import type { UpstreamConfig } from '../config/index.ts';
import { checkRules, type CheckedSchema, type Finding } from '../policy/index.ts';
import { checkedSchema } from './checked-schema.ts';
import type { CliContext } from './context.ts';
import { Silent } from './failure.ts';
import { loadForReading, ruleTexts, schemaOf, upstreamOf } from './loading.ts';
import type { RulesFlags } from './routes/rules.ts';
import { counted, nearby, shown } from './terminal.ts';

export async function rulesCheck(context: CliContext, flags: RulesFlags): Promise<Silent | undefined> {
  const config = await loadForReading(flags.config);
  const texts = ruleTexts(config);
  const schemas = new Map<string, CheckedSchema>();
  if (!flags.offline) {
    for (const upstream of checkedUpstreams())
      schemas.set(upstream.name, checkedSchema((await schemaOf(upstream, flags.schema)).catalog));
  }
  const findings = checkRules(texts, { schemas, upstreams: [...config.upstreams.keys()] });
  for (const finding of findings) context.print(...findingLines(context, finding));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length > 0) context.print('');
  const sum = `${counted(texts.length, 'file')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  const against =
    schemas.size === 0
      ? 'names were not compared with a schema'
      : `compared with the schema of ${[...schemas.keys()].join(', ')}`;
  context.print(`${context.paint(errors > 0 ? 'red' : 'green', errors > 0 ? '✗' : '✓')} ${sum}; ${against}`);
  return errors > 0 ? new Silent() : undefined;

  function checkedUpstreams(): readonly UpstreamConfig[] {
    // A schema file is one upstream's.
    if (flags.schema !== undefined || flags.upstream !== undefined) return [upstreamOf(config, flags.upstream)];
    return [...config.upstreams.values()];
  }
}

function findingLines({ paint }: CliContext, finding: Finding): string[] {
  const { file, line, column, severity, message, suggestion } = finding;
  const head = `${paint('bold', `${nearby(file)}:${line}:${column}`)}  ${paint(severity === 'error' ? 'red' : 'yellow', severity)}  ${nearby(shown(message))}`;
  return suggestion === undefined ? [head] : [head, `    ${shown(suggestion)}`];
}
