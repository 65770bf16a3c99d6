/** From arguments to an exit code. Knows streams and the one flag that all commands share; commands stand in application.ts. */
import { run, type StricliProcess } from '@stricli/core';
import { buildWirewall } from './application.ts';
import { makeContext, type CliProcess } from './context.ts';
import { EXIT } from './failure.ts';

/** Gives the exit code; `start` ends with its gateway. */
export async function runCommandLine(args: readonly string[], process: CliProcess, version: string): Promise<number> {
  // What stands behind `--` is an argument, whatever it looks like.
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const isDebug = (arg: string, at: number): boolean => arg === '--debug' && at < end;
  const debug = args.some(isDebug) || (process.env['WIREWALL_DEBUG'] ?? '') !== '';
  const application = buildWirewall(version, debug);
  const context = makeContext(process, version, debug);
  if (args[0] === 'complete' && process.env['COMP_LINE'] !== undefined) {
    const { complete } = await import('./complete.ts');
    await complete(application, process.env['COMP_LINE'], context);
    return 0;
  }
  const stricli: StricliProcess & CliProcess = { stdout: process.stdout, stderr: process.stderr, env: process.env };
  const inputs = args.filter((arg, at) => !isDebug(arg, at));
  await run(application, inputs, { ...context, process: stricli });
  return exitCode(stricli.exitCode);
}

/** The library's own codes are negative: a command or an argument that there is not, or a program that is broken. */
function exitCode(code: StricliProcess['exitCode']): number {
  const number = Number(code ?? 0);
  if (number >= 0) return number;
  return number === ARGUMENT_WRONG || number === COMMAND_UNKNOWN ? EXIT.usage : EXIT.refused;
}

const ARGUMENT_WRONG = -4;
const COMMAND_UNKNOWN = -5;
