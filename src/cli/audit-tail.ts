/** `wirewall audit tail`: the last entries, and with -f those that come. */
import { exportEntries, renderEntry, tailEntries, type ReadEntry } from '../audit/index.ts';
import { auditDirectory, endsQuietly } from './audit-place.ts';
import type { CliContext } from './context.ts';
import type { TailFlags } from './routes/audit.ts';
import { nearby } from './terminal.ts';

export async function auditTail(context: CliContext, flags: TailFlags): Promise<void> {
  const directory = await auditDirectory(flags);
  endsQuietly(process.stdout);
  const colour = context.paint('red', '') !== '';
  const { columns: width, isTTY } = context.process.stdout;
  const show = (entry: ReadEntry): void => {
    const line = flags.json === true ? entry.line : nearby(renderEntry(entry, { colour, ...(isTTY ? { width } : {}) }));
    context.print(line);
  };
  if (flags.follow !== true) {
    const last: ReadEntry[] = [];
    for await (const entry of exportEntries(directory)) {
      last.push(entry);
      if (last.length > flags.lines) last.shift();
    }
    last.forEach(show);
    return;
  }
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  for await (const entry of tailEntries(directory, { last: flags.lines, signal: ending.signal })) show(entry);
}
