/**
 * Finds the programs of MySQL and MariaDB servers on this machine: those unpacked under .tmp/servers or in a folder that the environment names, and
 * those that are installed. Knows where files lie and how they are run; starts no server.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRead, canRun, serversFolder, type Account } from './account.ts';
import { publish } from './binaries.ts';

export type MySqlFlavor = 'mysql' | 'mariadb';

export interface MySqlBinaries {
  readonly flavor: MySqlFlavor;
  /** `9.7`, `10.11`. */
  readonly version: string;
  /** The program, with the loader before it where it comes with libraries of its own. */
  readonly command: readonly [string, ...string[]];
  /** The folder that has `share` and `lib`. */
  readonly base: string;
  /** SQL files and messages. */
  readonly share: string;
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The environment variable that names a folder into which packages were unpacked, one folder for each server. */
export const MYSQL_FOLDER = 'WIREWALL_TEST_MYSQL_BINARIES';

/** Every server that the account can run, newest first. */
export function findMySqlBinaries(account: Account): MySqlBinaries[] {
  const folder = process.env[MYSQL_FOLDER] ?? join(REPOSITORY, '.tmp', 'servers');
  const unpacked = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [...unpacked.flatMap((root) => inFolder(root, account)), ...installed(account)].toSorted((a, b) =>
    b.version.localeCompare(a.version, 'en', { numeric: true }),
  );
}

/** Packages unpacked into a folder of their own, libraries and loader included. */
function inFolder(root: string, account: Account): MySqlBinaries[] {
  // MariaDB brings a `mysqld` too.
  const flavor = (['mariadb', 'mysql'] as const).find((name) => existsSync(join(root, 'usr', 'sbin', programOf(name))));
  if (flavor === undefined) return [];
  const place = canRead(account, join(root, 'usr', 'sbin', programOf(flavor))) ? root : copied(root, account);
  const base = join(place, 'usr');
  const libraries = readdirSync(join(base, 'lib')).map((name) => join(base, 'lib', name));
  const own = libraries.find((name) => name.endsWith('-linux-gnu'));
  const loader = own === undefined ? undefined : readdirSync(own).find((name) => name.startsWith('ld-linux'));
  const program = join(base, 'sbin', programOf(flavor));
  if (own === undefined || loader === undefined) return found(flavor, [program], base, account);
  const path = [own, join(own, 'mysql', 'private'), join(base, 'lib', 'mysql', 'private')].join(':');
  return found(flavor, [join(own, loader), '--library-path', path, program], base, account);
}

function installed(account: Account): MySqlBinaries[] {
  return (['mysql', 'mariadb'] as const).flatMap((flavor) => {
    const program = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
      .map((folder) => join(folder, programOf(flavor)))
      .find((path) => existsSync(path));
    return program === undefined ? [] : found(flavor, [program], join(program, '..', '..'), account);
  });
}

function programOf(flavor: MySqlFlavor): string {
  return flavor === 'mysql' ? 'mysqld' : 'mariadbd';
}

/** One server, if it runs here and says what it is: MariaDB brings a `mysqld` too. */
function found(
  flavor: MySqlFlavor,
  command: readonly [string, ...string[]],
  base: string,
  account: Account,
): MySqlBinaries[] {
  const [program, ...args] = command;
  if (!canRun(account, program, ...args, '--no-defaults', '--version')) return [];
  const said = spawnSync(program, [...args, '--no-defaults', '--version'], { encoding: 'utf8', cwd: '/' }).stdout;
  const version = /\bVer (\d+\.\d+)/.exec(said)?.[1];
  const share = ['mysql', 'mariadb'].map((name) => join(base, 'share', name)).find((path) => sharesFor(flavor, path));
  if (version === undefined || share === undefined || /mariadb/i.test(said) !== (flavor === 'mariadb')) return [];
  return [{ flavor, version, command, base, share }];
}

function sharesFor(flavor: MySqlFlavor, share: string): boolean {
  if (!existsSync(share)) return false;
  return flavor === 'mysql' || readdirSync(share).some((name) => name.endsWith('_system_tables.sql'));
}

/** A copy that the account can reach, made once: built under another name and renamed, so that nobody sees half of one. */
function copied(root: string, account: Account): string {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const place = join(serversFolder(account), `unpacked-${key}`);
  if (!existsSync(place)) {
    const draft = `${place}.${randomBytes(4).toString('hex')}`;
    mkdirSync(draft, { mode: 0o755 });
    execFileSync('cp', ['-Rp', join(root, 'usr'), draft]);
    execFileSync('chmod', ['-R', 'a+rX', draft]);
    publish(draft, place);
  }
  return place;
}
