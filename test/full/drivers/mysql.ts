/** Drivers of MySQL and MariaDB, each a program that runs all of its operations against an address and prints JSON. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goDriver, javaDriver, nodeDrivers } from '../mysql-prerequisites.ts';
import { python } from '../prerequisites.ts';
import type { Results } from './driver.ts';

const run = promisify(execFile);
const WITHIN_MS = 90_000;

export interface MySqlDriver {
  readonly name: string;
  /** Knows mysql_native_password alone, so that no token fits it and MySQL 9 itself lets it not in. */
  readonly nativeOnly?: boolean;
  /** What it sees differently on MariaDB: Wirewall doesn't offer extended metadata, by which a driver tells JSON from text, nor SET STATEMENT. */
  readonly otherOnMariaDb?: readonly string[];
  results(kind: 'same' | 'refused' | 'masked' | 'seven', url: string): Promise<Results>;
}

type Command = () => Promise<readonly [program: string, ...args: string[]]>;

function driver(name: string, command: Command, rest: Partial<MySqlDriver> = {}): MySqlDriver {
  return {
    name,
    results: async (kind, url) => {
      const [program, ...args] = await command();
      const { stdout } = await run(program, [...args, kind, url], {
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
        maxBuffer: 64 * 1024 * 1024,
        timeout: WITHIN_MS,
      });
      return JSON.parse(stdout) as Results;
    },
    ...rest,
  };
}

const node = (name: string, rest: Partial<MySqlDriver> = {}): MySqlDriver =>
  driver(name, async () => [process.execPath, join(await nodeDrivers(), `${name}.mjs`)], rest);

const pythonDriver = (name: string): MySqlDriver =>
  driver(name, async () => [await python(), fileURLToPath(new URL(`../python/${name}_driver.py`, import.meta.url))]);

export const MYSQL_DRIVERS: readonly MySqlDriver[] = [
  node('mysql2', { otherOnMariaDb: ['stored_by_text', 'stored_prepared'] }),
  node('mariadb', { otherOnMariaDb: ['stored_by_text', 'stored_prepared'] }),
  node('mysql', { nativeOnly: true }),
  node('knex'),
  node('sequelize', { otherOnMariaDb: ['json'] }),
  node('typeorm'),
  node('drizzle'),
  node('kysely'),
  pythonDriver('pymysql'),
  pythonDriver('aiomysql'),
  pythonDriver('sqlalchemy_mysql'),
  driver('connector-j', async () => ['java', ...(await javaDriver())], {
    otherOnMariaDb: ['stored', 'stored_prepared', 'timed out', 'timed out_prepared'],
  }),
  driver('go-sql-driver', async () => [await goDriver()]),
];
