/** Where the audit log lies: what the command names, or the configuration's. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT, Failure } from './failure.ts';
import { loadForReading } from './loading.ts';

export async function auditDirectory(flags: { readonly config: string; readonly directory?: string }): Promise<string> {
  const directory =
    flags.directory === undefined ? (await loadForReading(flags.config)).audit.directory : resolve(flags.directory);
  try {
    await access(directory);
    return directory;
  } catch (error) {
    throw new Failure(`there is no audit log in "${directory}"`, {
      hint: 'A gateway makes it when it starts. Name another place with --directory.',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** `| head` and the like close our output early, which is no fault. */
export function endsQuietly(stream: {
  readonly on?: (event: 'error', listener: (error: Error) => void) => unknown;
}): void {
  stream.on?.('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
