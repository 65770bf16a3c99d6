/** `wirewall agents …`: flags and help. */
import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import {
  configAlias,
  configFlag,
  durationOf,
  jsonFlag,
  listFlag,
  switchFlag,
  textFlag,
  withExamples,
} from './flags.ts';

export interface TokenFlags {
  readonly config: string;
  readonly name: string;
  readonly groups?: readonly string[];
  readonly intents?: readonly string[];
  readonly tenant?: string;
  readonly ttl: number;
  readonly keys?: string;
  readonly create?: boolean;
}
export interface SecretFlags {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly intents?: readonly string[];
}
export interface RevokeFlags {
  readonly config: string;
  readonly token?: string;
  readonly session?: string;
  readonly reason: string;
  readonly by?: string;
}
export interface RestoreFlags {
  readonly config: string;
  readonly token?: string;
  readonly session?: string;
}
export interface AgentsListFlags {
  readonly config: string;
  readonly json?: boolean;
}

const agentName = { kind: 'parsed', parse: String, placeholder: 'name', brief: 'The agent' } as const;
const optionalName = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'name', brief: 'The agent', optional: true }],
} as const;

const token = buildCommand<TokenFlags, [], CliContext>({
  loader: handing(async () => (await import('../agents-token.ts')).agentsToken),
  parameters: {
    flags: {
      config: configFlag,
      name: agentName,
      groups: listFlag('Its groups', 'a,b'),
      intents: listFlag('Purposes that it may declare', 'a,b'),
      tenant: textFlag('Its tenant', 'name'),
      ttl: { kind: 'parsed', parse: durationOf, placeholder: 'time', brief: 'How long it is good', default: '1h' },
      keys: textFlag('Folder of the development issuer; found by the configuration when not given', 'folder'),
      create: switchFlag("Make the issuer's key where there is none"),
    },
    aliases: configAlias,
  },
  docs: {
    brief: 'Make a token with the development issuer',
    fullDescription: withExamples(
      [
        'Prints the token alone on standard output: it is the password that the agent connects with. For trying out; in',
        'production tokens come from your own issuer.',
      ].join('\n'),
      ['wirewall agents token --name support-bot --intents answer-ticket', 'good for an hour'],
      [
        'PGPASSWORD=$(wirewall agents token --name support-bot) psql -h 127.0.0.1 -p 6432 -U support-bot shop',
        'straight into psql',
      ],
    ),
  },
});

const secret = buildCommand<SecretFlags, [], CliContext>({
  loader: handing(async () => (await import('../agents-secret.ts')).agentsSecret),
  parameters: {
    flags: {
      name: agentName,
      groups: listFlag('Its groups, for the configuration line', 'a,b'),
      intents: listFlag('Purposes that it may declare, for the configuration line', 'a,b'),
    },
  },
  docs: {
    brief: 'Make a secret for an agent that cannot do tokens',
    fullDescription: withExamples(
      'Prints the secret once, and the line for the configuration, which holds only what the secret is checked by.',
      ['wirewall agents secret --name analyst --groups analytics', 'a secret and its line'],
    ),
  },
});

const revoke = buildCommand<RevokeFlags, [string?], CliContext>({
  loader: handing(async () => (await import('../agents-revoke.ts')).agentsRevoke),
  parameters: {
    flags: {
      config: configFlag,
      token: textFlag('One token, by its id', 'id'),
      session: textFlag('One session, by its id', 'id'),
      reason: {
        kind: 'parsed',
        parse: String,
        placeholder: 'text',
        brief: 'Why, for the record',
        default: 'revoked by the operator',
      },
      by: textFlag('Who revokes, for the record; the system user when not given', 'name'),
    },
    aliases: configAlias,
    positional: optionalName,
  },
  docs: {
    brief: 'Take an agent, a token or a session out, at once',
    fullDescription: withExamples(
      'Waits until every live gateway has it in force, and says so: from then on no statement of it passes, and running ones are cut.',
      ['wirewall agents revoke support-bot --reason "strange questions"', 'the agent, whatever its token'],
      ['wirewall agents revoke --token 01939f7e-…', 'one token'],
    ),
  },
});

const restore = buildCommand<RestoreFlags, [string?], CliContext>({
  loader: handing(async () => (await import('../agents-revoke.ts')).agentsRestore),
  parameters: {
    flags: {
      config: configFlag,
      token: textFlag('One token, by its id', 'id'),
      session: textFlag('One session, by its id', 'id'),
    },
    aliases: configAlias,
    positional: optionalName,
  },
  docs: { brief: 'Take a revocation back' },
});

const list = buildCommand<AgentsListFlags, [], CliContext>({
  loader: handing(async () => (await import('../agents-list.ts')).agentsList),
  parameters: { flags: { config: configFlag, json: jsonFlag }, aliases: configAlias },
  docs: { brief: 'List who may log in, what is revoked, and which gateways run' },
});

export const agentsRoutes = buildRouteMap({
  routes: { token, secret, revoke, restore, list },
  docs: { brief: 'Tokens, secrets and revocations' },
});
