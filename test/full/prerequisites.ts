/** What the full suite needs beyond npm's packages. Each is there, or is made, or the failure says what to install. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export class Missing extends Error {
  override readonly name = 'Missing';
}

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MADE = join(ROOT, '.tmp');
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
  await installedOnce(join(VENV, 'wirewall'), REQUIREMENTS, async () => {
    if (!existsSync(program)) {
      const from = await found(
        'python3',
        ['-c', 'import venv, ensurepip'],
        'install Python 3.10 or later with venv (Debian: apt-get install python3-venv)',
      );
      await run(from, ['-m', 'venv', VENV]);
    }
    const wanted = REQUIREMENTS.flatMap((file) => ['-r', file]);
    await install(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted]);
  });
  return program;
}

/** A folder of examples/ with its packages installed as its lock file says. */
export async function nodeExample(name: string): Promise<string> {
  const folder = join(ROOT, 'examples', name);
  await installedOnce(join(folder, 'node_modules', '.wirewall'), [join(folder, 'package-lock.json')], () =>
    install('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']),
  );
  return folder;
}

async function found(program: string, args: readonly string[], otherwise: string): Promise<string> {
  try {
    await run(program, args);
    return program;
  } catch (error) {
    throw new Missing(`"${program}" is missing or not whole, and the full suite needs it: ${otherwise}`, {
      cause: error,
    });
  }
}

async function install(program: string, args: readonly string[]): Promise<void> {
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

/** Runs `make` unless a stamp says that it ran for these very files; test files run side by side, so one makes and others wait. */
async function installedOnce(stamp: string, files: readonly string[], make: () => Promise<void>): Promise<void> {
  const digest = createHash('sha256')
    .update(files.map((file) => readFileSync(file, 'utf8')).join('\0'))
    .digest('hex');
  const isMade = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  const lock = join(MADE, `${createHash('sha256').update(stamp).digest('hex').slice(0, 12)}.lock`);
  mkdirSync(MADE, { recursive: true });
  while (!isMade()) {
    if (!takeLock(lock)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      continue;
    }
    try {
      if (!isMade()) await make();
      writeFileSync(stamp, digest);
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
