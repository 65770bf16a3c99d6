/** `wirewall audit export`: entries as they were written, filtered. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportEntries, type EntryFilter } from '../audit/index.ts';
import { auditDirectory, endsQuietly } from './audit-place.ts';
import type { CliContext } from './context.ts';
import { Failure } from './failure.ts';
import { reasonOf } from './loading.ts';
import type { ExportFlags } from './routes/audit.ts';
import { counted } from './terminal.ts';

export async function auditExport(context: CliContext, flags: ExportFlags): Promise<void> {
  const directory = await auditDirectory(flags);
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const { line } of exportEntries(directory, filterOf(flags))) {
      count += 1;
      yield `${line}\n`;
    }
  }
  if (flags.output === '-') {
    endsQuietly(process.stdout);
    // The next line is read when the last one was taken: a log of any size passes through.
    for await (const line of lines()) {
      if (!context.process.stdout.write(line)) await drained();
    }
    return;
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(flags.output));
  } catch (error) {
    throw new Failure(`"${flags.output}" can't be written: ${reasonOf(error)}`, {
      hint: 'Name another file with -o.',
      cause: error,
    });
  }
  context.note(`${counted(count, 'entry', 'entries')} written to "${flags.output}"`);
}

function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}

function filterOf({ since, until, agent, verdict, table }: ExportFlags): EntryFilter {
  return {
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(until === undefined ? {} : { untilMs: until }),
    ...(agent === undefined ? {} : { agent }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(table === undefined ? {} : { table }),
  };
}
