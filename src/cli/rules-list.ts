/** `wirewall rules list`: what the rules say, line by line, with its place. */
import { relative } from 'node:path';
import { maskLabel } from '../core/mask-order.ts';
import type { RuleDocument } from '../policy/index.ts';
import type { CliContext } from './context.ts';
import { loadForReading, loadPolicy } from './loading.ts';
import type { RulesListFlags } from './routes/rules.ts';
import { columns, counted } from './terminal.ts';

export async function rulesList(context: CliContext, flags: RulesListFlags): Promise<void> {
  const policy = loadPolicy(await loadForReading(flags.config));
  for (const document of policy.documents) {
    const { file, line } = document.place;
    context.print(
      `${context.paint('bold', forWhom(document))}  ${context.paint('dim', `${relative('', file)}:${line}`)}`,
    );
    context.print(...columns(linesOf(document), '  '), '');
  }
  context.print(`${counted(policy.documents.length, 'document')}, version ${policy.version}`);
}

function forWhom({ selector, upstreams }: RuleDocument): string {
  const where = upstreams === undefined ? '' : ` on ${upstreams.join(', ')}`;
  if (selector === undefined || selector === 'everyone') return `everyone${where}`;
  const keys = (['agents', 'groups', 'tenants', 'intents'] as const).flatMap((key) =>
    selector[key] === undefined ? [] : [`${key} ${selector[key].join(', ')}`],
  );
  return `${keys.join('; ')}${where}`;
}

function linesOf({ allow, deny, hold, sensitive, tests }: RuleDocument): string[][] {
  return [
    ...allow.map(({ grant, place }) => ['allow', String(place.line), grant.text]),
    ...deny.map(({ grant, place }) => ['deny', String(place.line), grant.text]),
    ...hold.map(({ grant, place, terms }) => [
      'hold',
      String(place.line),
      `${grant.text}  (${terms.quorum} of ${terms.approvers.join(', ')})`,
    ]),
    ...sensitive.map(({ schema, table, column, mask, place }) => [
      'mask',
      String(place.line),
      `${schema}.${table}.${column}: ${maskLabel(mask)}`,
    ]),
    ...(tests.length === 0 ? [] : [['tests', '', String(tests.length)]]),
  ];
}
