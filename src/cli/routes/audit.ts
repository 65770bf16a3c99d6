/** `wirewall audit …`: flags and help. */
import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { handing } from './handing.ts';
import { configAlias, configFlag, jsonFlag, momentFlag, switchFlag, textFlag, withExamples } from './flags.ts';

export interface TailFlags {
  readonly config: string;
  readonly directory?: string;
  readonly follow?: boolean;
  readonly lines: number;
  readonly json?: boolean;
}
export interface ExportFlags {
  readonly config: string;
  readonly directory?: string;
  readonly since?: number;
  readonly until?: number;
  readonly agent?: string;
  readonly verdict?: 'allow' | 'hold' | 'deny';
  readonly table?: string;
  readonly format: 'jsonl';
  readonly output: string;
}
export interface VerifyFlags {
  readonly config: string;
  readonly directory?: string;
  readonly anchor?: readonly string[];
  readonly json?: boolean;
}

const directory = textFlag("The audit directory; the configuration's when not given", 'folder');

function lineCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 100_000)
    throw new Error(`expected a number from 0 to 100000, found "${text}"`);
  return count;
}

const tail = buildCommand<TailFlags, [], CliContext>({
  loader: handing(async () => (await import('../audit-tail.ts')).auditTail),
  parameters: {
    flags: {
      config: configFlag,
      directory,
      follow: switchFlag('Go on with new ones as they come'),
      lines: { kind: 'parsed', parse: lineCount, placeholder: 'count', brief: 'How many', default: '20' },
      json: jsonFlag,
    },
    aliases: { ...configAlias, f: 'follow', n: 'lines' },
  },
  docs: {
    brief: 'Show the last entries of the audit log',
    fullDescription: withExamples(
      'One line an entry: time, agent, verdict, statement.',
      ['wirewall audit tail -f', 'watch what agents do'],
      ['wirewall audit tail -n 1000 --json | jq .agent', 'the entries as they are'],
    ),
  },
});

const exportCommand = buildCommand<ExportFlags, [], CliContext>({
  loader: handing(async () => (await import('../audit-export.ts')).auditExport),
  parameters: {
    flags: {
      config: configFlag,
      directory,
      since: momentFlag('From this time on: 2026-03-01, 2026-03-01T12:00:00Z, 24h'),
      until: momentFlag('Before this time'),
      agent: textFlag("One agent's", 'name'),
      verdict: { kind: 'enum', values: ['allow', 'hold', 'deny'], brief: "One verdict's", optional: true },
      table: textFlag('Statements that touch this table', 'schema.table'),
      format: { kind: 'enum', values: ['jsonl'], brief: 'One JSON object a line', default: 'jsonl' },
      output: {
        kind: 'parsed',
        parse: String,
        placeholder: 'file',
        brief: 'Where to write; - is standard output',
        default: '-',
      },
    },
    aliases: { ...configAlias, o: 'output' },
  },
  docs: {
    brief: 'Write entries of the audit log, by time, agent, verdict or table',
    fullDescription: withExamples(
      'The lines as they stand in the log, in the order of their times. Outcomes come with their decisions.',
      ['wirewall audit export --since 24h --verdict deny', 'what was refused since yesterday'],
      ['wirewall audit export --agent support-bot --table shop.customers -o customers.jsonl', 'who read what'],
    ),
  },
});

const verify = buildCommand<VerifyFlags, [], CliContext>({
  loader: handing(async () => (await import('../audit-verify.ts')).auditVerify),
  parameters: {
    flags: {
      config: configFlag,
      directory,
      anchor: {
        kind: 'parsed',
        parse: String,
        placeholder: 'stream:entry:hash',
        brief: 'A head that an earlier run printed and that was kept elsewhere; several times',
        variadic: true,
        optional: true,
      },
      json: jsonFlag,
    },
    aliases: configAlias,
  },
  docs: {
    brief: 'Find changed, missing or inserted lines in the audit log',
    fullDescription: withExamples(
      [
        "Needs the files alone. Prints each stream's head: keep it elsewhere and hand it in later as an anchor, because a tail",
        "that was cut off can't be told from files alone. Ends with 1 when something is not as it was written.",
      ].join('\n'),
      ['wirewall audit verify', 'the configured log'],
      ['wirewall audit verify --directory /backup/audit', 'a copy'],
    ),
  },
});

export const auditRoutes = buildRouteMap({
  routes: { tail, export: exportCommand, verify },
  docs: { brief: 'Read, export and verify the audit log' },
});
