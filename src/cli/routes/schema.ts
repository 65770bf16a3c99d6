/** `wirewall schema …`: flags and help. */
import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, upstreamFlag, withExamples } from './flags.ts';

export interface SchemaPullFlags {
  readonly config: string;
  readonly upstream?: string;
  readonly output: string;
}

const pull = buildCommand<SchemaPullFlags, [], CliContext>({
  loader: handing(async () => (await import('../schema-pull.ts')).schemaPull),
  parameters: {
    flags: {
      config: configFlag,
      upstream: upstreamFlag,
      output: {
        kind: 'parsed',
        parse: String,
        placeholder: 'file',
        brief: 'Where to write; - is standard output',
        default: 'schema.json',
      },
    },
    aliases: { ...configAlias, o: 'output' },
  },
  docs: {
    brief: "Write the database's schema to a file, for checks where no database is",
    fullDescription: withExamples(
      'Names and types of tables, columns and functions; never a row. One object a line, so that a change reads well in git.',
      ['wirewall schema pull', 'writes schema.json'],
      ['wirewall schema pull -o - | jq .relations[].name', 'to standard output'],
    ),
  },
});

export const schemaRoutes = buildRouteMap({
  routes: { pull },
  docs: { brief: "Keep the database's schema in a file" },
});
