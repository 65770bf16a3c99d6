/** What could stand next on a shell's line. Called by the shell alone, after "wirewall install-completions". */
import { proposeCompletions, type Application } from '@stricli/core';
import type { CliContext } from './context.ts';

export async function complete(application: Application<CliContext>, line: string, context: CliContext): Promise<void> {
  const words = line.split(/\s+/).slice(1);
  try {
    const proposals = await proposeCompletions(application, words, context);
    if (proposals.length > 0) context.print(...proposals.map(({ completion }) => completion));
  } catch {
    // A line that can't be completed is left as it is: an error here would stand in the middle of somebody's typing.
  }
}
