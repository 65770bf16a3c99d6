/** What the full suite needs beyond npm's packages. Each is there, or is made, or the failure says what to install. */
import { execFile } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export class Missing extends Error {
  override readonly name = 'Missing';
}

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const EXAMPLES_FOLDER = join(ROOT, 'examples');
export const MADE = join(ROOT, '.tmp');
const VENV = join(MADE, 'venv');
const REQUIREMENTS = ['examples/autogen/requirements.txt', 'test/full/python/requirements.txt'].map((file) =>
  join(ROOT, file),
);
/** Installing what one of these needs; the network may be slow. */
export const INSTALL_WITHIN_MS = 300_000;
const POLL_MS = 100;

export async function psql(): Promise<string> {
  return found('psql', ['--version'], 'install the Postgres client (Debian: apt-get install postgresql-client)');
}

/** A Python of this repository's own, with what the examples and the driver scripts name. */
export async function python(): Promise<string> {
  const program = join(VENV, 'bin', 'python');
  const stamp = join(VENV, 'wirewall');
  const wanted = REQUIREMENTS.map((file) => readFileSync(file, 'utf8')).join('\n');
  await madeOnce(
    'venv',
    () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted,
    async () => {
      if (!existsSync(program)) {
        const remedy = 'install Python 3.10 or later with venv (Debian: apt-get install python3-venv)';
        await run(await found('python3', ['-c', 'import venv, ensurepip'], remedy), ['-m', 'venv', VENV]);
      }
      const lists = REQUIREMENTS.flatMap((file) => ['-r', file]);
      await install(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...lists]);
      writeFileSync(stamp, wanted);
    },
  );
  return program;
}

/** A folder of examples/ with its packages installed as its lock file says. */
export async function nodeExample(name: string): Promise<string> {
  const folder = join(EXAMPLES_FOLDER, name);
  // npm writes the second when it has installed what the first says.
  const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => join(folder, file));
  const changedAt = (file = ''): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  await madeOnce(
    name,
    () => changedAt(installed) >= changedAt(lock),
    () => install('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']),
  );
  return folder;
}

export async function found(program: string, args: readonly string[], otherwise: string): Promise<string> {
  try {
    await run(program, args);
    return program;
  } catch (error) {
    throw new Missing(`"${program}" is missing or not whole, and the full suite needs it: ${otherwise}`, {
      cause: error,
    });
  }
}

export async function install(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { timeout: INSTALL_WITHIN_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Missing(
      `packages can't be installed, and the full suite needs them: make the network or a package cache reachable.\n${program} ${args.join(' ')}\n${output}`,
      { cause: error },
    );
  }
}

/** Test files run side by side: one makes it, the others wait. */
export async function madeOnce(name: string, isMade: () => boolean, make: () => Promise<void>): Promise<void> {
  mkdirSync(MADE, { recursive: true });
  const lock = join(MADE, `${name}.lock`);
  while (!isMade()) {
    if (!takeLock(lock)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      continue;
    }
    try {
      if (!isMade()) await make();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

/** False while a living process holds it. */
function takeLock(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    if (isHeld(lock)) return false;
    rmSync(lock, { force: true });
    return false;
  }
}

function isHeld(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Empty: its holder is just writing its pid.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
