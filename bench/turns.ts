/** Contenders that take turns: each round begins with another, so that a slow minute hits all alike. Knows no program that measures. */
import { cpus, release, totalmem, type as system } from 'node:os';
import { readFile } from 'node:fs/promises';
import type { Contender } from './program.ts';
import { medianOf, type Address, type Measured, type Result } from './report.ts';

export interface Question<Mode extends string> {
  readonly modes: readonly Mode[];
  readonly rounds: number;
  /** `warmUp`: a short run whose figures nobody looks at. */
  readonly measure: (address: Address, mode: Mode, warmUp: boolean) => Promise<Measured>;
}

/** Every contender once per round and mode. */
export async function takeTurns<Mode extends string>(
  all: readonly Contender[],
  { modes, rounds, measure }: Question<Mode>,
): Promise<Result[]> {
  const measured = new Map<string, Measured[]>();
  const failed = new Map<string, string>();
  const key = (contender: Contender, mode: Mode) => `${contender.name}\n${mode}`;
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of modes) {
      for (const contender of all.map((_, index) => all[(index + round) % all.length])) {
        if (contender === undefined || 'missing' in contender.address || failed.has(key(contender, mode))) continue;
        try {
          if (round === 0) await measure(contender.address, mode, true);
          const one = await measure(contender.address, mode, false);
          measured.set(key(contender, mode), [...(measured.get(key(contender, mode)) ?? []), one]);
          console.error(
            `round ${round + 1}/${rounds}  ${mode.padEnd(8)}  ${contender.name.padEnd(30)}  ${Math.round(one.tps)} tps`,
          );
        } catch (error) {
          failed.set(key(contender, mode), error instanceof Error ? error.message : String(error));
        }
      }
    }
  }
  return modes.flatMap((mode) =>
    all.map((contender): Result => {
      const figures = measured.get(key(contender, mode)) ?? [];
      const missing = 'missing' in contender.address ? contender.address.missing : failed.get(key(contender, mode));
      const outcome =
        missing === undefined && figures.length > 0 ? medianOf(figures) : { missing: missing ?? 'no round was run' };
      return { contender: contender.name, mode, measured: outcome };
    }),
  );
}

/** The machine and what ran on it, as one sentence each. */
export async function setting(versions: readonly string[]): Promise<string> {
  const processor = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const all = [`Wirewall ${await ownVersion()}`, ...versions, `Node ${process.versions.node}`];
  return `Machine: ${cpus().length} × ${processor}, ${Math.round(totalmem() / 2 ** 30)} GB, ${system()} ${release()}. ${all.join(', ')}.`;
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
