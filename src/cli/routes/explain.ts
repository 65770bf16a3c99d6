/** `wirewall explain`: its flags and its help. */
import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, listFlag, schemaFlag, textFlag, upstreamFlag, withExamples } from './flags.ts';

export interface ExplainFlags {
  readonly config: string;
  readonly as: string;
  readonly groups?: readonly string[];
  readonly intent?: string;
  readonly tenant?: string;
  readonly searchPath?: readonly string[];
  readonly schema?: string;
  readonly upstream?: string;
}

export const explainCommand = buildCommand<ExplainFlags, [string], CliContext>({
  loader: handing(async () => (await import('../explain.ts')).explain),
  parameters: {
    flags: {
      config: configFlag,
      as: { kind: 'parsed', parse: String, placeholder: 'agent', brief: 'The agent that asks' },
      groups: listFlag('Its groups; those of the configuration when not given', 'a,b'),
      intent: textFlag('The purpose that it declared', 'name'),
      tenant: textFlag('Its tenant', 'name'),
      searchPath: listFlag('The session\'s search_path ("$user", public)', 'a,b'),
      schema: schemaFlag,
      upstream: upstreamFlag,
    },
    aliases: configAlias,
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'statement', brief: 'The SQL' }] },
  },
  docs: {
    brief: 'Show what would become of a statement, and why',
    fullDescription: withExamples(
      [
        'The verdict with its evidence, each access with the rule that speaks of it, where each column of the result comes',
        'from and how it is masked, and the grant line that would allow what is refused. Nothing is run.',
      ].join('\n'),
      ['wirewall explain --as support-bot "SELECT email FROM shop.customers"', 'the live schema'],
      ['wirewall explain --as support-bot --intent answer-ticket "UPDATE …"', 'with a declared purpose'],
    ),
  },
});
