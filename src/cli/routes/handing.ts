/** The library hands a command its context as `this`; ours take it as their first argument. */
import type { BaseArgs } from '@stricli/core';
import type { CliContext } from '../context.ts';

type Ending = void | undefined | Error;

/** Loads a command when it is called, and not before: `--version` reads none of them. */
export function handing<Flags, Args extends BaseArgs>(
  load: () => Promise<(context: CliContext, flags: Flags, ...args: Args) => Ending | Promise<Ending>>,
): () => Promise<(this: CliContext, flags: Flags, ...args: Args) => Promise<Ending>> {
  return async () => {
    const command = await load();
    return async function (this: CliContext, flags: Flags, ...args: Args) {
      return command(this, flags, ...args);
    };
  };
}
