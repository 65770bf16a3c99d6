/**
 * A server's process of our own, and a watchdog that ends it and removes its folder however we end. Knows processes, files and signals;
 * no server's options.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown } from 'node:fs/promises';
import type { Account } from './account.ts';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The end of what it wrote to standard error. */
  log(): string;
}

/** What is kept of the server's log for error messages; older lines are dropped. */
const MAX_LOG_CHARACTERS = 64 * 1024;
/** After an orderly shutdown has had this long, the server is stopped at once. */
const STOP_WITHIN_MS = 5_000;

/**
 * Ends with us, whatever our end: it reads from a pipe that only we hold. The first line is the server's pid. A second
 * line says that the server has gone; the pipe's end without one says that we died and the server must be stopped.
 */
const WATCHDOG = `
read -r pid
if ! read -r word && [ -n "$pid" ]; then
  kill -QUIT "$pid" 2>/dev/null
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$pid" 2>/dev/null
fi
rm -rf "$0"
`;

export function spawnWatchdog(folder: string): ChildProcess {
  const watchdog = spawn('sh', ['-c', WATCHDOG, folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  watchdog.stdin.on('error', () => undefined);
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') watchdog.stdin.unref();
  return watchdog;
}

/** Starts it and tells the watchdog. */
export function spawnServer(
  [program, ...args]: readonly [string, ...string[]],
  account: Account,
  folder: string,
  watchdog: ChildProcess,
): ServerProcess {
  // A session of its own: Ctrl-C in the terminal is ours to answer, not the server's.
  const child = spawn(program, args, {
    ...account,
    cwd: folder,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const keep = (text: string): void => {
    log = (log + text).slice(-MAX_LOG_CHARACTERS);
  };
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => keep(`${error.message}\n`));
  child.unref();
  if ('unref' in child.stderr && typeof child.stderr.unref === 'function') child.stderr.unref();
  watchdog.stdin?.write(`${child.pid ?? ''}\n`);
  child.once('exit', () => watchdog.stdin?.end('gone\n'));
  return { child, pid: child.pid ?? 0, log: () => log };
}

/** Nothing of the caller's variables or language reaches the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

export function hasEnded({ child, pid }: ServerProcess): boolean {
  return pid === 0 || child.exitCode !== null || child.signalCode !== null;
}

/** Ends the server by `signal`, at once by `hurry` where that takes too long, and waits until its folder is gone. */
export async function endServer(
  server: ServerProcess,
  watchdog: ChildProcess,
  { signal, hurry }: { readonly signal: NodeJS.Signals; readonly hurry: NodeJS.Signals },
): Promise<void> {
  const { child } = server;
  const cleaned = watchdog.exitCode === null && watchdog.signalCode === null ? once(watchdog, 'exit') : undefined;
  if (!hasEnded(server)) {
    const gone = once(child, 'exit');
    child.ref();
    child.kill(signal);
    const impatience = setTimeout(() => child.kill(hurry), STOP_WITHIN_MS);
    await gone;
    clearTimeout(impatience);
  }
  watchdog.ref();
  watchdog.stdin?.end('gone\n');
  await cleaned;
}

export async function own(path: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}
