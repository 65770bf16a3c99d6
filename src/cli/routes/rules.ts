/** `wirewall rules …`: flags and help. */
import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, schemaFlag, switchFlag, upstreamFlag, withExamples } from './flags.ts';

export interface RulesFlags {
  readonly config: string;
  readonly schema?: string;
  readonly upstream?: string;
  readonly offline?: boolean;
}
export interface RulesTestFlags {
  readonly config: string;
  readonly schema?: string;
  readonly upstream?: string;
}
export interface RulesListFlags {
  readonly config: string;
}

const check = buildCommand<RulesFlags, [], CliContext>({
  loader: handing(async () => (await import('../rules-check.ts')).rulesCheck),
  parameters: {
    flags: {
      config: configFlag,
      schema: schemaFlag,
      upstream: upstreamFlag,
      offline: switchFlag('The files alone, without any schema'),
    },
    aliases: configAlias,
  },
  docs: {
    brief: 'Find every mistake in the rules, also names that the database does not have',
    fullDescription: withExamples(
      'Reports each mistake with file, line and a suggestion. Ends with 1 when there is an error, 0 when there are warnings at most.',
      ['wirewall rules check', 'against the live database'],
      ['wirewall rules check --schema schema.json', 'where no database can be reached'],
    ),
  },
});

const test = buildCommand<RulesTestFlags, [], CliContext>({
  loader: handing(async () => (await import('../rules-test.ts')).rulesTest),
  parameters: { flags: { config: configFlag, schema: schemaFlag, upstream: upstreamFlag }, aliases: configAlias },
  docs: {
    brief: 'Run the tests that stand in the rules',
    fullDescription: withExamples(
      "Judges each test's statement as its agent and compares the verdict. Nothing is sent to the database but the question for its schema.",
      ['wirewall rules test', 'against the live schema'],
      ['wirewall rules test --schema schema.json', 'in a pipeline without a database'],
    ),
  },
});

const list = buildCommand<RulesListFlags, [], CliContext>({
  loader: handing(async () => (await import('../rules-list.ts')).rulesList),
  parameters: { flags: { config: configFlag }, aliases: configAlias },
  docs: { brief: 'List the rules: for whom, what, and where it stands' },
});

export const rulesRoutes = buildRouteMap({
  routes: { check, test, list },
  docs: { brief: 'Check, test and list the rules' },
});
