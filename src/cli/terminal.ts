/** How text looks in a terminal: colours only where there is one (and NO_COLOR is respected), columns that line up. */
import { stripVTControlCharacters, styleText } from 'node:util';

export type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where output goes: the process's own streams, or a test's. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Paint = (tone: Tone, text: string) => string;

/** Decided by the stream and the environment of now: FORCE_COLOR and NO_COLOR as everywhere. */
export function painter(stream: Output, env: Readonly<Record<string, string | undefined>>): Paint {
  const isForced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0';
  const isColoured = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && (isForced || stream.isTTY === true);
  return isColoured ? (tone, text) => styleText(tone, text, { validateStream: false }) : (_tone, text) => text;
}

/** Every ASCII and C1 control character but the line feed and the tab; an agent's text must not steer the reader's terminal. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text that somebody else wrote, safe to show. */
export function shown(text: string): string {
  return text.replaceAll(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line, cut to a length. */
export function oneLine(text: string, width = Infinity): string {
  const line = shown(text.replaceAll(/\s+/g, ' ').trim());
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** Rows as columns that line up, two spaces apart; the last column runs free. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, visibleLength(cell))));
  }
  return rows.map((row) => {
    const cells = row.map((cell, at) => (at === row.length - 1 ? cell : padded(cell, widths[at] ?? 0)));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleLength(text)));
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `in 4m`, `12s ago`: how far a time is from now, in its largest unit. */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = Math.round(Math.abs(atMs - nowMs) / 1000);
  const text =
    seconds < 90 ? `${seconds}s` : seconds < 5400 ? `${Math.round(seconds / 60)}m` : seconds < 129_600 ? `${Math.round(seconds / 3600)}h` : `${Math.round(seconds / 86_400)}d`; // prettier-ignore
  return atMs > nowMs ? `in ${text}` : `${text} ago`;
}

/** Paths below the present folder, as a person there would write them. */
export function nearby(text: string, directory = process.cwd()): string {
  return text.replaceAll(`${directory}/`, '');
}
