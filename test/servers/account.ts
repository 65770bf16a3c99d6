/**
 * Which account of this machine a test server runs under. Postgres refuses to run as root, so root (a container, a CI job)
 * hands its servers to another account. Knows /etc/passwd and file modes, nothing of Postgres.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The account a server runs under, in the shape that `spawn` takes. Empty: our own. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Our own account, or for root `nobody` (else the first ordinary account), since Postgres won't run as root. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== undefined && Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0);
  const chosen = accounts.find(({ name }) => name === 'nobody') ?? accounts[0];
  if (chosen === undefined) {
    throw new Error('a test server cannot run as root and /etc/passwd names no other account: run as an ordinary user');
  }
  return { uid: chosen.uid, gid: chosen.gid };
}

/** Whether the account can run this program with these arguments: it is reachable, readable and its libraries load. */
export function canRun(account: Account, program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { ...account, cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** Whether the account can read this file, every folder above it included. */
export function canRead(account: Account, file: string): boolean {
  return canRun(account, 'test', '-r', file);
}

/**
 * A folder for all test servers of this user, kept between runs, which the account can pass through.
 * It is ours alone to write: in a shared /tmp somebody else may have made the name first.
 */
export function serversFolder(account: Account): string {
  const uid = process.getuid?.() ?? 0;
  const parents = [tmpdir(), '/tmp', '/var/tmp'];
  const parent = parents.find((folder) => canRun(account, 'test', '-x', folder));
  if (parent === undefined) throw new Error(`no temporary folder that uid ${account.uid ?? uid} can reach: set TMPDIR`);
  const folder = join(parent, `wirewall-servers-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const entry = lstatSync(folder);
  if (!entry.isDirectory() || entry.uid !== uid || (entry.mode & 0o022) !== 0) {
    throw new Error(`"${folder}" is not a folder that only we can write: remove it, or set TMPDIR to another place`);
  }
  return folder;
}
