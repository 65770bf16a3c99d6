/** How the demo looks: a statement, what became of it, and the answer, each on lines that fit a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { painter, type Tone } from '../../src/cli/terminal.ts';

const paint = painter(process.stdout, process.env);
const WIDTH = Math.min(Math.max(process.stdout.columns ?? 110, 72), 120);
const MARGIN = '    ';
const LABEL = 12;

export type Verdict = 'allowed' | 'masked' | 'refused' | 'held' | 'approved' | 'undone' | 'cut off';

const LOOKS: Readonly<Record<Verdict, readonly [sign: string, tone: Tone]>> = {
  allowed: ['✓', 'green'],
  masked: ['◐', 'cyan'],
  refused: ['✗', 'red'],
  held: ['…', 'yellow'],
  approved: ['✓', 'green'],
  undone: ['↺', 'green'],
  'cut off': ['✗', 'red'],
};

export function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

export function bold(text: string): string {
  return paint('bold', text);
}

export function dim(text: string): string {
  return paint('dim', text);
}

/** Begins a part. */
export function ruler(title: string): string {
  return `${paint('dim', '──')} ${paint('bold', title)} ${paint('dim', '─'.repeat(Math.max(0, WIDTH - title.length - 4)))}`;
}

export function heading(number: number, title: string): void {
  say('', `${paint('dim', String(number).padStart(2))}  ${paint('bold', title)}`);
}

export function statement(sql: string): void {
  for (const line of wrapped(sql, WIDTH - MARGIN.length)) say(`${MARGIN}${paint('cyan', line)}`);
}

export function command(text: string): void {
  say(`${MARGIN}${paint('dim', '$')} ${text}`);
}

/** The verdict, and what came back. */
export function outcome(verdict: Verdict, ...lines: readonly string[]): void {
  const [sign, tone] = LOOKS[verdict];
  const room = WIDTH - MARGIN.length - LABEL;
  const [first = '', ...rest] = lines.flatMap((line) => wrapped(line, room));
  say(`${MARGIN}${paint(tone, `${sign} ${verdict}`.padEnd(LABEL))}${first}`);
  for (const line of rest) say(`${MARGIN}${' '.repeat(LABEL)}${paint('dim', line)}`);
}

export function unexpected(what: string): void {
  say(`${MARGIN}${paint('red', `! not what this step should show: ${what}`)}`);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && lengthOf(line) + lengthOf(word) + 1 > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Colours take no room. */
function lengthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
