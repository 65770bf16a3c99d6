/** A contender as a process of ours: started on a free port, waited for, ended. Knows processes, not what they are. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../test/servers/account.ts';
import { freePort } from '../test/servers/port.ts';
import type { Address } from './report.ts';

export interface Contender {
  readonly name: string;
  /** Where pgbench goes, or why it can't. */
  readonly address: Address | { readonly missing: string };
  stop(): Promise<void>;
}

const UP_WITHIN_MS = 20_000;
/** What is kept of a program's words, to say why it didn't start. */
const MAX_OUTPUT_CHARACTERS = 4_000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** What to start, given a port and a folder to put files into. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly account?: Account;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program on a free port and waits until it takes connections; when it doesn't, its words are the reason. */
export async function start(
  name: string,
  address: Address,
  prepare: (port: number, folder: string) => Program | Promise<Program>,
): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), 'wirewall-contender-'));
  const port = await freePort();
  const { program, args, account, environment } = await prepare(port, folder);
  const env = { PATH: process.env['PATH'], HOME: folder, ...environment };
  const child = spawn(program, args, { ...account, cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARACTERS);
    });
  }
  child.on('error', (error) => {
    output += error.message;
  });
  child.once('close', () => running.delete(child));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  if (await listens(port, child)) return { name, address: { ...address, port }, stop };
  await stop();
  const words = output.split('\n').filter((line) => line.trim() !== '');
  return absent(
    name,
    `did not start: ${words.find((line) => /error/i.test(line)) ?? words.at(-1) ?? 'it said nothing'}`,
  );
}

/** A contender that isn't there, and why. */
export function absent(name: string, missing: string): Contender {
  return { name, address: { missing }, stop: () => Promise.resolve() };
}

function ended(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function listens(port: number, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + UP_WITHIN_MS;
  while (!ended(child) && Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const answered = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(impatience);
}

/** Gives a file to the account that the program runs under. */
export async function own(path: string, account: Account): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
}
