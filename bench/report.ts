/** Tables of figures as ratios, for the terminal and the README. Pure, but for the one function that writes the README. */
import { readFile, writeFile } from 'node:fs/promises';

/** Where a contender is reached. */
export interface Address {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** What one run measured; latencies in milliseconds. */
export interface Measured {
  readonly tps: number;
  readonly median: number;
  readonly p99: number;
}

/** What a contender measured in one way of sending over all rounds, or why it measured nothing. */
export interface Result {
  readonly contender: string;
  readonly mode: string;
  readonly measured: Measured | { readonly missing: string };
}

export interface Comparison {
  /** What each mode is called. */
  readonly titles: Readonly<Record<string, string>>;
  /** The proxy that Wirewall is compared with, and its name in a table's head. */
  readonly rival: { readonly name: string; readonly short: string };
}

/** The contender that everything is compared with. */
export const BASELINE = 'direct';

/** The value below which that share of the ascending values lies. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const at = Math.min(ascending.length - 1, Math.floor(share * ascending.length));
  return ascending[at] ?? Number.NaN;
}

/** The median of each figure over the rounds. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const middle = (pick: (measured: Measured) => number) =>
    quantile(
      rounds.map(pick).sort((a, b) => a - b),
      0.5,
    );
  return { tps: middle(({ tps }) => tps), median: middle(({ median }) => median), p99: middle(({ p99 }) => p99) };
}

/** One Markdown table per mode. */
export function tables(results: readonly Result[], { titles, rival }: Comparison): string {
  const modes = [...new Set(results.map(({ mode }) => mode))];
  return modes
    .map(
      (mode) =>
        `**${titles[mode] ?? mode}**\n\n${table(
          results.filter((result) => result.mode === mode),
          rival,
        )}`,
    )
    .join('\n\n');
}

function table(results: readonly Result[], { name, short }: Comparison['rival']): string {
  const find = (wanted: string) => {
    const found = results.find(({ contender }) => contender === wanted)?.measured;
    return found === undefined || 'missing' in found ? undefined : found;
  };
  const baseline = find(BASELINE);
  const rival = find(name);
  const notes: string[] = [];
  const rows = results.map(({ contender, measured }) => {
    if ('missing' in measured) {
      notes.push(`${contender}: ${measured.missing}`);
      return [contender, ...Array.from({ length: 7 }, () => '–')];
    }
    const { tps, median, p99 } = measured;
    const speed = [Math.round(tps).toLocaleString('en-US'), ratio(tps, baseline?.tps), ratio(tps, rival?.tps)];
    const latency = [
      milliseconds(median),
      added(median, baseline?.median),
      milliseconds(p99),
      added(p99, baseline?.p99),
    ];
    return [contender, ...speed, ...latency];
  });
  const head = ['through', 'tps', '÷ direct', `÷ ${short}`, 'median ms', 'added', 'p99 ms', 'added'];
  const lines = [head, ['---', ...head.slice(1).map(() => '--:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [...lines, ...notes.map((note) => `\nNot measured: ${note}`)].join('\n');
}

const ratio = (value: number, base: number | undefined): string =>
  base === undefined ? '–' : (value / base).toFixed(2);
const milliseconds = (value: number): string => value.toFixed(3);
const added = (value: number, base: number | undefined): string =>
  base === undefined ? '–' : `${value < base ? '−' : '+'}${Math.abs(value - base).toFixed(3)}`;

/** Puts the text between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
export function replaceBetweenMarkers(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`no "${begin}" … "${end}" to write between: put both lines where the table belongs`);
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}

export async function writeReadme(file: URL, name: string, text: string): Promise<void> {
  await writeFile(file, replaceBetweenMarkers(await readFile(file, 'utf8'), name, text));
}
