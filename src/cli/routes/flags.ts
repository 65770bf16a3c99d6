/** Flags that several commands share, so that the same thing has the same name everywhere. */
import { parseDuration } from '../../config/units.ts';

/** `-c`, `--config`: where the configuration stands. */
export const configFlag = {
  kind: 'parsed',
  parse: String,
  placeholder: 'file',
  brief: 'The configuration',
  default: 'wirewall.yaml',
} as const;

export const configAlias = { c: 'config' } as const;

export const schemaFlag = {
  kind: 'parsed',
  parse: String,
  placeholder: 'file',
  brief: 'A file of "wirewall schema pull" instead of the live database',
  optional: true,
} as const;

export const upstreamFlag = {
  kind: 'parsed',
  parse: String,
  placeholder: 'name',
  brief: 'Which upstream, where the configuration has several',
  optional: true,
} as const;

/** On when it is there. */
export const switchFlag = (brief: string) => ({ kind: 'boolean', brief, optional: true, withNegated: false }) as const;

export const jsonFlag = switchFlag('JSON, for programs');

/** `a,b,c`, or the flag several times. */
export const listFlag = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, placeholder, brief, variadic: ',', optional: true }) as const;

export const textFlag = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, placeholder, brief, optional: true }) as const;

export function durationOf(text: string): number {
  return parseDuration(text);
}

/** A moment: an ISO time, a date, or how long ago. */
export function momentOf(text: string): number {
  if (/^\d+ ?[a-z]+$/i.test(text)) return Date.now() - parseDuration(text);
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new Error(`expected a time like 2026-03-01T12:00:00Z, 2026-03-01, or 2h for two hours ago, found "${text}"`);
  return at;
}

export const momentFlag = (brief: string) =>
  ({ kind: 'parsed', parse: momentOf, placeholder: 'time', brief, optional: true }) as const;

/** Examples behind a description, as the help shows them. */
export function withExamples(description: string, ...examples: readonly (readonly [string, string])[]): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  return [
    description,
    '',
    'EXAMPLES',
    ...examples.map(
      ([command, what]) => `  ${width > 72 ? `# ${what}\n  ${command}` : `${command.padEnd(width)}  # ${what}`}`,
    ),
  ].join('\n');
}
