/** What every command is given: streams, environment, and where the program stands. Made once by run.ts. */
import type { CommandContext } from '@stricli/core';
import { painter, type Output, type Paint } from './terminal.ts';

export type CliProcess = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>;

export interface CliContext extends CommandContext {
  readonly process: CliProcess;
  readonly version: string;
  /** What it was called with shows where things went wrong. */
  readonly debug: boolean;
  /** One line, or several, on standard output: what was asked for. */
  print(...lines: readonly string[]): void;
  /** On standard error: what is worth knowing beside it. */
  note(...lines: readonly string[]): void;
  /** Colours of standard output. */
  readonly paint: Paint;
}

export function makeContext(process: CliProcess, version: string, debug: boolean): CliContext {
  const writeLines = (stream: Output, lines: readonly string[]): void => {
    stream.write(lines.map((line) => `${line}\n`).join(''));
  };
  return {
    process,
    version,
    debug,
    paint: painter(process.stdout, process.env),
    print: (...lines) => writeLines(process.stdout, lines),
    note: (...lines) => writeLines(process.stderr, lines),
  };
}
