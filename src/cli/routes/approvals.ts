/** `wirewall approvals …`: flags and help. */
import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, jsonFlag, switchFlag, textFlag, withExamples } from './flags.ts';

export interface ApprovalsListFlags {
  readonly config: string;
  readonly all?: boolean;
  readonly json?: boolean;
}
export interface ApprovalsShowFlags {
  readonly config: string;
  readonly json?: boolean;
}
export interface AnswerFlags {
  readonly config: string;
  readonly as: string;
  readonly comment?: string;
}

const id = { kind: 'tuple', parameters: [{ parse: String, placeholder: 'id', brief: "The request's id" }] } as const;
const answerFlags = {
  config: configFlag,
  as: {
    kind: 'parsed',
    parse: String,
    placeholder: 'name',
    brief: 'Who answers: a name under "approvers" in the configuration',
  },
  comment: textFlag('Why, for the agent and the record', 'text'),
} as const;

const list = buildCommand<ApprovalsListFlags, [], CliContext>({
  loader: handing(async () => (await import('../approvals-list.ts')).approvalsList),
  parameters: {
    flags: {
      config: configFlag,
      all: switchFlag('Answered and ended ones as well'),
      json: jsonFlag,
    },
    aliases: configAlias,
  },
  docs: { brief: 'List statements that wait for a person' },
});

const show = buildCommand<ApprovalsShowFlags, [string], CliContext>({
  loader: handing(async () => (await import('../approvals-list.ts')).approvalsShow),
  parameters: { flags: { config: configFlag, json: jsonFlag }, aliases: configAlias, positional: id },
  docs: { brief: 'Show one request: the statement, who asks, what it touches, who has answered' },
});

const approve = buildCommand<AnswerFlags, [string], CliContext>({
  loader: handing(async () => (await import('../approvals-answer.ts')).approve),
  parameters: { flags: answerFlags, aliases: configAlias, positional: id },
  docs: {
    brief: 'Let a held statement run, once',
    fullDescription: withExamples(
      'The approval is for this statement of this agent alone and is used up when it runs. It is judged again before it does.',
      ['wirewall approvals approve 01939f7e-… --as dana', 'runs at once where the agent still waits'],
    ),
  },
});

const reject = buildCommand<AnswerFlags, [string], CliContext>({
  loader: handing(async () => (await import('../approvals-answer.ts')).reject),
  parameters: { flags: answerFlags, aliases: configAlias, positional: id },
  docs: { brief: 'Refuse a held statement' },
});

export const approvalsRoutes = buildRouteMap({
  routes: { list, show, approve, reject },
  docs: { brief: 'Answer statements that wait for a person' },
});
