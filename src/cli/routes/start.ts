/** `wirewall start`: its flags and its help. */
import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, withExamples } from './flags.ts';

export interface StartFlags {
  readonly config: string;
}

export const startCommand = buildCommand<StartFlags, [], CliContext>({
  loader: handing(async () => (await import('../start.ts')).start),
  parameters: { flags: { config: configFlag }, aliases: configAlias },
  docs: {
    brief: 'Run the gateway',
    fullDescription: withExamples(
      [
        'Runs the gateway until it is told to end. SIGTERM and Ctrl-C let running statements finish first; SIGHUP reads the',
        'rules again (they are also read when a file changes). A database that is down at the start is tried again.',
      ].join('\n'),
      ['wirewall start', 'with wirewall.yaml in this folder'],
      ['wirewall start -c /etc/wirewall/wirewall.yaml', 'with another one'],
    ),
  },
});
